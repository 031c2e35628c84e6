"""The lines of a rule, one by one: where they stand, and which groups are in them."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language import syntax
from engine.problems import Place


def lines_of(condition: syntax.Condition) -> tuple[syntax.Condition, ...]:
    """What must hold, line by line; a group is one line."""
    return condition.parts if isinstance(condition, syntax.All) else (condition,)


def sentences_in(condition: syntax.Condition) -> Iterator[syntax.Sentence]:
    """Every sentence as its author wrote it."""
    return (part for part in syntax.walk(condition) if isinstance(part, syntax.Sentence))


def choices_in(
    condition: syntax.Condition, within: syntax.Sentence | None = None
) -> Iterator[tuple[syntax.AnyOf, syntax.Sentence | None]]:
    """Every ``any:`` of a condition, and every ``or`` with the sentence in which it stands."""
    match condition:
        case syntax.Sentence(_, inner):
            yield from choices_in(inner, condition)
        case syntax.AnyOf(parts) | syntax.All(parts):
            if isinstance(condition, syntax.AnyOf):
                yield condition, within
            for part in parts:
                yield from choices_in(part, within)
        case _:  # under “not” a branch decides otherwise
            pass


def place_of(condition: syntax.Condition | None, otherwise: Place) -> Place:
    """Where a condition begins: at its first sentence."""
    first = next(sentences_in(condition), None) if condition is not None else None
    return first.place if first else otherwise


def words_of(condition: syntax.Condition) -> str:
    """A line as it was written; of a group its sentences."""
    return "; ".join(sentence.text for sentence in sentences_in(condition))
