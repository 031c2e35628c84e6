"""Which occurrences of a rule are running for a subject, or come next."""

from __future__ import annotations

from engine.decide.case import Case
from engine.decide.pairs import Pair
from engine.due.schedule import Occurrence, occurrences_of, turn_of_period
from engine.facts import Event
from engine.rulebook import Every, OnEvent


def running_occurrences(case: Case, pair: Pair) -> list[Occurrence]:
    """Those that are running or come next. What comes back does not begin before its subject was known."""
    line, subject, calendar = pair.line, pair.subject, case.plan.calendar
    watch = case.ledger.watch(line, subject.ref)
    events = [event for event in _events_for(case, pair) if event.id not in pair.ended]
    found = occurrences_of(line, subject, watch, events)
    if not isinstance(line.rule.start, Every):
        return found
    turns = [turn_of_period(occurrence, calendar) for occurrence in found]
    pair.look_at(*(turn for turn in turns if turn > case.now))
    if line.rule.from_the_start:
        return found
    known = calendar.start_of(calendar.date_of(min(subject.known_at, case.now)))
    return [occurrence for occurrence, turn in zip(found, turns, strict=True) if turn >= known]


def _events_for(case: Case, pair: Pair) -> list[Event]:
    """The events that start a rule: of the customer those of all that belongs to it; none that is history."""
    rule, subject, world = pair.line.rule, pair.subject, case.world
    if not isinstance(rule.start, OnEvent):
        return []
    return [
        event
        for event in world.happenings.get(rule.start.kind, ())
        if (subject is world.customer or event.subject == subject.ref)
        and (rule.from_the_start or not event.is_history)
    ]
