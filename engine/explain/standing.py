"""How a rule and each of its steps stand for one subject at an instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from engine.facts import SubjectRef
from engine.relationship import Firing, TraceLine
from engine.rulebook import Status
from engine.values import Duration

Standing: TypeAlias = Literal[
    "recorded",  # the ledger has it: see the firing
    "due",  # it happens as soon as the relationship is decided
    "time",  # it waits until its moment
    "conditions",  # its moment has come, the rule's `when` does not hold
    # Something else has reached the customer, its group is held, its rule cools down, or it goes to nobody: see the reason.
    "waits",
    "overtaken",  # a later step is due as well: it is passed over when that one happens
    "passed",  # it was past before the rule came into force or the subject was known: it never happens
    "delivery",  # the step before it has not been accepted by a provider
    "later",  # a lower step comes first
]


@dataclass(frozen=True, slots=True)
class StepStanding:
    """One step of one occurrence. *until* is when it may happen at the earliest, where that is known.

    *lines* are the step's own conditions; *offset* counts from the occurrence's *anchor*. *reason* says what it waits
    for when it `waits`.
    """

    step: str
    occurrence: str
    anchor: dt.date | dt.datetime
    offset: Duration
    standing: Standing
    until: dt.datetime | None = None
    firing: Firing | None = None
    lines: tuple[TraceLine, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """How a rule stands for a subject.

    *holds* and *lines* judge its `when` now; *changes* is when that could change by the passing of time alone.
    *is_included*: whether it is rolled out to the customer. *matures*: when a move that must stay possible for a while
    has been so.
    *begins* holds the facts that its start is computed from, with their values. *stage* is the customer's, for a move.
    """

    rule: str
    subject: SubjectRef
    as_of: dt.datetime
    status: Status
    is_valid: bool
    holds: bool | None
    lines: tuple[TraceLine, ...]
    steps: tuple[StepStanding, ...]
    begins: Mapping[str, str]
    activated: dt.datetime | None = None
    changes: dt.datetime | None = None
    stage: str | None = None
    is_included: bool = True
    matures: dt.datetime | None = None
