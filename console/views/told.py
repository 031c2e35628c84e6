"""A rule as plain sentences, on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from engine.telling import Told


def told_lines(lines: Sequence[Told]) -> Iterable[str]:
    """The name, its sentences below, and what belongs to a sentence further in, with a dash."""
    for line in lines:
        mark = "- " if line.depth > 1 else ""
        yield f"{'  ' * line.depth}{mark}{line.text}"


def told_data(rule: str, lines: Sequence[Told]) -> dict[str, Any]:
    """The same as JSON."""
    return {"rule": rule, "lines": [{"depth": line.depth, "text": line.text} for line in lines]}
