"""The lifecycle: one move possible at a time, every stage reached and left, no circle of moves at once."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator

from engine.checks.played import played, troubles_of
from engine.checks.witnesses import Asked, Search, Witness
from engine.language import syntax
from engine.problems import Problem
from engine.rulebook import Lifecycle, MoveTo, Rule, Rulebook

_MOST_PAIRS = 300
_OFTEN = 3


def wrong_stages(book: Rulebook, search: Search) -> Iterator[Problem]:
    """Everything wrong with the lifecycle."""
    if book.lifecycle is None:
        return
    yield from _unreachable(book.lifecycle)
    yield from _dead_ends(book.lifecycle)
    pairs = itertools.islice(itertools.combinations(book.lifecycle.moves, 2), _MOST_PAIRS)
    for one, other in pairs:
        yield from _overlapping(one, other, book.lifecycle, book, search)
    yield from _circling(book.lifecycle, book, search)


def _unreachable(lifecycle: Lifecycle) -> Iterator[Problem]:
    """A stage to which no way leads from the first one."""
    reached = _reached(lifecycle, lifecycle.start)
    for stage in lifecycle.stages:
        if stage not in reached:
            told = f"No way leads from “{lifecycle.start}” to the stage “{stage}”."
            mend = f"Add a rule with “to: {stage}”, or take it out of the vocabulary."
            shown = f"a customer who begins in {lifecycle.start} is never in {stage}"
            yield Problem("unreachable-stage", lifecycle.place, told, mend, shown, "warning")


def _reached(lifecycle: Lifecycle, start: str) -> set[str]:
    """Every stage to which a way leads from *start*, itself too."""
    reached = {start}
    while more := {_target(move) for move in lifecycle.moves if reached & set(move.moves_from)} - reached:
        reached |= more
    return reached


def _dead_ends(lifecycle: Lifecycle) -> Iterator[Problem]:
    """A customer stays for ever in a stage that no move leaves: that must be meant."""
    left = {stage for move in lifecycle.moves for stage in move.moves_from}
    for stage in lifecycle.stages:
        if stage in _reached(lifecycle, lifecycle.start) and stage not in left and stage not in lifecycle.end:
            told = f"No move leaves the stage “{stage}”."
            mend = f"Add a rule “from: {stage}”, or list it under “end”."
            shown = f"a customer who comes to {stage} stays there for ever"
            yield Problem("dead-end", lifecycle.place, told, mend, shown)


def _overlapping(
    one: Rule, other: Rule, lifecycle: Lifecycle, book: Rulebook, search: Search
) -> Iterator[Problem]:
    """Two moves from one stage that are possible at once."""
    shared = [stage for stage in one.moves_from if stage in other.moves_from]
    for stage in shared[:1]:
        witness = search.find("customer", _in(stage, lifecycle), (one.when, "true"), (other.when, "true"))
        if witness is None or "overlapping-moves" not in troubles_of(
            played(book, (one, other), witness, search)
        ):
            continue
        told = f"“{other.id}” and “{one.id}” are possible at once from “{stage}”: the first in the file wins."
        mend = "Let their “when” exclude each other."
        yield Problem(
            "overlapping-moves", other.place, told, mend, f"it happens to {witness.said('customer')}"
        )


def _circling(lifecycle: Lifecycle, book: Rulebook, search: Search) -> Iterator[Problem]:
    """Moves round and back that are possible with nothing else changing."""
    told: set[frozenset[str]] = set()
    for move in lifecycle.moves:
        for stage in move.moves_from:
            if stage not in _reached(lifecycle, _target(move)):
                continue
            witness = search.find("customer", _in(stage, lifecycle), (move.when, "true"))
            decision = played(book, lifecycle.moves, witness, search) if witness else None
            if witness is None or decision is None or "loop" not in troubles_of(decision):
                continue
            times = Counter(firing.key.rule for firing in decision.firings)
            circle = [each for each in lifecycle.moves if times[each.id] >= _OFTEN]
            ids = frozenset(each.id for each in circle)
            if circle and ids not in told:
                told.add(ids)
                yield _circle(circle, witness)


def _circle(circle: list[Rule], witness: Witness) -> Problem:
    names = "” and “".join(each.id for each in circle)
    told = f"“{names}” move a customer round and back without end."
    mend = "Let one of them ask for something that another one ends."
    return Problem("looping-moves", circle[-1].place, told, mend, f"it happens to {witness.said('customer')}")


def _target(rule: Rule) -> str:
    return next((action.stage for step in rule.steps for action in step.do if isinstance(action, MoveTo)), "")


def _in(stage: str, lifecycle: Lifecycle) -> Asked:
    fact = syntax.FactPath(tuple(lifecycle.fact.split(".")))
    return syntax.Compare(fact, "=", syntax.Constant(stage)), "true"
