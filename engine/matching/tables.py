"""What a decision table gives for a row of values.

Written independently of `engine.truth`, whose answers the matching is compared with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from engine.matching.comparisons import compared, distance, same, same_currency
from engine.tables import Cell, Interval, Table
from engine.values import NO_MONEY, Duration, Money, Value

Give = Callable[[Sequence[Value | None]], Value | None]


def lookup(table: Table, output: int) -> Give:
    """The table as a function of its inputs; None where nobody can say which rows match."""
    gives = [(row.cells, row.gives[output]) for row in table.rows]

    def give(inputs: Sequence[Value | None]) -> Value | None:
        certain: list[Value | None] = []
        doubtful = False
        for cells, value in gives:
            found = _all(cells, inputs)
            if found is None and table.hit == "first" and not certain:
                return None
            doubtful = doubtful or found is None
            if found:
                certain.append(value)
        if table.hit in {"unique", "first"}:
            return certain[0] if certain else None
        return None if doubtful else _together(table.hit, certain, [value for _, value in gives])

    return give


def _all(cells: Sequence[Cell], inputs: Sequence[Value | None]) -> bool | None:
    answers = {_one(cell, value) for cell, value in zip(cells, inputs, strict=True)}
    return False if False in answers else None if None in answers else True


def _one(cell: Cell, value: Value | None) -> bool | None:
    if cell.takes_anything:
        return True
    answers = {_inside(value, part) for part in cell.alternatives}
    if True in answers:
        return not cell.negated
    return None if None in answers else cell.negated


def _inside(value: Value | None, part: Interval) -> bool | None:
    if part.low is not None and part.low == part.high:
        return same(value, part.low)
    answers = set()
    if part.low is not None:
        answers.add(compared(value, ">=" if part.low_in else ">", part.low))
    if part.high is not None:
        answers.add(compared(value, "<=" if part.high_in else "<", part.high))
    return False if False in answers else None if None in answers else True


def _together(hit: str, found: Sequence[Value | None], column: Sequence[Value | None]) -> Value | None:
    values = [value for value in found if value is not None]
    if hit == "collect":
        return tuple({str(value): None for value in values})
    if hit == "collect count":
        return Decimal(len(values))
    if hit == "collect sum":
        return _total(values, column)
    best: Value | None = None
    for value in values:
        apart = distance(value, best)
        if best is None or (apart is not None and (apart < 0 if hit == "collect min" else apart > 0)):
            best = value
    return best


def _total(values: Sequence[Value], column: Sequence[Value | None]) -> Value | None:
    match next((value for value in column if value is not None), None):
        case Money():
            total = NO_MONEY
            for value in values:
                if not isinstance(value, Money) or not same_currency(total, value):
                    return None
                total += value
            return total
        case Duration():
            length = Duration()
            for value in values:
                length = length + value if isinstance(value, Duration) else length
            return length
        case _:
            return sum((value for value in values if isinstance(value, Decimal)), Decimal(0))
