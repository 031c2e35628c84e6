"""Sentences of a rule with what they were found to be, in the groups of the rule file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from engine.language.syntax import All, AnyOf, Condition, Not, Sentence
from engine.relationship import TraceLine

MARKS = {True: "✓", False: "✗", None: "?"}


def sentence_lines(lines: Sequence[TraceLine], condition: Condition | None, depth: int) -> Iterator[str]:
    """Sentences with their marks, in the groups of *condition* when they are still the same."""
    laid_out = list(_laid_out(condition, iter(lines), depth)) if condition else []
    if not laid_out or [line for _, line in laid_out if isinstance(line, TraceLine)] != list(lines):
        laid_out = [(depth, line) for line in lines]
    for indent, line in laid_out:
        yield "  " * indent + (line if isinstance(line, str) else _sentence(line))


def _laid_out(
    condition: Condition, lines: Iterator[TraceLine], depth: int
) -> Iterator[tuple[int, str | TraceLine]]:
    match condition:
        case Sentence(text):
            line = next(lines, None)
            if line is not None and line.text == text:
                yield depth, line
        case All(parts):
            for part in parts:
                yield from _laid_out(part, lines, depth)
        case AnyOf(parts):
            yield depth, "at least one of:"
            for part in parts:
                yield from _laid_out(part, lines, depth + 1)
        case Not(AnyOf(parts)):
            yield depth, "none of:"
            for part in parts:
                yield from _laid_out(part, lines, depth + 1)
        case _:
            return


def _sentence(line: TraceLine) -> str:
    values = f"   ({value_list(line.values.items())})" if line.values else ""
    return f"{MARKS[line.truth]} {line.text}{values}"


def value_list(values: Iterable[tuple[str, str]]) -> str:
    """``invoice.balance is 5000.00 CNY, today is 2026-11-21``."""
    return ", ".join(f"{path} is {value}" for path, value in values)
