"""When a rule starts: the moments and the periods of ``at:``."""

from __future__ import annotations

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
from engine.problems import Place
from engine.rulebook import AtMoment, Every
from engine.values import Duration
from engine.vocabulary import FactType, Kind

Part: TypeAlias = Tree[Token] | Token | None

_LONGEST_COUNT = 5


def parse_start(text: str, scope: Scope, place: Place) -> AtMoment | Every:
    """The ``at:`` of a rule: ``invoice.due_date``, ``every year on customer.birthday at 09:00``.

    Raises:
        ProblemsFound: everything that is wrong with it.
    """
    reader = Reader(scope, SentenceFindings(place))
    tree = parse(text, "moment", place)
    *parts, hour = tree.children
    at = _hour(hour, reader.findings) if isinstance(hour, Token) else None
    if tree.data == "once":
        return _once(reader, parts[0], at)
    return _every(reader, parts, at)


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
        reader.findings.add("type-clash", operand.at, f"This is {KINDS[operand.type.kind]}. {what}", mend)
    return operand


def _period(number: Part, unit: str, findings: SentenceFindings, at: int) -> Duration:
    months = {"month": 1, "year": 12}.get(unit.removesuffix("s"))
    count = read_number(str(number)) if isinstance(number, Token) and len(number) <= _LONGEST_COUNT else None
    if number is not None and (count is None or count != count.to_integral_value() or count < 1):
        findings.add(
            "bad-value", start_of(number), f"“{number}” is no number of times.", "Write e.g. every 3 months."
        )
        return Duration(months=1)
    if months is None:
        mend = "Write e.g. every month on, every 3 months on, every year on."
        findings.add(
            "unknown-unit", at, f"A rule comes back after whole months or years, not “{unit}”.", mend
        )
        return Duration(months=1)
    return Duration(months=months * int(count or 1))


def _hour(token: Token, findings: SentenceFindings) -> dt.time | None:
    try:
        return read_time(str(token))
    except NotThisKind as error:
        findings.add(error.code, start_of(token), error.what, error.mend)
        return None
