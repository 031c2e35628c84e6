"""Problems in the words of whoever wrote the file: a key is named as it would be written there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from engine.language.words import KEYS, key_in
from engine.problems import Problem

_NAMED = re.compile(r"“([a-z][a-z ]*)”")
_CHINESE_FILE = re.compile(r"^(格式|词汇|政策) *:", re.MULTILINE)


def is_chinese_file(content: bytes) -> bool:
    """Are the keys of this file Chinese?"""
    return _CHINESE_FILE.search(content.decode(errors="replace")) is not None


def in_own_words(problem: Problem, files: Mapping[str, bytes]) -> Problem:
    """The same problem; in a Chinese file with the Chinese words for keys that do not stand there in English."""
    content = files.get(problem.place.file, b"")
    if not is_chinese_file(content):
        return problem
    text = content.decode(errors="replace")

    def named(found: re.Match[str]) -> str:
        key = found[1]
        is_written = re.search(rf"(?<![\w.]){key}(?!\w)", text) is not None
        return found[0] if key not in KEYS or is_written else f"“{key_in('zh', key, '')}”"

    return replace(problem, what=_NAMED.sub(named, problem.what), mend=_NAMED.sub(named, problem.mend))
