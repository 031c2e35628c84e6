"""Which entities and facts exist, their types, labels, defaults and where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from engine.language.syntax import Condition, Expression
from engine.values import Value

Kind: TypeAlias = Literal[
    "text",
    "number",
    "money",
    "percent",
    "yes_no",
    "choice",
    "date",
    "moment",
    "duration",
    "yearly_date",
    "list",
    "reference",
]


@dataclass(frozen=True, slots=True)
class FactType:
    """A kind, with the choices of a ``choice`` or ``list`` (a list without them holds any words) or the entity that a ``reference`` points to."""

    kind: Kind
    choices: tuple[str, ...] = ()
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """One fact of one entity.

    *source* is the formula of a derived fact (never imported, never set), *default* the value when missing
    (``if missing``), *personal* marks what erasure must reach.
    """

    entity: str
    name: str
    type: FactType
    labels: Mapping[str, str]
    default: Value | None = None
    personal: bool = False
    source: Expression | Condition | None = None

    @property
    def path(self) -> str:
        """The fact as rules write it: ``invoice.balance``."""
        return f"{self.entity}.{self.name}"


@dataclass(frozen=True, slots=True)
class Entity:
    """A kind of subject; *events* are the event kinds that rules may start on (``order.placed``)."""

    name: str
    labels: Mapping[str, str]
    facts: Mapping[str, FactDefinition]
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """The company's own clock: an IANA zone, the working week as text, the country of its holidays."""

    zone: str = "Asia/Shanghai"
    working: str = "mon-fri 09:00-18:00"
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All entities. ``customer`` is always there: each relationship is one customer with what belongs to it."""

    entities: Mapping[str, Entity]
    working_time: WorkingTime = field(default_factory=WorkingTime)
    references: Mapping[str, Mapping[str, str]] = field(init=False, repr=False, compare=False)
    """By entity the facts that name another subject, with the entity that they lead to."""

    def __post_init__(self) -> None:
        references = {
            name: {fact.name: fact.type.entity for fact in entity.facts.values() if fact.type.entity}
            for name, entity in self.entities.items()
        }
        object.__setattr__(self, "references", references)

    def fact(self, entity: str, name: str) -> FactDefinition | None:
        """The definition, or None when the vocabulary does not know it."""
        known = self.entities.get(entity)
        return known.facts.get(name) if known else None
