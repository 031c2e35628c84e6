"""What the expressions of sentences can be at all: of which type, in which space, whether known."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.checks.topics import Part, value_topic
from engine.language import syntax
from engine.language.scope import type_of
from engine.ranges import Space, ValueSet
from engine.values import Value
from engine.vocabulary import FactDefinition, FactType, Vocabulary


class Values:
    """The values of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

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

    def formula(self, path: syntax.FactPath) -> FactDefinition | None:
        """The fact, when its formula says whether something holds and it is the subject's own or the customer's."""
        definition = self.definition(path)
        is_near = len(path.names) == len(("entity", "fact"))
        if definition is None or not is_near or not isinstance(definition.source, syntax.Truth):
            return None
        return definition

    def space(self, expression: syntax.Expression) -> Space:
        """All values of its type; counts are whole."""
        type_ = self.type(expression)
        if type_ is None:
            return Space("text")
        return Space(type_.kind, type_.choices, whole=self._counts(expression))

    def type(self, expression: syntax.Expression) -> FactType | None:
        """Of which type it is; None where that is not worked out, as of sums."""
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

    def possible(self, expression: syntax.Expression, space: Space) -> ValueSet:
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
                    return self.possible(source, space)
                return space.everything if definition.default is None else space.present
            case syntax.Aggregate(function="count", window=window):
                counts = space.between(Decimal(0), None) if space.kind == "number" else space.everything
                return counts if window is None else counts | space.missing
            case _:
                return space.everything

    def present(self, expression: syntax.Expression) -> Iterator[Part]:
        """Nothing is made of a missing value: every fact in a value that is known is known."""
        match expression:
            case syntax.FactPath() | syntax.Aggregate():
                space = self.space(expression)
                yield value_topic(expression, space), self.possible(expression, space) & space.present
            case syntax.Sum(left, _, right) | syntax.Product(left, _, right):
                yield from self.present(left)
                yield from self.present(right)
            case syntax.Since(_, start):
                yield from self.present(start)
            case _:
                pass

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


def value_of(expression: syntax.Expression) -> Value | None:
    """The value of what needs no facts."""
    return expression.value if isinstance(expression, syntax.Constant | syntax.Setting) else None
