"""What a sentence can name: the facts it may reach, settings, the fields of an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from engine.language.findings import SentenceFindings
from engine.language.grammar import place_in
from engine.language.spelling import spelled
from engine.language.syntax import Expression, FactPath, Setting, TableLookup
from engine.language.words import Language, language_of
from engine.problems import Place, did_you_mean
from engine.tables import Table
from engine.values import Duration, Money, Value, YearlyDate
from engine.vocabulary import FactType, Kind, Vocabulary, word_in


@dataclass(frozen=True, slots=True)
class KnownTable:
    """A decision table as sentences use it: about whom its *inputs* are, what *types* its outputs have."""

    table: Table
    entity: str
    inputs: tuple[Expression, ...]
    types: tuple[FactType, ...]


@dataclass(frozen=True)
class Scope:
    """Where a sentence is read: the rule's subject *entity*, its *settings*; *answers* in a task's outcome.

    *form* is what that task asks, where it is declared. What *is read once* may say today and now anywhere: nobody
    must know when it changes. *together*: a text may go over the subjects of its message, one unless it is joined.
    """

    vocabulary: Vocabulary
    entity: str
    settings: Mapping[str, Value] = field(default_factory=dict)
    answers: bool = False
    form: Mapping[str, FactType] = field(default_factory=dict)
    is_read_once: bool = False
    tables: Mapping[str, KnownTable | None] = field(default_factory=dict)
    percents: frozenset[str] = frozenset()
    """The settings written with a percent sign."""
    amounts: Mapping[str, tuple[Money, ...]] = field(default_factory=dict)
    """The settings that have an amount for each currency."""
    together: bool = False

    @property
    def zone(self) -> str:
        """Where local hours in a sentence are meant."""
        return self.vocabulary.working_time.zone

    @property
    def roots(self) -> tuple[str, ...]:
        """The first names that a path may have: the subject, and the customer to whom it belongs."""
        belongs = self.entity != "customer" and refers(self.vocabulary, self.entity, "customer")
        return (self.entity, "customer") if belongs else (self.entity,)


def refers(vocabulary: Vocabulary, entity: str, other: str) -> bool:
    """Has *entity* a fact that points to *other*?"""
    known = vocabulary.entities.get(entity)
    facts = known.facts.values() if known else ()
    return any(fact.type.kind == "reference" and fact.type.entity == other for fact in facts)


def resolve_path(
    path: str, scope: Scope, at: int, findings: SentenceFindings
) -> tuple[FactPath, FactType] | None:
    """The fact at the end of a path of names or labels, with its type; None with a problem."""
    walked, *words = path.split(".")
    root = scope.vocabulary.entity_called(walked)
    if root is None or root not in scope.roots:
        _unknown_root(path, scope, at, findings)
        return None
    type_, names = FactType("reference", entity=root), [root]
    for word in words:
        if type_.kind != "reference" or type_.entity is None:
            what = f"“{path}”: no such fact; “{walked}” is {KINDS[type_.kind]} and has no facts of its own."
            findings.add("unknown-fact", at, what, f"Write “{walked}”.")
            return None
        fact = scope.vocabulary.fact_called(type_.entity, word)
        if fact is None:
            near = did_you_mean(f"{walked}.{word}", _facts(scope, type_.entity, walked, language_of(word)))
            findings.add("unknown-fact", at, f"“{walked}.{word}”: no such fact.", near or _LISTED)
            return None
        type_, walked = fact.type, f"{walked}.{word}"
        names.append(fact.name)
    spelled_path(place_in(findings.place, at), path, names, scope.vocabulary)
    return FactPath(tuple(names)), type_


def spelled_path(place: Place, written: str, names: Sequence[str], vocabulary: Vocabulary) -> None:
    """A fact or an entity is named here."""
    spelled(place, written, ".".join(names), vocabulary.in_words(names, "zh"), has_one_form=True)


def resolve_setting(
    path: str, scope: Scope, at: int, findings: SentenceFindings
) -> tuple[Setting, FactType] | None:
    """``settings.late_by`` with the type that its value shows."""
    name = path.removeprefix("settings.")
    if name not in scope.settings:
        near = did_you_mean(path, (f"settings.{known}" for known in scope.settings))
        findings.add("unknown-setting", at, f"“{path}”: no such setting.", near or "Add it under settings.")
        return None
    value = scope.settings[name]
    return Setting(name, value), FactType("percent") if name in scope.percents else type_of(value)


def resolve_table(
    name: str, scope: Scope, at: int, findings: SentenceFindings
) -> tuple[TableLookup, FactType] | None:
    """``clock.level_2`` with its type; of a table with one output that output need not be named."""
    title, _, output = name.partition(".")
    known = scope.tables.get(title)
    if known is None and title in scope.tables:
        what = f"The table “{title}” could not be read."
        findings.add("unknown-table", at, what, "Mend the table first.")
        return None
    if known is None:
        near = did_you_mean(title, scope.tables)
        findings.add("unknown-table", at, f"“{title}”: no such table.", near or "Declare it under tables.")
        return None
    if known.entity not in scope.roots:
        what = f"The table “{title}” is about {known.entity}, this sentence about {scope.entity}."
        findings.add("unknown-entity", at, what, f"Use it in a rule with “who: {known.entity}”.")
        return None
    outputs = known.table.outputs
    if (output and output not in outputs) or (not output and len(outputs) > 1):
        named = " or ".join(f"table {title}.{each}" for each in outputs)
        findings.add("unknown-output", at, f"“{name}” is no output of that table.", f"Write {named}.")
        return None
    number = outputs.index(output) if output else 0
    return TableLookup(known.table, number, known.inputs), known.types[number]


def type_of(value: Value) -> FactType:
    """The type that a value shows by itself; a percent looks like a number, a choice like a text."""
    return FactType(next(kind for type_, kind in _KINDS if isinstance(value, type_)))


def _unknown_root(path: str, scope: Scope, at: int, findings: SentenceFindings) -> None:
    language = language_of(path)
    roots = [scope.vocabulary.in_words([name], language) for name in scope.roots]
    if scope.vocabulary.entity_called(path.partition(".")[0]):
        what = f"“{path}” cannot be read here: the sentence is about {roots[0]}."
        findings.add("unknown-entity", at, what, f"Begin with {' or '.join(f'{name}.' for name in roots)}")
        return
    known = [
        known
        for name, root in zip(scope.roots, roots, strict=True)
        for known in _facts(scope, name, root, language)
    ]
    ends = [each for each in known if each.endswith(f".{path}")]
    near = f"Did you mean “{ends[0]}”?" if ends else did_you_mean(path, known) or _LISTED
    findings.add("unknown-fact", at, f"“{path}”: no such fact.", near)


def _facts(scope: Scope, entity: str, walked: str, language: Language) -> list[str]:
    known = scope.vocabulary.entities.get(entity)
    return (
        [f"{walked}.{word_in(language, fact, name)}" for name, fact in known.facts.items()] if known else []
    )


KINDS = {
    "text": "a text",
    "number": "a number",
    "money": "money",
    "percent": "a percentage",
    "yes_no": "yes or no",
    "choice": "a choice",
    "date": "a date",
    "moment": "a moment",
    "duration": "a length of time",
    "yearly_date": "a yearly date",
    "list": "a list",
    "reference": "a reference",
}
"""Each kind as a message names it."""

# In this order: a bool is an int, a datetime is a date.
_KINDS: tuple[tuple[type[Value], Kind], ...] = (
    (bool, "yes_no"),
    (Decimal, "number"),
    (Money, "money"),
    (Duration, "duration"),
    (YearlyDate, "yearly_date"),
    (dt.datetime, "moment"),
    (dt.date, "date"),
    (tuple, "list"),
    (str, "text"),
)
_LISTED = "The facts there are stand in vocabulary.yaml."
