"""How rules start: at events, at moments that come once or come back, and when their sentences become true."""

import pytest

from engine.decide import Terms
from engine.facts import SubjectRef
from engine.rulebook import Policy, Rule
from engine.values import YearlyDate
from tests.engine.builders import (
    CUSTOMER,
    INVOICE,
    a_book,
    a_message,
    a_relationship,
    a_rule,
    a_set,
    a_step,
    after,
    an_invoice,
    an_order,
    cny,
    day,
    decided,
    happened,
    local,
    schedule,
    told,
)

NOTE = a_message("team/sales")
GREETING = a_rule("greet", a_step("greet", NOTE), at="every year on customer.birthday")


def days_of(steps: list[str]) -> list[str]:
    return [step[:10] for step in steps]


@pytest.mark.parametrize(
    ("birthday", "expected"),
    [
        (YearlyDate(5, 1, 1990), ["2026-05-01", "2027-05-01", "2028-05-01"]),
        (YearlyDate(2, 29, 1992), ["2026-02-28", "2027-02-28", "2028-02-29"]),
        (YearlyDate(8, 15, 1988, "lunar"), ["2026-09-25", "2027-09-15", "2028-10-03"]),
        (YearlyDate(12, 20, 1988, "lunar"), ["2026-02-07", "2027-01-27", "2028-01-16", "2029-01-04"][:3]),
    ],
)
def test_birthdays_come_back_every_year_solar_or_lunar(birthday: YearlyDate, expected: list[str]):
    """None that lies before the customer was known is made up for."""
    steps = schedule(a_book(GREETING), happened("2026-01-02", birthday=birthday), until="2028-12-01")

    assert days_of(steps) == expected


def test_a_period_counts_from_its_anchor_and_clamps_to_the_end_of_the_month():
    rule = a_rule("review", a_step("review", NOTE), at="every 3 months on customer.since")

    steps = schedule(a_book(rule), happened("2026-01-31", since=day("2026-01-31")), until="2026-12-31")

    assert days_of(steps) == ["2026-01-31", "2026-04-30", "2026-07-31", "2026-10-31"]


def test_a_period_after_a_date_to_come_begins_by_itself():
    """Found by reading: nothing woke the relationship once the date had come."""
    rule = a_rule("review", a_step("review", NOTE), at="every 3 months after customer.since")

    steps = schedule(a_book(rule), happened("2026-01-01", since=day("2026-03-15")), until="2026-12-31")

    assert days_of(steps) == ["2026-06-15", "2026-09-15", "2026-12-15"]


def test_a_step_before_the_day_comes_every_period():
    """Found by reading: with the step of this year done, nothing woke the relationship for the next."""
    rule = a_rule("gift", a_step("gift", NOTE, after="-3 days"), at="every year on customer.birthday")

    steps = schedule(a_book(rule), happened("2026-01-01", birthday=YearlyDate(5, 1)), until="2028-12-31")

    assert days_of(steps) == ["2026-04-28", "2027-04-28", "2028-04-28"]


def test_each_event_is_an_occurrence_of_its_own():
    rule = a_rule("thank", a_step("thank", NOTE, after="1 day"), who="order", on="order.placed")

    steps = schedule(
        a_book(rule), an_order("2026-03-01 10:00", 1), an_order("2026-03-01 10:00", 2), until="2026-03-10"
    )

    assert steps == ["2026-03-02 10:00 thank", "2026-03-02 10:00 thank"]


def test_an_event_of_anything_that_belongs_to_the_customer_starts_a_rule_about_the_customer():
    rule = a_rule("thank", a_step("thank", NOTE), on="order.placed")

    decision = decided(a_book(rule), a_relationship(an_order("2026-03-01 10:00")), "2026-03-02")

    assert [each.key.subject for each in decision.firings] == [CUSTOMER]


def test_an_event_of_another_subject_does_not_start_a_rule_about_this_one():
    rule = a_rule("check", a_step("check", NOTE), who="invoice", on="invoice.sent")
    sent = happened("2026-03-01", SubjectRef("invoice", "i2"), "invoice.sent")

    decision = decided(
        a_book(rule), a_relationship(an_invoice("2026-03-01", "2026-03-02"), sent), "2026-03-02"
    )

    assert [each.key.subject.id for each in decision.firings] == ["i2"]


