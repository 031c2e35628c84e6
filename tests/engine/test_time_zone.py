"""`time zone: customer`: a rule goes by the clocks of the place where the customer lives, the company by its own."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings

from engine.decide import Terms, decide
from engine.delivery import check_delivery
from engine.explain.why import inquire
from engine.matching import Matcher, available
from engine.plan import Plan
from engine.rulebook import Cap, Policy, Rule
from engine.values import Duration, Value, YearlyDate
from tests.engine.builders import (
    ANY_TIME,
    AT_ONCE,
    CALENDAR,
    CUSTOMER,
    a_book,
    a_message,
    a_move,
    a_relationship,
    a_rule,
    a_set,
    a_step,
    a_task,
    after,
    an_order,
    answered,
    day,
    decided,
    happened,
    length,
    local,
    schedule,
    told,
)
from tests.engine.random_books import WEEK, Case, cases
from tests.engine.sleeping import UNHURRIED

NEW_YORK = "America/New_York"
NOTE = a_message("team/sales")
DAYTIME = Policy(hours="09:00-20:00", caps=())


def there(rule: Rule) -> Rule:
    """The same rule by the customer's clock."""
    return replace(rule, time_zone="customer")


def steps_of(
    *rules: Rule, until: str, policy: Policy = ANY_TIME, lives_in: str = NEW_YORK, **facts: Value
) -> list[str]:
    """What happens by the clocks of Shanghai; the customer is known since 1 January 2011."""
    known = happened("2011-01-01", lives_in=lives_in)
    known = replace(known, facts={**known.facts, **facts})
    return schedule(a_book(*rules, policy=policy), known, until=until)


@pytest.mark.parametrize(
    ("birthday", "in_shanghai"),
    [
        (YearlyDate(1, 12, 1990), "2026-01-12 22:00 greet"),
        (YearlyDate(7, 12, 1990), "2026-07-12 21:00 greet"),
        (YearlyDate(2, 29, 1992), "2026-02-28 22:00 greet"),
        (YearlyDate(8, 15, 1988, "lunar"), "2026-09-25 21:00 greet"),
    ],
)
def test_a_birthday_is_greeted_at_nine_where_it_is_kept(birthday: YearlyDate, in_shanghai: str):
    rule = there(a_rule("greet", a_step("greet", NOTE), at="every year on customer.birthday at 09:00"))

    steps = steps_of(rule, until="2026-12-31", birthday=birthday)

    assert [step for step in steps if step.startswith("2026")] == [in_shanghai]


def test_a_day_begins_at_midnight_by_the_clock_of_the_rule():
    """So does everything that reads `today`, whether the rule starts so, waits so or only asks."""
    when = ["today >= customer.since"]
    rules = [
        a_rule("a", a_step("here", NOTE), when=when),
        there(a_rule("b", a_step("there", NOTE), when=when)),
        there(a_rule("c", a_step("counted", NOTE), when=["days since customer.since >= 1"])),
        there(a_rule("d", a_step("at_date", NOTE), at="customer.since")),
        there(a_rule("e", a_step("of_step", NOTE), a_step("next", NOTE, after="1 day"), at="customer.since")),
        there(a_rule("f", a_step("weekly", NOTE), at="every wednesday", when=when)),
    ]

    assert steps_of(*rules, until="2026-06-12", since=day("2026-06-10")) == [
        "2026-06-10 00:00 here",
        "2026-06-10 12:00 there",
        "2026-06-10 12:00 at_date",
        "2026-06-10 12:00 of_step",
        "2026-06-10 12:00 weekly",
        "2026-06-11 12:00 counted",
        "2026-06-11 12:00 next",
    ]


def test_a_fact_that_is_computed_is_the_same_for_every_rule():
    """`customer.is_patient` says `today <= customer.since + 2 days`: the company's today."""
    rule = there(a_rule("rule", a_step("late", NOTE), when=["customer.is_patient is no"]))

    assert steps_of(rule, until="2026-06-20", since=day("2026-06-10")) == ["2026-06-13 00:00 late"]


