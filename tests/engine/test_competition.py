"""Steps that would reach the customer on the same day: who goes, who waits, who is given up."""

from dataclasses import replace

import pytest

from engine.decide import decide
from engine.facts import Event, SubjectRef
from engine.plan import Plan
from engine.relationship import Decision
from engine.rulebook import Cap, Group, Policy, Rule, Rulebook, Step
from tests.engine.builders import (
    AT_ONCE,
    a_book,
    a_message,
    a_relationship,
    a_rule,
    a_step,
    a_task,
    after,
    an_invoice,
    cny,
    day,
    decided,
    happened,
    local,
    schedule,
    sentence,
    told,
)

WEEK_1 = a_step("week_1", a_message(), after="7 days", who="invoice")
WEEK_2 = a_step("week_2", a_message(), after="14 days", who="invoice")


def a_policy(*groups: Group, caps: tuple[Cap, ...] = (Cap(1),)) -> Policy:
    return Policy("09:00-20:00", caps, groups=groups)


def greets(**others: object) -> Rule:
    step = a_step("greet", a_message())
    return replace(a_rule("greeting", step, at="customer.since", group="greetings"), **others)  # type: ignore[arg-type]


def reminds(*steps: Step, **others: object) -> Rule:
    rule = a_rule("dunning", *(steps or (WEEK_1,)), who="invoice", at="invoice.due_date", group="dunning")
    return replace(rule, **others)  # type: ignore[arg-type]


def within_a_day(rule: Rule) -> Rule:
    return replace(rule, within=a_rule("any", within="1 day").within)


GREETINGS_FIRST = a_policy(Group("greetings"), Group("dunning"))
DUNNING_FIRST = a_policy(Group("dunning"), Group("greetings"))


def an_overdue(name: str, due: str) -> Event:
    return an_invoice("2026-02-01", due=due, ref=SubjectRef("invoice", name))


BACKLOG = tuple(an_overdue(f"i{number}", "2026-02-20") for number in range(4))
A_BIRTHDAY = happened("2026-02-01", since=day("2026-02-28"))
"""On the second day of the backlog."""


def waits(decision: Decision) -> list[tuple[str, str]]:
    return [(each.key.step, each.reason) for each in decision.firings if each.status == "waiting"]


def played(book: Rulebook, *events: Event, until: str = "2026-03-15") -> list[str]:
    return schedule(book, *events, until=until)


def test_a_backlog_of_reminders_does_not_starve_a_greeting():
    """Greetings stand first in the policy: that day the reminder waits, and goes out the next day."""
    book = a_book(reminds(), within_a_day(greets()), policy=GREETINGS_FIRST)

    assert played(book, A_BIRTHDAY, *BACKLOG) == [
        "2026-02-27 09:00 week_1",
        "2026-02-28 09:00 greet",
        "2026-03-01 09:00 week_1",
        "2026-03-02 09:00 week_1",
        "2026-03-03 09:00 week_1",
    ]


def test_without_an_order_the_longest_due_wins_and_the_greeting_starves():
    """What the groups are for: this was so before there were any."""
    book = a_book(reminds(group=""), within_a_day(greets(group="")), policy=a_policy())

    assert "2026-03-01 09:00 greet expired" in played(book, A_BIRTHDAY, *BACKLOG)


def test_a_group_that_stands_later_waits():
    book = a_book(greets(), reminds(), policy=DUNNING_FIRST)

    assert played(book, A_BIRTHDAY, an_overdue("i1", "2026-02-21")) == [
        "2026-02-28 09:00 week_1",
        "2026-03-01 09:00 greet",
    ]


def test_a_rule_of_no_group_comes_after_all():
    book = a_book(greets(group=""), reminds(), policy=DUNNING_FIRST)

    assert played(book, A_BIRTHDAY, an_overdue("i1", "2026-02-21"))[0] == "2026-02-28 09:00 week_1"


