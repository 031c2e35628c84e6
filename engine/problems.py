"""What is wrong with a file, a row or a setting, said so that its author can mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file (as the user named it), line and column counted from 1; 0 is unknown."""

    file: str = ""
    line: int = 0
    col: int = 0

    def __str__(self) -> str:
        parts = [self.file, *(str(n) for n in (self.line, self.col) if n)]
        return ":".join(filter(None, parts))


_LONGEST = 600
"""So many letters of a message are read."""

Severity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong. *code* is stable (``unknown-fact``); *mend* says what to write instead.

    *witness* is one concrete case that shows it (``a customer with tier C``). A warning keeps nothing from being
    published.
    """

    code: str
    place: Place
    what: str
    mend: str = ""
    witness: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        where = f"{self.place}: " if str(self.place) else ""
        return " ".join(filter(None, (f"{where}{self.what}", self.example, self.mend)))

    def __post_init__(self) -> None:
        if len(self.what) > _LONGEST:  # somebody pasted a page where a word was expected
            half = _LONGEST // 2
            object.__setattr__(self, "what", f"{self.what[:half]} … {self.what[-half:]}")

    @property
    def example(self) -> str:
        """The witness as a sentence, unless it was named already."""
        return f"E.g. {self.witness}." if self.witness and self.witness not in self.what else ""


class GuanxiError(Exception):
    """Root of every error that this program raises on purpose; its text is for the user."""


class ProblemsFound(GuanxiError):
    """Everything wrong with an input at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def errors_in(problems: Iterable[Problem]) -> list[Problem]:
    """Those that must be mended first."""
    return [problem for problem in problems if problem.severity == "error"]


def warnings_in(problems: Iterable[Problem]) -> list[Problem]:
    """Those that should be looked at."""
    return [problem for problem in problems if problem.severity == "warning"]


FEW = 12
"""So many known words are told when none is near."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence naming the nearest known word, else the known ones when they are few, else nothing."""
    choices = sorted(set(known))
    if near := nearest(word, choices):
        return f"Did you mean “{near}”?"
    return f"Known here: {', '.join(choices)}." if 0 < len(choices) <= FEW else ""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like *word*; None when none is much like it."""
    # Of two Chinese letters one may be wrong: that is half a word already.
    likeness = 0.6 if word.isascii() else 0.5
    if same := next((each for each in sorted(set(known)) if each.lower() == word.lower()), None):
        return same
    return next(iter(difflib.get_close_matches(word, sorted(set(known)), n=1, cutoff=likeness)), None)
