"""What the rows of a file mean for what is known already: something new, a change, nothing, or a contradiction."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.facts import Event, SubjectRef
from engine.vocabulary import Entity, Vocabulary
from intake.drafts import Draft, Fault
from intake.kinds import ID
from store import Belonging, Store, Told
from store.belonging import CUSTOMER

Refused = tuple[Draft, list[Fault]]

_TICK = dt.timedelta(microseconds=1)
_PLURALS: Mapping[str, str] = {"person": "people"}


@dataclass(frozen=True, slots=True)
class _Sorted:
    """A batch: events to take in with the drafts they come from, and customers to be made for them."""

    events: Mapping[str, tuple[Draft, Event]]
    new_ones: frozenset[str]
    customers: tuple[Event, ...]


class TakingIn:
    """Takes the drafts of one file in, batch by batch, and counts."""

    def __init__(  # noqa: PLR0913 - one import: into what, of what, when, under which number
        self,
        store: Store,
        vocabulary: Vocabulary,
        entity: Entity,
        recorded_at: dt.datetime,
        import_id: int,
        *,
        numbered: bool,
        create_customers: bool,
    ) -> None:
        self._store, self._entity, self._recorded_at = store, entity, recorded_at
        self._import_id, self._creates, self._numbered = import_id, create_customers, numbered
        self._belonging = Belonging.of(vocabulary)
        owned = {name for name in vocabulary.entities if name not in self._belonging.directory}
        # References to people and units may come before these are imported; those to customers and invoices not.
        self._owners = {
            fact.name: fact.type.entity
            for fact in entity.facts.values()
            if fact.type.entity in owned and fact.type.entity != entity.name and entity.name in owned
        }
        self._events = (entity.events[0] if entity.events else "facts.changed", "facts.changed")
        self._lines: dict[str, tuple[int, str]] = {}
        self._refused: dict[str, list[Fault]] = {}
        self._touched: set[str] = set()
        self._directory: set[SubjectRef] = set()
        self.new = self.unchanged = self.changed = self.created = 0

    def take(self, drafts: list[Draft]) -> list[Refused]:
        """Store what is new in these rows, in one transaction; those that contradict something are given back."""
        drafts, repeats, doubled = self._once_each(drafts)
        known = self._store.known(self._mentioned(drafts))
        batch, refused = self._sorted(drafts, known, self._before(drafts, known))
        ingested = self._store.ingest(
            [*batch.customers, *(event for _, event in batch.events.values())],
            belonging=self._belonging,
            new_customers=True,
            import_id=self._import_id,
        )
        self._touched |= ingested.touched
        self._directory |= ingested.directory
        rejected = {each.event.id: each.reason for each in ingested.rejected}
        refused += [
            (batch.events[id_][0], [Fault("", "", reason, "refused")])
            for id_, reason in rejected.items()
            if id_ in batch.events
        ]
        for id_ in batch.events.keys() - rejected.keys():
            if id_ in batch.new_ones:
                self.new += 1
            else:
                self.changed += 1
        self.created += len(batch.customers)
        return doubled + refused + self._repeated(repeats, refused)

    def touched(self) -> frozenset[str]:
        """The relationships that have something new to decide on, those of changed people and units too."""
        theirs = self._store.referring_to(self._directory) if self._directory else frozenset()
        return theirs | self._touched

    def _once_each(self, drafts: list[Draft]) -> tuple[list[Draft], list[Draft], list[Refused]]:
        """The same number twice in a file: the same content says nothing new, another one contradicts it."""
        if not self._numbered:
            return drafts, [], []
        kept, repeats, refused = list[Draft](), list[Draft](), list[Refused]()
        for draft in drafts:
            line, digest = self._lines.setdefault(draft.id, (draft.row.line, draft.digest[:16]))
            if line == draft.row.line:
                kept.append(draft)
            elif digest == draft.digest[:16]:
                repeats.append(draft)
            else:
                reason = f"{self._entity.name} {draft.id} stands in line {line} already, with other values."
                refused.append(
                    (draft, [Fault(ID, draft.id, f"{reason} Keep one of the two.", "contradiction")])
                )
        return kept, repeats, refused

    def _repeated(self, repeats: list[Draft], refused: list[Refused]) -> list[Refused]:
        """A repeated row fares as the first one did."""
        self._refused.update((draft.id, faults) for draft, faults in refused)
        self.unchanged += sum(draft.id not in self._refused for draft in repeats)
        return [(draft, self._refused[draft.id]) for draft in repeats if draft.id in self._refused]

    def _mentioned(self, drafts: Iterable[Draft]) -> Iterator[SubjectRef]:
        for draft in drafts:
            yield SubjectRef(self._entity.name, draft.id)
            yield from (owner for _, owner in self._named(draft))

    def _before(self, drafts: Iterable[Draft], known: frozenset[SubjectRef]) -> Mapping[str, Told]:
        """What is known of the rows' own subjects. The id of a row without a number tells its content already."""
        refs = (SubjectRef(self._entity.name, draft.id) for draft in drafts)
        here = [ref for ref in refs if ref in known]
        if not self._numbered:
            return {ref.id: Told() for ref in here}
        before = self._store.told(here)
        return {ref.id: before.get(ref, Told()) for ref in here}

    def _named(self, draft: Draft) -> Iterator[tuple[str, SubjectRef]]:
        for name, entity in self._owners.items():
            value = draft.facts.get(name)
            if isinstance(value, str) and entity is not None:
                yield name, SubjectRef(entity, value)

    def _sorted(
        self, drafts: list[Draft], known: frozenset[SubjectRef], before: Mapping[str, Told]
    ) -> tuple[_Sorted, list[Refused]]:
        events: dict[str, tuple[Draft, Event]] = {}
        new_ones, refused = set[str](), list[Refused]()
        customers: dict[str, Event] = {}
        for draft in drafts:
            earlier = before.get(draft.id)
            if faults := [*self._unknown(draft, known), *self._moved(draft, earlier)]:
                refused.append((draft, faults))
                continue
            event = self._event(draft, earlier)
            if event is None:
                self.unchanged += 1
                continue
            events[event.id] = (draft, event)
            if earlier is None:
                new_ones.add(event.id)
            for _, owner in self._named(draft):
                if owner not in known:
                    mentioned = self._customer(owner, draft.when or self._recorded_at)
                    customers[owner.id] = min(customers.get(owner.id, mentioned), mentioned, key=_happened)
        return _Sorted(events, frozenset(new_ones), tuple(customers.values())), refused

    def _unknown(self, draft: Draft, known: frozenset[SubjectRef]) -> Iterator[Fault]:
        for name, owner in self._named(draft):
            if owner in known or (self._creates and owner.entity == CUSTOMER):
                continue
            option = ", or add --create-customers" if owner.entity == CUSTOMER else ""
            reason = f"unknown {owner.entity} {owner.id}: import {_plural(owner.entity)} first{option}"
            yield Fault(name, owner.id, reason, f"unknown-{owner.entity}")

    def _moved(self, draft: Draft, before: Told | None) -> Iterator[Fault]:
        for name, owner in self._named(draft):
            earlier = before.facts.get(name) if before else None
            if earlier is not None and earlier != owner.id:
                reason = f"{self._entity.name} {draft.id} belongs to {owner.entity} {earlier}; a file cannot move it."
                yield Fault(name, owner.id, reason, "moved")

    def _event(self, draft: Draft, before: Told | None) -> Event | None:
        """What happened: the first time all that the row says, later only what is not as it was; None: nothing."""
        earlier = before.facts if before else {}
        facts = {name: value for name, value in draft.facts.items() if value != earlier.get(name)}
        if before is not None and not (facts and self._numbered):
            return None
        at = draft.when or self._recorded_at
        if before is not None and before.until is not None:
            # When it changed nobody knows: it is known from now on, and after what was known before.
            at = max(self._recorded_at, before.until + _TICK)
        subject = SubjectRef(self._entity.name, draft.id)
        told = hashlib.sha256(f"{draft.digest}\x1f{before.last_event if before else ''}".encode()).hexdigest()
        return Event(
            id=f"import/{subject.entity}/{subject.id}/{told[:24]}",
            kind=self._events[before is not None],
            subject=subject,
            happened_at=at,
            recorded_at=self._recorded_at,
            facts=facts,
            origin="import",
        )

    def _customer(self, customer: SubjectRef, at: dt.datetime) -> Event:
        """A customer of whom only the number is known, since the happening that mentions it."""
        id_ = f"import/customer/{customer.id}/mentioned"
        return Event(id_, "facts.changed", customer, at, self._recorded_at, {}, "import")


def _happened(event: Event) -> dt.datetime:
    return event.happened_at


def _plural(entity: str) -> str:
    return _PLURALS.get(entity, f"{entity}s")
