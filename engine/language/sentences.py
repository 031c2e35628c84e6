"""The sentences of rules and of the vocabulary, read and checked: text in, syntax or problems out."""

from __future__ import annotations

from typing import get_args

from lark import Token, Tree

from engine.language.aggregates import read_aggregate
from engine.language.checking import Operand, comparable, settle
from engine.language.findings import SentenceFindings
from engine.language.grammar import parse, start_of
from engine.language.operands import as_target
from engine.language.reading import Reader, is_condition, known_condition, known_value
from engine.language.scalars import parse_constant, parse_duration, parse_value, show_value
from engine.language.scope import KINDS, Scope, resolve_path
from engine.language.starts import parse_start
from engine.language.syntax import Answer, Constant, Expression, FactPath, Sentence, Setting, Truth
from engine.problems import Place, did_you_mean
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
    "parse_table_input",
    "parse_value",
    "show_value",
]


def parse_condition(text: str, scope: Scope, place: Place) -> Sentence:
    """One line of ``when``: something that holds or does not.

    Raises:
        ProblemsFound: everything that is wrong with it.
    """
    reader = Reader(scope, SentenceFindings(place))
    condition = reader.condition(_only(parse(text, "sentence", place)))
    return Sentence(text, known_condition(condition, reader.findings), place)


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
    reader = Reader(scope, SentenceFindings(place))
    tree = _only(parse(text, "sentence", place))
    wanted = target or _wanted(expect)
    if (answers or scope.answers) and isinstance(tree, Token) and tree.startswith("answer."):
        answer = _answer(str(tree), start_of(tree), scope, reader.findings)
        return answer, scope.form.get(answer.name) or wanted or FactType("text")
    operand = reader.side(tree) if isinstance(tree, Token) and tree.type == "NAME" else reader.value(tree)
    operand = as_target(operand, wanted, reader.findings, scope.zone)
    _expected(operand, (target.kind,) if target else expect, target, reader.findings)
    node = known_value(operand.node, reader.findings)
    return node, operand.type or FactType("text")


def parse_source(text: str, scope: Scope, place: Place, type: FactType) -> Expression:  # noqa: A002 - the vocabulary's word
    """The formula of a derived fact, which must give the fact's *type*; aggregates may stand here only.

    Raises:
        ProblemsFound: everything that is wrong with it.
    """
    reader = Reader(scope, SentenceFindings(place), read_aggregate)
    tree = _only(parse(text, "source", place))
    if type.kind == "yes_no" and is_condition(tree):
        return Truth(known_condition(reader.condition(tree), reader.findings))
    operand = as_target(reader.value(tree), type, reader.findings, scope.zone)
    _expected(operand, (type.kind,), type, reader.findings)
    return known_value(operand.node, reader.findings)


def parse_table_input(text: str, scope: Scope, place: Place) -> tuple[Expression, FactType]:
    """What a decision table looks at: a fact, ``days since …``, ``today``; nothing that is written there itself.

    Raises:
        ProblemsFound: it is no such value.
    """
    reader = Reader(scope, SentenceFindings(place))
    operand = settle(reader.side(_only(parse(text, "sentence", place))), reader.findings)
    if isinstance(operand.node, (Constant, Setting)) or (operand.type and operand.type.kind == "list"):
        mend = "Name a fact, e.g. customer.tier."
        reader.findings.add("type-clash", operand.at, "A table cannot look at this.", mend)
    return known_value(operand.node, reader.findings), operand.type or FactType("text")


def parse_path(text: str, scope: Scope, place: Place) -> tuple[FactPath, FactType]:
    """A fact named by itself, as in ``set:`` or ``given:``.

    Raises:
        ProblemsFound: there is no such fact.
    """
    findings = SentenceFindings(place)
    name = text.strip()
    at = len(text) - len(text.lstrip())
    found = resolve_path(name, scope, at, findings)
    findings.raise_all()
    assert found is not None
    return found


def _answer(path: str, at: int, scope: Scope, findings: SentenceFindings) -> Answer:
    _, *names = path.split(".")
    if len(names) != 1:
        findings.add("unknown-fact", at, f"“{path}”: an answer has fields only.", "Write e.g. answer.date.")
    elif scope.form and names[0] not in scope.form:
        near = did_you_mean(names[0], scope.form) or "Add it to “form”."
        findings.add("unknown-field", at, f"The form of this task has no field “{names[0]}”.", near)
    findings.raise_all()
    return Answer(names[0])


def _wanted(expect: tuple[str, ...]) -> FactType | None:
    known = [kind for kind in get_args(Kind) if kind in expect]
    if len(known) == 1:
        return FactType(known[0])
    # Of several kinds a bare word is the one that words can be.
    return next((FactType(kind) for kind in known if kind in ("choice", "text")), None)


def _expected(
    operand: Operand, kinds: tuple[str, ...], target: FactType | None, findings: SentenceFindings
) -> None:
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


_EXAMPLES = {
    "money": "Write an amount with its currency, e.g. 200 CNY.",
    "number": "Write a number, e.g. 3.",
    "percent": "Write a percent sign, e.g. 30%.",
    "yes_no": "Write yes or no.",
    "date": "Write a date, e.g. 2026-01-31, or a fact that is one.",
    "duration": "Write e.g. 30 days.",
}
