"""In which language something is said: the one that was asked for, else the one in which its file is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from console.chinese import in_chinese
from engine.language.own_words import is_chinese_file
from engine.language.words import Language
from engine.problems import Place, Problem

_KEYED = (".yaml", ".yml")


@dataclass(frozen=True)
class Voice:
    """Speaks of the rule files of a folder, in the *wanted* language if there is one."""

    folder: Path
    wanted: Language | None = None

    def language_at(self, place: Place) -> Language:
        """Of a file with keys its own; of any other the one in which most files of the folder are written."""
        return self.wanted or self._written.get(place.file) or self.language

    @cached_property
    def language(self) -> Language:
        """Of what is said of the folder as a whole."""
        written = list(self._written.values())
        return self.wanted or ("zh" if written.count("zh") > written.count("en") else "en")

    def language_of(self, problems: Iterable[Problem]) -> Language:
        """Of what is said about several problems: Chinese when all of them are told so."""
        spoken = {self.language_at(problem.place) for problem in problems}
        return spoken.pop() if len(spoken) == 1 else self.wanted or "en" if spoken else self.language

    def told(self, problem: Problem) -> Problem:
        """The problem in its language; what has no Chinese stays in English."""
        language = self.language_at(problem.place)
        return replace(
            problem,
            what=said(problem.what, language),
            mend=said(problem.mend, language),
            witness=said(problem.witness, language),
        )

    def sentences(self, problem: Problem) -> list[str]:
        """What is wrong, one case of it, how to mend it: those there are."""
        told = self.told(problem)
        example = problem.example
        if example and self.language_at(problem.place) == "zh":
            example = f"例如：{told.witness}。"
        return [text for text in (told.what, example, told.mend) if text]

    def line(self, problem: Problem) -> str:
        """All of it in one line, with its place."""
        where = f"{problem.place}: " if str(problem.place) else ""
        between = "" if self.language_at(problem.place) == "zh" else " "
        return where + between.join(self.sentences(problem))

    @cached_property
    def _written(self) -> Mapping[str, Language]:
        """The files that have keys, each with its language."""
        files = [path for path in sorted(self.folder.rglob("*")) if path.suffix in _KEYED and path.is_file()]
        return {
            path.relative_to(self.folder).as_posix(): "zh" if is_chinese_file(path.read_bytes()) else "en"
            for path in files
        }


def said(text: str, language: Language) -> str:
    """An English text of the program in a language; as it is where it has no Chinese."""
    return text if language == "en" else in_chinese(text) or text