def test_nobody_is_called_about_an_event_that_was_imported_long_after():
    rule = a_rule("thank", a_step("thank", NOTE), on="order.placed")
    known = happened("2026-01-01", name="Chen")
    old = happened(
        "2026-02-01", SubjectRef("order", "o1"), "order.placed", recorded="2026-03-01", origin="import"
    )

    assert schedule(a_book(rule), known, old, until="2026-04-01") == []


def test_a_late_event_changes_no_fact_that_was_set_since():
    """The balance of March stays, although the report of February comes in April."""
    rule = a_rule("chase", a_step("chase", NOTE), who="invoice", when=["invoice.balance > 0 CNY"])
    paid = happened("2026-03-01", INVOICE, balance=cny(0))
    late = happened("2026-02-01", INVOICE, recorded="2026-04-01", balance=cny(500))
    first = decided(a_book(rule), a_relationship(paid), "2026-03-31")

    then = decided(a_book(rule), after(a_relationship(paid), first, late), "2026-04-02")

    assert then.firings == ()
    assert then.consumed == (late.id,)


def test_a_rule_that_becomes_true_again_starts_again():
    rule = a_rule("ask", a_step("ask", NOTE), when=["customer.hold is yes"])
    events = [happened(f"2026-03-0{n}", hold=n % 2 == 1) for n in (1, 2, 3)]

    assert days_of(schedule(a_book(rule), *events, until="2026-04-01")) == ["2026-03-01", "2026-03-03"]


def test_once_per_keeps_it_to_one_time_for_each_value():
    rule = a_rule("ask", a_step("ask", NOTE), when=["customer.hold is yes"], once_per="customer.tier")
    events = [happened(f"2026-03-0{n}", hold=n % 2 == 1, tier="A" if n < 4 else "B") for n in range(1, 6)]

    assert days_of(schedule(a_book(rule), *events, until="2026-04-01")) == ["2026-03-01", "2026-03-05"]


def test_another_once_per_value_is_due_when_it_came_though_the_rule_was_true_before():
    """Else it would be counted from the first silence, and expire or be passed over at once."""
    rule = a_rule(
        "ask", a_step("ask", NOTE), when=["customer.hold is yes"], once_per="customer.tier", within="1 day"
    )
    relationship = a_relationship(
        happened("2026-03-01", hold=True, tier="A"), happened("2026-03-20", tier="B")
    )

    decision = decided(a_book(rule), relationship, "2026-04-01")

    assert [(f.status, f.due) for f in decision.firings] == [
        ("done", local("2026-03-01")),
        ("done", local("2026-03-20")),
    ]


HELD = ("customer.hold is yes",)


@pytest.mark.parametrize(
    "rule", [a_rule("ask", when=HELD), a_rule("ask", any_of=HELD), a_rule("ask", none_of=HELD)]
)
def test_what_is_unknown_never_fires(rule: Rule):
    assert schedule(a_book(rule), happened("2026-03-01", name="Chen"), until="2026-04-01") == []


def test_a_rule_sleeps_until_a_derived_fact_of_the_customer_turns():
    """Found by the sleeping proof: read from an invoice, the customer's own formula never woke anybody."""
    rule = a_rule("ask", a_step("ask", NOTE), who="invoice", when=["customer.is_patient is no"])
    known = happened("2026-03-01", since=day("2026-03-02"))

    steps = schedule(a_book(rule), known, an_invoice("2026-03-01", "2026-03-02"), until="2026-04-01")

    assert steps == ["2026-03-05 00:00 ask"]


def test_days_since_a_date_that_moves_by_itself():
    """The oldest order of the last three days is another one tomorrow."""
    rule = a_rule("ask", a_step("ask", NOTE), when=["customer.oldest_recent is empty"])

    steps = schedule(a_book(rule), an_order("2026-03-01 10:00"), until="2026-04-01")

    assert steps == ["2026-03-04 00:00 ask"]


ACTIVATED = Terms({"chase": local("2026-03-10")}, delivers_at_once=True, renders=False)
CHASE = a_rule("chase", a_step("chase", NOTE), who="invoice", at="invoice.due_date")


