"""What a rule does: the steps of its ladder, or the move from stage to stage."""

from __future__ import annotations

from engine.language.actions import check_stage, read_actions
from engine.language.offsets import read_offset
from engine.language.schema import ActionPart, RulePart, StepPart
from engine.language.scope import Scope
from engine.language.surroundings import Surroundings, read_lines
from engine.language.tree import Text
from engine.rulebook import Action, MoveTo, Start, Step


def read_steps(part: RulePart, start: Start | None, scope: Scope, around: Surroundings) -> tuple[Step, ...]:
    """The ladder of a rule; its `do` alone is a ladder of one step."""
    if part.steps is not None and part.do is not None:
        mend = "Move the actions of “do” into a step."
        around.findings.add("two-ladders", part.place_of("do"), "A rule has “steps” or “do”, not both.", mend)
    if part.steps is None:
        if part.do is None:
            around.findings.add("missing-key", part.place, "The rule does nothing.", "Add “do” or “steps”.")
        here = around.at_step(str(part.id), (str(part.id),))
        return (Step(str(part.id), _do(part.do or (), scope, here), place=part.place_of("id")),)
    _say_twice([step.id for step in part.steps], around)
    ladder = tuple(str(step.id) for step in part.steps)
    return tuple(_read_step(step, start, scope, around.at_step(str(step.id), ladder)) for step in part.steps)


def read_move(part: RulePart, who: Text, scope: Scope, around: Surroundings) -> tuple[Step, ...]:
    """The one step of a move: the stage changes, and what it does besides. Nothing without both stages."""
    findings = around.findings
    if who != "customer":
        findings.add(
            "wrong-move", who.place, "Only a customer moves from stage to stage.", "Write “who: customer”."
        )
    if part.group is not None:
        mend = "A move never waits, so it has no group."
        findings.add("wrong-move", part.place_of("group"), "A move has no “group”.", mend)
    for key, value in (("on", part.on), ("at", part.at), ("steps", part.steps)):
        if value is not None:
            mend = "A move happens when its “when” becomes true."
            findings.add("wrong-move", part.place_of(key), f"A move has no “{key}”.", mend)
    if part.from_ is None or part.to is None:
        missing = "from" if part.from_ is None else "to"
        findings.add("missing-key", part.place, f"A move needs “{missing}” too.", "Add it.")
        return ()
    stages = (*part.from_, part.to) if around.stage_fact is not None else (part.to,)
    known = [check_stage(stage, around) for stage in stages]
    if part.to in part.from_:
        findings.add(
            "wrong-move", part.to.place, f"“{part.to}” is where the move begins.", "Name another stage."
        )
    here = around.at_step(str(part.id), (str(part.id),))
    also = read_actions(part.do or (), scope, here, "move")
    move = (MoveTo(str(part.to)),) if all(known) else ()
    return (Step(str(part.id), (*move, *also), place=part.place_of("id")),)


def _say_twice(ids: list[Text], around: Surroundings) -> None:
    seen: set[str] = set()
    for step_id in ids:
        if step_id in seen:
            what = f"The step “{step_id}” stands twice in this rule."
            around.findings.add("duplicate-id", step_id.place, what, "Give it another id.")
        seen.add(step_id)


def _do(parts: list[ActionPart] | tuple[()], scope: Scope, around: Surroundings) -> tuple[Action, ...]:
    return read_actions(parts, scope, around, "step")


def _read_step(part: StepPart, start: Start | None, scope: Scope, around: Surroundings) -> Step:
    when = read_lines(part.when, scope, around.findings) if part.when is not None else None
    do = _do(part.do, scope, around)
    return Step(str(part.id), do, read_offset(part, start, scope, around), when, part.place_of("id"))
