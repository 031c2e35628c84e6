"""The shipped rules: they load, say everything in every language, and need no more data than they claim."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from engine.checks import examine
from engine.decide import Terms, decide
from engine.examples import run_examples
from engine.examples.coverage import coverage
from engine.facts import Event, SubjectRef
from engine.language.book import load_rulebook
from engine.plan import Plan
from engine.relationship import Decision, Relationship
from engine.rulebook import OpenTask, Rulebook, Send
from engine.truth.world import World
from engine.values import Money, Value, YearlyDate

RULES = Path(__file__).parent.parent / "rules"
CUSTOMER = SubjectRef("customer", "c1")
INVOICE = SubjectRef("invoice", "i1")


@pytest.fixture(scope="module")
def book() -> Rulebook:
    files = sorted(path for path in RULES.rglob("*") if path.suffix in {".yaml", ".txt"})
    return load_rulebook({path.relative_to(RULES).as_posix(): path.read_bytes() for path in files})


def shanghai(day: str, hour: str = "00:00") -> dt.datetime:
    return (
        dt.datetime.fromisoformat(f"{day}T{hour}")
        .replace(tzinfo=ZoneInfo("Asia/Shanghai"))
        .astimezone(dt.UTC)
    )


def an_event(subject: SubjectRef, day: str, facts: Mapping[str, Value], kind: str = "facts.changed") -> Event:
    at = shanghai(day)
    return Event(f"{subject.entity}-{subject.id}-{day}", kind, subject, at, at, facts)


def an_order(day: str, amount: int) -> Event:
    facts: dict[str, Value] = {
        "date": dt.date.fromisoformat(day),
        "amount": Money.of(amount, "CNY"),
        "customer": CUSTOMER.id,
    }
    return an_event(SubjectRef("order", day), day, facts, "order.placed")


def an_invoice(due: str) -> Event:
    facts: dict[str, Value] = {
        "due_date": dt.date.fromisoformat(due),
        "amount": Money.of(5000, "CNY"),
        "customer": CUSTOMER.id,
    }
    return an_event(INVOICE, "2026-01-01", facts, "invoice.issued")


def a_payment(day: str) -> Event:
    facts: dict[str, Value] = {
        "date": dt.date.fromisoformat(day),
        "amount": Money.of(5000, "CNY"),
        "invoice": INVOICE.id,
    }
    return an_event(SubjectRef("payment", "p1"), day, facts, "payment.received")


def decided(book: Rulebook, events: Iterable[Event], until: str, *rules: str) -> Decision:
    """Everything that these rules, or all of them, do to a customer of whom nothing but *events* is known."""
    plan = Plan(book, only=frozenset(rules) or None)
    relationship = Relationship(id="r1", customer=CUSTOMER, pending=tuple(events))
    return decide(plan, relationship, shanghai(until), Terms(delivers_at_once=True))


def fired(decision: Decision) -> list[str]:
    zone = ZoneInfo("Asia/Shanghai")
    return [f"{firing.at.astimezone(zone):%Y-%m-%d} {firing.key.step}" for firing in decision.firings]


def test_the_shipped_rules_are_all_there(book: Rulebook):
    """A file that is not read would be missed by nobody else."""
    moves = book.lifecycle.moves if book.lifecycle else ()

    assert {rule.id for rule in book.rules} == {
        "expert_exchange",
        "win_back",
        "delivery_check",
        "payment_reminder",
        "dunning",
        "birthday",
        "retention_call",
        "handover_intro",
        "developer_share",
    }
    assert {rule.id for rule in moves} == {
        "enters_development",
        "proves_regular",
        "proves_stable",
        "trial_fails",
        "is_lost",
        "comes_back",
    }


def test_every_rule_is_live_named_owned_and_told_by_examples(book: Rulebook):
    moves = book.lifecycle.moves if book.lifecycle else ()
    told = [example.rules for example in book.examples]

    for rule in (*moves, *book.rules):
        assert rule.status == "live", rule.id
        assert set(rule.names) == {"en", "zh"}, rule.id
        assert rule.owner, rule.id
        assert told.count((rule.id,)) >= 2, f"{rule.id}: once it acts, once it is held back"


def test_every_example_comes_out_and_every_step_is_shown_happening_and_held_back(book: Rulebook):
    outcomes = list(run_examples(book))

    assert [str(outcome) for outcome in outcomes if not outcome.passed] == []
    assert [each.missing for each in coverage(book, outcomes) if not each.is_whole] == []


def test_nothing_in_the_whole_book_is_wrong_or_looks_wrong(book: Rulebook):
    assert [str(problem) for problem in examine(book)] == []


def test_every_label_and_text_stands_in_both_languages(book: Rulebook):
    for entity in book.vocabulary.entities.values():
        for fact in entity.facts.values():
            assert set(fact.labels) == {"en", "zh"}, fact.path

    for rule in book.rules:
        for action in (action for step in rule.steps for action in step.do):
            if isinstance(action, (Send, OpenTask)):
                assert set(action.text) == {"en", "zh"}, rule.id


def test_consent_has_no_default(book: Rulebook):
    """Unknown consent must stay unknown: nobody is greeted because a column was empty."""
    consent = book.vocabulary.fact("customer", "do_not_contact")

    assert consent is not None
    assert consent.default is None


def test_a_customer_with_nothing_but_orders_is_called_when_it_is_late(book: Rulebook):
    """No name, tier, stage or manager: the call goes to nobody in particular, and is not lost."""
    orders = [an_order(day, 100) for day in ("2026-01-01", "2026-01-11", "2026-01-21", "2026-01-31")]

    decision = decided(book, orders, "2026-02-14", "retention_call")

    assert fired(decision) == ["2026-02-13 retention_call"]
    assert [task.assignee.id for task in decision.tasks] == ["unassigned"]


@pytest.mark.parametrize("gap", [7, 30, 31, 91, 120, 182])
def test_a_perfectly_regular_customer_raises_no_alarm(book: Rulebook, gap: int):
    """However slow: its last three cycles are like the three before (a fault of the first draft)."""
    first = dt.date(2021, 1, 4)
    days = [first + dt.timedelta(days=gap * number) for number in range(12)]
    orders = [an_order(day.isoformat(), 1000) for day in days]

    decision = decided(book, orders, (days[-1] + dt.timedelta(days=gap)).isoformat(), "retention_call")

    assert fired(decision) == []


def test_a_customer_who_buys_on_the_first_of_each_month_raises_no_alarm(book: Rulebook):
    """Months of 28 to 31 days make a cycle that is never exact."""
    days = [f"{year}-{month:02}-01" for year in (2024, 2025) for month in range(1, 13)]

    decision = decided(book, [an_order(day, 1000) for day in days], "2026-01-01", "retention_call")

    assert fired(decision) == []


def test_a_standing_state_begins_with_its_level_and_ends_with_the_payment(book: Rulebook):
    """Nobody sets or lifts the blacklist: it follows from the invoices."""
    plan = Plan(book, only=frozenset({"dunning"}))
    customer = plan.reference.path(("customer", "blacklisted"), "customer")

    def blacklisted(events: list[Event], day: str) -> object:
        decision = decided(book, events, day, "dunning")
        world = World(book.vocabulary, plan.calendar, CUSTOMER, {}, shanghai(day))
        for event in sorted((*events, *decision.events), key=lambda event: event.order):
            world.apply(event)
        return customer(world.customer)

    unpaid = [an_invoice("2026-03-02")]

    assert blacklisted(unpaid, "2026-04-02") is False
    assert blacklisted(unpaid, "2026-04-03") is True
    assert blacklisted([*unpaid, a_payment("2026-04-20")], "2026-04-21") is False


def test_one_move_at_most_is_possible_at_a_time(book: Rulebook):
    """Every combination of signs, at the instants where moves change: never two moves at once, never a loop."""
    stages = ("potential", "development", "growth", "maturity", "termination")
    moves = [move.id for move in book.lifecycle.moves] if book.lifecycle else []
    signs = ("trial_date", "partner_since", "tender_lost")
    dates = (None, dt.date(2024, 12, 31), dt.date(2025, 1, 1), dt.date(2026, 1, 1))
    for stage in stages:
        for number in range(len(dates) ** len(signs)):
            picked = {
                sign: dates[number // len(dates) ** place % len(dates)] for place, sign in enumerate(signs)
            }
            for orders in ((), ("2024-12-31",), ("2024-10-01", "2024-12-01", "2025-01-01"), ("2026-01-01",)):
                facts: dict[str, Value] = {"stage": stage, "stage_since": dt.date(2025, 1, 1)}
                facts |= {sign: day for sign, day in picked.items() if day is not None}
                events = [*(an_order(day, 100) for day in orders), an_event(CUSTOMER, "2026-01-01", facts)]

                decision = decided(book, events, "2027-06-01", *moves)

                codes = {trouble.code for trouble in decision.troubles}
                assert not codes & {"overlapping-moves", "loop"}, (stage, picked, orders, decision.troubles)


def the_shipped_world(*events: Event) -> Relationship:
    return Relationship(
        id="1", customer=CUSTOMER, pending=tuple(sorted(events, key=lambda event: event.order))
    )


def a_member_born_on_9_march() -> Event:
    facts: dict[str, Value] = {
        "member": True,
        "do_not_contact": False,
        "birthday": YearlyDate(3, 9),
        "manager": "li",
    }
    return an_event(CUSTOMER, "2026-01-01", facts)


def invoices(*due: str) -> list[Event]:
    known = [(SubjectRef("invoice", f"i{number}"), day) for number, day in enumerate(due)]
    return [replace(an_invoice(day), id=f"invoice-{ref.id}", subject=ref) for ref, day in known]


def test_a_backlog_of_letters_does_not_starve_the_birthday_greeting(book: Rulebook):
    """The greeting goes out on its day; the letter that wanted the same day goes out on the next."""
    events = [a_member_born_on_9_march(), *invoices("2026-03-02", "2026-02-23", "2026-02-22")]
    plan = Plan(book, only=frozenset({"birthday", "dunning"}))

    decision = decide(plan, the_shipped_world(*events), shanghai("2026-03-12"), Terms(delivers_at_once=True))

    march = [each for each in fired(decision) if each >= "2026-03-08" and "/" not in each]
    assert march == [
        "2026-03-08 week_2",
        "2026-03-09 greet",
        "2026-03-10 week_1",
        "2026-03-11 week_2",
    ]


def test_one_letter_tells_of_all_invoices_that_are_due_for_it(book: Rulebook):
    plan = Plan(book, only=frozenset({"dunning"}))
    relationship = the_shipped_world(*invoices("2026-03-02", "2026-03-02"))

    (letter, *_) = decide(plan, relationship, shanghai("2026-03-09", "12:00"), Terms()).messages

    assert letter.text.count("due on 2 March 2026: CN¥5,000.00") == 2
    assert [key.subject.id for key in letter.firings] == ["i0", "i1"]
