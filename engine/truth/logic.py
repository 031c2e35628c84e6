"""Kleene's strong logic: unknown survives unless another part decides.

``all`` with a false part is false, ``any`` with a true part is true; a comparison with a missing side is unknown.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.language import syntax
from engine.truth.compiled import Evaluate, Judge
from engine.truth.world import Subject
from engine.values import Duration, Money, Value

_OPERATORS: dict[syntax.Operator, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


_NOTHING: tuple[Value | None, ...] = (None, ())


def all_of(parts: list[Judge]) -> Judge:
    """All parts hold: one that is false decides."""
    return _decided_by(parts, decisive=False)


def any_of(parts: list[Judge]) -> Judge:
    """At least one part holds: one that is true decides."""
    return _decided_by(parts, decisive=True)


def _decided_by(parts: list[Judge], *, decisive: bool) -> Judge:
    def judge(subject: Subject) -> bool | None:
        result: bool | None = not decisive
        for part in parts:
            truth = part(subject)
            if truth is decisive:
                return decisive
            if truth is None:
                result = None
        return result

    return parts[0] if len(parts) == 1 else judge


def not_so(part: Judge) -> Judge:
    """The part does not hold; unknown stays unknown."""

    def judge(subject: Subject) -> bool | None:
        truth = part(subject)
        return None if truth is None else not truth

    return judge


def compare(left: Evaluate, op: syntax.Operator, right: Evaluate) -> Judge:
    """Two values in relation; unknown when one is missing or they are of two currencies."""
    relate = _OPERATORS[op]

    def judge(subject: Subject) -> bool | None:
        a = left(subject)
        if a is None:
            return None
        b = right(subject)
        if b is None:
            return None
        kind = type(a)
        if kind is Money or kind is Duration:
            return _relate(subject, relate, a, b)
        return relate(a, b)

    return judge


def compare_with(left: Evaluate, op: syntax.Operator, value: Value) -> Judge:
    """A value in relation to one that is written in the sentence: most sentences are of this kind, so it is quick."""
    relate = _OPERATORS[op]
    if isinstance(value, Money):
        return _compare_with_money(left, relate, value)
    if isinstance(value, Duration):
        return compare(left, op, lambda _subject: value)

    def judge(subject: Subject) -> bool | None:
        found = left(subject)
        return None if found is None else relate(found, value)

    return judge


def compare_stored(name: str, default: Value | None, op: syntax.Operator, value: Value) -> Judge:
    """A fact of the subject itself in relation to a written value that is neither money nor a duration.

    The same as `compare_with`, without a call for the fact: it is asked of every row of a figure.
    """
    relate = _OPERATORS[op]

    def judge(subject: Subject) -> bool | None:
        found = subject.facts.get(name, default)
        return None if found is None else relate(found, value)

    return judge


def _compare_with_money(left: Evaluate, relate: Callable[[Any, Any], bool], value: Money) -> Judge:
    amount, currency = value.amount_minor, value.currency

    def judge(subject: Subject) -> bool | None:
        found = left(subject)
        if found is None:
            return None
        if type(found) is Money and found.currency == currency:
            return relate(found.amount_minor, amount)
        return _relate(subject, relate, found, value)

    return judge


def _relate(subject: Subject, relate: Callable[[Any, Any], bool], a: Value, b: Value) -> bool | None:
    if isinstance(a, Money) and isinstance(b, Money):
        if a.currency == b.currency or not a.currency or not b.currency:
            return relate(a.amount_minor, b.amount_minor)
        subject.world.trouble("currencies", subject.ref, f"{a} and {b} are of two currencies: not compared.")
        return None
    if isinstance(a, Duration) and isinstance(b, Duration):
        if a.is_whole_days and b.is_whole_days:
            return relate(a.days, b.days)
        return relate(0, 0) if a == b else None
    return None


def is_empty(value: Evaluate) -> Judge:
    """The value is missing, or a list of nothing; never unknown."""
    return lambda subject: value(subject) in _NOTHING


def contains(value: Evaluate, item: Evaluate) -> Judge:
    """The list has the word."""

    def judge(subject: Subject) -> bool | None:
        words, word = value(subject), item(subject)
        return word in words if isinstance(words, tuple) and isinstance(word, str) else None

    return judge


def one_of(value: Evaluate, choices: tuple[Value, ...]) -> Judge:
    """The value is one of the choices."""

    def judge(subject: Subject) -> bool | None:
        found = value(subject)
        if found is None:
            return None
        if not isinstance(found, Money | Duration):
            return found in choices
        truths = [_relate(subject, operator.eq, found, choice) for choice in choices]
        return True if True in truths else None if None in truths else False

    return judge


def off(value: Evaluate, percent: Evaluate, base: Evaluate, sign: int) -> Judge:
    """The value is at least so many per cent below (*sign* -1) or above (+1) the base."""

    def judge(subject: Subject) -> bool | None:
        found, share, against = value(subject), percent(subject), base(subject)
        if isinstance(found, Money) and isinstance(against, Money):
            if found.currency != against.currency and found.currency and against.currency:
                subject.world.trouble(
                    "currencies", subject.ref, f"{found} and {against} are of two currencies: not compared."
                )
                return None
            a, b = Decimal(found.amount_minor), Decimal(against.amount_minor)
        elif isinstance(found, Decimal) and isinstance(against, Decimal):
            a, b = found, against
        else:
            return None
        if b <= 0 or not isinstance(share, Decimal):
            return None
        return sign * (a * 100 - b * 100) >= b * share

    return judge
