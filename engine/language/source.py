"""The one place that parses YAML: bytes in, a tree with positions out, or one problem that says what to mend.

YAML 1.2 is read as events, never composed or constructed by the library: no value is typed, no object is made,
and nesting and aliases are counted while they are read, so that a hostile file costs nothing.
"""

from __future__ import annotations

import contextlib
import importlib.util
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from io import StringIO
from typing import Never

from ruamel.yaml import YAML
from ruamel.yaml.error import FileMark, MarkedYAMLError, StreamMark, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from engine.language.layout import misfit
from engine.language.tree import Items, Pairs, Text, Tree
from engine.problems import Place, Problem, ProblemsFound

_HAS_C = importlib.util.find_spec("_ruamel_yaml") is not None

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_NODES = 30_000
"""Keys and values of one file, those repeated by aliases counted each time."""

# Controls, text direction, zero-width space, line separators: they make a file mean other than what people see.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
_NOT_A_NUMBER = re.compile(r"[-+]?\.(nan|inf)", re.IGNORECASE)
_FULL_WIDTH_COLON = re.compile(r"\s*(- +)?[\w .]+：")
_NO_SPACE = re.compile(r"(?P<key>[^\W\d][\w ]*)(?P<colon>[:：])[\"“'].*", re.DOTALL)
_CURLY = re.compile(r"“[^”]*”?|‘[^’]*’?")


def refuse(place: Place, what: str, mend: str = "") -> Never:
    """Ends the reading of a file.

    Raises:
        ProblemsFound: always.
    """
    raise ProblemsFound([Problem("yaml-error", place, what, mend)])


def readable_text(file: str, content: bytes) -> str:
    r"""The text of a file with ``\n`` line ends: UTF-8, of decent size, without hidden characters.

    Raises:
        ProblemsFound: it is none.
    """
    if len(content) > MAX_BYTES:
        refuse(Place(file), f"The file has {len(content):,} bytes; 1 MB is the limit.", "Split it.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig")
        refuse(_place_after(file, before), "The file is not UTF-8.", "Save it as UTF-8.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if hidden := _HIDDEN.search(text):
        what = f"A hidden character (U+{ord(hidden.group()):04X}) stands here."
        refuse(_place_after(file, text[: hidden.start()]), what, "Delete it.")
    return text


def read_yaml(file: str, content: bytes) -> Pairs:
    """The mapping that a file holds.

    Raises:
        ProblemsFound: one `yaml-error`: no YAML, no mapping, or one that is refused for safety.
    """
    text = readable_text(file, content)
    try:
        tree = _built(file, text)
    except YAMLError as error:
        _refuse_error(file, text, error)
    except RecursionError:  # the scanner's own limit, should a construct escape our counting
        refuse(Place(file), "The file is nested too deeply.", "Write it flatter.")
    return tree if isinstance(tree, Pairs) else _refuse_top(file, text, tree)


def _built(file: str, text: str) -> Tree | None:
    """The tree of a text: by the C parser, ten times as fast; what that one refuses is left to the one in Python.

    The first knows YAML 1.1 only and refuses ``[2026-02-07 16:00 week_1]``; what both accept gives the same events.
    """
    if _HAS_C:
        with contextlib.suppress(YAMLError):
            return _Builder(file).build(YAML(typ="safe").parse(text))
    return _Builder(file).build(YAML(typ="safe", pure=True).parse(StringIO(text)))


@dataclass
class _Open:
    """A list or mapping whose end was not yet read; *key* waits for its value."""

    tree: Items | Pairs
    anchor: str | None
    nodes_before: int
    key: Text | None = None


@dataclass
class _Builder:
    """Turns events into a tree without recursion, counting depth and nodes."""

    file: str
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Tree, int]] = field(default_factory=dict)
    nodes: int = 0
    documents: int = 0
    root: Tree | None = None

    def build(self, events: Iterable[Event]) -> Tree | None:
        for event in events:
            self._take(event)
        return self.root

    def _take(self, event: Event) -> None:
        place = _place(self.file, event.start_mark)
        if isinstance(event, NodeEvent):
            self._count(place)
        match event:
            case DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    refuse(
                        place, "A second document begins here.", "Delete the line “---”, or use two files."
                    )
            case ScalarEvent():
                self._refuse_tag(event, place)
                self._put(self._scalar(event), event.anchor)
            case AliasEvent():
                self._put(self._alias(event.anchor, place), None)
            case MappingStartEvent() | SequenceStartEvent():
                self._refuse_tag(event, place)
                self._open(event, place)
            case MappingEndEvent() | SequenceEndEvent():
                done = self.stack.pop()
                self._put(done.tree, done.anchor, self.nodes - done.nodes_before)

    def _open(self, event: MappingStartEvent | SequenceStartEvent, place: Place) -> None:
        if len(self.stack) >= MAX_DEPTH:
            refuse(place, f"The file is nested more than {MAX_DEPTH} levels deep.", "Write it flatter.")
        if self.stack and isinstance(self.stack[-1].tree, Pairs) and self.stack[-1].key is None:
            what = "A text that begins with “{” or “[” stands here without quotes."
            refuse(place, what, 'Put the whole text in double quotes: "…".')
        tree = Pairs(place=place) if isinstance(event, MappingStartEvent) else Items(place=place)
        self.anchors.pop(event.anchor or "", None)  # so that an alias inside itself is refused
        self.stack.append(_Open(tree, event.anchor, self.nodes - 1))

    def _put(self, tree: Tree, anchor: str | None, size: int = 1) -> None:
        if anchor:
            self.anchors[anchor] = (tree, size)
        if not self.stack:
            self.root = tree
            return
        parent = self.stack[-1]
        match parent.tree:
            case Items():
                parent.tree.append(tree)
            case Pairs() if parent.key is None:
                parent.key = self._key(parent.tree, tree)
            case Pairs():
                assert parent.key is not None
                if isinstance(tree, Text) and tree.is_missing and (colon := re.search("[:：]", parent.key)):
                    its = parent.key.place
                    at = Place(its.file, its.line, its.col + colon.start())
                    _refuse_colon(at, colon[0], parent.key[: colon.start()])
                parent.tree[parent.key] = tree
                parent.key = None

    def _key(self, pairs: Pairs, key: Tree) -> Text:
        if not isinstance(key, Text):
            refuse(key.place, "A list or mapping stands where a key is expected.", "Write a plain word.")
        if key in pairs:
            first = pairs.place_of(key).line
            refuse(key.place, f"“{key}” stands twice here, first in line {first}.", "Delete one of the two.")
        if key == "<<":
            refuse(key.place, "“<<” (merging mappings) is not read.", "Write the keys out.")
        return key

    def _scalar(self, event: ScalarEvent) -> Text:
        place = _place(self.file, event.start_mark)
        if event.style in {"'", '"'}:
            return Text(event.value, Place(place.file, place.line, place.col + 1), is_quoted=True)
        if event.style in {"|", ">"}:
            return Text(event.value, Place(place.file, place.line + 1, 1), is_quoted=True)
        if _NOT_A_NUMBER.fullmatch(event.value):
            refuse(place, f"“{event.value}” is no number.", "Write a number, or put a text in quotes.")
        self._refuse_slips(event.value, place)
        return Text(event.value, place)

    def _refuse_slips(self, text: str, place: Place) -> None:
        """What would be read otherwise than it was meant, and then misunderstood at another place."""
        if glued := _NO_SPACE.fullmatch(text):
            at = Place(place.file, place.line, place.col + glued.start("colon"))
            _refuse_colon(at, glued["colon"], glued["key"])
        if _CURLY.fullmatch(text):
            what = f'The curly quotation marks would be a part of the text: {text[0]} is not ".'
            refuse(place, what, 'Write straight ones: "…".')

    def _alias(self, anchor: str, place: Place) -> Tree:
        if anchor not in self.anchors:
            what = f"“*{anchor}” repeats something that is not complete above it."
            refuse(place, what, f"Mark what is to be repeated with “&{anchor}” further up.")
        tree, size = self.anchors[anchor]
        self._count(place, size - 1)
        return tree

    def _count(self, place: Place, nodes: int = 1) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            what = f"The file has more than {MAX_NODES:,} values, what “*” repeats counted each time."
            refuse(place, what, "Repeat less, or split the file.")

    def _refuse_tag(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent, place: Place) -> None:
        if event.tag is not None:
            refuse(place, f"The type mark “{event.tag}” is not allowed.", "Delete the word with “!”.")


