"""`skip to`: after an answer, or when nobody answers, a ladder goes on at a later step."""

from dataclasses import replace

import pytest

from engine.relationship import Relationship
from engine.rulebook import Again, Policy, Rule, SkipTo
from tests.engine.builders import (
    AT_ONCE,
    a_book,
    a_message,
    a_relationship,
    a_rule,
    a_step,
    a_task,
    after,
    answered,
    day,
    decided,
    happened,
    length,
    local,
    told,
)

SKIP = (SkipTo("third"),)
CALL = a_task(outcomes={"serious": SKIP, "fine": ()}, due="20 days")
NOTE = a_message("team/sales")


def a_ladder(*first: object, **others: object) -> Rule:
    """Days 0, 10, 20 and 30 after the anchor."""
    steps = (
        a_step("first", *(first or (CALL,))),  # type: ignore[arg-type]
        a_step("second", NOTE, after="10 days"),
        a_step("third", NOTE, after="20 days"),
        a_step("fourth", NOTE, after="30 days"),
    )
    return a_rule("ladder", *steps, at="customer.since", **others)  # type: ignore[arg-type]


def known() -> Relationship:
    return a_relationship(happened("2026-03-01", since=day("2026-03-02"), hold=False))


def skipped(
    rule: Rule, at: str, until: str, outcome: str = "serious", policy: Policy | None = None
) -> list[str]:
    """What the ladder does when its first task is answered at this moment."""
    book = a_book(rule) if policy is None else a_book(rule, policy=policy)
    relationship = known()
    opened = decided(book, relationship, at)
    relationship = after(relationship, opened, answered(at, opened.tasks[0], outcome))
    return told(after(relationship, decided(book, relationship, until)).firings)


def test_the_step_is_due_at_the_moment_of_the_answer_and_those_between_are_passed():
    """What comes after it keeps its own day."""
    assert skipped(a_ladder(), "2026-03-04 15:00", "2026-05-01") == [
        "2026-03-02 00:00 first",
        "2026-03-04 15:00 first/serious",
        "2026-03-04 15:00 second passed",
        "2026-03-04 15:00 third",
        "2026-04-01 00:00 fourth",
    ]


def test_another_answer_leaves_the_ladder_as_it_is():
    assert skipped(a_ladder(), "2026-03-04", "2026-03-13", "fine")[2:] == ["2026-03-12 00:00 second"]


def test_who_answers_at_night_is_followed_in_the_morning():
    told_ = skipped(a_ladder(), "2026-03-04 22:30", "2026-03-06", policy=Policy(hours="09:00-20:00", caps=()))

    assert told_[-1] == "2026-03-05 09:00 third"


def test_what_was_done_meanwhile_is_not_done_again():
    """The answer came late: the ladder had gone on, and goes on from there."""
    assert skipped(a_ladder(), "2026-03-13 10:00", "2026-03-13 11:00")[1:] == [
        "2026-03-12 00:00 second",
        "2026-03-13 10:00 first/serious",
        "2026-03-13 10:00 third",
    ]
    assert skipped(a_ladder(a_task(outcomes={"serious": SKIP}, due="40 days")), "2026-03-23", "2026-04-02")[
        2:
    ] == [
        "2026-03-22 00:00 third",
        "2026-03-23 00:00 first/serious",
        "2026-04-01 00:00 fourth",
    ]


def test_nobody_answers_in_time_so_the_ladder_goes_on_higher_up():
    rule = a_ladder(a_task(due="3 days", late=SKIP))

    assert told(decided(a_book(rule), known(), "2026-03-06").firings) == [
        "2026-03-02 00:00 first",
        "2026-03-05 00:00 first/late",
        "2026-03-05 00:00 second passed",
        "2026-03-05 00:00 third",
    ]


