"""Every value comes back from its text as it was, and equal values have equal texts."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.values import Duration, Money, Value, YearlyDate
from store.codec import UnreadableValue, decode, encode, is_storable

COUNTS = st.integers(-1000, 1000)
VALUES: st.SearchStrategy[Value | None] = st.one_of(
    st.none(),
    st.text(),
    st.text(st.characters(categories=["Cs", "Cc", "Lo"])),  # half characters and NUL among them
    st.booleans(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.builds(Money, st.integers(), st.sampled_from(["CNY", "JPY", ""])),
    st.lists(st.text()).map(tuple),
    st.dates(),
    st.datetimes(timezones=st.just(dt.UTC)),
    st.builds(Duration, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS),
    st.builds(
        YearlyDate,
        st.integers(1, 12),
        st.integers(1, 31),
        st.none() | st.integers(1900, 2100),
        st.sampled_from(["solar", "lunar"]),
        st.booleans(),
    ),
)


@given(VALUES)
def test_a_value_comes_back_as_it_was(value: Value | None):
    text = encode(value)

    assert decode(text) == value
    assert type(decode(text)) is type(value)
    assert is_storable(text)


def test_values_that_python_holds_equal_keep_their_types():
    """True == 1 in Python: a cache must not take one for the other."""
    assert [encode(value) for value in (True, Decimal(1), "1")] == ["true", '{"number":"1"}', '"1"']


def test_a_moment_of_any_zone_is_one_text():
    shanghai = dt.timezone(dt.timedelta(hours=8))

    assert encode(dt.datetime(2026, 3, 1, 8, tzinfo=shanghai)) == encode(
        dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    )


def test_the_text_says_its_type():
    assert encode(Money(500000, "CNY")) == '{"money":[500000,"CNY"]}'
    assert encode("李") == '"李"'


def test_a_text_of_another_program_is_refused():
    with pytest.raises(UnreadableValue, match="colour"):
        decode('{"colour":"red"}')
