"""Who and what may be named in an example: the subjects, steps and tasks of the rules that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.language.schema import ActionPart, RulePart, SetPart, TaskPart
from engine.language.tree import Text


@dataclass(frozen=True, slots=True)
class Cast:
    """The rules that a story is about: what may be named in it."""

    rules: tuple[str, ...]
    subjects: tuple[str, ...]
    steps: frozenset[str]
    outcomes: Mapping[str, frozenset[str]]
    answers: Mapping[str, str]
    """The field of an answer → the path of the fact that it sets."""


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
        {name: path for task in tasks for name, path in _answers(task)},
    )


def _step_ids(rule: RulePart) -> list[Text]:
    return [step.id for step in rule.steps] if rule.steps is not None else [rule.id]


def _actions(rule: RulePart) -> Iterator[ActionPart]:
    yield from rule.do or ()
    for step in rule.steps or ():
        yield from step.do


def _tasks(actions: Iterable[ActionPart]) -> Iterator[TaskPart]:
    """The tasks among actions, and those that their outcomes open."""
    for action in actions:
        if isinstance(action, TaskPart):
            yield action
            yield from _tasks(inner for outcome in action.outcomes.values() for inner in outcome)
            yield from _tasks(action.late)


def _answers(task: TaskPart) -> Iterator[tuple[str, str]]:
    for actions in task.outcomes.values():
        for action in actions:
            if isinstance(action, SetPart):
                for path, value in action.set_.items():
                    if isinstance(value, Text) and value.startswith("answer."):
                        yield value.removeprefix("answer."), str(path)
