"""Which entities and facts exist, their types, labels, defaults and where they come from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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
    """The company's own clock: an IANA zone, the working week as text, the country of its holidays.

    *customer_zone* is the fact of the customer that names the zone in which the customer lives.
    """

    zone: str = "Asia/Shanghai"
    working: str = "mon-fri 09:00-18:00"
    country: str | None = None
    customer_zone: str | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All entities. ``customer`` is always there: each relationship is one customer with what belongs to it."""

    entities: Mapping[str, Entity]
    working_time: WorkingTime = field(default_factory=WorkingTime)
    references: Mapping[str, Mapping[str, str]] = field(init=False, repr=False, compare=False)
    """By entity the facts that name another subject, with the entity that they lead to."""
    _called: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _facts_called: Mapping[str, Mapping[str, str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        references = {
            name: {fact.name: fact.type.entity for fact in entity.facts.values() if fact.type.entity}
            for name, entity in self.entities.items()
        }
        facts_called = {name: _by_words(entity.facts) for name, entity in self.entities.items()}
        object.__setattr__(self, "references", references)
        object.__setattr__(self, "_called", _by_words(self.entities))
        object.__setattr__(self, "_facts_called", facts_called)

    def fact(self, entity: str, name: str) -> FactDefinition | None:
        """The definition, or None when the vocabulary does not know it."""
        known = self.entities.get(entity)
        return known.facts.get(name) if known else None

    def entity_called(self, word: str) -> str | None:
        """The name of the entity that has this name or label, in whatever language."""
        return self._called.get(word)

    def fact_called(self, entity: str, word: str) -> FactDefinition | None:
        """The fact of an entity that has this name or label, in whatever language."""
        return self.fact(entity, self._facts_called.get(entity, {}).get(word, word))

    def in_words(self, names: Sequence[str], language: str) -> str:
        """A path as a sentence of that language writes it: ``customer.tier``, ``客户.等级``."""
        entity, words = names[0], [word_in(language, self.entities.get(names[0]), names[0])]
        for name in names[1:]:
            fact = self.fact(entity, name)
            words.append(word_in(language, fact, name))
            entity = (fact.type.entity or "") if fact else ""
        return ".".join(words)


def word_in(language: str, named: Entity | FactDefinition | None, name: str) -> str:
    """What a sentence calls an entity or a fact: English its name, other languages its label, if that is one word."""
    label = named.labels.get(language, "") if named is not None and language != "en" else ""
    return label if _is_word(label) and not label.isascii() else name


def _by_words(named: Mapping[str, Entity] | Mapping[str, FactDefinition]) -> Mapping[str, str]:
    """By each name and each label that is one word, the name; a name goes before a label."""
    labels = {
        label: name for name, each in named.items() for label in each.labels.values() if _is_word(label)
    }
    return labels | {name: name for name in named}


def _is_word(label: str) -> bool:
    return re.fullmatch(r"\w+", label) is not None
