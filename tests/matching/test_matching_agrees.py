"""The columns and durable_rules say what the sentences say: compared with a second, plain reading of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.syntax import Condition
from engine.matching import Matcher
from tests.matching.builders import CALENDAR, ASubject
from tests.matching.oracle import truth
from tests.matching.random_sentences import conditions, subjects

BOOKS = st.lists(conditions(), min_size=1, max_size=6)
MANY_SUBJECTS = st.lists(subjects(), min_size=1, max_size=12)


def compare_with_oracle(book: list[Condition], people: list[ASubject]) -> None:
    matcher = Matcher({str(n): ("invoice", condition) for n, condition in enumerate(book)}, CALENDAR)
    for subject in people:
        expected = {
            str(n)
            for n, condition in enumerate(book)
            if str(n) not in matcher.left_out and truth(condition, subject)
        }
        assert matcher.holding(subject) == expected


@given(BOOKS, MANY_SUBJECTS)
@settings(max_examples=300)
def test_durable_rules_finds_what_is_true(book: list[Condition], people: list[ASubject]):
    """Random typed conditions on dirty facts: some 2,000 subjects, some 7,000 judgements."""
    compare_with_oracle(book, people)


@pytest.mark.campaign
@given(BOOKS, MANY_SUBJECTS)
def test_it_does_so_for_long(book: list[Condition], people: list[ASubject]):
    compare_with_oracle(book, people)
