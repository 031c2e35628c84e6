"""Expressions compiled once to closures over a row of values.

Written independently of `engine.truth`; only the calendar is shared with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from operator import itemgetter
from typing import Literal, TypeAlias

from engine.language.syntax import (
    AmountFor,
    Constant,
    Expression,
    FactPath,
    Now,
    Product,
    Setting,
    Since,
    Sum,
    TableLookup,
    Today,
)
from engine.matching.arithmetic import added, divided, multiplied, units_between
from engine.matching.reading import DateArithmetic, Reading
from engine.matching.scales import is_sound
from engine.matching.tables import lookup
from engine.problems import GuanxiError
from engine.values import Duration, Money, Value, ValueProblem

Row: TypeAlias = "list[Value | None]"
"""Today, now, then each fact that some sentence reads, read once."""

Evaluate: TypeAlias = Callable[[Row], Value | None]

_TODAY, _NOW, _FIRST_FACT = 0, 1, 2


class NotCompilable(GuanxiError):
    """The matching engine cannot judge this condition; the reference evaluator alone does."""


class Expressions:
    """Compiles expressions and remembers which facts they read."""

    def __init__(self, calendar: DateArithmetic) -> None:
        self._calendar = calendar
        self._slots: dict[FactPath, int] = {}

    def row(self, reading: Reading) -> Row:
        read = reading.read
        return [reading.today, reading.now, *[read(path) for path in self._slots]]

    def compiled(self, expression: Expression) -> Evaluate:  # noqa: PLR0911 - one for each form
        """The expression as a function of a row; unknown (None) when a part is, or when it has no result.

        Raises:
            NotCompilable: an aggregate, an answer or a condition as a value: they are facts by the time of matching.
        """
        match expression:
            case Constant() | Setting():
                value = expression.value
                return lambda _: value
            case FactPath():
                return itemgetter(self._slots.setdefault(expression, len(self._slots) + _FIRST_FACT))
            case Today() | Now():
                return itemgetter(_TODAY if isinstance(expression, Today) else _NOW)
            case Sum():
                return self._sum(expression)
            case Product():
                return _product(
                    self.compiled(expression.left), expression.sign, self.compiled(expression.right)
                )
            case Since():
                return self._since(expression)
            case AmountFor() if expression.like is not None:
                return _amount_for(expression.amounts, self.compiled(expression.like))
            case TableLookup():
                return self._lookup(expression)
            case _:
                what = type(expression).__name__.lower()
                raise NotCompilable(f"It computes something itself ({what}): make that a derived fact.")

    def _sum(self, expression: Sum) -> Evaluate:
        left, right = self.compiled(expression.left), self.compiled(expression.right)
        sign, calendar = expression.sign, self._calendar
        step = _whole_days(expression.right, sign)

        def evaluate(row: Row) -> Value | None:
            one = left(row)
            try:
                # What most deadlines are, spared the search for its kind.
                if step is not None and type(one) is dt.date:
                    return one + step
                return added(one, sign, right(row), calendar)
            except (ValueProblem, ArithmeticError):  # beyond the year 9999, or beyond every number
                return None

        return evaluate

    def _lookup(self, expression: TableLookup) -> Evaluate:
        inputs = [self.compiled(part) for part in expression.inputs]
        give = lookup(expression.table, expression.output)
        return lambda row: give([value(row) for value in inputs])

    def _since(self, expression: Since) -> Evaluate:
        start, unit, calendar = self.compiled(expression.start), expression.unit, self._calendar

        def evaluate(row: Row) -> Value | None:
            begin, today = _day(start(row), calendar), row[_TODAY]
            if begin is None or not isinstance(today, dt.date):
                return None
            return Decimal(units_between(begin, today, unit, calendar))

        return evaluate


def _whole_days(length: Expression, sign: Literal["+", "-"]) -> dt.timedelta | None:
    """A constant number of days, which needs no calendar."""
    if not isinstance(length, Constant | Setting) or not isinstance(length.value, Duration):
        return None
    days = length.value.days if sign == "+" else -length.value.days
    fits = abs(days) < dt.timedelta.max.days
    return dt.timedelta(days=days) if fits and length.value.is_whole_days else None


def _amount_for(amounts: tuple[Money, ...], like: Evaluate) -> Evaluate:
    def evaluate(row: Row) -> Value | None:
        other = like(row)
        if not isinstance(other, Money) or not is_sound(other):
            return None
        fitting = [amount for amount in amounts if other.currency in {"", amount.currency}]
        return fitting[0] if fitting else None

    return evaluate


def _product(left: Evaluate, sign: Literal["*", "/"], right: Evaluate) -> Evaluate:
    combined = multiplied if sign == "*" else divided

    def evaluate(row: Row) -> Value | None:
        try:
            return combined(left(row), right(row))
        except (ArithmeticError, ValueError):  # by zero, beyond every number, or with what is no number
            return None

    return evaluate


def _day(begin: Value | None, calendar: DateArithmetic) -> dt.date | None:
    """The local day of a date or moment; None beyond the year 9999."""
    if not isinstance(begin, dt.datetime):
        return begin if isinstance(begin, dt.date) else None
    try:
        return calendar.date_of(begin) if begin.tzinfo is not None else None
    except (ValueProblem, ArithmeticError):
        return None
