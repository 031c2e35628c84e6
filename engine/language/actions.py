"""What a rule does: messages, tasks, facts that it sets, stages that it moves to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from engine.language.forms import read_form
from engine.language.given_facts import read_open, read_set
from engine.language.schema import (
    ActionPart,
    AgainPart,
    MovePart,
    OpenPart,
    SendPart,
    SetPart,
    SkipToPart,
    TaskPart,
    UnknownAction,
)
from engine.language.scope import Scope
from engine.language.spelling import spelled_value
from engine.language.surroundings import Surroundings, read_length, read_recipient
from engine.language.texts import read_texts
from engine.language.tree import Text
from engine.language.words import known_value, language_of, value_in
from engine.problems import did_you_mean
from engine.rulebook import Action, Again, MoveTo, OpenTask, Send, SkipTo

Where: TypeAlias = Literal["step", "move", "outcome", "late"]
"""Where actions stand: some may stand in one place only."""

CHANNELS = ("email", "message", "sms", "letter")
"""The channels that rules may name."""


def read_actions(
    parts: Iterable[ActionPart], scope: Scope, around: Surroundings, where: Where
) -> tuple[Action, ...]:
    """The actions that could be read; what is wrong with the others goes to *around*."""
    scope = replace(scope, answers=where == "outcome", together=scope.together and where == "step")
    listed = list(parts)
    _refuse_two_ways_on(listed, around)
    _refuse_same_answers([part for part in listed if isinstance(part, TaskPart)], around)
    done = [_action(part, scope, around, where) for part in listed]
    return tuple(action for actions in done for action in actions)


def _refuse_two_ways_on(parts: list[ActionPart], around: Surroundings) -> None:
    """After one answer the task comes once more, or the ladder goes on at one step."""
    ways = [part for part in parts if isinstance(part, (AgainPart, SkipToPart))]
    for part in ways[1:]:
        what = (
            f"“{ways[0].title}” and “{part.title}” cannot follow the same answer: one says where it goes on."
        )
        around.findings.add("two-ways-on", part.place, what, "Keep one of them.")


def _refuse_same_answers(tasks: list[TaskPart], around: Surroundings) -> None:
    """What follows an answer is remembered by step and answer: two tasks of one step must not share one."""
    seen: dict[str, TaskPart] = {}
    for task in tasks:
        for name in [*task.outcomes, *(["late"] if task.late else [])]:
            other = seen.setdefault(str(name), task)
            if other is not task:
                what = f"“{other.task}” and “{task.task}” of one step both have “{name}”: nobody could tell them apart."
                mend = "Open one of the two in a step of its own, with the same “after”."
                around.findings.add("same-answer", task.task.place, what, mend)
                break


def _action(  # noqa: PLR0911 - one return for each action
    part: ActionPart, scope: Scope, around: Surroundings, where: Where
) -> Sequence[Action]:
    match part:
        case SendPart():
            return _send(part, scope, around)
        case TaskPart():
            return _task(part, scope, around)
        case SetPart():
            return read_set(part, scope, around)
        case OpenPart():
            return read_open(part, scope, around)
        case MovePart():
            return _move(part, around, where)
        case AgainPart():
            return _again(part, around, where)
        case SkipToPart():
            return _skip_to(part, around, where)
        case UnknownAction():
            return []


def _send(part: SendPart, scope: Scope, around: Surroundings) -> list[Action]:
    channel = known_value(part.send, CHANNELS)
    if channel is None:
        what = f"“{part.send}” is no channel."
        known = [value_in(language_of(part.send), each) for each in CHANNELS]
        around.findings.add("unknown-channel", part.send.place, what, did_you_mean(part.send, known))
    else:
        spelled_value(part.send.place, part.send, channel)
    to = around.findings.attempt(lambda: read_recipient(part.to, scope))
    text, subject = read_texts(part.text, part.subject, part.place_of("text"), scope, around)
    if to is None:
        return []
    recipient, type_ = to
    return [Send(channel or str(part.send), recipient, text, subject, type_.entity == "customer")]


def _task(part: TaskPart, scope: Scope, around: Surroundings) -> list[Action]:
    to = around.findings.attempt(lambda: read_recipient(part.to, scope))
    due = around.findings.attempt(lambda: read_length(part.due))
    alone = replace(scope, together=False)  # every subject has its own task
    text, _ = read_texts(part.text, None, part.place_of("text"), alone, around)
    form = read_form(part.form, around.vocabulary, around.findings)
    asked = replace(scope, form=form)
    outcomes = {
        str(name): read_actions(actions, asked, around, "outcome") for name, actions in part.outcomes.items()
    }
    late = read_actions(part.late, scope, around, "late")
    if to is None or due is None:
        return []
    return [OpenTask(str(part.task), to[0], due, text, outcomes, late, part.keep, form)]


def _move(part: MovePart, around: Surroundings, where: Where) -> list[Action]:
    if where not in {"step", "outcome"}:
        what = "A move stands only in a step or in an outcome."
        around.findings.add("misplaced-action", part.place, what, "Write a rule of its own.")
        return []
    return [MoveTo(str(part.move))] if check_stage(part.move, around) else []


def check_stage(stage: Text, around: Surroundings) -> bool:
    """Whether the lifecycle has that stage; if not, that is a problem."""
    if around.stage_fact is None and around.has_lifecycle:
        return False
    if around.stage_fact is None:
        mend = "Declare “lifecycle: {of: customer.stage, …}” in one of the files."
        around.findings.add("missing-lifecycle", stage.place, "There is no lifecycle to move in.", mend)
        return False
    if stage not in around.stages:
        near = did_you_mean(stage, around.stages)
        around.findings.add("unknown-stage", stage.place, f"“{stage}” is no stage.", near)
        return False
    return True


def _again(part: AgainPart, around: Surroundings, where: Where) -> list[Action]:
    after = around.findings.attempt(lambda: read_length(part.again))
    if where != "outcome":
        what = "“again” opens a task once more: it stands only in an outcome."
        around.findings.add("misplaced-action", part.place, what, "Move it under “outcomes”.")
        return []
    if part.at_most < 1:
        around.findings.add("wrong-kind", part.place_of("at most"), "“at most” must be 1 or more.")
    return [Again(after, part.at_most)] if after else []


def _skip_to(part: SkipToPart, around: Surroundings, where: Where) -> list[Action]:
    findings, place = around.findings, part.skip_to.place
    if where not in {"outcome", "late"}:
        what = (
            "“skip to” says where the ladder goes on after a task: it stands only in an outcome or in “late”."
        )
        findings.add("misplaced-action", part.place, what, "Move it under “outcomes” or “late”.")
        return []
    if part.skip_to not in around.steps:
        near = did_you_mean(part.skip_to, around.steps)
        findings.add("unknown-step", place, f"This rule has no step “{part.skip_to}”.", near)
        return []
    if around.steps.index(part.skip_to) <= around.steps.index(around.step):
        what = f"“{part.skip_to}” does not come after “{around.step}”: a ladder goes on upwards only."
        mend = "Name a later step. The same task comes once more with “again”."
        findings.add("skip-back", place, what, mend)
        return []
    return [SkipTo(str(part.skip_to))]
