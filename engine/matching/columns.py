"""Every leaf of a condition as a test on a column of whole numbers.

A comparison with a constant becomes a raw column and a native comparison, an order of two expressions their
difference and a native comparison with zero; everything else becomes two columns *is true* and *is false*.
Unknown leaves a column out, and a test on a missing column never holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple, TypeAlias, assert_never

from engine.language.syntax import (
    Compare,
    Constant,
    Contains,
    Expression,
    IsEmpty,
    Leaf,
    Off,
    OneOf,
    Operator,
    Setting,
)
from engine.matching.comparisons import compared, distance, off, same
from engine.matching.expressions import Evaluate, Expressions, Row
from engine.matching.scales import is_a_date, is_sound, moment_column, money_column, number_column, threshold
from engine.values import Money, Value

Encode: TypeAlias = Callable[[Row], int | None]
Judge: TypeAlias = Callable[[Row], bool | None]


class Test(NamedTuple):
    """``column OP constant``, e.g. ``("money CNY of invoice.balance", ">=", 500000)``."""

    column: str
    operator: Operator
    constant: int


INVERSE: dict[Operator, Operator] = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
MIRRORED: dict[Operator, Operator] = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


class Columns:
    """The columns of one entity, each named after what it holds, so that equal ones are shared."""

    def __init__(self, expressions: Expressions) -> None:
        self._expressions = expressions
        self.encoders: dict[str, Encode] = {}

    def test(self, leaf: Leaf, wanted: bool) -> Test:  # noqa: FBT001 - the two sides of one question
        """The test that holds exactly when *leaf* is true, or with *wanted* no, exactly when it is false."""
        native = self._native(leaf) if isinstance(leaf, Compare) else None
        if native is not None:
            return native if wanted else native._replace(operator=INVERSE[native.operator])
        # Python takes yes for the number 1: the text of a leaf tells `= yes` from `= 1`, its equality does not.
        name = f"{leaf!r} is {wanted}"
        if name not in self.encoders:
            self.encoders[name] = _flag(self._judge(leaf), wanted)
        return Test(name, "=", 1)

    def _native(self, leaf: Compare) -> Test | None:
        left, operator, right = leaf.left, leaf.operator, leaf.right
        if isinstance(left, Constant | Setting):
            left, operator, right = right, MIRRORED[operator], left
        if isinstance(left, Constant | Setting):
            return None
        if isinstance(right, Constant | Setting):
            return self._with_constant(left, operator, right.value)
        # Equality of two facts may be one of texts, which have no difference.
        return self._difference(left, operator, right) if operator not in {"=", "!="} else None

    def _with_constant(self, expression: Expression, operator: Operator, constant: Value) -> Test | None:
        limit = threshold(constant)
        if limit is None:
            return None
        kind, encoded = _raw(constant)
        name = f"{kind} of {expression!r}"
        if name not in self.encoders:
            self.encoders[name] = encoded(self._expressions.compiled(expression))
        return Test(name, operator, limit)

    def _difference(self, left: Expression, operator: Operator, right: Expression) -> Test:
        name = f"{left!r} - {right!r}"
        if name not in self.encoders:
            one, other = self._expressions.compiled(left), self._expressions.compiled(right)
            self.encoders[name] = lambda row: distance(one(row), other(row))
        return Test(name, operator, 0)

    def _judge(self, leaf: Leaf) -> Judge:
        compiled = self._expressions.compiled
        match leaf:
            case Compare(left, "=", Constant(str() | bool() as one) | Setting(value=str() | bool() as one)):
                return _is(compiled(left), one)
            case Compare():
                first, operator, second = compiled(leaf.left), leaf.operator, compiled(leaf.right)
                return lambda row: compared(first(row), operator, second(row))
            case IsEmpty():
                value = compiled(leaf.value)
                return lambda row: (found := value(row)) is None or found == ()
            case Contains():
                return _has(compiled(leaf.value), compiled(leaf.item))
            case OneOf():
                return _one_of(compiled(leaf.value), tuple(choice.value for choice in leaf.choices))
            case Off():
                value, percent, base = compiled(leaf.value), compiled(leaf.percent), compiled(leaf.base)
                direction = leaf.direction
                return lambda row: off(value(row), percent(row), direction, base(row))
            case _:
                assert_never(leaf)


def _raw(constant: Value) -> tuple[str, Callable[[Evaluate], Encode]]:
    """The name of the scale that *constant* lies on, and how an expression is put on it."""
    match constant:
        case Money():
            return f"money {constant.currency}", lambda value: _money(value, constant.currency)
        case Decimal():
            return "number", _number
        case dt.datetime():
            return "moment", _moment
        case _:
            return "date", _date


def _number(value: Evaluate) -> Encode:
    def encode(row: Row) -> int | None:
        number = value(row)
        return number_column(number) if isinstance(number, Decimal) else None

    return encode


def _money(value: Evaluate, currency: str) -> Encode:
    def encode(row: Row) -> int | None:
        money = value(row)
        if not isinstance(money, Money) or not is_sound(money):
            return None
        fits = money.currency == currency or not money.currency or not currency
        return money_column(money.amount_minor) if fits else None

    return encode


def _date(value: Evaluate) -> Encode:
    def encode(row: Row) -> int | None:
        day = value(row)
        return day.toordinal() if is_a_date(day) else None

    return encode


def _moment(value: Evaluate) -> Encode:
    def encode(row: Row) -> int | None:
        moment = value(row)
        return moment_column(moment) if isinstance(moment, dt.datetime) else None

    return encode


def _flag(judge: Judge, wanted: bool) -> Encode:  # noqa: FBT001 - the two sides of one question
    return lambda row: 1 if judge(row) is wanted else None


def _is(value: Evaluate, wanted: str | bool) -> Judge:  # noqa: FBT001 - yes and no are values
    """`same` for the commonest sentences, ``X is A`` and ``X is yes``."""
    kind = type(wanted)
    return lambda row: found == wanted if isinstance(found := value(row), kind) else None


def _has(value: Evaluate, item: Evaluate) -> Judge:
    def judge(row: Row) -> bool | None:
        words, word = value(row), item(row)
        if not isinstance(words, tuple) or not isinstance(word, str):
            return None
        return any(each == word for each in words)

    return judge


def _one_of(value: Evaluate, choices: tuple[Value, ...]) -> Judge:
    if choices and all(isinstance(choice, str) for choice in choices):
        texts = frozenset(choices)
        return lambda row: text in texts if isinstance(text := value(row), str) else None

    def judge(row: Row) -> bool | None:
        found = value(row)
        if found is None:
            return None
        answers = {same(found, choice) for choice in choices}
        return True if True in answers else None if None in answers else False

    return judge
