"""A fact's value as text: JSON that tells its own type, e.g. ``{"money": [500000, "CNY"]}``.

The same value always gives the same text, so equal values can be found by their text.
"""

import datetime as dt
import json
from decimal import Decimal
from functools import lru_cache
from typing import assert_never

from engine.problems import GuanxiError
from engine.values import Duration, Money, Value, YearlyDate


class UnreadableValue(GuanxiError):
    """The database holds a value that this program does not know."""


@lru_cache(maxsize=65_536, typed=True)  # typed: True, 1 and Decimal(1) are equal but not the same value
def encode(value: Value | None) -> str:
    """The value as self-describing JSON; None, a fact that was taken away, is ``null``."""
    return _json(_plain(value))


@lru_cache(maxsize=65_536)
def decode(text: str) -> Value | None:  # noqa: PLR0911, one return for each type
    """The value that `encode` made this text of.

    Raises:
        UnreadableValue: the text is nothing that `encode` writes.
    """
    match json.loads(text):
        case None | str() | bool() as plain:
            return plain
        case {"number": str(number)}:
            return Decimal(number)
        case {"money": [int(amount_minor), str(currency)]}:
            return Money(amount_minor, currency)
        case {"list": list(words)}:
            return tuple(words)
        case {"date": str(day)}:
            return dt.date.fromisoformat(day)
        case {"moment": str(moment)}:
            return dt.datetime.fromisoformat(moment)
        case {"duration": dict(parts)}:
            return Duration(**parts)
        case {
            "yearly_date": [
                int(month),
                int(day),
                None | int() as year,
                ("solar" | "lunar") as cal,
                bool(leap),
            ]
        }:
            return YearlyDate(month, day, year, cal, leap)
        case _:
            raise UnreadableValue(f"The database holds a value that this program cannot read: {text}")


_Plain = None | str | bool | dict[str, object]


def _plain(value: Value | None) -> _Plain:  # noqa: PLR0911, one return for each type
    match value:
        case None | str() | bool():
            return value
        case Decimal():
            return {"number": str(value)}
        case Money():
            return {"money": [value.amount_minor, value.currency]}
        case dt.datetime():  # before date: a datetime is one
            return {"moment": value.astimezone(dt.UTC).isoformat()}
        case dt.date():
            return {"date": value.isoformat()}
        case Duration():
            return {"duration": _parts(value)}
        case tuple():
            return {"list": list(value)}
        case YearlyDate():
            return {"yearly_date": [value.month, value.day, value.year, value.calendar, value.leap]}
        case _:
            assert_never(value)


def _parts(duration: Duration) -> dict[str, int]:
    parts = {
        "months": duration.months,
        "days": duration.days,
        "minutes": duration.minutes,
        "working_days": duration.working_days,
        "working_minutes": duration.working_minutes,
    }
    return {name: count for name, count in parts.items() if count}


def _json(plain: _Plain) -> str:
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    # Half a character (a lone surrogate, from somebody's JSON) has no UTF-8: written as an escape it survives.
    return text if is_storable(text) else json.dumps(plain, separators=(",", ":"))


def is_storable(text: str) -> bool:
    """Whether every database takes the text as it is: PostgreSQL knows neither NUL nor half a character."""
    if text.isascii():
        return "\x00" not in text
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text
