"""A small company, its rules and its customers: builders that show only what matters to a test."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from engine.calendar import Calendar
from engine.decide import Terms, decide
from engine.facts import Event, Origin, SubjectRef
from engine.language import syntax
from engine.language.cells import read_cell
from engine.language.scalars import parse_value
from engine.language.scope import KnownTable, Scope
from engine.language.sentences import (
    parse_condition,
    parse_expression,
    parse_source,
    parse_start,
    parse_table_input,
)
from engine.language.syntax import All, AnyOf, Condition, Expression, FactPath, Not
from engine.language.tree import Text
from engine.plan import Plan, calendar_of
from engine.problems import Place
from engine.relationship import Decision, Firing, Relationship, Task, Watch
from engine.rulebook import (
    Action,
    BecomesTrue,
    Lifecycle,
    MoveTo,
    OnEvent,
    OpenSubject,
    OpenTask,
    Policy,
    Role,
    Rule,
    Rulebook,
    Send,
    SetFact,
    Start,
    Step,
)
from engine.tables import Hit, Row, Table
from engine.values import Duration, Money, Value
from engine.vocabulary import Entity, FactDefinition, FactType, Kind, Vocabulary, WorkingTime

STAGES = ("prospect", "active", "at_risk", "lost")
CUSTOMER = SubjectRef("customer", "c1")
INVOICE = SubjectRef("invoice", "i1")
OTHER_INVOICE = SubjectRef("invoice", "i2")
SHANGHAI = "Asia/Shanghai"

ENTITIES: Mapping[str, Mapping[str, str]] = {
    "customer": {
        "name": "text",
        "lives_in": "text",
        "stage": "choice prospect active at_risk lost",
        "stage_since": "date",
        "tier": "choice A B C",
        "score": "number",
        "hold": "yes_no",
        "birthday": "yearly_date",
        "since": "date",
        "promised": "date",
        "quiet_until": "moment",
        "cycle": "duration",
        "manager": "reference person",
        "interests": "list golf tea",
        "orders": "number = count(order)",
        "recent_orders": "number = count(order) over last 3 days",
        "volume": "money = sum(order.amount) over last 2 days",
        "volume_before": "money = sum(order.amount) over the 2 days before that",
        "last_two": "money = sum(order.amount) of the last 2",
        "two_before": "money = sum(order.amount) of the 2 before that",
        "volume_of_cycles": "money = sum(order.amount) over last 2 * customer.cycle",
        "oldest_recent": "date = min(order.date) over last 3 days",
        "is_late": "yes_no = any(invoice where today > invoice.due_date and invoice.balance > 0 CNY)",
        "is_patient": "yes_no = today <= customer.since + 2 days",
        "claims": "number = count(claim)",
        "recent_claims": "number = count(claim) over last 2 days",
        "first_order": "date = first(order.date)",
        "last_order": "date = last(order.date)",
        "usual_gap": "duration = median gap of the last 3 orders",
        "largest": "money = max(order.amount) over last 3 days",
        "usual_amount": "money = average(order.amount) of the last 2",
        "promised_volume": "money = sum(order.amount) over last 2 days up to customer.promised",
        "doubled_cycle": "duration = 2 * customer.cycle",
    },
    "person": {"name": "text", "until": "date"},
    "invoice": {
        "customer": "reference customer",
        "due_date": "date",
        "balance": "money",
        "disputed": "yes_no",
        "promised": "date",
    },
    "order": {"customer": "reference customer", "date": "date", "amount": "money"},
    "claim": {
        "customer": "reference customer",
        "invoice": "reference invoice",
        "date": "date",
        "opened_at": "moment",
        "severity": "choice minor serious",
    },
}
"""Facts as ``kind choices-or-entity = formula``."""

EVENTS = {
    "order": ("order.placed",),
    "customer": ("complaint.opened",),
    "invoice": ("invoice.sent",),
    "claim": ("claim.opened",),
}


def cny(amount: int) -> Money:
    return Money.of(amount, "CNY")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@cache
def a_vocabulary(zone: str = SHANGHAI) -> Vocabulary:
    """The company's facts; ``person.name`` alone belongs to nobody's relationship."""
    entities = {
        name: Entity(
            name, {}, {fact: _plain(name, fact, text) for fact, text in facts.items()}, EVENTS.get(name, ())
        )
        for name, facts in ENTITIES.items()
    }
    plain = Vocabulary(entities, WorkingTime(zone=zone, customer_zone="lives_in"))
    with_formulas = {
        name: replace(known, facts={fact: _with_formula(plain, each) for fact, each in known.facts.items()})
        for name, known in entities.items()
    }
    return replace(plain, entities=with_formulas)


def _plain(entity: str, name: str, text: str) -> FactDefinition:
    kind, *rest = text.partition(" = ")[0].split()
    known: Kind = kind  # type: ignore[assignment]
    of_entity = rest[0] if kind == "reference" else None
    return FactDefinition(
        entity, name, FactType(known, tuple(rest) if kind in {"choice", "list"} else (), of_entity), {}
    )


def _with_formula(vocabulary: Vocabulary, fact: FactDefinition) -> FactDefinition:
    formula = ENTITIES[fact.entity][fact.name].partition(" = ")[2]
    if not formula:
        return fact
    return replace(fact, source=parse_source(formula, Scope(vocabulary, fact.entity), Place(), fact.type))


@dataclass(frozen=True)
class Inline:
    """A table as a rule file has it: what it looks at and what it gives, each with its type; its rows."""

    takes: Mapping[str, FactType]
    gives: Mapping[str, FactType]
    rows: tuple[tuple[str, ...], ...]
    hit: Hit = "unique"


NUMBER, LENGTH = FactType("number"), FactType("duration")
TABLES: Mapping[str, Inline] = {
    "patience": Inline(
        {"days since customer.since": NUMBER, "customer.tier": FactType("choice", ("A", "B", "C"))},
        {"it": NUMBER},
        (("< 2", "-", "1"), ("2..4", "A", "2"), ("2..4", "not(A)", "3"), ("> 4", "-", "4")),
    ),
    "delay": Inline(
        {"customer.is_patient": FactType("yes_no"), "customer.score": NUMBER},
        {"it": LENGTH},
        (("yes", "-", "2 days"), ("no", ">= 2", "1 day"), ("no", "< 2", "0 days")),
    ),
    "care": Inline(
        {"today": FactType("date"), "customer.score": NUMBER},
        {"calls": NUMBER, "pause": LENGTH},
        (("< 2026-03-28", ">= 2", "1", "1 day"), ("-", "-", "2", "2 days")),
        hit="first",
    ),
    "points": Inline(
        {"days since customer.since": NUMBER, "customer.score": NUMBER},
        {"it": NUMBER},
        ((">= 1", "-", "1"), (">= 3", "-", "2"), ("-", ">= 2", "4")),
        hit="collect sum",
    ),
}


@cache
def tables() -> Mapping[str, KnownTable]:
    return {name: _a_table(name, table) for name, table in TABLES.items()}


def _a_table(name: str, table: Inline) -> KnownTable:
    scope, takes, gives = Scope(a_vocabulary(), "customer"), table.takes.values(), table.gives.values()
    rows = tuple(
        Row(
            tuple(read_cell(Text(cell), type_, SHANGHAI) for cell, type_ in zip(row, takes, strict=False)),
            tuple(
                parse_value(value, type_, Place())
                for value, type_ in zip(row[len(takes) :], gives, strict=True)
            ),
        )
        for row in table.rows
    )
    asked = tuple(parse_table_input(text, scope, Place())[0] for text in table.takes)
    return KnownTable(Table(name, table.hit, tuple(table.gives), rows), "customer", asked, tuple(gives))


SETTINGS: Mapping[str, Value] = {
    "enough": Decimal(2),
    "small": Money.of(100, "CNY"),
    "pause": Duration(days=1),
}


AMOUNTS = {"ignored": (Money.of(100, "CNY"), Money.of(30, "USD"))}
"""Settings with an amount for each currency."""


def a_scope(who: str, *, once: bool = False) -> Scope:
    """Where the sentences of a rule about *who* are read; what is set *once* may say today."""
    known = a_vocabulary()
    return Scope(
        known, who, settings=SETTINGS, amounts=AMOUNTS, answers=once, is_read_once=once, tables=tables()
    )


@cache
def sentence(text: str, who: str) -> Condition:
    return parse_condition(text, a_scope(who), Place())


def holds(who: str, *lines: str, any_of: Sequence[str] = (), none_of: Sequence[str] = ()) -> Condition:
    """What stands under ``when``."""
    parts: list[Condition] = [sentence(line, who) for line in lines]
    parts += [AnyOf(tuple(sentence(line, who) for line in any_of))] if any_of else []
    parts += [Not(AnyOf(tuple(sentence(line, who) for line in none_of)))] if none_of else []
    return All(tuple(parts))


_UNITS = {
    "month": "months",
    "day": "days",
    "minute": "minutes",
    "working day": "working_days",
    "working hour": "working_minutes",
}


@cache
def length(text: str) -> Duration:
    """A duration as people say it: ``2 days``, ``-1 month``, ``90 minutes``, ``1 working day``."""
    number, _, unit = text.partition(" ")
    unit = unit.removesuffix("s")
    if unit == "hour":
        return Duration(minutes=60 * int(number))
    return Duration(**{_UNITS[unit]: int(number) * (60 if unit == "working hour" else 1)})


def a_task(  # noqa: PLR0913 - each says what it means by name
    kind: str = "call",
    to: str = "team/sales",
    due: str = "1 day",
    outcomes: Mapping[str, tuple[Action, ...]] | None = None,
    late: tuple[Action, ...] = (),
    *,
    keep: bool = False,
) -> OpenTask:
    return OpenTask(kind, Role(to), length(due), {"en": ""}, outcomes or {}, late, keep)


def a_message(to: str = "customer") -> Send:
    """To the customer, to a fact that names a person, or to a role (``team/sales``)."""
    recipient = Role(to) if "/" in to else FactPath(tuple(to.split(".")))
    return Send("email", recipient, {"en": ""}, reaches_customer=to == "customer")


def a_set(fact: str, value: str, who: str = "customer") -> SetFact:
    target = FactPath(tuple(fact.split(".")))
    if value.startswith("answer."):
        return SetFact(target, syntax.Answer(value.removeprefix("answer.")))
    definition = a_vocabulary().fact(*target.names)
    return SetFact(target, a_value(value, who, definition.type if definition else None, once=True))


def an_opening(who: str = "customer", entity: str = "claim", **facts: str) -> OpenSubject:
    """A new claim of the customer, about the rule's own invoice when it has one; facts as rules write them."""
    known = a_vocabulary().entities[entity].facts
    given: dict[str, Expression] = {"customer": FactPath(("customer",))}
    if who != "customer" and who in known:
        given[who] = FactPath((who,))
    read = {fact: a_value(text, who, known[fact].type, once=True) for fact, text in facts.items()}
    return OpenSubject(entity, given | read)


