"""What a step does, with what follows from its tasks."""

from __future__ import annotations

from collections.abc import Iterator

from engine.rulebook import Action, OpenTask, Step


def actions_of(step: Step) -> Iterator[Action]:
    """Every action of a step, those of outcomes and of lateness too."""
    waiting: list[Action] = list(step.do)
    while waiting:
        action = waiting.pop(0)
        if isinstance(action, OpenTask):
            waiting += [each for actions in action.outcomes.values() for each in actions]
            waiting += action.late
        yield action
