"""A rulebook made ready to decide: every sentence compiled, every rule knowing what it reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import assert_never

from engine.calendar import Calendar, Hours, WorkingWeek
from engine.due.turning import NextChange, next_change, shifts
from engine.language import syntax
from engine.rollout import includes, share_of
from engine.rulebook import (
    Action,
    AtMoment,
    BecomesTrue,
    Every,
    Group,
    MoveTo,
    OnEvent,
    OpenTask,
    Rule,
    Rulebook,
    Send,
    Start,
    Step,
    step_of,
)
from engine.truth import Evaluate, Judge, Reference
from engine.truth.clocks import Clocks
from engine.truth.world import Subject
from engine.values import Duration


@dataclass(frozen=True, slots=True)
class Rung:
    """A compiled step. One that *reaches people* waits for permitted hours; *to_customer* counts for the cap.

    *changes* are the turning points of its own `when`. *offset* is None while nobody knows it: one that is computed
    (*length*) is told by `for_subject`.
    """

    step: Step
    when: Judge | None
    changes: NextChange | None
    reaches_people: bool
    to_customer: bool
    offset: Duration | None = None
    length: Evaluate | None = field(default=None, compare=False)
    dues: dict[dt.date, dt.datetime] = field(default_factory=dict, repr=False, compare=False)
    """When it is due by the day of its anchor, or its named hour; filled by `due_of`. There are not so many days."""
    told: dict[Duration, Rung] = field(default_factory=dict, repr=False, compare=False)

    def for_subject(self, subject: Subject) -> Rung:
        """The step with its offset as it is for a subject now; without one when that is not known."""
        length = self.length(subject) if self.length is not None else None
        if not isinstance(length, Duration):
            return self
        if length not in self.told:
            self.told[length] = replace(self, offset=length, length=None, dues={}, told={})
        return self.told[length]


@dataclass(frozen=True, slots=True, eq=False)
class HoldBack:
    """A compiled hold of a group: a sentence about the customer, as it is written, with its turning points."""

    text: str
    truth: Judge
    changes: NextChange | None


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A compiled rule. *reads* are the entities it depends on, apart from the facts of its own subject.

    *changes* are the turning points of its `when`, *shifts* those of its anchor or `once per`. *awaits* is the kind
    of event that starts it, or with which it begins afresh. *place*: where its messages stand when they compete, by
    group and within it; the least wins. *reference* and *calendar* are of the clock that the rule goes by.
    """

    number: int
    rule: Rule
    holds: Judge
    changes: NextChange | None
    shifts: NextChange | None
    anchor: Evaluate | None
    once_per: Evaluate | None
    rungs: tuple[Rung, ...]
    reads: frozenset[str]
    is_move: bool
    reference: Reference
    calendar: Calendar
    group: Group | None = None
    place: tuple[int, int] = (0, 0)
    holds_back: tuple[HoldBack, ...] = ()
    awaits: str | None = None
    actions: dict[str, tuple[Action, ...]] = field(default_factory=dict)
    """What each of its firings does, by step and branch; filled by the ledger as it is asked."""

    @property
    def computes_offsets(self) -> bool:
        """Whether an offset of its steps depends on the subject."""
        return any(rung.length is not None for rung in self.rungs)

    @property
    def key(self) -> str:
        """Its name towards the matcher."""
        return self.rule.id

    @property
    def is_by_customer(self) -> bool:
        """Whether it goes by the clock of the place where the customer lives."""
        return self.rule.time_zone == "customer"

    @property
    def matched_as(self) -> str:
        """What its subjects are called towards the matcher, which judges each of them by one clock at a time."""
        return f"{self.rule.who} by the customer's clock" if self.is_by_customer else self.rule.who

    @property
    def is_critical(self) -> bool:
        """Whether nothing keeps its messages back but permitted hours."""
        return self.group is not None and self.group.critical

    @property
    def is_joined(self) -> bool:
        """Whether one message tells of all its subjects that want it at the same moment."""
        return self.group is not None and self.group.together


