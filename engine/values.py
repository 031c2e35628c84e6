"""The values that facts have: money, durations, yearly dates and the plain types of Python.

A missing value is ``None`` everywhere; it makes a sentence *unknown*.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal, TypeAlias

from babel.core import UnknownLocaleError
from babel.numbers import get_currency_precision, list_currencies


class ValueProblem(ValueError):
    """A text that is no value of its type; the message says what is wrong and how to mend it."""


class CurrencyMismatch(ValueProblem):
    """Money of two currencies does not add or compare."""


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """ISO 4217 codes, historical ones included."""
    return frozenset(list_currencies())


@lru_cache(maxsize=512)
def minor_digits(currency: str) -> int:
    """Decimal places of a currency: 2 for CNY, 0 for JPY, 3 for KWD (ISO 4217)."""
    try:
        return get_currency_precision(currency)
    except UnknownLocaleError:  # babel ships without its locale data
        return 2


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in the currency's smallest unit, e.g. ``Money(500000, "CNY")`` is 5000.00 CNY.

    Nothing at all (`NO_MONEY`, the sum of no rows) has no currency and goes with any.
    """

    amount_minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Money:
        """Money from an amount in major units; half a smallest unit is rounded away from zero."""
        scaled = Decimal(amount).scaleb(minor_digits(currency))
        return cls(int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP)), currency)

    def __add__(self, other: Money) -> Money:
        total = self.amount_minor + other.in_same_currency(self)
        return Money(total, self.currency or other.currency)

    def __sub__(self, other: Money) -> Money:
        rest = self.amount_minor - other.in_same_currency(self)
        return Money(rest, self.currency or other.currency)

    def times(self, factor: Decimal | int) -> Money:
        """The amount times *factor*, rounded half away from zero to the smallest unit."""
        scaled = (self.amount_minor * Decimal(factor)).quantize(Decimal(1), ROUND_HALF_UP)
        return Money(int(scaled), self.currency)

    def in_same_currency(self, as_: Money) -> int:
        """The amount in minor units, refused when *as_* has another currency.

        Raises:
            CurrencyMismatch: the two currencies differ.
        """
        if self.currency != as_.currency and self.currency and as_.currency:
            raise CurrencyMismatch(f"{self} and {as_} are of two currencies and do not compare")
        return self.amount_minor

    def __str__(self) -> str:
        if not self.currency:
            return "0"
        digits = minor_digits(self.currency)
        return f"{Decimal(self.amount_minor).scaleb(-digits):.{digits}f} {self.currency}"


NO_MONEY = Money(0, "")


@dataclass(frozen=True, slots=True)
class Duration:
    """A length on the calendar. Months and days follow the calendar, minutes the clock.

    ``2 days`` are two calendar days in the rule's zone, never 48 hours; ``1 working day`` keeps the
    time of day; working minutes count inside working hours only. A week is 7 days, a year 12 months.
    """

    months: int = 0
    days: int = 0
    minutes: int = 0
    working_days: int = 0
    working_minutes: int = 0

    def __add__(self, other: Duration) -> Duration:
        return Duration(
            self.months + other.months,
            self.days + other.days,
            self.minutes + other.minutes,
            self.working_days + other.working_days,
            self.working_minutes + other.working_minutes,
        )

    def times(self, factor: int) -> Duration:
        """Every part times a whole number: 3 x (1 month 2 days) = 3 months 6 days."""
        return Duration(
            self.months * factor,
            self.days * factor,
            self.minutes * factor,
            self.working_days * factor,
            self.working_minutes * factor,
        )

    def negated(self) -> Duration:
        """The same length backwards."""
        return self.times(-1)

    @property
    def is_whole_days(self) -> bool:
        """Only calendar days: the one kind of duration that compares exactly."""
        return not (self.months or self.minutes or self.working_days or self.working_minutes)

    @property
    def keeps_dates(self) -> bool:
        """Adding it to a date gives a date: no minutes, no working minutes."""
        return self.minutes == 0 and self.working_minutes == 0

    def __str__(self) -> str:
        parts = [
            _counted(self.months // 12, "year") if self.months % 12 == 0 else "",
            _counted(self.months, "month") if self.months % 12 else "",
            _counted(self.days, "day"),
            _counted(self.minutes // 60, "hour") if self.minutes % 60 == 0 else "",
            _counted(self.minutes, "minute") if self.minutes % 60 else "",
            _counted(self.working_days, "working day"),
            _counted(self.working_minutes // 60, "working hour") if self.working_minutes % 60 == 0 else "",
            _counted(self.working_minutes, "working minute") if self.working_minutes % 60 else "",
        ]
        return " ".join(filter(None, parts)) or "0 days"


def _counted(count: int, unit: str) -> str:
    if not count:
        return ""
    return f"{count} {unit}" if abs(count) == 1 else f"{count} {unit}s"


@dataclass(frozen=True, slots=True)
class YearlyDate:
    """A day that comes back every year: a solar or a lunar birthday, an anniversary.

    *year* is the year of birth or None when nobody knows it; *leap* marks a lunar leap month.
    Written ``1992-02-29``, ``02-29``, ``lunar 1988-08-15``, ``lunar 1987-06L-12``, ``lunar 08-15``.
    """

    month: int
    day: int
    year: int | None = None
    calendar: Literal["solar", "lunar"] = "solar"
    leap: bool = False

    def __str__(self) -> str:
        year = f"{self.year:04d}-" if self.year is not None else ""
        text = f"{year}{self.month:02d}{'L' if self.leap else ''}-{self.day:02d}"
        return f"lunar {text}" if self.calendar == "lunar" else text


Value: TypeAlias = (
    str | bool | Decimal | Money | dt.date | dt.datetime | Duration | YearlyDate | tuple[str, ...]
)
"""What a fact can be. A tuple is a list of words, in the order given, each once; a percent is a plain number of hundredths (``30%`` is ``Decimal("30")``), a reference (person,
unit, customer) the id as text; `datetime` is always aware and in UTC."""
