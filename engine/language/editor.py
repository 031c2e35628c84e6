"""A JSON Schema of the files, so that an editor completes keys, facts and choices (yaml-language-server)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias, get_args

from pydantic.json_schema import models_json_schema

from engine.language import schema as shapes
from engine.language.actions import CHANNELS
from engine.language.part import Part
from engine.language.schema import PolicyFile, RuleFile, VocabularyFile
from engine.language.scope import refers
from engine.language.words import chinese_keys
from engine.rulebook import Rulebook
from engine.vocabulary import FactDefinition, Kind, Vocabulary

Json: TypeAlias = dict[str, Any]
Offer: TypeAlias = tuple[str, str]
"""A word and what it means."""

_FILES: Mapping[str, type[Part]] = {"vocabulary": VocabularyFile, "policy": PolicyFile, "format": RuleFile}
_SCALAR = ["string", "number", "boolean"]
_PREFIX = "#/$defs/"


def editor_schema(vocabulary: Vocabulary | None, book: Rulebook | None) -> Json:
    """One schema for every file, told apart by its first key.

    *vocabulary* gives the facts, *book* what the rules name; without them keys and fixed words are completed only.
    """
    _, made = models_json_schema([(shape, "validation") for shape in _FILES.values()])
    defs: Json = made["$defs"]
    defs.pop("UnknownAction", None)
    for name, definition in defs.items():
        _tidy(definition)
        _offer_chinese(definition, getattr(shapes, name))
    if vocabulary is not None:
        for place, offer in _offers(vocabulary, book).items():
            _put(defs, place, offer)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "guanxi: rules, policy and vocabulary",
        "type": "object",
        "allOf": [
            {"if": _has_key(key, shape), "then": {"$ref": f"{_PREFIX}{shape.__name__}"}}
            for key, shape in _FILES.items()
        ],
        "anyOf": [_has_key(key, shape) for key, shape in _FILES.items()],
        "$defs": defs,
    }


def _has_key(key: str, shape: type[Part]) -> Json:
    return {"anyOf": [{"required": [written]} for written in _written(key, shape)]}


def _written(key: str, shape: type[Part]) -> list[str]:
    """A key in every language."""
    return list(dict.fromkeys((key, *chinese_keys(key, shape.title))))


def _tidy(node: Any) -> None:  # noqa: ANN401 - whatever JSON takes
    """Leave out what helps nobody: titles and defaults of Python, null, the stand-in for unknown actions."""
    if isinstance(node, list):
        for each in node:
            _tidy(each)
    if not isinstance(node, dict):
        return
    if isinstance(node.get("title"), str):
        del node["title"]
    if node.get("default", ...) is None or node.get("default") in ([], {}, False):
        del node["default"]
    if "oneOf" in node:
        node["anyOf"] = node.pop("oneOf")
    if "anyOf" in node:
        node["anyOf"] = [
            each
            for each in node["anyOf"]
            if each != {"type": "null"} and "UnknownAction" not in str(each.get("$ref"))
        ]
    if "enum" in node:
        words = list(dict.fromkeys(node["enum"]))
        node["enum"] = [*words, *(int(word) for word in words if word.isdigit())]
    for each in node.values():
        _tidy(each)


def _offer_chinese(definition: Json, shape: type[Part]) -> None:
    """Every key in Chinese too."""
    properties: Json = definition.get("properties", {})
    for key in list(properties):
        for chinese in chinese_keys(key, shape.title):
            properties[chinese] = {"description": key, **properties[key]}
            properties[key] = {"description": chinese, **properties[key]}
    required = definition.pop("required", [])
    if required:
        definition["allOf"] = [_has_key(key, shape) for key in required]


def _put(defs: Json, place: tuple[str, str], offer: Callable[[Json], Json]) -> None:
    """Let a key of a part offer more than its kind."""
    name, key = place
    properties: Json = defs[name]["properties"]
    for written in _written(key, getattr(shapes, name)):
        if written in properties:
            properties[written] = offer(properties[written])


def _offers(
    vocabulary: Vocabulary, book: Rulebook | None
) -> Mapping[tuple[str, str], Callable[[Json], Json]]:
    subjects = [*_subjects(vocabulary), *((name, "audience") for name in _audiences(book))]
    stages = [(stage, "stage") for stage in (book.lifecycle.stages if book and book.lifecycle else ())]
    events = [(event, entity.name) for entity in vocabulary.entities.values() for event in entity.events]
    people = [(path, label) for path, label, fact in _paths(vocabulary) if fact.type.kind == "reference"]
    people += [("customer", "the customer itself"), ("team/", "a team"), ("role/", "a role")]
    kinds = [(kind, "kind") for kind in get_args(Kind)] + [(name, "entity") for name in vocabulary.entities]
    facts = {path: _fact_schema(fact, label) for path, label, fact in _paths(vocabulary, deep=False)}
    settable = {path: each for path, each in facts.items() if _definition(vocabulary, path).source is None}
    return {
        ("RulePart", "who"): _words(subjects),
        ("DefaultsPart", "who"): _words(subjects),
        ("RulePart", "on"): _words(events),
        ("RulePart", "at"): _words(_starts(vocabulary)),
        ("RulePart", "when"): _words(_sentences(vocabulary)),
        ("StepPart", "when"): _words(_sentences(vocabulary)),
        ("RulePart", "from"): _words(stages),
        ("RulePart", "to"): _words(stages),
        ("MovePart", "move"): _words(stages),
        ("LifecyclePart", "start"): _words(stages),
        ("LifecyclePart", "end"): _words(stages),
        ("SendPart", "send"): _words([(channel, "channel") for channel in CHANNELS]),
        ("SendPart", "to"): _words(people),
        ("TaskPart", "to"): _words(people),
        ("OpenPart", "open"): _words(_subjects(vocabulary)),
        ("SetPart", "set"): _keys(settable),
        ("OpenPart", "facts"): _keys(settable),
        ("ExamplePart", "given"): _keys({**facts, "today": {"description": "the day on which it begins"}}),
        ("FactPart", "type"): _words(kinds),
    }


def _words(offers: Iterable[Offer]) -> Callable[[Json], Json]:
    """These words beside whatever else may stand there."""
    described = [{"const": word, "description": meaning} for word, meaning in dict(offers).items()]

    def offer(kind: Json) -> Json:
        description = {"description": kind["description"]} if "description" in kind else {}
        rest = {key: value for key, value in kind.items() if key != "description"}
        return {**description, "anyOf": [*described, rest]} if described else kind

    return offer


def _keys(facts: Mapping[str, Json]) -> Callable[[Json], Json]:
    return lambda kind: {**kind, "properties": dict(facts)}


def _subjects(vocabulary: Vocabulary) -> list[Offer]:
    return [
        (name, ", ".join(entity.labels.values()))
        for name, entity in vocabulary.entities.items()
        if name == "customer" or refers(vocabulary, name, "customer")
    ]


def _audiences(book: Rulebook | None) -> list[str]:
    return sorted({rule.audience for rule in book.rules if rule.audience}) if book else []


def _paths(vocabulary: Vocabulary, *, deep: bool = True) -> Iterator[tuple[str, str, FactDefinition]]:
    """Facts as rules write them, with their labels; *deep*: those of a person or unit that a fact refers to as well."""
    for name, _ in _subjects(vocabulary):
        for fact in vocabulary.entities[name].facts.values():
            yield fact.path, ", ".join(fact.labels.values()), fact
            reached = vocabulary.entities.get(fact.type.entity or "")
            if deep and reached is not None and reached.name != "customer":
                for other in reached.facts.values():
                    yield f"{fact.path}.{other.name}", ", ".join(other.labels.values()), other


def _definition(vocabulary: Vocabulary, path: str) -> FactDefinition:
    entity, _, name = path.partition(".")
    return vocabulary.entities[entity].facts[name]


def _fact_schema(fact: FactDefinition, label: str) -> Json:
    described: Json = {"description": label} if label else {}
    words: list[str] = list(fact.type.choices) or (["yes", "no"] if fact.type.kind == "yes_no" else [])
    return (
        {**described, "anyOf": [{"enum": words}, {"type": _SCALAR}, {"type": "array"}]}
        if words
        else described
    )


def _starts(vocabulary: Vocabulary) -> Iterator[Offer]:
    for path, label, fact in _paths(vocabulary, deep=False):
        if fact.type.kind == "yearly_date":
            yield f"every year on {path}", label
        if fact.type.kind in {"date", "moment"}:
            yield path, label


def _sentences(vocabulary: Vocabulary) -> Iterator[Offer]:
    """How a sentence about each fact could begin."""
    for path, label, fact in _paths(vocabulary, deep=False):
        if fact.type.choices and fact.type.kind == "choice":
            yield from ((f"{path} is {choice}", label) for choice in fact.type.choices)
            yield f"{path} is one of [{', '.join(fact.type.choices)}]", label
        elif fact.type.kind == "yes_no":
            yield from ((f"{path} is {word}", label) for word in ("yes", "no"))
        else:
            yield f"{path} is not empty", label
