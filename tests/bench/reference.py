"""Row: the reference evaluator alone against the same conditions written by hand in Python.

All conditions of the shipped rulebook are judged for one customer with 20 orders and for each of its 5 invoices, with
no figure left over from the time before. The answers are compared first.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial

from engine.plan import Line, Plan
from engine.truth.world import Subject, World
from engine.values import Money
from tests.bench.builders import BEGIN, shipped, wakes
from tests.bench.by_hand import Customer, Invoice, Order, judged
from tests.bench.measuring import Effort, Row, cpu_rates, middle, ratio_of

GOAL = 10.0


def rows(effort: Effort) -> list[Row]:
    """One line."""
    plan = Plan(shipped())
    world = _world(plan)
    asked = _asked(plan, world)
    by_hand = partial(judged, _by_hand(world), world.today)
    assert _judged_anew(world, asked) == by_hand(), "the two do not say the same"
    rates = cpu_rates(
        {
            "reference": partial(_many, partial(_judged_anew, world, asked)),
            "by hand": partial(_many, by_hand),
        },
        effort,
    )
    times = 1 / ratio_of(rates["reference"], rates["by hand"])
    return [
        Row(
            f"reference alone, {len(asked)} conditions",
            f"{middle(rates['reference']):,.0f}/s",
            f"by hand {middle(rates['by hand']):,.0f}/s",
            f"{times:.1f} × its time",
            f"≤ {GOAL:.0f} ×",
            times <= GOAL,
            {"rates": rates},
        )
    ]


def _world(plan: Plan) -> World:
    """The customer as it is after its first decision: a regular one, with a stage and its date."""
    relationship = wakes(plan, 30)[0].relationship
    world = World(plan.book.vocabulary, plan.calendar, relationship.customer, relationship.directory, BEGIN)
    for event in relationship.history:
        world.apply(event)
    return world


def _asked(plan: Plan, world: World) -> list[tuple[Line, Subject]]:
    of_customer = [(line, world.customer) for line in plan.lines if line.rule.who == "customer"]
    of_invoices = [
        (line, invoice)
        for invoice in world.of("invoice")
        for line in plan.lines
        if line.rule.who == "invoice"
    ]
    return of_customer + of_invoices


def _judged_anew(world: World, asked: list[tuple[Line, Subject]]) -> list[bool | None]:
    world.version += 1  # as after any change of a fact
    return [line.holds(subject) for line, subject in asked]


def _by_hand(world: World) -> Customer:
    facts = world.customer.facts
    since = facts["stage_since"]
    assert isinstance(since, dt.date)
    orders = [
        Order(date=order.facts["date"], amount=_minor(order))  # type: ignore[arg-type]  # the builder's
        for order in world.of("order")
    ]
    invoices = [
        Invoice(
            _minor(invoice),
            [_minor(p) for p in world.of("payment") if p.facts["invoice"] == invoice.ref.id],
        )
        for invoice in world.of("invoice")
    ]
    return Customer(
        stage=str(facts["stage"]),
        stage_since=since,
        orders=orders,
        invoices=invoices,
        member=facts["member"] is True,
        do_not_contact=facts["do_not_contact"] is True,
    )


def _minor(subject: Subject) -> int:
    amount = subject.facts["amount"]
    assert isinstance(amount, Money)
    return amount.amount_minor


def _many(once: Callable[[], object]) -> int:
    for _ in range(100):
        once()
    return 100
