"""What a file declares and no other line names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from engine.language.schema import RuleFile
from engine.language.surroundings import Message
from engine.problems import Place
from engine.rulebook import Declared

_WORD = re.compile(r"[^\W\d]\w*")


def declared_in(
    files: Mapping[str, RuleFile], messages: Mapping[tuple[str, str], Message]
) -> Iterator[Declared]:
    """The settings and the messages; a message once, in its first language."""
    for file in files.values():
        for name in file.settings:
            yield Declared("setting", str(name), name.place)
    seen: set[str] = set()
    for (message_name, _), message in messages.items():
        if message_name not in seen:
            seen.add(message_name)
            yield Declared("message", message_name, Place(message.file))


def unnamed(declared: Iterable[Declared], texts: Iterable[str]) -> Iterator[Declared]:
    """Those whose name stands nowhere but where it is declared. A name in a comment counts: better said too seldom."""
    words = Counter(word for text in texts for word in _WORD.findall(text))
    for each in declared:
        own = 0 if each.kind == "message" else 1  # a message is declared by the name of its file
        if min(words[word] for word in _WORD.findall(each.name)) <= own:
            yield each
