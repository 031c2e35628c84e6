"""Values as people write them, and back: ``5000 CNY``, ``30%``, ``yes``, ``lunar 1988-08-15``, ``2 working days``."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias
from zoneinfo import ZoneInfo

from engine.problems import Place, Problem, ProblemsFound, did_you_mean
from engine.values import NO_MONEY, Duration, Money, Value, ValueProblem, YearlyDate, currencies, minor_digits
from engine.vocabulary import FactType, Kind

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
YES_NO = {"yes": True, "no": False, "true": True, "false": False, "是": True, "否": False}
MOST_DIGITS = 15

_NUMBER = r"[+-]?\s*(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_DAY = r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})"
_HOUR = r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?"
_MOMENT = re.compile(rf"{_DAY}[ T]+{_HOUR}\s*(Z|[+-][0-9]{{2}}:?[0-9]{{2}})?")
_AMOUNT = re.compile(rf"({_NUMBER})\s*([A-Za-z]{{3}}|元)")
_LENGTH = re.compile(r"\s*([+-]?[0-9][0-9,.]*)\s*((?:working\s+)?[^\W\d_]+)")
_YEARLY = re.compile(r"(lunar\s+)?(?:([0-9]{4})-)?([0-9]{2})(L?)-([0-9]{2})")


class NotThisKind(ValueProblem):
    """A text that is no value of its kind, with the problem's code and what to write instead."""

    def __init__(self, what: str, mend: str = "", code: str = "bad-value") -> None:
        super().__init__(what)
        self.what, self.mend, self.code = what, mend, code

    def at(self, place: Place) -> Problem:
        """The problem as its author sees it."""
        return Problem(self.code, place, self.what, self.mend)


def parse_value(raw: Raw, type: FactType, place: Place, *, zone: str | None = None) -> Value:  # noqa: A002
    """The value of that type which *raw* writes; *zone* is where a moment without an offset is meant.

    Raises:
        ProblemsFound: it writes none (``bad-value``, ``unknown-choice``, ``unknown-unit``, ``unknown-currency``).
    """
    try:
        return read_value(raw, type, zone)
    except NotThisKind as error:
        raise ProblemsFound([error.at(place)]) from error


def parse_duration(text: str, place: Place) -> Duration:
    """``7 days``, ``1 year 2 months``, ``4 working hours``; the parts add up.

    Raises:
        ProblemsFound: it is no duration (``bad-value``, ``unknown-unit``).
    """
    try:
        return read_duration(text)
    except NotThisKind as error:
        raise ProblemsFound([error.at(place)]) from error


def parse_constant(raw: Raw, place: Place, *, zone: str | None = None) -> Value:
    """A value whose type only its own form tells, as a setting's: ``200 CNY``, ``3 days``, ``30%``, ``12``, else text.

    Raises:
        ProblemsFound: it has a form but not a value (``31 dais``, ``2026-02-30``), or is nothing at all.
    """
    if raw is None or raw == "":
        raise ProblemsFound([NotThisKind("A value is missing here.").at(place)])
    return parse_value(raw, FactType(_kind_by_form(raw)), place, zone=zone)


