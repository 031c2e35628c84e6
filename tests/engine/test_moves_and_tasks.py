"""Lifecycle moves, what tasks lead to, and rules that want different things."""

from dataclasses import replace

import pytest

from tests.engine.builders import (
    a_book,
    a_message,
    a_move,
    a_relationship,
    a_rule,
    a_set,
    a_step,
    a_task,
    after,
    answered,
    day,
    decided,
    happened,
    local,
    told,
)

GROWS = a_move("z_grows", "prospect", "active", "customer.hold is no")
SLIPS = a_move("a_slips", "active", "at_risk", "customer.tier is C")
NOTE = a_message("team/sales")


def test_moves_follow_each_other_in_one_instant_and_the_last_one_stands():
    """Whatever their names: the history keeps the order in which they were made."""
    ask = a_rule("ask", a_step("ask", NOTE), when=["customer.stage is at_risk"])
    book = a_book(ask, moves=(GROWS, SLIPS))
    relationship = a_relationship(happened("2026-03-01", hold=False, tier="C", stage="prospect"))

    decision = decided(book, relationship, "2026-03-02")
    again = decided(book, after(relationship, decision), "2026-03-03")

    assert [each.facts["stage"] for each in decision.events] == ["active", "at_risk"]
    assert (again.firings, again.watches) == ((), ())


def test_of_two_moves_possible_at_once_the_first_in_the_file_is_made_and_somebody_is_told():
    lost = a_move("lost", "prospect", "lost", "customer.hold is no")

    decision = decided(
        a_book(moves=(GROWS, lost)), a_relationship(happened("2026-03-01", hold=False)), "2026-03-02"
    )

    assert [each.facts["stage"] for each in decision.events] == ["active"]
    assert [trouble.code for trouble in decision.troubles] == ["overlapping-moves"]


def test_a_move_in_shadow_is_recorded_once_and_does_not_stand_in_the_way():
    shadow = replace(a_move("shadow", "prospect", "lost", "customer.hold is no"), status="shadow")
    book = a_book(moves=(shadow,))
    relationship = a_relationship(happened("2026-03-01", hold=False), happened("2026-03-05", tier="B"))
    first = decided(book, relationship, "2026-03-10")

    again = decided(book, after(relationship, first), "2026-03-12")

    assert [each.shadow for each in first.firings] == [True]
    assert (first.events, again.firings) == ((), ())


def test_two_rules_that_want_different_values_are_both_left_out():
    rules = (
        a_rule(f"rule_{tier}", a_step("set", a_set("customer.tier", tier)), at="customer.since")
        for tier in "AB"
    )

    decision = decided(
        a_book(*rules), a_relationship(happened("2026-03-01", since=day("2026-03-02"))), "2026-03-03"
    )

    assert decision.events == ()
    assert [trouble.code for trouble in decision.troubles] == ["conflict"]


def test_rules_that_set_each_other_off_are_cut_short_and_do_not_go_on_at_the_next_look():
    on = a_rule("on", a_step("set", a_set("customer.hold", "yes")), when=["customer.hold is no"])
    off = a_rule("off", a_step("set", a_set("customer.hold", "no")), when=["customer.hold is yes"])
    book = a_book(on, off)
    relationship = a_relationship(happened("2026-03-01", hold=True))
    decision = decided(book, relationship, "2026-03-02")

    again = decided(book, after(relationship, decision), "2026-03-03")

    assert [trouble.code for trouble in decision.troubles] == ["loop"]
    assert again.events == ()
    assert decision.next_due is None


def test_a_task_that_nobody_answers_is_late_once():
    rule = a_rule("call", a_step("call", a_task(due="1 day", late=(NOTE,))), at="customer.since")

    decision = decided(
        a_book(rule), a_relationship(happened("2026-03-01", since=day("2026-03-02"))), "2026-03-20"
    )

    assert told(decision.firings) == ["2026-03-02 00:00 call", "2026-03-03 00:00 call/late"]


@pytest.mark.parametrize("seconds", [0, 1])
def test_an_answer_sets_what_it_says(seconds: int):
    """Also the answer that comes in the very second in which the task was opened."""
    call = a_task(outcomes={"promised": (a_set("customer.promised", "answer.date"),)})
    book = a_book(a_rule("call", a_step("call", call), at="customer.since"))
    relationship = a_relationship(happened("2026-03-01", since=day("2026-03-02")))
    called = decided(book, relationship, "2026-03-02")
    reply = answered(f"2026-03-02 00:00:0{seconds}", called.tasks[0], "promised", date=day("2026-03-20"))

    decision = decided(book, after(relationship, called, reply), "2026-03-03")

    assert [dict(each.facts) for each in decision.events] == [{"promised": day("2026-03-20")}]
    assert [(task.status, task.outcome) for task in decision.tasks] == [("answered", "promised")]


def test_a_task_that_follows_from_being_late_has_outcomes_of_its_own():
    """The manager's call, opened because the first call was late, is answered like any other."""
    second = a_task("manager_call", outcomes={"done": (a_set("customer.tier", "C"),)})
    book = a_book(a_rule("call", a_step("call", a_task(late=(second,))), at="customer.since"))
    relationship = a_relationship(happened("2026-03-01", since=day("2026-03-02")))
    late = decided(book, relationship, "2026-03-05")
    task = next(task for task in late.tasks if task.kind == "manager_call")

    decision = decided(book, after(relationship, late, answered("2026-03-06", task, "done")), "2026-03-07")

    assert [dict(each.facts) for each in decision.events] == [{"tier": "C"}]
    assert decision.troubles == ()


def test_an_answer_to_a_task_that_was_withdrawn_is_a_trouble():
    rule = a_rule("call", a_step("call", a_task()), when=["customer.hold is no"])
    book, known = a_book(rule), happened("2026-03-01", hold=False)
    relationship = a_relationship(known, happened("2026-03-02", hold=True))
    closed = decided(book, relationship, "2026-03-03")

    decision = decided(
        book, after(relationship, closed, answered("2026-03-04", closed.tasks[0], "done")), "2026-03-05"
    )

    assert [trouble.code for trouble in decision.troubles] == ["answer"]


def test_the_open_task_of_a_rule_no_longer_valid_is_still_looked_after():
    rule = a_rule("call", a_step("call", a_task()), when=["customer.hold is no"], valid_to=day("2026-03-03"))
    events = (happened("2026-03-01", hold=False), happened("2026-03-10", hold=True))

    decision = decided(a_book(rule), a_relationship(*events), "2026-03-12")

    assert [(task.status, task.closed_at) for task in decision.tasks] == [("withdrawn", local("2026-03-10"))]


def test_a_clock_that_went_back_decides_nothing_anew():
    relationship = replace(a_relationship(), decided_until=local("2026-03-10"))

    decision = decided(a_book(), relationship, "2026-03-09")

    assert decision.decided_until == local("2026-03-10")


def test_the_open_task_of_a_rule_that_is_gone_or_off_is_withdrawn():
    """Nobody watches over it any more: it would stay open for ever."""
    call = a_rule("call", a_step("call", a_task("call")), when=["customer.tier is C"])
    relationship = a_relationship(happened("2026-03-01", tier="C"))
    opened = after(relationship, decided(a_book(call), relationship, "2026-03-02"))

    gone = decided(a_book(), opened, "2026-03-03")
    off = decided(a_book(replace(call, status="off")), opened, "2026-03-03")

    assert [task.status for task in opened.tasks] == ["open"]
    assert [task.status for task in gone.tasks] == ["withdrawn"]
    assert [task.status for task in off.tasks] == ["withdrawn"]
