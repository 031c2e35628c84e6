"""`catch up`: what becomes of the steps that could not happen when they were due."""

from dataclasses import replace

import pytest

from engine.decide import Terms
from engine.facts import Event
from engine.relationship import Firing
from engine.rulebook import CatchUp, Policy, Rule, Step
from tests.engine.builders import (
    INVOICE,
    OTHER_INVOICE,
    a_book,
    a_message,
    a_relationship,
    a_rule,
    a_set,
    a_step,
    an_invoice,
    day,
    decided,
    happened,
    local,
    schedule,
)

UNPAID = ("invoice.balance > 0 CNY", "invoice.promised is empty or today > invoice.promised")
NOTE = a_message("team/sales")
DUE = an_invoice("2026-03-01", due="2026-03-02")


def ladder(catch_up: CatchUp, *steps: Step) -> Rule:
    usual = (
        a_step(name, NOTE, after=f"{days} days") for name, days in (("one", 7), ("two", 14), ("three", 30))
    )
    rule = a_rule("ladder", *(steps or usual), who="invoice", at="invoice.due_date", when=UNPAID)
    return replace(rule, catch_up=catch_up)


def promise(until: str) -> Event:
    return happened("2026-03-03", INVOICE, promised=day(until))


@pytest.mark.parametrize(
    ("catch_up", "expected"),
    [
        ("next", ["2026-03-21 00:00 one", "2026-03-28 00:00 two", "2026-04-13 00:00 three"]),
        ("latest", ["2026-03-21 00:00 one passed", "2026-03-21 00:00 two", "2026-04-01 00:00 three"]),
        ("skip", ["2026-03-21 00:00 one expired", "2026-03-21 00:00 two expired", "2026-04-01 00:00 three"]),
    ],
)
def test_a_promise_holds_the_ladder_over_two_steps(catch_up: CatchUp, expected: list[str]):
    """`next` keeps the distances from then on; `latest` and `skip` are on time again.

    Steps that expire are written off as their time ends, here on the days after 9 and 16 March.
    """
    steps = schedule(a_book(ladder(catch_up)), DUE, promise("2026-03-20"), until="2026-06-30")

    if catch_up == "skip":
        expected = ["2026-03-10 00:00 one expired", "2026-03-17 00:00 two expired", expected[-1]]
    assert steps == expected


def test_after_the_latest_step_the_next_keeps_the_least_gap():
    steps = schedule(a_book(ladder("latest")), DUE, promise("2026-03-30"), until="2026-06-30")

    assert steps == ["2026-03-31 00:00 one passed", "2026-03-31 00:00 two", "2026-04-03 00:00 three"]


def test_an_invoice_known_late_gets_its_latest_step():
    late = an_invoice("2026-03-20 12:00", due="2026-03-02")

    steps = schedule(a_book(ladder("latest")), late, until="2026-03-31")

    assert steps == ["2026-03-20 12:00 one passed", "2026-03-20 12:00 two"]


def test_an_invoice_known_late_skips_what_was_past():
    late = an_invoice("2026-03-20 12:00", due="2026-03-02")

    steps = schedule(a_book(ladder("skip")), late, until="2026-06-30")

    assert steps == [
        "2026-03-20 12:00 one expired",
        "2026-03-20 12:00 two expired",
        "2026-04-01 00:00 three",
    ]


@pytest.mark.parametrize("catch_up", ["next", "latest", "skip"])
def test_what_was_past_when_the_rule_came_into_force_is_none_of_these(catch_up: CatchUp):
    terms = Terms({"ladder": local("2026-03-17")}, delivers_at_once=True, renders=False)

    steps = schedule(a_book(ladder(catch_up)), DUE, until="2026-06-30", terms=terms)

    assert steps == ["2026-04-01 00:00 three"]


def test_the_latest_step_waits_for_the_permitted_hours_with_all_before_it():
    """A step that only notes something would be permitted at night; it is passed over in the morning."""
    steps = (
        a_step("note", a_set("customer.score", "2", "invoice"), after="7 days"),
        a_step("letter", NOTE, after="14 days"),
    )
    book = a_book(ladder("latest", *steps), policy=Policy("09:00-20:00"))

    told = schedule(book, DUE, promise("2026-03-20"), until="2026-06-30")

    assert told == ["2026-03-21 09:00 note passed", "2026-03-21 09:00 letter"]


def test_a_step_that_waits_for_the_permitted_hours_of_the_next_day_is_not_skipped():
    """Due on a Saturday, it is permitted on Monday: that is its day."""
    book = a_book(ladder("skip", a_step("one", NOTE, after="5 days")), policy=Policy("mon-fri 09:00-18:00"))

    assert schedule(book, DUE, until="2026-06-30") == ["2026-03-09 09:00 one"]


def test_the_latest_step_that_has_its_own_condition_stands_back_for_one_that_holds():
    own = ("invoice.disputed is yes",)
    steps = (
        a_step("one", NOTE, after="7 days"),
        a_step("two", NOTE, after="14 days"),
        a_step("three", NOTE, after="16 days", when=own, who="invoice"),
    )

    told = schedule(a_book(ladder("latest", *steps)), DUE, promise("2026-03-20"), until="2026-06-30")

    assert told == ["2026-03-21 00:00 one passed", "2026-03-21 00:00 two", "2026-03-24 00:00 three passed"]


def test_a_message_that_the_cap_of_the_day_holds_is_skipped_at_midnight():
    rule = ladder("skip", a_step("one", a_message(), after="7 days"))
    book = a_book(rule, policy=Policy("09:00-20:00"))
    other = an_invoice("2026-03-01", due="2026-03-02", ref=OTHER_INVOICE)

    assert schedule(book, DUE, other, until="2026-06-30") == [
        "2026-03-09 09:00 one",
        "2026-03-10 00:00 one expired",
    ]


def test_an_outage_of_days_lets_the_latest_step_happen_when_it_is_over():
    terms = Terms(
        late_by=local("2026-03-01 01:00") - local("2026-03-01"), renders=False, delivers_at_once=True
    )

    decision = decided(a_book(ladder("latest")), a_relationship(DUE), "2026-03-20 10:00", terms)

    assert _done(decision.firings) == {"two"}


def _done(firings: tuple[Firing, ...]) -> set[str]:
    return {firing.key.step for firing in firings if firing.status == "done"}
