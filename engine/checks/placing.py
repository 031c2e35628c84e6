"""Whether values that were chosen for two dates are as far apart as a case says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from engine.calendar.months import add_months, whole_months
from engine.checks.cases import Case
from engine.values import Value, ValueProblem

_HALF = Decimal("0.5")


def go_together(case: Case, known: Mapping[str, Value]) -> bool:
    """Can these be the values of one case? What is not known yet may still fit."""
    for topic, values in case.items():
        if topic.kind == "value" or topic.left not in known or topic.right not in known:
            continue
        apart = _apart(topic.kind, known[topic.left], known[topic.right])
        if apart is not None and apart not in values:
            return False
    return True


def _apart(kind: str, left: Value, right: Value) -> Value | None:
    """How far *left* is after *right*, as the topics of that kind measure it."""
    if kind == "relation":
        return _relation(left, right)
    if not _is_day(left) or not _is_day(right):
        return None
    assert isinstance(left, dt.date)
    assert isinstance(right, dt.date)
    if kind == "days":
        return Decimal((left - right).days)
    if kind == "months":
        return _months(left, right)
    return None


def _months(left: dt.date, right: dt.date) -> Decimal | None:
    """Whole months, and a half for those begun: so they lie between two whole ones."""
    try:
        whole = whole_months(right, left)
        return Decimal(whole) if add_months(right, whole) == left else whole + _HALF
    except ValueProblem:
        return None


def _relation(left: Value, right: Value) -> str | None:
    for kind in (dt.datetime, dt.date, Decimal):
        if isinstance(left, kind) and isinstance(right, kind):
            return "<" if left < right else ">" if left > right else "="  # type: ignore[operator]
    return None


def _is_day(value: Value) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)
