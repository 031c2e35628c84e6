"""`vocabulary.yaml`: which entities and facts a company has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import cast, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.calendar import WorkingWeek
from engine.calendar.public_holidays import known_country
from engine.language.entries import PerLocale
from engine.language.findings import Findings
from engine.language.scalars import parse_value, parse_words
from engine.language.schema import CalendarPart, EntityPart, FactPart, VocabularyFile
from engine.language.sentences import Scope, parse_path, parse_source
from engine.language.spelling import spelled, spelled_value
from engine.language.syntax import Aggregate, Condition, Expression, FactPath, walk
from engine.language.tree import Text
from engine.language.words import known_value, language_of, value_in
from engine.problems import Place, did_you_mean
from engine.values import ValueProblem
from engine.vocabulary import Entity, FactDefinition, FactType, Kind, Vocabulary, WorkingTime, word_in

_RESERVED = frozenset({"answer", "facts", "now", "settings", "today"})
_KINDS: Mapping[str, Kind] = {kind: kind for kind in get_args(Kind) if kind != "reference"}


def read_vocabulary(file: VocabularyFile) -> Vocabulary:
    """The vocabulary that a file declares.

    Raises:
        ProblemsFound: unknown types, defaults that are none, formulas that do not hold or go in a circle.
    """
    findings = Findings()
    if "customer" not in file.entities:
        mend = "Each relationship is one customer: declare it under “entities”."
        findings.add("missing-entity", file.place_of("entities"), "The entity “customer” is missing.", mend)
    plain = Vocabulary(
        {str(name): _entity(name, part, file, findings) for name, part in file.entities.items()},
        _working_time(file.calendar, findings),
    )
    _refuse_double_labels(plain, file, findings)
    findings.raise_all()
    full = _with_sources(plain, file, findings)
    _refuse_circles(full, file, findings)
    findings.raise_all()
    full = replace(full, working_time=_with_customer_zone(full, file.calendar, findings))
    findings.raise_all()
    return full


def _entity(name: Text, part: EntityPart, file: VocabularyFile, findings: Findings) -> Entity:
    if name in _RESERVED:
        what = f"“{name}” has a meaning of its own in sentences."
        findings.add("reserved-name", name.place, what, "Give the entity another name.")
    for kind in part.events:
        if not kind.startswith(f"{name}."):
            mend = f"Write “{name}.” and a word, e.g. “{name}.opened”."
            findings.add("wrong-event", kind.place, f"“{kind}” is no event of {name}.", mend)
    facts: dict[str, FactDefinition] = {}
    for fact_name, fact in part.facts.items():
        definition = _fact(name, fact_name, fact, file, findings)
        if definition:
            facts[str(fact_name)] = definition
    return Entity(str(name), _labels(name, part), facts, tuple(str(kind) for kind in part.events))


def _labels(name: str, part: FactPart | EntityPart) -> dict[str, str]:
    """Short ``zh:`` and ``en:`` beside ``label:``; English is the name itself when nobody wrote it."""
    label: PerLocale = part.label or {}
    short = {locale: text for locale, text in (("en", part.en), ("zh", part.zh)) if text is not None}
    return {"en": name.replace("_", " "), **{str(k): str(v) for k, v in (short | label).items()}}


def _fact(
    entity: Text, name: Text, part: FactPart, file: VocabularyFile, findings: Findings
) -> FactDefinition | None:
    fact_type = _type(part, file, findings)
    if fact_type is None:
        return None
    default = None
    if (written := part.if_missing) is not None:
        place = part.place_of("if missing")
        default = findings.attempt(
            lambda: (
                parse_value(str(written), fact_type, written.place)
                if isinstance(written, Text)
                else parse_words(written, fact_type, place)
            )
        )
        if part.from_ is not None:
            findings.add(
                "default-of-derived",
                part.place_of("if missing"),
                f"{entity}.{name} has both “from” and “if missing”.",
                "Delete one of the two.",
            )
    return FactDefinition(str(entity), str(name), fact_type, _labels(name, part), default, part.personal)


def _type(part: FactPart, file: VocabularyFile, findings: Findings) -> FactType | None:
    entity = _entity_called(part.type, file)
    kind = cast("Kind | None", known_value(part.type, _KINDS)) if entity is None else "reference"
    if part.of is not None and kind not in {"choice", "list"}:
        what = "Only a choice or a list has “of”."
        findings.add("wrong-type", part.place_of("of"), what, "Write “type: choice”.")
    if entity is not None:
        return FactType("reference", entity=entity)
    if kind is None:
        language = language_of(part.type)
        kinds = [value_in(language, kind) for kind in _KINDS]
        labels = [label for name, its in file.entities.items() for label in _labels(name, its).values()]
        mend = did_you_mean(part.type, [*kinds, *(word for word in labels if language_of(word) == language)])
        findings.add("unknown-type", part.type.place, f"“{part.type}” is no type and no entity.", mend)
        return None
    spelled_value(part.type.place, part.type, kind)
    if kind == "choice" and not part.of:
        findings.add("wrong-type", part.place, "A choice needs its choices.", "Write e.g. “of: [A, B, C]”.")
    return FactType(kind, tuple(str(choice) for choice in part.of or ()))


def _entity_called(word: Text, file: VocabularyFile) -> str | None:
    """The entity of that name, else of that label."""
    labels = {label: name for name, its in file.entities.items() for label in _labels(name, its).values()}
    name = word if word in file.entities else labels.get(word)
    if name is None:
        return None
    entity = Entity(str(name), _labels(name, file.entities[Text(name)]), {})
    spelled(word.place, word, str(name), word_in("zh", entity, str(name)), has_one_form=True)
    return str(name)


def _working_time(part: CalendarPart | None, findings: Findings) -> WorkingTime:
    time = WorkingTime()
    if part is None:
        return time
    if part.timezone is not None and _is_no_zone(part.timezone):
        what = f"“{part.timezone}” is no time zone."
        findings.add("unknown-zone", part.timezone.place, what, "Write e.g. “Asia/Shanghai”.")
    elif part.timezone is not None:
        time = replace(time, zone=str(part.timezone))
    if part.working is not None:
        try:
            WorkingWeek.parse(part.working)
        except ValueProblem as error:
            findings.add("wrong-hours", part.working.place, f"“{part.working}”: {error}.")
        time = replace(time, working=str(part.working))
    if part.holidays is not None:
        try:
            time = replace(time, country=known_country(str(part.holidays)))
        except ValueProblem as error:
            findings.add("unknown-country", part.holidays.place, f"“{part.holidays}”: {error}.")
    return time


def _with_customer_zone(vocabulary: Vocabulary, part: CalendarPart | None, findings: Findings) -> WorkingTime:
    """The company's clock with the fact that tells where a customer lives."""
    time = vocabulary.working_time
    if part is None or (text := part.customer_timezone) is None:
        return time
    read = findings.attempt(lambda: parse_path(str(text), Scope(vocabulary, "customer", {}), text.place))
    if read is None:
        return time
    path, type_ = read
    wrong = _no_zone_fact(path, type_, vocabulary)
    if wrong:
        mend = "Name a fact of the customer of “type: text” that holds e.g. “America/New_York”."
        findings.add("wrong-type", text.place, f"“{text}” {wrong}.", mend)
    return replace(time, customer_zone=path.names[-1])


