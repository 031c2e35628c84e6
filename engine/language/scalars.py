"""Values as people write them, and back: ``5000 CNY``, ``30%``, ``yes``, ``lunar 1988-08-15``, ``2 working days``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from engine.language.days import DAY, MOMENT, read_date, read_moment, read_yearly_date, show_moment
from engine.language.grammar import place_in
from engine.language.quantities import (
    NUMBER,
    NotThisKind,
    Raw,
    counted_units,
    read_duration,
    read_money,
    read_number,
    text_of,
)
from engine.language.spelling import spelled_unit, spelled_value
from engine.language.words import chinese_units, known_value, narrow
from engine.problems import Place, ProblemsFound, did_you_mean
from engine.values import Duration, Value, YearlyDate
from engine.vocabulary import FactType, Kind

_BETWEEN_WORDS = re.compile("[;；]")
YES_NO = {"true": True, "false": False}


def parse_value(raw: Raw, type: FactType, place: Place, *, zone: str | None = None) -> Value:  # noqa: A002 - the vocabulary's word
    """The value of that type which *raw* writes; *zone* is where a moment without an offset is meant.

    Raises:
        ProblemsFound: it writes none (``bad-value``, ``unknown-choice``, ``unknown-unit``, ``unknown-currency``).
    """
    try:
        value = read_value(raw, type, zone)
    except NotThisKind as error:
        raise ProblemsFound([error.at(place)]) from error
    _spell(str(raw), value, place)
    return value


def parse_duration(text: str, place: Place) -> Duration:
    """``7 days``, ``1 year 2 months``, ``4 working hours``; the parts add up.

    Raises:
        ProblemsFound: it is no duration (``bad-value``, ``unknown-unit``).
    """
    try:
        length = read_duration(text)
    except NotThisKind as error:
        raise ProblemsFound([error.at(place)]) from error
    _spell(text, length, place)
    return length


def parse_constant(raw: Raw, place: Place, *, zone: str | None = None) -> Value:
    """A value whose type only its own form tells, as a setting's: ``200 CNY``, ``3 days``, ``30%``, ``12``, else text.

    Raises:
        ProblemsFound: it has a form but not a value (``31 dais``, ``2026-02-30``), or is nothing at all.
    """
    if raw is None or raw == "":
        raise ProblemsFound([NotThisKind("A value is missing here.").at(place)])
    return parse_value(raw, FactType(kind_by_form(raw)), place, zone=zone)


def parse_words(words: Iterable[str], type: FactType, place: Place) -> tuple[str, ...]:  # noqa: A002 - the vocabulary's word
    """A list as a file writes it: ``[golf, tea]``.

    Raises:
        ProblemsFound: a word is no choice of this list, or no list stands here.
    """
    if type.kind != "list":
        problem = NotThisKind("A list stands where one value is expected.", "Write one value.", "wrong-kind")
        raise ProblemsFound([problem.at(place)])
    try:
        return tuple(dict.fromkeys(read_choice(word, type.choices) for word in words))
    except NotThisKind as error:
        raise ProblemsFound([error.at(place)]) from error


def show_value(value: Value, *, zone: str | None = None) -> str:
    """The text that `parse_value` reads back; a moment is shown in *zone*, without one in UTC with a ``Z``."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return format(value, "f")
        case dt.datetime():
            return show_moment(value, zone)
        case dt.date():
            return value.isoformat()
        case tuple():
            return "; ".join(value)
        case _:
            return str(value)


def _spell(text: str, value: Value, place: Place) -> None:
    """The words of the language in a value that stands by itself."""
    match value:
        case bool() if known := known_value(text, ("yes", "no")):
            spelled_value(place, text, known)
        case Duration():
            for at, unit, count in counted_units(text):
                spelled_unit(place_in(place, at), unit, count)
        case YearlyDate(calendar="lunar"):
            word = text.split(maxsplit=1)[0]
            spelled_value(place, word, known_value(word, ("lunar",)) or word)


def read_value(raw: Raw, type_: FactType, zone: str | None) -> Value:
    """As `parse_value`, raising `NotThisKind`."""
    if raw is None:
        raise NotThisKind("A value is missing here.", "Leave the fact out if it is not known.")
    if type_.kind == "moment":
        return read_moment(raw, zone)
    if type_.kind == "choice":
        return read_choice(text_of(raw), type_.choices)
    if type_.kind == "list":
        return read_list(text_of(raw), type_.choices)
    return _READERS[type_.kind](raw)


def read_choice(word: str, choices: tuple[str, ...]) -> str:
    """One of the choices as they are written in the vocabulary; any word when it lists none."""
    if choices and word not in choices:
        raise NotThisKind(f"“{word}” is no choice here.", did_you_mean(word, choices), "unknown-choice")
    return word


def read_list(text: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    """Words with ``;`` between them, each kept once; nothing at all is an empty list."""
    words = [word.strip() for word in _BETWEEN_WORDS.split(text)]
    return tuple(dict.fromkeys(read_choice(word, choices) for word in words if word))


def _yes_no(raw: Raw) -> bool:
    if isinstance(raw, bool):
        return raw
    word = text_of(raw).lower()
    known = known_value(word, ("yes", "no"))
    if known is None and word not in YES_NO:
        raise NotThisKind(f"“{raw}” is neither yes nor no.", "Write yes or no.")
    return known == "yes" if known else YES_NO[word]


def _percent(raw: Raw) -> Decimal:
    return (
        read_number(narrow(raw).strip().removesuffix("%").rstrip())
        if isinstance(raw, str)
        else read_number(raw)
    )


def _reference(raw: Raw) -> str:
    if not text_of(raw):
        raise NotThisKind("An id is missing here.", "Write the id of what is meant.")
    return text_of(raw)


def _words(raw: Raw) -> str:
    return raw if isinstance(raw, str) else text_of(raw)


def kind_by_form(raw: Raw) -> Kind:
    """What a value shows by its form alone; anything is a text."""
    match raw:
        case bool():
            return "yes_no"
        case int() | float() | Decimal():
            return "number"
        case dt.datetime():
            return "moment"
        case dt.date():
            return "date"
    text = narrow(str(raw).strip())
    return next((kind for form, kind in _FORMS if re.fullmatch(form, text)), "text")


_READERS: dict[Kind, Callable[[Raw], Value]] = {
    "text": _words,
    "number": read_number,
    "money": read_money,
    "percent": _percent,
    "yes_no": _yes_no,
    "date": read_date,
    "duration": read_duration,
    "yearly_date": read_yearly_date,
    "reference": _reference,
}
_FORMS: tuple[tuple[str, Kind], ...] = (
    (r"yes|no|是|否", "yes_no"),
    (rf"{NUMBER}\s*%", "percent"),
    (rf"{NUMBER}\s*(?:[A-Z]{{3}}|元)|[$¥￥€£]\s*[0-9].*|[0-9.]+\s*[万亿千百]元?", "money"),
    (rf"(?:{NUMBER}\s*(?:(?:working\s+)?[a-z]+|{chinese_units()})\s*)+", "duration"),
    (NUMBER, "number"),
    (DAY, "date"),
    (MOMENT.pattern, "moment"),
    (r"(?:lunar|农历) .*", "yearly_date"),
)
