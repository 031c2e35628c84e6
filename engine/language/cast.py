"""Who and what may be named in an example: the subjects, steps and tasks of the rules that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from engine.language.schema import ActionPart, OpenPart, RulePart, SetPart, TaskPart
from engine.language.tree import Text
from engine.language.words import known_root


@dataclass(frozen=True, slots=True)
class Cast:
    """The rules that a story is about: what may be named in it.

    *opened* are the entities that they open. By task: its *outcomes*, and its *forms* as they are written; by task and
    outcome the fields that an answer *needs*.
    """

    rules: tuple[str, ...]
    subjects: tuple[str, ...]
    steps: frozenset[str]
    outcomes: Mapping[str, frozenset[str]]
    answers: Mapping[str, str]
    """The field of an answer → the path of the fact that it sets."""
    opened: frozenset[str] = frozenset()
    forms: Mapping[str, Mapping[Text, Text | list[Text]]] = field(default_factory=dict)
    needs: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)


def cast_of(rules: Iterable[RulePart], subjects: Iterable[str]) -> Cast:
    """Whom and what a story over these rules may name."""
    parts = list(rules)
    tasks = [task for rule in parts for task in _tasks(_actions(rule))]
    outcomes: dict[str, frozenset[str]] = {}
    for task in tasks:
        outcomes[task.task] = outcomes.get(task.task, frozenset()) | {str(name) for name in task.outcomes}
    return Cast(
        tuple(str(rule.id) for rule in parts),
        tuple(dict.fromkeys(["customer", *subjects])),
        frozenset(str(step) for rule in parts for step in _step_ids(rule)),
        outcomes,
        {name: path for task in tasks for each in task.outcomes.values() for name, path in _answers(each)},
        frozenset(str(part.open_) for rule in parts for part in _openings(_actions(rule))),
        {task.task: task.form for task in tasks if task.form},
        {
            (str(task.task), str(outcome)): tuple(name for name, _ in _answers(actions))
            for task in tasks
            for outcome, actions in task.outcomes.items()
        },
    )


def _step_ids(rule: RulePart) -> list[Text]:
    return [step.id for step in rule.steps] if rule.steps is not None else [rule.id]


def _actions(rule: RulePart) -> Iterator[ActionPart]:
    yield from rule.do or ()
    for step in rule.steps or ():
        yield from step.do


def _tasks(actions: Iterable[ActionPart]) -> Iterator[TaskPart]:
    """The tasks among actions, and those that follow from them."""
    return (action for action in _with_what_follows(actions) if isinstance(action, TaskPart))


def _openings(actions: Iterable[ActionPart]) -> Iterator[OpenPart]:
    return (action for action in _with_what_follows(actions) if isinstance(action, OpenPart))


def _with_what_follows(actions: Iterable[ActionPart]) -> Iterator[ActionPart]:
    for action in actions:
        yield action
        if isinstance(action, TaskPart):
            yield from _with_what_follows(inner for outcome in action.outcomes.values() for inner in outcome)
            yield from _with_what_follows(action.late)


def _answers(actions: Iterable[ActionPart]) -> Iterator[tuple[str, str]]:
    for action in actions:
        match action:
            case SetPart():
                given = action.set_
            case OpenPart():
                given = action.facts
            case _:
                continue
        for path, value in given.items():
            if isinstance(value, Text) and (named := known_root(value)).startswith("answer."):
                yield named.removeprefix("answer."), str(path)
