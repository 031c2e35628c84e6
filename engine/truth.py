"""The reference evaluator: sentences compiled to closures, three-valued. It is the authority.

A compiled expression takes a subject and gives a value or None (missing). A compiled condition gives True, False
or None (unknown). Kleene's strong logic: unknown survives unless another part decides (``all`` with a false part
is false, ``any`` with a true part is true).
"""

from __future__ import annotations

import datetime as dt
import math
import operator
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, TypeAlias, assert_never, cast

from engine.aggregates import Choose, compile_aggregate, compile_choice
from engine.calendar import Calendar
from engine.calendar.months import whole_months
from engine.facts import SubjectRef
from engine.language import syntax
from engine.turning import is_timed
from engine.values import Duration, Money, Value, ValueProblem
from engine.vocabulary import FactDefinition, Vocabulary
from engine.world import Subject

Evaluate: TypeAlias = Callable[[Subject], Value | None]
Judge: TypeAlias = Callable[[Subject], bool | None]

_OPERATORS: dict[syntax.Operator, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Reference:
    """Compiles the sentences of one vocabulary; every fact is compiled once."""

    def __init__(self, vocabulary: Vocabulary, calendar: Calendar) -> None:
        self.vocabulary = vocabulary
        self.calendar = calendar
        self._facts: dict[str, Evaluate] = {}
        self._readings: dict[
            tuple[int, str],
            tuple[syntax.Condition | syntax.Expression, tuple[tuple[str, Evaluate], ...]],
        ] = {}
        self._rows: dict[tuple[str, str], Choose] = {}
        self._paths: dict[tuple[tuple[str, ...], str], Evaluate] = {}
        self._sentences: dict[tuple[int, str], tuple[syntax.Sentence, Judge]] = {}

    def expression(self, expression: syntax.Expression, entity: str) -> Evaluate:
        """Compile *expression* as read from a subject of *entity*."""
        match expression:
            case syntax.Constant(value) | syntax.Setting(_, value):
                return lambda _subject: value
            case syntax.FactPath(names):
                return self.path(names, entity)
            case syntax.Today():
                return lambda subject: subject.world.today
            case syntax.Now():
                return lambda subject: subject.world.now
            case syntax.Sum(left, sign, right):
                return self._sum(self.expression(left, entity), sign, self.expression(right, entity))
            case syntax.Product(left, sign, right):
                return _product(self.expression(left, entity), sign, self.expression(right, entity))
            case syntax.Since(unit, start):
                return self._since(unit, self.expression(start, entity))
            case syntax.Aggregate():
                return compile_aggregate(self, expression, entity)
            case syntax.Truth(condition):
                return self.condition(condition, entity)
            case syntax.Answer(name):
                raise TypeError(f"answer.{name} is known only when a task is answered")
            case _:
                assert_never(expression)

    def condition(self, condition: syntax.Condition, entity: str) -> Judge:
        """Compile *condition* as judged for a subject of *entity*; each sentence of a rulebook once."""
        match condition:
            case syntax.Sentence(_, inner):
                known = self._sentences.get((id(condition), entity))
                if known is None or known[0] is not condition:
                    known = self._sentences[id(condition), entity] = condition, self.condition(inner, entity)
                return known[1]
            case syntax.All(parts):
                return _all([self.condition(part, entity) for part in parts])
            case syntax.AnyOf(parts):
                return _any([self.condition(part, entity) for part in parts])
            case syntax.Not(part):
                return _not(self.condition(part, entity))
            case syntax.Compare(left, op, right):
                return _compare(self.expression(left, entity), op, self.expression(right, entity))
            case syntax.IsEmpty(value):
                return _is_empty(self.expression(value, entity))
            case syntax.OneOf(value, choices):
                return _one_of(self.expression(value, entity), tuple(c.value for c in choices))
            case syntax.Off(value, percent, direction, base):
                return _off(
                    self.expression(value, entity),
                    self.expression(percent, entity),
                    self.expression(base, entity),
                    -1 if direction == "below" else 1,
                )
            case _:
                assert_never(condition)

    def reading(
        self, node: syntax.Condition | syntax.Expression, entity: str
    ) -> tuple[tuple[str, Evaluate], ...]:
        """What *node* reads, by the names that its author wrote; collected once."""
        known = self._readings.get((id(node), entity))
        if known is None or known[0] is not node:
            known = self._readings[id(node), entity] = node, tuple(self._read_by(node, entity))
        return known[1]

    def _read_by(
        self, node: syntax.Condition | syntax.Expression, entity: str
    ) -> Iterator[tuple[str, Evaluate]]:
        for part in syntax.walk(node):
            match part:
                case syntax.FactPath(names):
                    yield str(part), self.path(names, entity)
                case syntax.Setting(name):
                    yield f"settings.{name}", self.expression(part, entity)
                case syntax.Today():
                    yield "today", self.expression(part, entity)
                case syntax.Now():
                    yield "now", self.expression(part, entity)
                case _:
                    pass

    def path(self, names: tuple[str, ...], entity: str) -> Evaluate:
        """Compile a fact path; a bare entity gives the reference, i.e. the id."""
        if (names, entity) not in self._paths:
            self._paths[names, entity] = self._path(names, entity)
        return self._paths[names, entity]

    def _path(self, names: tuple[str, ...], entity: str) -> Evaluate:
        find, reached = self._walk(names[:-1], entity) if len(names) > 1 else (_itself, names[0])
        if len(names) == 1:
            from_customer = names[0] == "customer" != entity
            return lambda subject: (subject.world.customer if from_customer else subject).ref.id
        definition = self.vocabulary.fact(reached, names[-1])
        if definition is None:
            raise KeyError(f"{'.'.join(names)}: the vocabulary has no such fact")
        get = self.fact(definition)
        if find is _itself:
            return get

        def through(subject: Subject) -> Value | None:
            there = find(subject)
            return None if there is None else get(there)

        return through

    def fact(self, definition: FactDefinition) -> Evaluate:
        """Compile one fact of a subject: stored or pinned first, else derived, else its default."""
        key = definition.path
        if key not in self._facts:
            self._facts[key] = self._derived(definition) if definition.source else _stored(definition)
        return self._facts[key]

    def rows(self, child: str, where: syntax.Condition | None) -> Choose:
        """Compile which rows an aggregate counts; figures over the same rows share the choice."""
        # By its text, for Python takes yes for the number 1.
        key = child, repr(where.condition if isinstance(where, syntax.Sentence) else where)
        if key not in self._rows:
            timed = where is not None and is_timed(self, where, child)
            self._rows[key] = compile_choice(self, child, where, timed=timed)
        return self._rows[key]

    def definition(self, path: syntax.FactPath, entity: str) -> FactDefinition | None:
        """What a path ends in; None for a bare entity."""
        if len(path.names) == 1:
            return None
        return self.vocabulary.fact(self._walk(path.names[:-1], entity)[1], path.names[-1])

    def _derived(self, definition: FactDefinition) -> Evaluate:
        name, source, entity = definition.name, definition.source, definition.entity
        assert source is not None
        compute: list[Evaluate] = []  # compiled on first use: formulas may refer to facts defined later
        timed = is_timed(self, source, entity)
        default = definition.default

        def get(subject: Subject) -> Value | None:
            pinned = subject.facts.get(name)
            if pinned is not None:
                return pinned
            world = subject.world
            stamp = (world.version, world.today) if timed else world.version
            cached = subject.derived.get(name)
            if cached is not None and cached[0] == stamp:
                return cached[1]
            if not compute:
                compute.append(self.expression(_as_expression(source), entity))
            value = compute[0](subject)
            value = default if value is None else value
            subject.derived[name] = (stamp, value)
            return value

        return get

    def _walk(self, names: tuple[str, ...], entity: str) -> tuple[Callable[[Subject], Subject | None], str]:
        find: Callable[[Subject], Subject | None] = _itself if names[0] == entity else _its_customer
        reached = names[0]
        for name in names[1:]:
            definition = self.vocabulary.fact(reached, name)
            if definition is None or definition.type.entity is None:
                raise KeyError(f"{'.'.join(names)}: “{name}” does not lead to another subject")
            find, reached = (
                _follow(find, self.fact(definition), definition.type.entity),
                definition.type.entity,
            )
        return find, reached

    def _sum(self, left: Evaluate, sign: str, right: Evaluate) -> Evaluate:
        calendar = self.calendar

        def total(subject: Subject) -> Value | None:
            a, b = left(subject), right(subject)
            if a is None or b is None:
                return None
            try:
                return add(calendar, a, b if sign == "+" else negated(b))
            except ValueProblem as problem:  # two currencies, or a date beyond the calendar
                subject.world.trouble("no-sum", subject.ref, str(problem))
                return None

        return total

    def _since(self, unit: str, start: Evaluate) -> Evaluate:
        date_of = self.calendar.date_of

        def since(subject: Subject) -> Value | None:
            value = start(subject)
            if isinstance(value, dt.datetime):
                value = date_of(value)
            if not isinstance(value, dt.date):
                return None
            today = subject.world.today
            if unit == "days":
                return Decimal((today - value).days)
            months = whole_months(value, today)
            return Decimal(months if unit == "months" else months // 12)

        return since


def add(calendar: Calendar, a: Value, b: Value) -> Value:
    """``a + b`` for money, numbers, durations, and a date or moment and a duration."""
    if isinstance(b, Duration):
        if isinstance(a, dt.datetime):
            return calendar.add(a, b)
        if isinstance(a, dt.date):
            return calendar.add_to_date(a, b)
    total: Value = cast("Any", a) + b
    return total


def negated(value: Value) -> Value:
    """The value to add in order to take *value* away."""
    if isinstance(value, Money):
        return Money(-value.amount_minor, value.currency)
    if isinstance(value, Duration):
        return value.negated()
    opposite: Value = -cast("Any", value)
    return opposite


def _itself(subject: Subject) -> Subject | None:
    return subject


def _its_customer(subject: Subject) -> Subject | None:
    return subject.world.customer


def _follow(
    find: Callable[[Subject], Subject | None], reference: Evaluate, entity: str
) -> Callable[[Subject], Subject | None]:
    def follow(subject: Subject) -> Subject | None:
        there = find(subject)
        target = reference(there) if there is not None else None
        return there.world.find(SubjectRef(entity, target)) if there and isinstance(target, str) else None

    return follow


def _stored(definition: FactDefinition) -> Evaluate:
    name, default = definition.name, definition.default
    return lambda subject: subject.facts.get(name, default)


def _as_expression(source: syntax.Expression | syntax.Condition) -> syntax.Expression:
    match source:
        case (
            syntax.Sentence()
            | syntax.All()
            | syntax.AnyOf()
            | syntax.Not()
            | syntax.Compare()
            | syntax.IsEmpty()
            | syntax.OneOf()
            | syntax.Off()
        ):
            return syntax.Truth(source)
        case _:
            return source


def _product(left: Evaluate, sign: str, right: Evaluate) -> Evaluate:
    def product(subject: Subject) -> Value | None:
        a, b = left(subject), right(subject)
        if a is None or b is None:
            return None
        value, factor = (b, a) if sign == "*" and isinstance(a, Decimal) else (a, b)
        if not isinstance(factor, Decimal) or (sign == "/" and factor == 0):
            return None
        return _scaled(value, Fraction(1) / Fraction(factor) if sign == "/" else Fraction(factor))

    return product


def _scaled(value: Value, factor: Fraction) -> Value | None:
    """*value* times an exact factor; a part of a day counts as a whole one, a part of a cent is rounded."""
    if isinstance(value, Decimal):
        return value * factor.numerator / factor.denominator
    if isinstance(value, Money):
        exact = Decimal(value.amount_minor * factor.numerator) / factor.denominator
        return Money(int(exact.quantize(Decimal(1), ROUND_HALF_UP)), value.currency)
    if isinstance(value, Duration):
        if factor.denominator == 1:
            return value.times(factor.numerator)
        return Duration(days=math.ceil(value.days * factor)) if value.is_whole_days else None
    return None


def _all(parts: list[Judge]) -> Judge:
    def judge(subject: Subject) -> bool | None:
        result: bool | None = True
        for part in parts:
            truth = part(subject)
            if truth is False:
                return False
            if truth is None:
                result = None
        return result

    return parts[0] if len(parts) == 1 else judge


def _any(parts: list[Judge]) -> Judge:
    def judge(subject: Subject) -> bool | None:
        result: bool | None = False
        for part in parts:
            truth = part(subject)
            if truth is True:
                return True
            if truth is None:
                result = None
        return result

    return parts[0] if len(parts) == 1 else judge


def _not(part: Judge) -> Judge:
    def judge(subject: Subject) -> bool | None:
        truth = part(subject)
        return None if truth is None else not truth

    return judge


def _compare(left: Evaluate, op: syntax.Operator, right: Evaluate) -> Judge:
    relate = _OPERATORS[op]

    def judge(subject: Subject) -> bool | None:
        a = left(subject)
        if a is None:
            return None
        b = right(subject)
        if b is None:
            return None
        kind = type(a)
        if kind is Money or kind is Duration:
            return _relate(subject, relate, a, b)
        return relate(a, b)

    return judge


def _relate(subject: Subject, relate: Callable[[Any, Any], bool], a: Value, b: Value) -> bool | None:
    if isinstance(a, Money) and isinstance(b, Money):
        if a.currency == b.currency or not a.currency or not b.currency:
            return relate(a.amount_minor, b.amount_minor)
        subject.world.trouble("currencies", subject.ref, f"{a} and {b} are of two currencies: not compared.")
        return None
    if isinstance(a, Duration) and isinstance(b, Duration):
        if a.is_whole_days and b.is_whole_days:
            return relate(a.days, b.days)
        return relate(0, 0) if a == b else None
    return None


def _is_empty(value: Evaluate) -> Judge:
    return lambda subject: value(subject) is None


def _one_of(value: Evaluate, choices: tuple[Value, ...]) -> Judge:
    def judge(subject: Subject) -> bool | None:
        found = value(subject)
        if found is None:
            return None
        if not isinstance(found, Money | Duration):
            return found in choices
        truths = [_relate(subject, operator.eq, found, choice) for choice in choices]
        return True if True in truths else None if None in truths else False

    return judge


def _off(value: Evaluate, percent: Evaluate, base: Evaluate, sign: int) -> Judge:
    def judge(subject: Subject) -> bool | None:
        found, share, against = value(subject), percent(subject), base(subject)
        if isinstance(found, Money) and isinstance(against, Money):
            if found.currency != against.currency and found.currency and against.currency:
                subject.world.trouble(
                    "currencies", subject.ref, f"{found} and {against} are of two currencies: not compared."
                )
                return None
            a, b = Decimal(found.amount_minor), Decimal(against.amount_minor)
        elif isinstance(found, Decimal) and isinstance(against, Decimal):
            a, b = found, against
        else:
            return None
        if b <= 0 or not isinstance(share, Decimal):
            return None
        return sign * (a * 100 - b * 100) >= b * share

    return judge