@pytest.mark.parametrize(
    ("zone", "since", "at", "in_shanghai"),
    [
        (
            NEW_YORK,
            "2026-03-08",
            " at 02:30",
            "2026-03-08 15:00",
        ),  # skipped: 03:00 is the first moment after it
        (NEW_YORK, "2026-11-01", " at 01:30", "2026-11-01 13:30"),  # comes twice: the first
        ("Europe/Berlin", "2026-10-25", " at 02:30", "2026-10-25 08:30"),
        ("Asia/Beirut", "2026-03-29", "", "2026-03-29 06:00"),  # there midnight itself is skipped
        ("Pacific/Apia", "2011-12-30", "", "2011-12-30 18:00"),  # and here a whole day
        ("Pacific/Apia", "2011-12-29", "", "2011-12-29 18:00"),
        ("Asia/Kathmandu", "2026-06-10", "", "2026-06-10 02:15"),
    ],
)
def test_clocks_that_change_skip_and_repeat(zone: str, since: str, at: str, in_shanghai: str):
    rule = there(a_rule("rule", a_step("it", NOTE), at=f"customer.since{at}"))

    steps = steps_of(rule, until="2026-12-31", lives_in=zone, since=day(since))

    assert steps == [f"{in_shanghai} it"]


def test_a_day_is_as_long_as_it_is_there():
    """From Saturday noon to Sunday noon 23 hours pass in New York: `for`, `cooldown` and `within` know it."""
    known = happened("2026-03-01", lives_in=NEW_YORK)
    noon_there = happened("2026-03-08 01:00", tier="A")
    held = there(a_rule("held", a_step("held", NOTE), when=["customer.tier is A"], holds_for="1 day"))
    cooled = there(a_rule("cooled", a_step("cooled", NOTE), on="order.placed", cooldown="1 day"))

    steps = schedule(
        a_book(held, cooled),
        known,
        noon_there,
        an_order("2026-03-08 01:00", 1),
        an_order("2026-03-08 02:00", 2),
        until="2026-03-20",
    )

    assert steps == ["2026-03-08 01:00 cooled", "2026-03-09 00:00 cooled", "2026-03-09 00:00 held"]


@pytest.mark.parametrize(("tier_at", "happens"), [("2026-03-08 23:59", True), ("2026-03-09 00:00", False)])
def test_within_a_day_ends_by_the_clock_of_the_rule(tier_at: str, happens: bool):
    rule = there(
        a_rule("r", a_step("it", NOTE), on="complaint.opened", when=["customer.tier is A"], within="1 day")
    )

    steps = schedule(
        a_book(rule),
        happened("2026-03-01", lives_in=NEW_YORK),
        happened("2026-03-08 01:00", kind="complaint.opened"),
        happened(tier_at, tier="A"),
        until="2026-03-20",
    )

    assert [step for step in steps if "expired" not in step] == ([f"{tier_at} it"] if happens else [])


def test_a_month_counts_from_the_day_that_it_is_there():
    """A month after the 31st is the 30th in Shanghai; in New York it was the evening of the 30th, and is so again."""
    steps = [a_step("month", NOTE, after="1 month")]
    rules = [a_rule("here", *steps, on="order.placed"), there(a_rule("there", *steps, on="order.placed"))]

    found = schedule(
        a_book(*rules),
        happened("2026-01-01", lives_in=NEW_YORK),
        an_order("2026-03-31 08:00"),
        until="2026-05-09",
    )

    assert found == ["2026-04-30 08:00 month", "2026-05-01 08:00 month"]


def test_a_working_day_is_one_of_the_company_with_the_hour_of_the_customer():
    """From Friday nine o'clock to Monday nine o'clock, though the clocks changed meanwhile."""
    rule = there(
        a_rule(
            "rule",
            a_step("friday", NOTE),
            a_step("monday", NOTE, after="1 working day"),
            at="customer.since at 09:00",
        )
    )

    steps = steps_of(rule, until="2026-03-20", since=day("2026-03-06"))

    assert steps == ["2026-03-06 22:00 friday", "2026-03-09 21:00 monday"]


