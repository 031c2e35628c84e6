"""What sentences are compiled to, and what the parts of the evaluator ask of the whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from engine.calendar import Calendar
from engine.language import syntax
from engine.truth.rows import Rows
from engine.truth.world import Subject
from engine.values import Value
from engine.vocabulary import FactDefinition, Vocabulary

Evaluate: TypeAlias = Callable[[Subject], Value | None]
"""The value of an expression for a subject; None when it is missing."""

Judge: TypeAlias = Callable[[Subject], bool | None]
"""The truth of a condition for a subject; None when it is unknown."""

Choose: TypeAlias = Callable[[Subject], Rows]
"""The rows of a subject that count."""


class Compiler(Protocol):
    """Compiles what stands inside an aggregate or a formula: the reference evaluator, seen from its parts."""

    vocabulary: Vocabulary
    calendar: Calendar

    def expression(self, expression: syntax.Expression, entity: str, /) -> Evaluate:
        """An expression as read from a subject of *entity*."""

    def condition(self, condition: syntax.Condition, entity: str, /) -> Judge:
        """A condition as judged for a subject of *entity*."""

    def path(self, names: tuple[str, ...], entity: str, /) -> Evaluate:
        """A fact path as read from a subject of *entity*."""

    def rows(self, child: str, where: syntax.Condition | None, /) -> Choose:
        """Which rows count."""

    def definition(self, path: syntax.FactPath, entity: str, /) -> FactDefinition | None:
        """What a path ends in; None for a bare entity."""
