"""The sentences of the rule language as data.

Expressions have values, conditions are true, false or unknown. Every node is frozen and compares by content;
where a sentence stands and how it was written is kept by `Sentence` alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Literal, TypeAlias

from engine.problems import Place
from engine.tables import Table
from engine.values import Money, Value


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the rule: ``200 CNY``, ``7 days``, ``yes``, a choice, a quoted text."""

    value: Value


@dataclass(frozen=True, slots=True)
class FactPath:
    """``invoice.balance`` is ``("invoice", "balance")``; ``customer.manager.boss`` follows references.

    The first name is the rule's subject or ``customer``, the customer to whom the subject belongs.
    A bare entity (``customer``, ``invoice.customer``) is the reference itself.
    """

    names: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.names)


@dataclass(frozen=True, slots=True)
class Setting:
    """``settings.late_by``: replaced by its constant when the rulebook is built, kept for the trace."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Answer:
    """``answer.date``: a field of the answer to a task; stands only in an outcome."""

    name: str


@dataclass(frozen=True, slots=True)
class Today:
    """The local date in the company's zone."""


@dataclass(frozen=True, slots=True)
class Now:
    """The instant of the decision."""


@dataclass(frozen=True, slots=True)
class Sum:
    """``left + right`` or ``left - right``: money, numbers, durations, or a date or moment and a duration."""

    left: Expression
    sign: Literal["+", "-"]
    right: Expression


@dataclass(frozen=True, slots=True)
class Product:
    """``left * right`` or ``left / right``; one side is a number (or a percent: ``30% of customer.limit``)."""

    left: Expression
    sign: Literal["*", "/"]
    right: Expression


@dataclass(frozen=True, slots=True)
class Since:
    """Whole units since a date or moment: ``days since customer.last_order_date``; 0 on the day itself."""

    unit: Literal["days", "months", "years"]
    start: Expression


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows an aggregate takes, by their date.

    ``over last D``: (end - D, end]; *before*: the stretch of the same length before that: (end - 2D, end - D].
    *end* is today unless given (``up to customer.last_order_date``).
    """

    length: Expression
    before: bool = False
    end: Expression = field(default_factory=Today)


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A figure over the subject's own rows of *entity*: ``sum(order.amount) over last 30 days``.

    *fact* is None for ``count(order)``. *last* limits to the last so many rows by date (``of the last 12``), *before*
    to as many before these (``of the 12 before that``).
    ``median gap`` is over distinct days. ``any(invoice where …)`` is a yes_no.
    """

    function: Literal["count", "sum", "average", "min", "max", "first", "last", "median gap", "any"]
    entity: str
    fact: str | None = None
    last: int | None = None
    window: Window | None = None
    where: Condition | None = None
    before: bool = False


@dataclass(frozen=True, slots=True)
class TableLookup:
    """``table clock.level_2``: what the matching row of a decision table gives; missing when no row can be told."""

    table: Table
    output: int
    inputs: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AmountFor:
    """``settings.ignore_below`` with an amount for each currency: the one in the currency of *like*; missing if none."""

    name: str
    amounts: tuple[Money, ...]
    like: Expression | None = None


@dataclass(frozen=True, slots=True)
class Truth:
    """A condition used as a yes_no value; only as the source of a derived fact."""

    condition: Condition


Expression: TypeAlias = (
    Constant
    | FactPath
    | Setting
    | Answer
    | Today
    | Now
    | Sum
    | Product
    | Since
    | Aggregate
    | TableLookup
    | AmountFor
    | Truth
)

Operator: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Compare:
    """``left OP right``; unknown when a side is missing. ``X is yes`` is ``X = yes``; thresholds are inclusive."""

    left: Expression
    operator: Operator
    right: Expression


@dataclass(frozen=True, slots=True)
class IsEmpty:
    """``X is empty``: true when missing or a list of nothing, else false; never unknown. A default counts as a value."""

    value: Expression


@dataclass(frozen=True, slots=True)
class OneOf:
    """``X is one of [A, B]``."""

    value: Expression
    choices: tuple[Constant, ...]


@dataclass(frozen=True, slots=True)
class Contains:
    """``X contains golf``: the list X has that word; unknown when either is missing."""

    value: Expression
    item: Expression


@dataclass(frozen=True, slots=True)
class Off:
    """``X is at least 30% below Y``: X <= Y - 30 % of Y (above: X >= Y + 30 % of Y); exactly 30 % counts.

    Unknown when Y is zero or negative: no share of nothing.
    """

    value: Expression
    percent: Expression
    direction: Literal["below", "above"]
    base: Expression


@dataclass(frozen=True, slots=True)
class All:
    """Every part must hold; all of nothing is true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part must hold; any of nothing is false."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """``none:`` and ``not``; unknown stays unknown."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of a rule file as its author wrote it: the leaf that a trace shows with its values."""

    text: str
    condition: Condition
    place: Place = field(default_factory=Place, compare=False)


Leaf: TypeAlias = Compare | IsEmpty | OneOf | Contains | Off
Condition: TypeAlias = Compare | IsEmpty | OneOf | Contains | Off | All | AnyOf | Not | Sentence

Node: TypeAlias = Expression | Condition | Window


def walk(node: Node) -> Iterator[Node]:
    """*node* and every node within it, itself first."""
    yield node
    for part in fields(node):
        value = getattr(node, part.name)
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, _NODES):
                yield from walk(inner)


_NODES = (
    *(
        Constant,
        FactPath,
        Setting,
        Answer,
        Today,
        Now,
        Sum,
        Product,
        Since,
        Window,
        Aggregate,
        TableLookup,
        AmountFor,
        Truth,
    ),
    *(Compare, IsEmpty, OneOf, Contains, Off, All, AnyOf, Not, Sentence),
)
