"""One concrete customer for whom conditions are as wanted: found by trying, and proved by the reference evaluator."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from engine.checks.cases import Case, Logic, TooMany, Wanted
from engine.checks.footprints import footprint
from engine.checks.placing import go_together
from engine.checks.topics import key_of
from engine.facts import Event, SubjectRef
from engine.language import syntax
from engine.language.scalars import show_value
from engine.plan import calendar_of
from engine.ranges import Space, ValueSet
from engine.rulebook import Rulebook
from engine.truth import Reference
from engine.truth.world import Subject, World
from engine.values import Value, ValueProblem

TODAY = dt.date(2026, 6, 15)
"""The day of a case that does not ask for another: a Monday, in the middle of a month."""

CUSTOMER = SubjectRef("customer", "example")
_NOON = dt.time(12)
_TRIES = 200
_TRUTHS: Mapping[Wanted, bool | None] = {"true": True, "false": False, "unknown": None}

Asked = tuple[syntax.Condition, Wanted]


@dataclass(frozen=True, slots=True)
class Witness:
    """The facts of one customer and of what belongs to it, and the day. What is not given is missing."""

    facts: Mapping[syntax.FactPath, Value]
    today: dt.date = TODAY
    is_dated: bool = field(default=False, compare=False)
    """Does the day matter?"""

    def said(self, entity: str) -> str:
        """``an invoice with invoice.balance 100.00 CNY and customer.tier C on 2026-06-15``."""
        article = "an" if entity[:1] in "aeiou" else "a"
        told = [f"{path} {show_value(value)}" for path, value in self.facts.items()]
        listed = " and ".join(filter(None, (", ".join(told[:-1]), *told[-1:])))
        of_nothing = f" of {'whom' if entity == 'customer' else 'which'} nothing is known"
        with_ = f" with {listed}" if told else of_nothing
        return f"{article} {entity}{with_}" + (f" on {self.today}" if self.is_dated else "")


class Search:
    """Finds witnesses in one rulebook."""

    def __init__(self, book: Rulebook) -> None:
        self.vocabulary = book.vocabulary
        self.logic = Logic(book.vocabulary)
        self.calendar = calendar_of(book)
        self.reference = Reference(book.vocabulary, self.calendar)

    def find(self, entity: str, *asked: Asked) -> Witness | None:
        """A subject of *entity* for which every condition is as asked; None when none is found."""
        try:
            cases = self.logic.together(*asked)
        except TooMany:
            return None
        paths = sorted({path for condition, _ in asked for path in self._paths(condition)}, key=str)
        tries = itertools.chain.from_iterable(self._tries(case, paths) for case in cases)
        for witness in itertools.islice(tries, _TRIES):
            if self._is_real(witness, paths) and self.proves(witness, entity, *asked):
                return witness
        return None

    def _paths(self, node: syntax.Node) -> Iterator[syntax.FactPath]:
        """The facts to be given; where a formula says whether something holds, those that it reads."""
        for path in paths_in(node):
            definition = self.logic.values.formula(path)
            if definition is None or definition.source is None:
                yield path
            else:
                yield from paths_in(definition.source)

    def proves(self, witness: Witness, entity: str, *asked: Asked) -> bool:
        """Is every condition as asked, in the eyes of the reference evaluator?"""
        subject = self._subject(witness, entity)
        try:
            return all(
                self.reference.condition(condition, entity)(subject) is _TRUTHS[wanted]
                for condition, wanted in asked
            )
        except (ValueProblem, ArithmeticError, TypeError, KeyError):
            return False

    def events(self, witness: Witness, at: dt.datetime) -> Iterator[Event]:
        """The facts of the witness as they would come in."""
        for ref, facts in self._facts(witness).items():
            yield Event(f"0-{ref}", "facts.changed", ref, at, at, facts)

    def _subject(self, witness: Witness, entity: str) -> Subject:
        now = self.calendar.at(witness.today, _NOON)
        world = World(self.vocabulary, self.calendar, CUSTOMER, {}, now)
        for event in self.events(witness, now):
            world.apply(event)
        own = SubjectRef(entity, "example")
        if (found := world.find(own)) is None:
            world.apply(Event("0-own", "facts.changed", own, now, now, self._belonging(own)))
            found = world.find(own)
        assert found is not None
        return found

    def _facts(self, witness: Witness) -> dict[SubjectRef, dict[str, Value | None]]:
        facts: dict[SubjectRef, dict[str, Value | None]] = {CUSTOMER: {}}
        for path, value in witness.facts.items():
            ref = SubjectRef(path.names[0], "example")
            for name in path.names[1:-1]:
                own = facts.setdefault(ref, self._belonging(ref))
                definition = self.vocabulary.fact(ref.entity, name)
                entity = (definition.type.entity if definition else None) or ref.entity
                ref = SubjectRef(entity, str(own.setdefault(name, f"{ref.id}-{name}")))
            facts.setdefault(ref, self._belonging(ref))[path.names[-1]] = value
        return facts

    def _belonging(self, ref: SubjectRef) -> dict[str, Value | None]:
        owner = self.vocabulary.fact(ref.entity, "customer")
        is_owned = owner is not None and owner.source is None and ref != CUSTOMER
        return {"customer": CUSTOMER.id} if is_owned else {}

    def _is_real(self, witness: Witness, paths: Iterable[syntax.FactPath]) -> bool:
        """Can there be such a customer? Not surely, where a computed fact is given beside one that it depends on."""
        read = {path: footprint(self.logic.values, path) for path in paths}
        computed = [
            path for path in witness.facts if (fact := self.logic.values.definition(path)) and fact.source
        ]
        return all(
            not (read[path] & other_read)
            for path in computed
            for other, other_read in read.items()
            if other != path
        )

    def _tries(self, case: Case, paths: list[syntax.FactPath]) -> Iterator[Witness]:
        """Ways to give the facts of a case values, the likeliest first."""
        today, is_dated = _today_in(case)
        given: dict[syntax.FactPath, Value] = {}
        for path in paths:
            values = self._values(case, path)
            if (
                values
                and all(each.has_present for each in values)
                and (value := values[0].witness()) is not None
            ):
                given[path] = value
        dates = [path for path in paths if self._is_distance(case, path)]
        is_dated = is_dated or any(
            topic.kind in {"days", "months", "relation"} and "Today()" in {topic.left, topic.right}
            for topic in case
        )
        for picked in self._placed(case, dates, {key_of(syntax.Today()): today}, today):
            yield Witness(_shown(given | picked), today, is_dated)

    def _placed(
        self, case: Case, dates: list[syntax.FactPath], known: Mapping[str, Value], today: dt.date
    ) -> Iterator[dict[syntax.FactPath, Value]]:
        """Dates one after the other, each so that it goes with those before it."""
        if not dates:
            yield {}
            return
        first, *rest = dates
        for value in self._moments(case, first, today):
            told = {**known, key_of(first): value}
            if go_together(case, told):
                for others in self._placed(case, rest, told, today):
                    yield {first: value, **others}

    def _values(self, case: Case, path: syntax.FactPath) -> list[ValueSet]:
        """What the case leaves a fact; of money by currency, that of none last."""
        key = key_of(path)
        found = [
            (topic, values) for topic, values in case.items() if topic.kind == "value" and topic.left == key
        ]
        return [values for _, values in sorted(found, key=lambda each: each[0].right, reverse=True)]

    def _is_distance(self, case: Case, path: syntax.FactPath) -> bool:
        """Does the case say how this fact stands to another?"""
        key = key_of(path)
        return any(
            topic.kind in {"days", "months", "minutes", "relation"}
            and (key in topic.left or key in topic.right)
            for topic in case
        ) and not any(values <= values.space.missing for values in self._values(case, path))

    def _moments(self, case: Case, path: syntax.FactPath, today: dt.date) -> list[Value]:
        """Values near where the case's sentences turn."""
        definition = self.logic.values.definition(path)
        kind = definition.type.kind if definition else "text"
        allowed = self._values(case, path)
        if kind == "date":
            found: list[Value] = [today - dt.timedelta(days=days) for days in _distances(case)]
        elif kind == "moment":
            noon = self.calendar.at(today, _NOON)
            found = [
                noon - dt.timedelta(minutes=n) for n in (0, 1, -1, 60, 24 * 60, 30 * 24 * 60, 400 * 24 * 60)
            ]
        else:
            space = Space.of(definition.type, "CNY") if definition else Space("text")
            found = _some_of(space)
        return [value for value in found if all(value in each for each in allowed if _is_of(value, each))]


