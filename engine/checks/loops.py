"""Rules that set each other off: what one does makes the other true, and round again without end."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from engine.checks.footprints import read_by
from engine.checks.played import played, troubles_of
from engine.checks.witnesses import Asked, Search
from engine.language import syntax
from engine.problems import Problem
from engine.rulebook import Action, BecomesTrue, OnEvent, OpenSubject, OpenTask, Rule, Rulebook, SetFact

_MOST_CIRCLES = 100
_OFTEN = 3


def self_feeding(book: Rulebook, search: Search) -> Iterator[Problem]:
    """Each circle of rules that really goes on without end for one customer."""
    rules = [
        rule
        for rule in book.rules
        if isinstance(rule.start, BecomesTrue | OnEvent) and rule.status in {"live", "shadow"}
    ]
    for circle in _circles(rules, search)[:_MOST_CIRCLES]:
        problem = _played(circle, book, search)
        if problem is not None:
            yield problem


def endless(book: Rulebook, search: Search) -> Iterator[Problem]:
    """Rules that never come to an end: at one moment, or because each thing that they open opens the next."""
    feeding = list(self_feeding(book, search))
    yield from feeding
    told = {problem.place for problem in feeding}
    yield from (problem for problem in breeding(book, search) if problem.place not in told)


def breeding(book: Rulebook, search: Search) -> Iterator[Problem]:
    """Rules that open, sooner or later, what they are about: each one opened may open the next."""
    for rule in book.rules:
        opened = next((each for each in _opens(rule) if each.entity == rule.who), None)
        if opened is None or rule.status not in {"live", "shadow"}:
            continue
        given: list[Asked] = [
            (syntax.Compare(syntax.FactPath((rule.who, name)), "=", value), "true")
            for name, value in opened.facts.items()
            if isinstance(value, syntax.Constant)
        ]
        if search.logic.is_impossible((rule.when, "true"), *given):
            continue
        what = f"“{rule.id}” is about each {rule.who} and opens another {rule.who}, about which it is again: that has no end."
        mend = "Write a line that does not hold for one that was opened by this rule."
        witness = f"a {rule.who} of today leads to one more each time"
        yield Problem("breeding", rule.place, what, mend, witness)


def _opens(rule: Rule) -> Iterator[OpenSubject]:
    """What a rule opens by itself, without anybody's answer."""
    waiting: list[Action] = [action for step in rule.steps for action in step.do]
    while waiting:
        match waiting.pop():
            case OpenTask(late=late):
                waiting.extend(late)
            case OpenSubject() as action:
                yield action
            case _:
                pass


def _circles(rules: list[Rule], search: Search) -> list[list[Rule]]:
    """Rules that lead to each other and back, from what is set to what is read."""
    readers = _readers(rules, search)
    follows = {
        rule.id: {reader.id for fact in _sets(rule) for reader in readers.get(fact, ())} for rule in rules
    }
    reached = {rule.id: _reached_from(rule.id, follows) for rule in rules if follows[rule.id]}
    circles: dict[frozenset[str], list[Rule]] = {}
    for name, others in reached.items():
        circle = frozenset(other for other in others if name in reached.get(other, ()))
        if circle:
            circles.setdefault(circle, [rule for rule in rules if rule.id in circle])
    return list(circles.values())


def _reached_from(name: str, follows: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [name]
    while waiting:
        more = follows[waiting.pop()] - reached
        reached |= more
        waiting += more
    return reached


def _readers(rules: list[Rule], search: Search) -> Mapping[str, list[Rule]]:
    readers: dict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        for fact in read_by(search.logic.values, rule.when):
            readers[fact].append(rule)
        if isinstance(rule.start, OnEvent):
            readers[rule.start.kind].append(rule)
    return readers


def _sets(rule: Rule) -> set[str]:
    """The facts that a rule sets and the events that it raises by itself, without anybody's answer."""
    found: set[str] = set()
    waiting: list[Action] = [action for step in rule.steps for action in step.do]
    while waiting:
        match waiting.pop():
            case SetFact(target):
                found.add(str(target))
            case OpenTask(late=late):
                waiting.extend(late)
            case OpenSubject(entity):
                found.add(f"{entity}.opened")
            case _:
                pass
    return found


def _played(circle: list[Rule], book: Rulebook, search: Search) -> Problem | None:
    for rule in circle:
        witness = search.find(rule.who, (rule.when, "true"))
        if witness is None:
            continue
        decision = played(book, circle, witness, search)
        if "loop" not in troubles_of(decision):
            continue
        times = Counter(firing.key.rule for firing in decision.firings)
        names = [each.id for each in circle if times[each.id] >= _OFTEN]
        what = f"What these rules set makes them true again, without end: “{'” → “'.join([*names, *names[:1]])}”."
        mend = "Let one of them ask for something that none of them sets."
        return Problem("self-feeding", rule.place, what, mend, f"it goes on with {witness.said(rule.who)}")
    return None
