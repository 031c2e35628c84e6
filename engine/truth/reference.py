"""The reference evaluator: sentences compiled to closures, three-valued. It is the authority.

A compiled expression takes a subject and gives a value or None (missing). A compiled condition gives True, False
or None (unknown). Kleene's strong logic: unknown survives unless another part decides (``all`` with a false part
is false, ``any`` with a true part is true).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import assert_never

from engine.calendar import Calendar
from engine.facts import SubjectRef
from engine.language import syntax
from engine.truth.aggregates import compile_aggregate, compile_choice
from engine.truth.arithmetic import amount_for, product_of, sum_of, sum_with, time_since
from engine.truth.compiled import Choose, Evaluate, Judge
from engine.truth.logic import (
    all_of,
    any_of,
    compare,
    compare_stored,
    compare_with,
    contains,
    is_empty,
    not_so,
    off,
    one_of,
)
from engine.truth.tables import compile_lookup
from engine.truth.timed import is_timed
from engine.truth.world import Subject
from engine.values import NO_MONEY, Duration, Money, Value
from engine.vocabulary import FactDefinition, Vocabulary

_NUMBER = "number"


class Reference:
    """Compiles the sentences of one vocabulary by one clock; every fact is compiled once.

    *of_facts* compiles what facts are derived from, where sentences go by another clock than the company's: a fact
    is the same whoever asks. *today* is the day of a subject's world by this clock.
    """

    def __init__(self, vocabulary: Vocabulary, calendar: Calendar, of_facts: Reference | None = None) -> None:
        self.vocabulary = vocabulary
        self.calendar = calendar
        self.of_facts: Reference = of_facts or self
        self.today: Callable[[Subject], dt.date] = _TODAY if of_facts is None else _today_by(calendar)
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
                return self.today
            case syntax.Now():
                return lambda subject: subject.world.now
            case syntax.Sum(left, sign, syntax.Constant(value) | syntax.Setting(_, value)):
                return sum_with(self.calendar, self.expression(left, entity), sign, value)
            case syntax.Sum(left, sign, right):
                return sum_of(
                    self.calendar, self.expression(left, entity), sign, self.expression(right, entity)
                )
            case syntax.Product(left, sign, right):
                return product_of(self.expression(left, entity), sign, self.expression(right, entity))
            case syntax.Since(unit, start):
                return time_since(self.calendar, unit, self.expression(start, entity), self.today)
            case syntax.Aggregate():
                return compile_aggregate(self.of_facts, expression, entity)
            case syntax.TableLookup():
                return compile_lookup(self, expression, entity)
            case syntax.AmountFor(amounts=amounts, like=like):
                return amount_for(
                    expression.name, amounts, self.expression(like or syntax.Constant(NO_MONEY), entity)
                )
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
                return all_of([self.condition(part, entity) for part in parts])
            case syntax.AnyOf(parts):
                return any_of([self.condition(part, entity) for part in parts])
            case syntax.Not(part):
                return not_so(self.condition(part, entity))
            case syntax.Compare(left, op, syntax.Constant(value) | syntax.Setting(_, value)):
                stored = self._stored_fact(left, entity)
                if stored is not None and not isinstance(value, Money | Duration):
                    return compare_stored(stored.name, stored.default, op, value)
                return compare_with(self.expression(left, entity), op, value)
            case syntax.Compare(left, op, right):
                return compare(self.expression(left, entity), op, self.expression(right, entity))
            case syntax.IsEmpty(value):
                return is_empty(self.expression(value, entity))
            case syntax.OneOf(value, choices):
                return one_of(self.expression(value, entity), tuple(c.value for c in choices))
            case syntax.Contains(value, item):
                return contains(self.expression(value, entity), self.expression(item, entity))
            case syntax.Off(value, percent, direction, base):
                return off(
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
                case syntax.AmountFor(name):
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
        if self.of_facts is not self:
            return self.of_facts.fact(definition)
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

    def _stored_fact(self, node: syntax.Expression, entity: str) -> FactDefinition | None:
        """The fact, when *node* names one that is kept with the subject itself."""
        if not isinstance(node, syntax.FactPath) or len(node.names) != len(("entity", "fact")):
            return None
        definition = self.vocabulary.fact(*node.names) if node.names[0] == entity else None
        is_stored = definition is not None and definition.source is None and definition.name != _NUMBER
        return definition if is_stored else None

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
            derived = subject.derived
            if derived is None:
                derived = subject.derived = {}
            cached = derived.get(name)
            if cached is not None and cached[0] == stamp:
                return cached[1]
            if not compute:
                compute.append(self.expression(_as_expression(source), entity))
            value = compute[0](subject)
            value = default if value is None else value
            derived[name] = (stamp, value)
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


_TODAY: Callable[[Subject], dt.date] = attrgetter("world.today")


def _today_by(calendar: Calendar) -> Callable[[Subject], dt.date]:
    return lambda subject: calendar.date_of(subject.world.now)


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
    if name == _NUMBER and default is None:  # who gave no number of its own is called by its id
        return lambda subject: subject.facts.get(_NUMBER, subject.ref.id)
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
            | syntax.Contains()
            | syntax.Off()
        ):
            return syntax.Truth(source)
        case _:
            return source
