"""A witness is proved by the reference evaluator, and where something happens one is mostly found."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.checks.cases import Wanted
from engine.checks.witnesses import Search
from engine.language.book import load_rulebook
from engine.language.scope import Scope
from engine.language.sentences import parse_condition
from engine.language.syntax import All, Condition
from engine.problems import Place
from engine.rulebook import Rulebook
from engine.truth import Reference
from tests.checks.test_cases import near_conditions
from tests.language.books import FILES, as_bytes
from tests.matching.builders import CALENDAR, ASubject
from tests.matching.differential import VOCABULARY, in_a_world

WORDS: list[Wanted] = ["true", "false", "unknown"]
SEARCH = Search(Rulebook(vocabulary=VOCABULARY, rules=()))


@given(near_conditions(), st.sampled_from(WORDS))
@settings(max_examples=300)
def test_a_witness_does_what_it_says(condition: Condition, wanted: Wanted):
    """Judged in a world of the test's own, not in that of the search."""
    witness = SEARCH.find("invoice", (condition, wanted))

    if witness is None:
        return
    noon = CALENDAR.at(witness.today, dt.time(12))
    facts = {path.names[-1]: value for path, value in witness.facts.items()}
    subject = in_a_world(ASubject(facts, today=witness.today, now=noon))
    truth = Reference(VOCABULARY, CALENDAR).condition(condition, "invoice")(subject)
    assert truth is {"true": True, "false": False, "unknown": None}[wanted]


def about(who: str, *lines: str) -> All:
    book = load_rulebook(as_bytes(FILES))
    scope = Scope(book.vocabulary, who)
    return All(tuple(parse_condition(line, scope, Place()) for line in lines))


def found(who: str, *lines: str) -> str:
    book = load_rulebook(as_bytes(FILES))
    witness = Search(book).find(who, (about(who, *lines), "true"))
    return witness.said(who) if witness else ""


def test_a_witness_is_told_in_words():
    said = found("invoice", "invoice.balance > 200 CNY", "customer.tier is one of [B, C]")

    assert said == "an invoice with customer.tier B and invoice.balance 200.01 CNY"


def test_dates_are_placed_so_that_they_go_together():
    said = found(
        "invoice",
        "today >= invoice.due_date + 1 month",
        "today < invoice.due_date + 32 days",
        "invoice.promise_date > invoice.due_date",
    )

    assert said.endswith("on 2026-06-15")
    assert "invoice.due_date 2026-05-1" in said


def test_a_figure_is_not_given_beside_the_rows_that_it_counts():
    """Nobody has three orders and no last one: what cannot be is no witness."""
    assert not found("customer", "customer.orders_count >= 3", "customer.last_order_date is empty")
    assert found("customer", "customer.orders_count >= 3") == "a customer with customer.orders_count 3"
