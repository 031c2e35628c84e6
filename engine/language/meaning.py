"""What a rulebook says, without where and in which words it is written."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass

from engine.language.syntax import Sentence
from engine.problems import Place
from engine.rulebook import Rulebook

_WRITTEN = {"hash", "place"}


def meaning(book: Rulebook) -> object:
    """Everything but places, the hash, and how a sentence is written."""
    return _plain(book)


def _plain(node: object) -> object:
    match node:
        case Place():
            return None
        case Sentence():
            return _plain(node.condition)
        case Mapping():
            return tuple((str(key), _plain(value)) for key, value in node.items())
        case tuple() | list():
            return tuple(map(_plain, node))
        case _ if is_dataclass(node):
            named = [(each.name, _plain(getattr(node, each.name))) for each in fields(node) if each.compare]
            return (type(node).__name__, *(pair for pair in named if pair[0] not in _WRITTEN))
    return node
