"""Says why: every sentence of a rule with what it was found to be, and the values that made it so."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language import syntax
from engine.language.scalars import show_value
from engine.relationship import TraceLine
from engine.truth import Reference
from engine.truth.world import Subject


def trace(
    reference: Reference, condition: syntax.Condition, entity: str, subject: Subject
) -> tuple[TraceLine, ...]:
    """Each sentence of *condition* in the order of the file, judged for *subject* as it stands."""
    return tuple(
        TraceLine(
            text=sentence.text,
            truth=reference.condition(sentence, entity)(subject),
            values=values(reference, sentence, entity, subject),
        )
        for sentence in sentences_of(condition)
    )


def sentences_of(condition: syntax.Condition) -> Iterator[syntax.Sentence]:
    """The lines of a condition as its author wrote them."""
    for part in syntax.walk(condition):
        if isinstance(part, syntax.Sentence):
            yield part


def values(
    reference: Reference, node: syntax.Condition | syntax.Expression, entity: str, subject: Subject
) -> dict[str, str]:
    """What *node* reads, with the values that it has for *subject* as it stands."""
    found: dict[str, str] = {}
    for name, read in reference.reading(node, entity):
        value = read(subject)
        found[name] = "missing" if value is None else show_value(value)
    return found
