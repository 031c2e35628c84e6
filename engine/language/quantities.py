"""Numbers, money and lengths of time as people write them: ``1,000.5``, ``5000 CNY``, ``2 working days``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TypeAlias

from engine.language.slips import foreign_form
from engine.language.words import known_unit, language_of, narrow, unit_in
from engine.problems import Place, Problem, did_you_mean
from engine.values import NO_MONEY, Duration, Money, ValueProblem, currencies, minor_digits

Raw: TypeAlias = str | bool | int | float | Decimal | dt.date | dt.datetime | None
"""What YAML, a spreadsheet cell or a command line gives."""
UNITS = {
    "minute": Duration(minutes=1),
    "hour": Duration(minutes=60),
    "day": Duration(days=1),
    "week": Duration(days=7),
    "month": Duration(months=1),
    "year": Duration(months=12),
    "working minute": Duration(working_minutes=1),
    "working hour": Duration(working_minutes=60),
    "working day": Duration(working_days=1),
}
_DAYS = {
    unit: 366 if "year" in unit else 31 if "month" in unit else 7 if "week" in unit else 1 for unit in UNITS
} | {unit: Decimal(1) / 1440 for unit in UNITS if "minute" in unit}
"""About how long each is; an hour of work may be that of another day."""
_LONGEST_YEARS = 10_000
MOST_DIGITS = 15
NUMBER = r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_AMOUNT = re.compile(rf"({NUMBER})\s*([A-Za-z]{{3}}|元)")
_LENGTH = re.compile(r"\s*([+-]?[0-9][0-9,.]*)\s*((?:working\s+)?[^\W\d_]+)")


class NotThisKind(ValueProblem):
    """A text that is no value of its kind, with the problem's code and what to write instead."""

    def __init__(self, what: str, mend: str = "", code: str = "bad-value") -> None:
        super().__init__(what)
        self.what, self.mend, self.code = what, mend, code

    def at(self, place: Place) -> Problem:
        """The problem as its author sees it."""
        return Problem(self.code, place, self.what, self.mend)


_CLASSIFIERS = frozenset(
    ["次", "个", "单", "笔", "张", "家", "件", "人", "位", "times", "time", "x", "orders", "invoices"]
)
_COUNTED = "What is only counted has no unit: write the number alone."


def read_number(raw: Raw) -> Decimal:
    """``1,000`` and ``1000.5``: at most 15 digits, no exponent."""
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float, Decimal)):
        raise NotThisKind(f"“{raw}” is no number.", "Write digits, e.g. 1000 or 1,000.50.")
    text = narrow(raw.strip()) if isinstance(raw, str) else _plain(raw)
    if not re.fullmatch(NUMBER, text):
        raise NotThisKind(f"“{text}” is no number.", "Write digits, e.g. 1000 or 1,000.50.")
    number = Decimal(re.sub(r"[,\s]", "", text))
    if len(number.as_tuple().digits) > MOST_DIGITS:
        raise NotThisKind(f"“{text}” has more than {MOST_DIGITS} digits.", "Write a shorter number.")
    return number


def read_money(raw: Raw) -> Money:
    """An amount with its currency; ``0`` alone is no money of any currency."""
    text = narrow(text_of(raw))
    if text == "0":
        return NO_MONEY
    match = _AMOUNT.fullmatch(text)
    if not match and (foreign := foreign_form(text)):
        raise NotThisKind(f"“{text}” is no money.", foreign.mend)
    if not match:
        raise NotThisKind(f"“{text}” is no money.", "Write an amount with its currency, e.g. 200 CNY.")
    return money_of(read_number(match[1]), match[2])


_NOT_ISO = {"RMB": "CNY", "CNH": "CNY", "NTD": "TWD", "STG": "GBP"}
"""What people write for a currency whose ISO code is another."""


def money_of(amount: Decimal, currency: str) -> Money:
    """Refuses what the currency cannot pay: 0.5 JPY."""
    code = "CNY" if currency == "元" else currency
    if code.upper() in _NOT_ISO:
        raise NotThisKind(
            f"“{currency}” is no currency.", f"Write {_NOT_ISO[code.upper()]}.", "unknown-currency"
        )
    if code not in currencies():
        mend = f"Write {code.upper()}." if code.upper() in currencies() else did_you_mean(code, currencies())
        raise NotThisKind(
            f"“{currency}” is no currency.", mend or "Write its ISO code, e.g. CNY.", "unknown-currency"
        )
    money = Money.of(amount, code)
    if Decimal(money.amount_minor).scaleb(-minor_digits(code)) != amount:
        raise NotThisKind(
            f"{amount} {code} is finer than the smallest coin.",
            f"{code} has {minor_digits(code)} decimal places.",
        )
    return money


def read_duration(raw: Raw) -> Duration:
    """As `parse_duration`, raising `NotThisKind`."""
    text = narrow(text_of(raw))
    total, end = None, 0
    while end < len(text) and (piece := _LENGTH.match(text, end)):
        part = length_of(read_number(piece[1]), piece[2])
        total, end = (total + part if total else part), piece.end()
    if total is None or end < len(text):
        raise NotThisKind(f"“{text}” is no length of time.", "Write a number and a unit, e.g. 30 days.")
    return total


def counted_units(text: str) -> Iterator[tuple[int, str, str]]:
    """Each unit in a length of time: where it stands, as it is written, and the number before it."""
    for piece in _LENGTH.finditer(narrow(text)):
        yield piece.start(2), text[piece.start(2) : piece.end(2)], piece[1]


def length_of(count: Decimal, unit: str) -> Duration:
    """So many of a unit; half a day is not one."""
    name = " ".join(unit.split())
    one = UNITS.get(known_unit(name) or "")
    if one is None:
        language = language_of(name)
        units = [unit_in(language, known, "2") for known in UNITS]
        mend = _COUNTED if name in _CLASSIFIERS else did_you_mean(name, units)
        raise NotThisKind(f"“{name}” is no unit of time.", mend, "unknown-unit")
    if count != count.to_integral_value():
        raise NotThisKind(f"{count} {name}: only whole {name} can be counted.", "Write it in a smaller unit.")
    if abs(count) * _DAYS[known_unit(name) or ""] > _LONGEST_YEARS * 366:
        raise NotThisKind(
            f"{count} {name} is longer than {_LONGEST_YEARS:,} years.", "Write a shorter length of time."
        )
    return one.times(int(count))


def text_of(raw: Raw) -> str:
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, (int, float, Decimal)):
        return _plain(raw)
    return str(raw).strip()


def _plain(number: float | Decimal) -> str:
    exact = Decimal(str(number))
    return format(exact, "f") if exact.is_finite() else str(number)
