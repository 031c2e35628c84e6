"""Rules that do the same: one of them is too many, and people hear everything twice."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator

from engine.checks.topics import key_of
from engine.checks.witnesses import Search
from engine.problems import Problem
from engine.rulebook import Rule, Rulebook

_MOST_PAIRS = 1000
"""Rules that do the same are few; a thousand copies need not all be compared."""


def doubled(book: Rulebook, search: Search) -> Iterator[Problem]:
    """Rules with the same subject, start and effect, of which one acts whenever the other does."""
    alike: dict[str, list[Rule]] = defaultdict(list)
    for rule in book.moves_and_rules:
        if rule.status in {"live", "shadow"}:
            alike[_deeds(rule)].append(rule)
    pairs = (pair for rules in alike.values() for pair in itertools.combinations(rules, 2))
    for one, other in itertools.islice(pairs, _MOST_PAIRS):
        yield from _compared(one, other, search)


def _compared(one: Rule, other: Rule, search: Search) -> Iterator[Problem]:
    same = key_of(one.when) == key_of(other.when)
    other_within, one_within = same or _within(other, one, search), same or _within(one, other, search)
    if not (other_within or one_within) or _acts_never(one, search) or _acts_never(other, search):
        return
    both = search.find(one.who, (one.when, "true"), (other.when, "true"))
    shown = f"{both.said(one.who)} meets both" if both else ""
    if one_within and other_within:
        told = f"The rule “{other.id}” does the same as “{one.id}”, for the same people at the same time."
        yield Problem("duplicate-rule", other.place, told, "Delete one of the two.", shown)
    elif other_within:
        yield _narrower(other, one, shown)
    else:
        yield _narrower(one, other, shown)


def _acts_never(rule: Rule, search: Search) -> bool:
    """That it does not act is said already; then it does the same as every other."""
    return search.logic.is_impossible((rule.when, "true"))


def _narrower(narrow: Rule, wide: Rule, shown: str) -> Problem:
    told = f"Whenever “{narrow.id}” acts, “{wide.id}” does the same: it happens twice."
    mend = "Delete the narrower rule, or say in the wider one whom to leave out."
    return Problem("subsumed-rule", narrow.place, told, mend, shown, "warning")


def _within(narrow: Rule, wide: Rule, search: Search) -> bool:
    logic = search.logic
    return logic.is_impossible((narrow.when, "true"), (wide.when, "false")) and logic.is_impossible(
        (narrow.when, "true"), (wide.when, "unknown")
    )


def _deeds(rule: Rule) -> str:
    """The same for rules that do the same to the same subjects at the same time, whatever they are called."""
    steps = [(step.offset, step.do, key_of(step.when) if step.when else "") for step in rule.steps]
    timing = (rule.once_per, rule.holds_for, rule.restart_on)
    return repr((rule.who, rule.start, rule.moves_from, timing, steps))
