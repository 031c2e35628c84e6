"""A subject that a rule opened is a subject like any other: it is stored, loaded, and takes events."""

from dataclasses import replace

from engine.decide import Terms, decide
from engine.facts import SubjectRef
from engine.plan import Plan
from engine.relationship import Decision, Relationship
from store import Belonging, Store
from tests.engine.builders import (
    a_book,
    a_message,
    a_rule,
    a_step,
    a_vocabulary,
    an_opening,
    day,
    happened,
    local,
    told,
)

BOOK = a_book(
    a_rule("opens", a_step("open", an_opening(severity="serious")), at="customer.since"),
    a_rule(
        "follows", a_step("visit", a_message("team/sales"), after="2 days"), who="claim", on="claim.opened"
    ),
    a_rule("thanks", a_step("thank", a_message("team/sales")), who="claim", when=["claim.severity is minor"]),
)


def test_what_a_rule_opened_is_loaded_and_goes_on(store: Store):
    belonging = Belonging.of(a_vocabulary())
    store.ingest([happened("2026-03-01", since=day("2026-03-02"))], belonging=belonging)
    owner = store.relationship_of("c1")
    assert owner is not None

    def decided(until: str) -> Decision:
        def choose(known: Relationship) -> Decision:
            return decide(Plan(BOOK), known, local(until), Terms(delivers_at_once=True, renders=False))

        return store.decide(owner, choose).decision

    opened = decided("2026-03-03").events[0].subject
    again = decided("2026-03-03")
    visited = decided("2026-03-05")
    store.ingest([replace(happened("2026-03-06", opened, severity="minor"), facts={"severity": "minor"})])
    thanked = decided("2026-03-07")

    assert opened == SubjectRef("claim", opened.id)
    assert (again.events, again.firings) == ((), ())
    assert told(visited.firings) == ["2026-03-04 00:00 visit"]
    assert told(thanked.firings) == ["2026-03-06 00:00 thank"]
