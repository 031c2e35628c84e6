"""Messages that show only what a test is about."""

import datetime as dt
from typing import Any

from notifiers.message import Address, Message

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
NINE_O_CLOCK = dt.datetime(2026, 3, 9, 9, 0, 0, tzinfo=SHANGHAI)


def an_address(**changes: Any) -> Address:  # noqa: ANN401  passed on as it is
    plain: dict[str, Any] = {
        "name": "李雷",
        "email": "lilei@example.com",
        "phone": "+86 138 0000 0000",
        "recipient_id": "customer 17",
    }
    return Address(**plain | changes)


def a_message(**changes: Any) -> Message:  # noqa: ANN401  passed on as it is
    plain: dict[str, Any] = {
        "key": "dunning/week_1/invoice 88/1/1/send/customer 17/email",
        "channel": "email",
        "to": an_address(),
        "subject": "Invoice 88",
        "text": "Invoice 88 was due on 2 March.",
        "locale": "en",
        "created_for": "rule dunning, step week_1, invoice 88",
        "sent_at": NINE_O_CLOCK,
    }
    return Message(**plain | changes)
