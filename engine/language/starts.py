"""When a rule starts: the moments and the periods of ``at:``."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from typing import TypeAlias

from lark import Token, Tree

from engine.language.checking import Operand, nothing
from engine.language.days import read_time
from engine.language.findings import SentenceFindings
from engine.language.grammar import parse, start_of
from engine.language.quantities import NotThisKind, read_number
from engine.language.reading import Reader, known_value
from engine.language.scope import KINDS, Scope
from engine.language.syntax import Constant
from engine.problems import Place
from engine.rulebook import AtMoment, Every
from engine.values import Duration
from engine.vocabulary import FactType, Kind

Part: TypeAlias = Tree[Token] | Token | None

_LONGEST_COUNT = 5
_A_WEEK = Duration(days=7)
_A_MONDAY = dt.date(1900, 1, 1)
_PERIODS = {"week": _A_WEEK, "month": Duration(months=1), "year": Duration(months=12)}


def parse_start(text: str, scope: Scope, place: Place) -> AtMoment | Every:
    """The ``at:`` of a rule: ``invoice.due_date``, ``every year on customer.birthday at 09:00``, ``every monday``.

    Raises:
        ProblemsFound: everything that is wrong with it.
    """
    reader = Reader(scope, SentenceFindings(place))
    tree = parse(text, "moment", place)
    *parts, hour = tree.children
    at = _hour(hour, reader.findings) if isinstance(hour, Token) else None
    if tree.data == "once":
        return _once(reader, parts[0], at)
    if tree.data == "weekly":
        return Every(_A_WEEK, Constant(_some_day(str(parts[1]))), at)
    return _every(reader, parts, at)


def _some_day(weekday: str) -> dt.date:
    """A day long ago that was this day of the week: whatever is known happened later."""
    return _A_MONDAY + dt.timedelta(days=calendar.day_name[:].index(weekday.capitalize()))


def _once(reader: Reader, anchor: Part, at: dt.time | None) -> AtMoment:
    operand = _anchor(reader, anchor, ("date", "moment"), "A rule starts at a date or a moment.")
    if at is not None and operand.type == FactType("moment"):
        mend = "Leave out “at”, or take a date."
        reader.findings.add("type-clash", operand.at, "A moment has its own hour.", mend)
    return AtMoment(known_value(operand.node, reader.findings), at)


def _every(reader: Reader, parts: Sequence[Part], at: dt.time | None) -> Every:
    _, number, unit, joint, anchor = parts
    period = _period(number, str(unit), reader.findings, start_of(unit) if unit is not None else 0)
    counts_anchor = str(joint) == "on"
    kinds: tuple[Kind, ...] = ("date",)
    if counts_anchor and period == Duration(months=12):
        kinds = ("date", "yearly_date")
    operand = _anchor(reader, anchor, kinds, "What comes back is counted from a date.")
    return Every(period, known_value(operand.node, reader.findings), at, counts_anchor)


def _anchor(reader: Reader, node: Part, kinds: tuple[Kind, ...], what: str) -> Operand:
    if node is None:
        return nothing(0)
    operand = reader.value(node)
    if operand.type and operand.type.kind not in kinds:
        yearly = operand.type.kind == "yearly_date"
        mend = "Write every year on …" if yearly else "Name such a fact, e.g. invoice.due_date."
        if operand.type.kind == "number":
            mend = "Name such a fact, e.g. invoice.due_date, or a whole date, e.g. 2026-12-25."
        reader.findings.add("type-clash", operand.at, f"This is {KINDS[operand.type.kind]}. {what}", mend)
    return operand


def _period(number: Part, unit: str, findings: SentenceFindings, at: int) -> Duration:
    period = _PERIODS.get(unit.removesuffix("s"))
    count = read_number(str(number)) if isinstance(number, Token) and len(number) <= _LONGEST_COUNT else None
    if number is not None and (count is None or count != count.to_integral_value() or count < 1):
        findings.add(
            "bad-value", start_of(number), f"“{number}” is no number of times.", "Write e.g. every 3 months."
        )
        return Duration(months=1)
    if period is None:
        mend = "Write e.g. every monday, every 2 weeks on, every month on, every 3 months on, every year on."
        what = f"A rule comes back after whole weeks, months or years, not “{unit}”."
        findings.add("unknown-unit", at, what, mend)
        return Duration(months=1)
    return period.times(int(count or 1))


def _hour(token: Token, findings: SentenceFindings) -> dt.time | None:
    try:
        return read_time(str(token))
    except NotThisKind as error:
        findings.add(error.code, start_of(token), error.what, error.mend)
        return None
