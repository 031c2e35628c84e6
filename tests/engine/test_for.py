"""`for`: what must stay true so long before anything happens."""

from dataclasses import replace

import pytest

from engine.decide import Terms
from engine.rulebook import Policy
from tests.engine.builders import (
    ANY_TIME,
    a_book,
    a_message,
    a_move,
    a_relationship,
    a_rule,
    a_step,
    after,
    day,
    decided,
    happened,
    local,
    schedule,
    told,
    watch_of,
)

NOTE = a_message("team/sales")
QUIET = a_rule("quiet", a_step("quiet", NOTE), when=["customer.hold is no"], holds_for="2 days")
RISE = happened("2026-03-01 10:00", hold=False)


@pytest.mark.parametrize(
    ("until", "count"), [("2026-03-03 09:59:59", 0), ("2026-03-03 10:00", 1), ("2026-04-01", 1)]
)
def test_it_happens_in_the_second_in_which_it_has_been_true_for_so_long(until: str, count: int):
    assert len(schedule(a_book(QUIET), RISE, until=until)) == count


@pytest.mark.parametrize("otherwise", [True, None])
def test_false_or_unknown_begins_the_count_anew(otherwise: bool | None):
    """An hour before its time it is not true for a minute."""
    broken = happened("2026-03-03 09:00", hold=otherwise)
    mended = happened("2026-03-03 09:01", hold=False)

    assert schedule(a_book(QUIET), RISE, broken, mended, until="2026-04-01") == ["2026-03-05 09:01 quiet"]


def test_a_ladder_counts_from_the_end_of_the_wait():
    rule = a_rule(
        "ladder",
        a_step("first", NOTE),
        a_step("second", NOTE, after="3 days"),
        when=["customer.hold is no"],
        holds_for="1 working day",
    )

    steps = schedule(a_book(rule), happened("2026-03-06 10:00", hold=False), until="2026-04-01")

    assert steps == ["2026-03-09 10:00 first", "2026-03-12 10:00 second"]


def test_the_wait_ends_at_night_and_people_are_told_in_the_morning():
    book = a_book(QUIET, policy=Policy(hours="09:00-20:00"))

    steps = schedule(book, happened("2026-03-01 23:30", hold=False), until="2026-04-01")

    assert steps == ["2026-03-04 09:00 quiet"]


def test_another_value_of_once_per_has_a_wait_of_its_own():
    """The rule is true throughout, but for tier B only since the change."""
    rule = replace(QUIET, once_per=a_rule("x", once_per="customer.tier").once_per)
    known = happened("2026-03-01", hold=False, tier="A")
    changed = happened("2026-03-02 12:00", tier="B")

    assert schedule(a_book(rule), known, changed, until="2026-04-01") == ["2026-03-04 12:00 quiet"]


def test_what_was_true_before_the_rule_came_into_force_is_passed_over():
    terms = Terms({"quiet": local("2026-03-02")}, delivers_at_once=True, renders=False)

    assert schedule(a_book(QUIET), RISE, until="2026-04-01", terms=terms) == ["2026-03-01 10:00 quiet passed"]


def test_a_wait_that_began_before_the_rule_was_switched_off_is_passed_over_when_it_comes_back():
    """It was true when the rule came into force anew, and nobody knows whether it was so all the time."""
    waiting = decided(a_book(QUIET), a_relationship(RISE), "2026-03-02")
    terms = Terms({"quiet": local("2026-03-02 12:00")}, delivers_at_once=True, renders=False)

    back = decided(a_book(QUIET), after(a_relationship(RISE), waiting), "2026-04-01", terms)

    assert back.firings == ()


def test_the_wait_is_remembered_and_slept_through():
    waiting = decided(a_book(QUIET), a_relationship(RISE), "2026-03-02")

    assert waiting.next_due == local("2026-03-03 10:00")
    assert watch_of(waiting, "quiet").true_since == local("2026-03-01 10:00")


BACK = a_move("back", "at_risk", "active", "today < customer.since + 1 month", do=(NOTE,), holds_for="1 day")


def a_return(*events: object) -> list[str]:
    known = happened("2026-05-20", stage="at_risk", since=day("2026-03-01"))
    return schedule(a_book(moves=(BACK,)), known, *events, until="2026-07-01")  # type: ignore[arg-type]


def test_a_customer_comes_back_one_day_after_the_order():
    assert a_return(happened("2026-05-25", since=day("2026-05-25"))) == ["2026-05-26 00:00 move"]


def test_a_cancelled_order_does_not_count():
    ordered = happened("2026-05-25", since=day("2026-05-25"))
    cancelled = happened("2026-05-25 23:59", since=day("2026-03-01"))

    assert a_return(ordered, cancelled) == []


def test_a_move_counts_from_when_the_customer_came_into_its_stage():
    """That its sentence was true all along, in another stage, is no wait."""
    book = a_book(moves=(BACK,))
    known = happened("2026-05-01", stage="active", since=day("2026-05-20"))
    slipped = happened("2026-05-25 12:00", stage="at_risk")

    assert schedule(book, known, slipped, until="2026-07-01") == ["2026-05-26 12:00 move"]


def test_a_move_in_shadow_is_recorded_once_for_each_time_that_it_has_held():
    shadow = replace(BACK, status="shadow")
    known = happened("2026-05-20", stage="at_risk", since=day("2026-05-20"))
    book = a_book(moves=(shadow,), policy=ANY_TIME)
    first = decided(book, a_relationship(known), "2026-05-25")

    again = decided(book, after(a_relationship(known), first), "2026-06-30")

    assert told(first.firings) == ["2026-05-21 00:00 move"]
    assert again.firings == ()
