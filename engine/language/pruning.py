"""Takes out of a tree what has no place in its schema, so that one wrong key does not hide the other problems.

A key that is nearly right is read as the one that was meant. What others refer to by name (settings, facts, stages) is
never taken out: its absence would look like so many more mistakes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic_core import ErrorDetails

from engine.language.part import Part
from engine.language.schema import ACTIONS, GroupPart
from engine.language.trail import trail_of
from engine.language.tree import Items, Pairs, Text, Tree
from engine.problems import nearest

MEANT = {
    "then": "do",
    "actions": "do",
    "action": "do",
    "if": "when",
    "condition": "when",
    "conditions": "when",
    "subject": "who",
    "about": "who",
    "event": "on",
    "trigger": "on",
    "assign": "to",
    "message": "text",
    "default": "if missing",
    "formula": "from",
    "or": "any",
    "and": "all",
    "not": "none",
    "如果": "when",
    "若": "when",
    "那么": "do",
    "则": "do",
    "动作": "do",
    "主体": "who",
    "触发": "on",
    "收件人": "to",
    "正文": "text",
}
"""What people write, and what it is called here."""

_NAMED = {"settings", "lifecycle", "tables", "audiences", "groups", "entities"}
VERSIONS = {"format", "policy", "vocabulary"}
_DOES = {"steps", "do"}


class Unprunable(Exception):
    """What is wrong carries a name that other sentences may use."""


def meant(key: str, shape: type[Part] | None, tree: Mapping[Text, Tree]) -> str | None:
    """The key that was meant by an unknown one, unless it stands there too."""
    if shape is None:
        return None
    free = [known for known in shape.keys() if known not in tree]  # noqa: SIM118 - a class, not a mapping
    if key in MEANT:
        return MEANT[key] if MEANT[key] in free else None
    near = nearest(key, shape.keys_like(key))
    return shape.key(near) if near and shape.key(near) in free else None


def prune(tree: Pairs, errors: Iterable[ErrorDetails], context: Mapping[int, type[Part]]) -> bool:
    """Mend or take out everything that *errors* are about; False when something was lost by that.

    Raises:
        Unprunable: a name could be lost.
    """
    # First what was only written wrong: it may be what seems to be missing.
    found = list(errors)
    unknown = [error for error in found if error["type"] == "extra_forbidden"]
    others = [error for error in found if error["type"] != "extra_forbidden"]
    renamed = [_mend_key(tree, error, context) for error in unknown]
    # All are found before anything is taken out: after that, the items of a list have other numbers.
    trails = [trail_of(tree, error, leave=int(error["type"] == "missing")) for error in others]
    mended = [_mend(tree, error, trail) for error, trail in zip(others, trails, strict=True)]
    return all(renamed) and all(mended)


def _mend_key(tree: Pairs, error: ErrorDetails, context: Mapping[int, type[Part]]) -> bool:
    at = trail_of(tree, error, leave=1)[-1]
    return not isinstance(at, Pairs) or _rename(at, str(error["loc"][-1]), context.get(id(at)))


def _mend(tree: Pairs, error: ErrorDetails, trail: list[Tree]) -> bool:
    key = str(error["loc"][-1])
    if error["type"] == "missing" and len(error["loc"]) == 1 and key in VERSIONS:
        tree[Text(key)] = Text("1")
        return True
    if error["loc"][0] in _NAMED | VERSIONS:
        raise Unprunable
    if error["type"] == "missing":
        if isinstance(trail[-1], Pairs) and key in trail[-1]:
            return True
        _take_out(trail, missing=key)
    else:
        _take_out(trail)
    return False


def _rename(pairs: Pairs, key: str, shape: type[Part] | None) -> bool:
    """The key as it was meant, else away with it."""
    if key not in pairs:  # an alias repeats a mapping that is mended already
        return True
    new = meant(key, shape, pairs)
    kept = [(Text(new or its, its.place) if its == key else its, value) for its, value in pairs.items()]
    pairs.clear()
    pairs.update((its, value) for its, value in kept if its != key)
    if shape is not None and new is None:
        _stand_in(pairs, key, shape)
    return new is not None


def _stand_in(pairs: Pairs, key: str, shape: type[Part]) -> None:
    """What the key that was taken out seems to have been for, so that this is not said to be missing too."""
    known = shape.keys()
    if not pairs and known == GroupPart.keys():
        pairs[Text("all", pairs.place)] = Items()
    elif key in ACTIONS and "do" in known and not _DOES & pairs.keys():
        pairs[Text("do", pairs.place)] = Items()


def _take_out(trail: list[Tree], missing: str = "") -> None:
    """Away with the last tree of the trail, or with the nearest one around it that can be spared."""
    if missing == "do" and isinstance(trail[-1], Pairs):
        trail[-1][Text("do", trail[-1].place)] = Items()
        return
    while len(trail) > 1:
        last, parent = trail[-1], trail[-2]
        if isinstance(parent, Items):
            parent[:] = [item for item in parent if item is not last]
            return
        if not isinstance(parent, Pairs):
            break
        keys = [key for key, value in parent.items() if value is last or key is last]
        if _can_be_spared(keys, trail):
            for key in keys:
                parent.pop(key, None)
                if key in _DOES:
                    parent[Text("do", key.place)] = Items()
            return
        trail.pop()
    raise Unprunable


def _can_be_spared(keys: list[Text], trail: list[Tree]) -> bool:
    """Without its ``on`` a rule would be another rule; a step without ``when`` is a step all the same."""
    bearing = {"who", "on", "at", "when", "from", "to"} if _is_rule(trail) else {"send", "task", "to"}
    return not bearing.intersection(keys)


def _is_rule(trail: list[Tree]) -> bool:
    """The last but one tree is an item of ``rules``: file, rules, rule, value."""
    return len(trail) == len(("file", "rules", "rule", "value"))
