"""Where a relationship workflow stands: all that it carries from one run to the next."""

import datetime as dt
from dataclasses import dataclass, field

DECISIONS = "guanxi"
"""Task queue of the workflows and of what must be quick."""

DELIVERIES = "guanxi-deliveries"
"""A task queue of their own: slow channels take no place from decisions, and a rate limit is the queue's."""

WORKFLOW = "relationship"
WAKE = "wake"


@dataclass(frozen=True)
class Held:
    """A message that is not to be tried again before *until*."""

    message_id: int
    until: dt.datetime


@dataclass(frozen=True)
class Position:
    """Surrogate ids and moments only.

    Attributes:
        woken: something may have happened since the last decision: decide at once.
    """

    relationship_id: int
    woken: bool = True
    next_due: dt.datetime | None = None
    held: list[Held] = field(default_factory=list)


def workflow_id(relationship_id: int) -> str:
    return f"relationship/{relationship_id}"


def whole_second(moment: dt.datetime) -> dt.datetime:
    """*moment*, rounded up."""
    return moment if not moment.microsecond else moment.replace(microsecond=0) + dt.timedelta(seconds=1)
