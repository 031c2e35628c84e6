"""Plays examples and holds what came of them against what they expect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.decide import Terms
from engine.examples.causes import why_extra, why_missing
from engine.examples.schedule import HAPPENED, Schedule
from engine.examples.story import Story
from engine.plan import Plan
from engine.relationship import Relationship
from engine.rulebook import Example, Rulebook


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an example expected and what it got, both in the words of the rule file.

    *happened* are its steps (``rule/step``); *causes* the lines of the rules that made it come out otherwise.
    """

    example: Example
    expected: tuple[str, ...]
    got: tuple[str, ...]
    troubles: tuple[str, ...] = ()
    happened: frozenset[str] = frozenset()
    causes: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """The whole schedule is as expected, and nothing went wrong on the way."""
        return self.expected == self.got and not self.troubles

    @property
    def missing(self) -> list[str]:
        """What was expected and did not happen."""
        return [line for line in self.expected if line not in self.got]

    @property
    def extra(self) -> list[str]:
        """What happened and was not expected."""
        return [line for line in self.got if line not in self.expected]

    @property
    def differences(self) -> list[str]:
        """What came out otherwise, a line each."""
        told = [f"expected, but did not happen: {line}" for line in self.missing]
        told += [f"happened, but was not expected: {line}" for line in self.extra]
        if not told and self.expected != self.got:
            told.append(f"expected order: {', '.join(self.expected)}; got: {', '.join(self.got)}")
        return [*told, *self.troubles]

    def __str__(self) -> str:
        where = f"{self.example.place}: example “{self.example.name}”"
        if self.passed:
            return f"{where} came out as expected."
        return "\n".join(
            [f"{where} came out otherwise.", *(f"  {line}" for line in (*self.differences, *self.causes))]
        )


def run_examples(book: Rulebook) -> Iterator[Outcome]:
    """Run every example of the rulebook, in file order."""
    return (run_example(book, example) for example in book.examples)


def run_example(book: Rulebook, example: Example) -> Outcome:
    """Play one example; `status`, `valid` and the activation of its rules do not apply in it."""
    plan = Plan(book, as_live=True, only=frozenset(example.rules))
    story = Story(plan, example)
    decision = story.play()
    outcome = Outcome(
        example=example,
        expected=tuple(line.text for line in example.expect),
        got=tuple(Schedule(story, decision).lines()),
        troubles=tuple(trouble.what for trouble in decision.troubles),
        happened=frozenset(
            f"{firing.key.rule}/{firing.key.step}" for firing in decision.firings if firing.status in HAPPENED
        ),
    )
    return outcome if outcome.passed else replace(outcome, causes=tuple(_causes(plan, outcome)))


def _causes(plan: Plan, outcome: Outcome) -> Iterator[str]:
    """The lines of the rules that made the difference, each once."""

    def begin() -> tuple[Relationship, Terms]:
        story = Story(plan, outcome.example)
        return story.relationship(), story.terms()

    missing = why_missing(plan, outcome.missing, begin, Story(plan, outcome.example).calendar_of)
    yield from dict.fromkeys((*missing, *why_extra(plan, outcome.extra)))
