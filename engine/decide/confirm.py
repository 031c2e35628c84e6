"""Every decision is matched by durable_rules and confirmed by the reference; where they differ, the reference wins.

A difference is written down as a trouble (``evaluators-differ``), so that it is seen, counted and alarmed.
"""

from __future__ import annotations

import datetime as dt

from engine.language.syntax import FactPath
from engine.matching import EngineFault, Matcher
from engine.plan import Line
from engine.truth import Reference
from engine.truth.world import Subject
from engine.values import Value


class SubjectReading:
    """A subject as the matcher reads it: derived facts and defaults applied, no sentence judged."""

    __slots__ = ("_reference", "_subject", "entity")

    def __init__(self, reference: Reference, subject: Subject) -> None:
        self._reference, self._subject = reference, subject
        self.entity = subject.ref.entity

    @property
    def today(self) -> dt.date:
        return self._subject.world.today

    @property
    def now(self) -> dt.datetime:
        return self._subject.world.now

    def read(self, path: FactPath, /) -> Value | None:
        return self._reference.path(path.names, self.entity)(self._subject)


class Confirmation:
    """Compares both evaluators for one relationship; matches each subject once for each state of the world."""

    def __init__(self, reference: Reference, matcher: Matcher) -> None:
        self._reference, self._matcher = reference, matcher
        self._matched: dict[Subject, tuple[tuple[int, dt.datetime], frozenset[str]]] = {}

    def compare(self, line: Line, subject: Subject, truth: bool | None) -> None:  # noqa: FBT001 - a truth, not a switch
        """Note it when durable_rules does not agree that the rule's `when` is *truth*."""
        if line.key in self._matcher.left_out:
            return
        try:
            matched = line.key in self._holding(subject)
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

    def _holding(self, subject: Subject) -> frozenset[str]:
        stamp = subject.world.state
        known = self._matched.get(subject)
        if known is None or known[0] != stamp:
            known = (stamp, self._matcher.holding(SubjectReading(self._reference, subject)))
            self._matched[subject] = known
        return known[1]
