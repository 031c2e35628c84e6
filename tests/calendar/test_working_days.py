"""Which days are worked, and how durations pass over the others."""

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.values import Duration, ValueProblem
from tests.calendar.builders import a_calendar, day, on, wall

FRIDAY, SATURDAY, MONDAY = day("2026-11-20"), day("2026-11-21"), day("2026-11-23")
CHINA = a_calendar(country="CN")
PLAIN = a_calendar()


def test_china_works_and_rests_as_the_state_council_decreed(shared: Path):
    """All exceptions of 2004 to 2026, and every other day of those years is as its weekday says."""
    with (shared / "data/calendars/china_workday_exceptions_2004_2026.csv").open(encoding="utf-8") as file:
        official = {day(row["date"]): row["official"] == "work" for row in csv.DictReader(file)}
    days = [
        dt.date.fromordinal(n) for n in range(day("2004-01-01").toordinal(), day("2027-01-01").toordinal())
    ]

    wrong = [d for d in days if CHINA.is_working_day(d) != official.get(d, d.isoweekday() < 6)]

    assert len(official) == 558
    assert wrong == []


def test_a_make_up_day_in_december_is_known_from_the_notice_of_the_next_year():
    assert CHINA.is_working_day(day("2018-12-29"))
    assert not CHINA.is_working_day(day("2018-12-31"))


def test_a_company_that_works_on_saturdays_rests_inside_a_long_holiday():
    """Spring Festival 2026: 15 to 23 February, without a gap at the weekend; the Saturday before is made up."""
    calendar = a_calendar(working="mon-sat 09:00-18:00", country="CN")

    off = [d for d in range(14, 25) if not calendar.is_working_day(dt.date(2026, 2, d))]

    assert off == list(range(15, 24))


def test_the_saturday_between_good_friday_and_easter_monday_is_worked():
    calendar = a_calendar("Europe/Berlin", "mon-sat 09:00-18:00", "DE")

    assert not calendar.is_working_day(day("2026-04-03"))
    assert calendar.is_working_day(day("2026-04-04"))


def test_the_companys_own_days_outrank_the_country():
    calendar = a_calendar(country="CN", extra={day("2026-10-01"): True, day("2026-10-10"): False})

    assert calendar.is_working_day(day("2026-10-01"))
    assert not calendar.is_working_day(day("2026-10-10"))


def test_without_a_country_only_the_working_week_counts():
    assert PLAIN.is_working_day(day("2026-10-01"))
    assert not PLAIN.is_working_day(day("2026-10-10"))


@pytest.mark.parametrize(
    ("date", "projected"),
    [("2015-10-08", False), ("2026-12-24", False), ("2026-12-25", True), ("2150-05-05", True)],
)
def test_china_is_projected_after_its_last_notice(date: str, projected: bool):
    """The library of 2026-11 knows the notice for 2026; the one for 2027 may still claim the last week before it."""
    assert CHINA.is_projected(day(date)) is projected


def test_where_no_notice_is_needed_nothing_is_projected():
    assert not a_calendar("America/New_York", country="US").is_projected(day("2035-07-04"))
    assert not PLAIN.is_projected(day("2035-07-04"))
    assert not a_calendar(country="CN", extra={day("2035-10-01"): True}).is_projected(day("2035-10-01"))


def test_a_year_whose_feasts_depend_on_the_moon_is_projected():
    """The library marks Eid in 2030 as estimated."""
    assert a_calendar("Asia/Jakarta", country="ID").is_projected(day("2030-08-17"))


def test_a_country_without_known_holidays_is_refused():
    with pytest.raises(ValueProblem, match="no holidays are known for country 'XX'"):
        a_calendar(country="XX")


@pytest.mark.parametrize(
    ("anchor", "count", "result"),
    [
        (FRIDAY, 0, FRIDAY),
        (FRIDAY, 1, MONDAY),
        (SATURDAY, 0, SATURDAY),
        (SATURDAY, 1, MONDAY),
        (MONDAY, -1, FRIDAY),
        (SATURDAY, -1, FRIDAY),
        (FRIDAY, 10, day("2026-12-04")),
        (day("2026-09-30"), 1, day("2026-10-08")),
        (day("2026-10-09"), 1, day("2026-10-10")),
    ],
)
def test_working_days_count_from_the_day_after_the_anchor(anchor: dt.date, count: int, result: dt.date):
    assert CHINA.add_to_date(anchor, Duration(working_days=count)) == result


@pytest.mark.parametrize(
    ("anchor", "duration", "result"),
    [
        ("2026-01-31", Duration(months=1), "2026-02-28"),
        ("2026-01-31", Duration(months=2), "2026-03-31"),
        ("2028-02-29", Duration(months=12), "2029-02-28"),
        ("2028-02-29", Duration(months=-48), "2024-02-29"),
        ("2026-03-31", Duration(months=-1), "2026-02-28"),
        ("2026-01-31", Duration(months=1, days=1), "2026-03-01"),
        ("2026-10-20", Duration(months=1, days=1, working_days=1), "2026-11-23"),
        ("2026-01-01", Duration(days=-1), "2025-12-31"),
    ],
)
def test_months_come_first_then_days_then_working_days(anchor: str, duration: Duration, result: str):
    assert PLAIN.add_to_date(day(anchor), duration) == day(result)


@pytest.mark.parametrize("duration", [Duration(minutes=1), Duration(working_minutes=240)])
def test_minutes_do_not_add_to_a_date(duration: Duration):
    with pytest.raises(ValueProblem, match="add hours and minutes to a moment"):
        PLAIN.add_to_date(FRIDAY, duration)


@pytest.mark.parametrize(
    "duration",
    [Duration(months=12), Duration(days=30), Duration(working_days=99), Duration(working_minutes=99999)],
)
def test_the_end_of_the_calendar_is_a_problem_and_no_traceback(duration: Duration):
    with pytest.raises(ValueProblem, match="leaves the calendar"):
        PLAIN.add(on("9999-12-20 12:00", PLAIN), duration)


def test_working_days_keep_the_time_of_day():
    moved = PLAIN.add(on("2026-11-21 22:15", PLAIN), Duration(working_days=1))

    assert wall(moved, PLAIN) == "Mon 2026-11-23 22:15"


@given(st.dates(day("2010-01-01"), day("2026-06-01")), st.integers(1, 60))
def test_working_days_count_exactly_the_days_that_are_worked(anchor: dt.date, count: int):
    later = CHINA.add_to_date(anchor, Duration(working_days=count))

    passed = [anchor + dt.timedelta(days=n) for n in range(1, (later - anchor).days + 1)]

    assert sum(map(CHINA.is_working_day, passed)) == count
    assert CHINA.is_working_day(later)
