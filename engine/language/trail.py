"""The way through a file to what an error of its schema is about."""

from __future__ import annotations

from pydantic_core import ErrorDetails

from engine.language.tree import Items, Pairs, Text, Tree
from engine.problems import Place


def trail_of(tree: Tree, error: ErrorDetails, leave: int = 0) -> list[Tree]:
    """The trees on the way to an error, the nearest last. Union tags and implied lists are no steps of the way."""
    trail = [tree]
    loc = error["loc"][: len(error["loc"]) - leave]
    for step in loc:
        at = trail[-1]
        if step == "[key]":
            return [*trail[:-1], *keys_of(trail[-2], at)]
        if isinstance(at, Items) and isinstance(step, int):
            trail.append(at[step])
        elif isinstance(at, Pairs) and isinstance(step, str) and step in at:
            trail.append(at[Text(step)])
    return trail


def place_of(trail: list[Tree]) -> Place:
    """Where the last tree stands; where nothing was written, the key that leads there."""
    last = trail[-1]
    if isinstance(last, Text) and last.is_missing and len(trail) > 1:
        return next((key.place for key in keys_of(trail[-2], last)), last.place)
    return last.place


def keys_of(parent: Tree, value: Tree) -> list[Text]:
    """The key under which a value stands, as it stands there."""
    return [key for key, its in parent.items() if its is value][:1] if isinstance(parent, Pairs) else []
