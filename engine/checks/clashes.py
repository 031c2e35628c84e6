"""Two rules that set one fact to different values at the same time: then neither is applied."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from engine.checks.lines import place_of
from engine.checks.played import played, troubles_of
from engine.checks.witnesses import Asked, Search
from engine.language import syntax
from engine.language.scalars import show_value
from engine.problems import Problem
from engine.rulebook import AtMoment, Every, Rule, Rulebook, SetFact, Step
from engine.values import Value

_MOST_PAIRS = 200
_DAYS = 400
"""Steps may come long after the beginning."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A step that sets a fact to a value known beforehand."""

    rule: Rule
    step: Step
    fact: str
    value: Value


def clashing(book: Rulebook, search: Search) -> Iterator[Problem]:
    """Each fact that two rules set differently in one round, with a customer to whom it happens."""
    together: dict[str, list[Setting]] = defaultdict(list)
    for setting in _settings(book):
        together[f"{setting.fact} {_moment(setting)}"].append(setting)
    pairs = (pair for settings in together.values() for pair in itertools.combinations(settings, 2))
    differing = (
        pair for pair in pairs if pair[0].value != pair[1].value and pair[0].rule is not pair[1].rule
    )
    for one, other in itertools.islice(differing, _MOST_PAIRS):
        yield from _compared(one, other, book, search)


def _settings(book: Rulebook) -> Iterator[Setting]:
    for rule in book.rules:
        if rule.status not in {"live", "shadow"}:
            continue
        for step in rule.steps:
            for action in step.do:
                if isinstance(action, SetFact) and isinstance(action.value, syntax.Constant | syntax.Setting):
                    yield Setting(rule, step, str(action.target), action.value.value)


def _moment(setting: Setting) -> str:
    """The same for what can happen at the same moment to the same subject."""
    return f"{setting.rule.who} {setting.rule.start!r} {setting.step.offset!r}"


def _compared(one: Setting, other: Setting, book: Rulebook, search: Search) -> Iterator[Problem]:
    who = one.rule.who
    witness = search.find(who, *_asked(one), *_asked(other))
    if witness is None:
        return
    decision = played(book, (one.rule, other.rule), witness, search, _DAYS)
    if "conflict" not in troubles_of(decision):
        return
    told = (
        f"“{other.rule.id}” sets {other.fact} to {_shown(other, book)}, “{one.rule.id}” sets it to "
        f"{_shown(one, book)} at the same time: then neither counts."
    )
    mend = "Let their “when” exclude each other, or keep one of the two."
    place = place_of(other.step.when, other.rule.place)
    yield Problem("clashing-sets", place, told, mend, f"it happens to {witness.said(who)}")


def _shown(setting: Setting, book: Rulebook) -> str:
    entity, _, name = setting.fact.rpartition(".")
    fact = book.vocabulary.fact(entity, name)
    sign = "%" if fact is not None and fact.type.kind == "percent" else ""
    return f"{show_value(setting.value)}{sign}"


def _asked(setting: Setting) -> list[Asked]:
    asked: list[Asked] = [(setting.rule.when, "true")]
    if setting.step.when is not None:
        asked.append((setting.step.when, "true"))
    if isinstance(start := setting.rule.start, AtMoment | Every):
        anchor = start.moment if isinstance(start, AtMoment) else start.anchor
        asked += [
            (syntax.IsEmpty(part), "false")
            for part in syntax.walk(anchor)
            if isinstance(part, syntax.FactPath)
        ]
    return asked
