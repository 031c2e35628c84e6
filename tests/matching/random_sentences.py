"""Random conditions whose sides fit together, and dirty subjects: a third of the facts missing, some of a wrong kind."""

import datetime as dt
import hashlib
import random
from decimal import Decimal
from typing import Any, Literal

from hypothesis import strategies as st

from engine.language.syntax import (
    All,
    AmountFor,
    AnyOf,
    Compare,
    Condition,
    Constant,
    Contains,
    Expression,
    IsEmpty,
    Leaf,
    Not,
    Now,
    Off,
    OneOf,
    Operator,
    Product,
    Sentence,
    Setting,
    Since,
    Sum,
    TableLookup,
    Today,
)
from engine.tables import Cell, Hit, Interval, Row, Table
from engine.values import NO_MONEY, Duration, Money, YearlyDate
from tests.matching.builders import NOW, TODAY, ASubject, fact

NUMBERS = [
    "0",
    "1",
    "-1",
    "2",
    "3",
    "7",
    "9",
    "2.5",
    "1.0001",
    "1.00009",
    "0.99999",
    "30",
    "-0.00001",
    "1E-50",
    "-1E-50",
]
HUGE = [str(sign * (2**49 + step)) for sign in (1, -1) for step in (-1, 0, 1)] + ["1E+30", "-1E+30", "9" * 40]
AMOUNTS = [0, 1, -1, 2, 50, 70, 100, 101, 130, 2**49 - 1, 2**49, 2**60, 2**63 - 1, 2**63, -(2**63), 10**30]
SECOND = dt.timedelta(seconds=1)

VALUES: dict[str, list[Any]] = {
    "number": [Decimal(text) for text in (*NUMBERS, *HUGE)],
    "money": [Money(a, c) for c in ("CNY", "JPY") for a in AMOUNTS] + [NO_MONEY] * 4,
    "date": [TODAY + dt.timedelta(days=n) for n in (-366, -90, -31, -30, -29, -2, -1, 0, 1, 2, 28)]
    + [dt.date(2024, 2, 29), dt.date(2026, 2, 28), dt.date(2025, 12, 31), dt.date.min, dt.date.max],
    "moment": [NOW + n * SECOND for n in (-86400, -3600, -1, 0, 1, 60, 86400)]
    + [
        NOW + dt.timedelta(microseconds=1),
        dt.datetime(1, 1, 2, tzinfo=dt.UTC),
        dt.datetime(1960, 2, 29, tzinfo=dt.UTC),
    ],
    "duration": [Duration(days=n) for n in (0, 1, 2, 7, 30, -1)]
    + [Duration(months=1), Duration(minutes=60), Duration(working_days=2), Duration(months=1, days=1)],
    "text": ["", "A", "B", "a'b", 'say "hi"', "$or", "x.y", "😀", "客户", "\\", "\n"],
    "yes_no": [True, False],
    "list": [(), ("A",), ("A", "B"), ("a'b", "😀", "客户"), ("B", "\n", "$or")],
    "yearly": [YearlyDate(2, 29), YearlyDate(8, 15, 1988, "lunar"), YearlyDate(8, 15)],
}
DIRTY: list[Any] = [
    "abc",
    "14",
    True,
    Decimal(1),
    Decimal("NaN"),
    Decimal("Infinity"),
    Money(5, ""),
    dt.date(2026, 1, 1),
]
COMPARED = [kind for kind in VALUES if kind != "list"]
"""Two lists do not compare: the reader refuses it."""
ORDERED = ["number", "money", "date", "moment", "duration"]
SIGNS: list[Literal["+", "-"]] = ["+", "-"]
DIRECTIONS: list[Literal["below", "above"]] = ["below", "above"]
EQUALITY: list[Operator] = ["=", "!="]
OPERATORS: list[Operator] = ["<", "<=", ">", ">=", *EQUALITY]
FACTS_PER_KIND = 2
UNKNOWN, WRONG = 0.3, 0.05


@st.composite
def expressions(draw: st.DrawFn, kind: str, depth: int = 2) -> Expression:  # noqa: PLR0911 - one for each form
    """An expression whose value is of *kind*."""
    shapes = ["fact", "fact", "constant", "setting", *(["lookup"] if depth else [])]
    if kind in {"date", "moment"}:
        shapes.append("clock")
    if depth and kind in ORDERED:
        shapes += ["sum", "sum"] if kind in {"date", "moment"} else ["sum", "product"]
        shapes += ["since"] if kind == "number" else []
    match draw(st.sampled_from(shapes)):
        case "fact":
            return fact(f"{kind}_{draw(st.integers(1, FACTS_PER_KIND))}")
        case "lookup":
            return draw(lookups(kind))
        case "clock":
            return Today() if kind == "date" else Now()
        case "sum":
            other = "duration" if kind in {"date", "moment"} else kind
            sign = draw(st.sampled_from(SIGNS))
            return Sum(draw(expressions(kind, depth - 1)), sign, draw(expressions(other, depth - 1)))
        case "product":
            factor = draw(expressions("number", depth - 1))
            return Product(draw(expressions(kind, depth - 1)), draw(st.sampled_from(["*", "/"])), factor)
        case "since":
            start = draw(expressions(draw(st.sampled_from(["date", "moment"])), depth - 1))
            return Since(draw(st.sampled_from(["days", "months", "years"])), start)
        case "setting" if kind == "money" and depth:
            amounts = draw(st.sampled_from([(Money(50, "CNY"),), (Money(70, "JPY"), Money(2, "CNY"))]))
            return AmountFor("amounts", amounts, draw(expressions(kind, depth - 1)))
        case shape:
            value = draw(st.sampled_from(VALUES[kind]))
            return Constant(value) if shape == "constant" else Setting("a_setting", value)