def test_within_a_group_its_order_decides_then_the_file():
    second, third = (replace(greets(), id=name, steps=(a_step(name, a_message()),)) for name in ("b", "c"))
    policy = a_policy(Group("greetings", order=("c",)))

    told_ = played(a_book(greets(), second, third, policy=policy), A_BIRTHDAY)

    assert [line.split()[-1] for line in told_] == ["c", "greet", "b"]


def test_who_waits_is_told_with_the_winner():
    book = a_book(greets(), reminds(), policy=DUNNING_FIRST)

    decision = decided(book, a_relationship(A_BIRTHDAY, an_overdue("i1", "2026-02-21")), "2026-02-28 09:00")

    assert waits(decision) == [("greet", "dunning/week_1 had the day's message.")]
    assert decision.next_due == local("2026-03-01 09:00")


def test_a_loser_waits_whole():
    """Its task is not opened before its message may go."""
    step = a_step("greet", a_message(), a_task("gift"))
    book = a_book(greets(steps=(step,)), reminds(), policy=DUNNING_FIRST)

    decision = decided(book, a_relationship(A_BIRTHDAY, an_overdue("i1", "2026-02-21")), "2026-02-28 20:00")

    assert decision.tasks == ()


def test_a_step_that_sends_nothing_to_the_customer_does_not_compete():
    steps = a_step("greet", a_task("gift"), a_message("team/sales"))
    book = a_book(greets(steps=(steps,)), reminds(), policy=DUNNING_FIRST)

    told_ = played(book, A_BIRTHDAY, an_overdue("i1", "2026-02-21"))

    assert set(told_) == {"2026-02-28 09:00 greet", "2026-02-28 09:00 week_1"}


def test_the_note_is_written_once_and_gives_way_to_what_becomes_of_the_step():
    book = a_book(greets(), reminds(), policy=DUNNING_FIRST)
    relationship = a_relationship(A_BIRTHDAY, an_overdue("i1", "2026-02-21"))
    first = decided(book, relationship, "2026-02-28 12:00")

    again = decided(book, after(relationship, first), "2026-02-28 18:00")
    then = decided(book, after(relationship, first), "2026-03-01 09:00")

    assert again.firings == ()
    (done,) = then.firings
    assert (done.status, done.key.attempt) == ("done", 1)
    assert done.reason == "It had to wait: dunning/week_1 had the day's message."


def test_a_waiting_step_expires_and_says_what_it_waited_for():
    book = a_book(within_a_day(greets()), reminds(), policy=DUNNING_FIRST)

    decision = decided(book, a_relationship(A_BIRTHDAY, an_overdue("i1", "2026-02-21")), "2026-03-02")

    (expired,) = (each for each in decision.firings if each.key.rule == "greeting")
    assert (expired.status, expired.at) == ("expired", local("2026-03-01 09:00"))
    assert expired.reason == (
        "It could not happen in time. It had to wait: dunning/week_1 had the day's message."
    )


def test_a_loser_that_is_dropped_is_passed_over_and_its_ladder_goes_on():
    """Nobody refused anything, so nothing holds up the next step."""
    ladder = (a_step("greet", a_message()), a_step("thank", a_message(), after="3 days"))
    policy = a_policy(Group("dunning"), Group("greetings", loser="dropped"))
    book = a_book(greets(steps=ladder), reminds(), policy=policy)

    decision = decided(book, a_relationship(A_BIRTHDAY, an_overdue("i1", "2026-02-21")), "2026-03-15")

    assert told(decision.firings) == [
        "2026-02-28 09:00 week_1",
        "2026-02-28 09:00 greet passed",
        "2026-03-03 09:00 thank",
    ]
    assert "It lost its turn: dunning/week_1 had the day's message." in {f.reason for f in decision.firings}


def test_the_own_condition_of_a_step_is_judged_once_when_it_is_due():
    step = a_step("greet", a_message(), when=["customer.tier is A"])
    book = a_book(greets(steps=(step,)), reminds(), policy=DUNNING_FIRST)
    others = (an_overdue("i1", "2026-02-21"), happened("2026-02-28 12:00", tier="B"))

    was_a = played(book, A_BIRTHDAY, happened("2026-02-01", tier="A"), *others)
    was_b = played(book, A_BIRTHDAY, happened("2026-02-01", tier="B"), *others)

    assert was_a[-1] == "2026-03-01 09:00 greet"
    assert "2026-02-28 09:00 greet passed" in was_b, "it would have sent nothing: it waits for nobody"


