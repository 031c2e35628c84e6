"""Collects every problem of an input, so that its author mends them all in one round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from engine.language.grammar import place_in
from engine.problems import Place, Problem, ProblemsFound

T = TypeVar("T")


class Findings:
    """The problems of a file found so far. A part with a problem is left out (None) and the check goes on."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, code: str, place: Place, what: str, mend: str = "") -> None:
        """One more problem."""
        self.problems.append(Problem(code, place, what, mend))

    def attempt(self, read: Callable[[], T]) -> T | None:
        """What *read* gives, or None when it found problems, which are kept here."""
        try:
            return read()
        except ProblemsFound as found:
            self.problems.extend(found.problems)
            return None

    def raise_all(self) -> None:
        """Ends the check when anything was found.

        Raises:
            ProblemsFound: with every problem, in order of file and line.
        """
        if self.problems:
            unique = dict.fromkeys(self.problems)
            raise ProblemsFound(sorted(unique, key=lambda p: (p.place.file, p.place.line, p.place.col)))


@dataclass
class SentenceFindings:
    """The problems of one sentence, gathered while it is read on; *place* is where its text begins."""

    place: Place
    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, at: int, what: str, mend: str = "") -> None:
        """Takes a problem at the character *at*; the same one counts once."""
        is_name = "." in what.partition(" ")[0]  # settings.small …
        told = what if is_name else what[:1].upper() + what[1:]
        problem = Problem(code, place_in(self.place, at), told, mend)
        if problem not in self.problems:
            self.problems.append(problem)

    def raise_all(self) -> None:
        """Ends the reading when anything was found.

        Raises:
            ProblemsFound: with every problem, in the order of the text.
        """
        if self.problems:
            raise ProblemsFound(sorted(self.problems, key=lambda problem: problem.place.col))
