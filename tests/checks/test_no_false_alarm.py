"""What is found in random rules is so, judged for random customers by the reference evaluator."""

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.checks import examine
from engine.checks.lines import lines_of, place_of
from engine.facts import Event, SubjectRef
from engine.language import syntax
from engine.plan import calendar_of
from engine.problems import Problem
from engine.rulebook import Rulebook
from engine.truth import Reference
from engine.truth.world import World
from tests.checks.books import a_rule, rules

TODAY = dt.date(2026, 6, 15)
SENTENCES = [
    *(f"customer.orders_count {sign} {n}" for sign in (">", "<", ">=", "=") for n in (0, 1, 2)),
    *("customer.tier is A", "customer.tier is not A", "customer.tier is one of [A, B]"),
    *("customer.tier is empty", "customer.tier is one of [A, B, C]", "customer.tier is not empty"),
    *("customer.credit_hold is yes", "customer.credit_hold is no", "customer.credit_hold is not empty"),
    *("customer.share between 10% and 20%", "customer.share > 15%", "not customer.share > 15%"),
    *("customer.last_order_date is empty", "today > customer.last_order_date + 1 month"),
    *("today < customer.last_order_date + 30 days", "days since customer.last_order_date > 31"),
    *("today >= customer.last_order_date + 31 days", "months since customer.last_order_date >= 1"),
    *("customer.tier is A or customer.tier is B", "customer.orders_count > 1 or customer.credit_hold is yes"),
]
CUSTOMERS: dict[str, list[Any]] = {
    "orders_count": [Decimal(n) for n in range(4)],
    "tier": ["A", "B", "C"],
    "credit_hold": [True, False],
    "share": [Decimal(n) for n in (9, 10, 15, 16, 20, 21)],
    "last_order_date": [TODAY - dt.timedelta(days=n) for n in (-1, 0, 29, 30, 31, 32, 400)],
}


@st.composite
def a_line(draw: st.DrawFn) -> str:
    picked = draw(st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=3))
    if draw(st.integers(0, 3)):
        return f"      - '{picked[0]}'\n"
    return "      - any:\n" + "".join(f"          - '{each}'\n" for each in picked)


@st.composite
def a_random_book(draw: st.DrawFn) -> Rulebook:
    whens = [draw(st.lists(a_line(), min_size=1, max_size=3)) for _ in range(2)]
    return rules(
        *(a_rule(f"r{n}", "who: customer", "when:\n" + "".join(w).rstrip()) for n, w in enumerate(whens))
    )


@st.composite
def a_customer(draw: st.DrawFn) -> dict[str, Any]:
    drawn = {name: draw(st.none() | st.sampled_from(values)) for name, values in CUSTOMERS.items()}
    return {name: value for name, value in drawn.items() if value is not None}


def judged(book: Rulebook, condition: syntax.Condition, facts: dict[str, Any]) -> bool | None:
    calendar = calendar_of(book)
    noon = calendar.at(TODAY, dt.time(12))
    world = World(book.vocabulary, calendar, SubjectRef("customer", "c"), {}, noon)
    world.apply(Event("1", "facts.changed", SubjectRef("customer", "c"), noon, noon, facts))
    return Reference(book.vocabulary, calendar).condition(condition, "customer")(world.customer)


def standing_at(book: Rulebook, problem: Problem) -> list[syntax.Sentence]:
    return [
        part
        for rule in book.rules
        for part in syntax.walk(rule.when)
        if isinstance(part, syntax.Sentence) and part.place == problem.place
    ]


def the_rule_of(book: Rulebook, problem: Problem) -> syntax.Condition:
    before = [rule for rule in book.rules if rule.place.line <= problem.place.line]
    return before[-1].when


@given(a_random_book(), st.lists(a_customer(), min_size=5, max_size=25))
@settings(max_examples=150, deadline=None)
def test_nothing_is_said_that_is_not_so(book: Rulebook, customers: list[dict[str, Any]]):
    one, other = (rule.when for rule in book.rules)
    for problem in examine(book):
        for facts in customers:
            match problem.code:
                case "never-true":
                    assert judged(book, the_rule_of(book, problem), facts) is not True, problem
                case "always-true":
                    line = next(
                        line
                        for line in lines_of(the_rule_of(book, problem))
                        if place_of(line, problem.place) == problem.place
                    )
                    assert judged(book, line, facts) is not False, problem
                case "dead-branch" if "never holds" in problem.what and "alternative" not in problem.what:
                    (branch, *_) = standing_at(book, problem)
                    together = syntax.All((branch, the_rule_of(book, problem)))
                    assert judged(book, together, facts) is not True or " or " in branch.text, problem
                case "duplicate-rule":
                    truths = judged(book, one, facts), judged(book, other, facts)
                    assert (truths[0] is True) == (truths[1] is True), problem
                case "subsumed-rule":
                    narrow, wide = (one, other) if problem.place == book.rules[0].place else (other, one)
                    assert judged(book, narrow, facts) is not True or judged(book, wide, facts) is True, (
                        problem
                    )
                case _:
                    pass
