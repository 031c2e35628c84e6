"""Working minutes pass in working hours only."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar import WorkingWeek
from engine.values import Duration, ValueProblem
from tests.calendar.builders import a_calendar, day, on, utc, wall

PLAIN = a_calendar()
LUNCH = a_calendar(working="mon-fri 09:00-12:00, 13:30-18:00, sat 09:00-12:00", country="CN")
NIGHTS = a_calendar("America/New_York", "mon-sun 00:00-24:00")


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-20 16:00", 4, "Mon 2026-11-23 11:00"),
        ("2026-11-21 10:00", 4, "Mon 2026-11-23 13:00"),
        ("2026-11-23 07:00", 1, "Mon 2026-11-23 10:00"),
        ("2026-11-23 09:00", 9, "Mon 2026-11-23 18:00"),
        ("2026-11-23 18:00", 1, "Tue 2026-11-24 10:00"),
        ("2026-11-23 09:00", 45, "Fri 2026-11-27 18:00"),
        ("2026-11-23 11:00", -4, "Fri 2026-11-20 16:00"),
        ("2026-11-21 10:00", -4, "Fri 2026-11-20 14:00"),
        ("2026-11-23 18:00", -9, "Mon 2026-11-23 09:00"),
        ("2026-11-21 10:00", 0, "Sat 2026-11-21 10:00"),
    ],
)
def test_working_hours_pass_inside_working_hours(start: str, hours: int, end: str):
    moved = PLAIN.add(on(start, PLAIN), Duration(working_minutes=60 * hours))

    assert wall(moved, PLAIN) == end


def test_lunch_does_not_count():
    moved = LUNCH.add(on("2026-11-20 11:00", LUNCH), Duration(working_minutes=120))

    assert wall(moved, LUNCH) == "Fri 2026-11-20 14:30"


def test_a_make_up_sunday_has_the_hours_of_the_first_working_day():
    """Sunday 28 September 2025 was worked for the National Day holiday."""
    moved = LUNCH.add(on("2025-09-28 17:00", LUNCH), Duration(working_minutes=120))

    assert wall(moved, LUNCH) == "Mon 2025-09-29 10:00"


def test_minutes_pass_before_working_minutes():
    moved = PLAIN.add(on("2026-11-20 17:00", PLAIN), Duration(minutes=120, working_minutes=60))

    assert wall(moved, PLAIN) == "Mon 2026-11-23 10:00"


def test_round_the_clock_a_repeated_hour_is_worked_twice_and_a_skipped_one_not():
    hours_of_the_day = {"2026-11-01": 25, "2026-03-08": 23}

    for date, hours in hours_of_the_day.items():
        moved = NIGHTS.add(NIGHTS.start_of(day(date)), Duration(working_minutes=60 * hours))
        assert moved == NIGHTS.start_of(day(date) + dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("instant", "moment"),
    [
        ("2026-11-20 08:59", "Fri 2026-11-20 09:01"),
        ("2026-11-20 09:00", "Fri 2026-11-20 09:01"),
        ("2026-11-20 17:59", "Fri 2026-11-20 18:00"),
        ("2026-11-20 18:00", "Mon 2026-11-23 09:01"),
        ("2026-11-22 12:00", "Mon 2026-11-23 09:01"),
    ],
)
def test_a_working_minute_begins_now_or_at_the_next_opening(instant: str, moment: str):
    assert wall(PLAIN.add(on(instant, PLAIN), Duration(working_minutes=1)), PLAIN) == moment


@given(
    st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2026, 1, 1), timezones=st.just(dt.UTC)),
    st.integers(1, 5000),
)
def test_going_back_undoes_going_forward(instant: dt.datetime, minutes: int):
    there = LUNCH.add(instant, Duration(working_minutes=minutes))
    back = LUNCH.add(there, Duration(working_minutes=-minutes))

    assert LUNCH.add(back, Duration(working_minutes=minutes)) == there


@given(
    st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2026, 1, 1), timezones=st.just(dt.UTC)),
    st.timedeltas(dt.timedelta(0), dt.timedelta(days=9)),
    st.integers(-3000, 3000),
)
def test_who_starts_later_is_done_no_earlier(instant: dt.datetime, wait: dt.timedelta, minutes: int):
    length = Duration(working_minutes=minutes)

    assert LUNCH.add(instant, length) <= LUNCH.add(instant + wait, length)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("09:00-18:00", "does not say on which days"),
        ("mon-fri", "lacks hours"),
        ("", "lacks hours"),
        ("mon-fri 09:00-18:00, sat", "lacks hours"),
        ("mon-fry 09:00-18:00", "names no days"),
        ("mon-fri 9-18", "is no days and hours"),
        ("mon-fri 09:00-25:00", "no time of day"),
        ("mon-fri 09:75-18:00", "is no days and hours"),
        ("mon-fri 09:00-09:00", "is empty"),
        ("mon-fri 09:00-12:00, 11:00-18:00", "hours of mon twice"),
        ("mon-fri 22:00-06:00", "write 22:00-24:00 and, on the day after, 00:00-06:00"),
    ],
)
def test_a_working_week_that_makes_no_sense_says_how_to_mend_it(text: str, problem: str):
    with pytest.raises(ValueProblem, match=problem):
        WorkingWeek.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "mon-fri 09:00-18:00",
        "Monday-Friday 9:00 - 18:00",
        "mon, tue, wed-fri 09:00-18:00",
        "fri-fri 09:00-18:00; mon-thu 09:00-18:00",
        "周一至周五 09：00–18：00",
    ],
)
def test_a_working_week_is_read_as_people_write_it(text: str):
    assert WorkingWeek.parse(text) == WorkingWeek.parse("mon-fri 09:00-18:00")


def test_days_may_run_over_the_end_of_the_week():
    assert WorkingWeek.parse("sat-tue 09:00-18:00") == WorkingWeek.parse("sat,sun,mon,tue 09:00-18:00")


def test_the_day_of_the_clock_change_keeps_its_opening_hours():
    calendar = a_calendar("America/New_York", "mon-sun 09:00-17:00")

    first_minute = calendar.add(utc("2026-03-08 07:00"), Duration(working_minutes=1))

    assert first_minute == utc("2026-03-08 13:01")