HITS: dict[str, list[Hit]] = {
    "number": ["collect sum", "collect min", "collect max", "collect count"],
    "money": ["collect sum", "collect min", "collect max"],
    "list": ["collect"],
}
CHOOSING: tuple[list[Hit], list[Hit]] = ["unique", "first"], []
SOUND: dict[str, list[Any]] = {
    **VALUES,
    "number": [Decimal(text) for text in NUMBERS],
    "money": [Money(amount, "CNY") for amount in (0, 1, 50, 100)],
    "duration": [Duration(days=n) for n in (0, 1, 2, 7, 30)],
    "list": VALUES["text"],
}
"""What may stand in a table: one currency, whole days; a list is collected from words."""


@st.composite
def lookups(draw: st.DrawFn, kind: str) -> TableLookup:
    """A table that gives values of *kind*; its rows may leave gaps and overlap."""
    asked = draw(st.lists(st.sampled_from(COMPARED), min_size=1, max_size=2))
    hit: Hit = draw(st.sampled_from([*HITS.get(kind, []), *CHOOSING[kind == "list"]]))
    gives = st.none() | st.sampled_from(SOUND["money" if hit == "collect count" else kind])
    lines = st.tuples(st.tuples(*(_cells(each) for each in asked)), gives)
    rows = tuple(Row(cells, (value,)) for cells, value in draw(st.lists(lines, min_size=1, max_size=4)))
    inputs = tuple(draw(expressions(each, 0)) for each in asked)
    name = hashlib.sha256(repr((hit, rows)).encode("utf-8", "replace")).hexdigest()
    return TableLookup(Table(name, hit, ("it",), rows), 0, inputs)


@st.composite
def _cells(draw: st.DrawFn, kind: str) -> Cell:
    parts = st.lists(_intervals(kind), max_size=2).map(tuple)
    return Cell(draw(parts), negated=draw(st.booleans()))


@st.composite
def _intervals(draw: st.DrawFn, kind: str) -> Interval:
    one, other = draw(st.sampled_from(SOUND[kind])), draw(st.sampled_from(SOUND[kind]))
    ends = draw(st.sampled_from(["one", "both", "low", "high"] if kind in ORDERED else ["one"]))
    if ends == "one" or one == other:
        return Interval(one, one)
    low, high = (one if ends != "high" else None), (other if ends != "low" else None)
    return Interval(low, high, draw(st.booleans()), draw(st.booleans()))


@st.composite
def leaves(draw: st.DrawFn) -> Leaf:
    match draw(
        st.sampled_from(
            ["order", "order", "threshold", "threshold", "equality", "list", "contains", "off", "empty"]
        )
    ):
        case "equality":
            kind = draw(st.sampled_from(COMPARED))
            operator = draw(st.sampled_from(EQUALITY))
            return Compare(draw(expressions(kind)), operator, draw(expressions(kind)))
        case "list":
            kind = draw(st.sampled_from(COMPARED))
            choices = st.lists(st.sampled_from(VALUES[kind]).map(Constant), min_size=1, max_size=3)
            return OneOf(draw(expressions(kind, 0)), tuple(draw(choices)))
        case "contains":
            return Contains(draw(expressions("list", 0)), draw(expressions("text", 0)))
        case "off":
            kind = draw(st.sampled_from(["number", "money"]))
            direction = draw(st.sampled_from(DIRECTIONS))
            percent = draw(expressions("number", 0))
            return Off(draw(expressions(kind, 0)), percent, direction, draw(expressions(kind, 0)))
        case "empty":
            return IsEmpty(draw(expressions(draw(st.sampled_from(list(VALUES))), 1)))
        case shape:
            kind = draw(st.sampled_from(ORDERED))
            operator = draw(st.sampled_from(OPERATORS))
            right = (
                Constant(draw(st.sampled_from(VALUES[kind])))
                if shape == "threshold"
                else draw(expressions(kind))
            )
            return Compare(draw(expressions(kind)), operator, right)


def conditions() -> st.SearchStrategy[Condition]:
    def wider(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        parts = st.lists(inner, max_size=3).map(tuple)
        return st.one_of(
            st.builds(All, parts),
            st.builds(AnyOf, parts),
            st.builds(Not, inner),
            st.builds(Sentence, st.just("…"), inner),
        )

    return st.recursive(leaves(), wider, max_leaves=6)


def subjects(wrong: float = WRONG) -> st.SearchStrategy[ASubject]:
    """Dirty subjects as `a_subject` makes them."""
    return st.randoms(use_true_random=False).map(lambda chance: a_subject(chance, wrong))


def a_subject(chance: random.Random, wrong: float = WRONG) -> ASubject:
    """Three facts in ten are missing, one in twenty is of a wrong kind or no sound value, unless *wrong* says else."""
    facts = {}
    for kind, values in VALUES.items():
        for number in range(1, FACTS_PER_KIND + 1):
            if chance.random() >= UNKNOWN:
                facts[f"{kind}_{number}"] = chance.choice(DIRTY if chance.random() < wrong else values)
    return ASubject(facts)