def test_working_hours_are_those_of_the_company():
    in_new_york, friday_evening = CALENDAR.in_zone(NEW_YORK), local("2026-03-06 17:00")
    four_hours = Duration(working_minutes=240)

    assert in_new_york.add(friday_evening, four_hours) == local("2026-03-09 12:00")
    assert in_new_york.add(friday_evening, four_hours) == CALENDAR.add(friday_evening, four_hours)
    assert in_new_york.add(local("2026-03-09 12:00"), four_hours.negated()) == friday_evening
    assert in_new_york.in_zone("Europe/Berlin").add(friday_evening, four_hours) == local("2026-03-09 12:00")


def test_nobody_is_woken_where_it_is_night():
    """An order at ten in the morning of Shanghai is thanked for at nine of New York."""
    thank = a_rule("thank", a_step("here", a_message()), on="order.placed")
    thank_there = there(a_rule("too", a_step("there", a_message()), on="order.placed"))

    steps = schedule(
        a_book(thank, thank_there, policy=DAYTIME),
        happened("2026-06-01", lives_in=NEW_YORK),
        an_order("2026-06-10 10:00"),
        until="2026-06-12",
    )

    assert steps == ["2026-06-10 10:00 here", "2026-06-10 21:00 there"]


def test_a_date_begins_with_the_hours_in_which_the_customer_may_be_reached():
    rule = there(a_rule("rule", a_step("it", a_message()), at="customer.since"))

    assert steps_of(rule, until="2026-06-12", policy=DAYTIME, since=day("2026-06-10")) == [
        "2026-06-10 21:00 it"
    ]


def test_the_day_of_a_cap_stays_that_of_the_company():
    """The second waits until Shanghai begins another day: in New York it is noon of the same."""
    rule = there(a_rule("thank", a_step("thank", a_message()), on="order.placed"))

    steps = schedule(
        a_book(rule, policy=replace(DAYTIME, caps=(Cap(1),))),
        happened("2026-06-01", lives_in=NEW_YORK),
        an_order("2026-06-10 21:30", 1),
        an_order("2026-06-10 22:00", 2),
        an_order("2026-06-10 23:00", 3),
        until="2026-06-13",
    )

    assert steps == ["2026-06-10 21:30 thank", "2026-06-11 00:00 thank", "2026-06-12 00:00 thank"]


def test_a_capped_message_that_comes_free_at_night_waits_for_the_morning():
    """When a new day of Shanghai begins it is two in the night of Sydney."""
    rule = there(a_rule("thank", a_step("thank", a_message()), on="order.placed"))

    steps = schedule(
        a_book(rule, policy=replace(DAYTIME, caps=(Cap(1),))),
        happened("2026-06-01", lives_in="Australia/Sydney"),
        an_order("2026-06-10 10:00", 1),
        an_order("2026-06-10 11:00", 2),
        until="2026-06-13",
    )

    assert steps == ["2026-06-10 10:00 thank", "2026-06-11 07:00 thank"]


def test_a_message_is_not_delivered_where_it_is_night():
    rule = there(a_rule("thank", a_step("thank", a_message()), on="order.placed"))
    book = a_book(rule, policy=DAYTIME)
    known = a_relationship(happened("2026-06-01", lives_in=NEW_YORK), an_order("2026-06-10 21:00"))

    decision = decided(book, known, "2026-06-10 21:00", Terms(renders=False))
    plan, claimed = Plan(book), after(known, decision)
    by_day = check_delivery(plan, claimed, decision.messages[0], local("2026-06-10 21:05"))
    by_night = check_delivery(plan, claimed, decision.messages[0], local("2026-06-11 09:00"))

    assert decision.messages[0].at == local("2026-06-10 21:00")
    assert by_day.action == "deliver"
    assert (by_night.action, by_night.until) == ("wait", local("2026-06-11 21:00"))


