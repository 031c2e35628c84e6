"""Sums, products and shares: what may be added and multiplied, and what to write where it may not."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from engine.language.checking import Operand, as_percent, nothing, say_clash
from engine.language.findings import SentenceFindings
from engine.language.scope import KINDS
from engine.language.syntax import Constant, Expression, Product, Setting, Sum
from engine.values import Duration, Money
from engine.vocabulary import FactType


def add(left: Operand, sign: Literal["+", "-"], right: Operand, findings: SentenceFindings) -> Operand:
    """A sum; a date or moment stands left in it."""
    if sign == "+" and right.type and right.type.kind in ("date", "moment"):
        left, right = right, left
    at = min(left.at, right.at)
    if left.type is None or right.type is None or left.node is None or right.node is None:
        return nothing(at)
    kind, other = left.type.kind, right.type.kind
    if kind == "date" and other == "duration" and counts_minutes(right.node):
        mend = "Add days, working days, months or years to a date, or take a moment."
        findings.add("type-clash", right.at, "Hours and minutes cannot be added to a date.", mend)
        return nothing(at)
    alike = kind == other and kind in ("number", "money", "percent", "duration")
    if not alike and not (kind in ("date", "moment") and other == "duration"):
        say_clash("added to" if sign == "+" else "taken from", right, left, findings)
        return nothing(at)
    if _two_currencies(left.node, right.node):
        findings.add("type-clash", right.at, "Money of two currencies does not add.", "Write one currency.")
        return nothing(at)
    return Operand(Sum(left.node, sign, right.node), left.type, at)


def multiply(left: Operand, sign: Literal["*", "/"], right: Operand, findings: SentenceFindings) -> Operand:
    """A product with a number; ``X * 30%`` is a share of X."""
    at = min(left.at, right.at)
    if left.type is None or right.type is None or left.node is None or right.node is None:
        return nothing(at)
    if sign == "*" and right.type.kind == "percent" and left.type.kind in ("number", "money"):
        return share(right, left, findings)
    value, factor = (right, left) if sign == "*" and left.type.kind == "number" else (left, right)
    if factor.type != FactType("number") or value.type is None or not _stretches(value.type, sign, factor):
        _say_product(value, sign, factor, findings)
        return nothing(at)
    if sign == "/" and _constant_number(factor) == 0:
        findings.add("bad-value", factor.at, "Nothing can be divided by 0.", "Write another number.")
        return nothing(at)
    return Operand(Product(left.node, sign, right.node), value.type, at)


def share(percent: Operand, whole: Operand, findings: SentenceFindings) -> Operand:
    """``30% of X``: X times the plain number 0.3."""
    at = min(percent.at, whole.at)
    if percent.type is None or whole.type is None or percent.node is None or whole.node is None:
        return nothing(at)
    if as_percent(percent).type != FactType("percent"):
        findings.add(
            "type-clash", percent.at, "Only a percentage can be a share of something.", "Write e.g. 30% of …"
        )
        return nothing(at)
    if whole.type.kind not in ("number", "money"):
        what = f"There is no share of {KINDS[whole.type.kind]}."
        findings.add("type-clash", whole.at, what, "Write a share of money or of a number.")
        return nothing(at)
    return Operand(Product(whole.node, "*", _fraction(percent.node)), whole.type, at)


def counts_minutes(node: Expression) -> bool:
    """Does a length written here contain hours or minutes?"""
    match node:
        case Constant(value) | Setting(value=value):
            return isinstance(value, Duration) and not value.keeps_dates
        case Sum(left, _, right) | Product(left, _, right):
            return counts_minutes(left) or counts_minutes(right)
        case _:
            return False


def _stretches(type_: FactType, sign: str, factor: Operand) -> bool:
    if type_.kind != "duration":
        return type_.kind in ("number", "money", "percent")
    number = _constant_number(factor)
    return sign == "*" and (number is None or number == number.to_integral_value())


def _say_product(value: Operand, sign: str, factor: Operand, findings: SentenceFindings) -> None:
    if value.type is None or factor.type is None:
        return
    verb = "multiplied" if sign == "*" else "divided"
    if value.type.kind == "duration" and factor.type.kind == "number":
        what = "A length of time can only be multiplied by a whole number."
        findings.add("type-clash", factor.at, what, "Write e.g. 3 * customer.usual_cycle.")
        return
    what = f"{KINDS[value.type.kind]} cannot be {verb} by {KINDS[factor.type.kind]}."
    findings.add(
        "type-clash", factor.at, what, "Money, numbers and percentages go with a number, e.g. * 3 or / 2."
    )


def _fraction(percent: Expression) -> Expression:
    hundred = Decimal(100)
    if isinstance(percent, Constant) and isinstance(percent.value, Decimal):
        return Constant(percent.value / hundred)
    return Product(percent, "/", Constant(hundred))


def _constant_number(operand: Operand) -> Decimal | None:
    value = operand.node.value if isinstance(operand.node, (Constant, Setting)) else None
    return value if isinstance(value, Decimal) else None


def _two_currencies(left: Expression, right: Expression) -> bool:
    amounts = [side.value for side in (left, right) if isinstance(side, (Constant, Setting))]
    names = {amount.currency for amount in amounts if isinstance(amount, Money) and amount.currency}
    return len(names) > 1
