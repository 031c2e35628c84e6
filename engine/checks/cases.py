"""Under which circumstances a condition holds, fails or is unknown, as a list of cases.

Each case gives topics the sets of values that they have in it. A condition that has no case is impossible; what is
listed may be impossible all the same, for the sets are never too small. None stands for more than can be listed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

from engine.checks.topics import (
    TRUTH,
    Part,
    Topic,
    against,
    compared,
    side_of,
    since,
    truth_topic,
    value_topic,
)
from engine.checks.values import Values, value_of
from engine.language import syntax
from engine.language.checking import FLIPPED
from engine.ranges import ValueSet
from engine.vocabulary import FactDefinition, FactType, Vocabulary

Case: TypeAlias = Mapping[Topic, ValueSet]
Wanted: TypeAlias = Literal["true", "false", "unknown"]

MOST = 128
"""More cases than these are not listed: nothing is said about such a condition."""

_OPPOSITE: Mapping[syntax.Operator, syntax.Operator] = {
    "=": "!=",
    "!=": "=",
    "<": ">=",
    ">=": "<",
    ">": "<=",
    "<=": ">",
}
_YES, _NO = (True,), (False,)
_INEXACT = {"money", "duration"}
"""Two currencies do not compare, nor do months and days: present, and unknown all the same."""
_SWAPPED: Mapping[Wanted, Wanted] = {"true": "false", "false": "true", "unknown": "unknown"}


class TooMany(Exception):
    """There are more cases than can be listed."""


class Logic:
    """Lists the cases of the conditions of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.values = Values(vocabulary)
        self._known: dict[tuple[int, Wanted], tuple[syntax.Condition, list[Case]]] = {}

    def is_impossible(self, *wanted: tuple[syntax.Condition, Wanted]) -> bool:
        """Can these conditions never be so at the same time? False when that is not known."""
        try:
            return not self.together(*wanted)
        except TooMany:
            return False

    def together(self, *wanted: tuple[syntax.Condition, Wanted]) -> list[Case]:
        """The cases in which each condition is as wanted.

        Raises:
            TooMany: they cannot be listed.
        """
        found: list[Case] = [{}]
        for condition, truth in wanted:
            found = self._product(found, self._listed(condition, truth))
        return found

    def _listed(self, condition: syntax.Condition, truth: Wanted) -> list[Case]:
        """The cases of a rule's own condition, listed once: it is compared with many others."""
        known = self._known.get((id(condition), truth))
        if known is None or known[0] is not condition:
            known = self._known[id(condition), truth] = condition, self._cases(condition, truth)
        return known[1]

    def _cases(self, condition: syntax.Condition, wanted: Wanted) -> list[Case]:
        match condition:
            case syntax.Sentence(_, inner):
                return self._cases(inner, wanted)
            case syntax.Not(part):
                return self._cases(part, _SWAPPED[wanted])
            case syntax.All(parts) if wanted == "true":
                return self._each(parts, wanted)
            case syntax.AnyOf(parts) if wanted == "false":
                return self._each(parts, wanted)
            case syntax.All(parts) | syntax.AnyOf(parts):
                return self._some(self._listed(part, wanted) for part in parts)
            case _:
                return self._leaf(condition, wanted)

    def _each(self, parts: Iterable[syntax.Condition], wanted: Wanted) -> list[Case]:
        found: list[Case] = [{}]
        for part in parts:
            found = self._product(found, self._listed(part, wanted))
        return found

    def _some(self, lists: Iterable[list[Case]]) -> list[Case]:
        found = list(itertools.chain.from_iterable(lists))
        if len(found) > MOST:
            raise TooMany
        return found

    def _product(self, ones: list[Case], others: list[Case]) -> list[Case]:
        pairs = (_both(one, other) for one, other in itertools.product(ones, others))
        found = [case for case in pairs if case is not None]
        if len(found) > MOST:
            raise TooMany
        return found

    def _leaf(self, leaf: syntax.Condition, wanted: Wanted) -> list[Case]:
        match leaf:
            case syntax.IsEmpty(value):
                return self._case(self._emptiness(value, wanted))
            case syntax.Compare(syntax.FactPath() as path, "=" | "!=" as operator, right) if (
                formula := self.values.formula(path)
            ) and isinstance(yes := value_of(right), bool):
                return self._of_formula(formula, wanted, is_yes=(operator == "=") == yes)
            case syntax.Compare(left, operator, right) if wanted != "unknown":
                says = operator if wanted == "true" else _OPPOSITE[operator]
                return self._case(self._comparison(left, says, right))
            case syntax.Compare(syntax.FactPath() as path, _, right) if (
                value_of(right) is not None and self.values.space(path).kind not in _INEXACT
            ):
                return self._case(self._emptiness(path, "true"))
            case syntax.OneOf(value, choices) if wanted != "unknown":
                return self._case(self._choice(value, choices, leaf, wanted))
            case _:
                return self._case(self._plain(leaf, wanted))

    def _of_formula(self, formula: FactDefinition, wanted: Wanted, *, is_yes: bool) -> list[Case]:
        """A derived fact that says whether something holds is that condition."""
        assert isinstance(formula.source, syntax.Truth)
        condition = formula.source.condition
        truth = wanted if is_yes else _SWAPPED[wanted]
        if formula.default is None:
            return self._cases(condition, truth)
        if wanted == "unknown":
            return []
        found = self._cases(condition, truth)
        if (truth == "true") == formula.default:
            found = self._some([found, self._cases(condition, "unknown")])
        return found

    def _case(self, parts: Iterable[Part]) -> list[Case]:
        case: dict[Topic, ValueSet] = {}
        for topic, values in parts:
            case[topic] = case[topic] & values if topic in case else values
            if case[topic].is_empty:
                return []
        return [case]

    def _emptiness(self, value: syntax.Expression, wanted: Wanted) -> Iterator[Part]:
        space = self.values.space(value)
        if wanted == "unknown":
            yield value_topic(value, space), space.nothing
        elif wanted == "true":
            yield value_topic(value, space), self.values.possible(value, space) & space.missing
        else:
            yield from self.values.present(value)

    def _comparison(
        self, left: syntax.Expression, operator: syntax.Operator, right: syntax.Expression
    ) -> Iterator[Part]:
        if value_of(left) is not None and value_of(right) is None:
            left, operator, right = right, FLIPPED[operator], left
        yield from self.values.present(left)
        yield from self.values.present(right)
        value = value_of(right)
        if value is None:
            yield from compared(left, operator, right, self.values.type(side_of(left).base))
            return
        space = self.values.space(left)
        part = against(left, operator, value, space)
        if part is not None:
            yield part
        if part is not None and part[0] == value_topic(left, space):
            yield part[0], self.values.possible(left, space)
        if isinstance(left, syntax.Since) and self.values.type(left.start) == FactType("date"):
            yield from since(left.unit, left.start, operator, value)

    def _choice(
        self,
        value: syntax.Expression,
        choices: tuple[syntax.Constant, ...],
        leaf: syntax.Condition,
        wanted: Wanted,
    ) -> Iterator[Part]:
        space = self.values.space(value)
        if space.kind in _INEXACT:
            yield from self._plain(leaf, wanted)
            return
        yield from self.values.present(value)
        try:
            listed = space.only(*(choice.value for choice in choices))
        except ValueError:
            return
        yield value_topic(value, space), listed if wanted == "true" else space.present - listed
        yield value_topic(value, space), self.values.possible(value, space)

    def _plain(self, leaf: syntax.Condition, wanted: Wanted) -> Iterator[Part]:
        """Of this sentence only whether it holds is known: it does not hold and fail at once."""
        values = {"true": TRUTH.only(*_YES), "false": TRUTH.only(*_NO), "unknown": TRUTH.missing}
        yield truth_topic(leaf), values[wanted]


def _both(one: Case, other: Case) -> Case | None:
    """Both at once; None when a topic is left without a value."""
    found = dict(one)
    for topic, values in other.items():
        found[topic] = found[topic] & values if topic in found else values
        if found[topic].is_empty:
            return None
    return found
