"""`restart on`: an event with which a ladder begins afresh."""

from dataclasses import replace

import pytest

from engine.decide import Terms
from engine.delivery import check_delivery
from engine.facts import Event, SubjectRef
from engine.plan import Plan
from engine.rulebook import CatchUp
from tests.engine.builders import (
    INVOICE,
    OTHER_INVOICE,
    a_book,
    a_message,
    a_relationship,
    a_rule,
    a_step,
    a_task,
    after,
    an_invoice,
    cny,
    day,
    decided,
    happened,
    local,
    schedule,
    told,
)

NOTE = a_message("team/sales")
RULE = a_rule(
    "dunning",
    *(a_step(name, NOTE, after=after_) for name, after_ in (("one", "7 days"), ("two", "14 days"))),
    who="invoice",
    at="invoice.due_date",
    when=["invoice.balance > 0 CNY"],
    restart_on="invoice.extended",
)
DUE = an_invoice("2026-03-01", due="2026-03-02")


def extended(at: str, due: str | None = None, **others: str) -> Event:
    facts = {"due_date": day(due)} if due else {}
    return happened(at, INVOICE, "invoice.extended", **facts, **others)  # type: ignore[arg-type]


def test_an_extension_begins_the_ladder_afresh_from_the_new_date():
    steps = schedule(a_book(RULE), DUE, extended("2026-03-12", due="2026-03-25"), until="2026-06-30")

    assert steps == ["2026-03-09 00:00 one", "2026-04-01 00:00 one", "2026-04-08 00:00 two"]


def test_a_date_that_is_only_corrected_begins_nothing_afresh():
    corrected = happened("2026-03-12", INVOICE, due_date=day("2026-03-25"))

    steps = schedule(a_book(RULE), DUE, corrected, until="2026-06-30")

    assert steps == ["2026-03-09 00:00 one", "2026-04-08 00:00 two"]


@pytest.mark.parametrize(
    ("catch_up", "expected"),
    [
        ("next", ["2026-05-04 11:00 one", "2026-05-11 00:00 two"]),
        ("latest", ["2026-05-04 11:00 one passed", "2026-05-04 11:00 two"]),
        ("skip", ["2026-03-17 00:00 two expired", "2026-05-04 11:00 one", "2026-05-11 00:00 two"]),
    ],
)
def test_after_a_refund_the_first_step_is_due_at_once_and_the_next_keeps_its_distance(
    catch_up: CatchUp, expected: list[str]
):
    """Paid after the first reminder, refunded two months later: nothing is due before the refund."""
    paid = happened("2026-03-10", INVOICE, balance=cny(0))
    refunded = happened("2026-05-04 11:00", INVOICE, "invoice.extended", balance=cny(500))
    rule = replace(RULE, catch_up=catch_up)

    steps = schedule(a_book(rule), DUE, paid, refunded, until="2026-06-30")

    assert steps == ["2026-03-09 00:00 one", *expected]


def test_each_event_begins_it_once_more():
    restarts = [extended("2026-03-10 10:00"), extended("2026-03-20 10:00")]

    steps = schedule(a_book(RULE), DUE, *restarts, until="2026-03-31")

    assert steps == [
        "2026-03-09 00:00 one",
        "2026-03-10 10:00 one",
        "2026-03-17 00:00 two",
        "2026-03-20 10:00 one",
        "2026-03-27 00:00 two",
    ]


def test_an_earlier_event_of_which_we_hear_late_begins_nothing_anew():
    """The ladder that the later one began goes on: nobody gets the first step twice."""
    relationship = a_relationship(DUE, extended("2026-03-20 10:00"))
    first = decided(a_book(RULE), relationship, "2026-03-25")
    late = extended("2026-03-15", recorded="2026-03-25 12:00")

    then = decided(a_book(RULE), after(relationship, first, late), "2026-03-31")

    assert told(then.firings) == ["2026-03-27 00:00 two"]


def test_the_event_of_another_invoice_changes_nothing():
    other = happened("2026-03-12", OTHER_INVOICE, "invoice.extended", due_date=day("2026-03-25"))

    decision = decided(a_book(RULE), a_relationship(DUE, other), "2026-03-31")

    assert told(decision.firings) == ["2026-03-09 00:00 one", "2026-03-16 00:00 two"]


def test_an_event_of_a_row_of_the_customer_begins_a_rule_about_the_customer_afresh():
    rule = a_rule(
        "visit", a_step("visit", NOTE, after="2 days"), at="customer.since", restart_on="order.placed"
    )
    known = happened("2026-03-01", since=day("2026-03-02"))
    order = happened("2026-03-10 10:00", SubjectRef("order", "o1"), "order.placed")

    steps = schedule(a_book(rule), known, order, until="2026-03-31")

    assert steps == ["2026-03-04 00:00 visit", "2026-03-10 10:00 visit"]


def test_an_event_imported_long_after_begins_nothing():
    known = an_invoice("2026-03-01", due="2026-03-02")
    old = extended("2026-03-12", recorded="2026-04-20", origin="import")

    assert schedule(a_book(RULE), known, old, until="2026-06-30") == [
        "2026-03-09 00:00 one",
        "2026-03-16 00:00 two",
    ]


def test_the_open_task_of_the_earlier_run_is_withdrawn():
    calls = replace(RULE, steps=(a_step("one", a_task(due="30 days"), after="7 days"),))

    decision = decided(
        a_book(calls), a_relationship(DUE, extended("2026-03-12", due="2026-03-25")), "2026-04-02"
    )

    assert told(decision.firings) == ["2026-03-09 00:00 one withdrawn", "2026-04-01 00:00 one"]
    assert [(task.status, task.closed_at) for task in decision.tasks] == [
        ("withdrawn", local("2026-03-12")),
        ("open", None),
    ]


def test_a_message_of_the_earlier_run_that_is_still_on_its_way_is_withdrawn():
    book = a_book(RULE)
    relationship = a_relationship(DUE)
    claimed = decided(book, relationship, "2026-03-10", Terms(renders=False))
    waiting = after(relationship, claimed, extended("2026-03-10 10:00", due="2026-03-25"))

    verdict = check_delivery(Plan(book), waiting, claimed.messages[0], local("2026-03-10 10:01"))

    assert (verdict.action, verdict.reason) == ("withdraw", "The ladder has begun afresh.")


def test_what_was_past_when_the_rule_came_into_force_stays_so_in_a_later_run():
    terms = Terms({"dunning": local("2026-03-17")}, delivers_at_once=True, renders=False)

    steps = schedule(a_book(RULE), DUE, extended("2026-03-15"), until="2026-06-30", terms=terms)

    assert steps == []
