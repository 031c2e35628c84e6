"""`open`: a rule opens a new subject of its customer, which is a subject like any other from then on."""

from dataclasses import replace

import pytest

from engine.decide import Terms
from engine.delivery import check_delivery
from engine.facts import Event
from engine.plan import Plan
from engine.relationship import Decision, Relationship
from engine.rulebook import Again, Rule
from engine.values import Value
from tests.engine.builders import (
    INVOICE,
    a_book,
    a_message,
    a_relationship,
    a_rule,
    a_set,
    a_step,
    a_task,
    after,
    an_invoice,
    an_opening,
    answered,
    day,
    decided,
    happened,
    length,
    local,
    told,
)

NOTE = a_message("team/sales")
OPENS = a_rule(
    "opens",
    a_step("open", an_opening("invoice", severity="serious", opened_at="now", date="today + 1 day")),
    who="invoice",
    at="invoice.due_date at 09:00",
)
FOLLOWS = a_rule("follows", a_step("visit", NOTE, after="2 days"), who="claim", on="claim.opened")


def due() -> Relationship:
    return a_relationship(happened("2026-03-01", score=None), an_invoice("2026-03-01", "2026-03-05"))


def opened(decision: Decision) -> list[Event]:
    return [event for event in decision.events if event.subject.entity == "claim"]


def test_it_has_its_facts_its_customer_and_what_it_is_about():
    """Today and now are read when it happens."""
    decision = decided(a_book(OPENS), due(), "2026-03-06")

    (event,) = opened(decision)
    assert (event.kind, event.origin, event.happened_at) == (
        "claim.opened",
        "rule",
        local("2026-03-05 09:00"),
    )
    assert event.facts == {
        "customer": "c1",
        "invoice": INVOICE.id,
        "severity": "serious",
        "opened_at": local("2026-03-05 09:00"),
        "date": day("2026-03-06"),
    }


def test_its_own_rules_begin_with_it_in_the_same_round():
    asks = a_rule("asks", a_step("ask", NOTE), who="claim", when=["claim.severity is serious"])

    decision = decided(a_book(asks, FOLLOWS, OPENS), due(), "2026-03-08")

    assert told(decision.firings) == [
        "2026-03-05 09:00 ask",
        "2026-03-05 09:00 open",
        "2026-03-07 09:00 visit",
    ]


def test_figures_of_the_customer_count_it():
    worried = a_rule("worried", a_step("worry", NOTE), when=["customer.claims >= 1"])

    assert "2026-03-05 09:00 worry" in told(decided(a_book(worried, OPENS), due(), "2026-03-06").firings)


def test_it_is_the_same_when_loaded_again_and_its_rules_go_on():
    """Whoever decides in two stretches, or again after a crash, comes to the same claim."""
    book, relationship = a_book(OPENS, FOLLOWS), due()
    whole = decided(book, relationship, "2026-03-08")
    first = decided(book, relationship, "2026-03-06")
    crashed = decided(book, relationship, "2026-03-06")

    second = decided(book, after(relationship, first), "2026-03-08")

    assert opened(first) == opened(crashed)
    assert opened(second) == []
    assert told((*first.firings, *second.firings)) == told(whole.firings)


def test_what_comes_back_on_it_begins_with_it():
    """It is known from the moment at which it was opened, in every later decision too."""
    monthly = a_rule("monthly", a_step("ask", NOTE), who="claim", at="every month on claim.date")
    book, relationship = a_book(OPENS, monthly), due()
    first = decided(book, relationship, "2026-04-05")

    second = decided(book, after(relationship, first), "2026-05-07")

    assert told((*first.firings, *second.firings))[1:] == [
        "2026-03-06 00:00 ask",
        "2026-04-06 00:00 ask",
        "2026-05-06 00:00 ask",
    ]


def test_each_occurrence_opens_one_of_its_own():
    orders = a_rule("orders", a_step("open", an_opening(severity="minor")), on="complaint.opened")
    calls = [happened(f"2026-03-0{number}", kind="complaint.opened") for number in (1, 2, 3)]

    assert len(opened(decided(a_book(orders), a_relationship(*calls), "2026-03-09"))) == 3


def test_a_step_done_again_after_it_was_withdrawn_opens_nothing_twice():
    """Its task comes again, the claim is still there."""
    rule = a_rule(
        "rule", a_step("do", a_task(), an_opening()), at="customer.since", when=["customer.hold is no"]
    )
    events = [
        happened("2026-03-01", since=day("2026-03-02"), hold=False),
        happened("2026-03-03", hold=True),
        happened("2026-03-05", hold=False),
    ]

    decision = decided(a_book(rule), a_relationship(*events), "2026-03-06")

    assert sorted(task.status for task in decision.tasks) == ["open", "withdrawn"]
    assert len(opened(decision)) == 1


