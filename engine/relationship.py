"""One customer relationship as it is handed to a decision, and what the decision hands back.

Everything here is plain data with surrogate or external ids; the store writes it, the workflow never sees it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from engine.facts import Event, SubjectRef
from engine.values import Value
from engine.vocabulary import FactType


class FiringKey(NamedTuple):
    """What makes a firing this one and no other; unique in the ledger.

    *occurrence*: the event's id, the nominal period, the episode, the `once per` value or the number of the rise.
    *attempt* counts from 1 and rises when an attempt was withdrawn, or the task is opened again.
    """

    rule: str
    step: str
    subject: SubjectRef
    occurrence: str
    attempt: int = 1

    def __str__(self) -> str:
        return "/".join((self.rule, self.step, *self.subject, self.occurrence, str(self.attempt)))


FiringStatus: TypeAlias = Literal["claimed", "done", "passed", "expired", "dropped", "withdrawn", "waiting"]


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One sentence with what it was found to be, and the values that made it so (path -> shown value)."""

    text: str
    truth: bool | None
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Firing:
    """A row of the ledger.

    *due* is the first moment at which the step was permitted, *at* when it was decided. `claimed` waits for its
    messages to be accepted; `done` has nothing left to deliver. A shadow firing did nothing. `waiting` only tells that
    the step was kept from the customer, since when and why: for every decision it is as good as not there.
    """

    key: FiringKey
    status: FiringStatus
    due: dt.datetime
    at: dt.datetime
    shadow: bool = False
    reason: str = ""
    trace: tuple[TraceLine, ...] = ()


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message to be delivered; *key* (firing key + effect + recipient + channel) is its idempotency key.

    *recipient* is a subject (``customer 17``, ``person li``) or a role (``SubjectRef("role", "team/finance")``).
    A joined message tells of several subjects: *firing* is the first that wanted it, *also* are the others. They
    share its end.
    """

    key: str
    firing: FiringKey
    channel: str
    recipient: SubjectRef
    reaches_customer: bool
    at: dt.datetime
    locale: str
    subject: str | None
    text: str
    also: tuple[FiringKey, ...] = ()

    @property
    def firings(self) -> tuple[FiringKey, ...]:
        """All firings whose message this is."""
        return (self.firing, *self.also)


TaskStatus: TypeAlias = Literal["open", "answered", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Task:
    """Human work. *id* is its effect key; *outcomes* are the answers that it takes, *form* the declared fields of one.

    *late* is set once its `late` actions were done.
    """

    id: str
    firing: FiringKey
    kind: str
    assignee: SubjectRef
    opened_at: dt.datetime
    due: dt.datetime
    text: str
    outcomes: tuple[str, ...]
    status: TaskStatus = "open"
    outcome: str = ""
    closed_at: dt.datetime | None = None
    late: bool = False
    form: Mapping[str, FactType] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Watch:
    """What a rule that starts by becoming true remembers of a subject.

    *true_since* is None while its `when` is false or unknown; *rises* numbers the times it became true. Another
    `once per` value is another rise; *once_per* is the one for which it has been true since then.
    """

    rule: str
    subject: SubjectRef
    true_since: dt.datetime | None
    rises: int
    once_per: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that a person must look at: a conflict of two rules, a sentence that failed, a stuck ladder."""

    code: str
    subject: SubjectRef
    at: dt.datetime
    what: str
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """Input of a decision: all that is known of one customer and of what belongs to it.

    *history* are the events already decided on, *pending* those that are not; both in `Event.order`.
    *directory* holds the facts of people and units that they refer to. *decided_until* is None at first;
    *next_due* is what the last decision promised under the rulebook of that hash.
    """

    id: str
    customer: SubjectRef
    history: tuple[Event, ...] = ()
    pending: tuple[Event, ...] = ()
    directory: Mapping[SubjectRef, Mapping[str, Value]] = field(default_factory=dict)
    firings: tuple[Firing, ...] = ()
    tasks: tuple[Task, ...] = ()
    watches: tuple[Watch, ...] = ()
    decided_until: dt.datetime | None = None
    next_due: dt.datetime | None = None
    rulebook: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Output of a decision: rows to write in one transaction, and when to look again.

    *firings*, *tasks* and *watches* are new or changed rows (same key: replace). *events* are what rules did to
    facts (origin ``rule``), already taken into account. *consumed* are the ids of the pending events decided on.
    *next_due* is the earliest instant after *decided_until* at which anything could change without a new event.
    """

    relationship: str
    decided_until: dt.datetime
    next_due: dt.datetime | None
    firings: tuple[Firing, ...] = ()
    messages: tuple[OutgoingMessage, ...] = ()
    tasks: tuple[Task, ...] = ()
    events: tuple[Event, ...] = ()
    consumed: tuple[str, ...] = ()
    watches: tuple[Watch, ...] = ()
    troubles: tuple[Trouble, ...] = ()
