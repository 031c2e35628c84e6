"""`cooldown`: the least gap between what was done and the first step of another occurrence."""

from dataclasses import replace

from engine.decide import Terms
from engine.facts import Event
from engine.relationship import Firing
from engine.rulebook import Policy, Rule
from tests.engine.builders import (
    AT_ONCE,
    a_book,
    a_message,
    a_relationship,
    a_rule,
    a_step,
    a_task,
    after,
    an_order,
    day,
    decided,
    happened,
    local,
    schedule,
    told,
)

NOTE = a_message("team/sales")
THANK = a_rule("thank", a_step("thank", NOTE), on="order.placed", cooldown="10 days")
CALL = a_rule("call", a_step("call", a_task()), when=["customer.hold is no"], cooldown="10 days")


def orders(*moments: str) -> list[Event]:
    return [an_order(moment, number) for number, moment in enumerate(moments)]


def test_the_next_occurrence_waits_and_is_not_dropped():
    steps = schedule(a_book(THANK), *orders("2026-03-01 10:00", "2026-03-05 12:00"), until="2026-04-30")

    assert steps == ["2026-03-01 10:00 thank", "2026-03-11 10:00 thank"]


def test_those_that_wait_together_come_one_cooldown_after_the_other():
    steps = schedule(
        a_book(THANK), *orders("2026-03-01 10:00", "2026-03-05", "2026-03-05"), until="2026-04-30"
    )

    assert steps == ["2026-03-01 10:00 thank", "2026-03-11 10:00 thank", "2026-03-21 10:00 thank"]


def test_it_wakes_when_the_cooldown_ends():
    decision = decided(a_book(THANK), a_relationship(*orders("2026-03-01 10:00", "2026-03-05")), "2026-03-06")

    assert decision.next_due == local("2026-03-11 10:00")


def test_what_is_no_longer_true_when_the_cooldown_ends_does_not_happen():
    events = [
        happened(f"2026-03-{date:02}", hold=hold)
        for date, hold in ((1, False), (3, True), (5, False), (8, True))
    ]
    kept = replace(CALL, steps=(a_step("call", NOTE),))

    assert schedule(a_book(kept), *events, until="2026-04-30") == ["2026-03-01 00:00 call"]


def test_a_cooldown_longer_than_its_time_lets_a_step_expire():
    rule = replace(THANK, within=a_rule("x", within="2 days").within)

    steps = schedule(a_book(rule), *orders("2026-03-01 10:00", "2026-03-05 12:00"), until="2026-04-30")

    assert steps == ["2026-03-01 10:00 thank", "2026-03-07 12:00 thank expired"]


def test_a_cooldown_that_ends_at_night_waits_for_the_permitted_hours():
    book = a_book(
        replace(THANK, cooldown=a_rule("x", cooldown="14 hours").cooldown), policy=Policy("09:00-20:00")
    )

    steps = schedule(book, *orders("2026-03-01 10:00", "2026-03-01 11:00"), until="2026-04-30")

    assert steps == ["2026-03-01 10:00 thank", "2026-03-02 09:00 thank"]


def test_the_steps_of_one_ladder_do_not_wait_for_each_other():
    rule = a_rule(
        "ladder",
        a_step("first", NOTE),
        a_step("second", NOTE, after="2 days"),
        on="order.placed",
        cooldown="10 days",
    )

    steps = schedule(a_book(rule), *orders("2026-03-01", "2026-03-02"), until="2026-04-30")

    assert steps == [
        "2026-03-01 00:00 first",
        "2026-03-03 00:00 second",
        "2026-03-13 00:00 first",
        "2026-03-16 00:00 second",  # after a step that came late, at least the policy's least gap
    ]


def test_a_task_that_was_withdrawn_starts_no_cooldown():
    """Nobody was called: the customer had ordered in time."""
    events = [
        happened("2026-03-01", hold=False),
        happened("2026-03-02", hold=True),
        happened("2026-03-04", hold=False),
    ]

    steps = schedule(a_book(CALL), *events, until="2026-04-30")

    assert steps == ["2026-03-01 00:00 call withdrawn", "2026-03-04 00:00 call"]


def test_what_was_passed_over_or_expired_starts_no_cooldown():
    rule = a_rule(
        "thank",
        a_step("thank", NOTE, when=["customer.hold is no"]),
        on="order.placed",
        cooldown="10 days",
    )
    known = happened("2026-03-01", hold=True)
    lifted = happened("2026-03-02", hold=False)

    steps = schedule(
        a_book(rule), known, lifted, *orders("2026-03-01 10:00", "2026-03-03"), until="2026-04-30"
    )

    assert steps == ["2026-03-01 10:00 thank passed", "2026-03-03 00:00 thank"]


def recorded_in_shadow(rule: Rule, *events: Event) -> tuple[Firing, ...]:
    return decided(a_book(replace(rule, status="shadow")), a_relationship(*events), "2026-03-02").firings


def test_a_rule_in_shadow_shows_the_gaps_that_it_would_keep():
    book = a_book(replace(THANK, status="shadow"))

    steps = schedule(book, *orders("2026-03-01 10:00", "2026-03-05 12:00"), until="2026-04-30")

    assert steps == ["2026-03-01 10:00 thank", "2026-03-11 10:00 thank"]


def test_what_was_only_recorded_in_shadow_starts_no_cooldown_once_the_rule_is_live():
    first, second = orders("2026-03-01 10:00", "2026-03-05 12:00")
    firings = recorded_in_shadow(THANK, first)
    relationship = replace(a_relationship(second), history=(first,), firings=firings)

    live = decided(a_book(THANK), relationship, "2026-04-30")

    assert [each.shadow for each in firings] == [True]
    assert told(live.firings) == ["2026-03-05 12:00 thank"]


def test_a_message_on_its_way_starts_the_cooldown_and_frees_it_when_withdrawn():
    relationship = a_relationship(*orders("2026-03-01 10:00", "2026-03-05 12:00"))
    claimed = decided(a_book(THANK), relationship, "2026-03-06", Terms(renders=False))
    waiting = after(relationship, claimed)

    held = decided(a_book(THANK), waiting, "2026-03-07", AT_ONCE)
    withdrawn = replace(waiting, firings=(replace(waiting.firings[0], status="withdrawn"),))
    free = decided(a_book(THANK), withdrawn, "2026-03-07", AT_ONCE)

    assert (told(claimed.firings), held.firings) == (["2026-03-01 10:00 thank claimed"], ())
    # The key is free again: the first occurrence itself is what comes, and the second waits for it.
    assert told(free.firings) == ["2026-03-06 00:00 thank"]


def test_a_period_waits_for_the_end_of_the_cooldown():
    rule = a_rule("review", a_step("review", NOTE), at="every month on customer.since", cooldown="40 days")

    steps = schedule(a_book(rule), happened("2026-01-01", since=day("2026-01-01")), until="2026-04-01")

    assert steps == ["2026-01-01 00:00 review", "2026-02-10 00:00 review", "2026-03-22 00:00 review"]