def show_value(value: Value, *, zone: str | None = None) -> str:
    """The text that `parse_value` reads back; a moment is shown in *zone*, without one in UTC with a ``Z``."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return format(value, "f")
        case dt.datetime():
            return _show_moment(value, zone)
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)


def read_value(raw: Raw, type_: FactType, zone: str | None) -> Value:
    """As `parse_value`, raising `NotThisKind`."""
    if raw is None:
        raise NotThisKind("A value is missing here.", "Leave the fact out if it is not known.")
    if type_.kind == "moment":
        return _moment(raw, zone)
    if type_.kind == "choice":
        return read_choice(_text(raw), type_.choices)
    return _READERS[type_.kind](raw)


def read_choice(word: str, choices: tuple[str, ...]) -> str:
    """One of the choices as they are written in the vocabulary; any word when it lists none."""
    if choices and word not in choices:
        raise NotThisKind(f"“{word}” is no choice here.", did_you_mean(word, choices), "unknown-choice")
    return word


def read_number(raw: Raw) -> Decimal:
    """``1,000`` and ``1000.5``: at most 15 digits, no exponent."""
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float, Decimal)):
        raise NotThisKind(f"“{raw}” is no number.", "Write digits, e.g. 1000 or 1,000.50.")
    text = raw.strip() if isinstance(raw, str) else _plain(raw)
    if not re.fullmatch(_NUMBER, text):
        raise NotThisKind(f"“{text}” is no number.", "Write digits, e.g. 1000 or 1,000.50.")
    number = Decimal(re.sub(r"[,\s]", "", text))
    if len(number.as_tuple().digits) > MOST_DIGITS:
        raise NotThisKind(f"“{text}” has more than {MOST_DIGITS} digits.", "Write a shorter number.")
    return number


def read_money(raw: Raw) -> Money:
    """An amount with its currency; ``0`` alone is no money of any currency."""
    text = _text(raw)
    if text == "0":
        return NO_MONEY
    match = _AMOUNT.fullmatch(text)
    if not match:
        raise NotThisKind(f"“{text}” is no money.", "Write an amount with its currency, e.g. 200 CNY.")
    return money_of(read_number(match[1]), match[2])


def money_of(amount: Decimal, currency: str) -> Money:
    """Refuses what the currency cannot pay: 0.5 JPY."""
    code = "CNY" if currency == "元" else currency
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
    text = _text(raw)
    total, end = None, 0
    while end < len(text) and (piece := _LENGTH.match(text, end)):
        part = length_of(read_number(piece[1]), piece[2])
        total, end = (total + part if total else part), piece.end()
    if total is None or end < len(text):
        raise NotThisKind(f"“{text}” is no length of time.", "Write a number and a unit, e.g. 30 days.")
    return total


def length_of(count: Decimal, unit: str) -> Duration:
    """So many of a unit; half a day is not one."""
    name = " ".join(unit.split())
    one = UNITS.get(name) or UNITS.get(name.removesuffix("s"))
    if one is None:
        known = [*UNITS, *(f"{unit}s" for unit in UNITS)]
        mend = (
            did_you_mean(name, known) or "Units are minutes, hours, days, weeks, months, years, working days."
        )
        raise NotThisKind(f"“{name}” is no unit of time.", mend, "unknown-unit")
    if count != count.to_integral_value():
        raise NotThisKind(f"{count} {name}: only whole {name} can be counted.", "Write it in a smaller unit.")
    return one.times(int(count))


def read_date(raw: Raw) -> dt.date:
    """A day; a spreadsheet's midnight counts as its day."""
    if isinstance(raw, dt.datetime) and raw.time() == dt.time():
        return raw.date()
    if isinstance(raw, dt.date) and not isinstance(raw, dt.datetime):
        return raw
    match = re.fullmatch(_DAY, _text(raw))
    if not match:
        raise NotThisKind(f"“{raw}” is no date.", "Write year-month-day, e.g. 2026-01-31.")
    try:
        return dt.date(*map(int, match.groups()))
    except ValueError:
        raise NotThisKind(f"“{raw}”: there is no such day.", "Check the month and the day.") from None


def read_time(text: str) -> dt.time:
    """An hour of the day: ``09:00``."""
    try:
        return dt.datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone
    except ValueError:
        raise NotThisKind(f"“{text}” is no time of day.", "Write hours and minutes, e.g. 09:00.") from None


def _moment(raw: Raw, zone: str | None) -> dt.datetime:
    if isinstance(raw, dt.datetime):
        return _in_utc(raw, str(raw), zone)
    match = _MOMENT.fullmatch(_text(raw))
    if not match:
        raise NotThisKind(f"“{raw}” is no moment.", "Write a day and an hour, e.g. 2026-01-31 10:00.")
    *parts, fraction, offset = match.groups()
    year, month, day, hour, minute, second = (int(part or 0) for part in parts)
    try:
        naive = dt.datetime(year, month, day, hour, minute, second, int((fraction or "0").ljust(6, "0")))  # noqa: DTZ001
        tz = dt.datetime.strptime(offset, "%z").tzinfo if offset else None
    except ValueError:
        raise NotThisKind(f"“{raw}”: there is no such moment.", "Check the day and the hour.") from None
    return _in_utc(naive.replace(tzinfo=tz), str(raw), zone)


