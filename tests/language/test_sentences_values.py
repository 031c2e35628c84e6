"""Values as people write them: read, refused, and shown so that they read back the same."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.calendar import checked_yearly_date
from engine.language.quantities import Raw
from engine.language.sentences import parse_constant, parse_duration, parse_value, show_value
from engine.problems import ProblemsFound
from engine.values import NO_MONEY, Duration, Money, Value, ValueProblem, YearlyDate, minor_digits
from engine.vocabulary import FactType, Kind
from tests.language.builders import HERE

ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]

READ: list[tuple[Raw, Kind, Value]] = [
    ("5000 CNY", "money", Money(500000, "CNY")),
    ("1,000.50 CNY", "money", Money(100050, "CNY")),
    ("5000元", "money", Money(500000, "CNY")),
    ("500 JPY", "money", Money(500, "JPY")),
    ("0", "money", NO_MONEY),
    ("30%", "percent", Decimal(30)),
    ("12.5 %", "percent", Decimal("12.5")),
    ("1,000", "number", Decimal(1000)),
    (0.1, "number", Decimal("0.1")),
    ("yes", "yes_no", True),
    ("No", "yes_no", False),
    ("否", "yes_no", False),
    (True, "yes_no", True),
    ("2026-01-31", "date", dt.date(2026, 1, 31)),
    ("2026/1/5", "date", dt.date(2026, 1, 5)),
    (dt.datetime(2026, 1, 31), "date", dt.date(2026, 1, 31)),
    ("2026-03-06 16:00", "moment", dt.datetime(2026, 3, 6, 8, tzinfo=dt.UTC)),
    ("2026-03-06 16:00+01:00", "moment", dt.datetime(2026, 3, 6, 15, tzinfo=dt.UTC)),
    (dt.datetime(2026, 3, 6, 16), "moment", dt.datetime(2026, 3, 6, 8, tzinfo=dt.UTC)),
    ("lunar 1988-08-15", "yearly_date", YearlyDate(8, 15, 1988, "lunar")),
    ("lunar 1987-06L-12", "yearly_date", YearlyDate(6, 12, 1987, "lunar", leap=True)),
    ("02-29", "yearly_date", YearlyDate(2, 29)),
    (dt.date(1992, 2, 29), "yearly_date", YearlyDate(2, 29, 1992)),
    ("4 working hours", "duration", Duration(working_minutes=240)),
    ("c-17", "reference", "c-17"),
    (17, "text", "17"),
]

REFUSED: list[tuple[Raw, Kind, str]] = [
    ("lunar 1988-12-30", "yearly_date", "bad-value"),
    ("lunar 1987-05L-12", "yearly_date", "bad-value"),
    ("5000", "money", "bad-value"),
    (5000, "money", "bad-value"),
    ("5000 cny", "money", "unknown-currency"),
    ("0.5 JPY", "money", "bad-value"),
    ("1e5", "number", "bad-value"),
    ("10,00", "number", "bad-value"),
    (float("nan"), "number", "bad-value"),
    (True, "number", "bad-value"),
    ("1234567890123456", "number", "bad-value"),
    ("perhaps", "yes_no", "bad-value"),
    ("2026-02-29", "date", "bad-value"),
    (dt.datetime(2026, 1, 31, 8), "date", "bad-value"),
    ("31.01.2026", "date", "bad-value"),
    ("2026-01-31", "moment", "bad-value"),
    ("2026-01-31 25:00", "moment", "bad-value"),
    ("9999-12-31 23:00-12:00", "moment", "bad-value"),
    ("1991-02-29", "yearly_date", "bad-value"),
    ("1987-06L-12", "yearly_date", "bad-value"),
    ("lunar 1987-13-12", "yearly_date", "bad-value"),
    ("30", "duration", "bad-value"),
    ("1.5 days", "duration", "bad-value"),
    ("3 dais", "duration", "unknown-unit"),
    (None, "text", "bad-value"),
    ("", "reference", "bad-value"),
]


@pytest.mark.parametrize(("raw", "kind", "value"), READ)
def test_a_value_is_read(raw: Raw, kind: Kind, value: Value) -> None:
    assert parse_value(raw, FactType(kind), HERE, zone="Asia/Shanghai") == value


@pytest.mark.parametrize(("raw", "kind", "code"), REFUSED)
def test_what_is_no_value_is_refused_with_a_remedy(raw: Raw, kind: Kind, code: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        parse_value(raw, FactType(kind), HERE, zone="Asia/Shanghai")

    (problem,) = found.value.problems
    assert (problem.code, problem.place) == (code, HERE)
    assert problem.mend


def test_a_choice_is_one_of_the_listed() -> None:
    stages = FactType("choice", choices=("trial", "active"))

    assert parse_value("active", stages, HERE) == "active"
    with pytest.raises(ProblemsFound, match=r"“activ” is no choice here\. Did you mean “active”"):
        parse_value("activ", stages, HERE)


def test_a_moment_without_a_zone_is_refused() -> None:
    """Better than to take one silently."""
    with pytest.raises(ProblemsFound, match="does not say in which time zone"):
        parse_value("2026-03-06 16:00", FactType("moment"), HERE)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("7 days", Duration(days=7)),
        ("1 week", Duration(days=7)),
        ("1 month", Duration(months=1)),
        ("90 minutes", Duration(minutes=90)),
        ("1 year 2 months", Duration(months=14)),
        ("2 working days", Duration(working_days=2)),
        ("-3 days", Duration(days=-3)),
    ],
)
def test_a_duration_is_read(text: str, length: Duration) -> None:
    assert parse_duration(text, HERE) == length


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("200 CNY", Money(20000, "CNY")),
        ("3 days", Duration(days=3)),
        ("30%", Decimal(30)),
        ("12", Decimal(12)),
        (12, Decimal(12)),
        ("yes", True),
        ("2026-01-31", dt.date(2026, 1, 31)),
        ("lunar 08-15", YearlyDate(8, 15, calendar="lunar")),
        ("anything else", "anything else"),
    ],
)
def test_a_constant_tells_its_type_by_its_form(raw: Raw, value: Value) -> None:
    assert parse_constant(raw, HERE) == value


@pytest.mark.parametrize("raw", ["31 dais", "2026-02-30", "", None])
def test_a_constant_with_a_form_must_have_a_value(raw: Raw) -> None:
    with pytest.raises(ProblemsFound):
        parse_constant(raw, HERE)


def test_an_hour_that_comes_twice_is_shown_with_its_offset() -> None:
    second = dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)

    assert show_value(second, zone="Europe/Berlin") == "2026-10-25 02:30+0100"
    assert show_value(second - dt.timedelta(hours=1), zone="Europe/Berlin") == "2026-10-25 02:30"


counts = st.integers(-(10**5), 10**5)
durations = st.builds(Duration, counts, counts, counts, counts, counts)
moneys = st.builds(
    lambda minor, code: Money.of(Decimal(minor).scaleb(-minor_digits(code)), code),
    st.integers(-(10**12), 10**12),
    st.sampled_from(["CNY", "USD", "JPY", "KWD"]),
)
numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=4)


def _exists(day: YearlyDate) -> bool:
    try:
        return checked_yearly_date(day) == day
    except ValueProblem:
        return False


yearly = st.one_of(
    st.dates().map(lambda day: YearlyDate(day.month, day.day, day.year)),
    st.builds(
        YearlyDate,
        st.integers(1, 12),
        st.integers(1, 30),
        st.none() | st.integers(1900, 2100),
        st.just("lunar"),
        st.booleans(),
    ),
).filter(_exists)
VALUES: st.SearchStrategy[tuple[Kind, Value]] = st.one_of(
    st.tuples(st.just("text"), st.text()),
    st.tuples(st.just("number"), numbers),
    st.tuples(st.just("percent"), numbers),
    st.tuples(st.just("money"), moneys | st.just(NO_MONEY)),
    st.tuples(st.just("yes_no"), st.booleans()),
    st.tuples(st.just("date"), st.dates()),
    st.tuples(st.just("duration"), durations),
    st.tuples(st.just("yearly_date"), yearly),
)


@given(VALUES)
def test_what_is_shown_reads_back_the_same(kind_and_value: tuple[Kind, Value]) -> None:
    kind, value = kind_and_value

    assert parse_value(show_value(value), FactType(kind), HERE) == value


@given(
    st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2200, 1, 1), timezones=st.just(dt.UTC)),
    st.sampled_from(ZONES),
)
def test_a_moment_reads_back_the_same_in_any_zone(moment: dt.datetime, zone: str) -> None:
    assert parse_value(show_value(moment), FactType("moment"), HERE) == moment
    assert parse_value(show_value(moment, zone=zone), FactType("moment"), HERE, zone=zone) == moment