def _no_zone_fact(path: FactPath, type_: FactType, vocabulary: Vocabulary) -> str:
    """Why a fact cannot tell where a customer lives."""
    fact = vocabulary.fact(*path.names) if len(path.names) == 2 else None  # noqa: PLR2004 - entity and fact
    if path.names[0] != "customer" or fact is None:
        return "is no fact of the customer itself"
    if type_.kind not in ("text", "choice"):
        return "is no text, so it cannot name a time zone"
    if fact.source is not None:
        return "is computed, and where a customer lives must be known first"
    strange = next((choice for choice in type_.choices if _is_no_zone(choice)), None)
    return "" if strange is None else f"has the choice “{strange}”, which is no time zone"


def _is_no_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return True
    return False


def _refuse_double_labels(vocabulary: Vocabulary, file: VocabularyFile, findings: Findings) -> None:
    """A sentence that calls a fact or an entity by its label must mean one."""
    places = {name: name.place for name in file.entities}
    _refuse_doubles(vocabulary.entities, places, "entity", findings)
    for name, entity in vocabulary.entities.items():
        facts = {fact: fact.place for fact in file.entities[Text(name)].facts}
        _refuse_doubles(entity.facts, facts, f"fact of {name}", findings)


def _refuse_doubles(
    named: Mapping[str, Entity] | Mapping[str, FactDefinition],
    places: Mapping[Text, Place],
    what: str,
    findings: Findings,
) -> None:
    seen = {name: name for name in named}
    for name, each in named.items():
        for label in dict.fromkeys(each.labels.values()):
            if seen.setdefault(label, name) != name:
                said = (
                    f"“{label}” means both “{seen[label]}” and “{name}”; each {what} needs a word of its own."
                )
                findings.add("double-label", places[Text(name)], said, "Give one of the two another label.")


