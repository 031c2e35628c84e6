"""Figures over many rows, as the vocabulary's ``from:`` writes them: ``sum(order.amount) over last 30 days``."""

from __future__ import annotations

from typing import Literal, cast

from lark import Token, Tree

from engine.language.checking import Operand, nothing
from engine.language.findings import SentenceFindings
from engine.language.grammar import Node, parts_of, place_in, start_of
from engine.language.operands import OperandReader
from engine.language.reading import Reader
from engine.language.scope import KINDS, Scope, refers, spelled_path
from engine.language.spelling import spelled
from engine.language.syntax import Aggregate, Condition, Constant, Expression, Product, Setting, Today, Window
from engine.language.words import language_of
from engine.problems import did_you_mean
from engine.values import Duration
from engine.vocabulary import FactType, Kind

Function = Literal["count", "sum", "average", "min", "max", "first", "last", "median gap", "any"]

_MOST_ROWS = 10_000
_SUMMED: dict[str, tuple[Kind, ...]] = {
    "sum": ("number", "money", "duration"),
    "average": ("number", "money", "percent"),
    "min": ("number", "money", "percent", "duration", "date", "moment"),
    "max": ("number", "money", "percent", "duration", "date", "moment"),
}


def read_aggregate(reader: OperandReader, node: Tree[Token]) -> Operand:
    """One figure of the subject's own rows, checked against the vocabulary."""
    return _median(reader, node) if node.data == "median" else _figure(reader, node)


def _figure(reader: OperandReader, node: Tree[Token]) -> Operand:
    at = start_of(node)
    function, name = node.children[:2]
    where, window = parts_of(node)[2:]
    entity, _, fact = str(name).partition(".")
    known = _entity(entity, start_of(name), reader)
    if known is not None:
        fact = _fact_named(known, fact, cast("Token", name), reader)
    if known is None:
        return nothing(at)
    type_ = _fact_type(cast("Function", str(function)), known, fact, start_of(name), reader)
    condition = _where(known, where, reader)
    last, before, stretch = None, False, None
    if isinstance(window, Tree) and window.data == "newest":
        last, before = _count(cast("Token", window.children[1]), 1, reader), window.children[0] == "of the"
    elif window is not None:
        stretch = _window(cast("Tree[Token]", window), reader)
    if window is not None or str(function) in ("first", "last"):
        _need_date(known, start_of(name), reader)
    if type_ is None:
        return nothing(at)
    figure = Aggregate(cast("Function", str(function)), known, fact or None, last, stretch, condition, before)
    return Operand(figure, type_, at)


def _median(reader: OperandReader, node: Tree[Token]) -> Operand:
    at = start_of(node)
    number, name, where = parts_of(node)
    name = cast("Token", name)
    known = _entity(str(name), start_of(name), reader)
    if known is not None:
        _spell_rows(known, name, reader)
    last = _count(cast("Token", number), 2, reader) if number is not None else None
    if known is None:
        return nothing(at)
    _need_date(known, start_of(name), reader)
    figure = Aggregate("median gap", known, last=last, where=_where(known, where, reader))
    return Operand(figure, FactType("duration"), at)


def _count(number: Token, least: int, reader: OperandReader) -> int | None:
    """So many rows; two at least where it is about gaps between them."""
    count = int(number) if number.isascii() and number.isdigit() and len(number) <= len("10000") else 0
    if least <= count <= _MOST_ROWS:
        return count
    what = f"“{number}” rows have no gap." if least > 1 else f"“{number}” is no number of rows."
    reader.findings.add("bad-value", start_of(number), what, "Write e.g. the last 12.")
    return None


def _entity(name: str, at: int, reader: OperandReader) -> str | None:
    vocabulary = reader.scope.vocabulary
    singular = (name, name.removesuffix("s"), name.removesuffix("ies") + "y")
    known = next(filter(None, map(vocabulary.entity_called, singular)), None)
    if known is None:
        language = language_of(name)
        mend = did_you_mean(name, [vocabulary.in_words([entity], language) for entity in vocabulary.entities])
        reader.findings.add("unknown-entity", at, f"“{name}”: no such entity.", mend)
    elif not refers(reader.scope.vocabulary, known, reader.scope.entity):
        what = f"“{known}” has no fact that refers to {reader.scope.entity}: nobody knows whose rows to take."
        reader.findings.add(
            "unknown-fact", at, what, f"Give it one: {reader.scope.entity}: {{type: {reader.scope.entity}}}."
        )
        return None
    return known


