"""From the tree of a sentence to its conditions and values, with every problem that it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, cast

from lark import Token, Tree

from engine.language.checking import (
    Operand,
    add,
    as_percent,
    compare,
    fit,
    multiply,
    nothing,
    say_misplaced,
    settle,
    share,
)
from engine.language.grammar import Node, start_of
from engine.language.scalars import NotThisKind, length_of, money_of, read_number, read_value
from engine.language.scope import Findings, Scope, path_of, resolve_path, resolve_setting, type_of
from engine.language.syntax import (
    Aggregate,
    All,
    AnyOf,
    Compare,
    Condition,
    Constant,
    FactPath,
    IsEmpty,
    Not,
    Now,
    Off,
    OneOf,
    Operator,
    Since,
    Today,
)
from engine.values import Duration, Money, Value, currencies
from engine.vocabulary import FactType

ReadAggregate = Callable[["Reader", Tree[Token]], Operand]

_OPERATORS: dict[str, Operator] = {"≥": ">=", "≤": "<=", "≠": "!=", "＞": ">", "＜": "<", "＝": "="}
_CONDITIONS = {"any_of", "all_of", "negation", "compare", "one_of", "is_empty", "between", "off"}


@dataclass(frozen=True)
class Reader:
    """Reads in one scope; *aggregate* is given only where aggregates may stand."""

    scope: Scope
    findings: Findings
    aggregate: ReadAggregate | None = None

    def condition(self, node: Node) -> Condition | None:
        """True, false or unknown; None with a problem."""
        node = _bare(node)
        if isinstance(node, Tree):
            if node.data in _CONDITIONS:
                return self._named_condition(node)
            if node.data == "aggregate":
                return self._holds(self.value(node))
        if settle(self.side(node), self.findings).type is not None:
            what, mend = (
                "This is a value, not something that holds or not.",
                "Compare it, e.g. customer.tier is A.",
            )
            self.findings.add("type-clash", start_of(node), what, mend)
        return None

    def side(self, node: Node) -> Operand:
        """One whole side of a comparison: the only place of today, now and days since."""
        node = _bare(node)
        if isinstance(node, Token):
            return self._token(node)
        match str(node.data):
            case "sum":
                left, sign, right = (node.children[0], node.children[1], node.children[2])
                plus: Literal["+", "-"] = "+" if str(sign) in "+＋" else "-"
                return add(self.value(left), plus, self.value(right), self.findings)
            case "product":
                left, sign, right = (node.children[0], node.children[1], node.children[2])
                times: Literal["*", "/"] = "*" if str(sign) in "*×" else "/"
                return multiply(self.value(left), times, self.value(right), self.findings)
            case "share":
                return share(self.value(node.children[0]), self.value(node.children[1]), self.findings)
            case "since":
                return self._since(node)
            case "quantity" | "negative":
                return self.quantity(node)
            case "aggregate" | "median":
                return self._aggregate(node)
        what, mend = "This holds or does not: it is no value.", "Write a fact, an amount, a date …"
        self.findings.add("type-clash", start_of(node), what, mend)
        return nothing(start_of(node))

    def value(self, node: Node) -> Operand:
        """A value that stays the same while time passes."""
        operand = settle(self.side(node), self.findings)
        if operand.is_time:
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

    def _named_condition(self, node: Tree[Token]) -> Condition | None:
        match str(node.data):
            case "any_of":
                return self._joined(node, AnyOf)
            case "all_of":
                return self._joined(node, All)
            case "negation":
                part = self.condition(node.children[0])
                return Not(part) if part else None
            case "one_of":
                return self._one_of(node)
            case "is_empty":
                return self._is_empty(node)
            case "between":
                return self._between(node)
            case "off":
                return self._off(node)
        return self._compare(node)

    def _joined(self, node: Tree[Token], join: type[All | AnyOf]) -> Condition | None:
        parts = [self.condition(child) for child in node.children]
        whole = tuple(part for part in parts if part is not None)
        return join(whole) if len(whole) == len(parts) else None

    def _compare(self, node: Tree[Token]) -> Condition | None:
        left, sign, right = node.children
        word = str(sign).split()
        operator: Operator
        if word[0] == "is":
            operator = "!=" if len(word) > 1 else "="
        else:
            operator = _OPERATORS.get(word[0]) or cast("Operator", word[0])
        return self._compared(left, operator, right)

    def _compared(self, left: Node, operator: Operator, right: Node) -> Compare | None:
        return compare(self.side(left), operator, self.side(right), self.findings, self.scope.zone)

    def _between(self, node: Tree[Token]) -> Condition | None:
        value, low, high = node.children
        above, below = self._compared(value, ">=", low), self._compared(value, "<=", high)
        return All((above, below)) if above and below else None

    def _one_of(self, node: Tree[Token]) -> Condition | None:
        subject, sign, *items = node.children
        value = self.value(subject)
        choices = [self._choice(value, item) for item in items if item is not None]
        if not choices:
            self.findings.add(
                "bad-sentence", start_of(sign), "The list is empty.", "Write e.g. is one of [A, B]."
            )
        constants = tuple(choice for choice in choices if choice is not None)
        if value.node is None or not choices or len(constants) < len(choices):
            return None
        found = OneOf(value.node, constants)
        return Not(found) if "not" in str(sign).split() else found

    def _choice(self, value: Operand, node: Node) -> Constant | None:
        operand = self.side(node)
        if "," in operand.raw and operand.form == "value":
            what, mend = (
                f"“{operand.raw}” may be one number or two.",
                "Write a space after the comma, or no comma.",
            )
            self.findings.add("bad-value", operand.at, what, mend)
            return None
        if operand.is_time:
            say_misplaced(operand, self.findings)
            return None
        alike = compare(value, "=", operand, self.findings, self.scope.zone)
        if alike is None:
            return None
        if not isinstance(alike.right, Constant):
            what, mend = "A list holds values only.", "Compare with a fact by = and join by or."
            self.findings.add("type-clash", operand.at, what, mend)
            return None
        return alike.right

    def _is_empty(self, node: Tree[Token]) -> Condition | None:
        subject, sign = node.children
        value = self.value(subject)
        if value.node is None:
            return None
        if not isinstance(value.node, (FactPath, Aggregate)):
            self.findings.add(
                "type-clash", value.at, "Only a fact can be empty.", "Name one, e.g. customer.tier."
            )
            return None
        return Not(IsEmpty(value.node)) if "not" in str(sign).split() else IsEmpty(value.node)

    def _off(self, node: Tree[Token]) -> Condition | None:
        value, base = self.value(node.children[0]), self.value(node.children[3])
        percent = as_percent(self.value(node.children[1]))
        if percent.type and percent.type.kind != "percent":
            what, mend = "How far below or above is a percentage.", "Write e.g. is at least 30% below …"
            self.findings.add("type-clash", percent.at, what, mend)
            return None
        alike = compare(value, "=", base, self.findings, self.scope.zone)
        if alike is None or percent.node is None or value.type is None:
            return None
        if value.type.kind not in ("money", "number"):
            what, mend = "There is no share of this.", "Compare money with money or a number with a number."
            self.findings.add("type-clash", value.at, what, mend)
            return None
        direction: Literal["below", "above"] = "below" if str(node.children[2]) == "below" else "above"
        return Off(alike.left, percent.node, direction, alike.right)

    def _holds(self, operand: Operand) -> Condition | None:
        if operand.node is None:
            return None
        if operand.type != FactType("yes_no"):
            what, mend = (
                "This is a figure, not something that holds or not.",
                "Compare it, e.g. count(order) > 3.",
            )
            self.findings.add("type-clash", operand.at, what, mend)
            return None
        return Compare(operand.node, "=", Constant(value=True))

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
            case "YES" | "NO":
                return Operand(Constant(token.type == "YES"), FactType("yes_no"), at, text)
        type_ = FactType("moment" if token.type == "MOMENT" else "date")
        try:
            return Operand(Constant(read_value(text, type_, self.scope.zone)), type_, at, text)
        except NotThisKind as error:
            self.findings.add(error.code, at, error.what, error.mend)
            return nothing(at)

    def _name(self, path: str, at: int) -> Operand:
        if "." not in path:
            known = path in self.scope.roots
            node = path_of(path) if known else None
            return Operand(node, FactType("reference", entity=path) if known else None, at, path, "word")
        if path.startswith("settings."):
            setting = resolve_setting(path, self.scope, at, self.findings)
            return Operand(setting[0], setting[1], at) if setting else nothing(at)
        if path.startswith("answer."):
            mend = "It can only be the value of set: in an outcome, and stands alone there."
            self.findings.add("bad-sentence", at, f"“{path}” cannot stand here.", mend)
            return nothing(at)
        type_ = resolve_path(path, self.scope, at, self.findings)
        return Operand(path_of(path), type_, at) if type_ else nothing(at)


def is_condition(node: Node) -> bool:
    """Does the tree say that something holds (a comparison …) rather than name a value?"""
    node = _bare(node)
    return isinstance(node, Tree) and node.data in _CONDITIONS


def _bare(node: Node) -> Node:
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
        case _:
            return -value  # type: ignore[operator]  # a quantity is nothing else than a number now


def as_target(operand: Operand, target: FactType | None, findings: Findings, zone: str) -> Operand:
    """An operand that stands alone, as the type that is wanted."""
    fitted = fit(operand, target, findings, zone)
    if target and target.kind == "percent":
        fitted = as_percent(fitted)
    return settle(replace(fitted, form="value") if fitted.node else fitted, findings)
