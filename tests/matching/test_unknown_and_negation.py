"""A missing fact makes a sentence unknown; unknown never holds, under `none` neither."""

from decimal import Decimal

import pytest

from engine.language.syntax import Compare, Condition, Constant, Contains, Not, Off, Operator, Sentence, Today
from engine.values import NO_MONEY, Duration, Money
from tests.matching.builders import (
    TODAY,
    any_of,
    compare,
    days,
    empty,
    every,
    fact,
    holds,
    is_,
    money,
    none_of,
    number,
    one_of,
)

BALANCE = fact("balance")
OPERATORS: list[Operator] = ["=", "!=", "<", "<=", ">", ">="]


@pytest.mark.parametrize(
    "sentence",
    [
        *(compare(BALANCE, operator, money(200)) for operator in OPERATORS),
        *(compare(Today(), operator, fact("due")) for operator in OPERATORS),
        is_("tier", "A"),
        is_("paid", True),
        one_of("tier", "A", "B"),
        Contains(fact("interests"), Constant("golf")),
        Off(BALANCE, number(30), "below", fact("limit")),
    ],
)
def test_a_missing_fact_makes_neither_a_sentence_nor_its_opposite_true(sentence: Condition):
    assert not holds(sentence)
    assert not holds(Not(sentence))
    assert not holds(none_of(sentence))
    assert not holds(any_of(sentence, Not(sentence)))


def test_emptiness_is_always_known():
    assert holds(empty("tier"))
    assert holds(Not(empty("tier")), tier="A")
    assert not holds(empty("tier"), tier="A")


def test_a_list_of_nothing_is_empty_but_known():
    interests, golf = fact("interests"), Constant("golf")

    assert holds(empty("interests"), interests=())
    assert holds(Not(Contains(interests, golf)), interests=())
    assert holds(Contains(interests, golf), interests=("tea", "golf"))
    assert not holds(Contains(interests, golf), interests=("golf club",))
    assert not holds(Not(Contains(interests, golf)))


def test_none_holds_when_every_part_is_known_to_be_false():
    nobody = none_of(is_("tier", "A"), compare(BALANCE, ">=", money(200)))

    assert holds(nobody, tier="B", balance=Money(199, "CNY"))
    assert not holds(nobody, tier="B")
    assert not holds(nobody, tier="B", balance=Money(200, "CNY"))


def test_one_true_alternative_is_enough_whatever_is_unknown():
    assert holds(any_of(is_("tier", "A"), compare(BALANCE, ">", money(0))), tier="A")


def test_negation_goes_through_groups_and_sentences():
    """Not (A and not (B or C)) is: not A, or B, or C."""
    condition = Not(every(is_("a", "x"), Sentence("…", Not(any_of(is_("b", "x"), is_("c", "x"))))))

    assert holds(condition, a="y")
    assert holds(condition, c="x")
    assert not holds(condition, a="x", b="y", c="y")
    assert not holds(condition, a="x", b="y")


def test_all_of_nothing_is_true_and_any_of_nothing_false():
    assert holds(every())
    assert not holds(any_of())
    assert holds(Not(any_of()))


def test_money_of_another_currency_is_unknown():
    large = compare(BALANCE, ">=", money(100, "CNY"))

    assert holds(large, balance=Money(100, "CNY"))
    assert not holds(large, balance=Money(100, "USD"))
    assert not holds(Not(large), balance=Money(1, "USD"))


def test_nothing_at_all_is_zero_of_every_currency():
    assert holds(compare(BALANCE, "=", money(0, "CNY")), balance=NO_MONEY)
    assert holds(compare(BALANCE, "<", money(1, "USD")), balance=NO_MONEY)
    assert not holds(compare(BALANCE, "<", money(9, "USD")), balance=Money(5, ""))


def test_durations_compare_in_whole_days_only():
    cycle = fact("cycle")

    assert holds(compare(cycle, ">", days(7)), cycle=Duration(days=8))
    assert not holds(compare(cycle, ">", days(7)), cycle=Duration(months=1))
    assert not holds(Not(compare(cycle, ">", days(7))), cycle=Duration(months=1))


@pytest.mark.parametrize(("operator", "expected"), [("=", True), ("<=", True), ("!=", False), ("<", False)])
def test_equal_durations_compare_whatever_they_are_made_of(operator: Operator, expected: bool):
    same = compare(fact("cycle"), operator, fact("usual"))

    assert holds(same, cycle=Duration(months=1), usual=Duration(months=1)) is expected
    assert holds(Not(same), cycle=Duration(months=1), usual=Duration(months=1)) is not expected


def test_a_share_of_nothing_is_unknown():
    down = Off(BALANCE, number(30), "below", fact("limit"))

    assert holds(down, balance=Money(70, "CNY"), limit=Money(100, "CNY"))
    assert holds(Not(down), balance=Money(71, "CNY"), limit=Money(100, "CNY"))
    assert not holds(down, balance=Money(0, "CNY"), limit=Money(0, "CNY"))
    assert not holds(Not(down), balance=Money(0, "CNY"), limit=Money(-1, "CNY"))


def test_yes_is_not_the_number_one():
    """Python takes True for 1; two such sentences must not share a column."""
    both = every(is_("x", True), Compare(fact("x"), "=", number(1)))

    assert not holds(both, x=True)
    assert not holds(both, x=Decimal(1))
    assert holds(is_("x", True), x=True)


@pytest.mark.parametrize(
    "dirt", ["abc", "14", True, TODAY, Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity")]
)
def test_what_is_no_number_is_unknown(dirt: object):
    """In durable_rules alone `"abc" >= 14` matches."""
    late = compare(fact("days_late"), ">=", number(14))

    assert not holds(late, days_late=dirt)  # type: ignore[arg-type]
    assert not holds(Not(late), days_late=dirt)  # type: ignore[arg-type]
    assert not holds(compare(fact("days_late"), ">=", fact("limit")), days_late=dirt, limit=Decimal(1))  # type: ignore[arg-type]
