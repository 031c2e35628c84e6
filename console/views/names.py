"""How a business user calls things: rules, facts, customers, invoices, people; and times on the company's clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from engine.facts import SubjectRef
from engine.rulebook import Rulebook
from engine.spoken import spoken, spoken_percent
from engine.values import Value
from engine.vocabulary import FactDefinition
from store import Store

Lookup: TypeAlias = Callable[[SubjectRef], str]
"""The name of a customer, a person or a unit; nothing when nobody has told it."""

LOCALE = "en"

_CHANNELS = {"email": "e-mail", "message": "message", "sms": "text message", "letter": "letter"}


class Names:
    """Words for ids, as *book* and the facts have them; an id that nobody named stays as it is.

    *owner* tells a relationship's customer, for views over many.
    """

    def __init__(
        self,
        book: Rulebook | None = None,
        called: Lookup | None = None,
        owner: Callable[[str], SubjectRef | None] | None = None,
    ) -> None:
        self.book = book
        self._called = called or (lambda _ref: "")
        self._owner = owner or (lambda _relationship: None)
        zone = book.vocabulary.working_time.zone if book else "UTC"
        self.zone = ZoneInfo(zone)

    def moment(self, at: dt.datetime) -> str:
        """``21 Nov 2026 09:00`` in the company's zone."""
        local = at.astimezone(self.zone)
        return f"{day(local.date())} {local:%H:%M}"

    def rule(self, rule_id: str) -> str:
        """``Chase an overdue invoice``."""
        rule = self.book.rule(rule_id) if self.book else None
        return rule.names.get(LOCALE, rule_id) if rule else rule_id

    def subject(self, ref: SubjectRef) -> str:
        """``Suzhou Mill (C-17)``, ``Li Na``, ``invoice INV-7``, ``credit manager``, ``team finance``."""
        if ref.entity == "role":
            return (
                "nobody" if ref.id == "unassigned" else plain(ref.id.removeprefix("role/").replace("/", " "))
            )
        name = self._called(ref)
        if not name:
            return f"{self.entity(ref.entity)} {ref.id}"
        return f"{name} ({ref.id})" if ref.entity == "customer" else name

    def customer_of(self, relationship: str) -> str:
        """The customer of a relationship; nothing when that is not known."""
        owner = self._owner(relationship)
        return self.subject(owner) if owner else ""

    def entity(self, entity: str) -> str:
        """``order credit`` as the vocabulary labels it."""
        known = self.book.vocabulary.entities.get(entity) if self.book else None
        return known.labels.get(LOCALE, entity) if known else plain(entity)

    def fact(self, entity: str, name: str) -> str:
        """``due date``."""
        definition = self._definition(entity, name)
        return definition.labels.get(LOCALE, plain(name)) if definition else plain(name)

    def value(self, entity: str, name: str, value: Value | None) -> str:
        """``21 Nov 2026``, ``CN¥5,000.00``, ``Li Na``; a fact taken away is ``nothing``."""
        definition = self._definition(entity, name)
        match value:
            case None:
                return "nothing"
            case dt.datetime():
                return self.moment(value)
            case dt.date():
                return day(value)
            case str() if definition and definition.type.entity:
                return self.subject(SubjectRef(definition.type.entity, value))
            case _ if definition and definition.type.kind == "percent":
                return spoken_percent(value, LOCALE)  # type: ignore[arg-type]
            case _:
                return spoken(value, LOCALE, str(self.zone))

    def facts(self, ref: SubjectRef, facts: Mapping[str, Value | None]) -> str:
        """``due date 21 Nov 2026, amount CN¥5,000.00``."""
        told = (
            (self.fact(ref.entity, name), self.value(ref.entity, name, value))
            for name, value in facts.items()
            if not self._repeats(ref, name, value)
        )
        # An invoice without a name is told as “invoice INV-7” already.
        return ", ".join(
            shown if shown.startswith(f"{label} ") else f"{label} {shown}" for label, shown in told
        )

    def _repeats(self, ref: SubjectRef, name: str, value: Value | None) -> bool:
        """Whose it is goes without saying in one customer's story, and so does a number that is the id."""
        definition = self._definition(ref.entity, name)
        return value == ref.id or (definition is not None and definition.type.entity == "customer")

    def _definition(self, entity: str, name: str) -> FactDefinition | None:
        return self.book.vocabulary.fact(entity, name) if self.book else None


def names_in(store: Store, book: Rulebook | None) -> Names:
    """Names looked up in the store as they are needed, each once."""

    @lru_cache(maxsize=10_000)
    def called(ref: SubjectRef) -> str:
        history = store.reports.fact_history(ref, "name")
        return str(history[-1].value) if history and history[-1].value is not None else ""

    @lru_cache(maxsize=10_000)
    def owner(relationship: str) -> SubjectRef | None:
        rows = store.reports.customers(after=str(int(relationship) - 1), limit=1)
        return SubjectRef("customer", rows[0].customer) if rows else None

    return Names(book, called, owner)


def day(date: dt.date) -> str:
    """``21 Nov 2026``, in English on every machine."""
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{date.day} {month[date.month - 1]} {date.year}"


def channel_of(name: str) -> str:
    """``sms`` reads ``text message``."""
    return _CHANNELS.get(name, plain(name))


def plain(name: str) -> str:
    """``payment_call`` reads ``payment call``."""
    return name.replace("_", " ")
