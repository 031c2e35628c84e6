"""The files of the sample, as `guanxi rehearse` reads them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from engine.facts import Event
from engine.language.scalars import show_value

FUTURE_FILE = "future.jsonl"
ANSWERS_FILE = "answers.yaml"

READ_ME = f"""\
Everything in this folder is synthetic: made up by guanxi for its sample company. Nobody real is meant.

{FUTURE_FILE}  the orders, invoices and payments that a plausible next year brings: guanxi rehearse --future
{ANSWERS_FILE}  how people answer their tasks in a rehearsal: guanxi rehearse --answers
"""


def future_text(events: Iterable[Event]) -> str:
    """JSON lines, one happening each; the ids say ``sample``."""
    return "".join(json.dumps(_entry(event), ensure_ascii=False) + "\n" for event in events)


def _entry(event: Event) -> dict[str, object]:
    return {
        "at": show_value(event.happened_at),
        "event": event.kind,
        "subject": f"{event.subject.entity}/{event.subject.id}",
        "facts": {name: None if value is None else show_value(value) for name, value in event.facts.items()},
        "id": event.id,
    }
