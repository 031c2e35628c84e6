# ruff: noqa: ANN401, PLR0911 - values of any kind; each kind returns at once
"""A second reading of the three-valued semantics, as plain as possible, to compare the columns with.

Slow and recursive; shares with `engine.matching` the syntax and the calendar, nothing else.
"""

import datetime as dt
import operator
from decimal import Decimal
from fractions import Fraction
from math import ceil, isfinite
from typing import Any

from engine.language import syntax
from engine.matching import Reading
from engine.tables import Cell, Table
from engine.values import NO_MONEY, Duration, Money, ValueProblem, YearlyDate
from tests.matching.builders import CALENDAR

OPERATORS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def truth(condition: syntax.Condition, reading: Reading) -> bool | None:
    match condition:
        case syntax.Sentence(_, inner):
            return truth(inner, reading)
        case syntax.Not(part):
            inner_truth = truth(part, reading)
            return None if inner_truth is None else not inner_truth
        case syntax.All(parts):
            found = {truth(part, reading) for part in parts}
            return False if False in found else None if None in found else True
        case syntax.AnyOf(parts):
            found = {truth(part, reading) for part in parts}
            return True if True in found else None if None in found else False
        case syntax.Compare(left, op, right):
            return related(value(left, reading), op, value(right, reading))
        case syntax.IsEmpty(expression):
            return value(expression, reading) in (None, ())
        case syntax.Contains(expression, item):
            words, word = value(expression, reading), value(item, reading)
            return word in words if kind(words) == "list" and kind(word) == "text" else None
        case syntax.OneOf(expression, choices):
            it = value(expression, reading)
            found = {related(it, "=", choice.value) for choice in choices}
            return None if it is None else True if True in found else None if None in found else False
        case syntax.Off(expression, percent, direction, base):
            return far(value(expression, reading), value(percent, reading), value(base, reading), direction)
    raise AssertionError(condition)


def related(a: Any, op: syntax.Operator, b: Any) -> bool | None:
    """The truth of a comparison of two values."""
    if kind(a) != kind(b) or kind(a) is None:
        return None
    if kind(a) == "money":
        if a.currency and b.currency and a.currency != b.currency:
            return None
        a, b = a.amount_minor, b.amount_minor
    elif kind(a) == "duration":
        if a == b:
            return op in ("=", "<=", ">=")
        if a != Duration(days=a.days) or b != Duration(days=b.days):
            return None
        a, b = a.days, b.days
    elif kind(a) in ("text", "yes_no", "yearly") and op not in ("=", "!="):
        return None
    return bool(OPERATORS[op](a, b))


def far(it: Any, percent: Any, base: Any, direction: str) -> bool | None:
    if kind(it) == kind(base) == "money":
        if it.currency and base.currency and it.currency != base.currency:
            return None
        it, base = Decimal(it.amount_minor), Decimal(base.amount_minor)
    if not kind(it) == kind(percent) == kind(base) == "number" or base <= 0:
        return None
    share = Fraction(base) * Fraction(percent) / 100
    if direction == "below":
        return Fraction(it) <= Fraction(base) - share
    return Fraction(it) >= Fraction(base) + share


def kind(it: Any) -> str | None:
    """The kind of a value, None for what is missing or no value at all."""
    match it:
        case bool():
            return "yes_no"
        case str():
            return "text"
        case Decimal():
            return "number" if isfinite(it) else None
        case Money():
            return "money" if it.currency or not it.amount_minor else None
        case dt.datetime():
            return "moment" if it.tzinfo else None
        case dt.date():
            return "date"
        case Duration():
            return "duration"
        case YearlyDate():
            return "yearly"
        case tuple():
            return "list"
    return None


def value(expression: syntax.Expression, reading: Reading) -> Any:  # noqa: C901 - one for each form
    match expression:
        case syntax.Constant(it) | syntax.Setting(_, it):
            return it
        case syntax.FactPath():
            return reading.read(expression)
        case syntax.Today():
            return reading.today
        case syntax.Now():
            return reading.now
        case syntax.Since(unit, start):
            return since(unit, value(start, reading), reading.today)
        case syntax.Sum(left, sign, right):
            return added(value(left, reading), sign, value(right, reading))
        case syntax.Product(left, sign, right):
            return multiplied(value(left, reading), sign, value(right, reading))
        case syntax.AmountFor(_, amounts, like):
            other = value(like or syntax.Constant(NO_MONEY), reading)
            if kind(other) != "money":
                return None
            return next((it for it in amounts if other.currency in ("", it.currency)), None)
        case syntax.TableLookup(table, output, inputs):
            return looked_up(table, output, [value(each, reading) for each in inputs])
    raise AssertionError(expression)


