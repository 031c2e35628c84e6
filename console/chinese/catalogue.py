"""Finds the Chinese for an English text: the entry of the catalogue that fits, with the values of the text in it.

An entry is a template, ``The key “{key}” is not known here.``, and its Chinese, which names the same values. Of
several that fit, the one with the most words of its own is taken. Between quotation marks stands what somebody wrote
in a file: it stays as it is. Any other value is looked up as well, and so are the parts of a list.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from console.chinese import (
    examples,
    files,
    findings,
    frames,
    messages,
    refusals,
    rules,
    sentences,
    tables,
    values,
    vocabulary,
)
from engine.language.words import KEYS, chinese_keys, known_unit, unit_in

AREAS = (
    files,
    values,
    sentences,
    rules,
    tables,
    messages,
    vocabulary,
    examples,
    findings,
    refusals,
    frames,
)
"""The modules of the catalogue; every table in them belongs to it."""

_KEY = re.compile(r"“([a-z][a-z ]*)”")
_SENTENCE_END = re.compile(r"(?<!e\.g\.)(?<=[.!?]) (?=[A-Z“\d])")
_LIST = re.compile(r"(, | and | or )")
_JOINED = {", ": "、", " and ": "、", " or ": "或"}
_LENGTH = re.compile(r"(-?\d+) ([a-z ]+)")
_NARROW = {"entity": r"\S+", "path": r"\S+", "sign": r"\S+", "count": r"-?\d[\d.,]*(?<!\.)"}
_NAMES = "words"
"""A list of words as they are written in files."""

_AS_WRITTEN = tuple("“‘\"'.{(/*&")
"""What follows one of these is a name or a piece of a file."""


@dataclass(frozen=True)
class Entry:
    """An English template and its Chinese."""

    english: str
    chinese: str

    @cached_property
    def pieces(self) -> tuple[tuple[str, str], ...]:
        """Each stretch of the template's own words with the value that follows it; no value at the end."""
        return tuple((own, name or "") for own, name, _, _ in string.Formatter().parse(_open(self.english)))

    @cached_property
    def own_letters(self) -> int:
        """How much of the template is not a value: the more, the surer it is meant."""
        return sum(len(own) for own, _ in self.pieces)

    @cached_property
    def looked_up(self) -> frozenset[str]:
        """The values that may be words of the program."""
        found, before = [], ""
        for own, name in self.pieces:
            before += own
            if name:
                found += [] if before.endswith(_AS_WRITTEN) else [name]
                before = ""
        return frozenset(found)

    def values_in(self, text: str) -> Mapping[str, str] | None:
        """What stands in *text* for each value; None when the text is another one."""
        if not all(own in text for own, _ in self.pieces):
            return None  # most are, and no pattern is made for them
        found = self._pattern.fullmatch(text)
        return found.groupdict() if found else None

    def said_with(self, values: Mapping[str, str]) -> str:
        """The Chinese with these values."""
        return _open(self.chinese).format_map(values)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        known: set[str] = set()
        return re.compile("".join(_pieces_of_pattern(self.pieces, known)), re.DOTALL)


def in_chinese(text: str) -> str | None:
    """The text in Chinese; None when the catalogue does not know it, or only a part of it."""
    whole = _whole(text)
    if whole is not None or not text:
        return whole or ""
    sentences = [_sentence(sentence) for sentence in _SENTENCE_END.split(text)]
    return "".join(filter(None, sentences)) if None not in sentences else None


@cache
def entries() -> tuple[Entry, ...]:
    """The catalogue, the most special first; read when something is first to be said."""
    parts = [part for module in AREAS for name, part in vars(module).items() if name.isupper()]
    found = [Entry(english, chinese) for part in parts for english, chinese in part.items()]
    return tuple(sorted(found, key=lambda entry: entry.own_letters, reverse=True))


def _whole(text: str) -> str | None:
    """Whatever began with a small letter may have got a capital."""
    return _found(text) or _found(text[:1].lower() + text[1:])


def _found(text: str) -> str | None:
    for entry in entries():
        values = entry.values_in(text)
        if values is not None:
            return entry.said_with({name: _said(name, value, entry) for name, value in values.items()})
    return None


def _sentence(text: str) -> str | None:
    """One of several; or the reason why a value is none, which becomes a sentence with a capital and a full stop."""
    found = _whole(text)
    if found is None and text.endswith("."):
        reason = _whole(text[:-1])
        return f"{reason}。" if reason else None
    return found


def _said(name: str, value: str, entry: Entry) -> str:
    if name == _NAMES:
        return value.replace(", ", "、")
    return _value(value) if name in entry.looked_up else value


def _value(text: str) -> str:
    """A value of a text: a text of the catalogue itself, a length of time, a list of such; else as it is."""
    found = in_chinese(text)
    if found is not None:
        return found
    if (length := _LENGTH.fullmatch(text)) and (unit := known_unit(length[2])):
        return f"{length[1]}{unit_in('zh', unit, length[1])}"
    parts = _LIST.split(text)
    return "".join(_JOINED.get(part) or _value(part) for part in parts) if len(parts) > 1 else text


def _open(template: str) -> str:
    """The template with a value for each key that it names: in a Chinese file it is named in Chinese."""
    return _KEY.sub(lambda key: f"“{{{_key(key[1])}}}”" if key[1] in KEYS else key[0], template)


def _key(key: str) -> str:
    return f"key_{key.replace(' ', '_')}"


def _pieces_of_pattern(pieces: Iterable[tuple[str, str]], known: set[str]) -> Iterator[str]:
    for own, name in pieces:
        yield re.escape(own)
        if name in known:
            yield f"(?P={name})"
        elif name:
            known.add(name)
            yield f"(?P<{name}>{_written(name)})"


def _written(name: str) -> str:
    """What may stand for a value: anything, or one word for an entity, a number for a count, the words of a key."""
    if name in _NARROW:
        return _NARROW[name]
    key = name.removeprefix("key_").replace("_", " ")
    return ".*?" if key == name or key not in KEYS else "|".join([key, *chinese_keys(key, "")])
