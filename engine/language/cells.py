"""The cells of a decision table: ``-``, ``3``, ``>= 3``, ``[10..20)``, ``A, B``, ``not(A, B)``, typed by the input."""

from __future__ import annotations

import re

from engine.language.quantities import NotThisKind
from engine.language.scalars import read_value
from engine.language.tree import Text
from engine.ranges import Space, ValueSet
from engine.tables import Cell, Interval
from engine.values import Duration, Money, Value
from engine.vocabulary import FactType

_NOT = re.compile(r"not\s*\((.*)\)", re.DOTALL)
_COMPARED = re.compile(r"(>=|<=|!=|=|>|<|≥|≤|≠|＞|＜|＝)\s*(.+)", re.DOTALL)
_RANGE = re.compile(r"([\[(\]]?)\s*(.+?)\s*\.\.\s*(.+?)\s*([\])\[]?)", re.DOTALL)
_COMMA = re.compile(r"(?:,(?![0-9]{3}(?![0-9]))|,(?=\s)|，|、)\s*")
_TWO_OR_ONE = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_SIGNS = {"≥": ">=", "≤": "<=", "≠": "!=", "＞": ">", "＜": "<", "＝": "="}


def read_cell(text: Text, type_: FactType, zone: str) -> Cell:
    """What an input of that type must be.

    Raises:
        NotThisKind: the cell says nothing about a value of that type.
    """
    words = text.strip()
    if words == "-":
        return Cell(place=text.place)
    if inner := _NOT.fullmatch(words):
        return Cell(_alternatives(inner[1], type_, zone), negated=True, text=words, place=text.place)
    compared = _COMPARED.fullmatch(words)
    if compared and _SIGNS.get(compared[1], compared[1]) == "!=":
        return Cell(_alternatives(compared[2], type_, zone), negated=True, text=words, place=text.place)
    return Cell(_alternatives(words, type_, zone), text=words, place=text.place)


def covered(cell: Cell, space: Space) -> ValueSet:
    """The known values that a cell matches."""
    if cell.takes_anything:
        return space.present
    found = space.nothing
    for part in cell.alternatives:
        if space.is_ordered:
            found |= space.between(part.low, part.high, low_in=part.low_in, high_in=part.high_in)
        elif part.low is not None:
            found |= space.only(part.low)
    return space.present - found if cell.negated else found


def _alternatives(words: str, type_: FactType, zone: str) -> tuple[Interval, ...]:
    if type_.kind in ("number", "percent") and _TWO_OR_ONE.fullmatch(words):
        mend = "Write a space after the comma, or no comma."
        raise NotThisKind(f"“{words}” may be one number or two.", mend)
    return tuple(_one(part.strip(), type_, zone) for part in _COMMA.split(words))


def _one(words: str, type_: FactType, zone: str) -> Interval:
    if words == "-" or not words:
        raise NotThisKind("A value is missing here.", "Write - alone where it does not matter.")
    is_text = type_.kind in ("choice", "text", "reference")
    if not is_text and (compared := _COMPARED.fullmatch(words)):
        sign, value = _SIGNS.get(compared[1], compared[1]), _value(compared[2], type_, zone)
        match sign:
            case "=":
                return Interval(value, value)
            case ">=" | ">":
                return _ordered(Interval(value, None, low_in=sign == ">="), words, type_)
            case "<=" | "<":
                return _ordered(Interval(None, value, high_in=sign == "<="), words, type_)
            case _:
                raise NotThisKind(f"“{words}” cannot stand in a list.", "Write not(…) around the whole list.")
    if not is_text and (ends := _RANGE.fullmatch(words)):
        opening, low, high, closing = ends.groups()
        return _range(
            Interval(
                _value(low, type_, zone),
                _value(high, type_, zone),
                opening in {"", "["},
                closing in {"", "]"},
            ),
            words,
            type_,
        )
    value = _value(words, type_, zone)
    return Interval(value, value)


def _range(found: Interval, words: str, type_: FactType) -> Interval:
    space = _space(found, type_)
    assert found.low is not None
    assert found.high is not None
    _ordered(found, words, type_)
    if space.position(found.low) >= space.position(found.high):
        raise NotThisKind(f"“{words}” ends before it begins.", "Write the smaller value first.")
    return found


def _ordered(found: Interval, words: str, type_: FactType) -> Interval:
    if not Space.of(type_).is_ordered:
        raise NotThisKind(f"“{words}”: these values have no order.", "Write the values, e.g. A, B.")
    return found


def _space(found: Interval, type_: FactType) -> Space:
    currencies = {end.currency for end in (found.low, found.high) if isinstance(end, Money)} - {""}
    if len(currencies) > 1:
        raise NotThisKind("Money of two currencies does not compare.", "Write one currency.")
    return Space.of(type_, next(iter(currencies), ""))


def _value(words: str, type_: FactType, zone: str) -> Value:
    quoted = len(words) > 1 and words[0] in '"“' and words[-1] in '"”'
    value = read_value(words[1:-1] if quoted else words, type_, zone)
    if isinstance(value, Duration) and not value.is_whole_days:
        raise NotThisKind(f"“{words}” does not compare exactly.", "Write whole days, e.g. 30 days.")
    return value
