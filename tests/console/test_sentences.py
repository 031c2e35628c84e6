"""What is told of a decision while it happens."""

import subprocess
import sys
from dataclasses import replace

import pytest

from console.views.names import Names
from console.views.sentences import describe, describe_decision
from engine.decide import Terms, decide
from engine.explain.why import after
from engine.facts import Event, SubjectRef
from engine.relationship import Decision
from tests.console.company import DAY, MONEY, TODAY, happened
from tests.console.test_why import a_plan, a_relationship, an_invoice

PLAN = a_plan()
PEOPLE = {SubjectRef("customer", "C-1"): "苏州纺织厂", SubjectRef("person", "li"): "Li Na"}
NAMES = Names(PLAN.book, lambda ref: PEOPLE.get(ref, ""), {"1": SubjectRef("customer", "C-1")}.get)
HIRED = happened("customer C-1", 70, manager="li")


def decided(*events: Event, terms: Terms | None = None) -> Decision:
    return decide(PLAN, a_relationship(HIRED, *events), TODAY, terms or Terms(delivers_at_once=True))


def test_each_sentence_begins_with_the_customer():
    told = describe_decision(decided(an_invoice(due=10)), NAMES)

    assert told == [
        "苏州纺织厂 (C-1): Chase an overdue invoice: week_1, invoice A.",
        "苏州纺织厂 (C-1): E-mail to 苏州纺织厂 (C-1) is on its way: “Please pay by the end of the week.”.",
    ]


def test_a_task_tells_whose_it_is_and_until_when():
    told = describe_decision(decided(an_invoice(due=14)), NAMES)

    assert told[-2:] == [
        "苏州纺织厂 (C-1): Task for Li Na until 23 Mar 2026 09:00: payment call, invoice A.",
        "苏州纺织厂 (C-1): E-mail to 苏州纺织厂 (C-1) is on its way: “Please pay by the end of the week.”.",
    ]


def test_a_payment_tells_of_the_task_that_nobody_needs_any_more():
    chased = after(a_relationship(HIRED, an_invoice()), decided(an_invoice()))
    paid = happened("payment P", -1, "payment.received", amount=MONEY, invoice="A")

    told = describe_decision(decide(PLAN, replace(chased, pending=(paid,)), TODAY + 2 * DAY), NAMES)

    assert told == [
        "苏州纺织厂 (C-1): Chase an overdue invoice: week_2, invoice A - withdrawn: The rule no longer holds.",
        "苏州纺织厂 (C-1): Task of Li Na withdrawn: payment call, invoice A.",
    ]


def test_what_is_passed_over_is_not_told():
    terms = Terms(activated={"dunning": TODAY, "birthday": TODAY})

    assert describe_decision(decided(an_invoice(due=60), terms=terms), NAMES) == []


def test_ids_stand_in_where_nothing_has_a_name():
    told = describe(happened("order 7", 0, "order.placed", amount=MONEY), Names())

    assert told == "Order 7 placed: amount CN¥5,000.00."


@pytest.mark.parametrize("heavy", ["sqlalchemy", "temporalio", "babel", "pydantic", "lark"])
def test_help_loads_nothing_heavy(heavy: str):
    """It answers at once: what a command needs is imported when it runs."""
    script = f"import cli, sys; sys.exit({heavy!r} in sys.modules)"

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
