"""What a decision table gives for a subject."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import reduce
from typing import Any, TypeAlias

from engine.language.syntax import TableLookup
from engine.tables import Cell, Interval, Row, Table
from engine.truth.compiled import Compiler, Evaluate
from engine.truth.world import Subject
from engine.values import NO_MONEY, CurrencyMismatch, Duration, Money, Value, YearlyDate

Inputs: TypeAlias = tuple[Value | None, ...]

_MOST_KNOWN = 10_000


def compile_lookup(reference: Compiler, lookup: TableLookup, entity: str) -> Evaluate:
    """Compile a table as looked up for a subject of *entity*.

    Missing where an unknown input could decide which row matches. What was found is kept by the inputs.
    """
    inputs = [reference.expression(part, entity) for part in lookup.inputs]
    table, output = lookup.table, lookup.output
    known: dict[Inputs, Value] = {}

    def look_up(subject: Subject) -> Value | None:
        values = tuple(value(subject) for value in inputs)
        found = known.get(values)
        if found is not None:
            return found
        matches = [_matches(row, values) for row in table.rows]
        try:
            found = _given(table, output, matches)
        except CurrencyMismatch as mismatch:
            subject.world.trouble("currencies", subject.ref, str(mismatch))
            return None
        if found is not None:
            if len(known) >= _MOST_KNOWN:
                known.clear()
            known[values] = found
        elif not table.hit.startswith("collect") and not any(match is not False for match in matches):
            told = ", ".join(str(value) for value in values)
            subject.world.trouble("no-row", subject.ref, f"The table {table.name} has no row for {told}.")
        return found

    return look_up


def _given(table: Table, output: int, matches: Sequence[bool | None]) -> Value | None:
    rows = list(zip(table.rows, matches, strict=True))
    if table.hit == "unique":
        return next((row.gives[output] for row, match in rows if match), None)
    if table.hit == "first":
        first = next(((row, match) for row, match in rows if match is not False), None)
        return first[0].gives[output] if first and first[1] else None
    if None in matches:
        return None
    values = [value for row, match in rows if match and (value := row.gives[output]) is not None]
    return _collected(
        table.hit,
        values,
        next((row.gives[output] for row in table.rows if row.gives[output] is not None), None),
    )


def _collected(hit: str, values: Sequence[Value], one_like_it: Value | None) -> Value | None:
    match hit:
        case "collect count":
            return Decimal(len(values))
        case "collect sum":
            return reduce(_plus, values, _nothing_of(one_like_it))
        case "collect min" | "collect max" if not values:
            return None
        case "collect min":
            return reduce(lambda a, b: b if _less(b, a) else a, values)
        case "collect max":
            return reduce(lambda a, b: b if _less(a, b) else a, values)
        case _:
            return tuple(dict.fromkeys(str(value) for value in values))


def _plus(a: Value, b: Value) -> Value:
    total: Value = operator.add(a, b)
    return total


def _less(a: Value, b: Value) -> bool:
    return bool(_sorted_by(a) < _sorted_by(b))


def _sorted_by(value: Value) -> Any:  # noqa: ANN401 - whatever values of one type sort by
    if isinstance(value, Money):
        return value.amount_minor
    return value.days if isinstance(value, Duration) else value


def _nothing_of(value: Value | None) -> Value:
    if isinstance(value, Money):
        return NO_MONEY
    return Duration() if isinstance(value, Duration) else Decimal(0)


def _matches(row: Row, values: Inputs) -> bool | None:
    truth: bool | None = True
    for cell, value in zip(row.cells, values, strict=True):
        holds = _holds(cell, value)
        if holds is False:
            return False
        truth = None if holds is None else truth
    return truth


def _holds(cell: Cell, value: Value | None) -> bool | None:
    if cell.takes_anything:
        return True
    if value is None:
        return None
    truths = [_within(value, interval) for interval in cell.alternatives]
    found = True if True in truths else None if None in truths else False
    return found if found is None else found is not cell.negated


def _within(value: Value, interval: Interval) -> bool | None:
    low = _relates(value, operator.ge if interval.low_in else operator.gt, interval.low)
    high = _relates(value, operator.le if interval.high_in else operator.lt, interval.high)
    if low is False or high is False:
        return False
    return None if low is None or high is None else True


def _relates(value: Value, relate: Callable[[Any, Any], bool], end: Value | None) -> bool | None:
    if end is None:
        return True
    if isinstance(value, Money) and isinstance(end, Money):
        both = value.currency and end.currency
        return (
            None if both and value.currency != end.currency else relate(value.amount_minor, end.amount_minor)
        )
    if isinstance(value, Duration) and isinstance(end, Duration):
        return relate(value.days, end.days) if value.is_whole_days and end.is_whole_days else None
    if isinstance(value, (str, bool, YearlyDate)):
        return value == end
    return relate(value, end)
