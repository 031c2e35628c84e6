"""The two evaluators of this house agree: durable_rules over columns, and `engine.truth`, the authority."""

import pytest

from tests.matching.differential import compare, compare_at_boundaries

EVALUATIONS = 200_000


def test_they_agree_two_hundred_thousand_times():
    """Random typed rulebooks, about three leaves in ten unknown, boundary and absurd values among the facts."""
    counted, difference = compare(books=60)

    assert difference is None
    assert counted["evaluations"] >= EVALUATIONS
    leaves = counted["unknown leaves"] + counted["known leaves"]
    assert counted["unknown leaves"] >= 0.3 * leaves


def test_they_agree_at_every_boundary():
    """The rulebook by which broken compilers are found."""
    assert compare_at_boundaries() is None


@pytest.mark.campaign
def test_they_agree_for_long():
    counted, difference = compare(books=5_000, people=400)

    assert difference is None
    assert counted["evaluations"] >= 100 * EVALUATIONS