class Plan:
    """What a decision needs of a rulebook. *as_live* ignores `status`, `valid` and `rollout`, as examples do."""

    def __init__(self, book: Rulebook, *, as_live: bool = False, only: frozenset[str] | None = None) -> None:
        self.book = book
        self.as_live = as_live
        self.calendar = calendar_of(book)
        self.hours = Hours.parse(book.policy.hours)
        self.reference = Reference(book.vocabulary, self.calendar)
        lifecycle = book.lifecycle.moves if book.lifecycle else ()
        ready = [rule for rule in (*lifecycle, *book.rules) if self._is_on(rule, only)]
        self.lines = tuple(self._line(number, rule, self.reference) for number, rule in enumerate(ready))
        self.moves = tuple(line for line in self.lines if line.is_move)
        self.rules = tuple(line for line in self.lines if not line.is_move)
        self.by_id = {line.rule.id: line for line in self.lines}
        self.clocks = Clocks(self.reference, needed=any(line.is_by_customer for line in self.lines))
        self._in_zone: dict[tuple[int, str], Line] = {}

    def conditions(self) -> dict[str, tuple[str, syntax.Condition]]:
        """Each rule's `when` by rule id, with the entity it is judged for: what the matcher matches."""
        return {line.key: (line.matched_as, line.rule.when) for line in self.lines}

    def in_zone(self, line: Line, zone: str | None) -> Line:
        """A rule as it is for a customer who lives in *zone*; without one it goes by the company's clock."""
        if not line.is_by_customer:
            return line
        if zone is None:
            return self.lines[line.number]
        known = self._in_zone.get((line.number, zone))
        if known is None:
            known = self._line(line.number, line.rule, self.clocks.reference(zone))
            self._in_zone[line.number, zone] = known
        return known

    def for_customer(self, line: Line, customer: Subject) -> Line:
        """A rule as it is for this customer as things stand."""
        return self.in_zone(line, self.clocks.zone_of(customer)) if line.is_by_customer else line

    def activates(self) -> list[str]:
        """What a publication puts in force: each rule, each of its steps (``rule/step``), each share (``rule@20``).

        A step that is new in a rule that has long been in force does nothing about what was past before it came.
        """
        steps = [step_of(line.rule, rung.step) for line in self.rules for rung in line.rungs]
        shares = [share_of(each.rule.id, each.rule.rollout) for each in self.lines if each.rule.rollout]
        return [line.rule.id for line in self.lines] + steps + shares

    def is_shadow(self, rule: Rule) -> bool:
        """Whether the rule is only recorded."""
        return rule.status == "shadow" and not self.as_live

    def is_for(self, rule: Rule, customer_id: str) -> bool:
        """Whether the rule is rolled out to this customer."""
        return self.as_live or includes(rule, customer_id)

    def is_gone(self, rule_id: str) -> bool:
        """Whether the rulebook has no such rule any more, or has switched it off."""
        rule = self.book.rule(rule_id)
        return rule is None or not (self.as_live or rule.status in {"live", "shadow"})

    def _is_on(self, rule: Rule, only: frozenset[str] | None) -> bool:
        if only is not None and rule.id not in only:
            return False
        return self.as_live or rule.status in {"live", "shadow"}

    def _line(self, number: int, rule: Rule, reference: Reference) -> Line:
        who, group = rule.who, self.book.policy.group(rule.group)
        moment = _moment_of(rule.start)
        return Line(
            number=number,
            rule=rule,
            holds=reference.condition(rule.when, who),
            changes=next_change(reference, rule.when, who),
            shifts=shifts(reference, (moment, rule.once_per, *_computed_offsets(rule)), who),
            anchor=reference.expression(moment, who) if moment else None,
            once_per=reference.expression(rule.once_per, who) if rule.once_per else None,
            rungs=tuple(_rung(step, who, reference) for step in rule.steps),
            reads=frozenset(self._reads(rule, group)),
            is_move=bool(rule.moves_from),
            reference=reference,
            calendar=reference.calendar,
            group=group,
            place=self._place(rule, group),
            holds_back=tuple(self._hold_back(hold) for hold in group.holds) if group else (),
            awaits=rule.start.kind if isinstance(rule.start, OnEvent) else rule.restart_on,
        )

    def _place(self, rule: Rule, group: Group | None) -> tuple[int, int]:
        """What is critical waits for nothing; rules of no group come last."""
        groups = self.book.policy.groups
        if group is None:
            return len(groups), 0
        within = group.order.index(rule.id) if rule.id in group.order else len(group.order)
        return -1 if group.critical else groups.index(group), within

    def _hold_back(self, hold: syntax.Condition) -> HoldBack:
        text = hold.text if isinstance(hold, syntax.Sentence) else str(hold)
        reference = self.reference
        return HoldBack(text, reference.condition(hold, "customer"), next_change(reference, hold, "customer"))

    def _reads(self, rule: Rule, group: Group | None) -> Iterator[str]:
        nodes: list[syntax.Condition | syntax.Expression] = [rule.when]
        nodes += [step.when for step in rule.steps if step.when]
        nodes += _computed_offsets(rule)
        nodes += [value for value in (rule.once_per, _moment_of(rule.start)) if value is not None]
        sends = [action for step in rule.steps for action in step.do if isinstance(action, Send)]
        nodes += [action.to for action in sends if isinstance(action.to, syntax.FactPath)]
        for node in nodes:
            yield from entities_read(self.reference, node, set(), own=rule.who)
        for hold in group.holds if group else ():
            own = "customer" if rule.who == "customer" else None
            yield from entities_read(self.reference, hold, set(), own=own)