def a_step(
    name: str, *do: Action, after: str = "0 days", when: Sequence[str] = (), who: str = "customer"
) -> Step:
    return Step(name, do or (a_task(),), length(after), holds(who, *when) if when else None)


def a_rule(  # noqa: PLR0913 - each says what it means by name
    name: str,
    *steps: Step,
    who: str = "customer",
    on: str | None = None,
    at: str | None = None,
    when: Sequence[str] = (),
    any_of: Sequence[str] = (),
    none_of: Sequence[str] = (),
    once_per: str | None = None,
    within: str | None = None,
    holds_for: str | None = None,
    cooldown: str | None = None,
    **others: object,
) -> Rule:
    rule = Rule(
        id=name,
        who=who,
        start=_start(on, at, who),
        when=holds(who, *when, any_of=any_of, none_of=none_of),
        steps=steps or (a_step("do"),),
        once_per=a_value(once_per, who) if once_per else None,
        within=length(within) if within else None,
        holds_for=length(holds_for) if holds_for else None,
        cooldown=length(cooldown) if cooldown else None,
    )
    return replace(rule, **others)  # type: ignore[arg-type]


@cache
def _start(on: str | None, at: str | None, who: str) -> Start:
    if on is not None:
        return OnEvent(on)
    return parse_start(at, a_scope(who), Place()) if at is not None else BecomesTrue()


