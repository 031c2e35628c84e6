"""The sleeping proof over three years: dates, periods, lunar birthdays, month ends."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.random_books import A_DAY, YEARS, Case, cases, fresh
from tests.engine.sleeping import (
    SEARCH,
    UNHURRIED,
    agrees_with_brute_force,
    agrees_with_stretches,
    nothing_happens_before_it_is_due,
)


@given(fresh(YEARS))
@settings(max_examples=150, **UNHURRIED)
def test_sleeping_misses_nothing_in_three_years_of_days(case: Case):
    agrees_with_brute_force(case, case.mornings())


@given(fresh(YEARS), st.lists(st.integers(0, 3 * 365), max_size=8), st.booleans())
@settings(max_examples=60, **UNHURRIED)
def test_years_decided_in_stretches_are_years_decided_at_once(case: Case, days: list[int], trusting: bool):
    stops = [case.start + A_DAY * number for number in days]

    agrees_with_stretches(case, [stop for stop in stops if stop < case.until], trusting=trusting)


@given(fresh(YEARS))
@settings(max_examples=60, **UNHURRIED)
def test_no_day_decides_anything_before_it_is_due(case: Case):
    nothing_happens_before_it_is_due(case)


@pytest.mark.campaign
@given(cases(YEARS))
@settings(SEARCH)
def test_a_long_search_finds_no_years_that_sleeping_misses(case: Case):
    agrees_with_brute_force(case, case.mornings())
