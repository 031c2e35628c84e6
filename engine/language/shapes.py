"""Checks a parsed file against the schema, and says every misfit at its own line and column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from engine.language.part import Part
from engine.language.pruning import MEANT, VERSIONS, Unprunable, meant, prune
from engine.language.schema import ACTIONS, GroupPart
from engine.language.trail import place_of, trail_of
from engine.language.tree import Pairs, Tree, kind_of
from engine.language.words import key_in, language_of
from engine.problems import Problem, did_you_mean, nearest

P = TypeVar("P", bound=Part)

_ROUNDS = 8
"""What is taken out may leave something incomplete around it, at most so deep."""

_MOST_PROBLEMS = 200
"""Of one file: whoever mends these is told the others afterwards."""
_INSTEAD = {
    "or": "Put all lines of which one is enough under “any:”.",
    "and": "All lines of a list must hold anyway: leave the word out.",
    "not": "Write “none:”.",
}
_ITEMS = {
    "a mapping": "Write a key and its value on each line, “name: …”, without “- ”.",
    "a list": "Begin each item with “- ”.",
}
_EXPECTED = {
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "list_type": "a list",
    "union_tag_invalid": "a text",
}


@dataclass(frozen=True, slots=True)
class Shaped(Generic[P]):
    """A file as its schema's model, as far as it has that shape, and every misfit.

    *part* is None when nothing useful is left; *is_whole* when nothing that was written had to be left out.
    """

    part: P | None
    problems: tuple[Problem, ...] = ()
    is_whole: bool = True


def shaped(tree: Pairs, shape: type[P]) -> Shaped[P]:
    """The file as its schema's model, with every key that is unknown or missing, and every value of the wrong kind.

    What does not fit is taken out of *tree*, so that the rest can be checked.
    """
    problems: tuple[Problem, ...] | None = None
    is_whole = True
    for _ in range(_ROUNDS):
        context: dict[int, type[Part]] = {}
        try:
            return Shaped(shape.model_validate(tree, context=context), problems or (), is_whole)
        except ValidationError as error:
            errors = error.errors()
            if len(errors) > _MOST_PROBLEMS:
                return Shaped(None, tuple(_problems(tree, errors[:_MOST_PROBLEMS], context)), is_whole=False)
            if problems is None:  # what is missing later, was taken out here
                problems = tuple(_problems(tree, errors, context))
            try:
                is_whole = prune(tree, errors, context) and is_whole
            except Unprunable:
                break
    return Shaped(None, problems or (), is_whole=False)


def _problems(tree: Pairs, errors: list[ErrorDetails], context: dict[int, type[Part]]) -> Iterator[Problem]:
    renamed = {_renamed(tree, each, context) for each in errors if each["type"] == "extra_forbidden"}
    for error in errors:
        if error["type"] != "missing" or (*error["loc"][:-1], error["loc"][-1]) not in renamed:
            yield _problem(tree, error, context)


def _renamed(
    tree: Pairs, error: ErrorDetails, context: dict[int, type[Part]]
) -> tuple[int | str, ...] | None:
    """Where the key would be that was meant by an unknown one: it is not missing."""
    at = trail_of(tree, error, leave=1)[-1]
    new = meant(str(error["loc"][-1]), context.get(id(at)), at) if isinstance(at, Pairs) else None
    return (*error["loc"][:-1], new) if new else None


def _problem(tree: Pairs, error: ErrorDetails, context: dict[int, type[Part]]) -> Problem:
    match error["type"]:
        case "missing":
            return _missing_key(tree, error, context)
        case "extra_forbidden":
            return _unknown_key(tree, error, context)
        case "problem":
            ctx: dict[str, Any] = error["ctx"]
            return Problem(ctx["code"], place_of(trail_of(tree, error)), ctx["what"], ctx["mend"])
        case "too_short":
            return Problem(
                "wrong-kind", place_of(trail_of(tree, error)), "The list is empty.", "Write an item."
            )
        case _:
            found = trail_of(tree, error)
            expected = _EXPECTED.get(error["type"], "something else")
            what = f"Here stands {kind_of(found[-1])}, where {expected} is expected."
            return Problem("wrong-kind", place_of(found), what, _ITEMS.get(expected, ""))


def _missing_key(tree: Pairs, error: ErrorDetails, context: dict[int, type[Part]]) -> Problem:
    at = trail_of(tree, error, leave=1)
    if len(error["loc"]) == 1 and error["loc"][0] in VERSIONS:
        what, mend = f"The file does not say “{error['loc'][0]}”.", f"Begin with “{error['loc'][0]}: 1”."
        return Problem("missing-key", place_of(at), what, mend)
    shape = context.get(id(at[-1]))
    title = shape.title if shape else ""
    language = language_of("".join(key.written for key in at[-1])) if isinstance(at[-1], Pairs) else "en"
    where = f" in “{key_in(language, title, '')}”" if title else ""
    key = key_in(language, str(error["loc"][-1]), title)
    return Problem("missing-key", place_of(at), f"The key “{key}” is missing{where}.", "Add it.")


def _unknown_key(tree: Pairs, error: ErrorDetails, context: dict[int, type[Part]]) -> Problem:
    at = trail_of(tree, error, leave=1)[-1]
    key = str(error["loc"][-1])
    place = at.place_of(key) if isinstance(at, Pairs) else at.place
    shape = context.get(id(at))
    return Problem("unknown-key", place, f"The key “{key}” is not known here.", _known_key(key, shape, at))


def _known_key(key: str, shape: type[Part] | None, at: Tree) -> str:
    """What to write in place of an unknown key."""
    if shape is None:
        return ""
    if key in MEANT and isinstance(at, Pairs) and (new := meant(key, shape, at)):
        return _INSTEAD.get(key, f"Write “{key_in(language_of(key), new, shape.title)}”.")
    if shape is GroupPart and not nearest(key, shape.keys_like(key)):
        return f"A sentence has no colon: write e.g. “{key} is …”."
    if key in ACTIONS and "do" in shape.keys():  # noqa: SIM118 - a class, not a mapping
        return f"Write it under “do”, as an item: “- {key}: …”."
    return did_you_mean(key, shape.keys_like(key))
