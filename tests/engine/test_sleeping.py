"""The sleeping proof: whoever sleeps until `next_due` does exactly what one does who never sleeps."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.random_books import QUARTER, WEEK, Case, cases, fresh
from tests.engine.sleeping import (
    SEARCH,
    UNHURRIED,
    agrees_with_brute_force,
    agrees_with_stretches,
    nothing_happens_before_it_is_due,
    opens_and_skips_as_its_rules_say,
)


@given(fresh(WEEK))
@settings(max_examples=700, **UNHURRIED)
def test_sleeping_misses_nothing_in_a_week_of_quarters_of_an_hour(case: Case):
    agrees_with_brute_force(case, case.quarters())


@given(fresh(WEEK), st.lists(st.integers(0, 7 * 96), max_size=8), st.booleans())
@settings(max_examples=120, **UNHURRIED)
def test_deciding_in_many_stretches_is_deciding_in_one(case: Case, quarters: list[int], trusting: bool):
    """What is not written is not needed: nothing is remembered from one decision to the next but the rows."""
    stops = [case.start + QUARTER * number for number in quarters]

    agrees_with_stretches(case, [stop for stop in stops if stop < case.until], trusting=trusting)


@given(fresh(WEEK))
@settings(max_examples=120, **UNHURRIED)
def test_nothing_happens_before_it_is_due(case: Case):
    nothing_happens_before_it_is_due(case)


@given(fresh(WEEK))
@settings(max_examples=200, **UNHURRIED)
def test_what_is_opened_and_skipped_follows_from_the_rows(case: Case):
    opens_and_skips_as_its_rules_say(case)


@pytest.mark.campaign
@given(cases(WEEK))
@settings(SEARCH)
def test_a_long_search_finds_no_week_that_sleeping_misses(case: Case):
    agrees_with_brute_force(case, case.quarters())
