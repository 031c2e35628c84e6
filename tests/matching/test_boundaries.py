"""Thresholds are exact: at the ends of 64 bits, between two steps of a scale, at the day and the second."""

import datetime as dt
from decimal import Decimal

import pytest

from engine.language.syntax import Constant, Now, Operator, Product, Since, Sum, Today
from engine.matching.scales import LIMIT, threshold
from engine.values import Duration, Money, Value
from tests.matching.builders import NOW, TODAY, ASubject, a_matcher, compare, days, fact, holds, number

X = fact("x")
OPERATORS: list[Operator] = ["=", "!=", "<", "<=", ">", ">="]

EDGES = [2**31, 2**32, 2**49, 2**53, LIMIT, 2**62, 2**63, 2**64, 10**20]
ENDS = [sign * edge + step for edge in EDGES for sign in (1, -1) for step in (-1, 0, 1)]


def relations(value: Value, constant: Value, **more: Value) -> set[str]:
    """The operators with which *value* OP *constant* holds, and those with which it does not: never both."""
    matcher = a_matcher(**{operator: compare(X, operator, Constant(constant)) for operator in OPERATORS})
    return set(matcher.holding(ASubject({"x": value, **more})))


BELOW, EQUAL, ABOVE = {"<", "<=", "!="}, {"=", "<=", ">="}, {">", ">=", "!="}


@pytest.mark.parametrize("edge", ENDS)
def test_money_compares_exactly_at_every_edge(edge: int):
    for apart, expected in ((-1, BELOW), (0, EQUAL), (1, ABOVE)):
        assert relations(Money(edge + apart, "CNY"), Money(edge, "CNY")) == expected


@pytest.mark.parametrize("edge", ENDS)
def test_numbers_compare_exactly_at_every_edge(edge: int):
    step = Decimal("0.0001")
    for apart, expected in ((-step, BELOW), (0, EQUAL), (step, ABOVE)):
        assert relations(Decimal(edge) + apart, Decimal(edge)) == expected


@pytest.mark.parametrize("text", ["1", "0", "-1", "1.0001", "1.00005", "-0.00005", "1E-60", "12345678.9"])
def test_numbers_between_two_steps_are_neither_rounded_up_nor_down(text: str):
    constant = Decimal(text)
    for hair in (Decimal("1E-9"), Decimal("1E-20")):
        assert relations(constant - hair, constant) == BELOW
        assert relations(constant, constant) == EQUAL
        assert relations(constant + hair, constant) == ABOVE


@pytest.mark.parametrize("sign", [1, -1])
def test_a_difference_beyond_64_bits_keeps_its_sign(sign: int):
    huge, small = Money(sign * 10**30, "CNY"), Money(-sign * 10**30, "CNY")

    assert holds(compare(X, ">", fact("y")), x=huge, y=small) is (sign > 0)
    assert holds(compare(X, "<", fact("y")), x=huge, y=small) is (sign < 0)


@pytest.mark.parametrize(
    "constant", [NOW, NOW + dt.timedelta(microseconds=5), dt.datetime.max.replace(tzinfo=dt.UTC)]
)
def test_moments_compare_to_the_microsecond(constant: dt.datetime):
    hair = dt.timedelta(microseconds=1)

    assert relations(constant - hair, constant) == BELOW
    assert relations(constant, constant) == EQUAL
    if constant.year < dt.MAXYEAR:
        assert relations(constant + hair, constant) == ABOVE


def test_days_compare_at_the_ends_of_the_calendar():
    for constant in (dt.date.min, TODAY, dt.date.max):
        assert relations(constant, constant) == EQUAL
    assert relations(dt.date.min, dt.date.max) == BELOW
    assert relations(dt.date.max, dt.date.min) == ABOVE


def test_a_date_is_due_on_its_day():
    due = compare(Today(), ">=", Sum(X, "+", days(3)))

    assert not holds(due, x=TODAY - dt.timedelta(days=2))
    assert holds(due, x=TODAY - dt.timedelta(days=3))
    assert not holds(due, x=dt.date.max)


def test_a_day_never_compares_with_a_moment():
    assert relations(NOW, TODAY) == set()
    assert relations(TODAY, NOW) == set()


def test_a_month_counts_from_its_anniversary_clamped_to_the_last_day():
    """Today is 31 March: since 28 February one month, since 29 and 30 January two, since 1 April minus one."""
    months = Since("months", X)

    for begin, count in (
        (dt.date(2026, 2, 28), 1),
        (dt.date(2026, 1, 31), 2),
        (dt.date(2026, 4, 1), -1),
        (TODAY, 0),
    ):
        assert holds(compare(months, "=", number(count)), x=begin)


def test_a_moment_counts_from_its_local_day():
    """17:00 UTC is the next day in Shanghai."""
    since = compare(Since("days", X), "=", number(0))

    assert holds(since, x=dt.datetime(2026, 3, 30, 17, 0, tzinfo=dt.UTC))
    assert not holds(since, x=dt.datetime(2026, 3, 30, 15, 0, tzinfo=dt.UTC))


def test_now_and_an_hour():
    late = compare(Now(), ">", Sum(X, "+", Constant(Duration(minutes=60))))

    assert not holds(late, x=NOW - dt.timedelta(minutes=60))
    assert holds(late, x=NOW - dt.timedelta(minutes=60, seconds=1))


def test_a_third_of_nine_is_three():
    """Not 9 x 0.333…"""
    assert holds(compare(Product(X, "/", number(3)), "=", number(3)), x=Decimal(9))


def test_a_division_by_zero_is_unknown():
    division = Product(X, "/", number(0))

    assert not holds(compare(division, "=", number(0)), x=Decimal(1))
    assert not holds(compare(division, "!=", number(0)), x=Money(1, "CNY"))
    assert not holds(compare(division, "!=", days(0)), x=Duration(days=1))


@pytest.mark.parametrize(
    "constant", [Decimal("1.00005"), Decimal(10) ** 30, Money(LIMIT, "CNY"), Decimal("NaN"), "A"]
)
def test_a_constant_that_fits_no_scale_is_not_compared_natively(constant: Value):
    assert threshold(constant) is None
