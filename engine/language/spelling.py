"""Where the words of the language stand in files, and how each is spelled in the other language.

Whoever reads a word says so here while somebody listens: so nothing that is read can be forgotten by `fmt`, and what
is only text for people is never touched. Listening is a matter of the context, because every reader would have to
pass it on to the next one otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from lark import Token

from engine.language import words
from engine.language.words import Language
from engine.problems import Place


@dataclass(frozen=True, slots=True)
class Spelled:
    """A word as it was written, and as `fmt` writes it. A word that *has_one_form* is written so in any case."""

    written: str
    en: str
    zh: str
    has_one_form: bool = False

    def in_(self, language: Language) -> str:
        """The word in a language; as it was written if that is one of the language's words already."""
        if not self.has_one_form and words.is_chinese(self.written) == (language == "zh"):
            return self.written
        return self.zh if language == "zh" else self.en


@dataclass
class Spelling:
    """Every word that was read, by the place of its first letter."""

    words: dict[Place, list[Spelled]] = field(default_factory=dict)

    def add(self, place: Place, word: Spelled) -> None:
        """One more; the same word at the same place counts once, however often an alias repeats it."""
        known = self.words.setdefault(place, [])
        if word not in known:
            known.append(word)


_HEARD: ContextVar[Spelling | None] = ContextVar("heard", default=None)


@contextmanager
def listening() -> Iterator[Spelling]:
    """Whatever is read inside is heard."""
    spelling = Spelling()
    token = _HEARD.set(spelling)
    try:
        yield spelling
    finally:
        _HEARD.reset(token)


def is_heard() -> bool:
    """Does anybody listen?"""
    return _HEARD.get() is not None


def spelled(place: Place, written: str, en: str, zh: str, *, has_one_form: bool = False) -> None:
    """A word of the language stands here."""
    heard = _HEARD.get()
    if heard is not None and place.line:
        heard.add(place, Spelled(written, en, zh, has_one_form))


def unspelled(place: Place, length: int) -> None:
    """What seemed to be words of the language is a word of the company's own."""
    heard = _HEARD.get()
    if heard is not None:
        for col in range(place.col, place.col + length):
            heard.words.pop(Place(place.file, place.line, col), None)


def spelled_key(place: Place, written: str, key: str, part: str = "") -> None:
    """A key stands here, in the part of that title."""
    spelled(place, written, key, words.key_in("zh", key, part))


def spelled_value(place: Place, written: str, value: str) -> None:
    """A fixed value stands here."""
    spelled(place, written, value, words.value_in("zh", value))


def spelled_sentence(text: str, tokens: Sequence[Token], place: Place) -> None:
    """The words of the table in a sentence; its names are spelled by whoever knows what they name."""
    before: Token | None = None
    for token in tokens:
        at, end = token.start_pos or 0, token.end_pos or 0
        written, where = text[at:end], Place(place.file, place.line, place.col + at)
        if token.type == "UNIT":
            spelled_unit(
                where, written, str(before) if before is not None and before.type == "NUMBER" else None
            )
        elif token.type == "NAME":
            spelled_root(where, written)
        elif word := words.known_word(token.type, str(token)):
            is_sign = token.type in words.SIGNS
            spelled(where, written, word.en, written if is_sign else word.written("zh"))
        before = token


def spelled_root(place: Place, written: str) -> None:
    """A name that begins with ``settings.`` or ``answer.``; the rest of it is the company's own word."""
    root, dot, _ = written.partition(".")
    english = words.known_root(written).partition(".")[0]
    if dot and english in words.ROOTS:
        spelled(place, root, english, words.ROOTS[english])


def spelled_unit(place: Place, written: str, count: str | None) -> None:
    """The unit after a number, or without one."""
    unit = words.known_unit(written)
    if unit is not None:
        spelled(place, written, words.unit_in("en", unit, count), words.unit_in("zh", unit, count))
