"""`rollout`: a rule in force for a part of the customers, always the same ones, and more of them as its share grows."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest

from engine.decide import Terms
from engine.facts import SubjectRef
from engine.plan import Plan
from engine.relationship import Relationship
from engine.rollout import activations_after, bucket_of, in_force_since, includes
from engine.rulebook import Rule
from tests.engine.builders import (
    a_book,
    a_message,
    a_move,
    a_relationship,
    a_rule,
    a_step,
    a_task,
    after,
    an_invoice,
    decided,
    happened,
    local,
    told,
    watch_of,
)

RULE = a_rule("rule", a_step("do", a_message("team/sales")), when=["customer.hold is no"])
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (local(f"2026-03-{day:02}") for day in (2, 3, 4, 5))


def shared(percent: int | None, rule: Rule = RULE) -> Rule:
    return replace(rule, rollout=percent)


def someone(low: int, high: int) -> str:
    """A customer whose bucket for the rule lies from *low* up to, not including, *high*."""
    return next(str(number) for number in range(10_000) if low <= bucket_of("rule", str(number)) < high)


def relationship_of(customer: str, **facts: bool) -> Relationship:
    ref = SubjectRef("customer", customer)
    return replace(a_relationship(happened("2026-03-01", ref, **facts)), customer=ref)  # type: ignore[arg-type]


def published(*shares: tuple[int | None, dt.datetime]) -> dict[str, dt.datetime]:
    """The activations after the rule was published with each of these shares, one after the other."""
    activated: dict[str, dt.datetime] = {}
    for percent, at in shares:
        activated = activations_after(Plan(a_book(shared(percent))).activates(), activated, at)
    return activated


def since(
    bucket: tuple[int, int], activated: dict[str, dt.datetime], percent: int | None
) -> dt.datetime | None:
    customer = someone(*bucket)
    return (
        in_force_since(shared(percent), customer, activated) if includes(shared(percent), customer) else None
    )


def test_the_buckets_are_equally_full_and_each_rule_has_its_own():
    buckets = [bucket_of("rule", str(number)) for number in range(10_000)]

    assert all(60 < buckets.count(bucket) < 140 for bucket in range(100))
    assert sum(bucket_of("other", str(number)) == bucket for number, bucket in enumerate(buckets)) < 200


def test_a_bucket_is_the_same_for_ever():
    """Were it another one day, customers would silently change sides."""
    assert [bucket_of("dunning", customer) for customer in ("1", "2", "C-17")] == [6, 9, 62]


def test_a_larger_share_takes_in_all_of_the_smaller_one():
    inside = [
        {number for number in range(1000) if includes(shared(percent), str(number))}
        for percent in (1, 20, 50, 99)
    ]

    assert all(smaller < larger for smaller, larger in pairwise(inside))


@pytest.mark.parametrize(
    ("bucket", "fires"), [((0, 20), True), ((19, 20), True), ((20, 21), False), ((20, 100), False)]
)
def test_a_rule_is_in_force_for_its_share_only(bucket: tuple[int, int], fires: bool):
    decision = decided(a_book(shared(20)), relationship_of(someone(*bucket), hold=False), "2026-04-01")

    assert bool(decision.firings) is fires
    assert decision.next_due is None


def test_an_invoice_goes_by_its_customer():
    rule = a_rule(
        "rule", a_step("do", a_message("team/sales")), who="invoice", at="invoice.due_date", rollout=20
    )
    customer = someone(20, 100)
    invoices = [
        replace(event, facts={**event.facts, "customer": customer})
        for event in (
            an_invoice("2026-03-01", due="2026-03-02", ref=SubjectRef("invoice", f"i{number}"))
            for number in range(20)
        )
    ]
    relationship = replace(a_relationship(*invoices), customer=SubjectRef("customer", customer))

    assert decided(a_book(rule), relationship, "2026-04-01").firings == ()


def test_a_move_is_made_for_its_share_only():
    move = replace(a_move("rule", "prospect", "active", "customer.hold is no"), rollout=20)
    outside, inside = (
        decided(a_book(moves=(move,)), relationship_of(someone(*bucket), hold=False), "2026-04-01")
        for bucket in ((20, 100), (0, 20))
    )

    assert (outside.events, [event.kind for event in inside.events]) == ((), ["stage.changed"])


def test_raising_a_share_keeps_those_within_and_takes_in_others_from_then_on():
    activated = published((20, MONDAY), (50, TUESDAY))

    assert since((0, 20), activated, 50) == MONDAY
    assert since((20, 50), activated, 50) == TUESDAY
    assert since((50, 100), activated, 50) is None


def test_a_share_lowered_and_raised_again_takes_the_others_in_anew():
    activated = published((50, MONDAY), (20, TUESDAY), (60, WEDNESDAY))

    assert since((0, 20), activated, 60) == MONDAY
    assert since((20, 60), activated, 60) == WEDNESDAY


def test_who_stays_within_a_lowered_share_was_in_force_all_the_time():
    activated = published((20, MONDAY), (50, TUESDAY), (30, WEDNESDAY))

    assert since((0, 20), activated, 30) == MONDAY
    assert since((20, 30), activated, 30) == TUESDAY


def test_without_a_rollout_the_rest_is_taken_in():
    activated = published((20, MONDAY), (None, TUESDAY))

    assert since((0, 20), activated, None) == MONDAY
    assert since((20, 100), activated, None) == TUESDAY


def test_a_rule_that_was_in_force_for_all_stays_so_for_its_share():
    activated = published((None, MONDAY), (20, TUESDAY), (None, WEDNESDAY), (90, THURSDAY))

    assert since((0, 20), activated, 90) == MONDAY
    assert since((20, 90), activated, 90) == WEDNESDAY


def test_a_rule_that_never_had_a_rollout_has_no_share():
    assert published((None, MONDAY), (None, TUESDAY)).keys() == {"rule", "rule/do"}


def test_a_rule_that_was_gone_begins_its_shares_anew():
    gone = activations_after([], published((20, MONDAY)), TUESDAY)
    activated = activations_after(Plan(a_book(shared(20))).activates(), gone, WEDNESDAY)

    assert gone == {}
    assert since((0, 20), activated, 20) == WEDNESDAY


def test_raising_the_share_fires_nothing_that_was_true_before():
    customer = someone(20, 50)
    before = decided(a_book(shared(20)), relationship_of(customer, hold=False), "2026-03-03")
    terms = Terms(published((20, MONDAY), (50, TUESDAY)), delivers_at_once=True, renders=False)

    raised = decided(
        a_book(shared(50)), after(relationship_of(customer, hold=False), before), "2026-04-01", terms
    )

    assert told(raised.firings) == ["2026-03-03 00:00 do passed"]


def test_who_falls_out_of_a_lowered_share_has_its_task_withdrawn_and_begins_anew_later():
    rule = replace(
        RULE, steps=(a_step("do", a_task(due="30 days")), a_step("later", a_task(), after="20 days"))
    )
    customer, known = someone(20, 50), relationship_of(someone(20, 50), hold=False)
    terms = Terms(delivers_at_once=True, renders=False)
    first = decided(a_book(shared(50, rule)), known, "2026-03-02", terms)
    lowered = decided(a_book(shared(20, rule)), after(known, first), "2026-03-03", terms)
    again = Terms(
        published((50, MONDAY), (20, TUESDAY), (50, WEDNESDAY)), delivers_at_once=True, renders=False
    )
    stood = after(after(known, first), lowered)

    raised = decided(a_book(shared(50, rule)), replace(stood, decided_until=WEDNESDAY), "2026-04-30", again)

    assert [task.status for task in lowered.tasks] == ["withdrawn"]
    assert watch_of(lowered, "rule").true_since is None
    assert {firing.status for firing in raised.firings} == {"passed"}
    assert customer == known.customer.id
