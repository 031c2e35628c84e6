"""Whose an event is: which customer's relationship the subject belongs to."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self

from engine.facts import Event, SubjectRef
from engine.vocabulary import Vocabulary

CUSTOMER = "customer"
PEOPLE = frozenset({"person", "unit"})


@dataclass(frozen=True, slots=True)
class Belonging:
    """How to get from a subject to its customer.

    *directory* are the entities that belong to no customer: people and units, known to all. *links* gives, per
    entity, the facts that refer to another entity (``{"payment": {"settles": "invoice"}}``). A fact that bears
    the name of an entity (``payment.invoice``, ``order.customer``) needs no link; *entities* are the names that
    count for this, None any.
    """

    directory: frozenset[str] = PEOPLE
    links: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    entities: frozenset[str] | None = None

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> Self:
        """As the references of a vocabulary say: the directory is whatever leads to no customer."""
        links = {
            name: {
                fact.name: fact.type.entity
                for fact in entity.facts.values()
                if fact.type.kind == "reference" and fact.type.entity
            }
            for name, entity in vocabulary.entities.items()
        }
        owned = {CUSTOMER}
        while more := {name for name, to in links.items() if owned & set(to.values())} - owned - PEOPLE:
            owned |= more
        return cls((frozenset(links) - owned - {"task"}) | PEOPLE, links, frozenset(links))

    def owners(self, event: Event) -> Iterator[SubjectRef]:
        """The subjects through which an event on a new subject could find its customer, the nearest first."""
        links = self.links.get(event.subject.entity, {})
        named = [
            SubjectRef(links.get(name, name), value)
            for name, value in event.facts.items()
            if isinstance(value, str) and self._may_own(links.get(name, name))
        ]
        yield from sorted(named, key=lambda owner: owner.entity != CUSTOMER)

    def parents(self, event: Event) -> Iterator[SubjectRef]:
        """Those of its `owners` that it can have only one of: the one invoice that a payment settles."""
        if event.subject.entity == CUSTOMER or event.subject.entity in self.directory:
            return
        links = Counter(self.links.get(event.subject.entity, {}).values())
        yield from (owner for owner in self.owners(event) if links[owner.entity] <= 1)

    def _may_own(self, entity: str) -> bool:
        return entity not in self.directory and (self.entities is None or entity in self.entities)
