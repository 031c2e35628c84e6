"""What the timing keys of a rule promise, said once more and simply: no firing of a decision may break a promise."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from typing import TypeGuard

from engine.decide.round import Round
from engine.facts import Event, SubjectRef
from engine.relationship import Decision, Firing
from engine.rollout import bucket_of
from engine.rulebook import Rule
from engine.values import Duration
from tests.engine.contests import Contests, broken_rights
from tests.engine.random_books import Case

Log = list[tuple[dt.datetime, bool | None]]


@dataclass(frozen=True)
class Seen:
    """Whether the rules that must hold `for` a while did so, at every instant; who waited and what was held."""

    truths: dict[tuple[str, SubjectRef], Log] = field(default_factory=dict)
    contests: Contests = field(default_factory=Contests)

    def note(self, run: Round) -> None:
        """Look at every rule and subject."""
        self.contests.note(run)
        for pair in run.pairs:
            if pair.line.rule.holds_for is not None:
                log = self.truths.setdefault((pair.line.rule.id, pair.subject.ref), [])
                log.append((run.now, pair.truth()))

    def true_since(self, firing: Firing) -> dt.datetime | None:
        """Since when the rule had been true without a break just before a firing."""
        log = self.truths.get((firing.key.rule, firing.key.subject), [])
        earlier = [each for each in log if each[0] < firing.at]
        unbroken = list(takewhile(lambda each: each[1] is True, reversed(earlier)))
        return unbroken[-1][0] if unbroken else None


def broken_promises(case: Case, decision: Decision, seen: Seen) -> list[str]:
    """Every firing that a key of its rule forbids."""
    rules = {rule.id: rule for rule in case.book.moves_and_rules}
    of_rule: dict[str, list[Firing]] = {}
    for firing in decision.firings:
        if "/" not in firing.key.step:
            of_rule.setdefault(firing.key.rule, []).append(firing)
    broken = [each for name, firings in of_rule.items() for each in _of(case, rules[name], firings, seen)]
    return [*broken, *broken_rights(case, decision, seen.contests)]


def _of(case: Case, rule: Rule, firings: list[Firing], seen: Seen) -> Iterator[str]:
    acted = [firing for firing in firings if firing.status not in {"passed", "expired", "waiting"}]
    if rule.rollout is not None and bucket_of(rule.id, case.relationship.customer.id) >= rule.rollout:
        yield from (f"rollout: {firing}" for firing in firings)
    if rule.holds_for is not None:
        yield from _too_young(case, rule, acted, seen)
    if rule.cooldown is not None:
        yield from _too_soon(case, rule, acted)
    if rule.catch_up == "latest":
        yield from _two_at_once(acted)
        yield from _not_the_latest(case, rule, firings)
    if rule.catch_up == "skip":
        clocks = [(firing, case.clock_of(rule, firing.at)) for firing in acted]
        first = [each for each, clock in clocks if clock.date_of(each.at) != clock.date_of(each.due)]
        yield from (f"not on its day: {firing}" for firing in first)
    if rule.restart_on is not None:
        yield from _of_another_episode(case, rule, firings)


def _too_young(case: Case, rule: Rule, firings: list[Firing], seen: Seen) -> Iterator[str]:
    assert rule.holds_for is not None
    for firing in firings:
        since = seen.true_since(firing)
        if since is None or firing.at < case.clock_of(rule, firing.at).add(since, rule.holds_for):
            yield f"true only since {since}: {firing}"


def _too_soon(case: Case, rule: Rule, firings: list[Firing]) -> Iterator[str]:
    assert rule.cooldown is not None
    for firing in firings:
        of_subject = [each for each in firings if each.key.subject == firing.key.subject and each != firing]
        same = [each for each in of_subject if each.key.occurrence == firing.key.occurrence]
        others = [each for each in of_subject if each not in same and each.status != "withdrawn"]
        if any(each.at <= firing.at for each in same):  # its occurrence may have begun
            continue
        calendar = case.clock_of(rule, firing.at)
        for other in others:
            # At one instant a later step of what has long begun may come after the first of this.
            began = [each.at for each in others if each.key.occurrence == other.key.occurrence]
            if other.at == firing.at and min(began) < firing.at:
                continue
            if other.at <= firing.at < calendar.add(other.at, rule.cooldown):
                yield f"too soon after {other}: {firing}"


def _two_at_once(firings: list[Firing]) -> Iterator[str]:
    """One catches up with its latest step alone; a task that an answer asks for once more is no catching up."""
    first = [firing for firing in firings if firing.key.attempt == 1]
    when = sorted((str(each.key.subject), each.key.occurrence, each.at, each.key.step) for each in first)
    yield from (f"two at once: {two}" for one, two in pairwise(when) if one[:3] == two[:3])


def _not_the_latest(case: Case, rule: Rule, firings: list[Firing]) -> Iterator[str]:
    """What is done first of a ladder is the last of its steps that were due by then, where that is easily told."""
    lengths = {
        step.id: step.offset.days for step in rule.steps if _is_days(step.offset) and step.when is None
    }
    names = [step.id for step in rule.steps]
    for firing in firings:
        same = [each for each in firings if each.key[2:4] == firing.key[2:4] and each.key != firing.key]
        is_first = not any(each.at <= firing.at and each.status in {"claimed", "done"} for each in same)
        if firing.status not in {"claimed", "done"} or not is_first or firing.key.step not in lengths:
            continue
        if case.book.policy.hours != "always" or rule.within or rule.restart_on or firing.key.attempt > 1:
            continue
        calendar = case.clock_of(rule, firing.at)
        for name in names[names.index(firing.key.step) + 1 :]:
            gap = lengths.get(name, 0) - lengths[firing.key.step]
            settled = any(each.key.step == name and each.at <= firing.at for each in same)
            if name in lengths and not settled and calendar.add(firing.due, Duration(days=gap)) <= firing.at:
                yield f"{name} was due as well: {firing}"


def _is_days(offset: object) -> TypeGuard[Duration]:
    return isinstance(offset, Duration) and offset == Duration(days=offset.days)


def _of_another_episode(case: Case, rule: Rule, firings: Iterable[Firing]) -> Iterator[str]:
    for firing in firings:
        restarts = [event for event in _restarts(case, rule, firing) if event.happened_at <= firing.at]
        last = max(restarts, key=lambda event: event.order, default=None)
        if firing.status == "withdrawn":  # by the event itself, perhaps
            continue
        if firing.key.occurrence != ("1" if last is None else last.id):
            yield f"of another episode than {last}: {firing}"
        if last is not None and firing.due < last.happened_at:
            yield f"due before {last}: {firing}"


def _restarts(case: Case, rule: Rule, firing: Firing) -> list[Event]:
    return [
        event
        for event in case.relationship.pending
        if event.kind == rule.restart_on and (rule.who == "customer" or event.subject == firing.key.subject)
    ]
