"""Ladders: each step at its time, in order, once; what stops them, holds them and lets them go on."""

from dataclasses import replace

import pytest

from engine.decide import Terms
from engine.rulebook import Again, Cap, Policy, Rule
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
    answered,
    cny,
    day,
    decided,
    happened,
    length,
    schedule,
    told,
)

WORKING_HOURS = Policy(hours="09:00-20:00", caps=(Cap(1),))
UNPAID = ("invoice.balance > 0 CNY", "invoice.promised is empty or today > invoice.promised")


def dunning(*, calls: bool = True) -> Rule:
    do = a_task(outcomes={"no_answer": (Again(length("1 day"), 3),)}) if calls else a_message()
    steps = (a_step("week_1", do, after="7 days"), a_step("week_2", do, after="14 days"))
    last = a_step("month_1", do, after="1 month")
    return a_rule("dunning", *steps, last, who="invoice", at="invoice.due_date", when=UNPAID)


def test_each_step_comes_at_the_start_of_the_permitted_hours_of_its_day():
    """31 January plus 1 month is the last day of February."""
    book = a_book(dunning(), policy=WORKING_HOURS)

    steps = schedule(book, an_invoice("2026-01-05", due="2026-01-31"), until="2026-06-30")

    assert steps == ["2026-02-07 09:00 week_1", "2026-02-14 09:00 week_2", "2026-02-28 09:00 month_1"]


@pytest.mark.parametrize(
    ("until", "count"),
    [("2026-03-15 23:59", 1), ("2026-03-16 08:59:59", 1), ("2026-03-16 09:00", 2), ("2026-03-17 12:00", 2)],
)
def test_a_step_is_done_from_its_first_permitted_second_on(until: str, count: int):
    book = a_book(dunning(), policy=WORKING_HOURS)

    assert len(schedule(book, an_invoice("2026-03-01", due="2026-03-02"), until=until)) == count


def test_payment_stops_the_ladder_and_withdraws_its_open_task():
    relationship = a_relationship(
        an_invoice("2026-03-01", due="2026-03-02"), happened("2026-03-12 10:00", INVOICE, balance=cny(0))
    )

    decision = decided(a_book(dunning()), relationship, "2026-06-30")

    assert told(decision.firings) == ["2026-03-09 00:00 week_1 withdrawn"]
    assert [task.status for task in decision.tasks] == ["withdrawn"]
    assert decision.next_due is None


def test_a_task_kept_is_not_withdrawn():
    rule = a_rule("keep", a_step("call", a_task(keep=True)), who="invoice", when=["invoice.balance > 0 CNY"])
    paid = happened("2026-03-12", INVOICE, balance=cny(0))

    decision = decided(
        a_book(rule), a_relationship(an_invoice("2026-03-01", due="2026-03-02"), paid), "2026-04-01"
    )

    assert [task.status for task in decision.tasks] == ["open"]


def test_what_was_withdrawn_comes_again_when_the_payment_bounces():
    """The key is free: the second call is another attempt at the same step."""
    paid = happened("2026-03-10", INVOICE, balance=cny(0))
    bounced = happened("2026-03-13", INVOICE, balance=cny(500))

    decision = decided(
        a_book(dunning()),
        a_relationship(an_invoice("2026-03-01", due="2026-03-02"), paid, bounced),
        "2026-03-14",
    )

    assert [(each.key.attempt, each.status) for each in decision.firings] == [(1, "withdrawn"), (2, "done")]


def test_a_message_is_not_sent_again_because_its_call_was_withdrawn():
    """What was sent stays sent, and counts for the day."""
    rule = a_rule(
        "both", a_step("both", a_message(), a_task()), who="invoice", at="invoice.due_date", when=UNPAID
    )
    paid = happened("2026-03-10", INVOICE, balance=cny(0))
    bounced = happened("2026-03-13", INVOICE, balance=cny(500))

    decision = decided(
        a_book(rule), a_relationship(an_invoice("2026-03-01", due="2026-03-02"), paid, bounced), "2026-04-01"
    )

    assert len(decision.messages) == 1
    assert [task.status for task in decision.tasks] == ["withdrawn"]
    assert told(decision.firings) == ["2026-03-02 00:00 both"]


def test_a_promise_holds_the_ladder_and_later_steps_keep_their_distance():
    """Week 2 waits for the day after the promise; month 1 comes as long after it as it would have come anyway."""
    promise = happened("2026-03-12", INVOICE, promised=day("2026-03-25"))

    steps = schedule(
        a_book(dunning(calls=False)),
        an_invoice("2026-03-01", due="2026-03-02"),
        promise,
        until="2026-06-30",
    )

    assert steps == ["2026-03-09 00:00 week_1", "2026-03-26 00:00 week_2", "2026-04-12 00:00 month_1"]


def test_steps_that_fell_behind_keep_the_least_gap():
    rule = a_rule(
        "quick",
        *(a_step(f"step_{n}", a_message("team/sales"), after=f"{n} days") for n in (1, 2)),
        who="invoice",
        at="invoice.due_date",
        when=UNPAID,
    )
    promise = happened("2026-03-02", INVOICE, promised=day("2026-03-10"))

    steps = schedule(a_book(rule), an_invoice("2026-03-01", due="2026-03-02"), promise, until="2026-06-30")

    assert steps == ["2026-03-11 00:00 step_1", "2026-03-14 00:00 step_2"]


