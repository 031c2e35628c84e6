"""Builders that show only what matters to a test."""

import datetime as dt
from collections.abc import Callable

from engine.facts import Event, Origin, SubjectRef
from engine.relationship import (
    Decision,
    Firing,
    FiringKey,
    FiringStatus,
    OutgoingMessage,
    Relationship,
    Task,
    TraceLine,
)
from engine.values import Value
from engine.vocabulary import FactType
from store import Store

FORM = {
    "date": FactType("date"),
    "reason": FactType("choice", ("price", "other")),
    "who": FactType("reference", entity="person"),
}
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def an_event(  # noqa: PLR0913, each has a default
    subject: str,
    kind: str = "facts.changed",
    *,
    id: str = "",  # noqa: A002
    at: dt.datetime = NOON,
    recorded: dt.datetime | None = None,
    origin: Origin = "api",
    **facts: Value | None,
) -> Event:
    """``an_event("invoice 7", balance=…)``"""
    ref = SubjectRef(*subject.split(" ", 1))
    return Event(id or f"{subject} {kind} {at:%d %H:%M}", kind, ref, at, recorded or at, facts, origin)


def a_key(
    step: str = "call", *, rule: str = "dunning", subject: str = "customer C1", attempt: int = 1
) -> FiringKey:
    return FiringKey(rule, step, SubjectRef(*subject.split(" ", 1)), "1", attempt)


def a_firing(
    key: FiringKey | None = None, status: FiringStatus = "claimed", at: dt.datetime = NOON
) -> Firing:
    trace = (TraceLine("invoice.balance > 0 CNY", truth=True, values={"invoice.balance": "5.00 CNY"}),)
    return Firing(key or a_key(), status, at, at, trace=trace)


def a_message(key: str = "m1", firing: FiringKey | None = None, at: dt.datetime = NOON) -> OutgoingMessage:
    whom = SubjectRef("customer", "C1")
    return OutgoingMessage(key, firing or a_key(), "sms", whom, True, at, "zh", None, "您好")  # noqa: FBT003


def a_task(id_: str = "t1", firing: FiringKey | None = None, at: dt.datetime = NOON) -> Task:
    whom = SubjectRef("person", "li")
    return Task(
        id_, firing or a_key(), "call", whom, at, at + DAY, "Call", ("promised", "refused"), form=FORM
    )


def a_decision(relationship: Relationship, until: dt.datetime = NOON) -> Decision:
    """One that does nothing but take note of what is pending."""
    consumed = tuple(each.id for each in relationship.pending)
    return Decision(relationship=relationship.id, decided_until=until, next_due=None, consumed=consumed)


Choose = Callable[[Relationship], Decision]


def a_customer(store: Store, customer: str = "C1") -> str:
    """Its relationship."""
    store.ingest([an_event(f"customer {customer}", id=f"made {customer}", name="Mill")])
    owner = store.relationship_of(customer)
    assert owner is not None
    return owner
