"""Puts a rulebook in force and decides every relationship anew, page by page."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from engine.decide import Terms, decide
from engine.plan import Plan
from engine.relationship import Decision
from engine.rollout import activations_after
from engine.rulebook import Rulebook
from store import Store
from workflows.deciding import LATE_BY, decision_of
from workflows.in_force import Rulebooks

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Published:
    """What came of a publication: how many relationships were decided anew, which must be woken, what fired."""

    hash: str
    decided: int
    moved: tuple[int, ...]
    fired: int
    passed: int


@dataclass(frozen=True, slots=True)
class Draft:
    """Rule files, and what they say when checked."""

    files: Mapping[str, bytes]
    book: Rulebook


def publish(  # noqa: PLR0913 - what, where, when, by whom
    store: Store,
    rulebooks: Rulebooks,
    draft: Draft,
    at: dt.datetime,
    *,
    by: str = "",
    progress: Progress | None = None,
) -> Published:
    """Put *draft* in force at *at*, then recompute when each relationship is due.

    What is already true or past at *at* is passed over by rules new in force. A crash in the middle harms nothing:
    the rest is decided by the new rulebook when it wakes, with the same activations.
    """
    book = draft.book
    store.rulebooks.publish(draft.files, book.hash, Plan(book).activates(), at, by)
    in_force = rulebooks.current()
    decided = fired = passed = 0
    moved: list[int] = []
    for relationship, before in _all(store):
        written = store.decide(
            relationship, lambda known: decision_of(in_force, known, at), rulebook=in_force.hash
        )
        decided += 1
        fired += _count(written.decision, "claimed", "done")
        passed += _count(written.decision, "passed")
        if written.undelivered or written.decision.next_due != before:
            moved.append(int(relationship))
        if progress is not None:
            progress(decided)
    return Published(book.hash, decided, tuple(moved), fired, passed)


def already_due(store: Store, book: Rulebook, at: dt.datetime) -> dict[str, int]:
    """How many relationships each rule of *book* would act on as soon as people may be reached: the preview.

    Moves of the lifecycle are left out: at a publication they happen in silence.
    """
    plan = Plan(book)
    fresh = activations_after(plan.activates(), store.rulebooks.activations(), at)
    moves = {line.rule.id for line in plan.moves}
    permitted = plan.hours.next_permitted(at, plan.calendar)  # published at night, it acts in the morning
    counts: dict[str, int] = {}
    for relationship in store.load_many():
        until = max(permitted, relationship.decided_until or at)
        decision = decide(plan, relationship, until, Terms(activated=fresh, late_by=LATE_BY, renders=False))
        acting = {f.key.rule for f in decision.firings if f.status in {"claimed", "done"}}
        for rule in acting - moves:
            counts[rule] = counts.get(rule, 0) + 1
    return counts


def _all(store: Store) -> Iterator[tuple[str, dt.datetime | None]]:
    after = "0"
    while page := store.positions(after=after):
        for position in page:
            yield position.id, position.next_due
        after = page[-1].id


def _count(decision: Decision, *statuses: str) -> int:
    return sum(firing.status in statuses for firing in decision.firings)
