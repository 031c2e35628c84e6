"""Birthdays and other days that come back: solar, lunar, 29 February, leap months."""

import csv
import datetime as dt
from itertools import islice, takewhile
from pathlib import Path

import pytest
from borax.calendars.lunardate import LunarDate
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar import (
    LeapMonth,
    MissingDay,
    checked_yearly_date,
    last_occurrence,
    nominal_year_of,
    occurrence_in,
    occurrences,
    parse_yearly_date,
)
from engine.calendar.lunar import months_of
from engine.values import ValueProblem, YearlyDate
from tests.calendar.builders import day


def occurrence(
    text: str, year: int, missing: MissingDay = "day before", leap: LeapMonth = "regular month"
) -> str:
    return str(occurrence_in(parse_yearly_date(text), year, missing, leap))


@pytest.mark.parametrize(
    ("text", "year", "date"),
    [
        ("1990-05-17", 2026, "2026-05-17"),
        ("05-17", 2026, "2026-05-17"),
        ("lunar 1988-08-15", 2026, "2026-09-25"),
        ("lunar 1988-08-15", 2027, "2027-09-15"),
        ("lunar 08-15", 2026, "2026-09-25"),
        ("lunar 12-20", 2026, "2027-01-27"),
        ("lunar 01-01", 2026, "2026-02-17"),
    ],
)
def test_a_day_comes_round_in_its_nominal_year(text: str, year: int, date: str):
    assert occurrence(text, year) == date


@pytest.mark.parametrize(
    ("missing", "in_2027"), [("day before", "2027-02-28"), ("day after", "2027-03-01"), ("skip", "None")]
)
def test_29_february_in_a_common_year_follows_the_policy(missing: MissingDay, in_2027: str):
    assert occurrence("1992-02-29", 2027, missing) == in_2027
    assert occurrence("1992-02-29", 2028, missing) == "2028-02-29"


@pytest.mark.parametrize(
    ("missing", "in_2026"), [("day before", "2026-02-16"), ("day after", "2026-02-17"), ("skip", "None")]
)
def test_the_30th_of_a_lunar_month_of_29_days_follows_the_policy(missing: MissingDay, in_2026: str):
    """The 12th month of lunar 2025 has 29 days; the day after is New Year, and still the occurrence of 2025."""
    assert occurrence("lunar 12-30", 2025, missing) == in_2026


def test_born_in_a_leap_month():
    """2025 has a leap 6th month, 2026 has none."""
    assert occurrence("lunar 1987-06L-12", 2026) == "2026-07-25"
    assert occurrence("lunar 1987-06L-12", 2026, leap="leap month") == "2026-07-25"
    assert occurrence("lunar 1987-06L-12", 2025) == "2025-07-06"
    assert occurrence("lunar 1987-06L-12", 2025, leap="leap month") == "2025-08-05"


def test_the_first_occurrence_is_the_day_itself_and_nothing_comes_before():
    """Born in the leap month, whatever the policy for later years."""
    born = LunarDate(1987, 6, 12, 1).to_solar_date()

    assert occurrence("lunar 1987-06L-12", 1987) == str(born)
    assert occurrence("lunar 1987-06L-12", 1986) == "None"
    assert (
        last_occurrence(parse_yearly_date("1992-02-29"), day("1992-02-28"), "skip", "regular month") is None
    )


@pytest.mark.parametrize("year", [1899, 2101])
def test_lunar_dates_outside_the_table_are_refused(year: int):
    with pytest.raises(ValueProblem, match="from 1900 to 2100"):
        occurrence("lunar 08-15", year)


def test_the_lunar_table_agrees_with_the_moon(shared: Path):
    """Months from new moons and solar terms, 1950 to 2050."""
    with (shared / "data/calendars/lunar_months_astronomical_1950_2050.csv").open(encoding="utf-8") as file:
        months = list(csv.DictReader(file))

    wrong = [row for row in months if _of_table(row) != (row["first_day"], row["length"])]

    assert len(months) == 1248
    assert wrong == []


def _of_table(row: dict[str, str]) -> tuple[str, str]:
    month = months_of(int(row["lunar_year"]))[int(row["lunar_month"]), row["is_leap"] == "1"]
    return str(month.first_day), str(month.days)


def test_occurrences_are_listed_with_their_nominal_years():
    """A birthday in the 12th lunar month: two solar years, one lunar year each."""
    birthday = parse_yearly_date("lunar 1990-12-25")

    upcoming = list(islice(occurrences(birthday, day("2026-02-13"), "day before", "regular month"), 3))

    assert upcoming == [(2026, day("2027-02-01")), (2027, day("2028-01-21")), (2028, day("2029-02-08"))]
    assert last_occurrence(birthday, day("2027-01-31"), "day before", "regular month") == (
        2025,
        day("2026-02-12"),
    )


def test_an_occurrence_today_counts_both_ways():
    birthday, today = parse_yearly_date("1990-05-17"), day("2026-05-17")

    assert next(occurrences(birthday, today, "skip", "regular month")) == (2026, today)
    assert last_occurrence(birthday, today, "skip", "regular month") == (2026, today)