@pytest.mark.parametrize("lives_in", [None, "Nowhere/Land", "Asia", "", "../etc/passwd"])
def test_where_nobody_knows_the_zone_the_company_s_clock_is_used(lives_in: str | None):
    """A zone that does not exist is told of, once; one that is missing is no trouble."""
    rule = there(a_rule("rule", a_step("it", NOTE), when=["today >= customer.since"]))
    known = happened("2026-06-01", since=day("2026-06-10"), lives_in=lives_in)

    decision = decided(a_book(rule), a_relationship(known, an_order("2026-06-05")), "2026-06-12")

    assert told(decision.firings) == ["2026-06-10 00:00 it"]
    assert [trouble.code for trouble in decision.troubles] == ([] if lives_in is None else ["unknown-zone"])
    assert all(f"{lives_in!r} is no time zone" in trouble.what for trouble in decision.troubles)


def test_where_no_rule_asks_for_it_nobody_asks_where_a_customer_lives():
    rule = a_rule("rule", a_step("it", NOTE), when=["today >= customer.since"])
    known = happened("2026-06-01", since=day("2026-06-10"), lives_in="Nowhere/Land")

    assert decided(a_book(rule), a_relationship(known), "2026-06-12").troubles == ()


@pytest.mark.parametrize(
    ("moves_at", "expected"),
    [
        ("2026-06-11 10:00", "2026-06-12 15:00 it"),  # Berlin's nine o'clock, long before it
        ("2026-06-12 14:59", "2026-06-12 15:00 it"),
        ("2026-06-12 16:00", "2026-06-12 16:00 it"),  # nine o'clock has been there: it is due at once
        ("2026-06-12 21:00", "2026-06-12 21:00 it"),  # on the stroke of New York's nine
        ("2026-06-12 22:00", "2026-06-12 21:00 it"),  # too late: it was greeted in New York
    ],
)
def test_a_customer_who_moves_takes_the_rule_along(moves_at: str, expected: str):
    rule = there(a_rule("rule", a_step("it", NOTE), at="customer.since at 09:00"))

    steps = schedule(
        a_book(rule),
        happened("2026-06-01", lives_in=NEW_YORK, since=day("2026-06-12")),
        happened(moves_at, lives_in="Europe/Berlin"),
        until="2026-06-20",
    )

    assert steps == [expected]


def test_a_rule_that_moves_the_customer_moves_its_own_clock():
    """The fact that a rule sets counts from the next pass on, for every rule."""
    moves = a_rule("moves", a_step("moves", a_set("customer.lives_in", '"Europe/Berlin"')), on="order.placed")
    rule = there(a_rule("rule", a_step("it", NOTE), at="customer.since at 09:00"))

    steps = schedule(
        a_book(moves, rule),
        happened("2026-06-01", lives_in=NEW_YORK, since=day("2026-06-12")),
        an_order("2026-06-12 12:00"),
        until="2026-06-20",
    )

    assert steps == ["2026-06-12 12:00 moves", "2026-06-12 15:00 it"]


@pytest.mark.parametrize(
    ("zone", "due"), [(NEW_YORK, "2026-06-10 12:00"), ("Pacific/Apia", "2026-06-09 19:00")]
)
def test_the_next_look_is_at_midnight_there(zone: str, due: str):
    rule = there(a_rule("rule", a_step("it", NOTE), when=["today >= customer.since"]))
    known = a_relationship(happened("2026-06-01", lives_in=zone, since=day("2026-06-10")))

    decision = decided(a_book(rule), known, "2026-06-02")

    assert decision.next_due == local(due)


def test_why_tells_when_it_comes_by_the_clock_of_the_rule():
    rule = there(
        a_rule("rule", a_step("it", NOTE), at="customer.since at 09:00", when=["today >= customer.since"])
    )
    plan = Plan(a_book(rule))
    known = a_relationship(happened("2026-06-01", lives_in=NEW_YORK, since=day("2026-06-12")))

    morning = inquire(plan, known, local("2026-06-12 11:59"), AT_ONCE).explain(plan.by_id["rule"], CUSTOMER)

    assert morning.steps[0].until == local("2026-06-12 21:00")
    assert (morning.holds, morning.changes) == (False, local("2026-06-12 12:00"))
    assert morning.lines[0].values["today"] == "2026-06-11"


