"""Expressions compiled once to closures over a row of values.

Written independently of `engine.truth`; only the calendar is shared with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from math import ceil
from operator import itemgetter
from typing import Literal, TypeAlias

from engine.language.syntax import Constant, Expression, FactPath, Now, Product, Setting, Since, Sum, Today
from engine.matching.comparisons import same_currency
from engine.matching.reading import DateArithmetic, Reading
from engine.matching.scales import is_sound
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

    def compiled(self, expression: Expression) -> Evaluate:
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
            case _:
                kind = type(expression).__name__.lower()
                raise NotCompilable(f"A sentence of it computes an {kind} itself: make that a derived fact.")

    def _sum(self, expression: Sum) -> Evaluate:
        left, right = self.compiled(expression.left), self.compiled(expression.right)
        sign, calendar = expression.sign, self._calendar
        step = _whole_days(expression.right, sign)

        def evaluate(row: Row) -> Value | None:
            one = left(row)
            try:
                if (
                    step is not None and type(one) is dt.date
                ):  # what most deadlines are, without a search for its kind
                    return one + step
                return _added(one, sign, right(row), calendar)
            except (ValueProblem, ArithmeticError):  # beyond the year 9999, or beyond every number
                return None

        return evaluate

    def _since(self, expression: Since) -> Evaluate:
        start, unit, calendar = self.compiled(expression.start), expression.unit, self._calendar

        def evaluate(row: Row) -> Value | None:
            begin, today = _day(start(row), calendar), row[_TODAY]
            if begin is None or not isinstance(today, dt.date):
                return None
            return Decimal(_units_between(begin, today, unit, calendar))

        return evaluate


def _whole_days(length: Expression, sign: Literal["+", "-"]) -> dt.timedelta | None:
    """A constant number of days, which needs no calendar."""
    if not isinstance(length, Constant | Setting) or not isinstance(length.value, Duration):
        return None
    days = length.value.days if sign == "+" else -length.value.days
    # Python has no longer timedelta.
    return (
        dt.timedelta(days=days) if length.value.is_whole_days and abs(days) < dt.timedelta.max.days else None
    )


def _added(  # noqa: PLR0911 - a table of kinds
    left: Value | None, sign: Literal["+", "-"], right: Value | None, calendar: DateArithmetic
) -> Value | None:
    match left, right:
        case Decimal(), Decimal():
            return _finite(left + right if sign == "+" else left - right)
        case Money(), Money() if same_currency(left, right):
            return left + right if sign == "+" else left - right
        case dt.datetime(), Duration() if left.tzinfo is not None:
            return calendar.add(left, right if sign == "+" else right.negated())
        case dt.datetime(), _:
            return None
        case dt.date(), Duration():
            return calendar.add_to_date(left, right if sign == "+" else right.negated())
        case Duration(), Duration():
            return left + (right if sign == "+" else right.negated())
        case Duration(), dt.date() if sign == "+":
            return _added(right, "+", left, calendar)
        case _:
            return None


def _finite(number: Decimal) -> Decimal | None:
    return number if number.is_finite() else None


def _product(left: Evaluate, sign: Literal["*", "/"], right: Evaluate) -> Evaluate:
    combined = _multiplied if sign == "*" else _divided

    def evaluate(row: Row) -> Value | None:
        try:
            return combined(left(row), right(row))
        except (
            ArithmeticError,
            ValueError,
        ):  # a division by zero, a figure beyond every number, or no number
            return None

    return evaluate


def _multiplied(left: Value | None, right: Value | None) -> Value | None:
    match left, right:
        case Decimal(), Decimal():
            return _finite(left * right)
        case (Money() as money, Decimal() as factor) | (Decimal() as factor, Money() as money) if is_sound(
            money
        ):
            return _rounded(money.amount_minor * Fraction(factor), money.currency)
        case (Duration() as length, Decimal() as factor) | (Decimal() as factor, Duration() as length):
            return _lengthened(length, Fraction(factor))
        case _:
            return None


def _divided(left: Value | None, right: Value | None) -> Value | None:
    match left, right:
        case Decimal(), Decimal():
            return _finite(left / right)
        case Duration(), Decimal():
            return _lengthened(left, 1 / Fraction(right))
        case Money(), Decimal() if is_sound(left):
            return _rounded(left.amount_minor / Fraction(right), left.currency)
        case Money(), Money() if same_currency(left, right):
            return Decimal(left.amount_minor) / Decimal(right.amount_minor)
        case _:
            return None


def _lengthened(length: Duration, factor: Fraction) -> Duration | None:
    """A part of a day counts as a whole one; a part of anything else has no length on the calendar."""
    if factor.denominator == 1:
        return length.times(int(factor))
    return Duration(days=ceil(length.days * factor)) if length.is_whole_days else None


def _rounded(amount: Fraction, currency: str) -> Money:
    """Half a smallest unit is rounded away from zero."""
    whole = (2 * abs(amount.numerator) + amount.denominator) // (2 * amount.denominator)
    return Money(whole if amount >= 0 else -whole, currency)


def _day(begin: Value | None, calendar: DateArithmetic) -> dt.date | None:
    """The local day of a date or moment; None beyond the year 9999."""
    if not isinstance(begin, dt.datetime):
        return begin if isinstance(begin, dt.date) else None
    try:
        return calendar.date_of(begin) if begin.tzinfo is not None else None
    except (ValueProblem, ArithmeticError):
        return None


def _units_between(
    begin: dt.date, today: dt.date, unit: Literal["days", "months", "years"], calendar: DateArithmetic
) -> int:
    """The last anniversary reached, counted from *begin*; negative before it."""
    if unit == "days":
        return (today - begin).days
    months = 1 if unit == "months" else 12
    passed = ((today.year - begin.year) * 12 + (today.month - begin.month) * (unit == "months")) // months
    return passed - (calendar.add_to_date(begin, Duration(months=passed * months)) > today)
