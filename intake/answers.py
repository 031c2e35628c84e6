"""Answers to tasks: one given by a person, and the habits by which a rehearsal lets people answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from engine.calendar import Calendar
from engine.facts import Event, SubjectRef
from engine.language import syntax
from engine.language.findings import Findings
from engine.language.quantities import Raw
from engine.language.scalars import parse_duration, parse_value
from engine.language.source import read_yaml
from engine.language.tree import Items, Pairs, Text, Tree
from engine.problems import Place, Problem, ProblemsFound, did_you_mean
from engine.rehearse import Habit, Habits
from engine.relationship import Task
from engine.rulebook import Action, OpenTask, Rule, Rulebook, SetFact
from engine.values import Duration, Value
from engine.vocabulary import FactType, Vocabulary
from intake.entries import read_bytes

TASK = "task"
_WHOLE = 100
_OF_A_HABIT = ("outcome", "share", "after")


def answer_event(  # noqa: PLR0913 - a task, its answer, and by which rules both are understood
    task: Task,
    outcome: str,
    fields: Mapping[str, Raw],
    at: dt.datetime,
    rulebook: Rulebook,
    *,
    zone: str | None = None,
) -> Event:
    """The event that closes *task*: ``guanxi tasks done ID promised date=2026-03-20``.

    The fields of an answer are typed by the facts that its outcome sets from them. A task is answered once, so its
    answer's id comes from the task: given twice it counts once, and another answer is refused by the store.

    Raises:
        ProblemsFound: the task is closed, or outcome or fields are not what it takes.
    """
    if task.status != "open":
        what = f"The task “{task.text}” is {task.status} already."
        raise ProblemsFound([Problem("task-closed", Place(), what)])
    if outcome not in task.outcomes:
        mend = did_you_mean(outcome, task.outcomes)
        raise ProblemsFound(
            [Problem("unknown-outcome", Place(), f"“{outcome}” is no outcome of {task.kind}.", mend)]
        )
    rule = rulebook.rule(task.firing.rule)
    types = answer_types([rule] if rule else [], task.kind, outcome, rulebook.vocabulary)
    facts: dict[str, Value | None] = {"outcome": outcome}
    facts |= _fields(fields, types, Place(), zone or rulebook.vocabulary.working_time.zone)
    if missing := [name for name in types if name not in facts]:
        what = f"The outcome “{outcome}” needs {', '.join(missing)}."
        raise ProblemsFound([Problem("missing-field", Place(), what, f"Add e.g. {missing[0]}=…")])
    return Event(f"answer/{task.id}", "task.answered", SubjectRef(TASK, task.id), at, at, facts, "person")


def answer_types(
    rules: Sequence[Rule], kind: str, outcome: str, vocabulary: Vocabulary
) -> Mapping[str, FactType]:
    """The fields that an answer must bring, with the types of the facts that are set from them."""
    types: dict[str, FactType] = {}
    for opened in _tasks(rules, kind):
        for action in opened.outcomes.get(outcome, ()):
            if isinstance(action, SetFact) and (type_ := _type_of(action.target, vocabulary)):
                answers = (node for node in syntax.walk(action.value) if isinstance(node, syntax.Answer))
                types.update({node.name: type_ for node in answers})
    return types


def read_habits(path: Path, calendar: Calendar, rulebook: Rulebook) -> Habits:
    """How people answer tasks, by kind of task, for a rehearsal.

        payment_call:
          - {outcome: promised, share: 60%, after: 1 working day, date: 7 days}
          - {outcome: refused, share: 40%, after: 2 working days}

    A length of time for a date means that long after the answer. Shares that do not fill 100 % leave the rest of
    the tasks unanswered.

    Raises:
        ProblemsFound: everything that no task of the rulebook takes.
    """
    tree = read_yaml(str(path), read_bytes(path))
    findings = Findings()
    by_kind = {
        str(kind): found
        for kind, entries in tree.items()
        if (found := findings.attempt(lambda k=kind, e=entries: _habits(k, e, rulebook))) is not None  # type: ignore[misc]
    }
    findings.raise_all()
    return Habits(calendar, by_kind)


def _habits(kind: Text, entries: Tree, rulebook: Rulebook) -> tuple[Habit, ...]:
    rules = rulebook.moves_and_rules
    kinds = {opened.kind for opened in _tasks(rules, None)}
    if kind not in kinds:
        mend = did_you_mean(kind, kinds)
        raise ProblemsFound([Problem("unknown-task", kind.place, f"No rule opens a task “{kind}”.", mend)])
    listed = entries if isinstance(entries, Items) else Items([entries], entries.place)
    findings = Findings()
    habits = [findings.attempt(lambda e=entry: _habit(kind, e, rules, rulebook)) for entry in listed]  # type: ignore[misc]
    found = tuple(habit for habit in habits if habit is not None)
    if sum(habit.share for habit in found) > _WHOLE:
        findings.add(
            "bad-share", kind.place, f"The shares of {kind} are more than 100%.", "Let them be 100% or less."
        )
    findings.raise_all()
    return found


def _habit(kind: str, entry: Tree, rules: Sequence[Rule], rulebook: Rulebook) -> Habit:
    if not isinstance(entry, Pairs) or not all(isinstance(value, Text) for value in entry.values()):
        raise ProblemsFound(
            [Problem("bad-value", entry.place, "This is no habit.", "Write {outcome: …, after: …}.")]
        )
    told: dict[str, Text] = {str(key): value for key, value in entry.items() if isinstance(value, Text)}
    outcomes = {name for opened in _tasks(rules, kind) for name in opened.outcomes}
    outcome = told.get("outcome")
    if outcome is None or outcome not in outcomes:
        what = f"“{outcome}” is no outcome of {kind}." if outcome is not None else "The outcome is missing."
        place = outcome.place if outcome is not None else entry.place
        raise ProblemsFound([Problem("unknown-outcome", place, what, did_you_mean(outcome or "", outcomes))])
    types = answer_types(rules, kind, outcome, rulebook.vocabulary)
    fields = {name: value for name, value in told.items() if name not in _OF_A_HABIT}
    values = _fields(
        fields, types, entry.place, rulebook.vocabulary.working_time.zone, lengths_for_dates=True
    )
    return Habit(str(outcome), _after(told), _share(told), values)


def _after(told: Mapping[str, Text]) -> Duration:
    after = told.get("after")
    return parse_duration(after, after.place) if after is not None else Duration()


def _share(told: Mapping[str, Text]) -> int:
    if (share := told.get("share")) is None:
        return _WHOLE
    value = parse_value(share, FactType("percent"), share.place)
    number = int(str(value)) if str(value).isdigit() else -1
    if not 0 <= number <= _WHOLE:
        raise ProblemsFound(
            [Problem("bad-share", share.place, f"“{share}” is no share.", "Write 0% to 100%.")]
        )
    return number


def _fields(
    fields: Mapping[str, Raw],
    types: Mapping[str, FactType],
    place: Place,
    zone: str,
    *,
    lengths_for_dates: bool = False,
) -> dict[str, Value]:
    findings, values = Findings(), dict[str, Value]()
    for name, raw in fields.items():
        where = raw.place if isinstance(raw, Text) else place
        if name not in types:
            findings.add("unknown-field", where, f"The answer takes no “{name}”.", did_you_mean(name, types))
            continue
        is_length = lengths_for_dates and types[name].kind == "date" and "-" not in str(raw)[1:]
        type_ = FactType("duration") if is_length else types[name]
        value = findings.attempt(lambda r=raw, t=type_, w=where: parse_value(r, t, w, zone=zone))  # type: ignore[misc]
        if value is not None:
            values[name] = value
    findings.raise_all()
    return values


def _tasks(rules: Sequence[Rule], kind: str | None) -> Iterator[OpenTask]:
    for rule in rules:
        for step in rule.steps:
            for opened in _opened(step.do):
                if kind is None or opened.kind == kind:
                    yield opened


def _opened(actions: Sequence[Action]) -> Iterator[OpenTask]:
    for action in actions:
        if isinstance(action, OpenTask):
            yield action
            for following in (*action.outcomes.values(), action.late):
                yield from _opened(following)


def _type_of(target: syntax.FactPath, vocabulary: Vocabulary) -> FactType | None:
    entity, type_ = target.names[0], None
    for name in target.names[1:]:
        fact = vocabulary.fact(entity, name)
        if fact is None:
            return None
        type_ = fact.type
        entity = fact.type.entity or ""
    return type_
