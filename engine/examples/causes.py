"""Which line of which rule made an example come out otherwise."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.calendar import Calendar
from engine.decide import Terms
from engine.explain.standing import Explanation
from engine.explain.trace import sentences_of
from engine.explain.why import inquire
from engine.language.syntax import Sentence
from engine.plan import Line, Plan, Rung
from engine.relationship import Relationship, TraceLine

_LINE = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)(?: (?P<hour>\d\d:\d\d))? (?P<step>[^\s/]+)")
_END_OF_DAY = dt.time(23, 59, 59)
_WORDS = {False: "did not hold", None: "was unknown"}


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a schedule: on this day, at this hour if it says one, this step."""

    at: dt.datetime
    day: str
    line: Line
    rung: Rung


def why_missing(
    plan: Plan,
    texts: list[str],
    begin: Callable[[], tuple[Relationship, Terms]],
    calendar_of: Callable[[Line], Calendar],
) -> Iterator[str]:
    """What kept each expected step back on its day; *begin* starts the example anew.

    *calendar_of* a rule is the one by which its days are told.
    """
    for told in _told(plan, texts, calendar_of):
        relationship, terms = begin()
        inquiry = inquire(plan, relationship, told.at, terms)
        step, rule = told.rung.step, told.line.rule
        subjects = inquiry.subjects(told.line)
        if not subjects:
            yield f"{step.place}: “{step.id}” had nobody to be about on {told.day}: there was no {rule.who}."
            continue
        for subject in subjects:
            yield from _held_back(told, inquiry.explain(told.line, subject))


def why_extra(plan: Plan, texts: list[str]) -> Iterator[str]:
    """Where the steps stand that happened and were not expected."""
    for told in _told(plan, texts, lambda line: line.calendar):
        step = told.rung.step
        yield f"{step.place}: “{step.id}” was due on {told.day}, and every line of its rule held."


def _told(plan: Plan, texts: list[str], calendar_of: Callable[[Line], Calendar]) -> Iterator[Told]:
    for text in texts:
        found = _LINE.match(text)
        named = found["step"] if found else ""
        for line in plan.lines:
            for rung in line.rungs:
                if found and rung.step.id == named:
                    time = dt.time.fromisoformat(found["hour"]) if found["hour"] else _END_OF_DAY
                    at = calendar_of(line).at(dt.date.fromisoformat(found["day"]), time)
                    yield Told(at, found["day"], line, rung)


def _held_back(told: Told, explanation: Explanation) -> Iterator[str]:
    rule, step = told.line.rule, told.rung.step
    standings = [each for each in explanation.steps if each.step == step.id]
    judged = list(zip(sentences_of(rule.when), explanation.lines, strict=True))
    for standing in standings:
        judged += zip(sentences_of(step.when) if step.when else (), standing.lines, strict=False)
    failed = [(sentence, line) for sentence, line in judged if line.truth is not True]
    if explanation.holds is not True or (failed and not standings):
        yield from (_said(told, sentence, line) for sentence, line in failed)
        return
    moments = [each for each in standings if each.standing in {"time", "later"} and each.until]
    for standing in moments:
        assert standing.until is not None
        due = f"{told.line.rule.id}/{step.id} comes on {standing.until:%Y-%m-%d}"
        yield f"{step.place}: “{step.id}” was not due on {told.day}: {due} at the earliest."
    if not moments:
        yield from (_said(told, sentence, line) for sentence, line in failed)
    if not moments and not failed:
        yield f"{step.place}: “{step.id}” had no occurrence on {told.day}."


def _said(told: Told, sentence: Sentence, line: TraceLine) -> str:
    values = ", ".join(f"{name} {value}" for name, value in line.values.items())
    judged = "held" if line.truth else _WORDS[line.truth]
    return f"{sentence.place}: “{told.rung.step.id}” was held back on {told.day}: “{line.text}” {judged} ({values})."
