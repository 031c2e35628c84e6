"""From the tree of a sentence to the values in it, each with its type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, cast

from lark import Token, Tree

from engine.language.arithmetic import add, multiply, share
from engine.language.checking import Operand, as_percent, fit, nothing, say_misplaced, settle
from engine.language.findings import SentenceFindings
from engine.language.grammar import Node, place_in, start_of, written
from engine.language.quantities import NotThisKind, length_of, money_of, read_number
from engine.language.scalars import read_value
from engine.language.scope import Scope, resolve_path, resolve_setting, resolve_table, spelled_path, type_of
from engine.language.syntax import AmountFor, Constant, FactPath, Now, Since, Today
from engine.language.words import language_of
from engine.values import Duration, Money, Value, currencies
from engine.vocabulary import FactType, Kind

ReadAggregate = Callable[["OperandReader", Tree[Token]], Operand]


@dataclass(frozen=True)
class OperandReader:
    """Reads values in one scope; *aggregate* is given only where aggregates may stand."""

    scope: Scope
    findings: SentenceFindings
    aggregate: ReadAggregate | None = None

    def side(self, node: Node) -> Operand:
        """One whole side of a comparison: the only place of today, now and days since."""
        node = bare(node)
        if isinstance(node, Token):
            return self._token(node)
        read = self._readers.get(str(node.data))
        if read is not None:
            return read(node)
        what, mend = "This holds or does not: it is no value.", "Write a fact, an amount, a date …"
        self.findings.add("type-clash", start_of(node), what, mend)
        return nothing(start_of(node))

    def value(self, node: Node) -> Operand:
        """A value that stays the same while time passes, or is read only once."""
        operand = settle(self.side(node), self.findings)
        if operand.is_time and not self.scope.is_read_once:
            say_misplaced(operand, self.findings)
            return nothing(operand.at)
        return operand

    def quantity(self, node: Tree[Token]) -> Operand:
        """A number, a percentage, an amount of money or a length of time."""
        negative = node.data == "negative"
        inner = cast("Tree[Token]", node.children[1]) if negative else node
        tokens = [cast("Token", child) for child in inner.children]
        try:
            value, kind = _quantity(tokens)
        except NotThisKind as error:
            self.findings.add(error.code, start_of(node), error.what, error.mend)
            return nothing(start_of(node))
        raw = " ".join(map(str, tokens)).replace(" %", "%")
        return Operand(
            Constant(_negated(value) if negative else value),
            FactType("percent") if kind == "percent" else type_of(value),
            start_of(node),
            f"-{raw}" if negative else raw,
        )

    @property
    def _readers(self) -> dict[str, Callable[[Tree[Token]], Operand]]:
        return {
            "sum": self._sum,
            "product": self._product,
            "share": self._share,
            "since": self._since,
            "lookup": self._lookup,
            "quantity": self.quantity,
            "negative": self.quantity,
            "aggregate": self._aggregate,
            "median": self._aggregate,
        }

    def _sum(self, node: Tree[Token]) -> Operand:
        left, sign, right = node.children
        plus: Literal["+", "-"] = "+" if str(sign) == "+" else "-"
        return add(self.value(left), plus, self.value(right), self.findings)

    def _product(self, node: Tree[Token]) -> Operand:
        left, sign, right = node.children
        times: Literal["*", "/"] = "*" if str(sign) in "*×" else "/"
        return multiply(self.value(left), times, self.value(right), self.findings)

    def _share(self, node: Tree[Token]) -> Operand:
        percent, whole = node.children
        return share(self.value(percent), self.value(whole), self.findings)

    def _since(self, node: Tree[Token]) -> Operand:
        at = start_of(node)
        start = self.value(node.children[1])
        if start.type is None or start.node is None:
            return nothing(at)
        if start.type.kind not in ("date", "moment"):
            what, mend = (
                "Time is counted since a date or a moment.",
                "Name such a fact, e.g. customer.last_order_date.",
            )
            self.findings.add("type-clash", start.at, what, mend)
            return nothing(at)
        unit = cast('Literal["days", "months", "years"]', str(node.children[0]).split()[0])
        return Operand(Since(unit, start.node), FactType("number"), at)

    def _lookup(self, node: Tree[Token]) -> Operand:
        at, name = start_of(node), cast("Token", node.children[0])
        found = resolve_table(str(name), self.scope, start_of(name), self.findings)
        return Operand(found[0], found[1], at) if found else nothing(at)

    def _aggregate(self, node: Tree[Token]) -> Operand:
        if self.aggregate is not None:
            return self.aggregate(self, node)
        mend = "Make it a fact of the vocabulary (from: …) and name that fact here."
        self.findings.add("bad-sentence", start_of(node), "A figure over many rows cannot stand here.", mend)
        return nothing(start_of(node))

    def _token(self, token: Token) -> Operand:
        at, text = start_of(token), str(token)
        match token.type:
            case "NAME":
                return self._name(text, at)
            case "TEXT":
                return Operand(Constant(text[1:-1]), FactType("text"), at, text[1:-1], "quoted")
            case "TODAY":
                return Operand(Today(), FactType("date"), at)
            case "NOW":
                return Operand(Now(), FactType("moment"), at)
        return self._literal(token, FactType(_LITERALS[token.type]), at)

    def _literal(self, token: Token, type_: FactType, at: int) -> Operand:
        try:
            value = read_value(str(token), type_, self.scope.zone)
            return Operand(Constant(value), type_, at, written(token))
        except NotThisKind as error:
            self.findings.add(error.code, at, error.what, error.mend)
            return nothing(at)

    def _name(self, path: str, at: int) -> Operand:
        if "." not in path:
            return self._word(path, at)
        if path.startswith("settings.") and path.removeprefix("settings.") in self.scope.amounts:
            name = path.removeprefix("settings.")
            return Operand(AmountFor(name, self.scope.amounts[name]), FactType("money"), at)
        if path.startswith("settings."):
            setting = resolve_setting(path, self.scope, at, self.findings)
            return Operand(setting[0], setting[1], at) if setting else nothing(at)
        if path.startswith("answer."):
            mend = "It can only be the value of set: in an outcome, and stands alone there."
            self.findings.add("bad-sentence", at, f"“{path}” cannot stand here.", mend)
            return nothing(at)
        found = resolve_path(path, self.scope, at, self.findings)
        return Operand(*found, at) if found else nothing(at)

    def _word(self, word: str, at: int) -> Operand:
        """A word alone is a subject, unless its neighbour takes it for a choice."""
        entity = self.scope.vocabulary.entity_called(word)
        if entity is None or entity not in self.scope.roots:
            return Operand(None, None, at, word, "word", self._fact_called(word))
        spelled_path(place_in(self.findings.place, at), word, [entity], self.scope.vocabulary)
        return Operand(FactPath((entity,)), FactType("reference", entity=entity), at, word, "word")

    def _fact_called(self, word: str) -> str:
        """The fact of a subject that is named by its last word alone."""
        vocabulary = self.scope.vocabulary
        roots = [root for root in self.scope.roots if vocabulary.fact_called(root, word) is not None]
        return f"{vocabulary.in_words(roots[:1], language_of(word))}.{word}" if roots else ""


def as_target(operand: Operand, target: FactType | None, findings: SentenceFindings, zone: str) -> Operand:
    """An operand that stands alone, as the type that is wanted."""
    fitted = fit(operand, target, findings, zone)
    if target and target.kind == "percent":
        fitted = as_percent(fitted)
    return settle(replace(fitted, form="value") if fitted.node else fitted, findings)


def bare(node: Node) -> Node:
    """Without the parentheses around it."""
    while isinstance(node, Tree) and node.data == "group":
        node = node.children[0]
    return node


def _quantity(tokens: list[Token]) -> tuple[Value, str]:
    number = read_number(str(tokens[0]))
    if len(tokens) == 1:
        return number, "number"
    if tokens[1].type == "PERCENT":
        return number, "percent"
    unit = str(tokens[1])
    if len(tokens) == 2 and (unit == "元" or unit.isupper() or unit.upper() in currencies()):  # noqa: PLR2004 - one pair
        return money_of(number, unit), "money"
    total = Duration()
    for count, name in zip(tokens[::2], tokens[1::2], strict=True):
        total += length_of(read_number(str(count)), str(name))
    return total, "duration"


def _negated(value: Value) -> Value:
    match value:
        case Money():
            return value.times(-1)
        case Duration():
            return value.negated()
        case Decimal():
            return -value
        case _:
            return value


_LITERALS: dict[str, Kind] = {"YES": "yes_no", "NO": "yes_no", "DATE": "date", "MOMENT": "moment"}
