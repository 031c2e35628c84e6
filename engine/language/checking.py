"""Which values go together in a comparison, and what to write where they do not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from engine.language.findings import SentenceFindings
from engine.language.grammar import place_in
from engine.language.quantities import NotThisKind
from engine.language.scalars import read_choice, read_value
from engine.language.scope import KINDS
from engine.language.spelling import unspelled
from engine.language.syntax import (
    AmountFor,
    Compare,
    Constant,
    Expression,
    FactPath,
    Now,
    Operator,
    Setting,
    Since,
    TableLookup,
    Today,
)
from engine.problems import did_you_mean
from engine.vocabulary import FactType

ORDERED = {"number", "money", "percent", "date", "moment", "duration"}
FLIPPED: dict[Operator, Operator] = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_NOTHING = {"none", "null", "nil", "nothing", "空", "空值", "无", "没有"}
"""What people write for a value that nobody has given."""
_MENDS = {
    frozenset({"money", "number"}): "Write an amount with its currency, e.g. 200 CNY.",
    frozenset({"percent", "number"}): "Write a percent sign, e.g. 30%.",
    frozenset({"duration", "number"}): "Write the unit, e.g. 30 days.",
    frozenset(
        {"date", "number"}
    ): "To count days write days since …, e.g. days since customer.last_order_date > 30.",
    frozenset(
        {"moment", "number"}
    ): "To count days write days since …, e.g. days since complaint.opened_at > 3.",
    frozenset({"date", "duration"}): "Write today >= … + 30 days, or days since … >= 30.",
    frozenset(
        {"date", "moment"}
    ): "Compare a date with today or 2026-01-31, a moment with now or 2026-01-31 10:00.",
    frozenset({"list"}): "Write contains, e.g. customer.interests contains golf.",
    frozenset({"reference", "text"}): "Put the id between double quotes.",
}


@dataclass(frozen=True, slots=True)
class Operand:
    """A part of a sentence that has a value.

    Without a *type* it is a bare word (*form*), or nothing more need be said about it. *raw* is a literal as written.
    *near* is the fact that a bare word may have been meant for.
    """

    node: Expression | None
    type: FactType | None
    at: int
    raw: str = ""
    form: Literal["value", "word", "quoted"] = "value"
    near: str = ""

    @property
    def is_nothing(self) -> bool:
        """A problem has been said already."""
        return self.type is None and self.form == "value"

    @property
    def is_pliable(self) -> bool:
        """A literal or a setting: its neighbour may say what it is meant to be."""
        return bool(self.raw) or self.form != "value" or isinstance(self.node, Setting)

    @property
    def is_time(self) -> bool:
        """What passes by itself: today, now, days since something."""
        return isinstance(self.node, (Today, Now, Since))


def nothing(at: int) -> Operand:
    """Stands for a part about which a problem has been said already."""
    return Operand(None, None, at)


def fit(
    operand: Operand, type_: FactType | None, findings: SentenceFindings, zone: str, of: str = ""
) -> Operand:
    """A bare word, a quoted text or a setting taken as the type that its neighbour has."""
    if isinstance(operand.node, TableLookup) and type_:
        return _fit_lookup(operand, operand.node, type_, findings)
    if isinstance(operand.node, Setting) and type_:
        return _fit_setting(operand, operand.node, type_, findings)
    as_written = operand.raw and (operand.form != "value" or (type_ and type_.kind in ("choice", "text")))
    if type_ is None or not as_written:
        return operand
    if operand.form == "word" and type_.kind not in ("choice", "text", "yes_no", "list"):
        return operand
    if type_.kind in ("choice", "text", "list"):
        unspelled(place_in(findings.place, operand.at), len(operand.raw))
    try:
        return replace(operand, node=Constant(read_value(operand.raw, type_, zone)), type=type_, form="value")
    except NotThisKind as error:
        what = (
            f"“{operand.raw}” is no choice of {of}." if of and error.code == "unknown-choice" else error.what
        )
        findings.add(error.code, operand.at, what, error.mend)
        return nothing(operand.at)


def settle(operand: Operand, findings: SentenceFindings) -> Operand:
    """A bare word that no neighbour explained: an entity, else nothing known."""
    if operand.form != "word" or operand.node is not None:
        return operand
    mend = "A fact is written with its entity, e.g. customer.tier; a text between double quotes."
    if operand.raw.lower() in _NOTHING:
        mend = "For what nobody has given, write is empty, or is not empty."
    elif operand.near:
        mend = f"Did you mean “{operand.near}”?"
    findings.add("unknown-fact", operand.at, f"“{operand.raw}”: no such fact.", mend)
    return nothing(operand.at)


def fit_both(left: Operand, right: Operand, findings: SentenceFindings, zone: str) -> tuple[Operand, Operand]:
    """Each side taken as the other side suggests."""
    if left.is_nothing or right.is_nothing:
        return nothing(left.at), nothing(right.at)
    if left.type and not left.is_pliable:
        right = fit(right, left.type, findings, zone, name_of(left))
    else:
        left = fit(left, right.type, findings, zone, name_of(right))
        right = fit(right, left.type, findings, zone)
    return settle(left, findings), settle(right, findings)


def compare(
    left: Operand, operator: Operator, right: Operand, findings: SentenceFindings, zone: str
) -> Compare | None:
    """``left OP right``, what passes by itself put left; None with a problem."""
    left, right = fit_both(left, right, findings, zone)
    if left.is_time and right.is_time:
        say_misplaced(right, findings)
        return None
    if right.is_time:
        left, operator, right = right, FLIPPED[operator], left
    left, right = _in_one_currency(left, right), _in_one_currency(right, left)
    if left.type is None or right.type is None or left.node is None or right.node is None:
        return None
    if left.type.kind == right.type.kind == "list":
        findings.add(
            "type-clash",
            right.at,
            "Two lists do not compare.",
            "Write contains, e.g. customer.interests contains golf.",
        )
        return None
    if not comparable(left.type, right.type):
        first, second = sorted((left, right), key=lambda side: side.at)
        say_clash("compared with", first, second, findings)
        return None
    if operator not in ("=", "!=") and left.type.kind not in ORDERED:
        what = f"{KINDS[left.type.kind]} is neither more nor less than another."
        findings.add("type-clash", right.at, what, "Write is, is not or is one of [ ].")
        return None
    return Compare(left.node, operator, right.node)


def _in_one_currency(operand: Operand, other: Operand) -> Operand:
    """Of a setting with an amount for each currency the one that goes with the other side."""
    if isinstance(operand.node, AmountFor) and not isinstance(other.node, AmountFor):
        return replace(operand, node=replace(operand.node, like=other.node))
    return operand


def comparable(left: FactType, right: FactType) -> bool:
    """Of one kind; references to one entity; choices that share a word; a choice and a text."""
    kinds = {left.kind, right.kind}
    if kinds == {"choice"}:
        return bool(set(left.choices) & set(right.choices)) or not (left.choices and right.choices)
    if kinds == {"reference"}:
        return left.entity == right.entity or None in (left.entity, right.entity)
    return len(kinds) == 1 or kinds == {"choice", "text"}


def as_percent(operand: Operand) -> Operand:
    """A number from the settings may have been meant as a percentage: ``drop: 30%``."""
    if isinstance(operand.node, Setting) and operand.type == FactType("number"):
        return replace(operand, type=FactType("percent"))
    return operand


def say_misplaced(operand: Operand, findings: SentenceFindings) -> None:
    """Today, now or days since … where its turning point could not be computed."""
    match operand.node:
        case Since(unit, _):
            what = f"{unit} since … can only be compared with a number."
            mend = f"Write it alone on one side: {unit} since … > 30."
        case Now():
            what = "now can only stand alone on one side of a comparison."
            mend = "Move the rest to the other side, e.g. now > complaint.opened_at + 3 days."
        case _:
            what = "today can only stand alone on one side of a comparison."
            mend = "Move the rest to the other side, e.g. today > customer.last_order_date + 30 days."
    findings.add("time-misplaced", operand.at, what, mend)


def say_clash(joined: str, first: Operand, second: Operand, findings: SentenceFindings) -> None:
    if first.type is None or second.type is None:
        return
    kinds = frozenset({first.type.kind, second.type.kind})
    literal = second if second.raw else first
    if "list" in kinds and joined == "compared with":
        kinds = frozenset({"list"})
    mend = _MENDS.get(kinds, "Write yes or no." if "yes_no" in kinds else "Both must be of one kind.")
    what = f"{KINDS[first.type.kind]} cannot be {joined} {KINDS[second.type.kind]}."
    if kinds == {"date"} and joined != "compared with":
        mend = "To count the days since a date write days since …"
    elif kinds == {"number", "duration"} and literal.raw and literal.type == FactType("duration"):
        mend = f"Write the number alone: {literal.raw.split()[0]}."
    elif kinds == {"yearly_date", "date"}:
        mend = "A day that comes back starts a rule: “at: every year on customer.birthday”."
    elif isinstance(first.node, Today) or isinstance(second.node, Today):
        mend = "Write now to compare with a moment." if "moment" in kinds else mend
    elif isinstance(first.node, Now) or isinstance(second.node, Now):
        mend = "Write today to compare with a date." if "date" in kinds else mend
    elif kinds == {"choice"}:
        mend = "These two have no choice in common."
    elif kinds == {"reference"}:
        mend = f"One refers to {first.type.entity}, the other to {second.type.entity}."
    findings.add("type-clash", second.at, what, mend)


def name_of(operand: Operand) -> str:
    """The path of a fact; nothing for other values."""
    return str(operand.node) if isinstance(operand.node, FactPath) else ""


def _fit_lookup(
    operand: Operand, lookup: TableLookup, type_: FactType, findings: SentenceFindings
) -> Operand:
    """A table that gives words may only give such as are choices, where a choice is wanted."""
    if operand.type is None or operand.type.kind not in ("choice", "list") or type_.kind != operand.type.kind:
        return operand
    strange = [word for word in operand.type.choices if type_.choices and word not in type_.choices]
    if not strange:
        return replace(operand, type=type_)
    what = f"The table “{lookup.table.name}” gives “{strange[0]}”, which is no choice here."
    findings.add("unknown-choice", operand.at, what, did_you_mean(strange[0], type_.choices))
    return nothing(operand.at)


def _fit_setting(operand: Operand, setting: Setting, type_: FactType, findings: SentenceFindings) -> Operand:
    if type_.kind == "percent":
        return as_percent(operand)
    if not isinstance(setting.value, str) or type_.kind not in ("choice", "reference"):
        return operand
    try:
        read_choice(setting.value, type_.choices)
    except NotThisKind as error:
        findings.add(error.code, operand.at, f"settings.{setting.name}: {error.what}", error.mend)
        return nothing(operand.at)
    return replace(operand, type=type_)