def _with_sources(plain: Vocabulary, file: VocabularyFile, findings: Findings) -> Vocabulary:
    """The vocabulary with its formulas: they are read when every fact is known."""
    entities: dict[str, Entity] = {}
    for name, entity in plain.entities.items():
        scope = Scope(plain, name, {})
        facts = dict(entity.facts)
        for fact_name, part in file.entities[Text(name)].facts.items():
            written = part.from_
            if written is None:
                continue
            fact = facts[fact_name]
            read = partial(parse_source, str(written), scope, written.place, fact.type)
            facts[str(fact_name)] = replace(fact, source=findings.attempt(read))
        entities[name] = replace(entity, facts=facts)
    return replace(plain, entities=entities)


def _refuse_circles(vocabulary: Vocabulary, file: VocabularyFile, findings: Findings) -> None:
    """No derived fact may be computed from itself, by whatever way round."""
    reads = {
        (fact.entity, fact.name): list(_facts_read(fact.source, vocabulary))
        for entity in vocabulary.entities.values()
        for fact in entity.facts.values()
        if fact.source is not None
    }
    done: set[tuple[str, str]] = set()
    for start in reads:
        circle = _circle(start, reads, done)
        if circle:
            entity, name = start
            place = file.entities[Text(entity)].facts[Text(name)].place_of("from")
            way = " → ".join(".".join(fact) for fact in circle)
            findings.add(
                "derived-circle", place, f"This formula goes in a circle: {way}.", "Break the circle."
            )
            done.update(circle)


def _circle(
    start: tuple[str, str],
    reads: Mapping[tuple[str, str], list[tuple[str, str]]],
    done: set[tuple[str, str]],
) -> list[tuple[str, str]] | None:
    """A way from *start* back to a fact on the way, or None; facts that are *done* are not walked again."""
    way: list[tuple[str, str]] = []
    open_: list[Iterator[tuple[str, str]]] = [iter([start])]
    while open_:
        following = next(open_[-1], None)
        if following is None:
            open_.pop()
            if way:
                done.add(way.pop())
        elif following in way:
            return [*way[way.index(following) :], following]
        elif following not in done:
            way.append(following)
            open_.append(iter(reads.get(following, [])))
    return None


def _facts_read(source: Expression | Condition, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Every fact that a formula reads, those on the way along references included."""
    for node in walk(source):
        if isinstance(node, FactPath):
            yield from _facts_along(node, vocabulary)
        elif isinstance(node, Aggregate) and node.fact is not None:
            yield node.entity, node.fact


def _facts_along(path: FactPath, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    entity = path.names[0]
    for name in path.names[1:]:
        yield entity, name
        definition = vocabulary.fact(entity, name)
        entity = (definition.type.entity or "") if definition else ""
