"""Where a place of a file is in its text: the letter that stands there, whatever quotes and folds are around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.events import ScalarEvent

from engine.problems import Place

_ESCAPED = {"x": 4, "u": 6, "U": 10}
"""So many letters of the file make one, where these begin."""


class Letters:
    r"""The letters of a text (``\n`` line ends) by their places.

    A place counts letters from the beginning of its value. In a value that is folded over lines, or has escaped
    letters, that is not yet the letter of the line.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]

    def index(self, place: Place, written: str) -> int | None:
        """Where the word that is *written* at the place begins in the text; None where it is broken up."""
        index = self._lines[place.line - 1] + place.col - 1
        if not self.text.startswith(written, index):
            index = self._broken_up.get((place.line, place.col), len(self.text))
        return index if self.text.startswith(written, index) else None

    @cached_property
    def _broken_up(self) -> dict[tuple[int, int], int]:
        found: dict[tuple[int, int], int] = {}
        for event in YAML(typ="safe", pure=True).parse(StringIO(self.text)):
            if isinstance(event, ScalarEvent):
                start, end = event.start_mark, event.end_mark
                style = event.style or ""
                raw = self.text[start.index : end.index]
                if raw != event.value and raw[1:-1] != event.value:
                    line, col = (
                        (start.line + 2, 1) if style in "|>" and style else (start.line + 1, start.column + 1)
                    )
                    col += style in {"'", '"'} and style != ""
                    for number, index in _aligned(raw, event.value, style):
                        found[line, col + number] = start.index + index
        return found


def _aligned(raw: str, value: str, style: str) -> Iterator[tuple[int, int]]:
    """For each letter of a value, by its number, where it begins in what is written."""
    at = raw.find("\n") + 1 if style in {"|", ">"} else len(style)
    number = 0
    while number < len(value) and at < len(raw):
        letter, length = raw[at], 1
        if style == '"' and letter == "\\":
            length = _ESCAPED.get(raw[at + 1], 2)
            if raw[at + 1] == "\n":  # joins two lines, and makes no letter
                at += length
                continue
        elif letter == "'" == style:
            length = 2
        elif letter != value[number] and letter.isspace():  # the indentation of a line, or its end
            at += 1
            continue
        elif letter != value[number] and not value[number].isspace():
            return
        yield number, at
        number += 1
        at += length if letter == value[number - 1] or length > 1 else 0
