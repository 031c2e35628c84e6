"""Whether a value or truth can change by the passing of time alone."""

from __future__ import annotations

from typing import assert_never

from engine.language import syntax
from engine.truth.compiled import Compiler
from engine.vocabulary import FactDefinition


def is_timed(reference: Compiler, node: syntax.Expression | syntax.Condition, entity: str) -> bool:
    """Whether a value or truth can change by the passing of time alone."""
    match node:
        case syntax.Today() | syntax.Now() | syntax.Since():
            return True
        case syntax.Constant() | syntax.Setting() | syntax.Answer():
            return False
        case syntax.FactPath():
            definition = reference.definition(node, entity)
            return definition is not None and source_is_timed(reference, definition)
        case syntax.Aggregate(window=window, where=where, entity=child):
            edges = (window.end, window.length) if window is not None else ()
            return any(is_timed(reference, edge, entity) for edge in edges) or (
                where is not None and is_timed(reference, where, child)
            )
        case syntax.AmountFor(like=like):
            return like is not None and is_timed(reference, like, entity)
        case syntax.TableLookup(inputs=inputs):
            return any(is_timed(reference, part, entity) for part in inputs)
        case syntax.Truth(condition) | syntax.Sentence(condition=condition):
            return is_timed(reference, condition, entity)
        case (
            syntax.Sum(left=left, right=right)
            | syntax.Product(left=left, right=right)
            | syntax.Compare(left=left, right=right)
        ):
            return is_timed(reference, left, entity) or is_timed(reference, right, entity)
        case syntax.All(parts) | syntax.AnyOf(parts):
            return any(is_timed(reference, part, entity) for part in parts)
        case syntax.Not(part):
            return is_timed(reference, part, entity)
        case syntax.IsEmpty(value) | syntax.OneOf(value, _):
            return is_timed(reference, value, entity)
        case syntax.Contains(value, item):
            return is_timed(reference, value, entity) or is_timed(reference, item, entity)
        case syntax.Off(value, percent, _, base):
            return any(is_timed(reference, e, entity) for e in (value, percent, base))
        case _:
            assert_never(node)


def source_is_timed(reference: Compiler, definition: FactDefinition) -> bool:
    """Whether a fact is derived by a formula that time alone can change."""
    return definition.source is not None and is_timed(reference, definition.source, definition.entity)