def _place(file: str, mark: StreamMark | FileMark | None) -> Place:
    return Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)


def _refuse_colon(place: Place, colon: str, key: str) -> Never:
    if colon == "：":
        refuse(place, "“：” is a full-width colon.", "Write “:” and a space after it.")
    refuse(place, f"After “{key}:” a space is missing.", f"Write “{key}: …”.")


def _place_after(file: str, before: str) -> Place:
    return Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _refuse_error(file: str, text: str, error: YAMLError) -> Never:
    """Says in our words what the library said in its own."""
    if not isinstance(error, MarkedYAMLError):
        refuse(Place(file), "The file is no YAML.", str(error).splitlines()[0] if str(error) else "")
    is_open = "end of stream" in (error.problem or "")  # then it is the beginning that must be found
    place = _place(file, (is_open and error.context_mark) or error.problem_mark or error.context_mark)
    lines = text.split("\n")
    near = lines[max(place.line - 2, 0) : place.line]
    if "\\t" in (error.problem or "") or any(line.lstrip(" ").startswith("\t") for line in near):
        refuse(place, "A tab stands where only spaces may.", "Indent with spaces.")
    begun = error.context_mark.line + 1 if error.context_mark and not is_open else place.line
    if misplaced := misfit(lines, place.line, place.col, begun):
        refuse(Place(file, misplaced.line, misplaced.col), misplaced.what, misplaced.mend)
    refuse(place, "The file cannot be read from here on.", _hint(f"{error.context} {error.problem}"))


def _hint(problem: str) -> str:
    """What is mostly wrong when the library says that."""
    if "mapping values are not allowed" in problem:
        return (
            "Check the indentation, whether the line before has its colon (“who: invoice”), and put a text that "
            "contains “: ” in quotes."
        )
    if "while scanning a quoted" in problem:
        return "A quotation mark is not closed."
    if "expected ',' or" in problem:
        return "A bracket is not closed, or a comma is missing."
    return "Check the indentation and the quotation marks."


def _refuse_top(file: str, text: str, tree: Tree | None) -> Never:
    if tree is None or (isinstance(tree, Text) and tree.is_missing):
        refuse(Place(file, 1, 1), "The file is empty.", "Begin with “format: 1”.")
    if _FULL_WIDTH_COLON.match(text):
        refuse(tree.place, "“：” is a full-width colon.", "Write “:” and a space after it.")
    refuse(tree.place, "A file is a mapping of keys to values.", "Begin with “format: 1”.")