def test_what_a_rule_sets_is_set_by_its_clock():
    """At ten in the morning of Shanghai it is still yesterday in New York, also when a task is answered."""
    promise = a_set("customer.promised", "today + 1 day")
    rule = there(a_rule("rule", a_step("set", promise), on="order.placed"))

    decision = decided(
        a_book(rule),
        a_relationship(happened("2026-06-01", lives_in=NEW_YORK), an_order("2026-06-10 10:00")),
        "2026-06-12",
    )

    assert [dict(event.facts) for event in decision.events] == [{"promised": day("2026-06-10")}]


def test_what_follows_an_answer_goes_by_the_clock_of_the_rule():
    call = a_task(outcomes={"yes": (a_set("customer.promised", "today"),)})
    rule = there(a_rule("rule", a_step("call", call), on="order.placed"))
    known = a_relationship(happened("2026-06-01", lives_in=NEW_YORK), an_order("2026-06-10 10:00"))
    opened = decided(a_book(rule), known, "2026-06-10 10:00")

    later = after(known, opened, answered("2026-06-10 11:00", opened.tasks[0], "yes"))
    decision = decided(a_book(rule), later, "2026-06-12")

    assert [dict(event.facts) for event in decision.events] == [{"promised": day("2026-06-09")}]


def test_a_move_by_the_customer_s_clock():
    move = there(a_move("move", "prospect", "active", "today >= customer.since", holds_for="1 day"))

    steps = schedule(
        a_book(moves=(move,)),
        happened("2026-03-01", lives_in=NEW_YORK, since=day("2026-03-08")),
        until="2026-03-20",
    )

    assert steps == ["2026-03-09 12:00 move"]


def test_a_ladder_that_fell_behind_keeps_its_distance_in_days_there():
    """Held back until ten in the evening of the 10th of New York; the next comes two of its days later."""
    rule = there(
        a_rule(
            "rule",
            a_step("first", a_message()),
            a_step("second", a_message(), after="2 days"),
            at="customer.since",
            when=["customer.hold is no"],
        )
    )

    steps = schedule(
        a_book(rule, policy=replace(DAYTIME, least_gap=length("1 day"))),
        happened("2026-06-01", lives_in=NEW_YORK, since=day("2026-06-08"), hold=True),
        happened("2026-06-11 02:00", hold=False),
        until="2026-06-20",
    )

    assert steps == ["2026-06-11 02:00 first", "2026-06-12 21:00 second"]


@pytest.mark.skipif(not available(), reason="needs the C engine")
@given(cases(WEEK))
@settings(max_examples=150, **UNHURRIED)
def test_durable_rules_finds_the_same_by_every_clock(case: Case):
    plan = case.plan
    matcher = Matcher(plan.conditions(), plan.calendar)

    decision = decide(plan, case.relationship, case.until, replace(case.terms, matcher=matcher))

    assert not matcher.left_out
    assert [
        each.what for each in decision.troubles if each.code in {"evaluators-differ", "matcher-failed"}
    ] == []


@pytest.mark.skipif(not available(), reason="needs the C engine")
def test_a_matcher_that_forgets_the_clock_is_found_out(monkeypatch: pytest.MonkeyPatch):
    rule = there(a_rule("rule", a_step("it", NOTE), when=["days since customer.quiet_until >= 1"]))
    plan = Plan(a_book(rule))
    late = dt.datetime(2026, 6, 10, 2, 0, tzinfo=dt.UTC)  # the 10th in Shanghai, the 9th in New York
    known = a_relationship(happened("2026-06-01", lives_in=NEW_YORK, quiet_until=late))

    def troubles() -> list[str]:
        terms = replace(AT_ONCE, matcher=Matcher(plan.conditions(), plan.calendar))
        return [each.code for each in decide(plan, known, local("2026-06-12"), terms).troubles]

    assert troubles() == []

    def by_the_company(self: Matcher, _clock: object, entity: str) -> object:
        return self._entities[entity]

    monkeypatch.setattr(Matcher, "_by", by_the_company)
    assert troubles() == ["evaluators-differ"]
