"""Facts that a text names by their labels, by their names instead: whoever renders a text knows names only."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.sentences import Scope, parse_path
from engine.language.words import known_root
from engine.problems import Place, ProblemsFound
from engine.wording.grammar import lexed

_JOINT = ("operator", ".")


def with_names(text: str, scope: Scope) -> str:
    """A checked text in which every fact stands by its name: ``{{ 客户.名称 }}`` is ``{{ customer.name }}``."""
    if text.isascii() or "{" not in text:
        return text
    return "".join(_named(piece, scope) if is_path else piece for is_path, piece in _pieces(text))


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """The whole text, letter for letter, paths apart from the rest."""
    path = ""
    for kind, letters in lexed(text):
        joins = path and ((kind, letters) == _JOINT or (kind == "name" and path.endswith(".")))
        if path and not joins:
            yield True, path
            path = ""
        if joins or kind == "name":
            path += letters
        else:
            yield False, letters
    if path:
        yield True, path


def _named(path: str, scope: Scope) -> str:
    try:
        return str(parse_path(path, scope, Place())[0])
    except ProblemsFound:  # a setting, a filter, a word of the template itself
        return known_root(path)
