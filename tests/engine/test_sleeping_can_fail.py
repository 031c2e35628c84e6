"""The sleeping proof is no proof unless it can fail: each forgotten turning point must give a counterexample."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from engine.decide import competition, permission
from engine.decide import round as rounds
from engine.decide.competition import Competition
from engine.decide.ladder import Ladder
from engine.decide.open_tasks import OpenTasks
from engine.decide.permission import Permission
from engine.decide.validity import Validity
from engine.due import schedule, turning
from tests.engine.random_books import WEEK, Case, fresh
from tests.engine.sleeping import agrees_with_brute_force

A_DAY = dt.timedelta(days=1)


def never(*_arguments: object) -> None:
    """No turning point at all."""


def without(*_arguments: object) -> Callable[..., None]:
    """Compiles to no turning point at all."""
    return never


def a_day_late(compile_: Callable[..., turning.NextChange]) -> Callable[..., turning.NextChange]:
    def compiled(*arguments: Any) -> turning.NextChange:  # noqa: ANN401 - whatever the original takes
        change = compile_(*arguments)
        return lambda subject: found + A_DAY if (found := change(subject)) else None

    return compiled


FORGOTTEN: dict[str, tuple[Any, str, object]] = {
    "today against a date, a day late": (turning, "_at_dates", a_day_late(turning._at_dates)),
    "now against a moment": (turning, "_at_moments", without),
    "days since": (turning, "_at_counts", without),
    "the edges of a window": (turning, "_at_window_edges", without),
    "a derived fact of the customer": (turning, "_through", without),
    "a task that will be late": (OpenTasks, "next_look", never),
    "the day on which a cap lifts": (Competition, "lifts", never),
    "the first day of a rule": (Validity, "begins", never),
    "how long a rule must hold": (schedule, "matured", lambda _rule, true_since, _calendar: true_since),
    "the day of a step to be skipped": (permission, "too_late_from", never),
    "who comes first": (rounds, "precedence", lambda candidate: candidate.due),
    "a hold": (competition, "held", never),
    "the cooldown": (Permission, "cooldown_lifts", never),
    "the latest of the steps that are due": (Ladder, "turn", lambda _ladder, lowest, *_others: lowest),
}


THEMES = {
    "who comes first": "crowd",
    "a hold": "crowd",
    "the day on which a cap lifts": "crowd",
    "the cooldown": "cooled",
    "the latest of the steps that are due": "backlog",
}
"""Where it is best looked for."""


@pytest.mark.parametrize("name", FORGOTTEN)
def test_what_is_forgotten_gives_a_counterexample(name: str, monkeypatch: pytest.MonkeyPatch):
    owner, attribute, replacement = FORGOTTEN[name]
    monkeypatch.setattr(owner, attribute, replacement)

    @given(fresh(WEEK, THEMES.get(name)))
    @settings(
        max_examples=1_500, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None
    )
    def proof(case: Case) -> None:
        agrees_with_brute_force(case, case.quarters())

    with pytest.raises(AssertionError):
        proof()
