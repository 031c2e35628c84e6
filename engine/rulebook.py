"""A checked rulebook: what all rule files of a company say together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from engine.calendar import LeapMonth, MissingDay
from engine.language.syntax import Condition, Expression, FactPath
from engine.problems import Place
from engine.tables import Table
from engine.values import Duration, Value
from engine.vocabulary import FactType, Vocabulary

Texts: TypeAlias = Mapping[str, str]
"""The same words per locale: ``{"en": "...", "zh": "..."}``."""

Status: TypeAlias = Literal["draft", "shadow", "live", "off"]
TimeZone: TypeAlias = Literal["company", "customer"]
"""Whose days and hours: one clock for all, or that of the place where each customer lives."""
CatchUp: TypeAlias = Literal["next", "latest", "skip"]
"""What becomes of steps that could not happen when due: the lowest first, only the last of them, or none."""


@dataclass(frozen=True, slots=True)
class OnEvent:
    """Starts at each event of this kind on the subject; the occurrence is the event's id."""

    kind: str


@dataclass(frozen=True, slots=True)
class AtMoment:
    """Starts at a date or moment computed from facts; *at* names an hour of that day."""

    moment: Expression
    at: dt.time | None = None


@dataclass(frozen=True, slots=True)
class Every:
    """Comes back each *period* (whole months, or weeks) counted from *anchor*, never chained.

    ``every monday`` is a period of 7 days from a Monday long ago. ``every year on X`` and ``every 3 months on X`` count X itself, ``… after X`` starts one period later. X is a
    date, or with ``every year on`` a yearly date, solar or lunar. The occurrence is the nominal year (or month).
    """

    period: Duration
    anchor: Expression
    at: dt.time | None = None
    counts_anchor: bool = True


@dataclass(frozen=True, slots=True)
class BecomesTrue:
    """Starts when the rule's ``when`` becomes true."""


Start: TypeAlias = OnEvent | AtMoment | Every | BecomesTrue


@dataclass(frozen=True, slots=True)
class Role:
    """``team/finance_lead`` or ``role/director``: people by what they do."""

    name: str


Recipient: TypeAlias = FactPath | Role


@dataclass(frozen=True, slots=True)
class Send:
    """A message. It *reaches the customer* when the recipient is the customer itself."""

    channel: str
    to: Recipient
    text: Texts
    subject: Texts | None = None
    reaches_customer: bool = False


@dataclass(frozen=True, slots=True)
class SetFact:
    """Sets a fact of the subject, or of its customer."""

    target: FactPath
    value: Expression


@dataclass(frozen=True, slots=True)
class Again:
    """Opens the same task once more, *after* its answer, *at_most* so many times in all."""

    after: Duration
    at_most: int


@dataclass(frozen=True, slots=True)
class SkipTo:
    """Goes on at a later *step* of the same ladder, due at that moment; the steps between are passed over."""

    step: str


@dataclass(frozen=True, slots=True)
class OpenSubject:
    """A new subject of the customer (a complaint, a case) with its first *facts*, by their names.

    What refers to the customer and to the rule's own subject is among them.
    """

    entity: str
    facts: Mapping[str, Expression] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Human work. *late* happens once when it is still open at its due moment.

    An open task is withdrawn when its rule's ``when`` no longer holds, unless *keep*. *form* are the declared fields
    of its answer; without one they follow from what the outcomes set.
    """

    kind: str
    to: Recipient
    due: Duration
    text: Texts
    outcomes: Mapping[str, tuple[Action, ...]] = field(default_factory=dict)
    late: tuple[Action, ...] = ()
    keep: bool = False
    form: Mapping[str, FactType] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MoveTo:
    """Moves the customer to another stage: the only way a stage changes."""

    stage: str


Action: TypeAlias = Send | SetFact | OpenSubject | Again | SkipTo | OpenTask | MoveTo


def with_what_follows(actions: Iterable[Action]) -> Iterator[Action]:
    """These actions, and those that follow from the answers to their tasks or from nobody answering."""
    for action in actions:
        yield action
        if isinstance(action, OpenTask):
            for following in (*action.outcomes.values(), action.late):
                yield from with_what_follows(following)


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of a ladder, *offset* from the anchor (negative: before it); an expression depends on the subject."""

    id: str
    do: tuple[Action, ...]
    offset: Duration | Expression = field(default_factory=Duration)
    when: Condition | None = None
    place: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, or one move of the lifecycle (*moves_from* is then the stages that it leaves).

    *group* names a group of the policy. *audience*: `who` named this one; its lines stand first in *when*.
    *said* are the keys that its author wrote, so that a default can be told from a decision.
    *holds_for*: how long the `when` must have been true. *cooldown*: the least gap between a step that was done and
    the first of another occurrence. *restart_on*: the event with which the ladder begins afresh. *rollout*: the
    percentage of the customers for whom it is in force; None is all of them. *time_zone*: whose `today`, whose hours.
    """

    id: str
    who: str
    start: Start
    when: Condition
    steps: tuple[Step, ...]
    names: Texts = field(default_factory=dict)
    owner: str = ""
    status: Status = "live"
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    once_per: Expression | None = None
    within: Duration | None = None
    holds_for: Duration | None = None
    cooldown: Duration | None = None
    catch_up: CatchUp = "next"
    restart_on: str | None = None
    rollout: int | None = None
    time_zone: TimeZone = "company"
    from_the_start: bool = False
    missing_day: MissingDay = "day before"
    leap_month: LeapMonth = "regular month"
    moves_from: tuple[str, ...] = ()
    group: str = ""
    audience: str = ""
    said: frozenset[str] = frozenset()
    place: Place = field(default_factory=Place)


def step_of(rule: Rule, step: Step) -> str:
    """The name under which a step of a rule has its own activation."""
    return f"{rule.id}/{step.id}"


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The stages of a relationship, declared, with the moves between them in file order."""

    fact: str
    start: str
    stages: tuple[str, ...]
    moves: tuple[Rule, ...]
    end: tuple[str, ...] = ()
    place: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True)
