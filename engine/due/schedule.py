"""When a step of a rule is due: its occurrence, its anchor, and what postpones it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.calendar import Calendar, Hours, index_on_or_before, last_occurrence, nth, occurrences
from engine.facts import Event
from engine.plan import Line, Plan, Rung
from engine.relationship import Firing, Watch
from engine.rulebook import AtMoment, BecomesTrue, Every, OnEvent, Rule
from engine.truth.world import Subject
from engine.values import Duration, Value, YearlyDate

_A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One run of a rule. An *anchor* that is a date means the start of the permitted window of that day.

    *began* is the moment that set it off, where there is one: its event, the rise of its `when`, what began it afresh.
    *at_named_hour*: the rule names the hour of its day, so its anchors are as few as there are days.
    """

    id: str
    anchor: dt.date | dt.datetime
    began: dt.datetime | None = None
    at_named_hour: bool = False


def occurrences_of(
    line: Line, subject: Subject, watch: Watch | None, events: Iterable[Event]
) -> list[Occurrence]:
    """The occurrences of a rule that are running or come next, as things stand."""
    start = line.rule.start
    match start:
        case BecomesTrue():
            return _while_true(line, subject, watch)
        case OnEvent():
            return [Occurrence(event.id, event.happened_at, event.happened_at) for event in events]
        case AtMoment(_, at):
            anchor = line.anchor(subject) if line.anchor else None
            return [_episode(anchor, at, line.calendar, events)] if isinstance(anchor, dt.date) else []
        case Every():
            anchor = line.anchor(subject) if line.anchor else None
            return [
                Occurrence(name, _at_hour(day, start.at, line.calendar), None, start.at is not None)
                for name, day in _returning(line, start, anchor, line.reference.today(subject))
            ]


def turn_of_period(occurrence: Occurrence, calendar: Calendar) -> dt.datetime:
    """When the day of an occurrence begins, and with it another period is the one to come."""
    anchor = occurrence.anchor
    return calendar.start_of(calendar.date_of(anchor) if isinstance(anchor, dt.datetime) else anchor)


def due_of(rung: Rung, occurrence: Occurrence, calendar: Calendar, hours: Hours) -> dt.datetime:
    """The first permitted instant of a step, were nothing to hold it back.

    An offset in whole days from a date stays a date, so that a step after 1 month keeps to the calendar; what
    reaches people waits for permitted hours, what only sets facts does not.
    """
    anchor = occurrence.anchor
    if isinstance(anchor, dt.datetime) and not occurrence.at_named_hour:
        return _due_from(anchor, rung, calendar, hours)
    known = rung.dues.get(anchor)
    if known is None:
        if isinstance(anchor, dt.datetime):
            known = _due_from(anchor, rung, calendar, hours)
        else:
            known = _due_from_day(anchor, rung, calendar, hours)
        rung.dues[anchor] = known
    return known


def _due_from_day(day: dt.date, rung: Rung, calendar: Calendar, hours: Hours) -> dt.datetime:
    offset = rung.offset
    assert offset is not None, "whoever does not know the offset knows no due moment"
    if offset.keeps_dates:
        return start_of_window(calendar.add_to_date(day, offset), rung, calendar, hours)
    return _due_from(start_of_window(day, rung, calendar, hours), rung, calendar, hours)


def _due_from(anchor: dt.datetime, rung: Rung, calendar: Calendar, hours: Hours) -> dt.datetime:
    offset = rung.offset
    assert offset is not None, "as above"
    instant = calendar.add(anchor, offset) if offset != Duration() else anchor
    return hours.next_permitted(instant, calendar) if rung.reaches_people else instant


def permitted_from(instant: dt.datetime, rung: Rung, calendar: Calendar, hours: Hours) -> dt.datetime:
    """When a step may happen from *instant* on: what reaches people waits for permitted hours."""
    return hours.next_permitted(instant, calendar) if rung.reaches_people else instant


def start_of_window(day: dt.date, rung: Rung, calendar: Calendar, hours: Hours) -> dt.datetime:
    """Where a date begins for a step: its permitted window, or its first instant."""
    return permitted_from(calendar.start_of(day), rung, calendar, hours)


