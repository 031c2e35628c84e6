"""Answers to tasks: one given by a person, and the habits by which a rehearsal lets people answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

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
from engine.rulebook import Action, OpenSubject, OpenTask, Rule, Rulebook, SetFact, with_what_follows
from engine.values import Duration, Value
from engine.vocabulary import FactType, Vocabulary
from intake.entries import read_bytes
from intake.fields import Directory, example_of, expected, read_fields

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
    directory: Directory | None = None,
) -> Event:
    """The event that closes *task*: ``guanxi tasks done ID promised date=2026-03-20``.

    The fields of an answer are those of the task's form; without one, those that its outcome sets facts from. What the
    outcome uses must be given. *directory* are the people and units that may be named. A task is answered once, so its
    answer's id comes from the task: given twice it counts once, and another answer is refused by the store.

    Raises:
        ProblemsFound: the task is closed, or outcome or fields are not what it takes; all of them at once.
    """
    zone = zone or rulebook.vocabulary.working_time.zone
    if task.status != "open":
        raise ProblemsFound([_too_late(task, zone)])
    if outcome not in task.outcomes:
        mend = did_you_mean(outcome, task.outcomes) or f"It takes {_listed(task.outcomes)}."
        raise ProblemsFound(
            [Problem("unknown-outcome", Place(), f"“{outcome}” is no outcome of {task.kind}.", mend)]
        )
    rule = rulebook.rule(task.firing.rule)
    needed = answer_types([rule] if rule else [], task.kind, outcome, rulebook.vocabulary)
    given = read_fields(fields, {**task.form, **needed}, zone, directory or {})
    missing = [
        Problem(
            "missing-field",
            Place(),
            f"The outcome “{outcome}” needs {name}, {expected(type_)}.",
            f"Add {example_of(name, type_)}.",
        )
        for name, type_ in needed.items()
        if name not in fields
    ]
    if given.problems or missing:
        raise ProblemsFound([*given.problems, *missing])
    facts: dict[str, Value | None] = {"outcome": outcome, **given.values}
    return Event(f"answer/{task.id}", "task.answered", SubjectRef(TASK, task.id), at, at, facts, "person")


def _too_late(task: Task, zone: str) -> Problem:
    on = f" on {task.closed_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if task.closed_at else ""
    ending = (
        f"was answered already: “{task.outcome}”{on}"
        if task.status == "answered"
        else f"was withdrawn{on}: it is no longer needed"
    )
    mend = "Your answer changes nothing. See what is still open with: guanxi tasks"
    return Problem("task-closed", Place(), f"The task “{task.text}” {ending}.", mend)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words) or "no answer"


def answer_types(
    rules: Sequence[Rule], kind: str, outcome: str, vocabulary: Vocabulary
) -> Mapping[str, FactType]:
    """The fields that an answer must bring: typed by the form, else by the facts that are set from them."""
    types: dict[str, FactType] = {}
    for opened in _tasks(rules, kind):
        for action in opened.outcomes.get(outcome, ()):
            for value, of_fact in _given_by(action, vocabulary):
                type_ = opened.form.get(value.name) or of_fact
                if type_ is not None:
                    types[value.name] = type_
    return types


def _given_by(action: Action, vocabulary: Vocabulary) -> Iterator[tuple[syntax.Answer, FactType | None]]:
    """The fields of the answer that an action uses, with the types of the facts that get them."""
    match action:
        case SetFact(target, syntax.Answer() as value):
            yield value, _type_of(target, vocabulary)
        case OpenSubject(entity, facts):
            for name, given in facts.items():
                if isinstance(given, syntax.Answer):
                    yield given, _type_of(syntax.FactPath((entity, name)), vocabulary)
        case _:
            pass


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
    asked = {name: type_ for opened in _tasks(rules, kind) for name, type_ in opened.form.items()}
    types = {**asked, **answer_types(rules, kind, outcome, rulebook.vocabulary)}
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
    for action in with_what_follows(action for rule in rules for step in rule.steps for action in step.do):
        if isinstance(action, OpenTask) and kind in {None, action.kind}:
            yield action


def _type_of(target: syntax.FactPath, vocabulary: Vocabulary) -> FactType | None:
    entity, type_ = target.names[0], None
    for name in target.names[1:]:
        fact = vocabulary.fact(entity, name)
        if fact is None:
            return None
        type_ = fact.type
        entity = fact.type.entity or ""
    return type_
