"""The clocks that rules go by: the company's, and those of the places where its customers live."""

from __future__ import annotations

from functools import lru_cache

from engine.calendar.wall_time import zone_named
from engine.truth.reference import Reference
from engine.truth.world import Subject
from engine.values import ValueProblem


class Clocks:
    """Sentences by the clock of each zone, made when the first customer lives there.

    *needed*: whether any rule goes by the customer's clock; else nobody asks where a customer lives.
    """

    def __init__(self, company: Reference, *, needed: bool) -> None:
        self._company = company
        self._zones: dict[str, Reference] = {}
        fact = company.vocabulary.working_time.customer_zone if needed else None
        self._zone_fact = company.path(("customer", fact), "customer") if fact is not None else None

    def reference(self, zone: str) -> Reference:
        """What compiles the sentences of rules for customers who live in *zone*."""
        known = self._zones.get(zone)
        if known is None:
            calendar = self._company.calendar.in_zone(zone)
            known = self._zones[zone] = Reference(self._company.vocabulary, calendar, self._company)
        return known

    def zone_of(self, customer: Subject) -> str | None:
        """Where the customer lives; None where nobody knows, and the company's clock is used."""
        zone = self._zone_fact(customer) if self._zone_fact is not None else None
        if not isinstance(zone, str):
            return None
        wrong = _what_is_wrong_with(zone)
        if not wrong:
            return zone
        customer.world.trouble("unknown-zone", customer.ref, f"{wrong} The company's clock was used.")
        return None


@lru_cache(maxsize=1_000)
def _what_is_wrong_with(zone: str) -> str:
    try:
        zone_named(zone)
    except ValueProblem as problem:
        return f"{problem}."
    return ""