def _fact_named(entity: str, fact: str, written: Token, reader: OperandReader) -> str:
    """The name of the fact that is written by its name or label; what is none as it is."""
    vocabulary = reader.scope.vocabulary
    known = vocabulary.fact_called(entity, fact) if fact else None
    names = [entity, known.name if known else fact] if fact else [entity]
    spelled_path(place_in(reader.findings.place, start_of(written)), str(written), names, vocabulary)
    return known.name if known else fact


def _spell_rows(entity: str, written: Token, reader: OperandReader) -> None:
    """``the last 12 orders`` has a plural, ``最近 12 订单`` has none."""
    chinese = reader.scope.vocabulary.in_words([entity], "zh")
    plural = f"{entity.removesuffix('y')}ies" if entity.endswith("y") else f"{entity}s"
    spelled(place_in(reader.findings.place, start_of(written)), str(written), plural, chinese)


def _fact_type(function: Function, entity: str, fact: str, at: int, reader: OperandReader) -> FactType | None:
    if function in ("count", "any"):
        if fact:
            mend = f"Write {function}({entity}) or {function}({entity} where …)."
            reader.findings.add("bad-sentence", at, f"{function} takes rows, not a fact.", mend)
            return None
        return FactType("number" if function == "count" else "yes_no")
    facts = reader.scope.vocabulary.entities[entity].facts
    if fact not in facts:
        near = did_you_mean(f"{entity}.{fact}", [f"{entity}.{name}" for name in facts])
        said = f"{entity}.{fact}" if fact else entity
        reader.findings.add("unknown-fact", at, f"“{said}”: no such fact.", near)
        return None
    kind = facts[fact].type.kind
    if kind not in _SUMMED.get(function, (kind,)):
        what = f"{function} does not go with {KINDS[kind]}."
        reader.findings.add(
            "type-clash", at, what, f"It takes {', '.join(KINDS[k] for k in _SUMMED[function])}."
        )
        return None
    return facts[fact].type


def _where(entity: str, where: Node | None, reader: OperandReader) -> Condition | None:
    if where is None:
        return None
    scope = Scope(reader.scope.vocabulary, entity, reader.scope.settings)
    return Reader(scope, reader.findings).condition(_inside(where))


def _inside(node: Node) -> Node:
    return node.children[0] if isinstance(node, Tree) else node


def _need_date(entity: str, at: int, reader: OperandReader) -> None:
    fact = reader.scope.vocabulary.fact(entity, "date")
    if fact is None or fact.type.kind not in ("date", "moment"):
        what = f"“{entity}” has no fact named date, so its rows have no order in time."
        reader.findings.add("unknown-fact", at, what, "Give it one: date: {type: date}.")


def _window(node: Tree[Token], reader: OperandReader) -> Window | None:
    before = str(node.children[0]).split()[-1] == "the"
    length = _length(node.children[1], reader)
    end: Expression = Today()
    until = parts_of(node)[2]
    if until is not None:
        last_day = reader.side(_inside(until))
        if last_day.type and last_day.type.kind not in ("date", "moment"):
            what, mend = "A stretch of time ends on a date.", "Write e.g. up to customer.last_order_date."
            reader.findings.add("type-clash", last_day.at, what, mend)
        end = last_day.node or end
    return Window(length, before, end) if length else None


def _length(node: Node, reader: OperandReader) -> Expression | None:
    if isinstance(node, Tree) and node.data == "multiple":
        factor, fact = node.children[0], reader.value(node.children[2])
        number = reader.quantity(Tree("quantity", [cast("Token", factor)]))
        node_ = Product(number.node, "*", fact.node) if number.node and fact.node else None
        count = number.node.value if isinstance(number.node, Constant) else 0
        whole = str(count).isdigit() and count != 0
        return _whole_days(node_, fact if whole else number, start_of(node), reader.findings, ok=whole)
    length = reader.value(Tree("quantity", node.children)) if isinstance(node, Tree) else reader.value(node)
    return _whole_days(length.node, length, start_of(node), reader.findings)


def _whole_days(
    node: Expression | None, length: Operand, at: int, findings: SentenceFindings, *, ok: bool = True
) -> Expression | None:
    if node is None or length.node is None:
        return None
    ok = ok and length.type == FactType("duration")
    if isinstance(node, (Constant, Setting)):
        ok = ok and isinstance(node.value, Duration) and node.value.is_whole_days and node.value.days > 0
    if not ok:
        what, mend = (
            "A stretch of time is a number of whole days.",
            "Write e.g. 30 days or 3 * customer.usual_cycle.",
        )
        findings.add("type-clash", at, what, mend)
        return None
    return node
