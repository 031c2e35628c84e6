"""Row: one sentence evaluated, against the same in a Python lambda and in the Common Expression Language.

    invoice.balance > 200 CNY and customer.tier is one of [A, B] and today >= invoice.due_date + 7 days

All three read the facts of one invoice and its customer as their own callers hand them over: ours a subject of a
relationship, the lambda plain attributes, CEL its own types, converted before the clock starts.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

from engine.facts import Event, SubjectRef
from engine.language.sentences import Scope, parse_condition
from engine.plan import calendar_of
from engine.problems import Place
from engine.truth import Reference
from engine.truth.world import World
from engine.values import Money
from tests.bench.builders import BEGIN, DAY, shipped
from tests.bench.measuring import Effort, Row, cpu_rates, middle, ratio_of, skipped

SENTENCE = (
    "invoice.balance > 200 CNY and customer.tier is one of [A, B] and today >= invoice.due_date + 7 days"
)
CEL = 'invoice.balance > 20000 && customer.tier in ["A", "B"] && today >= invoice.due_date + duration("168h")'
WHAT = "one sentence, reference evaluator"
SLOWEST, FASTER = 10.0, 20.0


def rows(effort: Effort) -> list[Row]:
    """Two lines: against the lambda, against CEL."""
    try:
        import celpy  # noqa: F401, PLC0415 - a development dependency
    except ImportError:
        return [skipped(WHAT, f"≤ {SLOWEST:.0f} ×", "cel-python is not installed")]
    ours, by_hand, cel = _ours(), _by_hand(), _cel()
    assert all(bool(work()) for work in (ours, by_hand, cel)), "they do not say the same"
    rates = cpu_rates(
        {name: partial(_many, work) for name, work in {"ours": ours, "lambda": by_hand, "cel": cel}.items()},
        effort,
    )
    times = 1 / ratio_of(rates["ours"], rates["lambda"])
    faster = ratio_of(rates["ours"], rates["cel"])
    measured = f"{middle(rates['ours']):,.0f}/s"
    return [
        Row(
            WHAT,
            measured,
            f"a lambda {middle(rates['lambda']):,.0f}/s",
            f"{times:.1f} × its time",
            f"≤ {SLOWEST:.0f} ×",
            times <= SLOWEST,
            {"rates": rates},
        ),
        Row(
            "the same",
            measured,
            f"cel-python {middle(rates['cel']):,.0f}/s",
            f"{faster:.0f} × faster",
            f"≥ {FASTER:.0f} ×",
            faster >= FASTER,
        ),
    ]


def _ours() -> Callable[[], bool | None]:
    book = shipped()
    reference = Reference(book.vocabulary, calendar_of(book))
    sentence = parse_condition(SENTENCE, Scope(book.vocabulary, "invoice"), Place())
    judge = reference.condition(sentence, "invoice")
    world = World(book.vocabulary, calendar_of(book), SubjectRef("customer", "c"), {}, BEGIN)
    world.apply(_event("customer", "c", {"tier": "A"}))
    due = world.today - 8 * DAY
    # `balance` is a formula over payments; pinned here, as it is an attribute for the others.
    world.apply(_event("invoice", "i", {"customer": "c", "balance": Money(500_000, "CNY"), "due_date": due}))
    (invoice,) = world.of("invoice")
    return lambda: judge(invoice)


def _event(entity: str, id_: str, facts: dict[str, Any]) -> Event:
    return Event(id_, "facts.changed", SubjectRef(entity, id_), BEGIN, BEGIN, facts)


def _by_hand() -> Callable[[], bool]:
    invoice = SimpleNamespace(balance=500_000, due_date=BEGIN.date() - 8 * DAY)
    customer, today, week = SimpleNamespace(tier="A"), BEGIN.date(), dt.timedelta(days=7)
    return lambda: (
        invoice.balance is not None
        and invoice.balance > 20_000
        and customer.tier in {"A", "B"}
        and today >= invoice.due_date + week
    )


def _cel() -> Callable[[], object]:
    import celpy  # noqa: PLC0415
    from celpy import celtypes as cel  # noqa: PLC0415

    environment = celpy.Environment()
    program = environment.program(environment.compile(CEL))
    due = cel.TimestampType(BEGIN - 8 * DAY)
    invoice = {cel.StringType("balance"): cel.IntType(500_000), cel.StringType("due_date"): due}
    customer = {cel.StringType("tier"): cel.StringType("A")}
    facts: dict[str, Any] = {
        "invoice": cel.MapType(invoice),
        "customer": cel.MapType(customer),
        "today": cel.TimestampType(BEGIN),
    }
    return lambda: program.evaluate(facts)


def _many(once: Callable[[], object]) -> int:
    for _ in range(100):
        once()
    return 100
