"""Who may reach the customer, said once more and simply: no firing of a decision may go before its betters, or while held.

Looked at are the instants at which no fact changed: there every pass saw the same.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.calendar import Calendar
from engine.decide.round import Round
from engine.facts import SubjectRef
from engine.plan import calendar_of
from engine.relationship import Decision, Firing
from engine.rulebook import Rule, Send
from tests.engine.random_books import Case


@dataclass(frozen=True)
class Stand:
    """How things stood when an instant was over: which groups were held, and who waited."""

    held: frozenset[str]
    waiting: tuple[Firing, ...]


@dataclass
class Contests:
    """What is seen of them while a decision is made."""

    stands: dict[dt.datetime, Stand] = field(default_factory=dict)

    def note(self, run: Round) -> None:
        """Look at every group, and at whoever waits."""
        judge, customer = run.case.plan.reference.condition, run.case.world.customer
        groups = run.case.plan.book.policy.groups
        held = {
            group.name
            for group in groups
            if any(judge(hold, "customer")(customer) is not False for hold in group.holds)
        }
        those = {(pair.line.rule.id, pair.subject.ref) for pair in run.pairs if pair.waits}
        notes = run.case.ledger.waiting_notes()
        waiting = tuple(each for each in notes if (each.key.rule, each.key.subject) in those)
        self.stands[run.now] = Stand(frozenset(held), waiting)


def broken_rights(case: Case, decision: Decision, contests: Contests) -> Iterator[str]:
    """Every message that reached the customer though it should not have."""
    rules = {rule.id: rule for rule in case.book.moves_and_rules}
    reached = [each for each in decision.firings if has_reached(rules[each.key.rule], each)]
    yield from _too_many(case, reached, rules)
    moved = {each.happened_at for each in (*case.relationship.pending, *decision.events)}
    acted: dict[dt.datetime, set[tuple[str, SubjectRef]]] = defaultdict(set)
    for firing in decision.firings:
        if firing.status != "waiting":
            acted[firing.at].add((firing.key.rule, firing.key.subject))
    for firing in reached:
        group = case.book.policy.group(rules[firing.key.rule].group)
        if firing.at in moved or (group is not None and group.critical):
            continue
        stand = contests.stands[firing.at]
        if group is not None and group.name in stand.held:
            yield f"{group.name} was held: {firing}"
        alike = [each for each in reached if _is_told_along(case, rules, each, firing)]
        if _rank(case, rules, firing) == min(_rank(case, rules, each) for each in alike):
            yield from _passed_over(case, rules, firing, stand, acted[firing.at])


def _passed_over(
    case: Case, rules: dict[str, Rule], firing: Firing, stand: Stand, acted: set[tuple[str, SubjectRef]]
) -> Iterator[str]:
    """Those who waited for a cap of the policy though they come first; who *acted* may have begun to wait after it."""
    for other in stand.waiting:
        group = case.book.policy.group(rules[other.key.rule].group)
        is_for_cap = group is None or not (group.name in stand.held or group.caps)
        lost_now = other.at == firing.at and "names no one" not in other.reason
        was_there = is_for_cap and lost_now and (other.key.rule, other.key.subject) not in acted
        if was_there and _rank(case, rules, other) < _rank(case, rules, firing):
            yield f"before {other}: {firing}"


def _rank(case: Case, rules: dict[str, Rule], firing: Firing) -> tuple[object, ...]:
    """By group as the policy has them, by place in it, then by due moment, then as the rules stand in the files."""
    rule = rules[firing.key.rule]
    names = [group.name for group in case.book.policy.groups]
    group = case.book.policy.group(rule.group)
    order = list(group.order) if group is not None else []
    of_group = names.index(rule.group) if group is not None else len(names)
    in_group = order.index(rule.id) if rule.id in order else len(order)
    return of_group, in_group, firing.due, list(rules).index(rule.id)


def _is_told_along(case: Case, rules: dict[str, Rule], one: Firing, other: Firing) -> bool:
    """Whether one message tells of both."""
    return one == other or _occasion(case, rules, one) == _occasion(case, rules, other)


def _occasion(case: Case, rules: dict[str, Rule], firing: Firing) -> tuple[object, ...]:
    group = case.book.policy.group(rules[firing.key.rule].group)
    is_joined = group is not None and group.together
    return (firing.key.rule, firing.key.step, firing.at) if is_joined else tuple(firing.key)


def _too_many(case: Case, reached: list[Firing], rules: dict[str, Rule]) -> Iterator[str]:
    """No message reaches the customer beyond a cap, but for what is critical; a joined message is one."""
    policy, calendar = case.book.policy, calendar_of(case.book)
    once = list({_occasion(case, rules, each): each for each in reached}.values())
    for firing in once:
        group = policy.group(rules[firing.key.rule].group)
        if group is not None and group.critical:
            continue
        limits = [(cap, once) for cap in policy.caps]
        of_group = [each for each in once if rules[each.key.rule].group == (group and group.name)]
        limits += [(cap, of_group) for cap in (group.caps if group else ())]
        for cap, among in limits:
            if len(_within(among, firing, cap.days, calendar)) > cap.most:
                yield f"beyond {cap}: {firing}"


def _within(among: list[Firing], last: Firing, days: int, calendar: Calendar) -> list[Firing]:
    day = calendar.date_of(last.at)
    since = day - dt.timedelta(days=days - 1)
    return [each for each in among if since <= calendar.date_of(each.at) <= day and each.at <= last.at]


def has_reached(rule: Rule, firing: Firing) -> bool:
    """Whether a message of it went to the customer.

    An attempt at a task asked for once more sends nothing; no case has an answer that writes to the customer.
    """
    if firing.status not in {"claimed", "done"} or firing.shadow or firing.key.attempt > 1 or rule.moves_from:
        return False
    step = next((step for step in rule.steps if step.id == firing.key.step), None)
    return step is not None and any(isinstance(each, Send) and each.reaches_customer for each in step.do)
