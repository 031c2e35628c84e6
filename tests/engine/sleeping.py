"""What the sleeping proof claims of one random case; each claim is a function that fails with the difference."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, Phase, assume, settings

from engine.decide import Terms, decide
from engine.decide.ledger import actions_of
from engine.relationship import Decision, Firing, Relationship
from engine.rulebook import OpenSubject, SkipTo
from tests.engine.brute_force import decide_at_every, difference
from tests.engine.builders import after
from tests.engine.opinions import Seen, broken_promises
from tests.engine.random_books import SECOND, Case

_SLOW = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)
UNHURRIED: dict[str, Any] = {"suppress_health_check": _SLOW, "phases": (Phase.explicit, Phase.generate)}
"""In CI a counterexample is not made smaller, which can take minutes; the campaign does that."""

SEARCH = settings(max_examples=20_000, derandomize=False, suppress_health_check=_SLOW)


def slept(case: Case) -> Decision:
    """One decision over the whole stretch, from turning point to turning point."""
    decision = decide(case.plan, case.relationship, case.until, case.terms)
    # A loop goes on at every look; it is cut short and reported, and proves nothing here.
    assume(not any(trouble.code == "loop" for trouble in decision.troubles))
    return decision


def agrees_with_brute_force(case: Case, grid: Sequence[dt.datetime]) -> None:
    """The same firings, tasks, facts and messages at the same instants as whoever never sleeps."""
    seen = Seen()
    forced = decide_at_every(grid, case.plan, case.relationship, case.terms, look=seen.note)

    found = [*difference(slept(case), forced), *broken_promises(case, forced, seen)]
    assert not found, "\n".join(found)


def opens_and_skips_as_its_rules_say(case: Case) -> None:
    """Told from the rows alone: who opened what, and which steps came after a skip."""
    decision, plan = slept(case), case.plan
    opened = [event.subject for event in decision.events if event.subject.entity == "claim"]
    wanted: set[tuple[object, ...]] = set()
    for firing in decision.firings:
        key, line = firing.key, plan.by_id[firing.key.rule]
        if firing.status in {"passed", "expired", "waiting"} or firing.shadow:
            continue
        for number, action in enumerate(actions_of(line, key.step)):
            match action:
                case OpenSubject():
                    wanted.add((*key[:4], number, key.attempt if "/" in key.step else 1))
                case SkipTo(step):
                    _goes_on_at(step, firing, decision, case)
                case _:
                    pass
    assert len(opened) == len(set(opened)) == len(wanted)


def _goes_on_at(step: str, skip: Firing, decision: Decision, case: Case) -> None:
    names = [each.id for each in case.plan.by_id[skip.key.rule].rule.steps]
    below = set(names[: names.index(step)])
    later = [each for each in decision.firings if _is_of_same_ladder(each, skip) and each.at > skip.at]
    assert not [each for each in later if each.key.step in below and each.status == "done"]
    hours, rule = case.plan.hours, case.plan.by_id[skip.key.rule].rule
    for each in later:
        calendar = case.clock_of(rule, each.at)
        if each.key.step == step and each.key.attempt == 1:
            assert each.due <= hours.next_permitted(skip.at, calendar)


def _is_of_same_ladder(one: Firing, other: Firing) -> bool:
    return (one.key.rule, one.key.subject, one.key.occurrence) == (
        other.key.rule,
        other.key.subject,
        other.key.occurrence,
    )


def agrees_with_stretches(case: Case, stops: Sequence[dt.datetime], *, trusting: bool) -> None:
    """Deciding in stretches, each from what the store would hand over, comes to the same as deciding at once.

    *trusting*: each stretch begins at what the one before promised as `next_due`.
    """
    terms = replace(case.terms, answers=None)
    whole = decide(case.plan, case.relationship, case.until, terms)
    assume(not any(trouble.code == "loop" for trouble in whole.troubles))

    relationship = case.relationship
    for stop in (*sorted(stops), case.until):
        decision = decide(case.plan, relationship, stop, terms)
        relationship = after(relationship, decision, book=case.book if trusting else None)

    found = difference(whole, _all_of(relationship, whole))
    assert not found, "\n".join(found)


def nothing_happens_before_it_is_due(case: Case) -> None:
    """Deciding again, and deciding one second before `next_due`, writes nothing."""
    terms = replace(case.terms, answers=None)
    relationship, until = case.relationship, case.relationship.decided_until
    for _ in range(6):
        assert until is not None
        decision = decide(case.plan, relationship, until, terms)
        assume(not any(trouble.code == "loop" for trouble in decision.troubles))
        relationship = after(relationship, decision)
        if decision.next_due is None:
            break
        assert decision.next_due > until
        _writes_nothing(case, relationship, until, terms)
        before = replace(relationship, pending=())
        _writes_nothing(case, before, decision.next_due - SECOND, terms)
        until = decision.next_due


def _writes_nothing(case: Case, relationship: Relationship, until: dt.datetime, terms: Terms) -> None:
    again = decide(case.plan, relationship, until, terms)
    written = (again.firings, again.tasks, again.watches, again.events, again.messages)
    known = {event.id for event in relationship.pending if event.happened_at <= until}
    assert known or written == ((), (), (), (), ())


def _all_of(relationship: Relationship, whole: Decision) -> Decision:
    """Everything that stretches wrote, as if one decision had."""
    return replace(
        whole,
        firings=relationship.firings,
        tasks=relationship.tasks,
        watches=relationship.watches,
        events=tuple(event for event in relationship.history if event.origin == "rule"),
    )
