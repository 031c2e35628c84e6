"""What `guanxi check` says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from console.views.problems import excerpt
from console.views.text import counted
from engine.problems import Problem
from engine.rulebook import Rulebook


def checked_data(book: Rulebook, files: Mapping[str, bytes]) -> dict[str, Any]:
    """How much there is of everything. A message is one name under ``messages/``, in all its languages."""
    messages = {name.rsplit(".", 2)[0] for name in files if name.startswith("messages/")}
    return {
        "hash": book.hash,
        "rules": len(book.moves_and_rules),
        "examples": len(book.examples),
        "messages": len(messages),
    }


def checked(book: Rulebook, files: Mapping[str, bytes]) -> str:
    """``17 rules, 41 examples, 6 messages: no problems``."""
    counts = checked_data(book, files)
    told = (counted(counts[what], what[:-1]) for what in ("rules", "examples", "messages"))
    return f"{', '.join(told)}: no problems"


def problem_list(problems: Sequence[Problem], folder: Path) -> list[str]:
    """A block for each problem, and their number."""
    lines = []
    for problem in problems:
        where = f"{problem.place}: " if str(problem.place) else ""
        lines += [f"{where}{problem.what}", *excerpt(problem.place, folder)]
        lines += [f"    {problem.mend}"] if problem.mend else []
        lines.append("")
    return [*lines, f"{counted(len(problems), 'problem')} in {folder}"]
