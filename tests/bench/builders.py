"""What is measured: the shipped rules, and one customer with 20 orders and 5 invoices."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeAlias, TypeVar

from console.home import read_rule_files
from engine.decide import Terms, decide
from engine.facts import Event, SubjectRef
from engine.language.book import load_rulebook
from engine.plan import Plan
from engine.relationship import Decision, Relationship
from engine.rulebook import Rulebook
from engine.values import Money, Value, YearlyDate

ROOT = Path(__file__).resolve().parents[2]
DAY = dt.timedelta(days=1)
BEGIN = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
ORDERS, EACH = 20, 15
PAID = 3
"""The first so many invoices."""

Facts: TypeAlias = dict[str, Value | None]
RowT = TypeVar("RowT")
KeyT = TypeVar("KeyT")


@cache
def shipped() -> Rulebook:
    """The rules of this repository."""
    return load_rulebook(read_rule_files(ROOT / "rules"))


def a_relationship(orders: int = ORDERS) -> Relationship:
    """20 orders, one each 15 days; 5 invoices, one each 40 days, of which the first three are paid."""
    directory = {event.subject: _given(event) for event in people()}
    events = sorted(events_of("c1", orders), key=lambda event: event.order)
    return Relationship(
        id="1", customer=SubjectRef("customer", "c1"), pending=tuple(events), directory=directory
    )


def people() -> list[Event]:
    """An account manager and the superior."""
    return [
        _event("li", "facts.changed", SubjectRef("person", "li"), 500, {"name": "Li", "boss": "wang"}),
        _event("wang", "facts.changed", SubjectRef("person", "wang"), 500, {"name": "Wang"}),
    ]


def events_of(customer: str, orders: int = ORDERS) -> Iterator[Event]:
    """Everything that is known of one customer; its facts, orders, invoices and payments."""
    who: Facts = {"name": "Blue Lake", "birthday": YearlyDate(5, 1), "member": True, "do_not_contact": False}
    yield _event(customer, "facts.changed", SubjectRef("customer", customer), 400, who | {"manager": "li"})
    for number in range(orders):
        ago = EACH * ORDERS * (orders - number) // orders
        order = SubjectRef("order", f"{customer}-o{number}")
        facts: Facts = {"date": _day(ago), "amount": Money(10_000, "CNY"), "customer": customer}
        yield _event(order.id, "order.placed", order, ago, facts)
    for number in range(5):
        yield from _invoice(customer, number, 40 * (5 - number))


def _invoice(customer: str, number: int, ago: int) -> Iterator[Event]:
    invoice, amount = SubjectRef("invoice", f"{customer}-i{number}"), Money(500_000, "CNY")
    facts: Facts = {"number": invoice.id, "date": _day(ago), "shipped_date": _day(ago), "customer": customer}
    yield _event(
        invoice.id, "invoice.issued", invoice, ago, facts | {"amount": amount, "due_date": _day(ago - 30)}
    )
    if number < PAID:
        payment = SubjectRef("payment", f"{customer}-p{number}")
        paid: Facts = {"date": _day(ago - 25), "amount": amount, "invoice": invoice.id}
        yield _event(payment.id, "payment.received", payment, ago - 25, paid)


def _day(ago: int) -> dt.date:
    return (BEGIN - ago * DAY).date()


def _given(event: Event) -> dict[str, Value]:
    return {name: value for name, value in event.facts.items() if value is not None}


def _event(id_: str, kind: str, subject: SubjectRef, ago: int, facts: Facts) -> Event:
    at = BEGIN - ago * DAY
    return Event(id_, kind, subject, at, at, facts)


@dataclass(frozen=True)
class Wake:
    """A relationship as it was loaded for a wake, and the moment that it had been promised."""

    relationship: Relationship
    at: dt.datetime
    steps: int
    """So many steps of rules were due at once and fired."""


def wakes(plan: Plan, days: int, orders: int = ORDERS) -> list[Wake]:
    """Every wake of some days of that relationship, each from the state that the one before left behind.

    Messages are accepted between wakes; nobody answers a task, and nothing is bought or paid.
    """
    relationship, at, found = a_relationship(orders), BEGIN, list[Wake]()
    while at <= BEGIN + days * DAY:
        decision = decide(plan, relationship, at)
        fired = [each for each in decision.firings if each.status in {"claimed", "done"}]
        found.append(Wake(relationship, at, len(fired)))
        relationship = carried_on(plan, relationship, decision)
        if decision.next_due is None:
            break
        at = decision.next_due
    return found[1:]  # the first decides on all that ever happened


def carried_on(plan: Plan, relationship: Relationship, decision: Decision) -> Relationship:
    """What the store would hold after this decision, its messages accepted."""
    accepted = [
        replace(each, status="done") if each.status == "claimed" else each for each in decision.firings
    ]
    decided = [event for event in relationship.pending if event.id in set(decision.consumed)]
    history = sorted((*relationship.history, *decided, *decision.events), key=lambda event: event.order)
    return replace(
        relationship,
        history=tuple(history),
        pending=tuple(event for event in relationship.pending if event not in decided),
        firings=_replaced(
            {each.key: each for each in relationship.firings}, {each.key: each for each in accepted}
        ),
        tasks=_replaced(
            {each.id: each for each in relationship.tasks}, {each.id: each for each in decision.tasks}
        ),
        watches=_replaced(
            {(each.rule, each.subject): each for each in relationship.watches},
            {(each.rule, each.subject): each for each in decision.watches},
        ),
        decided_until=decision.decided_until,
        next_due=decision.next_due,
        rulebook=plan.book.hash,
    )


def _replaced(before: dict[KeyT, RowT], changed: dict[KeyT, RowT]) -> tuple[RowT, ...]:
    return tuple((before | changed).values())


def decide_all(plan: Plan, some: list[Wake], terms: Terms) -> int:
    """Decide each; how many."""
    for wake in some:
        decide(plan, wake.relationship, wake.at, terms)
    return len(some)
