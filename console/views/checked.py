"""What `guanxi check` says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from console.views.problems import excerpt
from console.views.text import counted
from engine.problems import Problem, errors_in, warnings_in
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


def checked(book: Rulebook, files: Mapping[str, bytes], warnings: int = 0) -> str:
    """``17 rules, 41 examples, 6 messages: no problems``."""
    counts = checked_data(book, files)
    told = (counted(counts[what], what[:-1]) for what in ("rules", "examples", "messages"))
    found = f"no errors, {counted(warnings, 'warning')}" if warnings else "no problems"
    return f"{', '.join(told)}: {found}"


def problem_list(problems: Sequence[Problem], folder: Path) -> list[str]:
    """A block for each problem: where, what and why, the line, one case, how to mend it."""
    lines = []
    for problem in problems:
        where = f"{problem.place}: " if str(problem.place) else ""
        kind = "warning: " if problem.severity == "warning" else ""
        lines += [f"{where}{kind}{problem.what}", *excerpt(problem.place, folder)]
        lines += [f"    {line}" for line in (problem.example, problem.mend) if line]
        lines.append("")
    return lines


def problem_count(problems: Sequence[Problem], folder: Path) -> str:
    """``2 problems and 1 warning in rules``."""
    errors, warnings = len(errors_in(problems)), len(warnings_in(problems))
    told = [counted(errors, "problem")] if errors or not warnings else []
    told += [counted(warnings, "warning")] if warnings else []
    return f"{' and '.join(told)} in {folder}"