def after_a_late_step(  # noqa: PLR0913, PLR0917 - one gap hangs on all of these
    due: dt.datetime,
    rung: Rung,
    occurrence: Occurrence,
    previous: tuple[Rung, Firing],
    line: Line,
    plan: Plan,
) -> dt.datetime:
    """Keep a ladder's distance when the step before could not happen when it was due.

    The gap is the nominal one between the two steps, but at least the policy's `least gap`; a ladder that catches up
    with its latest step is on time again, and keeps the least gap only. A step that only waited for permitted hours
    was not late.
    """
    calendar, hours = line.calendar, plan.hours
    rung_before, firing = previous
    if rung_before.offset is None:  # it was known when that step was done
        return due
    done_on, was_due = calendar.date_of(firing.at), due_of(rung_before, occurrence, calendar, hours)
    if done_on <= calendar.date_of(was_due):
        return due
    earliest = calendar.add_to_date(done_on, plan.book.policy.least_gap)
    if line.rule.catch_up != "latest":
        earliest = max(done_on + (calendar.date_of(due) - calendar.date_of(was_due)), earliest)
    return max(due, start_of_window(earliest, rung, calendar, hours))


def too_late_from(rule: Rule, due: dt.datetime, calendar: Calendar) -> dt.datetime | None:
    """From when on it is too late for a step that was due at *due*; None when it never is.

    That is at the end of `within`, and with ``catch up: skip`` at the end of the local day.
    """
    ends = [] if rule.within is None else [calendar.add(due, rule.within)]
    if rule.catch_up == "skip":
        ends.append(calendar.start_of(calendar.date_of(due) + _A_DAY))
    return min(ends, default=None)


def _while_true(line: Line, subject: Subject, watch: Watch | None) -> list[Occurrence]:
    if watch is None or watch.true_since is None:
        return []
    anchor = matured(line.rule, watch.true_since, line.calendar)
    if line.once_per is None:
        return [Occurrence(str(watch.rises), anchor, watch.true_since)]
    value = line.once_per(subject)
    return [] if value is None else [Occurrence(str(value), anchor, watch.true_since)]


def matured(rule: Rule, true_since: dt.datetime, calendar: Calendar) -> dt.datetime:
    """When a `when` that has been true since then has been so for as long as the rule asks."""
    return calendar.add(true_since, rule.holds_for) if rule.holds_for is not None else true_since


def _episode(
    anchor: dt.date, at: dt.time | None, calendar: Calendar, restarts: Iterable[Event]
) -> Occurrence:
    """The first run, or the one that the last of *restarts* began.

    It goes by that event and not by a number: an earlier one of which we hear late begins nothing anew.
    """
    moment = _at_hour(anchor, at, calendar)
    last = max(restarts, key=lambda event: event.order, default=None)
    if last is None:
        return Occurrence("1", moment, None, at is not None)
    return Occurrence(last.id, moment, last.happened_at, at is not None)


def _at_hour(value: dt.date, at: dt.time | None, calendar: Calendar) -> dt.date | dt.datetime:
    if at is None:
        return value
    return calendar.at(calendar.date_of(value) if isinstance(value, dt.datetime) else value, at)


def _returning(
    line: Line, every: Every, anchor: Value | None, today: dt.date
) -> Iterator[tuple[str, dt.date]]:
    """The nominal periods around today: the last that has come, and the next."""
    if isinstance(anchor, YearlyDate):
        yield from _yearly(line, anchor, today)
    elif isinstance(anchor, dt.date):
        yield from _periodic(every, anchor, today)


def _yearly(line: Line, yearly: YearlyDate, today: dt.date) -> Iterator[tuple[str, dt.date]]:
    rule = line.rule
    last = last_occurrence(yearly, today, rule.missing_day, rule.leap_month)
    coming = next(occurrences(yearly, today + _A_DAY, rule.missing_day, rule.leap_month), None)
    for found in (last, coming):
        if found is not None:
            yield str(found[0]), found[1]


def _periodic(every: Every, anchor: dt.date, today: dt.date) -> Iterator[tuple[str, dt.date]]:
    first = 0 if every.counts_anchor else 1
    reached = max(index_on_or_before(anchor, every.period, today), first - 1)
    for index in (reached, reached + 1):
        if index >= first:
            day = nth(anchor, every.period, index)
            yield _nominal(day, every.period), day


def _nominal(day: dt.date, period: Duration) -> str:
    """The year, the month or, of weeks, the day: what does not change when the anchor does by a little."""
    if period.days:
        return day.isoformat()
    return str(day.year) if period.months % 12 == 0 else f"{day:%Y-%m}"
