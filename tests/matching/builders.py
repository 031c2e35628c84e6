"""Short words for sentences and subjects; the calendar is the real one."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from engine.calendar import Calendar, WorkingWeek
from engine.language.syntax import (
    All,
    AnyOf,
    Compare,
    Condition,
    Constant,
    Expression,
    FactPath,
    IsEmpty,
    Not,
    OneOf,
    Operator,
)
from engine.matching import Matcher
from engine.values import Duration, Money, Value

CALENDAR = Calendar("Asia/Shanghai", WorkingWeek.parse("mon-fri 09:00-18:00"))
TODAY = dt.date(2026, 3, 31)
NOW = dt.datetime(2026, 3, 31, 1, 0, tzinfo=dt.UTC)


@dataclass(frozen=True)
class ASubject:
    """An invoice with the facts given, everything else missing."""

    facts: Mapping[str, Value] = field(default_factory=dict)
    entity: str = "invoice"
    today: dt.date = TODAY
    now: dt.datetime = NOW

    def read(self, path: FactPath) -> Value | None:
        return self.facts.get(path.names[-1])


def fact(name: str) -> FactPath:
    return FactPath(("invoice", name))


def number(value: str | int) -> Constant:
    return Constant(Decimal(value))


def money(amount: int, currency: str = "CNY") -> Constant:
    return Constant(Money(amount, currency))


def days(count: int) -> Constant:
    return Constant(Duration(days=count))


def compare(left: Expression, operator: Operator, right: Expression) -> Compare:
    return Compare(left, operator, right)


def is_(name: str, value: Value) -> Compare:
    return Compare(fact(name), "=", Constant(value))


def one_of(name: str, *choices: Value) -> OneOf:
    return OneOf(fact(name), tuple(Constant(choice) for choice in choices))


def empty(name: str) -> IsEmpty:
    return IsEmpty(fact(name))


def every(*parts: Condition) -> All:
    return All(parts)


def any_of(*parts: Condition) -> AnyOf:
    return AnyOf(parts)


def none_of(*parts: Condition) -> Not:
    return Not(AnyOf(parts))


def a_matcher(**conditions: Condition) -> Matcher:
    return Matcher({key: ("invoice", condition) for key, condition in conditions.items()}, CALENDAR)


def holds(condition: Condition, **facts: Value) -> bool:
    """Whether durable_rules finds *condition* true of an invoice with *facts*."""
    matcher = a_matcher(it=condition)
    assert not matcher.left_out
    return matcher.holding(ASubject(facts)) == {"it"}
