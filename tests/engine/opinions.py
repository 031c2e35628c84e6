"""What the timing keys of a rule promise, said once more and simply: no firing of a decision may break a promise."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from engine.decide.round import Round
from engine.facts import Event, SubjectRef
from engine.plan import calendar_of
from engine.relationship import Decision, Firing
from engine.rollout import bucket_of
from engine.rulebook import Rule, Send
from tests.engine.random_books import Case

Log = list[tuple[dt.datetime, bool | None]]


@dataclass(frozen=True)
class Seen:
    """Whether the rules that must hold `for` a while did so, at every instant."""

    truths: dict[tuple[str, SubjectRef], Log] = field(default_factory=dict)

    def note(self, run: Round) -> None:
        """Look at every rule and subject."""
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
    return [*broken, *_too_many(case, decision, rules)]


def _too_many(case: Case, decision: Decision, rules: dict[str, Rule]) -> Iterator[str]:
    """No message reaches the customer beyond a cap, but for what is critical; a joined message is one."""
    policy, calendar = case.book.policy, calendar_of(case.book)
    reached: dict[tuple[object, ...], Firing] = {}
    for firing in decision.firings:
        rule = rules[firing.key.rule]
        if firing.status not in {"claimed", "done"} or firing.shadow or not _reaches(rule, firing):
            continue
        group = policy.group(rule.group)
        joined = group is not None and group.together
        alike = (firing.key.rule, firing.key.step, firing.at) if joined else firing.key
        reached[tuple(alike)] = firing
    for firing in reached.values():
        group = policy.group(rules[firing.key.rule].group)
        if group is not None and group.critical:
            continue
        limits = [(cap, list(reached.values())) for cap in policy.caps]
        of_group = [each for each in reached.values() if rules[each.key.rule].group == (group and group.name)]
        limits += [(cap, of_group) for cap in (group.caps if group else ())]
        for cap, among in limits:
            day = calendar.date_of(firing.at)
            since = day - dt.timedelta(days=cap.days - 1)
            within = [e for e in among if since <= calendar.date_of(e.at) <= day and e.at <= firing.at]
            if len(within) > cap.most:
                yield f"beyond {cap}: {firing}"


def _reaches(rule: Rule, firing: Firing) -> bool:
    """An attempt at a task asked for once more sends nothing; no case has an answer that writes to the customer."""
    step = next((step for step in rule.steps if step.id == firing.key.step), None)
    sends = step is not None and any(isinstance(each, Send) and each.reaches_customer for each in step.do)
    return sends and firing.key.attempt == 1 and not rule.moves_from


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
            if other.at <= firing.at < calendar.add(other.at, rule.cooldown):
                yield f"too soon after {other}: {firing}"


def _two_at_once(firings: list[Firing]) -> Iterator[str]:
    """One catches up with its latest step alone; a task that an answer asks for once more is no catching up."""
    first = [firing for firing in firings if firing.key.attempt == 1]
    when = sorted((str(each.key.subject), each.key.occurrence, each.at, each.key.step) for each in first)
    yield from (f"two at once: {two}" for one, two in pairwise(when) if one[:3] == two[:3])


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
