"""The rulebook in force, compiled once and kept until another is published."""

import datetime as dt
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from engine.language.book import load_rulebook
from engine.matching import Matcher, available, why_unsafe
from engine.plan import Plan
from engine.problems import GuanxiError
from store import Store


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
            known = self._current
            if known is not None and known.hash == publication.hash:
                return known
            self._current = fresh = self._prepare(publication.hash)
            return fresh

    def _prepare(self, hash_: str) -> InForce:
        plan = Plan(load_rulebook(self._store.rulebooks.files(hash_)))
        matcher, alone = matcher_for(plan)
        return InForce(hash_, plan, self._store.rulebooks.activations(), matcher, alone)


def matcher_for(plan: Plan) -> tuple[Matcher | None, str]:
    """A matcher for these rules after a trial in a process of its own; or none, and the reason."""
    conditions = plan.conditions()
    reason = why_unsafe(conditions, plan.calendar) or ""
    if reason or not available():
        return None, reason
    return Matcher(conditions, plan.calendar), ""
