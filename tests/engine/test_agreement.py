"""Both evaluators are compared before a rulebook decides anything."""

from pathlib import Path

import pytest

from console.home import read_rule_files
from engine.decide.agreement import first_difference
from engine.language.book import load_rulebook
from engine.matching import Matcher, columns, expressions
from engine.plan import Plan
from workflows import in_force

RULES = Path(__file__).parents[2] / "rules"


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The shipped rules."""
    return Plan(load_rulebook(read_rule_files(RULES)))


def test_they_agree_about_the_shipped_rules(plan: Plan):
    assert first_difference(plan, Matcher(plan.conditions(), plan.calendar)) is None


@pytest.mark.parametrize(
    ("where", "name", "wrong"),
    [
        (
            columns,
            "threshold",
            lambda right: lambda value: None if right(value) is None else right(value) + 1,
        ),
        (
            columns,
            "_flag",
            lambda _: lambda judge, wanted: lambda row: 1 if judge(row) is not (not wanted) else None,
        ),
        (columns, "_is", lambda _: lambda value, wanted: lambda row: False),  # noqa: ARG005 - whatever they are
        (
            expressions,
            "added",
            lambda right: lambda left, _, other, calendar: right(left, "-", other, calendar),
        ),
    ],
    ids=[
        "a threshold one step up",
        "unknown is true",
        "nothing is equal",
        "plus is minus",
    ],
)
def test_a_broken_translation_leaves_the_reference_alone(
    plan: Plan, where: object, name: str, wrong: object, monkeypatch: pytest.MonkeyPatch
):
    """It is told with the rule and a customer, and durable_rules is not asked any more."""
    assert callable(wrong)
    monkeypatch.setattr(where, name, wrong(getattr(where, name)))

    matcher, alone = in_force.matcher_for(plan)

    assert matcher is None
    assert "durable_rules and the reference differ about" in alone
