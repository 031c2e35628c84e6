"""Figures over a subject's own rows: how many orders, how much in the last 30 days, the usual gap between them."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import reduce
from operator import itemgetter
from statistics import median
from typing import Any, assert_never

from engine.language import syntax
from engine.truth.compiled import Choose, Compiler, Evaluate
from engine.truth.rows import NO_DATE, Rows, Span, row_date
from engine.truth.world import Subject
from engine.values import NO_MONEY, CurrencyMismatch, Duration, Money, Value, ValueProblem


def compile_aggregate(reference: Compiler, aggregate: syntax.Aggregate, entity: str) -> Evaluate:
    """Compile an aggregate as computed for a subject of *entity*.

    A sum or count of no rows is zero; every other figure of no rows is missing. ``median gap`` is over distinct
    days (two orders on one day are one occasion), the mean of the middle two rounded up to a whole day. A row
    whose `where` is unknown is left out.
    """
    select = compile_rows(reference, aggregate, entity)
    fact = reference.path((aggregate.entity, aggregate.fact), aggregate.entity) if aggregate.fact else None
    money = _is_money(reference, aggregate)

    def figure(subject: Subject) -> Value | None:
        rows = select(subject)
        if rows is None:
            return None
        match aggregate.function:
            case "count":
                return Decimal(len(rows.subjects))
            case "any":
                return len(rows.subjects) > 0
            case "median gap":
                return _median_gap(rows.days)
            case "first" | "last" | "sum" | "average" | "min" | "max":
                assert fact is not None
                values = [value for row in rows.subjects if (value := fact(row)) is not None]
                return _figure(subject, aggregate.function, values, NO_MONEY if money else Decimal(0))
            case _:
                assert_never(aggregate.function)

    return figure


def compile_rows(
    reference: Compiler, aggregate: syntax.Aggregate, entity: str
) -> Callable[[Subject], Rows | None]:
    """Compile which rows count, in order of their date; None when the window cannot be known."""
    chosen = reference.rows(aggregate.entity, aggregate.where)
    span = compile_span(reference, aggregate.window, entity) if aggregate.window else None

    def rows(subject: Subject) -> Rows | None:
        found = chosen(subject)
        if span is not None:
            window = span(subject)
            if window is None:
                return None
            found = found.within(window)
        if aggregate.last is None:
            return found
        return found.before_last(aggregate.last) if aggregate.before else found.last(aggregate.last)

    return rows


def compile_choice(reference: Compiler, child: str, where: syntax.Condition | None, *, timed: bool) -> Choose:
    """Compile which rows of a subject satisfy *where*, in order of their date.

    Chosen once for each state of the facts, and each moment when *where* is *timed*.
    """
    keep = reference.condition(where, child) if where is not None else None

    def choose(subject: Subject) -> Rows:
        world = subject.world
        stamp = (world.version, world.now if timed else None)
        chosen = subject.chosen
        if chosen is None:
            chosen = subject.chosen = {}
        known = chosen.get(choose)
        if known is not None and known[0] == stamp:
            kept: Rows = known[1]
            return kept
        rows = world.children.get((child, subject.ref), ())
        dated = [(row_date(row) or NO_DATE, row) for row in rows if keep is None or keep(row) is True]
        dated.sort(key=itemgetter(0))
        found = Rows([row for _, row in dated], [day for day, _ in dated])
        chosen[choose] = stamp, found
        return found

    return choose


def compile_span(reference: Compiler, window: syntax.Window, entity: str) -> Callable[[Subject], Span | None]:
    """Compile the dates that a window covers."""
    length, end = reference.expression(window.length, entity), reference.expression(window.end, entity)
    calendar = reference.calendar

    def span(subject: Subject) -> Span | None:
        size, last = length(subject), end(subject)
        if isinstance(last, dt.datetime):
            last = calendar.date_of(last)
        if not isinstance(size, Duration) or not isinstance(last, dt.date):
            return None
        try:
            if window.before:
                last = calendar.add_to_date(last, size.negated())
            return Span(calendar.add_to_date(last, size.negated()), last)
        except ValueProblem as problem:
            subject.world.trouble("no-window", subject.ref, str(problem))
            return None

    return span


def _is_money(reference: Compiler, aggregate: syntax.Aggregate) -> bool:
    definition = reference.vocabulary.fact(aggregate.entity, aggregate.fact or "")
    return definition is not None and definition.type.kind == "money"


def _median_gap(days: Sequence[dt.date]) -> Value | None:
    occasions = sorted(set(days) - {NO_DATE})
    gaps = [(later - earlier).days for earlier, later in itertools.pairwise(occasions)]
    return Duration(days=math.ceil(median(gaps))) if gaps else None


def _figure(subject: Subject, function: str, values: Sequence[Value], nothing: Value) -> Value | None:
    if function == "sum" or (function == "average" and values):
        try:
            total: Value = reduce(lambda a, b: a + b, values, nothing)
        except CurrencyMismatch as mismatch:
            subject.world.trouble("currencies", subject.ref, str(mismatch))
            return None
        return total if function == "sum" else _share(total, len(values))
    if not values:
        return None
    match function:
        case "first":
            return values[0]
        case "last":
            return values[-1]
        case "min":
            return min(values, key=_key)
        case _:
            return max(values, key=_key)


def _share(total: Value, count: int) -> Value | None:
    if isinstance(total, Money):
        return total.times(Decimal(1) / count)
    return total / count if isinstance(total, Decimal) else None


def _key(value: Value) -> Any:  # noqa: ANN401 - whatever values of one type sort by
    if isinstance(value, Money):
        return value.amount_minor
    return value.days if isinstance(value, Duration) else value
