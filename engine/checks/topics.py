"""What sentences are about, each with the set of values that a sentence leaves it.

A *topic* is one value that is known or missing: a fact, the relation of two values, how many days lie between two dates.
The sets are never too small: what is said to be impossible is impossible. They may be too large.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from engine.language import syntax
from engine.language.checking import FLIPPED
from engine.ranges import Space, ValueSet
from engine.values import Duration, Money, Value
from engine.vocabulary import FactType

_RELATIONS: Mapping[syntax.Operator, tuple[str, ...]] = {
    "=": ("=",),
    "!=": ("<", ">"),
    "<": ("<",),
    "<=": ("<", "="),
    ">": (">",),
    ">=": (">", "="),
}
RELATION = Space("choice", ("<", "=", ">"))
TRUTH = Space("yes_no")
GAP = Space("number", whole=True)
MONTHS = Space("number")
MINUTES = Space("number")
_MONTHS_A_YEAR = 12
_SHORTEST, _LONGEST = 28, 31


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that a sentence is about. *kind* tells what its values are; *left* and *right* what it is made of.

    ``value``: *left* itself; ``relation``: how *left* stands to *right*; ``days``, ``months``, ``minutes``: so much
    *left* is after *right*; ``truth``: whether *left* holds.
    """

    kind: str
    left: str
    right: str = ""


Part = tuple[Topic, ValueSet]


@dataclass(frozen=True, slots=True)
class Side:
    """A side of a comparison as something plus a length of time."""

    base: syntax.Expression
    offset: Duration


def compared(
    left: syntax.Expression, operator: syntax.Operator, right: syntax.Expression, type_: FactType | None
) -> Iterator[Part]:
    """What holds when ``left operator right`` does, *right* being no plain value. *type_* is that of the left."""
    order = sorted((left, right), key=key_of)
    if order[0] is not left:
        left, right, operator = right, left, FLIPPED[operator]
    yield Topic("relation", key_of(left), key_of(right)), RELATION.only(*_RELATIONS[operator])
    if type_ is not None and type_.kind in {"date", "moment"}:
        yield from _apart(side_of(left), operator, side_of(right), type_)


def against(
    value_of: syntax.Expression, operator: syntax.Operator, value: Value, space: Space
) -> Part | None:
    """What holds when ``value_of operator value`` does; None where such values have no order."""
    if isinstance(value, Money):
        space = Space("money", currency=value.currency)
    try:
        return value_topic(value_of, space), space.compared(operator, value)
    except (ValueError, AttributeError):
        return None


def value_topic(value_of: syntax.Expression, space: Space) -> Topic:
    """The topic of a value; of money one for each currency."""
    return Topic("value", key_of(value_of), space.currency)


def truth_topic(condition: syntax.Condition) -> Topic:
    """The topic of a sentence of which nothing is known but that it holds or not."""
    return Topic("truth", key_of(condition))


def key_of(node: syntax.Node) -> str:
    """The same for the same content. By its text, for Python takes yes for the number 1."""
    return repr(node)


def side_of(expression: syntax.Expression) -> Side:
    """``X + 3 days + 1 month`` is X and 1 month 3 days; what is no constant length stays in the base."""
    offset = Duration()
    while isinstance(expression, syntax.Sum):
        length = _length(expression.right)
        if length is None:
            break
        offset += length if expression.sign == "+" else length.negated()
        expression = expression.left
    return Side(expression, offset)


def _length(expression: syntax.Expression) -> Duration | None:
    value = getattr(expression, "value", None)
    return (
        value
        if isinstance(expression, syntax.Constant | syntax.Setting) and isinstance(value, Duration)
        else None
    )


def _apart(left: Side, operator: syntax.Operator, right: Side, type_: FactType) -> Iterator[Part]:
    """How far two dates are apart, where only one of the sides has a length added."""
    if left.offset != Duration():
        if right.offset != Duration():
            return
        left, right, operator = right, left, FLIPPED[operator]
    length = right.offset
    one, other = key_of(left.base), key_of(right.base)
    if length.is_whole_days and type_.kind == "date":
        yield _ordered("days", one, other, GAP.compared(operator, Decimal(length.days)))
    elif length == Duration(minutes=length.minutes) and type_.kind == "moment":
        yield _ordered("minutes", one, other, MINUTES.compared(operator, Decimal(length.minutes)))
    elif length == Duration(months=length.months):
        yield Topic("months", one, other), MONTHS.compared(operator, Decimal(length.months))
        if type_.kind == "date" and operator != "!=":
            low, high = _in_days(length.months)
            lowest = None if operator in {"<", "<="} else Decimal(low)
            highest = None if operator in {">", ">="} else Decimal(high)
            yield _ordered("days", one, other, GAP.between(lowest, highest))


def since(unit: str, start: syntax.Expression, operator: syntax.Operator, count: Value) -> Iterator[Part]:
    """What ``days since start operator count`` says about the distance from *start* to today."""
    if not isinstance(count, Decimal) or count != count.to_integral_value():
        return
    one, other = key_of(syntax.Today()), key_of(start)
    if unit == "days":
        yield _ordered("days", one, other, GAP.compared(operator, count))
        return
    low = count * (_MONTHS_A_YEAR if unit == "years" else 1)
    high = low + (_MONTHS_A_YEAR if unit == "years" else 1)  # the count stays until the next is full
    within = {
        ">=": MONTHS.between(low, None),
        ">": MONTHS.between(high, None),
        "<": MONTHS.between(None, low, high_in=False),
        "<=": MONTHS.between(None, high, high_in=False),
        "=": MONTHS.between(low, high, high_in=False),
        "!=": MONTHS.present - MONTHS.between(low, high, high_in=False),
    }
    yield Topic("months", one, other), within[operator]


def _ordered(kind: str, one: str, other: str, values: ValueSet) -> Part:
    """The same distance has one topic, whichever of the two is named first."""
    if one <= other:
        return Topic(kind, one, other), values
    return Topic(kind, other, one), _mirrored(values)


def _mirrored(values: ValueSet) -> ValueSet:
    # Before a whole position n is between n - 1 and n: mirrored, before 1 - n.
    whole = values.space.is_whole
    cuts = tuple((1 - at, False) if whole else (-at, not after) for at, after in reversed(values.cuts))
    outside = values.outside != (len(values.cuts) % 2 == 1)
    return ValueSet(values.space, outside, cuts, has_missing=values.has_missing)


def _in_days(months: int) -> tuple[int, int]:
    """Months in days, at the least and at the most."""
    ends = sorted((months * _SHORTEST, months * _LONGEST))
    years, rest = divmod(abs(months), 12)
    least, most = years * 365 + rest * _SHORTEST, math.ceil(years * 365.25) + 1 + rest * _LONGEST
    exact = (least, most) if months >= 0 else (-most, -least)
    return max(ends[0], exact[0]), min(ends[1], exact[1])