@pytest.mark.parametrize(
    ("caps", "days"),
    [
        ((), ["02-20", "02-20", "02-20", "02-20"]),
        ((Cap(1),), ["02-20", "02-21", "02-22", "02-23"]),
        ((Cap(2),), ["02-20", "02-20", "02-21", "02-21"]),
        ((Cap(1, 3),), ["02-20", "02-23", "02-26", "03-01"]),
        ((Cap(1), Cap(2, 7)), ["02-20", "02-21", "02-27", "02-28"]),
        ((Cap(3, 7),), ["02-20", "02-20", "02-20", "02-27"]),
    ],
)
def test_caps_count_the_local_days_that_end_today(caps: tuple[Cap, ...], days: list[str]):
    rule = reminds(a_step("go", a_message(), who="invoice"))
    book = a_book(rule, policy=a_policy(Group("dunning"), caps=caps))

    assert [line[5:10] for line in played(book, *BACKLOG)] == days


def test_a_group_has_caps_of_its_own():
    """One greeting a week; what the other group sends does not count for it."""
    policy = a_policy(Group("dunning"), Group("greetings", caps=(Cap(1, 7),)))
    second = replace(greets(), id="second")
    book = a_book(greets(), second, reminds(), policy=policy)

    decision = decided(book, a_relationship(A_BIRTHDAY, an_overdue("i1", "2026-02-21")), "2026-03-31")

    assert told(decision.firings) == [
        "2026-02-28 09:00 week_1",
        "2026-03-01 09:00 greet",
        "2026-03-08 09:00 greet",
    ]


def test_what_a_cap_of_days_waits_for_is_named():
    policy = a_policy(Group("greetings", caps=(Cap(1, 7),)))
    book = a_book(greets(), replace(greets(), id="second"), policy=policy)

    decision = decided(book, a_relationship(A_BIRTHDAY), "2026-02-28 09:00")

    assert waits(decision) == [("greet", "greeting/greet had the one message of greetings in 7 days.")]
    assert decision.next_due == local("2026-03-07 09:00")


def test_what_is_critical_goes_at_once_and_counts_for_the_others():
    policy = a_policy(Group("greetings"), Group("notices", critical=True))
    notices = reminds(group="notices")
    book = a_book(greets(), notices, policy=policy)

    assert played(book, A_BIRTHDAY, *(an_overdue(f"i{n}", "2026-02-21") for n in range(3))) == [
        "2026-02-28 09:00 week_1",
        "2026-02-28 09:00 week_1",
        "2026-02-28 09:00 week_1",
        "2026-03-01 09:00 greet",
    ]


def test_even_what_is_critical_keeps_to_the_permitted_hours():
    policy = a_policy(Group("notices", critical=True))
    book = a_book(
        a_rule("alarm", a_step("alarm", a_message()), on="complaint.opened", group="notices"), policy=policy
    )

    assert played(book, happened("2026-02-28 22:00", kind="complaint.opened")) == ["2026-03-01 09:00 alarm"]


def test_a_shadow_neither_wins_nor_loses():
    book = a_book(greets(status="shadow"), reminds(status="shadow"), policy=GREETINGS_FIRST)
    live = replace(reminds(), id="live", group="")

    decision = decided(
        replace(book, rules=(*book.rules, live)),
        a_relationship(A_BIRTHDAY, an_overdue("i1", "2026-02-21")),
        "2026-03-15",
    )

    assert sorted(told(decision.firings)) == ["2026-02-28 09:00 greet", *["2026-02-28 09:00 week_1"] * 2]


HELD = a_policy(Group("greetings", holds=(sentence("customer.hold is yes", "customer"),)))