def test_the_steps_between_say_why_they_were_passed():
    book, relationship = a_book(a_ladder(a_task(due="3 days", late=SKIP))), known()

    reasons = [
        each.reason for each in decided(book, relationship, "2026-03-06").firings if each.key.step == "second"
    ]

    assert reasons == ["Skipped: the ladder went on at third."]


def test_the_rule_still_pauses_what_was_skipped_to():
    rule = a_ladder(when=["customer.hold is no"])
    book, relationship = a_book(rule), known()
    opened = decided(book, relationship, "2026-03-03")
    events = (
        answered("2026-03-04", opened.tasks[0], "serious"),
        happened("2026-03-04", hold=True),
        happened("2026-03-09", hold=False),
    )

    decision = decided(book, after(relationship, opened, *events), "2026-03-10")

    assert told(decision.firings)[-1] == "2026-03-09 00:00 third"


def test_it_is_too_late_for_what_was_skipped_to_when_its_time_has_run_out():
    rule = a_ladder(when=["customer.hold is no"], within="1 day")
    book, relationship = a_book(rule), known()
    opened = decided(book, relationship, "2026-03-03")
    events = (
        answered("2026-03-04", opened.tasks[0], "serious"),
        happened("2026-03-04", hold=True),
        happened("2026-03-09", hold=False),
    )

    decision = decided(book, after(relationship, opened, *events), "2026-03-10")

    assert told(decision.firings)[-1] == "2026-03-05 00:00 third expired"


def test_a_letter_that_never_arrived_holds_nobody_back_who_skips():
    """The first step waits for its letter; the answer says where it goes on all the same."""
    book, relationship = a_book(a_ladder(NOTE, CALL)), known()
    terms = replace(AT_ONCE, delivers_at_once=False)
    opened = decided(book, relationship, "2026-03-03", terms)
    relationship = after(relationship, opened, answered("2026-03-04", opened.tasks[0], "serious"))

    decision = decided(book, relationship, "2026-03-05", terms)

    assert [each.status for each in opened.firings] == ["claimed"]
    assert "2026-03-04 00:00 third claimed" in told(decision.firings)


def test_nothing_below_is_opened_once_more():
    """One task of the step was to come again, the other skipped the step."""
    again = a_task("visit", outcomes={"nobody": (Again(length("5 days"), 3),)})
    book, relationship = a_book(a_ladder(CALL, again)), known()
    opened = decided(book, relationship, "2026-03-03")
    call, visit = sorted(opened.tasks, key=lambda task: task.kind)
    events = answered("2026-03-04", visit, "nobody"), answered("2026-03-05", call, "serious")

    decision = decided(book, after(relationship, opened, *events), "2026-03-20")

    assert {task.status for task in decision.tasks} == {"answered"}


@pytest.mark.parametrize("steps", [("first", "third"), ("third", "first")])
def test_a_ladder_written_otherwise_meanwhile_skips_only_what_it_still_has(steps: tuple[str, str]):
    """A step of that name may be gone, or stand below."""
    book, relationship = a_book(a_ladder()), known()
    opened = decided(book, relationship, "2026-03-03")
    relationship = after(relationship, opened, answered("2026-03-04", opened.tasks[0], "serious"))
    written = {"first": a_step("first", CALL), "third": a_step("third", NOTE)}
    edited = a_book(a_rule("ladder", *(written[name] for name in steps), at="customer.since"))

    decision = decided(edited, relationship, "2026-03-10")

    assert [each for each in told(decision.firings) if each.endswith("passed")] == []


def test_running_again_skips_nothing_anew():
    book, relationship = a_book(a_ladder()), known()
    opened = decided(book, relationship, "2026-03-03")
    relationship = after(relationship, opened, answered("2026-03-04", opened.tasks[0], "serious"))
    skipping = decided(book, relationship, "2026-03-05")

    again = decided(book, after(relationship, skipping), "2026-03-05")

    assert (again.firings, again.messages, again.next_due) == ((), (), local("2026-04-01"))
