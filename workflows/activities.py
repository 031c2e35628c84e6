"""What a relationship workflow lets others do: decide, and deliver.

Light on purpose: the workflow's file reads this one, so the store, the engine and the notifiers stay behind protocols.
"""

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, Protocol

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Decided:
    """What came of a decision, without a word of what it is about.

    Attributes:
        next_due: the earliest moment at which anything could change without a new event; after *as_of*.
        undelivered: **all** messages of the relationship not yet delivered, by surrogate id, in order.
    """

    next_due: dt.datetime | None
    undelivered: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Delivery:
    """What became of one try to deliver a message.

    Attributes:
        status: `settled`: never to be tried again (taken, refused for good, withdrawn, held for a person).
            `postponed`: not now, but at *retry_at* (permitted hours, a provider that asked for patience).
            `failed`: safe to try again soon.
    """

    status: Literal["settled", "postponed", "failed"]
    retry_at: dt.datetime | None = None


class Decides(Protocol):
    def decide(self, relationship_id: int, as_of: dt.datetime) -> Decided:
        """Decide and commit under the relationship's lock; harmless to repeat. Runs in a thread."""


class Delivers(Protocol):
    async def deliver(self, message_id: int, as_of: dt.datetime) -> Delivery:
        """Check once more, hand over, record the outcome; harmless to repeat. Never blocks the loop."""


class Activities:
    """The two activities of a relationship. Only ids, moments and statuses pass through (law 12)."""

    def __init__(self, decides: Decides, delivers: Delivers) -> None:
        self._decides = decides
        self._delivers = delivers

    @activity.defn
    def decide(self, relationship_id: int, as_of: dt.datetime) -> Decided:
        with _without_words("decide", relationship_id):
            return self._decides.decide(relationship_id, as_of)

    @activity.defn
    async def deliver(self, message_id: int, as_of: dt.datetime) -> Delivery:
        """Try once. A failure is raised, so that Temporal tries again with its backoff."""
        with _without_words("deliver", message_id):
            delivery = await self._delivers.deliver(message_id, as_of + _waited())
        if delivery.status == "failed":
            # Benign: recorded by whoever delivers, so no traceback in the log for each try.
            raise ApplicationError(
                "not taken this time", type="TemporarilyFailed", category=ApplicationErrorCategory.BENIGN
            )
        return delivery


def _waited() -> dt.timedelta:
    """How long this try stood in the queue, by the server's clock.

    After an outage, or behind a slow channel, the moment of scheduling may be hours old: a message permitted at
    19:00 must not be sent at 03:00 as if it were still 19:00.
    """
    info = activity.info()
    return max(info.started_time - info.scheduled_time, dt.timedelta(0))


@contextmanager
def _without_words(what: str, surrogate_id: int) -> Iterator[None]:
    """Keep the text of an error out of the workflow's history: a database quotes the row that it refused."""
    try:
        yield
    except Exception as error:
        log.exception("%s %d failed", what, surrogate_id)
        kind = type(error).__name__
        raise ApplicationError(
            f"{what} failed with {kind}; its text is in the worker's log", type=kind
        ) from None