class Cap:
    """So many messages may reach one customer in *days* local days, the last of which is today."""

    most: int
    days: int = 1


@dataclass(frozen=True, slots=True)
class Group:
    """Rules whose messages to the customer are weighed together.

    *order*: ids of its rules, the first wins; its others come after these, in file order. *caps* hold for its own
    messages, beside those of the policy. *loser*: what becomes of a step that finds a cap used up. *critical*: no
    cap, hold or other rule keeps it back. *together*: one message tells of all subjects of a rule at once. *holds*:
    while one of these, about the customer, is true or unknown, nothing of the group reaches the customer.
    """

    name: str
    order: tuple[str, ...] = ()
    caps: tuple[Cap, ...] = ()
    loser: Literal["waits", "dropped"] = "waits"
    critical: bool = False
    together: bool = False
    holds: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """What holds for every rule.

    *hours*: when people may be reached, e.g. ``09:00-20:00``. *caps*: messages that reach one customer. *least_gap*:
    the least distance between two steps of a ladder that has fallen behind. *groups*: the first wins over the next;
    rules of no group come after all.
    """

    hours: str = "09:00-20:00"
    caps: tuple[Cap, ...] = (Cap(1),)
    least_gap: Duration = field(default_factory=lambda: Duration(days=3))
    groups: tuple[Group, ...] = ()

    def group(self, name: str) -> Group | None:
        """The group of that name."""
        return next((group for group in self.groups if group.name == name), None)


Given: TypeAlias = Mapping[FactPath, Value]


@dataclass(frozen=True, slots=True)
class ExampleEvent:
    """A happening in an example: facts that change, rows that appear, or a named event or task answer.

    ``2026-03-12: {invoice.balance: 0 CNY}``; ``2026-03-12 10:00: complaint.opened``;
    ``2026-03-12: {order: {amount: 100 CNY}}`` adds a row (dated that day);
    ``2026-03-12: {answer: {payment_call: promised, date: 2026-03-20}}`` answers the open task of that kind.
    """

    at: dt.date | dt.datetime
    facts: Given = field(default_factory=dict)
    event: str | None = None
    rows: tuple[tuple[str, Mapping[str, Value]], ...] = ()
    answer: tuple[str, str, Mapping[str, Value]] | None = None
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True)
class Expected:
    """One line of ``expect``: ``2026-02-07 week_1`` with an optional ``-> fact value``."""

    text: str
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True)
class Example:
    """A story told in the file: what is given, what happens, and the whole schedule that should follow.

    *start* is ``today`` of the given facts, else the earliest date in the story. *rules* are the rules it is about.
    """

    name: str
    rules: tuple[str, ...]
    given: Given
    rows: tuple[tuple[str, Mapping[str, Value]], ...]
    events: tuple[ExampleEvent, ...]
    start: dt.datetime | dt.date
    until: dt.date
    expect: tuple[Expected, ...]
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True)
class Declared:
    """Something that a file declares by name: a setting, a message, a table."""

    kind: str
    name: str
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """Everything in force together. *hash* names its content: the same files give the same hash.

    *unnamed* is what is declared, and named nowhere else.
    """

    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    lifecycle: Lifecycle | None = None
    policy: Policy = field(default_factory=Policy)
    examples: tuple[Example, ...] = ()
    locales: tuple[str, ...] = ("en", "zh")
    settings: Mapping[str, Value] = field(default_factory=dict)
    unnamed: tuple[Declared, ...] = ()
    tables: Mapping[str, Table] = field(default_factory=dict)
    hash: str = ""

    def rule(self, rule_id: str) -> Rule | None:
        """The rule or move of that id."""
        return next((rule for rule in self.moves_and_rules if rule.id == rule_id), None)

    @property
    def moves_and_rules(self) -> tuple[Rule, ...]:
        """Whatever has a rule's id: the moves of the lifecycle, then the rules, each in file order."""
        return (*(self.lifecycle.moves if self.lifecycle else ()), *self.rules)
