"""How two values stand to each other; None when nobody can say.

Written independently of `engine.truth`, whose answers the matching is compared with.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from engine.language.syntax import Operator
from engine.matching.scales import is_a_date, is_sound, money_column, number_column, seconds_column
from engine.values import Duration, Money, Value, YearlyDate


def distance(left: Value | None, right: Value | None) -> int | None:  # noqa: PLR0911 - a table of kinds
    """Below, at or above zero as *left* is less than, equal to or greater than *right*.

    Unknown when one is missing, for kinds without order, for two currencies, and for different durations
    unless both are whole days.
    """
    match left, right:
        case Decimal(), Decimal():
            # Rounding to 28 digits changes neither the sign of a difference nor whether it is zero.
            return number_column(left - right) if left.is_finite() and right.is_finite() else None
        case Money(), Money():
            return (
                money_column(left.amount_minor - right.amount_minor) if same_currency(left, right) else None
            )
        case dt.datetime(), dt.datetime():
            return seconds_column(left - right) if left.tzinfo and right.tzinfo else None
        case Duration(), Duration() if left == right:
            return 0
        case Duration(), Duration():
            return left.days - right.days if left.is_whole_days and right.is_whole_days else None
        case dt.date(), dt.date():
            both = is_a_date(left) and is_a_date(right)
            return left.toordinal() - right.toordinal() if both else None
        case _:
            return None


def same(left: Value | None, right: Value | None) -> bool | None:
    """Whether two values are equal; unknown when one is missing or they do not compare."""
    match left, right:
        case (bool(), bool()) | (str(), str()) | (YearlyDate(), YearlyDate()):
            return left == right
        case _:
            apart = distance(left, right)
            return None if apart is None else apart == 0


def compared(left: Value | None, operator: Operator, right: Value | None) -> bool | None:
    """The truth of ``left OP right``."""
    if operator in {"=", "!="}:
        equal = same(left, right)
        return None if equal is None else equal is (operator == "=")
    apart = distance(left, right)
    if apart is None:
        return None
    return {"<": apart < 0, "<=": apart <= 0, ">": apart > 0, ">=": apart >= 0}[operator]


def off(
    value: Value | None, percent: Value | None, direction: Literal["below", "above"], base: Value | None
) -> bool | None:
    """Whether *value* is at least *percent* hundredths of *base* away from it, in exact fractions."""
    match value, percent, base:
        case Decimal(), Decimal(), Decimal():
            parts = (value, percent, base)
        case Money(), Decimal(), Money() if same_currency(value, base):
            parts = (Decimal(value.amount_minor), percent, Decimal(base.amount_minor))
        case _:
            return None
    if not all(part.is_finite() for part in parts) or parts[2] <= 0:
        return None
    amount, share, whole = map(Fraction, parts)
    if direction == "below":
        return amount <= whole - whole * share / 100
    return amount >= whole + whole * share / 100


def same_currency(left: Money, right: Money) -> bool:
    """Both of one currency, or one of them nothing at all."""
    agree = left.currency == right.currency or not left.currency or not right.currency
    return agree and is_sound(left) and is_sound(right)
