"""A step of a rule that may fire."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from engine.decide.pairs import Pair
from engine.due.schedule import Occurrence
from engine.plan import Rung
from engine.relationship import FiringKey


@dataclass(frozen=True, slots=True)
class Candidate:
    """A step that may fire now. *again* is the kind of the task that is opened once more; it does nothing else then."""

    pair: Pair
    rung: Rung
    occurrence: Occurrence
    due: dt.datetime
    attempt: int
    again: str | None = None
    is_wanted: bool = True
    """Whether the step's own condition holds."""
    instead_of: tuple[Candidate, ...] = ()
    """Lower steps that are due as well, and are passed over when this one happens."""

    @property
    def key(self) -> FiringKey:
        """What it is written under in the ledger."""
        line, subject = self.pair.line, self.pair.subject
        return FiringKey(line.rule.id, self.rung.step.id, subject.ref, self.occurrence.id, self.attempt)
