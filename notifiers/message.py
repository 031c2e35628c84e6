"""A finished message: what to say, to whom, and the key that makes it one message however often it is tried."""

import datetime as dt
import hashlib
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Address:
    """How one recipient can be reached.

    Attributes:
        recipient_id: the surrogate id (`customer 17`); the only part that may appear in logs and outcomes.
    """

    name: str
    email: str | None
    phone: str | None
    recipient_id: str


@dataclass(frozen=True)
class Message:
    """One message to one recipient, rendered and ready to go.

    Attributes:
        key: the effect key, given to the provider as idempotency key: the same key is the same message.
        channel: the name that the rules use (`email`, `sms`).
        created_for: which rule, step and subject asked for it, for people who look later.
        sent_at: the moment of sending, in the zone in which it is to be shown. Nothing here reads a clock.

    Raises:
        ValueError: no key, or a moment without a time zone: a fault of the caller, not of the message.
    """

    key: str
    channel: str
    to: Address
    subject: str | None
    text: str
    locale: str
    created_for: str
    sent_at: dt.datetime

    def __post_init__(self) -> None:
        if not self.key.strip():
            raise ValueError("a message needs a key: without one, sending twice could not be told from once")
        if self.sent_at.utcoffset() is None:
            raise ValueError(f"sent_at needs a time zone: {self.sent_at.isoformat()}")

    @property
    def key_hash(self) -> str:
        """SHA-256 of the key in hexadecimal: safe in file names and headers, and tells outsiders nothing."""
        return hashlib.sha256(self.key.encode("utf-8", "surrogatepass")).hexdigest()


def one_line(text: str) -> str:
    """*text* folded to a single line without control characters, so that it cannot start a header of its own."""
    folded = " ".join(text.split())
    return "".join(char for char in folded if unicodedata.category(char) not in {"Cc", "Cs"})
