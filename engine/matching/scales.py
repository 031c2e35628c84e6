"""Values as whole numbers that keep their order, within what a 64-bit integer holds.

What lies between two steps of a scale goes to the half step between them, what lies beyond the scale to its end.
So a column compares exactly with every threshold that stands on a whole step; others are not compared natively.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TypeGuard

from engine.values import Money, Value

LIMIT = 2**60
"""The end of every scale; a threshold stays below it."""

NUMBER_STEPS = 10**4
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

_BEYOND = Decimal(LIMIT // (2 * NUMBER_STEPS) + 1)
_TINY = -40
"""Below 10^-40 only the sign of a number matters here; its exact ratio would be a needlessly large integer."""


def number_column(value: Decimal) -> int | None:
    """Twice the number of ten-thousandths, plus one when there is a rest; None for what is no number."""
    if not value.is_finite():
        return None
    if abs(value) >= _BEYOND:
        return LIMIT if value > 0 else -LIMIT
    if value and value.adjusted() < _TINY:
        return 1 if value > 0 else -1
    numerator, denominator = value.as_integer_ratio()
    steps, rest = divmod(numerator * NUMBER_STEPS, denominator)
    return 2 * steps + (rest != 0)


def moment_column(value: dt.datetime) -> int | None:
    """Twice the seconds since 1970, plus one when there are microseconds; None for a time without zone."""
    if value.tzinfo is None:
        return None
    return seconds_column(value - EPOCH)


def seconds_column(length: dt.timedelta) -> int:
    """Twice the whole seconds, plus one when there are microseconds."""
    return 2 * (length.days * 86_400 + length.seconds) + (length.microseconds != 0)


def money_column(amount_minor: int) -> int:
    """Smallest units of the currency, at most the end of the scale."""
    return max(-LIMIT, min(LIMIT, amount_minor))


def is_a_date(value: Value | None) -> TypeGuard[dt.date]:
    """A day without a time: to Python a moment is a date too."""
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def threshold(value: Value) -> int | None:
    """The column value of a constant, None when it does not stand on a step of its scale and so cannot be one."""
    match value:
        case Decimal():
            column = number_column(value)
            return column if column is not None and column % 2 == 0 and abs(column) < LIMIT else None
        case Money():
            return value.amount_minor if abs(value.amount_minor) < LIMIT and is_sound(value) else None
        case dt.datetime():
            column = moment_column(value)
            return column if column is not None and column % 2 == 0 else None
        case dt.date():
            return value.toordinal()
        case _:
            return None


def is_sound(money: Money) -> bool:
    """Only nothing at all may lack a currency."""
    return bool(money.currency) or money.amount_minor == 0
