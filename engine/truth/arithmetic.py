"""Sums and products of the values that facts have: money, numbers, durations, dates and moments."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, cast

from engine.calendar import Calendar
from engine.calendar.months import whole_months
from engine.truth.compiled import Evaluate
from engine.truth.world import Subject
from engine.values import Duration, Money, Value, ValueProblem


def sum_of(calendar: Calendar, left: Evaluate, sign: str, right: Evaluate) -> Evaluate:
    """Compile ``left + right`` or ``left - right``; missing, and a trouble, where there is no such sum."""

    def total(subject: Subject) -> Value | None:
        a, b = left(subject), right(subject)
        if a is None or b is None:
            return None
        try:
            return add(calendar, a, b if sign == "+" else negated(b))
        except ValueProblem as problem:  # two currencies, or a date beyond the calendar
            subject.world.trouble("no-sum", subject.ref, str(problem))
            return None

    return total


def sum_with(calendar: Calendar, left: Evaluate, sign: str, right: Value) -> Evaluate:
    """Compile a sum with a value that is written in the sentence; days after a date, the most frequent, are quick."""
    general = sum_of(calendar, left, sign, lambda _subject: right)
    if not (isinstance(right, Duration) and right.is_whole_days):
        return general
    days = dt.timedelta(days=right.days if sign == "+" else -right.days)

    def total(subject: Subject) -> Value | None:
        day = left(subject)
        if type(day) is dt.date:
            try:
                return day + days
            except OverflowError:  # told of by the general way
                pass
        return general(subject)

    return total


def product_of(left: Evaluate, sign: str, right: Evaluate) -> Evaluate:
    """Compile ``left * right`` or ``left / right``; missing where there is no such product."""

    def product(subject: Subject) -> Value | None:
        a, b = left(subject), right(subject)
        if a is None or b is None:
            return None
        value, factor = (b, a) if sign == "*" and isinstance(a, Decimal) else (a, b)
        if not isinstance(factor, Decimal) or (sign == "/" and factor == 0):
            return None
        return _scaled(value, Fraction(1) / Fraction(factor) if sign == "/" else Fraction(factor))

    return product


def _scaled(value: Value, factor: Fraction) -> Value | None:
    """*value* times an exact factor; a part of a day counts as a whole one, a part of a cent is rounded."""
    if isinstance(value, Decimal):
        return value * factor.numerator / factor.denominator
    if isinstance(value, Money):
        exact = Decimal(value.amount_minor * factor.numerator) / factor.denominator
        return Money(int(exact.quantize(Decimal(1), ROUND_HALF_UP)), value.currency)
    if isinstance(value, Duration):
        if factor.denominator == 1:
            return value.times(factor.numerator)
        return Duration(days=math.ceil(value.days * factor)) if value.is_whole_days else None
    return None


def time_since(
    calendar: Calendar, unit: str, start: Evaluate, today: Callable[[Subject], dt.date]
) -> Evaluate:
    """Compile the whole days, months or years from a date to *today*."""
    date_of = calendar.date_of

    def since(subject: Subject) -> Value | None:
        value = start(subject)
        if isinstance(value, dt.datetime):
            value = date_of(value)
        if not isinstance(value, dt.date):
            return None
        if unit == "days":
            return Decimal((today(subject) - value).days)
        months = whole_months(value, today(subject))
        return Decimal(months if unit == "months" else months // 12)

    return since


def amount_for(name: str, amounts: tuple[Money, ...], like: Evaluate) -> Evaluate:
    """Compile the amount in the currency of another one; missing, and a trouble, where there is none in it."""
    by_currency = {amount.currency: amount for amount in amounts}

    def amount(subject: Subject) -> Value | None:
        other = like(subject)
        if not isinstance(other, Money):
            return None
        if not other.currency:  # nothing at all goes with any
            return amounts[0]
        if other.currency not in by_currency:
            what = f"settings.{name} has no amount in {other.currency}: nothing is compared with {other}."
            subject.world.trouble("no-amount", subject.ref, what)
        return by_currency.get(other.currency)

    return amount


def add(calendar: Calendar, a: Value, b: Value) -> Value:
    """``a + b`` for money, numbers, durations, and a date or moment and a duration."""
    if isinstance(b, Duration):
        if isinstance(a, dt.datetime):
            return calendar.add(a, b)
        if isinstance(a, dt.date):
            return calendar.add_to_date(a, b)
    total: Value = cast("Any", a) + b
    return total


def negated(value: Value) -> Value:
    """The value to add in order to take *value* away."""
    if isinstance(value, Money):
        return Money(-value.amount_minor, value.currency)
    if isinstance(value, Duration):
        return value.negated()
    if isinstance(value, Decimal):  # a plain minus would round it to 28 digits first
        return value.copy_negate()
    opposite: Value = -cast("Any", value)
    return opposite
