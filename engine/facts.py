"""Subjects, their facts, and the events that change them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias

from engine.values import Value

Origin: TypeAlias = Literal["import", "api", "person", "rule"]

HISTORY_AFTER = dt.timedelta(days=4)
"""An imported happening older than this when it is recorded is history: nobody is called about it now.

Nightly files pause at weekends: what happened on a Friday comes on Monday night.
"""


_OPENING = re.compile(r"[^/]+/open/[0-9a-f]{16}/[0-9]+")


class SubjectRef(NamedTuple):
    """Whom a fact is about, e.g. ``SubjectRef("invoice", "INV-7")``; ids are unique within an entity."""

    entity: str
    id: str

    def __str__(self) -> str:
        return f"{self.entity} {self.id}"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a subject, and the facts that it set.

    *kind* is past tense (``order.placed``); a plain change of facts is ``facts.changed``. A task's answer is
    ``task.answered`` on ``SubjectRef("task", task_id)`` with the facts ``outcome`` and the answer's fields.
    The events of a relationship, in order of (happened_at, recorded_at, id), are its whole history.
    """

    id: str
    kind: str
    subject: SubjectRef
    happened_at: dt.datetime
    recorded_at: dt.datetime
    facts: Mapping[str, Value | None] = field(default_factory=dict)
    origin: Origin = "api"

    @property
    def order(self) -> tuple[dt.datetime, dt.datetime, str]:
        """Sort key: (happened, recorded), then the id so that equal moments have one order everywhere."""
        return (self.happened_at, self.recorded_at, self.id)

    @property
    def is_history(self) -> bool:
        """It came with an import long after it happened."""
        return self.origin == "import" and self.recorded_at - self.happened_at > HISTORY_AFTER

    @property
    def is_opening(self) -> bool:
        """A rule opened its subject with it: nobody told of it before."""
        return self.origin == "rule" and _OPENING.fullmatch(self.id) is not None