@cache
def a_value(text: str, who: str, wanted: FactType | None = None, *, once: bool = False) -> Expression:
    scope = a_scope(who, once=once)
    return parse_expression(text, scope, Place(), target=wanted)[0]


def a_move(  # noqa: PLR0913 - each says what it means by name
    name: str,
    from_: str,
    to: str,
    *when: str,
    do: tuple[Action, ...] = (),
    holds_for: str | None = None,
    status: str = "live",
) -> Rule:
    step = a_step("move", MoveTo(to), *do)
    return a_rule(name, step, when=when, holds_for=holds_for, status=status, moves_from=(from_,))


ANY_TIME = Policy(hours="always", caps=())


def a_book(
    *rules: Rule, moves: tuple[Rule, ...] = (), policy: Policy = ANY_TIME, zone: str = SHANGHAI
) -> Rulebook:
    lifecycle = Lifecycle("customer.stage", "prospect", STAGES, moves) if moves else None
    return Rulebook(
        vocabulary=a_vocabulary(zone), rules=rules, lifecycle=lifecycle, policy=policy, locales=("en",)
    )


CALENDAR: Calendar = calendar_of(a_book())


def local(text: str) -> dt.datetime:
    """The instant at which the clocks of Shanghai show ``2026-03-09 09:00``, or the start of that day."""
    wall = dt.datetime.fromisoformat(text)
    return CALENDAR.at(wall.date(), wall.time())


