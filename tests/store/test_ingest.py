"""Events come in once, belong to somebody, and are refused with a reason when they cannot."""

import datetime as dt
from dataclasses import replace

import pytest

from engine.facts import SubjectRef
from engine.values import Money
from engine.vocabulary import Entity, FactDefinition, FactType, Vocabulary
from store import Belonging, Store
from tests.store.builders import DAY, NOON, a_customer, an_event


def test_a_new_customer_gets_a_relationship(store: Store):
    told = an_event("customer C1", name="Mill", recorded=NOON + DAY)

    ingested = store.ingest([told])

    owner = store.relationship_of("C1")
    assert owner is not None
    assert (ingested.new, ingested.touched) == (1, frozenset({owner}))
    assert store.load(owner).pending == (told,)
    assert store.load(owner).customer == SubjectRef("customer", "C1")


def test_the_same_event_twice_is_unchanged(store: Store):
    """Also within one batch, and when it is told at another time."""
    told = an_event("customer C1", id="e1", name="Mill")

    first = store.ingest([told, told])
    again = store.ingest([an_event("customer C1", id="e1", name="Mill", recorded=NOON + DAY)])

    assert (first.new, first.unchanged) == (1, 1)
    assert (again.new, again.unchanged, again.touched) == (0, 1, frozenset())
    assert store.reports.counts()["events"] == 1


def test_an_id_used_for_something_else_is_refused(store: Store):
    """It would be lost in silence."""
    store.ingest([an_event("customer C1", id="e1", name="Mill")])

    same_customer = store.ingest([an_event("customer C1", id="e1", name="Bakery")])
    other_customer = store.ingest([an_event("customer C2", id="e1", name="Mill")])

    assert "e1 was already used for something else" in same_customer.rejected[0].reason
    assert "Customer C2 is not known" in other_customer.rejected[0].reason
    assert store.relationship_of("C2") is None


def test_what_belongs_to_a_customer_finds_it(store: Store):
    """By its customer, through a subject that it refers to, or because it is known; in whichever order."""
    owner = a_customer(store)

    ingested = store.ingest(
        [
            an_event("payment P1", "payment.received", invoice="I1", amount=Money(100, "CNY")),
            an_event("invoice I1", "invoice.issued", customer="C1"),
            an_event("invoice I1", disputed=True),
        ]
    )

    assert ingested.rejected == ()
    assert {event.subject.id for event in store.load(owner).pending} == {"C1", "I1", "P1"}
    assert store.relationship_of_subject(SubjectRef("payment", "P1")) == owner


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"customer": "C9"}, "Customer C9 is not known"),
        ({"invoice": "I9"}, "Payment P1 is not known, and none of the facts"),
        ({}, "Payment P1 is not known, and none of the facts"),
    ],
)
def test_an_event_about_an_unknown_customer_is_refused_alone(
    store: Store, facts: dict[str, str], reason: str
):
    stray = replace(an_event("payment P1", "payment.received"), facts=facts)

    ingested = store.ingest([an_event("customer C1", name="Mill"), stray])

    (rejected,) = ingested.rejected
    assert rejected.event == stray
    assert reason in rejected.reason
    assert ingested.new == 1


def test_an_unknown_customer_is_refused_when_none_may_be_made(store: Store):
    (rejected,) = store.ingest([an_event("customer C1", "complaint.opened")], new_customers=False).rejected

    assert "Customer C1 is not known" in rejected.reason
    assert store.relationship_of("C1") is None


def test_people_and_units_belong_to_nobody(store: Store):
    ingested = store.ingest([an_event("person li", name="Li", unit="station 3")])

    assert (ingested.touched, ingested.directory) == (
        frozenset[str](),
        frozenset({SubjectRef("person", "li")}),
    )
    assert store.oldest_pending() is None


@pytest.mark.parametrize("bad", ["C\x001", "C\ud800"])
def test_an_id_that_no_database_stores_is_refused_alone(store: Store, bad: str):
    ingested = store.ingest([an_event(f"customer {bad}"), an_event("customer C1", name=f"Mill {bad}")])

    (rejected,) = ingested.rejected
    assert "no database stores" in rejected.reason
    assert store.reports.customers()[0].name == f"Mill {bad}"


def test_a_moment_without_a_zone_is_a_mistake(store: Store):
    with pytest.raises(Exception, match="names no zone"):
        store.ingest([an_event("customer C1", at=dt.datetime(2026, 3, 1))])


def test_links_come_from_the_vocabulary(store: Store):
    """A person is of the directory even when somebody lets it refer to a customer."""
    belonging = Belonging.of(
        Vocabulary(
            {
                "customer": an_entity("customer", manager="person"),
                "person": an_entity("person", employer="customer"),
                "region": an_entity("region", head="person"),
                "invoice": an_entity("invoice", payer="customer"),
                "payment": an_entity("payment", settles="invoice"),
            }
        )
    )
    a_customer(store)

    ingested = store.ingest(
        [
            an_event("payment P1", "payment.received", settles="I1"),
            an_event("invoice I1", "invoice.issued", payer="C1"),
            an_event("person li", employer="C1"),
            an_event("region north", head="li"),
        ],
        belonging=belonging,
    )

    assert ingested.rejected == ()
    assert ingested.directory == {SubjectRef("person", "li"), SubjectRef("region", "north")}


def an_entity(name: str, **references: str) -> Entity:
    facts = {
        fact: FactDefinition(name, fact, FactType("reference", entity=to), {})
        for fact, to in references.items()
    }
    return Entity(name, {}, facts)


def test_more_than_a_batch_comes_in_whole(store: Store):
    customers = [an_event(f"customer C{number}") for number in range(450)]

    sizes = [each.new for each in store.ingest_batches(customers)]

    assert sizes == [200, 200, 50]
    assert store.reports.counts()["relationships"] == 450
