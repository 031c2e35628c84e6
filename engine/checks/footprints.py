"""What a fact depends on, through formulas, down to what is stored."""

from __future__ import annotations

from engine.checks.values import Values
from engine.language import syntax


def footprint(values: Values, path: syntax.FactPath) -> frozenset[str]:
    """The stored facts (``customer.tier``) and the rows (``order``) that a fact's value is made of."""
    return frozenset(_made_of(values, path, set()))


def read_by(values: Values, node: syntax.Node) -> frozenset[str]:
    """The stored facts and the rows that a sentence depends on."""
    return frozenset(_read_by(values, node, set()))


def _made_of(values: Values, path: syntax.FactPath, seen: set[str]) -> set[str]:
    found: set[str] = set()
    for length in range(2, len(path.names) + 1):
        definition = values.definition(syntax.FactPath(path.names[:length]))
        if definition is None or definition.path in seen:
            continue
        seen.add(definition.path)
        if definition.source is None:
            found.add(definition.path)
        else:
            found |= _read_by(values, definition.source, seen)
    return found


def _read_by(values: Values, node: syntax.Node, seen: set[str]) -> set[str]:
    found: set[str] = set()
    for part in syntax.walk(node):
        if isinstance(part, syntax.FactPath):
            found |= _made_of(values, part, set(seen))
        elif isinstance(part, syntax.Aggregate):
            found.add(part.entity)
            if part.fact is not None:
                found |= _made_of(values, syntax.FactPath((part.entity, part.fact)), set(seen))
    return found
