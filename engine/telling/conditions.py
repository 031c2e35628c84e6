"""Conditions as clauses: ``the invoice's balance is more than …``, ``发票的余额大于…``."""

from __future__ import annotations

from typing import assert_never

from engine.language.syntax import (
    All,
    AnyOf,
    Compare,
    Condition,
    Constant,
    Contains,
    FactPath,
    IsEmpty,
    Not,
    Off,
    OneOf,
    Sentence,
)
from engine.telling.phrases import listed
from engine.telling.values import Teller
from engine.vocabulary import FactType


def clause(node: Condition, teller: Teller) -> str:  # noqa: PLR0911 - one for each form
    """The condition within a sentence."""
    match node:
        case Sentence(_, condition):
            return clause(condition, teller)
        case Compare():
            return _compared(node, teller)
        case IsEmpty(value):
            return teller.say("empty", value=teller.value(value))
        case OneOf(value, _):
            return teller.say("one of", value=teller.value(value), choices=_choices(node, teller, "or"))
        case Contains(value, item):
            return teller.say("contains", value=teller.value(value), item=teller.value(item))
        case Off(value, percent, direction, base):
            share = teller.value(percent, FactType("percent"))
            return teller.say(direction, value=teller.value(value), percent=share, base=teller.value(base))
        case All(parts):
            return _joined(parts, "and", "both", teller)
        case AnyOf(parts):
            return _joined(parts, "or", "either", teller)
        case Not(part):
            return _denied(part, teller)
        case _:
            assert_never(node)


def _joined(parts: tuple[Condition, ...], joint: str, opening: str, teller: Teller) -> str:
    told = teller.say(joint).join(clause(part, teller) for part in parts)
    return teller.say(opening, parts=told) if len(parts) > 1 else told


def _denied(part: Condition, teller: Teller) -> str:
    match part:
        case Sentence(_, condition):
            return _denied(condition, teller)
        case IsEmpty(value):
            return teller.say("not empty", value=teller.value(value))
        case OneOf(value, _):
            return teller.say("none of", value=teller.value(value), choices=_choices(part, teller, "nor"))
        case Contains(value, item):
            return teller.say("not contains", value=teller.value(value), item=teller.value(item))
        case _:
            return teller.say("not", part=clause(part, teller))


def _choices(node: OneOf, teller: Teller, last: str) -> str:
    type_ = teller.type_of(node.value)
    return listed(teller.language, [teller.value(each, type_) for each in node.choices], last=last)


def _compared(node: Compare, teller: Teller) -> str:
    left, right, operator = node.left, node.right, node.operator
    match left, right:
        case FactPath((*owner, _)), Constant(bool() as value) if owner:
            phrase = "marked" if value == (operator == "=") else "not marked"
            return teller.say(phrase, subject=teller.path(owner), fact=teller.label(left.names)[0])
    type_ = teller.type_of(left) or teller.type_of(right)
    is_time = type_ is not None and type_.kind in {"date", "moment"} and operator not in {"=", "!="}
    return teller.say(
        f"time {operator}" if is_time else operator,
        left=teller.value(left, type_),
        right=teller.value(right, type_),
    )
