"""Do both evaluators say the same about a rulebook? Asked before it decides anything, of customers that nobody has.

Their facts lie at, just below and just above what the rules compare with; three in ten are missing.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from engine.decide.confirm import matched_like
from engine.facts import Event, SubjectRef
from engine.language import syntax
from engine.matching import Matcher
from engine.plan import Plan
from engine.truth.world import Subject, World
from engine.values import Duration, Money, Value, ValueProblem, YearlyDate
from engine.vocabulary import Entity, FactType

CUSTOMERS = 400
UNKNOWN = 0.3
COMPUTED = 0.4
"""So many of the derived facts come from their formulas; the others are given a value as any fact is."""

_NOW = dt.datetime(2026, 3, 31, 1, 0, tzinfo=dt.UTC)
_A_DAY, _A_SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)
_ZONES = (None, "America/New_York", "Asia/Kathmandu", "Pacific/Apia")
"""Where a customer may live: of these clocks some show yesterday."""
_A_BIT = Decimal("0.0001")
_FURTHEST = 36_500


def first_difference(plan: Plan, matcher: Matcher, customers: int = CUSTOMERS) -> str | None:
    """The first rule about which durable_rules and the reference differ, and for whom; None when they agree."""
    chance = random.Random(plan.book.hash)  # noqa: S311 - chooses examples, the same for the same rulebook
    choices = _Choices(plan)
    for number in range(customers):
        world = _a_world(plan, choices, chance, f"nobody-{number}")
        for entity in sorted({line.rule.who for line in plan.lines}):
            for subject in world.of(entity):
                rule = _differing(plan, matcher, subject)
                if rule is not None:
                    return f"{rule}, e.g. for {dict(subject.facts)}"
    return None


def _differing(plan: Plan, matcher: Matcher, subject: Subject) -> str | None:
    matched: dict[str, frozenset[str]] = {}
    try:
        for rule in plan.lines:
            if rule.rule.who != subject.ref.entity or rule.key in matcher.left_out:
                continue
            line = plan.for_customer(rule, subject.world.customer)
            if line.matched_as not in matched:
                matched[line.matched_as] = matched_like(line, subject, matcher)
            if (line.holds(subject) is True) is not (line.key in matched[line.matched_as]):
                return line.key
    except (ValueProblem, ArithmeticError):  # beyond the calendar or all numbers: a trouble when it happens
        pass
    return None


def _a_world(plan: Plan, choices: _Choices, chance: random.Random, name: str) -> World:
    """A customer with one subject of each other entity, all of which refer to each other."""
    vocabulary = plan.book.vocabulary
    world = World(vocabulary, plan.calendar, SubjectRef("customer", name), {}, _NOW)
    for entity in vocabulary.entities.values():
        facts = dict(_facts(entity, choices, chance, name))
        if entity.name == "customer" and (zone := vocabulary.working_time.customer_zone) is not None:
            facts[zone] = chance.choice(_ZONES)
        ref = SubjectRef(entity.name, name)
        world.apply(Event(entity.name, "facts.changed", ref, _NOW, _NOW, facts))
    return world


def _facts(
    entity: Entity, choices: _Choices, chance: random.Random, name: str
) -> Iterator[tuple[str, Value | None]]:
    for fact in entity.facts.values():
        is_computed = fact.source is not None and chance.random() < COMPUTED
        if fact.type.entity is not None:
            yield fact.name, name
        elif not is_computed and chance.random() >= UNKNOWN:
            yield fact.name, chance.choice(choices.of(fact.type))


class _Choices:
    """Values of each type, about those that stand in the rulebook."""

    def __init__(self, plan: Plan) -> None:
        self._by_kind: dict[str, list[Value]] = defaultdict(list)
        for line in plan.lines:
            for node in syntax.walk(line.rule.when):
                if isinstance(node, syntax.Constant | syntax.Setting):
                    self._take(node.value)
        for usual in (
            Decimal(1),
            Money(100, "CNY"),
            Money(100, "JPY"),
            Duration(days=1),
            "…",
            Duration(months=1),
        ):
            self._take(usual)
        today = plan.calendar.date_of(_NOW)
        days = sorted({n + step for n in self._counts() for step in (-1, 0, 1)})
        self._by_kind["date"] += [today - n * _A_DAY for n in days]
        self._by_kind["moment"] += [
            _NOW - n * _A_DAY + step * _A_SECOND for n in self._counts() for step in (-1, 0, 1)
        ]
        self._by_kind["yearly_date"] += [YearlyDate(2, 29), YearlyDate(8, 15, 1988, "lunar")]
        self._by_kind["yes_no"] += [True, False]

    def of(self, type_: FactType) -> list[Value]:
        """What a fact of this type could be; never nothing."""
        if type_.kind == "list":
            return [(), *((word,) for word in type_.choices or ("…",)), tuple(type_.choices)]
        if type_.choices:
            return list(type_.choices)
        return self._by_kind["number" if type_.kind == "percent" else type_.kind]

    def _take(self, value: Value) -> None:
        match value:
            case bool() | tuple() | YearlyDate():
                pass
            case Decimal():
                self._by_kind["number"] += [value - _A_BIT, value, value + _A_BIT]
            case Money():
                self._by_kind["money"] += [
                    replace(value, amount_minor=value.amount_minor + n) for n in (-1, 0, 1)
                ]
            case Duration():
                self._by_kind["duration"] += [value, value + Duration(days=1)]
            case str():
                self._by_kind["text"].append(value)
            case dt.datetime():
                self._by_kind["moment"] += [value - _A_SECOND, value, value + _A_SECOND]
            case dt.date():
                self._by_kind["date"] += [value - _A_DAY, value, value + _A_DAY]

    def _counts(self) -> set[int]:
        """The days ago at which a date may make a difference."""
        lengths = [each for each in self._by_kind["duration"] if isinstance(each, Duration)]
        numbers = [int(each) for each in self._by_kind["number"] if isinstance(each, Decimal)]
        counts = {each.months * 31 + each.days for each in lengths} | {*numbers, 0, 28, 365}
        return {count for count in counts if abs(count) < _FURTHEST}