_COUNT = iter(range(1, 1_000_000_000))


def happened(
    at: str,
    subject: SubjectRef = CUSTOMER,
    kind: str = "facts.changed",
    *,
    recorded: str | None = None,
    origin: Origin = "api",
    **facts: Value | None,
) -> Event:
    """Facts that changed, or a named event. A subject that is no customer belongs to the one there is."""
    owner: dict[str, Value | None] = (
        {} if subject.entity in {"customer", "person", "task"} else {"customer": "c1"}
    )
    event_id = f"event-{next(_COUNT):09d}"
    return Event(event_id, kind, subject, local(at), local(recorded or at), owner | facts, origin)


def answered(at: str, task: Task, outcome: str, **fields: Value) -> Event:
    event = happened(at, SubjectRef("task", task.id), "task.answered", outcome=outcome)
    return replace(event, facts={**event.facts, **fields})


def an_order(at: str, number: int = 1) -> Event:
    return happened(at, SubjectRef("order", f"o{number}"), "order.placed", date=local_day(at))


def local_day(text: str) -> dt.date:
    return dt.datetime.fromisoformat(text).date()


def an_invoice(at: str, due: str, ref: SubjectRef = INVOICE, balance: int = 500) -> Event:
    return happened(at, ref, due_date=day(due), balance=cny(balance), disputed=False)


def a_relationship(*events: Event) -> Relationship:
    return Relationship(id="r1", customer=CUSTOMER, pending=in_order(events))


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: event.order))


AT_ONCE = Terms(delivers_at_once=True, renders=False)


def decided(book: Rulebook, relationship: Relationship, until: str, terms: Terms = AT_ONCE) -> Decision:
    return decide(Plan(book), relationship, local(until), terms)


def after(
    relationship: Relationship, decision: Decision, *coming: Event, book: Rulebook | None = None
) -> Relationship:
    """The relationship as the store hands it to the next decision; *coming* was posted meanwhile.

    With the *book* it was decided under, the next decision trusts `next_due`.
    """
    consumed = [event for event in relationship.pending if event.id in decision.consumed]
    waiting = [event for event in relationship.pending if event.id not in decision.consumed]
    return replace(
        relationship,
        history=in_order((*relationship.history, *consumed, *decision.events)),
        pending=in_order((*waiting, *coming)),
        firings=tuple(({each.key: each for each in (*relationship.firings, *decision.firings)}).values()),
        tasks=tuple(({each.id: each for each in (*relationship.tasks, *decision.tasks)}).values()),
        watches=tuple(
            (
                {(each.rule, each.subject): each for each in (*relationship.watches, *decision.watches)}
            ).values()
        ),
        decided_until=decision.decided_until,
        next_due=decision.next_due,
        rulebook=book.hash if book else "",
    )


def told(firings: Iterable[Firing]) -> list[str]:
    """Firings in order of time, as people read them: ``2026-03-09 09:00 week_1``; what was not done says so."""
    return list(_told(sorted(firings, key=lambda each: (each.at, each.due, each.key))))


def _told(firings: Iterable[Firing]) -> Iterator[str]:
    for each in firings:
        status = "" if each.status == "done" else f" {each.status}"
        yield f"{CALENDAR.local(each.at):%Y-%m-%d %H:%M} {each.key.step}{status}"


def schedule(book: Rulebook, *events: Event, until: str, terms: Terms = AT_ONCE) -> list[str]:
    """What one decision over the whole stretch does."""
    return told(decided(book, a_relationship(*events), until, terms).firings)


def watch_of(decision: Decision, rule: str) -> Watch:
    return next(watch for watch in decision.watches if watch.rule == rule)
