"""The sentences of rules and of the vocabulary, read and checked: text in, syntax or problems out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NoReturn, TypeAlias, get_args

from lark import Token, Tree

from engine.language.aggregates import read_aggregate
from engine.language.checking import Operand, comparable, nothing
from engine.language.days import read_time
from engine.language.grammar import parse, start_of
from engine.language.operands import as_target
from engine.language.quantities import NotThisKind, read_number
from engine.language.reading import Reader, is_condition
from engine.language.scalars import parse_constant, parse_duration, parse_value, show_value
from engine.language.scope import KINDS, Findings, Scope, path_of, resolve_path
from engine.language.syntax import Answer, Condition, Expression, FactPath, Sentence, Truth
from engine.problems import Place, Problem, ProblemsFound
from engine.rulebook import AtMoment, Every
from engine.values import Duration
from engine.vocabulary import FactType, Kind

__all__ = [
    "Scope",
    "parse_condition",
    "parse_constant",
    "parse_duration",
    "parse_expression",
    "parse_path",
    "parse_source",
    "parse_start",
    "parse_value",
    "show_value",
]

Part: TypeAlias = Tree[Token] | Token | None


def parse_condition(text: str, scope: Scope, place: Place) -> Sentence:
    """One line of ``when``: something that holds or does not.

    Raises:
        ProblemsFound: everything that is wrong with it.
    """
    reader = Reader(scope, Findings(place))
    condition = reader.condition(_only(parse(text, "sentence", place)))
    return Sentence(text, _condition(condition, reader.findings), place)


def parse_expression(  # noqa: PLR0913 - what is expected is told by name
    text: str,
    scope: Scope,
    place: Place,
    expect: tuple[str, ...] = (),
    *,
    answers: bool = False,
    target: FactType | None = None,
) -> tuple[Expression, FactType]:
    """A value. *target*, if known, is the exact type wanted: a bare word is then one of its choices.

    *expect* is the kinds allowed; ``answer.x`` may stand alone where *answers*, and has the type expected.

    Raises:
        ProblemsFound: everything that is wrong with it.
    """
    reader = Reader(scope, Findings(place))
    tree = _only(parse(text, "sentence", place))
    wanted = target or _wanted(expect)
    if (answers or scope.answers) and isinstance(tree, Token) and tree.startswith("answer."):
        return _answer(str(tree), start_of(tree), reader.findings), wanted or FactType("text")
    operand = reader.side(tree) if isinstance(tree, Token) and tree.type == "NAME" else reader.value(tree)
    operand = as_target(operand, wanted, reader.findings, scope.zone)
    _expected(operand, (target.kind,) if target else expect, target, reader.findings)
    node = _expression(operand.node, reader.findings)
    return node, operand.type or FactType("text")


def parse_source(text: str, scope: Scope, place: Place, type: FactType) -> Expression:  # noqa: A002
    """The formula of a derived fact, which must give the fact's *type*; aggregates may stand here only.

    Raises:
        ProblemsFound: everything that is wrong with it.
    """
    reader = Reader(scope, Findings(place), read_aggregate)
    tree = _only(parse(text, "source", place))
    if type.kind == "yes_no" and is_condition(tree):
        return Truth(_condition(reader.condition(tree), reader.findings))
    operand = as_target(reader.value(tree), type, reader.findings, scope.zone)
    _expected(operand, (type.kind,), type, reader.findings)
    return _expression(operand.node, reader.findings)


def parse_start(text: str, scope: Scope, place: Place) -> AtMoment | Every:
    """The ``at:`` of a rule: ``invoice.due_date``, ``every year on customer.birthday at 09:00``.

    Raises:
        ProblemsFound: everything that is wrong with it.
    """
    reader = Reader(scope, Findings(place))
    tree = parse(text, "moment", place)
    *parts, hour = tree.children
    at = _hour(hour, reader.findings) if isinstance(hour, Token) else None
    if tree.data == "once":
        return _once(reader, parts[0], at)
    return _every(reader, parts, at)


def parse_path(text: str, scope: Scope, place: Place) -> tuple[FactPath, FactType]:
    """A fact named by itself, as in ``set:`` or ``given:``.

    Raises:
        ProblemsFound: there is no such fact.
    """
    findings = Findings(place)
    name = text.strip()
    at = len(text) - len(text.lstrip())
    type_ = resolve_path(name, scope, at, findings)
    findings.raise_any()
    return path_of(name), type_ or FactType("text")


def _once(reader: Reader, anchor: Part, at: dt.time | None) -> AtMoment:
    operand = _anchor(reader, anchor, ("date", "moment"), "A rule starts at a date or a moment.")
    if at is not None and operand.type == FactType("moment"):
        mend = "Leave out “at”, or take a date."
        reader.findings.add("type-clash", operand.at, "A moment has its own hour.", mend)
    return AtMoment(_expression(operand.node, reader.findings), at)


def _every(reader: Reader, parts: Sequence[Part], at: dt.time | None) -> Every:
    _, number, unit, joint, anchor = parts
    period = _period(number, str(unit), reader.findings, start_of(unit) if unit is not None else 0)
    counts_anchor = str(joint) == "on"
    kinds: tuple[Kind, ...] = ("date",)
    if counts_anchor and period == Duration(months=12):
        kinds = ("date", "yearly_date")
    operand = _anchor(reader, anchor, kinds, "What comes back is counted from a date.")
    return Every(period, _expression(operand.node, reader.findings), at, counts_anchor)


def _anchor(reader: Reader, node: Part, kinds: tuple[Kind, ...], what: str) -> Operand:
    if node is None:
        return nothing(0)
    operand = reader.value(node)
    if operand.type and operand.type.kind not in kinds:
        yearly = operand.type.kind == "yearly_date"
        mend = "Write every year on …" if yearly else "Name such a fact, e.g. invoice.due_date."
        reader.findings.add("type-clash", operand.at, f"This is {KINDS[operand.type.kind]}. {what}", mend)
    return operand


def _period(number: Part, unit: str, findings: Findings, at: int) -> Duration:
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


def _hour(token: Token, findings: Findings) -> dt.time | None:
    try:
        return read_time(str(token))
    except NotThisKind as error:
        findings.add(error.code, start_of(token), error.what, error.mend)
        return None


def _answer(path: str, at: int, findings: Findings) -> Answer:
    _, *names = path.split(".")
    if len(names) != 1:
        findings.add("unknown-fact", at, f"“{path}”: an answer has fields only.", "Write e.g. answer.date.")
        findings.raise_any()
    return Answer(names[0])


def _wanted(expect: tuple[str, ...]) -> FactType | None:
    known = [kind for kind in get_args(Kind) if kind in expect]
    if len(known) == 1:
        return FactType(known[0])
    # Of several kinds a bare word is the one that words can be.
    return next((FactType(kind) for kind in known if kind in ("choice", "text")), None)


def _expected(operand: Operand, kinds: tuple[str, ...], target: FactType | None, findings: Findings) -> None:
    if operand.type is None or not kinds:
        return
    fits = operand.type.kind in kinds and (target is None or comparable(operand.type, target))
    if fits or (target is not None and target.kind == "text" and operand.type.kind == "choice"):
        return
    wanted = " or ".join(KINDS[kind] for kind in get_args(Kind) if kind in kinds)
    what = f"{KINDS[operand.type.kind]} stands where {wanted} is expected."
    findings.add("type-clash", operand.at, what, _EXAMPLES.get(kinds[0], f"Name a fact that is {wanted}."))


def _only(tree: Tree[Token]) -> Tree[Token] | Token:
    return tree.children[0]


def _condition(found: Condition | None, findings: Findings) -> Condition:
    findings.raise_any()
    return _not_understood(findings) if found is None else found


def _expression(found: Expression | None, findings: Findings) -> Expression:
    findings.raise_any()
    return _not_understood(findings) if found is None else found


def _not_understood(findings: Findings) -> NoReturn:
    what, mend = "This sentence cannot be understood.", "Write it in a simpler way."
    raise ProblemsFound([Problem("bad-sentence", findings.place, what, mend)])


_LONGEST_COUNT = 5
_EXAMPLES = {
    "money": "Write an amount with its currency, e.g. 200 CNY.",
    "number": "Write a number, e.g. 3.",
    "percent": "Write a percent sign, e.g. 30%.",
    "yes_no": "Write yes or no.",
    "date": "Write a date, e.g. 2026-01-31, or a fact that is one.",
    "duration": "Write e.g. 30 days.",
}