def _rung(step: Step, who: str, reference: Reference) -> Rung:
    return Rung(
        step=step,
        when=reference.condition(step.when, who) if step.when else None,
        changes=next_change(reference, step.when, who) if step.when else None,
        reaches_people=any(isinstance(action, Send | OpenTask) for action in step.do)
        and not any(isinstance(action, MoveTo) for action in step.do),
        to_customer=any(isinstance(action, Send) and action.reaches_customer for action in step.do),
        offset=step.offset if isinstance(step.offset, Duration) else None,
        length=None if isinstance(step.offset, Duration) else reference.expression(step.offset, who),
    )


def _computed_offsets(rule: Rule) -> list[syntax.Expression]:
    return [step.offset for step in rule.steps if not isinstance(step.offset, Duration)]


def _moment_of(start: Start) -> syntax.Expression | None:
    match start:
        case AtMoment(moment, _) | Every(_, moment, _, _):
            return moment
        case OnEvent() | BecomesTrue():
            return None
        case _:
            assert_never(start)


def calendar_of(book: Rulebook) -> Calendar:
    """The company's calendar as its vocabulary declares it."""
    time = book.vocabulary.working_time
    return Calendar(time.zone, WorkingWeek.parse(time.working), time.country)


def entities_read(
    reference: Reference,
    node: syntax.Condition | syntax.Expression,
    seen: set[str],
    own: str | None = None,
) -> Iterator[str]:
    """Every entity whose facts *node* depends on, through derived facts too; facts of the subject itself left out.

    *own* is the entity of that subject, None inside formulas of others and of rows.
    """
    for part in syntax.walk(node):
        match part:
            case syntax.FactPath(names):
                yield from _along(reference, names, seen, own)
            case syntax.Aggregate(entity=child, fact=fact):
                yield child
                if fact is not None:
                    yield from _along(reference, (child, fact), seen)
            case _:
                pass


def _along(
    reference: Reference, names: tuple[str, ...], seen: set[str], own: str | None = None
) -> Iterator[str]:
    reached = names[0]
    if reached != own:
        yield reached
    for number, name in enumerate(names[1:]):
        definition = reference.vocabulary.fact(reached, name)
        if definition is None:
            return
        if definition.source is not None and definition.path not in seen:
            seen.add(definition.path)
            is_own = reached == own and number == 0
            yield from entities_read(reference, definition.source, seen, own if is_own else None)
        if definition.type.entity is not None:
            reached = definition.type.entity
            yield reached
