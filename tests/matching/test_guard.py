"""A rulebook is tried in a process that may be lost."""

import random

import pytest

from engine.matching import guard, ruleset, why_unsafe
from engine.matching.guard import tried_apart
from engine.matching.ruleset import NumberedTest
from engine.matching.trial import first_difference
from tests.matching.builders import CALENDAR, any_of, compare, every, fact, is_, money, none_of, number


def test_a_sound_rulebook_may_be_loaded():
    conditions = {
        f"r{n}": (
            "invoice",
            every(
                compare(fact("days_late"), ">=", number(n)),
                any_of(is_("tier", "A"), compare(fact("balance"), "<", money(n))),
                none_of(is_("status", "paid"), compare(fact("days_late"), "=", number(n + 5))),
            ),
        )
        for n in range(100)
    }

    assert why_unsafe(conditions, CALENDAR) is None


def test_an_endless_load_is_killed():
    """Thousands of rules in one ruleset hang durable_rules; the compiler never makes such a one."""
    endless: list[list[NumberedTest]] = [[(n % 200, ">=", n), (n * 7 % 200, "<", n)] for n in range(20_000)]

    reason = tried_apart([endless], time_limit=1.0)

    assert reason is not None
    assert "within 1 seconds" in reason


def test_a_crash_stays_in_the_other_process(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(guard, "COMMAND", ("-c", "import os; os.abort()"))

    reason = tried_apart([], time_limit=20)

    assert reason is not None
    assert "crashed (signal 6)" in reason


def test_a_wrong_answer_is_a_reason(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(ruleset._OPERATORS, "<", "$lte")

    found = first_difference([[(0, "<", 5)]], random.Random(1))

    assert found is not None
    assert "found [0] instead of []" in found


def test_a_trial_that_fails_says_why():
    nonsense: list[list[NumberedTest]] = [[(0, "=", "no number")]]  # type: ignore[list-item]

    reason = tried_apart([nonsense], time_limit=20)

    assert reason is not None
    assert "failed its trial with this rulebook (TypeError" in reason
