"""Under which circumstances a condition holds, fails or is unknown, as a list of cases.

Each case gives topics the sets of values that they have in it. A condition that has no case is impossible; what is
listed may be impossible all the same, for the sets are never too small. None stands for more than can be listed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
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
from engine.language import syntax
from engine.language.checking import FLIPPED
from engine.language.scope import type_of
from engine.ranges import Space, ValueSet
from engine.values import Value
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
        self._vocabulary = vocabulary
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
                formula := self.formula(path)
            ) and isinstance(yes := value_of(right), bool):
                return self._of_formula(formula, wanted, is_yes=(operator == "=") == yes)
            case syntax.Compare(left, operator, right) if wanted != "unknown":
                says = operator if wanted == "true" else _OPPOSITE[operator]
                return self._case(self._comparison(left, says, right))
            case syntax.Compare(syntax.FactPath() as path, _, right) if (
                value_of(right) is not None and self._space(path).kind not in _INEXACT
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

    def formula(self, path: syntax.FactPath) -> FactDefinition | None:
        """The fact, when its formula says whether something holds and it is the subject's own or the customer's."""
        definition = self.definition(path)
        is_near = len(path.names) == len(("entity", "fact"))
        if definition is None or not is_near or not isinstance(definition.source, syntax.Truth):
            return None
        return definition

    def _case(self, parts: Iterable[Part]) -> list[Case]:
        case: dict[Topic, ValueSet] = {}
        for topic, values in parts:
            case[topic] = case[topic] & values if topic in case else values
            if case[topic].is_empty:
                return []
        return [case]

    def _emptiness(self, value: syntax.Expression, wanted: Wanted) -> Iterator[Part]:
        space = self._space(value)
        if wanted == "unknown":
            yield value_topic(value, space), space.nothing
        elif wanted == "true":
            yield value_topic(value, space), self._possible(value, space) & space.missing
        else:
            yield from self._present(value)

    def _comparison(
        self, left: syntax.Expression, operator: syntax.Operator, right: syntax.Expression
    ) -> Iterator[Part]:
        if value_of(left) is not None and value_of(right) is None:
            left, operator, right = right, FLIPPED[operator], left
        yield from self._present(left)
        yield from self._present(right)
        value = value_of(right)
        if value is None:
            yield from compared(left, operator, right, self._type(side_of(left).base))
            return
        space = self._space(left)
        part = against(left, operator, value, space)
        if part is not None:
            yield part
        if part is not None and part[0] == value_topic(left, space):
            yield part[0], self._possible(left, space)
        if isinstance(left, syntax.Since) and self._type(left.start) == FactType("date"):
            yield from since(left.unit, left.start, operator, value)

    def _choice(
        self,
        value: syntax.Expression,
        choices: tuple[syntax.Constant, ...],
        leaf: syntax.Condition,
        wanted: Wanted,
    ) -> Iterator[Part]:
        space = self._space(value)
        if space.kind in _INEXACT:
            yield from self._plain(leaf, wanted)
            return
        yield from self._present(value)
        try:
            listed = space.only(*(choice.value for choice in choices))
        except ValueError:
            return
        yield value_topic(value, space), listed if wanted == "true" else space.present - listed
        yield value_topic(value, space), self._possible(value, space)

    def _plain(self, leaf: syntax.Condition, wanted: Wanted) -> Iterator[Part]:
        """Of this sentence only whether it holds is known: it does not hold and fail at once."""
        values = {"true": TRUTH.only(*_YES), "false": TRUTH.only(*_NO), "unknown": TRUTH.missing}
        yield truth_topic(leaf), values[wanted]

    def _present(self, expression: syntax.Expression) -> Iterator[Part]:
        """Nothing is made of a missing value: every fact in a value that is known is known."""
        match expression:
            case syntax.FactPath() | syntax.Aggregate():
                space = self._space(expression)
                yield value_topic(expression, space), self._possible(expression, space) & space.present
            case syntax.Sum(left, _, right) | syntax.Product(left, _, right):
                yield from self._present(left)
                yield from self._present(right)
            case syntax.Since(_, start):
                yield from self._present(start)
            case _:
                pass

    def _possible(self, expression: syntax.Expression, space: Space) -> ValueSet:
        """What this value can be at all."""
        match expression:
            case syntax.Today() | syntax.Now():
                return space.present
            case syntax.FactPath(names):
                definition = self.definition(expression)
                if definition is None or len(names) != len(("entity", "fact")):
                    return space.everything
                source = definition.source
                if isinstance(source, syntax.Aggregate):
                    return self._possible(source, space)
                return space.everything if definition.default is None else space.present
            case syntax.Aggregate(function="count", window=window):
                counts = space.between(Decimal(0), None) if space.kind == "number" else space.everything
                return counts if window is None else counts | space.missing
            case _:
                return space.everything

    def _space(self, expression: syntax.Expression) -> Space:
        type_ = self._type(expression)
        if type_ is None:
            return Space("text")
        return Space(type_.kind, type_.choices, whole=self._counts(expression))

    def _counts(self, expression: syntax.Expression) -> bool:
        match expression:
            case syntax.Since() | syntax.Aggregate(function="count"):
                return True
            case syntax.FactPath():
                definition = self.definition(expression)
                source = definition.source if definition else None
                return isinstance(source, syntax.Aggregate) and source.function == "count"
            case _:
                return False

    def _type(self, expression: syntax.Expression) -> FactType | None:
        match expression:
            case syntax.FactPath():
                definition = self.definition(expression)
                return definition.type if definition else FactType("reference")
            case syntax.Today():
                return FactType("date")
            case syntax.Now():
                return FactType("moment")
            case syntax.Since() | syntax.Aggregate(function="count"):
                return FactType("number")
            case syntax.Constant(value) | syntax.Setting(_, value):
                return type_of(value)
            case _:
                return None

    def definition(self, path: syntax.FactPath) -> FactDefinition | None:
        """The fact at the end of a path; None for a bare entity."""
        reached = path.names[0]
        found: FactDefinition | None = None
        for name in path.names[1:]:
            found = self._vocabulary.fact(reached, name)
            if found is None:
                return None
            reached = found.type.entity or ""
        return found


def _both(one: Case, other: Case) -> Case | None:
    """Both at once; None when a topic is left without a value."""
    found = dict(one)
    for topic, values in other.items():
        found[topic] = found[topic] & values if topic in found else values
        if found[topic].is_empty:
            return None
    return found


def value_of(expression: syntax.Expression) -> Value | None:
    """The value of what needs no facts."""
    return expression.value if isinstance(expression, syntax.Constant | syntax.Setting) else None
