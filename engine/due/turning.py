"""Turning points: when a sentence could change by the passing of time alone.

For each condition, the earliest instant after now at which its truth could be another without any event. A
candidate at which nothing changes is harmless; one that is missed is a silent non-message. ``None`` is never.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TypeAlias, assert_never

from engine.calendar import nth
from engine.language import syntax
from engine.truth import Reference
from engine.truth.aggregates import compile_span
from engine.truth.rows import row_date
from engine.truth.timed import is_timed, source_is_timed
from engine.truth.world import Subject
from engine.values import Duration, ValueProblem
from engine.vocabulary import FactDefinition

NextChange: TypeAlias = Callable[[Subject], dt.datetime | None]

_A_DAY = dt.timedelta(days=1)
_A_SECOND = dt.timedelta(seconds=1)


def earliest(instants: Iterable[dt.datetime | None]) -> dt.datetime | None:
    """The first of those that come at all."""
    return min((instant for instant in instants if instant is not None), default=None)


def shifts(
    reference: Reference, values: Iterable[syntax.Expression | None], entity: str
) -> NextChange | None:
    """Compile the turning points of *values*; None when no passing of time changes them."""
    return _first(
        [c for value in values if value is not None for c in changes_within(reference, value, entity)]
    )


def next_change(reference: Reference, condition: syntax.Condition, entity: str) -> NextChange | None:
    """Compile the turning points of *condition*; None when no passing of time changes it.

    A part of `all` that holds or fails for good decides for the whole: while a timeless part is not true, the
    whole cannot become true; likewise `any`. Under `not` nothing is decided early, for unknown is not false.
    """
    match condition:
        case syntax.Sentence(_, inner):
            return next_change(reference, inner, entity)
        case syntax.All(parts):
            return _of_parts(reference, parts, entity, decided_by=False)
        case syntax.AnyOf(parts):
            return _of_parts(reference, parts, entity, decided_by=True)
        case syntax.Not(part):
            return _first(changes_within(reference, part, entity))
        case _:
            return _first(changes_within(reference, condition, entity))


def _of_parts(
    reference: Reference, parts: tuple[syntax.Condition, ...], entity: str, *, decided_by: bool
) -> NextChange | None:
    timeless = [reference.condition(part, entity) for part in parts if not is_timed(reference, part, entity)]
    compiled = [next_change(reference, part, entity) for part in parts]
    timed = [part for part in compiled if part is not None]
    if not timed:
        return None

    def change(subject: Subject) -> dt.datetime | None:
        for judge in timeless:
            truth = judge(subject)
            if truth is decided_by or (truth is None and not decided_by):
                return None
        return earliest(part(subject) for part in timed)

    return change


def _first(changes: list[NextChange]) -> NextChange | None:
    if not changes:
        return None
    if len(changes) == 1:
        return changes[0]
    return lambda subject: earliest(change(subject) for change in changes)


def changes_within(
    reference: Reference, node: syntax.Expression | syntax.Condition, entity: str
) -> list[NextChange]:
    """Every source of turning points in *node*, undecided."""
    match node:
        case syntax.Compare(syntax.Today(), _, other) | syntax.Compare(other, _, syntax.Today()):
            return [_at_dates(reference, other, entity), *changes_within(reference, other, entity)]
        case syntax.Compare(syntax.Now(), _, other) | syntax.Compare(other, _, syntax.Now()):
            return [_at_moments(reference, other, entity), *changes_within(reference, other, entity)]
        case syntax.Compare(syntax.Since() as since, _, other) | syntax.Compare(
            other, _, syntax.Since() as since
        ):
            moving = [c for e in (since.start, other) for c in changes_within(reference, e, entity)]
            return [_at_counts(reference, since, other, entity), *moving]
        case syntax.FactPath():
            definition = reference.definition(node, entity)
            if definition is None or not source_is_timed(reference, definition):
                return []
            return _of_derived(reference, node, definition, entity)
        case syntax.Aggregate():
            return _of_aggregate(reference.of_facts, node, entity)
        case syntax.AmountFor(like=like):
            return changes_within(reference, like, entity) if like is not None else []
        case syntax.TableLookup():
            return _of_lookup(reference, node, entity)
        case syntax.Truth(condition) | syntax.Sentence(condition=condition):
            return changes_within(reference, condition, entity)
        case (
            syntax.Sum(left=left, right=right)
            | syntax.Product(left=left, right=right)
            | syntax.Compare(left=left, right=right)
            | syntax.Contains(value=left, item=right)
        ):
            return [*changes_within(reference, left, entity), *changes_within(reference, right, entity)]
        case syntax.All(parts) | syntax.AnyOf(parts):
            return [change for part in parts for change in changes_within(reference, part, entity)]
        case syntax.Not(part):
            return changes_within(reference, part, entity)
        case syntax.IsEmpty(value) | syntax.OneOf(value, _):
            return changes_within(reference, value, entity)
        case syntax.Off(value, percent, _, base):
            return [c for e in (value, percent, base) for c in changes_within(reference, e, entity)]
        case syntax.Constant() | syntax.Setting() | syntax.Answer() | syntax.Today() | syntax.Now():
            return []
        case syntax.Since():
            raise TypeError("“days since” may stand only as one whole side of a comparison")
        case _:
            assert_never(node)


def _at_dates(reference: Reference, other: syntax.Expression, entity: str) -> NextChange:
    """``today`` against a date turns when that day begins and when it ends."""
    value, calendar, today_of = reference.expression(other, entity), reference.calendar, reference.today

    def change(subject: Subject) -> dt.datetime | None:
        day, today = value(subject), today_of(subject)
        if not isinstance(day, dt.date):
            return None
        if day > today:
            return calendar.start_of(day)
        return calendar.start_of(day + _A_DAY) if day == today else None

    return change


def _at_moments(reference: Reference, other: syntax.Expression, entity: str) -> NextChange:
    """``now`` against a moment turns at that second and just after it."""
    value = reference.expression(other, entity)

    def change(subject: Subject) -> dt.datetime | None:
        moment = value(subject)
        if not isinstance(moment, dt.datetime):
            return None
        return next((m for m in (moment, moment + _A_SECOND) if m > subject.world.now), None)

    return change


def _at_counts(
    reference: Reference, since: syntax.Since, other: syntax.Expression, entity: str
) -> NextChange:
    """``days since X`` against N turns when the count reaches N, and when it passes it."""
    start, count = reference.expression(since.start, entity), reference.expression(other, entity)
    calendar, today_of = reference.calendar, reference.today
    unit = {"days": Duration(days=1), "months": Duration(months=1), "years": Duration(months=12)}[since.unit]

    def change(subject: Subject) -> dt.datetime | None:
        begun, wanted = start(subject), count(subject)
        if isinstance(begun, dt.datetime):
            begun = calendar.date_of(begun)
        if not isinstance(begun, dt.date) or not isinstance(wanted, Decimal):
            return None
        try:
            days = [nth(begun, unit, math.floor(wanted) + k) for k in (0, 1)]
        except ValueProblem:  # beyond the calendar, so never
            return None
        today = today_of(subject)
        return next((calendar.start_of(day) for day in days if day > today), None)

    return change


def _of_lookup(reference: Reference, lookup: syntax.TableLookup, entity: str) -> list[NextChange]:
    """A table turns where one of its inputs reaches or passes a value that stands in its column."""
    changes: list[NextChange] = []
    for number, part in enumerate(lookup.inputs):
        bounds = {bound for row in lookup.table.rows for bound in row.cells[number].bounds}
        if isinstance(part, syntax.Since | syntax.Today | syntax.Now):
            turns = [syntax.Compare(part, "=", syntax.Constant(bound)) for bound in sorted(bounds, key=str)]
            changes += [change for turn in turns for change in changes_within(reference, turn, entity)]
        else:
            changes += changes_within(reference, part, entity)
    return changes


def _of_derived(
    reference: Reference, path: syntax.FactPath, definition: FactDefinition, entity: str
) -> list[NextChange]:
    assert definition.source is not None
    changes = changes_within(reference.of_facts, definition.source, definition.entity)
    if path.names[:-1] == (entity,):
        return [_unless_pinned(definition.name, change) for change in changes]
    return [_through(definition.entity, change) for change in changes]


def _unless_pinned(name: str, change: NextChange) -> NextChange:
    return lambda subject: None if name in subject.facts else change(subject)


def _through(entity: str, change: NextChange) -> NextChange:
    """The turning points of the same formula for every subject that the path could reach."""
    return lambda subject: earliest(change(other) for other in subject.world.of(entity))


def _of_aggregate(reference: Reference, aggregate: syntax.Aggregate, entity: str) -> list[NextChange]:
    changes: list[NextChange] = []
    if aggregate.where is not None:
        inner = changes_within(reference, aggregate.where, aggregate.entity)
        changes += [_over_rows(aggregate.entity, change) for change in inner]
    window = aggregate.window
    if window is not None:
        changes += changes_within(reference, window.length, entity)
        changes += changes_within(reference, window.end, entity)
        if isinstance(window.end, syntax.Today):
            changes.append(_at_window_edges(reference, aggregate.entity, window, entity))
    return changes


def _over_rows(child: str, change: NextChange) -> NextChange:
    return lambda subject: earliest(
        change(row) for row in subject.world.children.get((child, subject.ref), ())
    )


def _at_window_edges(reference: Reference, child: str, window: syntax.Window, entity: str) -> NextChange:
    """A row enters a window that moves with today when its edge reaches the row's date, and leaves it later."""
    span, calendar = compile_span(reference, window, entity), reference.calendar

    def change(subject: Subject) -> dt.datetime | None:
        covered, today = span(subject), subject.world.today
        if covered is None:
            return None
        waits = [
            wait
            for row in subject.world.children.get((child, subject.ref), ())
            if (day := row_date(row))
            for edge in covered
            if (wait := (day - edge).days) > 0
        ]
        return calendar.start_of(today + dt.timedelta(days=min(waits))) if waits else None

    return change
