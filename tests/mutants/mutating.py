"""The shipped rule files with one number, operator or unit written otherwise, found by where it stands in the text.

What people read (texts, names, labels), who does it and the examples themselves stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engine.language.source import read_yaml
from engine.language.tree import Pairs, Text, Tree

RULES = Path(__file__).parents[2] / "rules"

FOR_ALL = ("policy.yaml", "vocabulary.yaml")
_LEFT_ALONE = frozenset(
    [
        "text",
        "name",
        "label",
        "examples",
        "id",
        "owner",
        "status",
        "who",
        "to",
        "form",
        "type",
        "of",
        "locales",
        "en",
        "zh",
        "format",
        "policy",
        "vocabulary",
    ]
)
"""Keys under which nothing is said that an example could see, or no number, operator or unit."""

_NUMBER = re.compile(r"(?<![\w.])\d+(?![\w.]*\.\d)")
_OTHERWISE: Mapping[str, tuple[str, ...]] = {
    ">=": (">", "<"),
    "<=": ("<", ">"),
    ">": (">=", "<"),
    "<": ("<=", ">"),
    "+": ("-",),
    "-": ("+",),
    "*": ("+",),
    "and": ("or",),
    "or": ("and",),
    "is not one of": ("is one of",),
    "is one of": ("is not one of",),
    "is not empty": ("is empty",),
    "is empty": ("is not empty",),
    "is not": ("is",),
    "is": ("is not",),
    "below": ("above",),
    "on": ("after",),
    "after": ("on",),
    "first": ("last",),
    "last": ("first",),
    "sum": ("average",),
    "per day": ("per week",),
    "day before": ("day after", "skip"),
    "regular month": ("leap month",),
    "working day": ("day", "working hour"),
    "working days": ("days", "working hours"),
    "day": ("week", "month"),
    "days": ("weeks", "months"),
    "week": ("day", "month"),
    "weeks": ("days", "months"),
    "month": ("week", "year"),
    "months": ("weeks", "years"),
    "year": ("month", "day"),
    "years": ("months", "days"),
    "CNY": ("USD",),
}
"""Operators and units, with what could stand there by mistake. The longer is looked for first."""

_WORD = re.compile(
    "|".join(
        rf"(?<![\w.]){re.escape(word)}(?![\w.])" if word[0].isalpha() else rf"(?<=\s){re.escape(word)}(?=\s)"
        for word in sorted(_OTHERWISE, key=len, reverse=True)
    )
)
_KEYS: Mapping[str, tuple[str, ...]] = {
    "before": ("after",),
    "after": ("before",),
    "any": ("all", "none"),
    "all": ("any", "none"),
    "none": ("any", "all"),
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One place of a file, written otherwise. *rule* is the one it stands in, empty outside of rules."""

    file: str
    line: int
    col: int
    before: str
    after: str
    rule: str = ""

    def __str__(self) -> str:
        whole = files()[self.file].decode().splitlines()[self.line - 1].strip()
        return f"rules/{self.file}:{self.line}:{self.col}: “{self.before}” → “{self.after}” in “{whole}”"

    def files(self) -> dict[str, bytes]:
        """What its file needs, with this one thing otherwise."""
        lines = files()[self.file].decode().split("\n")
        line, start = lines[self.line - 1], self.col - 1
        assert line.startswith(self.before, start), f"{self.before} does not stand at {self.line}:{self.col}"
        lines[self.line - 1] = line[:start] + self.after + line[start + len(self.before) :]
        return {**around(self.file), self.file: "\n".join(lines).encode()}


@cache
def files() -> Mapping[str, bytes]:
    """The shipped files."""
    found = sorted(path for path in RULES.rglob("*") if path.suffix in {".yaml", ".txt"})
    return {path.relative_to(RULES).as_posix(): path.read_bytes() for path in found}


@cache
def around(file: str) -> Mapping[str, bytes]:
    """Without the other rule files, which cannot see what a rule file says; what holds for all of them needs all."""
    if file in FOR_ALL:
        return files()
    needed = {file, *FOR_ALL, "lifecycle.yaml"}
    return {name: text for name, text in files().items() if name in needed or name.endswith(".txt")}


def mutants() -> list[Mutant]:
    """All of them, in the order of the text; what an alias repeats stands once."""
    found = {
        (each.file, each.line, each.col, each.after): each
        for file, content in files().items()
        if file.endswith(".yaml")
        for each in _within(read_yaml(file, content), file, "")
    }
    return [found[key] for key in sorted(found)]


def _within(tree: Tree, file: str, rule: str) -> Iterator[Mutant]:
    match tree:
        case Pairs():
            rule = rule or str(tree.get(Text("id"), "")) if "do" in tree or "steps" in tree else rule
            for key, value in tree.items():
                if key not in _LEFT_ALONE:
                    yield from _otherwise(key, file, rule, _keys)
                    yield from _within(value, file, rule)
        case Text():
            yield from _otherwise(tree, file, rule, _values)
        case _:
            for item in tree:
                yield from _within(item, file, rule)


def _otherwise(
    text: Text, file: str, rule: str, read: Callable[[str], Iterator[tuple[int, str, str]]]
) -> Iterator[Mutant]:
    for start, before, after in read(text):
        yield Mutant(file, text.place.line, text.place.col + start, before, after, rule)


def _keys(key: str) -> Iterator[tuple[int, str, str]]:
    return ((0, key, other) for other in _KEYS.get(key, ()))


def _values(text: str) -> Iterator[tuple[int, str, str]]:
    """Each number one more and one less, each operator and unit another; values of a clock stay of its form."""
    for match in _NUMBER.finditer(text):
        number = int(match[0])
        for other in (number + 1, number - 1):
            if other >= 0:
                yield match.start(), match[0], f"{other:0{len(match[0])}}"
    for match in _WORD.finditer(text):
        for word in _OTHERWISE[match[0]]:
            yield match.start(), match[0], word
