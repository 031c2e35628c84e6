"""What a rule does: messages, tasks, facts that it sets, stages that it moves to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal, TypeAlias

from engine.language.scalars import parse_words
from engine.language.schema import (
    ActionPart,
    AgainPart,
    MovePart,
    SendPart,
    SetPart,
    TaskPart,
    UnknownAction,
)
from engine.language.scope import Scope
from engine.language.sentences import parse_expression, parse_path
from engine.language.surroundings import Surroundings, read_length, read_recipient
from engine.language.syntax import Constant, FactPath
from engine.language.texts import read_texts
from engine.language.tree import Text
from engine.problems import did_you_mean
from engine.rulebook import Action, Again, MoveTo, OpenTask, Send, SetFact

Where: TypeAlias = Literal["step", "move", "outcome", "late"]
"""Where actions stand: some may stand in one place only."""

CHANNELS = ("email", "message", "sms", "letter")
"""The channels that rules may name."""


def read_actions(
    parts: Iterable[ActionPart], scope: Scope, around: Surroundings, where: Where
) -> tuple[Action, ...]:
    """The actions that could be read; what is wrong with the others goes to *around*."""
    if where == "outcome":
        scope = replace(scope, answers=True)
    done = [_action(part, scope, around, where) for part in parts]
    return tuple(action for actions in done for action in actions)


def _action(part: ActionPart, scope: Scope, around: Surroundings, where: Where) -> list[Action]:
    match part:
        case SendPart():
            return _send(part, scope, around)
        case TaskPart():
            return _task(part, scope, around)
        case SetPart():
            return _set(part, scope, around, where)
        case MovePart():
            return _move(part, around, where)
        case AgainPart():
            return _again(part, around, where)
        case UnknownAction():
            return []


def _send(part: SendPart, scope: Scope, around: Surroundings) -> list[Action]:
    if part.send not in CHANNELS:
        what = f"“{part.send}” is no channel."
        around.findings.add("unknown-channel", part.send.place, what, did_you_mean(part.send, CHANNELS))
    to = around.findings.attempt(lambda: read_recipient(part.to, scope))
    text, subject = read_texts(part.text, part.subject, part.place_of("text"), scope, around)
    if to is None:
        return []
    recipient, type_ = to
    return [Send(str(part.send), recipient, text, subject, type_.entity == "customer")]


def _task(part: TaskPart, scope: Scope, around: Surroundings) -> list[Action]:
    to = around.findings.attempt(lambda: read_recipient(part.to, scope))
    due = around.findings.attempt(lambda: read_length(part.due))
    text, _ = read_texts(part.text, None, part.place_of("text"), scope, around)
    outcomes = {
        str(name): read_actions(actions, scope, around, "outcome") for name, actions in part.outcomes.items()
    }
    late = read_actions(part.late, scope, around, "late")
    if to is None or due is None:
        return []
    return [OpenTask(str(part.task), to[0], due, text, outcomes, late, part.keep)]


def _set(part: SetPart, scope: Scope, around: Surroundings, where: Where) -> list[Action]:
    if not part.set_:
        around.findings.add(
            "missing-key", part.place, "Nothing is set.", "Write e.g. set: {customer.tier: A}."
        )
    found = [_set_one(path, value, scope, around, where) for path, value in part.set_.items()]
    return [action for action in found if action is not None]


def _set_one(
    path: Text, value: Text | list[Text], scope: Scope, around: Surroundings, where: Where
) -> SetFact | None:
    target = around.findings.attempt(lambda: parse_path(str(path), scope, path.place))
    if target is None or not _may_be_set(path, target[0], scope, around):
        return None
    to_set, type_ = target
    if not isinstance(value, Text):
        words = around.findings.attempt(lambda: parse_words(value, type_, path.place))
        return SetFact(to_set, Constant(words)) if words is not None else None
    written = f'"{value}"' if type_.kind == "text" and value.is_quoted and '"' not in value else value
    read = around.findings.attempt(
        lambda: parse_expression(
            str(written), scope, value.place, (type_.kind,), answers=where == "outcome", target=type_
        )
    )
    return SetFact(to_set, read[0]) if read else None


def _may_be_set(path: Text, target: FactPath, scope: Scope, around: Surroundings) -> bool:
    """A rule sets plain facts of its subject or of the customer; the rest has one proper way each."""
    findings = around.findings
    if len(target.names) != len(("entity", "fact")):
        mend = f"Set a fact of {' or of '.join(scope.roots)}."
        findings.add(
            "set-too-far", path.place, f"“{path}” is neither the subject's nor its customer's.", mend
        )
        return False
    if str(target) == around.stage_fact:
        findings.add("set-stage", path.place, f"“{path}” is the stage.", "Use “move: <stage>”.")
        return False
    definition = around.vocabulary.fact(*target.names)
    if definition is not None and definition.source is not None:
        what = f"“{path}” is computed from other facts."
        findings.add("set-derived", path.place, what, "Set what it is computed from.")
        return False
    return True


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
