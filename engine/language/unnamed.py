"""What a file declares and no other line names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from engine.language.schema import PolicyFile, RuleFile
from engine.language.surroundings import Message
from engine.problems import Place
from engine.rulebook import Declared

_WORD = re.compile(r"[^\W\d]\w*")


def declared_in(
    files: Mapping[str, RuleFile], policy: PolicyFile | None, messages: Mapping[tuple[str, str], Message]
) -> Iterator[Declared]:
    """Settings, tables, groups, audiences and messages; a message once, in its first language."""
    for file in files.values():
        yield from (Declared("setting", str(name), name.place) for name in file.settings)
        yield from (Declared("table", str(name), name.place) for name in file.tables)
    if policy is not None:
        yield from (Declared("group", str(name), name.place) for name in policy.groups)
        yield from (Declared("audience", str(name), name.place) for name in policy.audiences)
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
