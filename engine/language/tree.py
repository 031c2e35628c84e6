"""A parsed file as a tree of texts, lists and mappings that know where they stand.

Each is also the plain Python type (`str`, `list`, `dict`), so that pydantic and everybody else can read it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self, TypeAlias

from engine.problems import Place


class Text(str):
    """A key or a value exactly as written: ``yes``, ``0.10`` and ``22:30`` stay text until a fact types them.

    *place* is where its first character stands, inside the quotes if there are any. *written* is the word as it was
    written, when the text is what that means in English.
    """

    __slots__ = ("is_quoted", "place", "written")

    place: Place
    is_quoted: bool
    written: str

    def __new__(cls, text: str, place: Place | None = None, *, is_quoted: bool = False) -> Self:
        self = super().__new__(cls, text)
        self.place = place or Place()
        self.is_quoted = is_quoted
        self.written = text
        return self

    def meaning(self, english: str) -> Text:
        """The English word for what was written here."""
        same = Text(english, self.place, is_quoted=self.is_quoted)
        same.written = self.written
        return same

    @property
    def is_missing(self) -> bool:
        """Nothing was written, or YAML's null."""
        return not self.is_quoted and self in {"", "~", "null"}


class Items(list["Tree"]):
    """A list."""

    def __init__(self, items: Iterable[Tree] = (), place: Place | None = None) -> None:
        super().__init__(items)
        self.place = place or Place()


class Pairs(dict[Text, "Tree"]):
    """A mapping, in the order of the file."""

    def __init__(self, pairs: Iterable[tuple[Text, Tree]] = (), place: Place | None = None) -> None:
        super().__init__(pairs)
        self.place = place or Place()

    def place_of(self, key: str) -> Place:
        """Where the key itself stands; the mapping's place when it has no such key."""
        return next((known.place for known in self if known == key), self.place)


Tree: TypeAlias = Text | Items | Pairs


def kind_of(tree: object) -> str:
    """What stands there, in the words of a user."""
    match tree:
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case Text() if tree.is_missing:
            return "nothing"
        case _:
            return "a text"
