"""``every 3 months on DATE``: counted from the anchor, never chained."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar import index_on_or_before, nth
from engine.values import Duration, ValueProblem
from tests.calendar.builders import day

MONTHLY = Duration(months=1)


@pytest.mark.parametrize(
    ("anchor", "every", "k", "date"),
    [
        ("2026-01-31", MONTHLY, 0, "2026-01-31"),
        ("2026-01-31", MONTHLY, 1, "2026-02-28"),
        ("2026-01-31", MONTHLY, 2, "2026-03-31"),
        ("2025-11-30", Duration(months=3), 1, "2026-02-28"),
        ("2028-02-29", Duration(months=12), 1, "2029-02-28"),
        ("2028-02-29", Duration(months=12), 4, "2032-02-29"),
        ("2026-01-31", Duration(days=7), 4, "2026-02-28"),
        ("2026-01-31", Duration(months=1, days=1), 2, "2026-04-02"),
    ],
)
def test_an_anniversary_is_counted_from_the_anchor(anchor: str, every: Duration, k: int, date: str):
    assert nth(day(anchor), every, k) == day(date)


@pytest.mark.parametrize(
    ("today", "index"),
    [
        ("2026-01-30", -1),
        ("2026-01-31", 0),
        ("2026-02-27", 0),
        ("2026-02-28", 1),
        ("2026-03-30", 1),
        ("2026-03-31", 2),
    ],
)
def test_the_last_anniversary_is_found_on_the_very_day(today: str, index: int):
    assert index_on_or_before(day("2026-01-31"), MONTHLY, day(today)) == index


def test_two_long_months_do_not_make_an_anniversary_come_early():
    """July and August have 62 days, two mean months 61: on 31 August only one month is over."""
    assert index_on_or_before(day("2026-07-01"), MONTHLY, day("2026-08-31")) == 1
    assert index_on_or_before(day("2026-07-01"), MONTHLY, day("2026-09-01")) == 2


def test_the_end_of_the_calendar_is_reached_without_stumbling():
    assert index_on_or_before(day("2026-01-31"), MONTHLY, dt.date.max) == (9999 - 2026) * 12 + 11
    with pytest.raises(ValueProblem, match="leaves the calendar"):
        nth(day("2026-01-31"), Duration(days=7), 10**6)


@pytest.mark.parametrize(
    "every",
    [
        Duration(),
        Duration(months=-1),
        Duration(months=1, days=-1),
        Duration(minutes=60),
        Duration(working_days=5),
    ],
)
def test_only_whole_days_and_months_repeat(every: Duration):
    with pytest.raises(ValueProblem, match="does not repeat on the calendar"):
        nth(day("2026-01-31"), every, 1)
    with pytest.raises(ValueProblem, match="does not repeat on the calendar"):
        index_on_or_before(day("2026-01-31"), every, day("2026-01-31"))


@given(
    st.dates(day("1950-01-01"), day("2050-01-01")),
    st.tuples(st.integers(0, 40), st.integers(0, 70)).filter(any),
    st.integers(0, 50_000),
)
def test_the_index_is_that_of_the_last_anniversary_not_after_the_day(
    anchor: dt.date, every: tuple[int, int], later: int
):
    length, today = Duration(*every), anchor + dt.timedelta(days=later)

    k = index_on_or_before(anchor, length, today)

    assert nth(anchor, length, k) <= today < nth(anchor, length, k + 1)
