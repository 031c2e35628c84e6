"""Dates and wall clocks where zones skip an hour, repeat one, or lose a day."""

import datetime as dt
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calendar import Calendar, WorkingWeek
from engine.values import Duration, ValueProblem
from tests.calendar.builders import a_calendar, day, on, utc, wall

US_ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles")
ODD_ZONES = ("America/Sao_Paulo", "Asia/Beirut", "America/Havana", "Pacific/Apia", "Australia/Lord_Howe")
CALENDARS = {zone: a_calendar(zone) for zone in (*US_ZONES, *ODD_ZONES)}

zones = st.sampled_from(sorted(CALENDARS))
instants = st.datetimes(
    dt.datetime(1999, 1, 1), dt.datetime(2037, 1, 1), timezones=st.just(dt.UTC), allow_imaginary=False
).map(lambda moment: moment.replace(microsecond=0))


def test_a_day_begins_at_local_midnight():
    calendar = a_calendar("Asia/Shanghai")

    assert calendar.date_of(utc("2026-11-20 15:59")) == day("2026-11-20")
    assert calendar.date_of(utc("2026-11-20 16:00")) == day("2026-11-21")
    assert calendar.start_of(day("2026-11-21")) == utc("2026-11-20 16:00")


def test_a_skipped_wall_time_becomes_the_first_moment_after_the_gap():
    """New York goes from 02:00 to 03:00 on 8 March 2026."""
    calendar = a_calendar("America/New_York")

    moments = [calendar.at(day("2026-03-08"), dt.time(2, minute)) for minute in (0, 1, 30, 59)]

    assert moments == [utc("2026-03-08 07:00")] * 4
    assert wall(moments[0], calendar) == "Sun 2026-03-08 03:00"


def test_of_a_repeated_wall_time_the_first_counts():
    """New York goes from 02:00 back to 01:00 on 1 November 2026."""
    calendar = a_calendar("America/New_York")

    assert calendar.at(day("2026-11-01"), dt.time(1, 30)) == utc("2026-11-01 05:30")
    assert calendar.at(day("2026-11-01"), dt.time(2, 0)) == utc("2026-11-01 07:00")


@pytest.mark.parametrize(
    ("zone", "date", "start"),
    [
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04 03:00"),
        ("Asia/Beirut", "2024-03-31", "2024-03-30 22:00"),
        ("America/Havana", "2024-03-10", "2024-03-10 05:00"),
    ],
)
def test_where_midnight_does_not_exist_the_day_begins_at_one(zone: str, date: str, start: str):
    calendar = a_calendar(zone)

    assert calendar.start_of(day(date)) == utc(start)
    assert calendar.local(utc(start)).time() == dt.time(1)
    assert calendar.date_of(utc(start) - dt.timedelta(seconds=1)) == day(date) - dt.timedelta(days=1)


def test_where_midnight_comes_twice_the_day_begins_with_the_first():
    """Havana goes from 01:00 back to 00:00 on 3 November 2024."""
    assert a_calendar("America/Havana").start_of(day("2024-11-03")) == utc("2024-11-03 04:00")


def test_the_day_that_samoa_skipped_begins_when_the_next_one_does():
    calendar = a_calendar("Pacific/Apia")

    assert (
        calendar.start_of(day("2011-12-30"))
        == calendar.start_of(day("2011-12-31"))
        == utc("2011-12-30 10:00")
    )
    assert calendar.at(day("2011-12-30"), dt.time(15)) == utc("2011-12-30 10:00")


def test_two_days_are_calendar_days_and_not_48_hours():
    calendar = a_calendar("America/New_York")
    friday = on("2026-03-06 09:00", calendar)

    assert wall(calendar.add(friday, Duration(days=2)), calendar) == "Sun 2026-03-08 09:00"
    assert calendar.add(friday, Duration(days=2)) - friday == dt.timedelta(hours=47)


def test_minutes_are_elapsed_time_even_over_a_clock_change():
    calendar = a_calendar("America/New_York")
    before = on("2026-03-08 01:30", calendar)

    assert wall(calendar.add(before, Duration(minutes=60)), calendar) == "Sun 2026-03-08 03:30"


def test_adding_nothing_in_a_repeated_hour_stays_in_its_second_pass():
    calendar = a_calendar("America/New_York")
    second_pass = utc("2026-11-01 06:30")

    assert calendar.add(second_pass, Duration()) == second_pass
    assert calendar.add(second_pass, Duration(minutes=5)) == utc("2026-11-01 06:35")


def test_an_instant_without_zone_is_refused():
    """Python would take the zone of the machine."""
    with pytest.raises(ValueProblem, match="no time zone"):
        a_calendar().date_of(dt.datetime(2026, 1, 1))


@pytest.mark.parametrize("zone", ["Asia/Shangai", "Asia", "", "../etc/passwd"])
def test_an_unknown_zone_is_refused_with_a_remedy(zone: str):
    with pytest.raises(ValueProblem, match=r"is no time zone: (did you mean|write an IANA name)"):
        a_calendar(zone)


def test_a_calendar_is_a_value():
    """Equal, hashable and picklable, whatever it has computed by now."""
    one, other = a_calendar(country="CN"), a_calendar(country="CN")
    one.is_working_day(day("2026-10-01"))

    assert one == other
    assert len({one, other, a_calendar()}) == 2
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 (our own bytes)


def test_a_calendar_does_not_change_with_the_mapping_it_was_given():
    extra = {day("2026-11-20"): False}
    calendar = Calendar("UTC", WorkingWeek.parse("mon-fri 09:00-18:00"), None, extra)

    extra.clear()

    assert not calendar.is_working_day(day("2026-11-20"))


@given(zones, instants, st.integers(-800, 800))
def test_adding_days_keeps_the_wall_clock_unless_it_is_skipped(zone: str, instant: dt.datetime, days: int):
    calendar = CALENDARS[zone]
    if days == 0:
        days = 1

    wall_before = calendar.local(instant)
    wall_after = calendar.local(calendar.add(instant, Duration(days=days)))

    wished = wall_before.replace(tzinfo=None) + dt.timedelta(days=days)
    exists = calendar.local(calendar.at(wished.date(), wished.time())).replace(tzinfo=None) == wished
    assert (wall_after.replace(tzinfo=None) == wished) is exists
    assert wall_after.replace(tzinfo=None) >= wished


@given(zones, instants)
def test_a_day_starts_before_any_of_its_instants(zone: str, instant: dt.datetime):
    calendar = CALENDARS[zone]
    start = calendar.start_of(calendar.date_of(instant))

    assert start <= instant
    assert calendar.date_of(start) == calendar.date_of(instant)
    assert calendar.date_of(start - dt.timedelta(seconds=1)) < calendar.date_of(instant)


@settings(max_examples=200)
@given(zones, st.dates(day("1999-01-01"), day("2037-01-01")), st.times(), st.times())
def test_wall_times_keep_their_order(zone: str, date: dt.date, one: dt.time, other: dt.time):
    calendar = CALENDARS[zone]
    first, second = sorted((one, other))

    assert calendar.at(date, first) <= calendar.at(date, second)
    assert calendar.start_of(date) <= calendar.at(date, first)
    assert calendar.at(date, second) <= calendar.start_of(date + dt.timedelta(days=1))
