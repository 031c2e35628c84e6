"""Whatever is written, the author sees problems and never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from engine.language.sentences import (
    parse_condition,
    parse_constant,
    parse_duration,
    parse_expression,
    parse_path,
    parse_source,
    parse_start,
    parse_value,
)
from engine.problems import ProblemsFound
from engine.vocabulary import FactType, Kind
from tests.language.builders import HERE, about

SCOPES = {name: about(name) for name in ("customer", "invoice", "order", "person", "nobody")}
WORDS = (
    *("customer.tier", "customer", "invoice.balance", "settings.drop", "answer.x", "today", "now", "5", "0"),
    *("1,000", "%", "CNY", "days", "month", "working", "hours", "元", "2026-01-31", "2026-02-31", "10:00"),
    *("yes", "and", "or", "not", "is", "empty", "one of", "[", "]", ",", "(", ")", "+", "-", "*", "/", "="),
    *(
        "<",
        ">=",
        "of",
        "days since",
        '"x"',
        "“",
        "A",
        "at least",
        "below",
        "above",
        "between",
        "count(order)",
    ),
    *(
        "sum(order.amount",
        "any(",
        "median gap of the last",
        "orders",
        "contains",
        "does not contain",
        "customer.interests",
        "where",
        "over last",
        "over the",
        "٣",
    ),
    *("before that", "up to", "every", "year", "on", "at", "customer.birthday", "customer.last_order_date"),
    *("customer.usual_cycle", "customer.orders_count", "99999999999999999999", "0.5", "\n", "９"),
)
values = st.sampled_from(
    (
        *(
            "customer.tier",
            "A",
            "customer.orders_count",
            "5",
            "200 CNY",
            "invoice.balance",
            "today",
            "now",
            "30%",
        ),
        *(
            "customer.last_order_date",
            "3 days",
            "customer.usual_cycle",
            "days since customer.last_order_date",
        ),
        *("2026-01-31", '"x"', "yes", "settings.late_by", "settings.drop", "customer", "customer.manager"),
    )
)
sums = st.recursive(
    values,
    lambda inner: (
        st.builds("{} {} {}".format, inner, st.sampled_from("+-*/"), inner) | inner.map("({})".format)
    ),
    max_leaves=4,
)
compares = st.builds("{} {} {}".format, sums, st.sampled_from(["=", "<", "is", "is not", ">="]), sums)
conditions = st.recursive(
    compares
    | st.builds("{} is at least {} below {}".format, sums, sums, sums)
    | sums.map("{} is empty".format),
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner)
        | inner.map("not {}".format)
    ),
    max_leaves=4,
)
texts = st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join) | conditions


@given(texts, st.sampled_from(sorted(SCOPES)), st.sampled_from(get_args(Kind)))
def test_any_text_is_read_or_refused_with_problems(text: str, entity: str, kind: Kind) -> None:
    scope, type_ = SCOPES[entity], FactType(kind)
    reads: list[Callable[[], object]] = [
        lambda: parse_condition(text, scope, HERE),
        lambda: parse_expression(text, scope, HERE, (kind,), answers=True),
        lambda: parse_source(text, scope, HERE, type_),
        lambda: parse_start(text, scope, HERE),
        lambda: parse_path(text, scope, HERE),
        lambda: parse_value(text, type_, HERE, zone="Asia/Shanghai"),
        lambda: parse_constant(text, HERE),
        lambda: parse_duration(text, HERE),
    ]

    for read in reads:
        with suppress(ProblemsFound):
            read()


@given(conditions)
def test_reading_twice_gives_the_same(text: str) -> None:
    """Nothing is remembered between two sentences."""

    def read() -> object:
        try:
            return parse_condition(text, SCOPES["invoice"], HERE)
        except ProblemsFound as found:
            return found.problems

    assert read() == read()