def _is_of(value: Value, values: ValueSet) -> bool:
    try:
        return value in values or True
    except ValueError:
        return False


def _some_of(space: Space) -> list[Value]:
    if space.names:
        return list(space.names)
    if space.is_ordered:
        return [space.value_at(Decimal(n)) for n in (100, 0, 1, 1000)]
    return ["one", "another"] if space.kind in {"text", "reference", "choice"} else []


def _distances(case: Case) -> list[int]:
    """How many days before today a date could lie: at and beside every distance that the case names."""
    days = {0, 1, -1}
    for topic, values in case.items():
        factor = {"days": Decimal(1), "months": Decimal("30.44")}.get(topic.kind)
        if factor is not None:
            near = {int(at * factor) for at, _ in values.cuts}
            days |= {sign * day + step for day in near for step in (-1, 0, 1) for sign in (1, -1)}
    days |= {400, -400}
    return sorted(days, key=lambda day: (day < 0, abs(day)))


def _today_in(case: Case) -> tuple[dt.date, bool]:
    key = key_of(syntax.Today())
    for topic, values in case.items():
        if topic.kind == "value" and topic.left == key:
            day = values.witness()
            if isinstance(day, dt.date) and TODAY not in values:
                return day, True
            return TODAY, True
    return TODAY, False


def _shown(given: Mapping[syntax.FactPath, Value]) -> dict[syntax.FactPath, Value]:
    return {path: given[path] for path in sorted(given, key=str)}


def paths_in(node: syntax.Node) -> Iterator[syntax.FactPath]:
    """Every fact that a sentence reads itself, rows of aggregates left out."""
    for part in syntax.walk(node):
        if isinstance(part, syntax.FactPath) and len(part.names) > 1:
            yield part
