"""What is wrong, shown with the place: ``file:line:col``, the sentence, how to mend it, the line with a caret."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from console.views.text import width_of
from console.views.voice import Voice
from engine.problems import GuanxiError, Place, Problem, ProblemsFound


def problems_of(error: BaseException) -> list[Problem] | None:
    """What a user can do something about, as problems; None for a fault of the program."""
    match error:
        case ProblemsFound():
            return list(error.problems)
        case GuanxiError():
            return [Problem(code_of(error), Place(), str(error))]
        case OSError(filename=str() | Path() as name, strerror=str(reason)):
            return [Problem("no-access", Place(str(name)), f"{reason}.")]
        case _:
            return _of_database(error)


def problem_lines(error: GuanxiError, voice: Voice) -> list[str]:
    """The problems one under the other, each with the line of the file that it is about."""
    found = problems_of(error) or []
    return [line for each in found for line in (voice.line(each), *excerpt(each.place, voice.folder))]


def excerpt(place: Place, folder: Path) -> list[str]:
    """The line of the file and a caret under the column; nothing when there is no such line to be read."""
    if not place.line:
        return []
    try:
        lines = (folder / place.file).read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except OSError:
        return []
    if place.line > len(lines):
        return []
    line = lines[place.line - 1].expandtabs(1).rstrip()
    before = max(place.col - 1 - _AROUND, 0) if len(line) > _LONGEST_LINE else 0
    line = line[before : before + _LONGEST_LINE]
    found = [f"    {line}"]
    if place.col:
        # Chinese letters are two columns wide on a terminal.
        found.append("    " + " " * width_of(line[: place.col - 1 - before]) + "^")
    return found


_LONGEST_LINE, _AROUND = 400, 60
"""Of a longer line only what stands around the place is shown."""


def problem_data(problems: Iterable[Problem], voice: Voice) -> list[dict[str, Any]]:
    """The problems for programs."""
    return [
        {
            "code": each.code,
            "file": each.place.file,
            "line": each.place.line,
            "column": each.place.col,
            "what": each.what,
            "mend": each.mend,
            "witness": each.witness,
            "severity": each.severity,
        }
        for each in map(voice.told, problems)
    ]


def code_of(error: GuanxiError) -> str:
    """``NothingPublished`` is ``nothing-published``."""
    name = type(error).__name__
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("-")


def _of_database(error: BaseException) -> list[Problem] | None:
    """The database cannot be used: another file, locked, no rights, no server."""
    sql = sys.modules.get("sqlalchemy.exc")  # where it was never imported, it raised nothing
    if sql is None or not isinstance(error, sql.DBAPIError):
        return None
    reason = str(error.orig).strip().partition("\n")[0]
    mend = "Is it guanxi's database, is it in use by another program, may you write to its folder?"
    return [Problem("database", Place("database"), f"It cannot be used: {reason}.", mend)]
