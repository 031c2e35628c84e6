"""Sums and products of values, and the whole units between two days; None where there is no such thing.

Written independently of `engine.truth`, whose answers the matching is compared with.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Literal

from engine.matching.comparisons import same_currency
from engine.matching.reading import DateArithmetic
from engine.matching.scales import is_sound
from engine.values import Duration, Money, Value


def added(  # noqa: PLR0911 - a table of kinds
    left: Value | None, sign: Literal["+", "-"], right: Value | None, calendar: DateArithmetic
) -> Value | None:
    """``left + right`` or ``left - right``.

    Raises:
        ValueProblem: beyond the calendar, or minutes added to a date.
        ArithmeticError: a figure beyond every number.
    """
    match left, right:
        case Decimal(), Decimal() if left.is_finite() and right.is_finite():
            return left + right if sign == "+" else left - right
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
            return added(right, "+", left, calendar)
        case _:
            return None


def multiplied(left: Value | None, right: Value | None) -> Value | None:
    """``left * right``; a number or a share goes with anything that has a size.

    Raises:
        ArithmeticError, ValueError: a figure beyond every number, or a factor that is no number.
    """
    match left, right:
        case Decimal(), Decimal() if left.is_finite() and right.is_finite():
            return left * right
        case (Money() as money, Decimal() as factor) | (Decimal() as factor, Money() as money):
            return _share(money, Fraction(factor))
        case (Duration() as length, Decimal() as factor) | (Decimal() as factor, Duration() as length):
            return _lengthened(length, Fraction(factor))
        case _:
            return None


def divided(left: Value | None, right: Value | None) -> Value | None:
    """``left / right``, exactly where the result is money or a duration.

    Raises:
        ArithmeticError, ValueError: as `multiplied`, and for a division by zero.
    """
    match left, right:
        case Decimal(), Decimal() if left.is_finite() and right.is_finite():
            return left / right
        case Duration(), Decimal():
            return _lengthened(left, 1 / Fraction(right))
        case Money(), Decimal():
            return _share(left, 1 / Fraction(right))
        case Money(), Money() if same_currency(left, right):
            return Decimal(left.amount_minor) / Decimal(right.amount_minor)
        case _:
            return None


def _lengthened(length: Duration, factor: Fraction) -> Duration | None:
    """A part of a day counts as a whole one; a part of anything else has no length on the calendar."""
    if factor.denominator == 1:
        return length.times(int(factor))
    return Duration(days=ceil(length.days * factor)) if length.is_whole_days else None


def _share(money: Money, factor: Fraction) -> Money | None:
    """Half a smallest unit is rounded away from zero."""
    if not is_sound(money):
        return None
    amount = money.amount_minor * factor
    whole = (2 * abs(amount.numerator) + amount.denominator) // (2 * amount.denominator)
    return Money(whole if amount >= 0 else -whole, money.currency)


def units_between(
    begin: dt.date, today: dt.date, unit: Literal["days", "months", "years"], calendar: DateArithmetic
) -> int:
    """The last anniversary reached, counted from *begin*; negative before it."""
    if unit == "days":
        return (today - begin).days
    months = 1 if unit == "months" else 12
    passed = ((today.year - begin.year) * 12 + (today.month - begin.month) * (unit == "months")) // months
    return passed - (calendar.add_to_date(begin, Duration(months=passed * months)) > today)
