"""Every decision is matched by durable_rules and confirmed by the reference; where they differ, the reference wins.

A difference is written down as a trouble (``evaluators-differ``), so that it is seen, counted and alarmed.
"""

from __future__ import annotations

import datetime as dt

from engine.language.syntax import FactPath
from engine.matching import EngineFault, Matcher
from engine.plan import Line
from engine.truth.world import Subject
from engine.values import Value


class SubjectReading:
    """A subject as the matcher reads it for a rule: derived facts and defaults applied, no sentence judged."""

    __slots__ = ("_calendar", "_reference", "_subject", "entity")

    def __init__(self, line: Line, subject: Subject) -> None:
        self._reference, self._calendar, self._subject = line.reference, line.calendar, subject
        self.entity = line.matched_as

    @property
    def today(self) -> dt.date:
        return self._calendar.date_of(self._subject.world.now)

    @property
    def now(self) -> dt.datetime:
        return self._subject.world.now

    def read(self, path: FactPath, /) -> Value | None:
        return self._reference.path(path.names, self._subject.ref.entity)(self._subject)


def matched_like(line: Line, subject: Subject, matcher: Matcher) -> frozenset[str]:
    """The rules that durable_rules finds true of a subject: those that go by the same clock as *line*.

    Raises:
        EngineFault: the C engine misbehaved.
    """
    return matcher.holding(SubjectReading(line, subject), line.calendar if line.is_by_customer else None)


class Confirmation:
    """Compares both evaluators for one relationship; matches each subject once for each clock and state of the world."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._matched: dict[tuple[str, Subject], tuple[tuple[int, dt.datetime], frozenset[str]]] = {}

    def compare(self, line: Line, subject: Subject, truth: bool | None) -> None:  # noqa: FBT001 - a truth, not a switch
        """Note it when durable_rules does not agree that the rule's `when` is *truth*."""
        if line.key in self._matcher.left_out:
            return
        try:
            matched = line.key in self._holding(line, subject)
        except EngineFault as fault:
            subject.world.trouble("matcher-failed", subject.ref, f"durable_rules failed: {fault}", line.key)
            return
        if matched is not (truth is True):
            found = "true" if matched else "not true"
            subject.world.trouble(
                "evaluators-differ",
                subject.ref,
                f"{line.key}: durable_rules found its `when` {found}, the reference did not. The reference was followed.",
                line.key,
            )

    def _holding(self, line: Line, subject: Subject) -> frozenset[str]:
        stamp, asked = subject.world.state, (line.matched_as, subject)
        known = self._matched.get(asked)
        if known is None or known[0] != stamp:
            known = self._matched[asked] = stamp, matched_like(line, subject, self._matcher)
        return known[1]