def looked_up(table: Table, output: int, inputs: list[Any]) -> Any:
    """The meaning of the hit policies, row by row."""
    found = [
        (every([matched(cell, it) for cell, it in zip(row.cells, inputs, strict=True)]), row.gives[output])
        for row in table.rows
    ]
    if table.hit == "unique":
        return next((gives for match, gives in found if match), None)
    if table.hit == "first":
        return next(((gives if match else None) for match, gives in found if match is not False), None)
    if any(match is None for match, _ in found):
        return None
    given: list[Any] = [gives for match, gives in found if match and gives is not None]
    match table.hit:
        case "collect":
            return tuple(dict.fromkeys(given))
        case "collect count":
            return Decimal(len(given))
        case "collect sum":
            nothing: Any = NO_MONEY if any(kind(gives) == "money" for _, gives in found) else Decimal(0)
            return sum(given, nothing)
    size: Any = (lambda it: it.amount_minor) if given and kind(given[0]) == "money" else lambda it: it
    chosen = min if table.hit == "collect min" else max
    return chosen(given, key=size) if given else None


def every(truths: list[bool | None]) -> bool | None:
    return False if False in truths else None if None in truths else True


def matched(cell: Cell, it: Any) -> bool | None:
    if not cell.alternatives:
        return True
    found = []
    for part in cell.alternatives:
        if part.low == part.high:
            found.append(related(it, "=", part.low))
            continue
        low = True if part.low is None else related(it, ">=" if part.low_in else ">", part.low)
        high = True if part.high is None else related(it, "<=" if part.high_in else "<", part.high)
        found.append(every([low, high]))
    some = True if True in found else None if None in found else False
    return some if some is None else some is not cell.negated


def since(unit: str, start: Any, today: dt.date) -> Decimal | None:
    if kind(start) == "moment":
        start = CALENDAR.date_of(start)
    if kind(start) != "date":
        return None
    if unit == "days":
        return Decimal(today.toordinal() - start.toordinal())
    size = 12 if unit == "years" else 1
    reached = -12_000
    for guess in (2048, 1024, 512, 256, 128, 64, 32, 16, 8, 4, 2, 1) * 6:
        if later(start, (reached + guess) * size) <= today:
            reached += guess
    return Decimal(reached)


def later(start: dt.date, months: int) -> dt.date:
    try:
        return CALENDAR.add_to_date(start, Duration(months=months))
    except ValueProblem:
        return dt.date.max if months > 0 else dt.date.min


def added(a: Any, sign: str, b: Any) -> Any:
    kinds = (kind(a), kind(b))
    if kinds in (("number", "number"), ("duration", "duration")):
        return a + (b if sign == "+" else b.times(-1) if isinstance(b, Duration) else -b)
    if kinds == ("money", "money"):
        if a.currency and b.currency and a.currency != b.currency:
            return None
        return a + (b if sign == "+" else Money(-b.amount_minor, b.currency))
    if kinds == ("duration", "date") and sign == "+":
        a, b, kinds = b, a, ("date", "duration")
    length: Any = b.times(1 if sign == "+" else -1) if kinds[1] == "duration" else None
    try:
        if kinds == ("date", "duration"):
            return CALENDAR.add_to_date(a, length)
        if kinds == ("moment", "duration"):
            return CALENDAR.add(a, length)
    except ValueProblem:
        return None
    return None


def multiplied(a: Any, sign: str, b: Any) -> Any:
    kinds = (kind(a), kind(b))
    if kinds == ("number", "number"):
        return a * b if sign == "*" else a / b if b else None
    if sign == "*" and kinds[0] == "number":
        a, b, kinds = b, a, (kinds[1], kinds[0])
    if kinds[1] != "number" or (sign == "/" and not b):
        return None
    factor = Fraction(b) if sign == "*" else 1 / Fraction(b)
    if kinds[0] == "money":
        exact = abs(a.amount_minor * factor)
        whole = int(exact) + (exact - int(exact) >= Fraction(1, 2))
        return Money(whole if a.amount_minor * factor > 0 else -whole, a.currency)
    if kinds[0] == "duration":
        if factor == int(factor):
            return a.times(int(factor))
        return Duration(days=ceil(a.days * factor)) if a == Duration(days=a.days) else None
    return None