def test_an_occurrence_moved_into_the_next_lunar_year_is_listed_under_its_own():
    """Lunar 2025 has no 12-30; the day after is New Year of 2026."""
    yearly, new_year = parse_yearly_date("lunar 12-30"), day("2026-02-17")

    assert next(occurrences(yearly, new_year, "day after", "regular month")) == (2025, new_year)
    assert last_occurrence(yearly, new_year, "day after", "regular month") == (2025, new_year)


def test_skipped_years_are_left_out():
    leapling = parse_yearly_date("02-29")

    years = [year for year, _ in islice(occurrences(leapling, day("1895-01-01"), "skip", "regular month"), 3)]

    assert years == [1896, 1904, 1908]
    assert last_occurrence(leapling, day("1904-02-28"), "skip", "regular month") == (1896, day("1896-02-29"))


def test_the_list_says_when_the_lunar_table_ends():
    upcoming = occurrences(parse_yearly_date("lunar 08-15"), day("2100-01-01"), "skip", "regular month")

    assert next(upcoming)[0] == 2100
    with pytest.raises(ValueProblem, match="2101 is not known"):
        next(upcoming)


def test_january_belongs_to_the_lunar_year_before():
    assert nominal_year_of(parse_yearly_date("lunar 08-15"), day("2026-02-16")) == 2025
    assert nominal_year_of(parse_yearly_date("lunar 08-15"), day("2026-02-17")) == 2026
    assert nominal_year_of(parse_yearly_date("lunar 08-15"), day("2101-01-28")) == 2100
    assert nominal_year_of(parse_yearly_date("08-15"), day("2026-02-16")) == 2026


policies = st.tuples(
    st.sampled_from(["day before", "day after", "skip"]), st.sampled_from(["regular month", "leap month"])
)
solar = st.dates(day("1904-01-01"), day("2050-01-01")).map(lambda d: YearlyDate(d.month, d.day, d.year))
lunar = (
    st.dates(day("1904-01-01"), day("2050-01-01"))
    .map(LunarDate.from_solar)
    .map(lambda d: YearlyDate(d.month, d.day, d.year, "lunar", leap=bool(d.leap)))
)


@given(solar | lunar, policies, st.dates(day("1950-01-01"), day("2060-01-01")))
def test_before_and_after_a_day_lie_neighbouring_occurrences(
    yearly: YearlyDate, policy: tuple[MissingDay, LeapMonth], today: dt.date
):
    """Brute force over all nominal years is the oracle."""
    every = [(y, d) for y in range(1900, 2071) if (d := occurrence_in(yearly, y, *policy))]
    tomorrow = today + dt.timedelta(days=1)

    past = [pair for pair in every if pair[1] <= today]
    soon = list(takewhile(lambda pair: pair[0] <= 2070, occurrences(yearly, tomorrow, *policy)))

    assert last_occurrence(yearly, today, *policy) == (past[-1] if past else None)
    assert past + soon == every


@given(solar | lunar)
def test_a_yearly_date_is_read_back_as_it_is_written(yearly: YearlyDate):
    assert parse_yearly_date(str(yearly)) == yearly


@pytest.mark.parametrize(
    ("text", "yearly"),
    [
        ("02-29", YearlyDate(2, 29)),
        ("1988-8-5", YearlyDate(8, 5, 1988)),
        (" Lunar 1987-06l-12 ", YearlyDate(6, 12, 1987, "lunar", leap=True)),
        ("农历1988-08-15", YearlyDate(8, 15, 1988, "lunar")),
    ],
)
def test_yearly_dates_are_read_as_people_write_them(text: str, yearly: YearlyDate):
    assert parse_yearly_date(text) == yearly


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("02-30", "02-30 is impossible: that month has days 1 to 29"),
        ("2023-02-29", "days 1 to 28"),
        ("04-31", "days 1 to 30"),
        ("13-01", "months go from 1 to 12"),
        ("00-01", "months go from 1 to 12"),
        ("01-00", "days 1 to 31"),
        ("0000-01-01", "years go from 1 to 9999"),
        ("06L-12", "only lunar dates have a leap month; write 'lunar 06L-12'"),
        ("lunar 13-01", "months go from 1 to 12"),
        ("lunar 08-31", "days 1 to 30"),
        ("lunar 2025-12-30", "days 1 to 29"),
        ("lunar 1988-06L-12", "1988 had no leap month 6; leave out the L"),
        ("lunar 12L-01", "no year from 1900 to 2100 has that leap month"),
        ("lunar 1899-08-15", "from 1900 to 2100"),
        ("15 August", "is no yearly date: write 1992-02-29"),
        ("1992/02/29", "is no yearly date"),
    ],
)
def test_impossible_days_are_refused_with_a_remedy(text: str, problem: str):
    with pytest.raises(ValueProblem, match=problem):
        parse_yearly_date(text)


def test_an_impossible_day_built_by_hand_never_comes_round():
    with pytest.raises(ValueProblem, match="impossible"):
        occurrence_in(YearlyDate(2, 30), 2026, "day before", "regular month")
    with pytest.raises(ValueProblem, match="impossible"):
        checked_yearly_date(YearlyDate(8, 31, None, "lunar"))
