"""The files of a company: which of them is what, and the shape of each; their sentences are not yet read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from engine.language.findings import Findings
from engine.language.memory import Memory
from engine.language.part import Part
from engine.language.schema import PolicyFile, RuleFile, VocabularyFile
from engine.language.shapes import Shaped, shaped
from engine.language.source import read_yaml
from engine.language.surroundings import Message
from engine.language.texts import read_message
from engine.problems import Place, ProblemsFound

VOCABULARY = "vocabulary.yaml"
POLICY = "policy.yaml"
WORKBOOK = ".xlsx"

P = TypeVar("P", bound=Part)


@dataclass(frozen=True, slots=True)
class Shapes:
    """All files, their keys and kinds of values checked, their sentences not yet read.

    Of those that are *damaged* something had to be left out: what refers to it need not be wrong.
    """

    rules: Mapping[str, RuleFile]
    damaged: frozenset[str]
    vocabulary: VocabularyFile | None
    policy: PolicyFile | None
    messages: Mapping[tuple[str, str], Message]
    workbooks: Mapping[str, bytes]
    has_broken_policy: bool
    texts: tuple[str, ...]

    @classmethod
    def of(cls, files: Mapping[str, bytes], memory: Memory, findings: Findings) -> Shapes:
        names = sorted(name for name in files if name.endswith(".yaml"))
        if VOCABULARY not in files:
            mend = "It declares the entities and their facts."
            findings.add("missing-file", Place(VOCABULARY), "There is no vocabulary.yaml.", mend)
        rules = {
            name: shape_of(name, files, RuleFile, memory, findings)
            for name in names
            if name not in {VOCABULARY, POLICY}
        }
        messages = [
            findings.attempt(partial(read_message, name, files[name]))
            for name in sorted(files)
            if name.startswith("messages/") and name.endswith(".txt")
        ]
        policy = shape_of(POLICY, files, PolicyFile, memory, findings)
        return cls(
            {name: file.part for name, file in rules.items() if file.part is not None},
            frozenset(name for name, file in rules.items() if not file.is_whole),
            shape_of(VOCABULARY, files, VocabularyFile, memory, findings).part,
            policy.part,
            dict(message for message in messages if message is not None),
            {name: content for name, content in files.items() if name.endswith(WORKBOOK)},
            POLICY in files and not policy.is_whole,
            tuple(
                content.decode(errors="replace")
                for name, content in files.items()
                if not name.endswith(WORKBOOK)
            ),
        )


def shape_of(
    name: str, files: Mapping[str, bytes], shape: type[P], memory: Memory, findings: Findings
) -> Shaped[P]:
    if name not in files:
        return Shaped(None, is_whole=False)
    content = files[name]
    read = memory.recall((shape, name, content), lambda: _read_shape(name, content, shape))
    findings.problems.extend(read.problems)
    return read


def _read_shape(name: str, content: bytes, shape: type[P]) -> Shaped[P]:
    try:
        return shaped(read_yaml(name, content), shape)
    except ProblemsFound as found:
        return Shaped(None, tuple(found.problems), is_whole=False)


def content_hash(files: Mapping[str, bytes]) -> str:
    """SHA-256 over the sorted names and contents; the kind of line ends does not count."""
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        plain = content if name.endswith(WORKBOOK) else content.replace(b"\r\n", b"\n")
        # Lengths keep two files from being taken for one whose name or content is longer.
        digest.update(f"{len(name.encode())}:{name}:{len(plain)}:".encode())
        digest.update(plain)
    return digest.hexdigest()
