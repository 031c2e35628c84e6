"""From the tree of a sentence to what holds or does not, with every problem that it has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NoReturn, cast

from lark import Token, Tree

from engine.language.checking import (
    Operand,
    as_percent,
    comparable,
    compare,
    fit,
    name_of,
    say_misplaced,
    settle,
)
from engine.language.findings import SentenceFindings
from engine.language.grammar import Node, parts_of, start_of
from engine.language.operands import OperandReader, bare
from engine.language.scope import KINDS
from engine.language.syntax import (
    Aggregate,
    All,
    AmountFor,
    AnyOf,
    Compare,
    Condition,
    Constant,
    Contains,
    Expression,
    FactPath,
    IsEmpty,
    Not,
    Off,
    OneOf,
    Operator,
    walk,
)
from engine.problems import Problem, ProblemsFound
from engine.vocabulary import FactType

_CONDITIONS = {"any_of", "all_of", "negation", "compare", "one_of", "contains", "is_empty", "between", "off"}


class Reader(OperandReader):
    """Reads conditions too."""

    def condition(self, node: Node) -> Condition | None:
        """True, false or unknown; None with a problem."""
        node = bare(node)
        if isinstance(node, Tree):
            if node.data in _CONDITIONS:
                return self._readings[str(node.data)](node)
            if node.data == "aggregate":
                return self._holds(self.value(node))
        side = self.side(node)
        if side.form == "word" and side.node is None and not side.near:
            what, mend = (
                f"“{side.raw}” alone says nothing.",
                "Write the whole comparison again, or is one of [A, B].",
            )
            self.findings.add("bad-sentence", side.at, what, mend)
            return None
        if settle(side, self.findings).type is not None:
            what, mend = (
                "This is a value, not something that holds or not.",
                "Compare it, e.g. customer.tier is A.",
            )
            self.findings.add("type-clash", start_of(node), what, mend)
        return None

    @property
    def _readings(self) -> dict[str, Callable[[Tree[Token]], Condition | None]]:
        return {
            "any_of": self._any_of,
            "all_of": self._all_of,
            "negation": self._negation,
            "compare": self._compare,
            "one_of": self._one_of,
            "contains": self._contains,
            "is_empty": self._is_empty,
            "between": self._between,
            "off": self._off,
        }

    def _any_of(self, node: Tree[Token]) -> Condition | None:
        parts = self._parts(node)
        return AnyOf(parts) if parts else None

    def _all_of(self, node: Tree[Token]) -> Condition | None:
        parts = self._parts(node)
        return All(parts) if parts else None

    def _parts(self, node: Tree[Token]) -> tuple[Condition, ...]:
        parts = [self.condition(child) for child in node.children]
        whole = tuple(part for part in parts if part is not None)
        return whole if len(whole) == len(parts) else ()

    def _negation(self, node: Tree[Token]) -> Condition | None:
        part = self.condition(node.children[0])
        return Not(part) if part else None

    def _compare(self, node: Tree[Token]) -> Condition | None:
        left, sign, right = node.children
        operator = {"is": "=", "is not": "!="}.get(str(sign), str(sign))
        return self._compared(left, cast("Operator", operator), right)

    def _compared(self, left: Node, operator: Operator, right: Node) -> Compare | None:
        return compare(self.side(left), operator, self.side(right), self.findings, self.scope.zone)

    def _between(self, node: Tree[Token]) -> Condition | None:
        value, low, high = node.children
        above, below = self._compared(value, ">=", low), self._compared(value, "<=", high)
        return All((above, below)) if above and below else None

    def _one_of(self, node: Tree[Token]) -> Condition | None:
        subject, sign = node.children[:2]
        value = self.value(subject)
        choices = [self._choice(value, item) for item in parts_of(node)[2:] if item is not None]
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

    def _contains(self, node: Tree[Token]) -> Condition | None:
        subject, sign, wanted = node.children
        value = self.value(subject)
        if value.type is not None and value.type.kind != "list":
            what = f"{KINDS[value.type.kind]} is no list: only a list of words contains some."
            mend = "Write is, or is one of [ ]."
            self.findings.add("type-clash", value.at, what, mend)
            return None
        words = FactType("choice", value.type.choices) if value.type else None
        item = settle(
            fit(self.side(wanted), words, self.findings, self.scope.zone, name_of(value)), self.findings
        )
        if item.type is not None and words is not None and not comparable(item.type, words):
            what = f"{KINDS[item.type.kind]} cannot be contained in a list."
            self.findings.add("type-clash", item.at, what, "Write a word, or a text between double quotes.")
            return None
        if value.node is None or item.node is None:
            return None
        found = Contains(value.node, item.node)
        return Not(found) if "not" in str(sign).split() else found

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


def is_condition(node: Node) -> bool:
    """Does the tree say that something holds (a comparison …) rather than name a value?"""
    node = bare(node)
    return isinstance(node, Tree) and node.data in _CONDITIONS


def known_condition(found: Condition | None, findings: SentenceFindings) -> Condition:
    """What was found, once nothing is wrong with it."""
    refuse_amounts_alone(found, findings)
    findings.raise_all()
    return _not_understood(findings) if found is None else found


def refuse_amounts_alone(found: Condition | Expression | None, findings: SentenceFindings) -> None:
    """An amount for each currency means one only beside another amount."""
    for node in walk(found) if found is not None else ():
        if isinstance(node, AmountFor) and node.like is None:
            what = f"settings.{node.name} has an amount for each currency: nothing says which is meant here."
            findings.add("type-clash", 0, what, "Compare it alone with an amount, e.g. invoice.balance > it.")


def known_value(found: Expression | None, findings: SentenceFindings) -> Expression:
    """What was found, once nothing is wrong with it."""
    refuse_amounts_alone(found, findings)
    findings.raise_all()
    return _not_understood(findings) if found is None else found


def _not_understood(findings: SentenceFindings) -> NoReturn:
    what, mend = "This sentence cannot be understood.", "Write it in a simpler way."
    raise ProblemsFound([Problem("bad-sentence", findings.place, what, mend)])