def test_a_step_passed_over_does_not_shorten_the_distance_to_the_last_one_done():
    """Found by the sleeping proof: at a second look the gap was forgotten."""
    own = ("invoice.disputed is yes",)
    note = a_message("team/sales")
    rule = a_rule(
        "ladder",
        a_step("first", note, after="1 day"),
        a_step("second", note, after="2 days", when=own, who="invoice"),
        a_step("third", note, after="3 days"),
        who="invoice",
        at="invoice.due_date",
        when=UNPAID,
    )
    promise = happened("2026-03-02", INVOICE, promised=day("2026-03-10"))

    steps = schedule(a_book(rule), an_invoice("2026-03-01", due="2026-03-02"), promise, until="2026-06-30")

    assert steps == ["2026-03-11 00:00 first", "2026-03-14 00:00 second passed", "2026-03-14 00:00 third"]


def test_one_message_a_day_reaches_a_customer_with_two_invoices():
    book = a_book(
        a_rule("letter", a_step("letter", a_message()), who="invoice", at="invoice.due_date"),
        policy=WORKING_HOURS,
    )

    steps = schedule(
        book,
        an_invoice("2026-03-01", due="2026-03-02"),
        an_invoice("2026-03-01", due="2026-03-02", ref=OTHER_INVOICE),
        until="2026-03-10",
    )

    assert steps == ["2026-03-02 09:00 letter", "2026-03-03 09:00 letter"]


def test_a_message_that_the_cap_holds_expires_on_time():
    """It is written off when its time is up, not when the cap would have lifted."""
    rule = a_rule(
        "letter", a_step("letter", a_message()), who="invoice", at="invoice.due_date", within="6 hours"
    )

    steps = schedule(
        a_book(rule, policy=WORKING_HOURS),
        an_invoice("2026-03-01", due="2026-03-02"),
        an_invoice("2026-03-01", due="2026-03-02", ref=OTHER_INVOICE),
        until="2026-03-10",
    )

    assert steps == ["2026-03-02 09:00 letter", "2026-03-02 15:00 letter expired"]


def test_what_cannot_happen_within_its_time_expires():
    rule = a_rule(
        "greet", a_step("greet"), at="customer.since", when=["customer.hold is no"], within="2 days"
    )
    known = happened("2026-03-01", since=day("2026-03-05"), hold=True)
    lifted = happened("2026-03-08", hold=False)

    assert schedule(a_book(rule), known, lifted, until="2026-04-01") == ["2026-03-07 00:00 greet expired"]


def test_a_step_that_waits_for_its_provider_blocks_the_next_until_it_is_done():
    """`claimed` until the store says that the message was accepted."""
    book = a_book(dunning(calls=False))
    relationship = a_relationship(an_invoice("2026-03-01", due="2026-03-02"))

    claimed = decided(book, relationship, "2026-05-01", Terms(renders=False))
    waiting = after(relationship, claimed)
    accepted = replace(waiting, firings=(replace(waiting.firings[0], status="done"),))
    next_step = decided(book, accepted, "2026-05-02", Terms(renders=False))

    assert told(claimed.firings) == ["2026-03-09 00:00 week_1 claimed"]
    assert told(next_step.firings) == ["2026-05-01 00:00 week_2 claimed"]


def test_a_call_without_an_answer_is_made_again_and_holds_the_ladder_so_long():
    book = a_book(dunning())
    relationship = a_relationship(an_invoice("2026-03-01", due="2026-03-02"))
    called = decided(book, relationship, "2026-03-10")
    reply = answered("2026-03-10 10:00", called.tasks[0], "no_answer")

    again = decided(book, after(relationship, called, reply), "2026-03-12")

    assert told(again.firings) == ["2026-03-10 10:00 week_1/no_answer", "2026-03-11 10:00 week_1"]
    assert [task.firing.attempt for task in again.tasks] == [1, 2]


def test_only_the_task_is_done_again():
    """The letter that went with the call is not sent twice."""
    call = a_task(outcomes={"no_answer": (Again(length("1 day"), 3),)})
    book = a_book(a_rule("both", a_step("both", a_message(), call), who="invoice", at="invoice.due_date"))
    relationship = a_relationship(an_invoice("2026-03-01", due="2026-03-02"))
    called = decided(book, relationship, "2026-03-02")
    reply = answered("2026-03-03", called.tasks[0], "no_answer")

    again = decided(book, after(relationship, called, reply), "2026-03-05")

    assert (len(called.messages), len(again.messages)) == (1, 0)
    assert [task.status for task in again.tasks] == ["answered", "open"]


def test_a_date_beyond_the_calendar_is_a_trouble_and_stops_nothing_else():
    """31 December 9999 stands for "no end" in many an import."""
    book = a_book(dunning(calls=False))

    decision = decided(
        book,
        a_relationship(
            an_invoice("2026-03-01", due="9999-12-31"),
            an_invoice("2026-03-01", due="2026-03-02", ref=OTHER_INVOICE),
        ),
        "2026-03-10",
    )

    assert told(decision.firings) == ["2026-03-09 00:00 week_1"]
    assert [trouble.code for trouble in decision.troubles] == ["calendar"]
