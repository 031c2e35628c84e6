"""Values as people of a locale read them: ``31 January 2026``, ``2026年1月31日``, ``¥5,000.00``, ``30天``."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent
from babel.units import format_unit

from engine.values import Duration, Money, Value, YearlyDate, minor_digits

_YES_NO = {"en": ("yes", "no"), "zh": ("是", "否")}
# babel's Chinese units lack the plural form that it looks for.
_CHINESE_UNITS = {
    "year": "年",
    "month": "个月",
    "day": "天",
    "hour": "小时",
    "minute": "分钟",
    "working day": "个工作日",
    "working hour": "个工作小时",
    "working minute": "个工作分钟",
}


def spoken(value: Value, locale: str, zone: str = "UTC") -> str:  # noqa: PLR0911 - one for each type
    """The value in words of *locale*; a moment is told in *zone*, and says so when that is UTC.

    A percent is held as a plain number: it is told by `spoken_percent`.
    """
    match value:
        case str():
            return value
        case bool():
            yes, no = _YES_NO.get(_parsed(locale).language, _YES_NO["en"])
            return yes if value else no
        case Decimal():
            return format_decimal(value, locale=_parsed(locale), decimal_quantization=False)
        case Money():
            return _money(value, locale)
        case dt.datetime():
            return _moment(value, locale, zone)
        case dt.date():
            return format_date(value, "long", locale=_for_dates(locale))
        case Duration():
            return _duration(value, locale)
        case YearlyDate():
            return _yearly_date(value, locale)
        case tuple():
            return _listed(value, locale)


def spoken_percent(value: Decimal, locale: str) -> str:
    """``Decimal("30")`` is told as ``30%``."""
    return format_percent(value / 100, locale=_parsed(locale), decimal_quantization=False)


@lru_cache(maxsize=64)
def _parsed(locale: str) -> Locale:
    return Locale.parse(locale.replace("-", "_"))


def _for_dates(locale: str) -> Locale:
    """Plain English dates read day first, as outside America: 31 January 2026."""
    return _parsed("en_GB" if locale == "en" else locale)


def _money(value: Money, locale: str) -> str:
    if not value.currency:
        return "0"
    amount = Decimal(value.amount_minor).scaleb(-minor_digits(value.currency))
    return format_currency(amount, value.currency, locale=_parsed(locale))


def _moment(value: dt.datetime, locale: str, zone: str) -> str:
    local = value.astimezone(ZoneInfo(zone))
    day = format_date(local.date(), "long", locale=_for_dates(locale))
    hour = format_time(local.time(), "short", locale=_for_dates(locale))
    return f"{day} {hour} UTC" if zone == "UTC" else f"{day} {hour}"


def _duration(value: Duration, locale: str) -> str:
    years, months = divmod(value.months, 12) if value.months % 12 == 0 else (0, value.months)
    hours, minutes = divmod(value.minutes, 60) if value.minutes % 60 == 0 else (0, value.minutes)
    at_work = value.working_minutes
    working_hours, working_minutes = divmod(at_work, 60) if at_work % 60 == 0 else (0, at_work)
    counts = {
        "year": years,
        "month": months,
        "day": value.days,
        "hour": hours,
        "minute": minutes,
        "working day": value.working_days,
        "working hour": working_hours,
        "working minute": working_minutes,
    }
    parts = [_counted(count, unit, locale) for unit, count in counts.items() if count]
    joint = "" if _parsed(locale).language == "zh" else " "
    return joint.join(parts) or _counted(0, "day", locale)


def _counted(count: int, unit: str, locale: str) -> str:
    if _parsed(locale).language == "zh":
        return f"{count}{_CHINESE_UNITS[unit]}"
    if unit.startswith("working"):  # no locale data knows these: English stands in
        return f"{count} {unit}" if abs(count) == 1 else f"{count} {unit}s"
    return format_unit(count, f"duration-{unit}", length="long", locale=_parsed(locale))


def _listed(words: tuple[str, ...], locale: str) -> str:
    """``golf, tea and chess``; ``golf、tea和chess``."""
    return format_list(words, locale=_parsed(locale)) if words else ""


def _yearly_date(value: YearlyDate, locale: str) -> str:
    is_chinese = _parsed(locale).language == "zh"
    if value.calendar == "lunar" and is_chinese:
        return f"农历{'闰' if value.leap else ''}{value.month}月{value.day}日"
    if value.calendar == "lunar":
        leap = "leap " if value.leap else ""
        return f"day {value.day} of {leap}lunar month {value.month}"
    some_leap_year = dt.date(2000, value.month, value.day)
    return format_skeleton("MMMMd", some_leap_year, locale=_for_dates(locale))
