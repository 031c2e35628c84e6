"""When a message may reach somebody."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar import ALWAYS, Hours
from engine.values import ValueProblem
from tests.calendar.builders import a_calendar, on, utc, wall

SHANGHAI = a_calendar()
NEW_YORK = a_calendar("America/New_York")
DAILY = Hours.parse("09:00-20:00")
WEEK = Hours.parse("mon-fri 09:00-12:00, 14:00-20:00, sat 10:00-16:00")
NIGHT = Hours.parse("00:00-01:30, 02:15-02:45")


@pytest.mark.parametrize(
    ("instant", "permitted"),
    [
        ("2026-11-20 06:00", "Fri 2026-11-20 09:00"),
        ("2026-11-20 08:59", "Fri 2026-11-20 09:00"),
        ("2026-11-20 09:00", "Fri 2026-11-20 09:00"),
        ("2026-11-20 12:00", "Fri 2026-11-20 14:00"),
        ("2026-11-20 19:59", "Fri 2026-11-20 19:59"),
        ("2026-11-20 20:00", "Sat 2026-11-21 10:00"),
        ("2026-11-21 16:00", "Mon 2026-11-23 09:00"),
        ("2026-11-22 12:00", "Mon 2026-11-23 09:00"),
    ],
)
def test_a_message_waits_for_the_next_window(instant: str, permitted: str):
    assert wall(WEEK.next_permitted(on(instant, SHANGHAI), SHANGHAI), SHANGHAI) == permitted


def test_the_last_second_of_a_window_is_permitted():
    last = on("2026-11-20 19:59:59", SHANGHAI)

    assert DAILY.next_permitted(last, SHANGHAI) == last


def test_hours_are_those_of_the_calendars_zone():
    assert DAILY.next_permitted(utc("2026-11-20 12:00"), NEW_YORK) == utc("2026-11-20 14:00")


def test_a_day_that_the_zone_skipped_has_no_window():
    apia = a_calendar("Pacific/Apia")

    assert wall(DAILY.next_permitted(on("2011-12-29 20:00", apia), apia), apia) == "Sat 2011-12-31 09:00"


def test_a_window_inside_the_skipped_hour_does_not_open_that_day():
    """Of 00:00-01:30 and 02:15-02:45 only the first exists on 8 March 2026."""
    after_the_first = on("2026-03-08 01:30", NEW_YORK)

    assert wall(NIGHT.next_permitted(after_the_first, NEW_YORK), NEW_YORK) == "Mon 2026-03-09 00:00"


def test_a_window_opens_again_when_the_hour_is_repeated():
    """On 1 November 2026 the clock shows 01:30 and then 01:00 once more."""
    first_close, second_open = utc("2026-11-01 05:30"), utc("2026-11-01 06:00")

    assert NIGHT.next_permitted(first_close, NEW_YORK) == second_open
    assert NIGHT.next_permitted(second_open, NEW_YORK) == second_open


def test_always_has_no_quiet_hours():
    noon = on("2026-11-22 12:00", SHANGHAI)

    assert Hours.parse("always") == Hours.parse("00:00-24:00") == ALWAYS
    assert ALWAYS.next_permitted(noon, SHANGHAI) == noon


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("20:00-02:00", "runs over midnight: write 20:00-24:00 and, on the day after, 00:00-02:00"),
        ("20:00-00:00", "runs over midnight: write 20:00-24:00"),
        ("", "lacks hours"),
        ("noon", "names no days"),
    ],
)
def test_impossible_hours_are_refused_with_a_remedy(text: str, problem: str):
    with pytest.raises(ValueProblem, match=f"{problem}$" if "write" in problem else problem):
        Hours.parse(text)


def test_hours_that_permit_nothing_are_refused():
    with pytest.raises(ValueProblem, match="need a window"):
        Hours(((),) * 7)


clock_changes = st.sampled_from([utc("2026-03-08 07:00"), utc("2026-11-01 06:00"), utc("2026-07-01 12:00")])


@given(
    clock_changes,
    st.timedeltas(dt.timedelta(days=-2), dt.timedelta(days=2)),
    st.sampled_from([DAILY, WEEK, NIGHT]),
)
def test_the_next_permitted_moment_is_the_first_at_which_the_clock_is_in_a_window(
    change: dt.datetime, around: dt.timedelta, hours: Hours
):
    """The oracle walks minute by minute over the wall clock."""
    instant = (change + around).replace(second=0, microsecond=0)
    walked = instant
    while not _shows_permitted(walked, hours):
        walked += dt.timedelta(minutes=1)

    assert hours.next_permitted(instant, NEW_YORK) == walked


def _shows_permitted(instant: dt.datetime, hours: Hours) -> bool:
    local = NEW_YORK.local(instant)
    return any(start <= local.hour * 60 + local.minute < end for start, end in hours.week[local.weekday()])
