"""The declared answer form of a task: the fields that people fill in, each with its kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from engine.language.findings import Findings
from engine.language.scope import spelled_path
from engine.language.spelling import spelled_value
from engine.language.tree import Text
from engine.language.words import known_value
from engine.problems import did_you_mean
from engine.vocabulary import FactType, Kind, Vocabulary

TAKEN = "outcome"
"""The answer itself: no field can have its name."""

_KINDS: Mapping[str, Kind] = {
    kind: kind for kind in get_args(Kind) if kind not in {"choice", "list", "reference"}
}


def read_form(
    form: Mapping[Text, Text | list[Text]], vocabulary: Vocabulary, findings: Findings
) -> dict[str, FactType]:
    """Each field with its type: a kind (``date``), an entity (``person``) or a list of choices."""
    fields: dict[str, FactType] = {}
    for name, tree in form.items():
        if name == TAKEN:
            mend = "Give the field another name."
            findings.add("reserved-name", name.place, f"“{name}” is the answer itself.", mend)
        if tree == []:
            findings.add("wrong-kind", name.place, f"“{name}” has no choices.", "Write e.g. [yes, no].")
        type_ = _type(tree, vocabulary, findings)
        if type_ is not None:
            fields[str(name)] = type_
    return fields


def _type(tree: Text | list[Text], vocabulary: Vocabulary, findings: Findings) -> FactType | None:
    if isinstance(tree, list):
        return FactType("choice", tuple(str(word) for word in tree))
    if entity := vocabulary.entity_called(tree):
        spelled_path(tree.place, tree, [entity], vocabulary)
        return FactType("reference", entity=entity)
    kind = known_value(tree, (*_KINDS, "choice", "list"))
    if kind is not None and kind in _KINDS:
        spelled_value(tree.place, tree, kind)
        return FactType(_KINDS[kind])
    if kind is not None:
        mend = "Write the choices themselves: [price, service, other]."
        findings.add("unknown-type", tree.place, f"“{tree}” does not say which ones there are.", mend)
        return None
    near = did_you_mean(tree, (*_KINDS, *vocabulary.entities))
    mend = near or "Write a kind (date, text, number, money, yes_no …), an entity, or [choices]."
    findings.add("unknown-type", tree.place, f"“{tree}” is no kind of field.", mend)
    return None
