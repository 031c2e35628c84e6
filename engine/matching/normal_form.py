"""A condition as alternatives, each a plain list of tests: negation at the leaves, then disjunctive normal form.

In Kleene's logic a condition is true exactly when every test of some alternative holds, a test being "this leaf is
true" or "this leaf is false"; an unknown leaf is neither, so nothing follows from it, under `none` neither.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from itertools import product
from typing import Generic, TypeAlias, TypeVar, assert_never

from engine.language.syntax import (
    All,
    AnyOf,
    Compare,
    Condition,
    Contains,
    IsEmpty,
    Leaf,
    Not,
    Off,
    OneOf,
    Sentence,
)
from engine.problems import Place, Problem, ProblemsFound

MOST_BRANCHES = 32
"""The cap on alternatives of one condition: every `any` inside another multiplies them."""

Test = TypeVar("Test", bound=Hashable)
Branches: TypeAlias = tuple[frozenset[Test], ...]


def normal_form(condition: Condition, test_of: Callable[[Leaf, bool], Test]) -> Branches[Test]:
    """The alternatives of *condition*; ``test_of(leaf, wanted)`` says how a leaf is asked to be true or false.

    No alternative at all is never true, an alternative without tests always.

    Raises:
        ProblemsFound: ``too-many-branches``.
    """
    return _Expansion(test_of, _place_of(condition)).branches(condition, wanted=True)


class _Expansion(Generic[Test]):
    def __init__(self, test_of: Callable[[Leaf, bool], Test], place: Place) -> None:
        self._test_of = test_of
        self._place = place

    def branches(self, condition: Condition, *, wanted: bool) -> Branches[Test]:
        match condition:
            case Sentence():
                return self.branches(condition.condition, wanted=wanted)
            case Not():
                return self.branches(condition.part, wanted=not wanted)
            case All() | AnyOf():
                parts = (self.branches(part, wanted=wanted) for part in condition.parts)
                # De Morgan: not all of them is one of them not.
                return self._joined(parts) if isinstance(condition, All) is wanted else self._listed(parts)
            case Compare() | IsEmpty() | OneOf() | Contains() | Off():
                return (frozenset((self._test_of(condition, wanted),)),)
            case _:
                assert_never(condition)

    def _joined(self, parts: Iterable[Branches[Test]]) -> Branches[Test]:
        """Every combination of one alternative from each part, capped after each part."""
        joined: Branches[Test] = (frozenset(),)
        for part in parts:
            joined = self._capped(one | other for one, other in product(joined, part))
        return joined

    def _listed(self, parts: Iterable[Branches[Test]]) -> Branches[Test]:
        return self._capped(branch for part in parts for branch in part)

    def _capped(self, branches: Iterable[frozenset[Test]]) -> Branches[Test]:
        different: dict[frozenset[Test], None] = {}
        for branch in branches:
            different[branch] = None
            if len(different) > MOST_BRANCHES:
                raise ProblemsFound([_too_many(self._place)])
        return tuple(different)


def _too_many(place: Place) -> Problem:
    return Problem(
        "too-many-branches",
        place,
        f"This condition has more than {MOST_BRANCHES} alternatives when its “any” lines are multiplied out.",
        "Split the rule into several with fewer alternatives each, or name a part of it as a derived fact.",
    )


def _place_of(condition: Condition) -> Place:
    """Where the first sentence stands; the unknown place when none says so."""
    match condition:
        case Sentence():
            return condition.place
        case Not():
            return _place_of(condition.part)
        case All() | AnyOf():
            places = (_place_of(part) for part in condition.parts)
            return next((place for place in places if place != Place()), Place())
        case _:
            return Place()
