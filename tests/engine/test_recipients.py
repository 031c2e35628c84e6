"""A step that would go to nobody waits until it is known to whom."""

from engine.facts import SubjectRef
from engine.relationship import Relationship
from tests.engine.builders import (
    a_book,
    a_message,
    a_relationship,
    a_rule,
    a_step,
    a_task,
    after,
    day,
    decided,
    happened,
    local,
    told,
)

TELLS = a_rule("tells", a_step("tell", a_message("customer.manager")), at="customer.since")


def known(*events: object, **facts: str) -> Relationship:
    return a_relationship(happened("2026-03-01", since=day("2026-03-02"), **facts), *events)  # type: ignore[arg-type]


def test_it_is_sent_once_the_fact_is_mended():
    decision = decided(a_book(TELLS), known(happened("2026-03-05 10:00", manager="p1")), "2026-03-09")

    assert told(decision.firings) == ["2026-03-05 10:00 tell"]
    assert [message.recipient for message in decision.messages] == [SubjectRef("person", "p1")]


def test_somebody_is_told_once_while_it_waits():
    """Also when the customer is decided again and again, and nothing looks at it without need."""
    book, relationship = a_book(TELLS), known()
    first = decided(book, relationship, "2026-03-03")

    second = decided(book, after(relationship, first, happened("2026-03-04", score=None)), "2026-03-05")

    assert [trouble.code for trouble in first.troubles] == ["no-recipient"]
    assert "customer.manager names no one to send to" in first.troubles[0].what
    assert [each.status for each in first.firings] == ["waiting"]
    assert (first.next_due, second.troubles, second.firings) == (None, (), ())


def test_its_time_may_run_out_meanwhile():
    rule = a_rule(
        "tells", a_step("tell", a_message("customer.manager")), at="customer.since", within="2 days"
    )

    decision = decided(a_book(rule), known(happened("2026-03-05", manager="p1")), "2026-03-09")

    assert told(decision.firings) == ["2026-03-04 00:00 tell expired"]


def test_what_comes_after_it_waits_too_and_keeps_its_distance():
    rule = a_rule(
        "tells",
        a_step("first", a_message("customer.manager")),
        a_step("second", a_message("team/sales"), after="5 days"),
        at="customer.since",
    )

    decision = decided(a_book(rule), known(happened("2026-03-10", manager="p1")), "2026-03-20")

    assert told(decision.firings) == ["2026-03-10 00:00 first", "2026-03-15 00:00 second"]


def test_the_rest_of_the_step_waits_with_it():
    rule = a_rule("tells", a_step("do", a_task(), a_message("customer.manager")), at="customer.since")

    waiting = decided(a_book(rule), known(), "2026-03-04")
    sent = decided(a_book(rule), known(happened("2026-03-05", manager="p1")), "2026-03-06")

    assert waiting.tasks == ()
    assert [task.opened_at for task in sent.tasks] == [local("2026-03-05")]


def test_a_step_that_is_not_wanted_is_passed_whoever_it_would_go_to():
    step = a_step("tell", a_message("customer.manager"), when=["customer.hold is yes"])

    decision = decided(a_book(a_rule("tells", step, at="customer.since")), known(), "2026-03-04")

    assert told(decision.firings) == ["2026-03-02 00:00 tell passed"]
    assert decision.troubles == ()


def test_a_rule_about_an_invoice_sees_the_manager_come():
    """The fact that names the recipient is another subject's."""
    rule = a_rule(
        "tells", a_step("tell", a_message("customer.manager")), who="invoice", at="invoice.due_date"
    )
    invoice = happened("2026-03-01", SubjectRef("invoice", "i1"), due_date=day("2026-03-02"))

    decision = decided(a_book(rule), known(invoice, happened("2026-03-07", manager="p1")), "2026-03-09")

    assert told(decision.firings) == ["2026-03-07 00:00 tell"]