def test_a_hold_lasts_until_what_it_says_is_over():
    held = happened("2026-02-01", hold=True)
    free = happened("2026-03-02 10:30", hold=False)

    assert played(a_book(greets(), policy=HELD), A_BIRTHDAY, held, free) == ["2026-03-02 10:30 greet"]


def test_a_held_step_is_told_and_needs_no_look_until_something_happens():
    decision = decided(
        a_book(greets(), policy=HELD),
        a_relationship(A_BIRTHDAY, happened("2026-02-01", hold=True)),
        "2026-03-01",
    )

    assert waits(decision) == [("greet", "greetings wait while customer.hold is yes.")]
    assert decision.next_due is None


def test_nobody_is_reached_while_it_is_unknown_whether_a_hold_is_true():
    """Unknown never fires. A default in the vocabulary says what is so when nobody told."""
    decision = decided(a_book(greets(), policy=HELD), a_relationship(A_BIRTHDAY), "2026-03-01")

    assert waits(decision) == [("greet", "nobody knows whether customer.hold is yes.")]


def test_a_hold_lifts_by_the_passing_of_time_too():
    hold = sentence("today <= customer.promised", "customer")
    book = a_book(greets(), policy=a_policy(Group("greetings", holds=(hold,))))

    told_ = played(book, A_BIRTHDAY, happened("2026-02-01", promised=day("2026-03-03")))

    assert told_ == ["2026-03-04 09:00 greet"]


def test_a_hold_of_another_group_holds_nobody_else():
    policy = a_policy(*HELD.groups, Group("dunning"))
    events = (A_BIRTHDAY, happened("2026-02-01", hold=True), an_overdue("i1", "2026-02-21"))

    told_ = played(a_book(greets(), reminds(), policy=policy), *events)

    assert told_ == ["2026-02-28 09:00 week_1", "2026-02-28 09:00 greet waiting"]


def test_a_dropping_group_that_is_held_waits_all_the_same():
    """Losing is about others; a hold is about the customer."""
    policy = a_policy(replace(HELD.groups[0], loser="dropped"))
    events = (A_BIRTHDAY, happened("2026-02-01", hold=True), happened("2026-03-02 10:30", hold=False))

    assert played(a_book(greets(), policy=policy), *events) == ["2026-03-02 10:30 greet"]


def test_an_outage_does_not_change_who_wins():
    """Both came due while nobody decided: the first group goes first, as it would have."""
    book = a_book(greets(), reminds(), policy=DUNNING_FIRST)
    relationship = a_relationship(A_BIRTHDAY, an_overdue("i1", "2026-02-21"))
    late = replace(AT_ONCE, late_by=local("2026-03-01 02:00") - local("2026-03-01 01:00"))

    after_it = decide(Plan(book), relationship, local("2026-03-01 12:00"), late)
    then = decide(Plan(book), after(relationship, after_it), local("2026-03-02 09:30"), late)

    assert told([*after_it.firings, *then.firings]) == [
        "2026-03-01 11:00 week_1",
        "2026-03-01 11:00 greet waiting",
        "2026-03-02 09:00 greet",
    ]


def test_a_payment_that_withdraws_the_winner_lets_the_loser_go_the_same_day():
    """What is withdrawn before it left reached nobody."""
    terms = replace(AT_ONCE, delivers_at_once=False)
    book = replace(a_book(greets(), reminds(), policy=DUNNING_FIRST), hash="in force")
    relationship = a_relationship(A_BIRTHDAY, an_overdue("i1", "2026-02-21"))
    first = decided(book, relationship, "2026-02-28 09:00", terms)
    withdrawn = [
        replace(each, status="withdrawn") if each.status == "claimed" else each for each in first.firings
    ]
    paid = happened("2026-02-28 09:30", SubjectRef("invoice", "i1"), due_date=None, balance=cny(0))

    then = decided(
        book,
        after(relationship, replace(first, firings=tuple(withdrawn)), paid, book=book),
        "2026-02-28 09:30",
        terms,
    )

    assert told(then.firings) == ["2026-02-28 09:30 greet claimed"]
