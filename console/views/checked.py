"""What `guanxi check` says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from console.views.problems import excerpt
from console.views.text import counted
from console.views.voice import Voice, said
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


def checked(book: Rulebook, files: Mapping[str, bytes], voice: Voice, warnings: int = 0) -> str:
    """``17 rules, 41 examples, 6 messages: no problems``."""
    counts, language = checked_data(book, files), voice.language
    told = (said(counted(counts[what], what[:-1]), language) for what in ("rules", "examples", "messages"))
    found = said(f"no errors, {counted(warnings, 'warning')}" if warnings else "no problems", language)
    return f"{'，'.join(told)}：{found}" if language == "zh" else f"{', '.join(told)}: {found}"


def problem_list(problems: Sequence[Problem], voice: Voice) -> list[str]:
    """A block for each problem: where, what and why, the line, one case, how to mend it."""
    lines = []
    for problem in problems:
        where = f"{problem.place}: " if str(problem.place) else ""
        what, *more = voice.sentences(problem)
        warning = said("warning: ", voice.language_at(problem.place))
        kind = warning if problem.severity == "warning" else ""
        lines += [f"{where}{kind}{what}", *excerpt(problem.place, voice.folder)]
        lines += [f"    {line}" for line in more]
        lines.append("")
    return lines


def problem_count(problems: Sequence[Problem], voice: Voice) -> str:
    """``2 problems and 1 warning in rules``."""
    errors, warnings = len(errors_in(problems)), len(warnings_in(problems))
    told = [counted(errors, "problem")] if errors or not warnings else []
    told += [counted(warnings, "warning")] if warnings else []
    return said(f"{' and '.join(told)} in {voice.folder}", voice.language_of(problems))
