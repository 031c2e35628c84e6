"""Sets of values against plain membership: what is in them is asked value by value."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.language.syntax import Operator
from engine.ranges import Space, ValueSet
from engine.values import NO_MONEY, Duration, Money, Value, YearlyDate
from engine.vocabulary import FactType

NUMBERS = Space("number")
COUNTS = Space("number", whole=True)
TIERS = Space.of(FactType("choice", ("A", "B", "C")))
CNY = Space.of(FactType("money"), "CNY")
UTC = dt.UTC

_numbers = st.integers(-40, 40).map(lambda n: Decimal(n) / 4)
_days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 1, 31))
_VALUES: list[tuple[Space, st.SearchStrategy[Value]]] = [
    (NUMBERS, _numbers),
    (COUNTS, st.integers(-10, 10).map(Decimal)),
    (Space("percent"), _numbers),
    (CNY, st.integers(-20, 20).map(lambda n: Money(n, "CNY"))),
    (Space("date"), _days | st.sampled_from([dt.date.min, dt.date.max])),
    (Space("moment"), st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 1, 2), timezones=st.just(UTC))),
    (
        Space("moment"),
        st.sampled_from([dt.datetime.min.replace(tzinfo=UTC), dt.datetime.max.replace(tzinfo=UTC)]),
    ),
    (Space("duration"), st.integers(-9, 9).map(lambda n: Duration(days=n))),
    (TIERS, st.sampled_from("ABC")),
    (Space("yes_no"), st.booleans()),
    (Space("text"), st.sampled_from(["tea", "golf", "another", "another 2"])),
    (Space("yearly_date"), st.integers(1, 5).map(lambda n: YearlyDate(n, 1))),
]


_OPERATORS: list[Operator] = ["<", "<=", ">", ">=", "!=", "="]


@st.composite
def _a_set(draw: st.DrawFn, space: Space, values: st.SearchStrategy[Value]) -> ValueSet:
    """Any set that the operations can make."""
    basic = [space.only(draw(values)), space.missing, space.nothing, space.everything, space.present]
    if space.is_ordered:
        operator = draw(st.sampled_from(_OPERATORS))
        basic.append(space.compared(operator, draw(values)))
        low, high = draw(values | st.none()), draw(values | st.none())
        basic.append(space.between(low, high, low_in=draw(st.booleans()), high_in=draw(st.booleans())))
    made = draw(st.sampled_from(basic))
    for _ in range(draw(st.integers(0, 3))):
        other = draw(st.sampled_from(basic))
        made = draw(st.sampled_from([made | other, made & other, made - other, ~made]))
    return made


@st.composite
def _two_sets(draw: st.DrawFn) -> tuple[ValueSet, ValueSet, Value | None]:
    space, values = draw(st.sampled_from(_VALUES))
    return draw(_a_set(space, values)), draw(_a_set(space, values)), draw(values | st.none())


@given(_two_sets())
def test_a_value_is_in_what_is_made_of_two_sets_as_logic_says(drawn: tuple[ValueSet, ValueSet, Value | None]):
    one, other, value = drawn

    assert (value in (one | other)) == (value in one or value in other)
    assert (value in (one & other)) == (value in one and value in other)
    assert (value in (one - other)) == (value in one and value not in other)
    assert (value in ~one) == (value not in one)


@given(_two_sets())
def test_equal_sets_compare_equal_however_they_were_made(drawn: tuple[ValueSet, ValueSet, Value | None]):
    one, other, _ = drawn

    assert ~~one == one
    assert ~(one | other) == ~one & ~other
    assert (one & other) | (one - other) == one
    assert (one <= other) == ((one | other) == other)


@given(_two_sets())
def test_a_witness_is_in_its_set(drawn: tuple[ValueSet, ValueSet, Value | None]):
    """And only the empty set has none; the missing value stands for no present one."""
    one, other, value = drawn
    made = one - other

    if made.is_empty:
        assert value not in made
        with pytest.raises(ValueError, match="empty"):
            made.witness()
        return

    assert made.witness() in made
    assert (made.witness() is None) == (made <= made.space.missing)


@given(_two_sets(), st.sampled_from(_OPERATORS))
def test_comparing_with_a_value_is_what_python_says(
    drawn: tuple[ValueSet, ValueSet, Value | None], operator: Operator
):
    space = drawn[0].space
    value, bound = drawn[2], drawn[0].witness() if not drawn[0].is_empty else None
    assume(value is not None and bound is not None and space.is_ordered)
    a, b = space.position(value), space.position(bound)  # type: ignore[arg-type]

    says = {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "=": a == b, "!=": a != b}[operator]
    assert (value in space.compared(operator, bound)) == says  # type: ignore[arg-type]


def test_nothing_lies_between_two_days_or_two_fen():
    days, money = Space("date"), CNY

    assert (days.compared(">", dt.date(2026, 2, 28)) & days.compared("<", dt.date(2026, 3, 1))).is_empty
    assert money.between(Money(1, "CNY"), Money(2, "CNY"), low_in=False, high_in=False).is_empty
    assert not NUMBERS.between(Decimal(1), Decimal(2), low_in=False, high_in=False).is_empty
    assert COUNTS.between(Decimal(1), Decimal(2), low_in=False, high_in=False).is_empty


def test_a_witness_is_one_that_people_recognise():
    assert NUMBERS.compared(">", Decimal(14)).witness() == Decimal(15)
    assert NUMBERS.compared("<", Decimal(-3)).witness() == Decimal(-4)
    assert NUMBERS.between(Decimal(1), Decimal(2), low_in=False, high_in=False).witness() == Decimal("1.1")
    assert (COUNTS.present - COUNTS.compared("<=", Decimal(2))).witness() == Decimal(3)
    assert (~TIERS.only("A", "B")).witness() == "C"
    assert (~TIERS.only("A", "B", "C")).witness() is None
    assert CNY.compared(">", Money(20000, "CNY")).witness() == Money(20001, "CNY")


def test_the_line_of_days_ends():
    days = Space("date")

    assert days.compared(">", dt.date.max).is_empty
    assert days.compared("<=", dt.date.max) == days.present
    assert days.compared("<", dt.date.min).is_empty
    assert days.compared(">=", dt.date.min) == days.present


def test_a_value_of_another_kind_has_no_place():
    with pytest.raises(ValueError, match="no place"):
        CNY.compared(">", Money(1, "USD"))
    with pytest.raises(ValueError, match="no place"):
        Space("duration").only(Duration(months=1))
    assert NO_MONEY in CNY.compared("<", Money(1, "CNY"))
