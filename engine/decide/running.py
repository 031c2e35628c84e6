"""Which occurrences of a rule are running for a subject, or come next."""

from __future__ import annotations

from engine.decide.case import Case
from engine.decide.pairs import Pair
from engine.due.schedule import Occurrence, occurrences_of, turn_of_period
from engine.facts import Event
from engine.plan import Line
from engine.rulebook import Every, OnEvent
from engine.truth.world import Subject, World


def running_occurrences(case: Case, pair: Pair) -> list[Occurrence]:
    """Those that are running or come next. What comes back does not begin before its subject was known."""
    line, subject, calendar = pair.line, pair.subject, pair.line.calendar
    watch = case.ledger.watch(line, subject.ref)
    events = events_for(case.world, line, subject)
    if isinstance(line.rule.start, OnEvent):
        events = [event for event in events if event.id not in pair.ended]
    found = occurrences_of(line, subject, watch, events)
    if not isinstance(line.rule.start, Every):
        return found
    turns = [turn_of_period(occurrence, calendar) for occurrence in found]
    pair.look_at(*(turn for turn in turns if turn > case.now))
    if line.rule.from_the_start:
        return found
    known = calendar.start_of(calendar.date_of(min(subject.known_at, case.now)))
    return [occurrence for occurrence, turn in zip(found, turns, strict=True) if turn >= known]


def events_for(world: World, line: Line, subject: Subject) -> list[Event]:
    """The events that start a rule or begin it afresh; none that is history.

    For a rule about the customer they are those of all that belongs to it, else those of the subject and of the rows
    that refer to it.
    """
    if line.awaits is None:
        return []
    return [
        event
        for event in world.happenings.get(line.awaits, ())
        if _concerns(event, subject, world) and (line.rule.from_the_start or not event.is_history)
    ]


def has_begun_afresh(world: World, line: Line, subject: Subject, occurrence: str) -> bool:
    """Whether *occurrence* of a rule ended because an event has begun its ladder afresh."""
    if line.rule.restart_on is None:
        return False
    last = max(events_for(world, line, subject), key=lambda event: event.order, default=None)
    return last is not None and last.id != occurrence


def _concerns(event: Event, subject: Subject, world: World) -> bool:
    if subject is world.customer or event.subject.entity == subject.ref.entity:
        return subject is world.customer or event.subject == subject.ref
    row = world.find(event.subject)
    return row is not None and row in world.children.get((event.subject.entity, subject.ref), ())
