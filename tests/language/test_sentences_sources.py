"""The formulas of derived facts, and the moments at which rules start."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from engine.language.sentences import parse_source, parse_start
from engine.language.syntax import (
    Aggregate,
    All,
    Compare,
    Constant,
    Expression,
    FactPath,
    Product,
    Setting,
    Sum,
    Truth,
    Window,
)
from engine.rulebook import AtMoment, Every
from engine.values import Duration, Money
from engine.vocabulary import FactType, Kind
from tests.language.builders import HERE, about

IS_SALE = Compare(FactPath(("order", "kind")), "=", Constant("sale"))
IS_A = Compare(FactPath(("customer", "tier")), "=", Constant("A"))
OWES = Compare(FactPath(("invoice", "balance")), ">", Constant(Money.of(0, "CNY")))
LAST_ORDER = FactPath(("customer", "last_order_date"))
FIRST_ORDER = FactPath(("customer", "first_order_date"))
THREE_CYCLES = Product(Constant(Decimal(3)), "*", FactPath(("customer", "usual_cycle")))
NINETY_DAYS = Constant(Duration(days=90))

FORMULAS: dict[str, tuple[Kind, Expression]] = {
    "count(order)": ("number", Aggregate("count", "order")),
    "count(orders where order.kind is sale)": ("number", Aggregate("count", "order", where=IS_SALE)),
    "sum(order.amount where order.kind is sale) over last 30 days": (
        "money",
        Aggregate("sum", "order", "amount", window=Window(Constant(Duration(days=30))), where=IS_SALE),
    ),
    "sum(order.amount) over the 90 days before that / 3": (
        "money",
        Product(
            Aggregate("sum", "order", "amount", window=Window(NINETY_DAYS, before=True)),
            "/",
            Constant(Decimal(3)),
        ),
    ),
    "sum(order.amount) over last 3 * customer.usual_cycle up to customer.last_order_date": (
        "money",
        Aggregate("sum", "order", "amount", window=Window(THREE_CYCLES, end=LAST_ORDER)),
    ),
    "sum(order.amount) over the 3 * customer.usual_cycle before that up to customer.last_order_date": (
        "money",
        Aggregate("sum", "order", "amount", window=Window(THREE_CYCLES, before=True, end=LAST_ORDER)),
    ),
    "sum(order.amount) over last 90 days up to today": (
        "money",
        Aggregate("sum", "order", "amount", window=Window(NINETY_DAYS)),
    ),
    "average(order.amount)": ("money", Aggregate("average", "order", "amount")),
    "max(order.date)": ("date", Aggregate("max", "order", "date")),
    "first(order.date)": ("date", Aggregate("first", "order", "date")),
    "last(order.kind)": ("choice", Aggregate("last", "order", "kind")),
    "sum(order.amount) of the last 5": ("money", Aggregate("sum", "order", "amount", 5)),
    "sum(order.amount where order.kind is sale) of the 5 before that": (
        "money",
        Aggregate("sum", "order", "amount", 5, None, IS_SALE, before=True),
    ),
    "average(order.amount) of last 3 * 2": (
        "money",
        Product(Aggregate("average", "order", "amount", 3), "*", Constant(Decimal(2))),
    ),
    "count(order) of the last 1": ("number", Aggregate("count", "order", last=1)),
    "median gap of the last 12 orders": ("duration", Aggregate("median gap", "order", last=12)),
    "median gap of the last 12 orders where order.kind is sale": (
        "duration",
        Aggregate("median gap", "order", last=12, where=IS_SALE),
    ),
    "median gap of orders": ("duration", Aggregate("median gap", "order")),
    "any(invoice where invoice.balance > 0 CNY)": ("yes_no", Aggregate("any", "invoice", where=OWES)),
    "customer.tier is A": ("yes_no", Truth(IS_A)),
    "any(invoice) and customer.tier is A": (
        "yes_no",
        Truth(All((Compare(Aggregate("any", "invoice"), "=", Constant(value=True)), IS_A))),
    ),
}


@pytest.mark.parametrize("text", FORMULAS)
def test_each_formula_is_read(text: str) -> None:
    kind, node = FORMULAS[text]
    choices = ("sale", "return") if kind == "choice" else ()

    assert parse_source(text, about("customer"), HERE, FactType(kind, choices)) == node


def test_the_rows_of_an_invoice_are_its_payments() -> None:
    formula = parse_source("invoice.amount - sum(payment.amount)", about("invoice"), HERE, FactType("money"))

    assert formula == Sum(FactPath(("invoice", "amount")), "-", Aggregate("sum", "payment", "amount"))


STARTS: dict[str, AtMoment | Every] = {
    "customer.last_order_date": AtMoment(LAST_ORDER),
    "customer.last_order_date at 09:00": AtMoment(LAST_ORDER, dt.time(9)),
    "customer.last_seen_at": AtMoment(FactPath(("customer", "last_seen_at"))),
    "customer.first_order_date + settings.mature_after": AtMoment(
        Sum(FIRST_ORDER, "+", Setting("mature_after", Duration(months=12)))
    ),
    "every year on customer.birthday at 09:00": Every(
        Duration(months=12), FactPath(("customer", "birthday")), dt.time(9)
    ),
    "every year on customer.first_order_date": Every(Duration(months=12), FIRST_ORDER),
    "every 3 months on customer.first_order_date": Every(Duration(months=3), FIRST_ORDER),
    "every month on customer.first_order_date + 3 days at 8:30": Every(
        Duration(months=1), Sum(FIRST_ORDER, "+", Constant(Duration(days=3))), dt.time(8, 30)
    ),
    "every monday at 09:00": Every(Duration(days=7), Constant(dt.date(1900, 1, 1)), dt.time(9)),
    "every sunday": Every(Duration(days=7), Constant(dt.date(1900, 1, 7))),
    "每周三": Every(Duration(days=7), Constant(dt.date(1900, 1, 3))),
    "every 2 weeks on customer.first_order_date": Every(Duration(days=14), FIRST_ORDER),
    "every week after customer.first_order_date": Every(Duration(days=7), FIRST_ORDER, counts_anchor=False),
    "every 2 years after customer.first_order_date": Every(
        Duration(months=24), FIRST_ORDER, counts_anchor=False
    ),
}


@pytest.mark.parametrize("text", STARTS)
def test_each_start_is_read(text: str) -> None:
    assert parse_start(text, about("customer"), HERE) == STARTS[text]
