"""Checks a parsed file against the schema, and says every misfit at its own line and column."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from engine.language.schema import LATER, Part
from engine.language.tree import Items, Pairs, Text, Tree, kind_of
from engine.problems import Place, Problem, ProblemsFound, did_you_mean

P = TypeVar("P", bound=Part)

_EXPECTED = {
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "list_type": "a list",
    "union_tag_invalid": "a text",
}


def shaped(tree: Pairs, shape: type[P]) -> P:
    """The file as its schema's model.

    Raises:
        ProblemsFound: every key that is unknown or missing, and every value of the wrong kind.
    """
    context: dict[int, type[Part]] = {}
    try:
        return shape.model_validate(tree, context=context)
    except ValidationError as error:
        raise ProblemsFound(_problem(tree, details, context) for details in error.errors()) from None


def _problem(tree: Pairs, error: ErrorDetails, context: dict[int, type[Part]]) -> Problem:
    match error["type"]:
        case "missing":
            return _missing_key(tree, error, context)
        case "extra_forbidden":
            return _unknown_key(tree, error, context)
        case "problem":
            ctx: dict[str, Any] = error["ctx"]
            return Problem(ctx["code"], _place(_follow(tree, error)), ctx["what"], ctx["mend"])
        case "too_short":
            return Problem("wrong-kind", _place(_follow(tree, error)), "The list is empty.", "Write an item.")
        case _:
            found = _follow(tree, error)
            expected = _EXPECTED.get(error["type"], "something else")
            what = f"Here stands {kind_of(found[-1])}, where {expected} is expected."
            return Problem("wrong-kind", _place(found), what)


def _missing_key(tree: Pairs, error: ErrorDetails, context: dict[int, type[Part]]) -> Problem:
    at = _follow(tree, error, leave=1)
    shape = context.get(id(at[-1]))
    where = f" in “{shape.title}”" if shape and shape.title else ""
    return Problem("missing-key", _place(at), f"The key “{error['loc'][-1]}” is missing{where}.", "Add it.")


def _unknown_key(tree: Pairs, error: ErrorDetails, context: dict[int, type[Part]]) -> Problem:
    at = _follow(tree, error, leave=1)[-1]
    key = str(error["loc"][-1])
    place = at.place_of(key) if isinstance(at, Pairs) else at.place
    if key in LATER:
        return Problem(
            "unknown-key", place, f"The key “{key}” is not known here.", "It is not available yet."
        )
    shape = context.get(id(at))
    mend = did_you_mean(key, shape.keys()) if shape else ""
    return Problem("unknown-key", place, f"The key “{key}” is not known here.", mend)


def _follow(tree: Tree, error: ErrorDetails, leave: int = 0) -> list[Tree]:
    """The trees on the way to an error, the nearest last. Union tags and implied lists are no steps of the way."""
    trail = [tree]
    loc = error["loc"][: len(error["loc"]) - leave]
    for step in loc:
        at = trail[-1]
        if step == "[key]":
            return [*trail[:-1], *_keys_of(trail[-2], at)]
        if isinstance(at, Items) and isinstance(step, int):
            trail.append(at[step])
        elif isinstance(at, Pairs) and isinstance(step, str) and step in at:
            trail.append(at[Text(step)])
    return trail


def _place(trail: list[Tree]) -> Place:
    """Where the last tree stands; where nothing was written, the key that leads there."""
    last = trail[-1]
    if isinstance(last, Text) and last.is_missing and len(trail) > 1:
        return next((key.place for key in _keys_of(trail[-2], last)), last.place)
    return last.place


def _keys_of(parent: Tree, value: Tree) -> list[Text]:
    """The key under which a value stands, as it stands there."""
    return [key for key, its in parent.items() if its is value][:1] if isinstance(parent, Pairs) else []
