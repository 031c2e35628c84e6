"""Whether the examples of a rulebook tell of each step that it happens, and that it is held back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.examples.running import Outcome
from engine.problems import Place
from engine.rulebook import Rulebook, step_of


@dataclass(frozen=True, slots=True)
class Covered:
    """What the examples show of one step: that it *happens*, and that it is *held back* in another."""

    rule: str
    step: str
    place: Place
    happens: bool
    held_back: bool

    @property
    def is_whole(self) -> bool:
        """Is both shown?"""
        return self.happens and self.held_back

    @property
    def missing(self) -> str:
        """What no example shows, as a line; nothing when all is shown."""
        lacks = [
            *([] if self.happens else ["that it happens"]),
            *([] if self.held_back else ["that it is held back"]),
        ]
        name = self.step if self.step == self.rule else f"{self.rule}/{self.step}"
        return f"{self.place}: no example of “{name}” shows {' and '.join(lacks)}." if lacks else ""


def coverage(book: Rulebook, outcomes: Iterable[Outcome]) -> list[Covered]:
    """Each step of each rule, in file order.

    A step is held back in an example that stands with its rule and in which it does not happen. Examples over a whole
    file count for what happens in them only.
    """
    told = list(outcomes)
    happened = {key for outcome in told for key in outcome.happened}
    return [
        Covered(
            rule=rule.id,
            step=step.id,
            place=step.place,
            happens=step_of(rule, step) in happened,
            held_back=any(
                outcome.example.rules == (rule.id,) and step_of(rule, step) not in outcome.happened
                for outcome in told
            ),
        )
        for rule in book.moves_and_rules
        for step in rule.steps
    ]
