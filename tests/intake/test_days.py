"""Dates and moments as files write them."""

import datetime as dt

import pytest

from engine.language.quantities import NotThisKind
from intake.days import DayOrder, day_of, instant_of, stamp_of

SHANGHAI = "Asia/Shanghai"


@pytest.mark.parametrize(
    "text",
    ["2026-01-31", "2026/1/31", "2026.01.31", "31.01.2026", "31.1.2026", "20260131", "2026年1月31日", "２０２６-０１-３１",
     "31/01/2026", "1/31/2026", "46053", "2026-01-31 23:59", "2026-01-31T10:00:00.123456789", "1/31/2026 3:04 PM"],
)  # fmt: skip
def test_a_day_may_be_written_in_many_ways(text: str):
    assert day_of(stamp_of(text, None), SHANGHAI) == dt.date(2026, 1, 31)


@pytest.mark.parametrize(("order", "day"), [("dmy", dt.date(2026, 2, 1)), ("mdy", dt.date(2026, 1, 2))])
def test_a_date_of_two_readings_needs_to_be_told_which(order: DayOrder, day: dt.date):
    assert day_of(stamp_of("01/02/2026", order), SHANGHAI) == day
    with pytest.raises(NotThisKind, match="two ways") as refused:
        stamp_of("01/02/2026", None)
    assert "--day-order" in refused.value.mend


def test_day_and_month_alike_have_one_reading():
    assert day_of(stamp_of("03/03/2026", None), SHANGHAI) == dt.date(2026, 3, 3)


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "2026-13-01", "31.02.2026", "20261301", "0000-01-01", "2026-01-01 24:00", "2026-01-01 13:00 PM",
     "01/02/26", "31/31/2026", "yesterday", "", "2026-1", "2026-01-01 10:00 +99:00"],
)  # fmt: skip
def test_a_day_that_does_not_exist_is_refused(text: str):
    with pytest.raises(NotThisKind):
        stamp_of(text, None)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-01-31", "2026-01-30T16:00"),
        ("2026-01-31 10:00", "2026-01-31T02:00"),
        ("2026-01-31T10:00Z", "2026-01-31T10:00"),
        ("2026-01-31 10:00 +01:00", "2026-01-31T09:00"),
        ("12/31/2026 12:00 AM", "2026-12-30T16:00"),
        ("46053.5", "2026-01-31T04:00"),
    ],
)
def test_an_hour_is_local_unless_it_says_otherwise(text: str, instant: str):
    assert instant_of(stamp_of(text, None), SHANGHAI) == dt.datetime.fromisoformat(f"{instant}+00:00")


def test_a_moment_with_an_offset_falls_on_the_local_day():
    assert day_of(stamp_of("2026-01-31 23:00Z", None), SHANGHAI) == dt.date(2026, 2, 1)


def test_an_hour_that_the_clocks_skip_is_when_they_go_on():
    """Shanghai had summer time in 1986."""
    assert instant_of(stamp_of("1986-05-04 02:30", None), SHANGHAI) == dt.datetime(
        1986, 5, 3, 18, tzinfo=dt.UTC
    )


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "1899-12-31"])
def test_no_happening_has_a_year_that_nobody_means(text: str):
    with pytest.raises(NotThisKind, match="year"):
        instant_of(stamp_of(text, None), SHANGHAI)