@pytest.mark.parametrize(
    ("due", "is_chased"), [("2026-03-09", False), ("2026-03-10", False), ("2026-03-11", True)]
)
def test_what_is_past_when_a_rule_comes_into_force_is_passed_over(due: str, *, is_chased: bool):
    known = an_invoice("2026-03-01", due=due)

    assert bool(schedule(a_book(CHASE), known, until="2026-04-01", terms=ACTIVATED)) == is_chased


def test_a_subject_that_is_new_since_then_is_not_passed_over():
    new = an_invoice("2026-03-20", due="2026-03-02")

    assert schedule(a_book(CHASE), new, until="2026-04-01", terms=ACTIVATED) == ["2026-03-20 00:00 chase"]


def test_what_was_true_already_when_a_rule_came_into_force_is_written_as_passed():
    """The customer counts as known since it was recorded, not since this decision began."""
    rule = a_rule("chase", a_step("chase", NOTE), when=["customer.hold is yes"])
    before = decided(a_book(), a_relationship(happened("2026-03-01", hold=True)), "2026-03-05")
    relationship = after(a_relationship(happened("2026-03-01", hold=True)), before)

    decision = decided(a_book(rule), relationship, "2026-04-01", ACTIVATED)

    assert [each.status for each in decision.firings] == ["passed"]


def test_a_shadow_rule_is_recorded_and_does_nothing():
    rule = a_rule(
        "quiet", a_step("ask", a_message(), a_set("customer.tier", "A")), status="shadow", at="customer.since"
    )

    decision = decided(
        a_book(rule), a_relationship(happened("2026-03-01", since=day("2026-03-02"))), "2026-03-03"
    )

    assert [each.shadow for each in decision.firings] == [True]
    assert (decision.messages, decision.events, decision.tasks) == ((), (), ())


@pytest.mark.parametrize(
    ("since", "fires"),
    [("2026-03-09", False), ("2026-03-10", True), ("2026-03-20", True), ("2026-03-21", False)],
)
def test_a_rule_is_valid_from_its_first_day_to_its_last(since: str, *, fires: bool):
    rule = a_rule(
        "ask",
        a_step("ask", NOTE),
        at="customer.since",
        within="12 hours",
        valid_from=day("2026-03-10"),
        valid_to=day("2026-03-20"),
    )

    steps = schedule(a_book(rule), happened("2026-03-01", since=day(since)), until="2026-04-01")

    assert any(not step.endswith("expired") for step in steps) == fires


def test_deciding_twice_finds_nothing_new():
    book = a_book(GREETING, CHASE, policy=Policy())
    relationship = a_relationship(
        an_invoice("2026-03-01", "2026-03-02"), happened("2026-03-01", birthday=YearlyDate(3, 5))
    )
    first = decided(book, relationship, "2026-03-10")

    again = decided(book, after(relationship, first), "2026-03-10")

    assert len(first.firings) == 2
    assert (again.firings, again.tasks, again.events, again.watches) == ((), (), (), ())


def test_an_outage_changes_nothing():
    """Two weeks decided at once are two weeks decided day by day, with the same instants in the ledger."""
    relationship = a_relationship(
        an_invoice("2026-03-01", "2026-03-02"), happened("2026-03-01", birthday=YearlyDate(3, 5))
    )
    book = a_book(GREETING, CHASE, policy=Policy())
    at_once = decided(book, relationship, "2026-03-15")

    for number in range(1, 16):
        relationship = after(relationship, decided(book, relationship, f"2026-03-{number:02d}"))

    assert told(relationship.firings) == told(at_once.firings)


def test_a_rule_comes_back_every_week():
    """From the first Monday after the customer was known; a step of a day later keeps to it."""
    monday = a_rule("review", a_step("ask", NOTE), at="every monday at 09:00")
    fortnight = a_rule("visit", a_step("visit", NOTE), at="every 2 weeks on customer.since")
    known = happened("2026-03-04", since=day("2026-03-06"))

    assert schedule(a_book(monday), known, until="2026-03-20") == [
        "2026-03-09 09:00 ask",
        "2026-03-16 09:00 ask",
    ]
    assert schedule(a_book(fortnight), known, until="2026-04-04") == [
        *("2026-03-06 00:00 visit", "2026-03-20 00:00 visit", "2026-04-03 00:00 visit")
    ]
