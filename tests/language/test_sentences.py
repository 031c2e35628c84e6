"""Every form of a condition, and the syntax that it gives."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from engine.language.sentences import parse_condition, parse_expression, parse_path
from engine.language.syntax import (
    All,
    Answer,
    AnyOf,
    Compare,
    Condition,
    Constant,
    Contains,
    Expression,
    FactPath,
    IsEmpty,
    Not,
    Now,
    Off,
    OneOf,
    Product,
    Setting,
    Since,
    Sum,
    Today,
)
from engine.problems import ProblemsFound
from engine.values import Duration, Money
from engine.vocabulary import FactType
from tests.language.builders import HERE, about

BALANCE = FactPath(("invoice", "balance"))
TIER = FactPath(("customer", "tier"))
LAST_ORDER = FactPath(("customer", "last_order_date"))
INTERESTS = FactPath(("customer", "interests"))
CYCLE = FactPath(("customer", "usual_cycle"))
ORDERS = FactPath(("customer", "orders_count"))
RECENT = FactPath(("customer", "volume_30d"))
AVERAGE = FactPath(("customer", "volume_avg"))
SEEN = FactPath(("customer", "last_seen_at"))
MANAGER = FactPath(("customer", "manager"))
HOLD = FactPath(("customer", "credit_hold"))

TEN_IN_SHANGHAI = Constant(dt.datetime(2026, 1, 31, 2, 0, tzinfo=dt.UTC))


def cny(amount: int) -> Constant:
    return Constant(Money.of(amount, "CNY"))


def number(text: str) -> Constant:
    return Constant(Decimal(text))


def days(count: int) -> Constant:
    return Constant(Duration(days=count))


FORMS: dict[str, Condition] = {
    "invoice.balance > 200 CNY": Compare(BALANCE, ">", cny(200)),
    "invoice.balance >= 1,000 元": Compare(BALANCE, ">=", cny(1000)),
    "invoice.balance ≤ 200 CNY": Compare(BALANCE, "<=", cny(200)),
    "invoice.balance>200 CNY": Compare(BALANCE, ">", cny(200)),
    "invoice.balance > -5 CNY": Compare(BALANCE, ">", cny(-5)),
    "invoice.balance > settings.ignore_below": Compare(
        BALANCE, ">", Setting("ignore_below", Money.of(200, "CNY"))
    ),
    "invoice.balance - 5 CNY > invoice.amount / 2": Compare(
        Sum(BALANCE, "-", cny(5)), ">", Product(FactPath(("invoice", "amount")), "/", number("2"))
    ),
    "invoice.balance > 30% of invoice.amount": Compare(
        BALANCE, ">", Product(FactPath(("invoice", "amount")), "*", number("0.3"))
    ),
    "invoice.balance > settings.drop of invoice.amount": Compare(
        BALANCE,
        ">",
        Product(
            FactPath(("invoice", "amount")), "*", Product(Setting("drop", Decimal(30)), "/", number("100"))
        ),
    ),
    "invoice.disputed is no": Compare(FactPath(("invoice", "disputed")), "=", Constant(value=False)),
    "customer.tier is A": Compare(TIER, "=", Constant("A")),
    "customer.tier = A": Compare(TIER, "=", Constant("A")),
    "customer.tier   is   not   A": Compare(TIER, "!=", Constant("A")),
    'customer.stage is "empty"': Compare(FactPath(("customer", "stage")), "=", Constant("empty")),
    "customer.stage is first": Compare(FactPath(("customer", "stage")), "=", Constant("first")),
    "customer.tier is settings.favourite": Compare(TIER, "=", Setting("favourite", "A")),
    "customer.tier is one of [A, B]": OneOf(TIER, (Constant("A"), Constant("B"))),
    "customer.tier is not one of [A]": Not(OneOf(TIER, (Constant("A"),))),
    "customer.name is Bob": Compare(FactPath(("customer", "name")), "=", Constant("Bob")),
    "customer.name is “Bob & Co”": Compare(FactPath(("customer", "name")), "=", Constant("Bob & Co")),
    "customer.interests contains golf": Contains(INTERESTS, Constant("golf")),
    "customer.interests does not contain tea": Not(Contains(INTERESTS, Constant("tea"))),
    'customer.tags contains "old friend"': Contains(FactPath(("customer", "tags")), Constant("old friend")),
    "customer.tags contains customer.tier": Contains(FactPath(("customer", "tags")), TIER),
    "customer.interests is empty": IsEmpty(INTERESTS),
    "customer.tier is empty": IsEmpty(TIER),
    "customer.tier is not empty": Not(IsEmpty(TIER)),
    "customer.orders_count between 3 and 5 and customer.tier is A": All(
        (
            All((Compare(ORDERS, ">=", number("3")), Compare(ORDERS, "<=", number("5")))),
            Compare(TIER, "=", Constant("A")),
        )
    ),
    "customer.volume_30d is at least 30% below customer.volume_avg": Off(
        RECENT, number("30"), "below", AVERAGE
    ),
    "customer.volume_30d is at least settings.drop above customer.volume_avg": Off(
        RECENT, Setting("drop", Decimal(30)), "above", AVERAGE
    ),
    "not customer.credit_hold is yes": Not(Compare(HOLD, "=", Constant(value=True))),
    "customer.tier is A or customer.tier is B and customer.credit_hold is no": AnyOf(
        (
            Compare(TIER, "=", Constant("A")),
            All((Compare(TIER, "=", Constant("B")), Compare(HOLD, "=", Constant(value=False)))),
        )
    ),
    "(customer.tier is A or customer.tier is B) and (customer.orders_count + 1) * 2 > 8": All(
        (
            AnyOf((Compare(TIER, "=", Constant("A")), Compare(TIER, "=", Constant("B")))),
            Compare(Product(Sum(ORDERS, "+", number("1")), "*", number("2")), ">", number("8")),
        )
    ),
    "today >= customer.last_order_date + customer.usual_cycle + 3 days": Compare(
        Today(), ">=", Sum(Sum(LAST_ORDER, "+", CYCLE), "+", days(3))
    ),
    "customer.last_order_date < today": Compare(Today(), ">", LAST_ORDER),
    "30 days + customer.last_order_date = today": Compare(Today(), "=", Sum(LAST_ORDER, "+", days(30))),
    "customer.last_seen_at + 4 working hours < now": Compare(
        Now(), ">", Sum(SEEN, "+", Constant(Duration(working_minutes=240)))
    ),
    "customer.last_seen_at > 2026-01-31 10:00": Compare(SEEN, ">", TEN_IN_SHANGHAI),
    'customer.last_seen_at > "2026-01-31 10:00"': Compare(SEEN, ">", TEN_IN_SHANGHAI),
    "days since customer.last_order_date >= 30": Compare(Since("days", LAST_ORDER), ">=", number("30")),
    "12 > months since customer.last_order_date": Compare(Since("months", LAST_ORDER), "<", number("12")),
    "customer.usual_cycle > 1 year 2 months": Compare(CYCLE, ">", Constant(Duration(months=14))),
    "customer.usual_cycle * 3 > 90 days": Compare(Product(CYCLE, "*", number("3")), ">", days(90)),
    "invoice.customer is customer": Compare(FactPath(("invoice", "customer")), "=", FactPath(("customer",))),
    'customer.manager is "p1"': Compare(MANAGER, "=", Constant("p1")),
    "customer.manager.boss = customer.developer": Compare(
        FactPath(("customer", "manager", "boss")), "=", FactPath(("customer", "developer"))
    ),
    "customer.share >= 12.5%": Compare(FactPath(("customer", "share")), ">=", number("12.5")),
    "settings.drop < customer.share": Compare(
        Setting("drop", Decimal(30)), "<", FactPath(("customer", "share"))
    ),
}


@pytest.mark.parametrize("text", FORMS)
def test_each_form_of_a_condition_is_read(text: str) -> None:
    sentence = parse_condition(text, about("invoice"), HERE)

    assert sentence.condition == FORMS[text]


def test_a_sentence_keeps_its_text_and_its_place() -> None:
    sentence = parse_condition("customer.tier  is A", about("customer"), HERE)

    assert (sentence.text, sentence.place) == ("customer.tier  is A", HERE)


VALUES: dict[str, tuple[tuple[str, ...], Expression, str]] = {
    "30% of invoice.amount": (
        ("money",),
        Product(FactPath(("invoice", "amount")), "*", number("0.3")),
        "money",
    ),
    "customer": (("reference",), FactPath(("customer",)), "reference"),
    "settings.drop": (("percent",), Setting("drop", Decimal(30)), "percent"),
    "yes": (("yes_no",), Constant(value=True), "yes_no"),
    "customer.last_order_date + 1 month": (
        (),
        Sum(LAST_ORDER, "+", Constant(Duration(months=1))),
        "date",
    ),
    "anything": (("text",), Constant("anything"), "text"),
}


@pytest.mark.parametrize("text", VALUES)
def test_each_form_of_a_value_is_read_with_its_type(text: str) -> None:
    expect, node, kind = VALUES[text]

    expression, type_ = parse_expression(text, about("invoice"), HERE, expect)

    assert (expression, type_.kind) == (node, kind)


def test_a_bare_word_is_a_choice_of_the_type_wanted() -> None:
    stage = FactType("choice", choices=("trial", "active"))

    assert parse_expression("active", about("customer"), HERE, target=stage) == (Constant("active"), stage)


def test_a_field_of_an_answer_has_the_type_expected() -> None:
    read = parse_expression("answer.date", about("invoice"), HERE, ("date",), answers=True)

    assert read == (Answer("date"), FactType("date"))


def test_a_path_follows_references() -> None:
    read = parse_path("customer.manager.boss.days_off", about("invoice"), HERE)

    assert read == (FactPath(("customer", "manager", "boss", "days_off")), FactType("number"))


def test_a_setting_written_with_a_percent_sign_is_a_percentage_everywhere() -> None:
    scope = replace(about("invoice"), percents=frozenset({"drop"}))
    amount = FactPath(("invoice", "amount"))

    node, type_ = parse_expression("invoice.amount * settings.drop", scope, HERE)

    assert type_.kind == "money"
    assert node == Product(amount, "*", Product(Setting("drop", Decimal(30)), "/", number("100")))
    with pytest.raises(ProblemsFound, match="A number cannot be compared with a percentage"):
        parse_condition("customer.orders_count > settings.drop", scope, HERE)
