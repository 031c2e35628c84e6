"""The circumstances of a decision: what tells a live one from a rehearsal, an example or a preview."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.facts import Event, SubjectRef
from engine.matching import Matcher
from engine.relationship import Task

Answers: TypeAlias = Callable[[Task], Event | None]
"""How people answer tasks in a rehearsal: the event that will close a task just opened, or None."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The circumstances of a decision.

    *activated*: since when each rule is in force; what was already true or past then is passed over, except for
    a rule absent here, which takes everything from the start; ``rule/step`` for a step that came later.
    *late_by*: what reaches people cannot happen in the past. After an outage it happens at most this long before
    the end of the stretch, if it is still wanted then; None: at its own moment, however long ago (rehearsals,
    where there are no outages). *delivers_at_once*: messages count as accepted
    (rehearsals, examples). *renders*: write the words of messages and traces; off where nobody reads them.
    *called*: what a subject that a rule opens is called (examples, which speak of it before it has an id).
    *matcher*: durable_rules with the same rules; without it the reference evaluator carries on alone.
    """

    activated: Mapping[str, dt.datetime] = field(default_factory=dict)
    late_by: dt.timedelta | None = None
    delivers_at_once: bool = False
    renders: bool = True
    answers: Answers | None = None
    called: Callable[[SubjectRef], SubjectRef] | None = None
    matcher: Matcher | None = None
