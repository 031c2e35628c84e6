"""The rulebook in force, compiled once and kept until another is published."""

import datetime as dt
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from engine.decide.agreement import first_difference
from engine.language.book import load_rulebook
from engine.matching import Matcher, available, why_unsafe
from engine.plan import Plan
from engine.problems import GuanxiError
from store import Store
from store.rulebooks import Publication

log = logging.getLogger(__name__)


class NothingPublished(GuanxiError):
    """There is no rulebook in force yet."""

    def __init__(self) -> None:
        super().__init__("No rulebook is in force yet. Put your rule files in force with: guanxi publish")


@dataclass(frozen=True, slots=True)
class InForce:
    """What decides. *matcher* is None where durable_rules cannot or must not be used: *alone* says why."""

    hash: str
    plan: Plan
    activated: Mapping[str, dt.datetime]
    matcher: Matcher | None
    alone: str = ""


class Rulebooks:
    """Gives the rulebook in force; one query each time, compiled only when it has changed. Thread-safe."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._publication: Publication | None = None
        self._current: InForce | None = None

    def current(self) -> InForce:
        """The rulebook in force.

        Raises:
            NothingPublished: none was ever published.
        """
        publication = self._store.rulebooks.in_force()
        if publication is None:
            raise NothingPublished
        with self._lock:
            # Not by the hash alone: a rule that was out of force in between is in force anew.
            if self._current is None or self._publication != publication:
                self._publication, self._current = self._prepare(publication)
            return self._current

    def _prepare(self, publication: Publication) -> tuple[Publication, InForce]:
        while True:
            activated = self._store.rulebooks.activations()
            newest = self._store.rulebooks.in_force() or publication
            if newest == publication:
                break
            publication = newest  # published in this very moment: the activations may be of either
        plan = Plan(load_rulebook(self._store.rulebooks.files(publication.hash)))
        matcher, alone = matcher_for(plan)
        return publication, InForce(publication.hash, plan, activated, matcher, alone)


def matcher_for(plan: Plan) -> tuple[Matcher | None, str]:
    """A matcher for these rules, tried in a process of its own and compared with the reference; or none, and why."""
    conditions = plan.conditions()
    reason = why_unsafe(conditions, plan.calendar) or ""
    if reason or not available():
        return None, reason
    matcher = Matcher(conditions, plan.calendar)
    difference = first_difference(plan, matcher)
    if difference is not None:
        log.error("durable_rules and the reference differ about %s.", difference)
        return None, f"durable_rules and the reference differ about {difference}."
    return matcher, ""