def test_a_task_that_comes_again_opens_once_for_each_answer():
    call = a_task(outcomes={"angry": (an_opening(severity="serious"), Again(length("1 day"), 2))})
    book = a_book(a_rule("rule", a_step("do", call), at="customer.since"))
    relationship = a_relationship(happened("2026-03-01", since=day("2026-03-02")))
    for date in ("2026-03-03", "2026-03-05"):
        decision = decided(book, relationship, date)
        relationship = after(relationship, decision, answered(date, decision.tasks[-1], "angry"))
    last = decided(book, relationship, "2026-03-20")

    claims = {
        event.subject for event in (*relationship.history, *last.events) if event.subject.entity == "claim"
    }

    assert len(claims) == 2


def test_an_answer_gives_its_fields_to_what_it_opens():
    call = a_task(outcomes={"angry": (an_opening(severity="answer.how"),)})
    book = a_book(a_rule("rule", a_step("do", call), at="customer.since"))
    relationship = a_relationship(happened("2026-03-01", since=day("2026-03-02")))
    asked = decided(book, relationship, "2026-03-03")

    decision = decided(
        book,
        after(relationship, asked, answered("2026-03-04", asked.tasks[0], "angry", how="serious")),
        "2026-03-05",
    )

    assert [event.facts["severity"] for event in opened(decision)] == ["serious"]


def test_what_nobody_knows_is_left_out_and_told():
    rule = a_rule("rule", a_step("do", an_opening(date="customer.promised")), at="customer.since")

    decision = decided(
        a_book(rule), a_relationship(happened("2026-03-01", since=day("2026-03-02"))), "2026-03-03"
    )

    assert [dict(event.facts) for event in opened(decision)] == [{"customer": "c1"}]
    assert [trouble.code for trouble in decision.troubles] == ["no-value"]


def test_a_rule_in_shadow_opens_nothing():
    decision = decided(a_book(replace(OPENS, status="shadow")), due(), "2026-03-06")

    assert [each.shadow for each in decision.firings] == [True]
    assert decision.events == ()


@pytest.mark.parametrize("who", ["claim", "customer"])
def test_a_rule_that_begins_on_what_it_opens_is_cut_short_and_does_not_go_on(who: str):
    endless = a_rule("endless", a_step("open", an_opening(who)), who=who, on="claim.opened")
    book, relationship = a_book(OPENS, endless), due()
    decision = decided(book, relationship, "2026-03-06")

    again = decided(book, after(relationship, decision), "2026-03-09")

    assert [trouble.code for trouble in decision.troubles] == ["loop"]
    assert (opened(again), again.firings, again.troubles) == ([], (), ())


def test_ids_stay_short_along_a_chain():
    """A claim that opens a claim each day has no id that grows with its history."""
    chain = a_rule(
        "chain", a_step("open", an_opening("claim"), after="1 day"), who="claim", on="claim.opened"
    )

    decision = decided(a_book(OPENS, chain), due(), "2026-04-05")

    assert len(opened(decision)) == 31
    assert max(len(event.id) for event in decision.events) < 60
    assert max(len(str(each.key)) for each in decision.firings) < 120


def test_a_fact_that_somebody_adds_to_it_later_moves_its_rules():
    settled = a_rule("settled", a_step("thank", NOTE), who="claim", when=["claim.severity is minor"])
    book, relationship = a_book(OPENS, settled), due()
    first = decided(book, relationship, "2026-03-06")
    ref = opened(first)[0].subject

    later = decided(
        book, after(relationship, first, happened("2026-03-10", ref, severity="minor")), "2026-03-11"
    )

    assert told(later.firings) == ["2026-03-10 00:00 thank"]


@pytest.mark.parametrize(
    ("fact", "value", "becomes"),
    [
        ("customer.promised", "today + 1 month", day("2026-04-02")),
        ("customer.promised", "today", day("2026-03-02")),
        ("customer.quiet_until", "now", local("2026-03-02")),
        ("customer.quiet_until", "now + 4 hours", local("2026-03-02 04:00")),
    ],
)
def test_today_and_now_are_read_when_a_fact_is_set(fact: str, value: str, becomes: Value):
    rule: Rule = a_rule("rule", a_step("set", a_set(fact, value)), at="customer.since")

    decision = decided(
        a_book(rule), a_relationship(happened("2026-03-01", since=day("2026-03-02"))), "2026-03-09"
    )

    assert [list(event.facts.values()) for event in decision.events] == [[becomes]]


def test_the_letter_of_a_step_does_not_see_what_its_own_step_opened():
    """Else a step that opens a claim would take its own letter back."""
    rule = a_rule("rule", a_step("do", an_opening(), NOTE), at="customer.since", when=["customer.claims < 1"])
    relationship = a_relationship(happened("2026-03-01", since=day("2026-03-02")))

    decision = decided(a_book(rule), relationship, "2026-03-03", Terms(renders=False))
    known = after(relationship, decision)
    verdict = check_delivery(Plan(a_book(rule)), known, decision.messages[0], local("2026-03-03"))

    assert len(opened(decision)) == 1
    assert verdict.action == "deliver"
