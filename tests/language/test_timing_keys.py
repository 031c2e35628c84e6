"""The keys that say when a rule may happen, as they stand in a file, and what is said when they stand wrongly."""

import pytest

from engine.examples import run_examples
from engine.language.book import load_rulebook
from engine.rulebook import Rule
from engine.values import Duration
from tests.language.books import FILES, as_bytes, edited, problems_of

D, L = "dunning.yaml", "life.yaml"
AT = "at: invoice.due_date"


def rule_of(files: dict[str, str], rule_id: str) -> Rule:
    rule = load_rulebook(as_bytes(files)).rule(rule_id)
    assert rule is not None
    return rule


def test_a_rule_that_says_none_of_them_has_the_usual_ones():
    rule = rule_of(dict(FILES), "dunning")

    assert (rule.holds_for, rule.cooldown, rule.catch_up, rule.restart_on, rule.rollout) == (
        None,
        None,
        "next",
        None,
        None,
    )


def test_a_ladder_with_all_of_them():
    keys = (
        f"{AT}\n    cooldown: 30 days\n    catch up: latest\n    restart on: invoice.issued\n    rollout: 20%"
    )

    rule = rule_of(edited(D, AT, keys), "dunning")

    assert (rule.cooldown, rule.catch_up, rule.restart_on, rule.rollout) == (
        Duration(days=30),
        "latest",
        "invoice.issued",
        20,
    )


def test_a_move_that_must_stay_possible():
    rule = rule_of(
        edited(L, "from: prospect, to: trial,", "from: prospect, to: trial, for: 1 day,"), "first_order"
    )

    assert rule.holds_for == Duration(days=1)


def test_a_rollout_to_everybody_is_none():
    assert rule_of(edited(D, AT, f"{AT}\n    rollout: 100%"), "dunning").rollout is None


def test_the_defaults_of_a_file_are_those_of_each_rule_that_can_have_them():
    """A move waits for no cooldown, and a single step cannot catch up: there they are left out in silence."""
    keys = "who: customer, within: 2 days, cooldown: 30 days, catch up: skip, missing day: skip, leap month: leap month}"
    files = edited(L, "who: customer}", keys)
    greet, move = rule_of(files, "greet"), rule_of(files, "first_order")

    assert (greet.within, greet.cooldown, greet.catch_up) == (Duration(days=1), Duration(days=30), "next")
    assert (greet.missing_day, greet.leap_month) == ("skip", "leap month")
    assert (move.cooldown, move.catch_up) == (None, "next")


def test_a_rule_says_otherwise_than_the_defaults():
    defaults = "rules:\n  - id: dunning"
    files = edited(D, defaults, f"defaults: {{catch up: skip, within: 1 day}}\n{defaults}")

    assert rule_of(files, "dunning").catch_up == "skip"
    assert rule_of(edited(D, AT, f"{AT}\n    catch up: next", files), "dunning").catch_up == "next"


WRONG = {
    "for with at": (
        edited(D, AT, f"{AT}\n    for: 1 day"),
        (
            "dunning.yaml:13:5: “for” says how long “when” must stay true, but this rule starts with “at”. "
            "Delete “for”, or delete “at”; to act later, write “after: 1 day” in a step."
        ),
    ),
    "a for that is no length": (
        edited(L, "from: prospect, to: trial,", "from: prospect, to: trial, for: soon,"),
        "life.yaml:5:55: “soon” is no length of time. Write a number and a unit, e.g. 30 days.",
    ),
    "a cooldown of a move": (
        edited(L, "from: prospect, to: trial,", "from: prospect, to: trial, cooldown: 1 day,"),
        (
            "life.yaml:5:50: A move has no “cooldown”. "
            "To move later, write “for: 7 days”: it must be true so long."
        ),
    ),
    "a cooldown that runs backwards": (
        edited(D, AT, f"{AT}\n    cooldown: -1 day"),
        "dunning.yaml:13:15: “-1 day” runs backwards. Write it without a minus.",
    ),
    "catch up of a single step": (
        edited(L, "within: 1 day", "catch up: skip"),
        (
            "life.yaml:9:5: “catch up” says how a ladder of several steps goes on, but this rule has no such ladder. "
            "Write “within: 1 day” to let a single step expire, or delete “catch up”."
        ),
    ),
    "an unknown way to catch up": (
        edited(D, AT, f"{AT}\n    catch up: lastest"),
        "dunning.yaml:13:15: “lastest” is not known here. Did you mean “latest”?",
    ),
    "restart of what comes back by itself": (
        edited(L, "within: 1 day", "restart on: order.placed"),
        (
            "life.yaml:9:5: “restart on” begins a ladder afresh that counts from one date: “at: invoice.due_date”. "
            "Delete it: what starts with “every”, “on” or “when” begins anew by itself."
        ),
    ),
    "restart on an unknown event": (
        edited(D, AT, f"{AT}\n    restart on: invoice.isued"),
        (
            "dunning.yaml:13:17: “invoice.isued” is no event of invoice, nor of what belongs to it. "
            "Did you mean “invoice.issued”?"
        ),
    ),
    "restart on an event of something else": (
        edited(D, AT, f"{AT}\n    restart on: order.placed"),
        (
            "dunning.yaml:13:17: “order.placed” is no event of invoice, nor of what belongs to it. "
            "Known here: invoice.issued."
        ),
    ),
    "a rollout to nobody": (
        edited(D, AT, f"{AT}\n    rollout: 0%"),
        (
            "dunning.yaml:13:14: “0%” is no share of the customers. Write a whole percentage from 1% to 100%, e.g. 20%. "
            "To switch a rule off, write “status: off”."
        ),
    ),
}
SHARES = ["101%", "20", "-5%", "12.5%", "0.2", "20 percent", "99999%", "all"]


@pytest.mark.parametrize("name", WRONG)
def test_what_stands_wrongly_is_one_problem_at_its_own_place(name: str):
    files, problem = WRONG[name]

    assert problems_of(files) == [problem]


@pytest.mark.parametrize("share", SHARES)
def test_a_share_is_a_whole_percentage(share: str):
    assert problems_of(edited(D, AT, f"{AT}\n    rollout: {share}")) == [
        (
            f"dunning.yaml:13:14: “{share}” is no share of the customers. "
            "Write a whole percentage from 1% to 100%, e.g. 20%."
        )
    ]


def test_examples_are_told_for_everybody_whatever_the_rollout():
    """As `status` and `valid`: an example says what the rule means, not for whom it is in force."""
    book = load_rulebook(as_bytes(edited(D, AT, f"{AT}\n    rollout: 1%")))

    assert [str(outcome) for outcome in run_examples(book) if not outcome.passed] == []


def test_an_example_waits_as_long_as_the_rule_asks():
    """A customer's first order counts once it has stood for a day: one cancelled at night does not."""
    files = edited(L, "from: prospect, to: trial,", "from: prospect, to: trial, for: 1 day,")
    files = edited(L, "[2026-01-10 first_order,", "[2026-01-11 first_order,", files)

    assert [
        str(outcome) for outcome in run_examples(load_rulebook(as_bytes(files))) if not outcome.passed
    ] == []