def _in_utc(moment: dt.datetime, text: str, zone: str | None) -> dt.datetime:
    if moment.tzinfo is None and zone is None:
        raise NotThisKind(
            f"“{text}” does not say in which time zone.", "Write its offset: 2026-01-31 10:00+08:00."
        )
    try:
        aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone or "UTC"))
        return aware.astimezone(dt.UTC)
    except (OverflowError, ValueError, KeyError):
        raise NotThisKind(f"“{text}” cannot be placed in the time zone “{zone}”.", "Check both.") from None


def _yearly_date(raw: Raw) -> YearlyDate:
    if isinstance(raw, dt.date):
        return YearlyDate(raw.month, raw.day, raw.year)
    text = _text(raw)
    match = _YEARLY.fullmatch(text)
    if not match:
        mend = "Write 1992-02-29, 02-29, lunar 1988-08-15 or, for a leap month, lunar 1987-06L-12."
        raise NotThisKind(f"“{text}” is no day of the year.", mend)
    lunar, year, month, leap, day = match.groups()
    value = YearlyDate(
        int(month), int(day), int(year) if year else None, "lunar" if lunar else "solar", leap == "L"
    )
    if not _exists(value):
        raise NotThisKind(
            f"“{text}”: there is no such day.", "Check the month and the day; only a lunar month leaps."
        )
    return value


def _exists(day: YearlyDate) -> bool:
    if not 1 <= day.month <= calendar.DECEMBER or day.day < 1 or day.year == 0:
        return False
    if day.calendar == "lunar":
        return day.day <= 30  # noqa: PLR2004 - a lunar month has 29 or 30 days
    # Without a year, 29 February may be.
    return (
        not day.leap and day.day <= calendar.monthrange(2000 if day.year is None else day.year, day.month)[1]
    )


def _yes_no(raw: Raw) -> bool:
    if isinstance(raw, bool):
        return raw
    word = _text(raw).lower()
    if word not in YES_NO:
        raise NotThisKind(f"“{raw}” is neither yes nor no.", "Write yes or no.")
    return YES_NO[word]


def _percent(raw: Raw) -> Decimal:
    return read_number(raw.strip().removesuffix("%").rstrip()) if isinstance(raw, str) else read_number(raw)


def _reference(raw: Raw) -> str:
    if not _text(raw):
        raise NotThisKind("An id is missing here.", "Write the id of what is meant.")
    return _text(raw)


def _words(raw: Raw) -> str:
    return raw if isinstance(raw, str) else _text(raw)


def _text(raw: Raw) -> str:
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, (int, float, Decimal)):
        return _plain(raw)
    return str(raw).strip()


def _plain(number: float | Decimal) -> str:
    exact = Decimal(str(number))
    return format(exact, "f") if exact.is_finite() else str(number)


def _kind_by_form(raw: Raw) -> Kind:
    match raw:
        case bool():
            return "yes_no"
        case int() | float() | Decimal():
            return "number"
        case dt.datetime():
            return "moment"
        case dt.date():
            return "date"
    text = str(raw).strip()
    return next((kind for form, kind in _FORMS if re.fullmatch(form, text)), "text")


def _show_moment(moment: dt.datetime, zone: str | None) -> str:
    local = moment.astimezone(ZoneInfo(zone) if zone else dt.UTC)
    shape = "%H:%M:%S.%f" if local.microsecond else "%H:%M:%S" if local.second else "%H:%M"
    text = f"{local.date().isoformat()} {local.strftime(shape)}"
    if zone is None:
        return f"{text}Z"
    # An hour that comes twice when clocks go back is told apart by its offset.
    return text if local.replace(fold=0).utcoffset() == local.utcoffset() else text + local.strftime("%z")


_READERS: dict[Kind, Callable[[Raw], Value]] = {
    "text": _words,
    "number": read_number,
    "money": read_money,
    "percent": _percent,
    "yes_no": _yes_no,
    "date": read_date,
    "duration": read_duration,
    "yearly_date": _yearly_date,
    "reference": _reference,
}
_FORMS: tuple[tuple[str, Kind], ...] = (
    (r"yes|no", "yes_no"),
    (rf"{_NUMBER}\s*%", "percent"),
    (rf"{_NUMBER}\s*(?:[A-Z]{{3}}|元)", "money"),
    (rf"(?:{_NUMBER}\s*(?:working\s+)?[a-z]+\s*)+", "duration"),
    (_NUMBER, "number"),
    (_DAY, "date"),
    (_MOMENT.pattern, "moment"),
    (r"lunar .*", "yearly_date"),
)
