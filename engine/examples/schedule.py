"""What the rules did in a story, as its author writes it: a line each, as exact as what is expected there."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import chain, repeat

from engine.calendar import Calendar
from engine.decide.fact_changes import openings_of
from engine.examples.story import Story
from engine.language.scalars import show_value
from engine.relationship import Decision, Firing
from engine.truth.world import Subject, World

HAPPENED = {"done", "withdrawn"}
"""The ends of a firing that count as a step that happened."""
_HOUR = re.compile(r"\S+ \d\d:\d\d ")
_STEP = re.compile(r"\S+ (?:\d\d:\d\d )?(\S+)")
_VALUED = re.compile(r".+ -> (\w+)\.(\w+) .+")


class Schedule:
    """What was decided in a story, beside what it expects."""

    def __init__(self, story: Story, decision: Decision) -> None:
        self.story, self.decision = story, decision
        expected = story.example.expect
        self.followed = {match[1] for line in expected if (match := _STEP.match(line.text))}

    def lines(self) -> Iterator[str]:
        """The firings in order: ``2026-02-07 week_1``, with hour, value or due date where expected so."""
        story = self.story
        firings = sorted(filter(self._is_step, self.decision.firings), key=lambda firing: firing.at)
        dated = [(self._calendar(firing).local(firing.at), firing) for firing in firings]
        dated = [(local, firing) for local, firing in dated if local.date() <= story.example.until]
        expected = chain((line.text for line in story.example.expect), repeat(""))
        for (local, firing), wanted in zip(dated, expected, strict=False):
            yield self._line(local, firing, wanted)

    def _line(self, local: dt.datetime, firing: Firing, wanted: str) -> str:
        moment = f"{local:%Y-%m-%d %H:%M}" if _HOUR.match(wanted) else f"{local:%Y-%m-%d}"
        plain = f"{moment} {firing.key.step}"
        told = chain(self._set_by(firing), self._due(firing), self._has(wanted, firing))
        forms = [plain, *(f"{plain} -> {what} {value}" for what, value in told)]
        if wanted in forms:
            return wanted
        alike = (form for form in forms[1:] if wanted.startswith(form.rpartition(" ")[0] + " "))
        return next(alike, plain)

    def _calendar(self, firing: Firing) -> Calendar:
        """Of the clock by which its rule went then."""
        line = self.story.plan.by_id[firing.key.rule]
        return self.story.calendar_of(line, firing.at, self.decision.events)

    def _is_step(self, firing: Firing) -> bool:
        """Did a step happen? What follows an answer is told where the story expects something of it."""
        if firing.status not in HAPPENED:
            return False
        branch = firing.key.step.partition("/")[2]
        return branch in {"", "late"} or firing.key.step in self.followed

    def _set_by(self, firing: Firing) -> Iterator[tuple[str, str]]:
        for event in self.decision.events:
            if event.id.startswith((f"{firing.key}/set/", openings_of(firing.key))):
                for name, value in event.facts.items():
                    shown = "" if value is None else show_value(value)
                    yield f"{event.subject.entity}.{name}", shown

    def _due(self, firing: Firing) -> Iterator[tuple[str, str]]:
        """When the tasks that it opened are due, as a day and as a moment."""
        calendar = self._calendar(firing)
        for task in self.decision.tasks:
            if task.firing == firing.key:
                local = calendar.local(task.due)
                yield "due", f"{local:%Y-%m-%d}"
                yield "due", f"{local:%Y-%m-%d %H:%M}"

    def _has(self, wanted: str, firing: Firing) -> Iterator[tuple[str, str]]:
        """The value then of a fact that nobody gives: one that is computed, or has its default."""
        match = _VALUED.fullmatch(wanted)
        subject = self._then(match[1], firing) if match else None
        if match and subject is not None and match[2] not in subject.facts:
            value = self.story.plan.reference.path((match[1], match[2]), match[1])(subject)
            yield f"{match[1]}.{match[2]}", "" if value is None else show_value(value)

    def _then(self, entity: str, firing: Firing) -> Subject | None:
        """The customer, or the subject of a rule, just after the rule did something."""
        story, begun = self.story, self.story.relationship()
        world = World(story.plan.book.vocabulary, story.calendar, story.customer, {}, firing.at)
        events = (*begun.history, *begun.pending, *self.decision.events)
        for event in sorted(events, key=lambda event: event.order):
            if event.happened_at <= firing.at:
                world.apply(event)
        if entity == "customer":
            return world.customer
        return world.find(firing.key.subject) if firing.key.subject.entity == entity else None
