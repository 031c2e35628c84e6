"""A decision is written whole, under the lock, once."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from engine.facts import SubjectRef
from engine.relationship import Decision, Relationship, Trouble, Watch
from store import DecisionDoesNotFit, Store, UnknownRelationship
from tests.store.builders import (
    DAY,
    NOON,
    a_customer,
    a_decision,
    a_firing,
    a_key,
    a_message,
    a_task,
    an_event,
)

WATCH = Watch("winback", SubjectRef("customer", "C1"), NOON, 2)
TROUBLE = Trouble("conflict", SubjectRef("customer", "C1"), NOON, "Two rules set one fact.", "winback")


def a_full_decision(relationship: Relationship) -> Decision:
    """Something of everything."""
    moved = an_event("customer C1", id="moved", origin="rule", stage="growth")
    return replace(
        a_decision(relationship),
        next_due=NOON + DAY,
        firings=(a_firing(),),
        messages=(a_message(),),
        tasks=(a_task(),),
        events=(moved,),
        watches=(WATCH,),
        troubles=(TROUBLE,),
    )


def test_everything_decided_is_there_when_loaded_again(store: Store):
    owner = a_customer(store)
    (seen,) = store.load(owner).pending

    decided = store.decide(owner, a_full_decision, rulebook="h1")

    known = store.load(owner)
    assert decided.undelivered == ("m1",)
    assert known.pending == ()
    assert known.history == tuple(sorted((seen, *decided.decision.events), key=lambda each: each.order))
    assert known.firings == (replace(a_firing(), trace=()),)
    assert known.tasks == (a_task(),)
    assert known.watches == (WATCH,)
    assert known.decided_until == NOON
    assert store.reports.firings(owner) == [a_firing()]
    assert store.reports.troubles()[0].trouble == TROUBLE
    position = store.position(owner)
    assert (position.id, position.next_due, position.rulebook) == (owner, NOON + DAY, "h1")


def test_deciding_again_is_harmless_and_tells_what_is_undelivered(store: Store):
    owner = a_customer(store)
    store.decide(owner, a_full_decision)
    before = store.load(owner)

    again = store.decide(owner, a_decision)

    assert again.undelivered == ("m1",)
    assert store.load(owner) == replace(before, next_due=again.decision.next_due)


def test_the_same_rows_again_replace_and_double_nothing(store: Store):
    """A task was answered, a firing ended: same key, new state. The trace stays, the message as it was sent."""
    owner = a_customer(store)
    store.decide(owner, a_full_decision)
    store.outbox.mark_accepted("m1", NOON)

    store.decide(
        owner,
        lambda relationship: replace(
            a_decision(relationship),
            firings=(replace(a_firing(status="done"), trace=()),),
            messages=(a_message(),),
            tasks=(replace(a_task(), status="answered", outcome="promised", closed_at=NOON),),
            watches=(replace(WATCH, true_since=None),),
            troubles=(TROUBLE,),
        ),
    )

    known = store.load(owner)
    assert [each.status for each in known.tasks] == ["answered"]
    assert [each.true_since for each in known.watches] == [None]
    assert store.reports.firings(owner) == [a_firing(status="done")]
    assert store.outbox.message("m1").status == "accepted"
    assert len(store.reports.troubles()) == 1


def test_a_task_is_answered_by_an_event_on_it(store: Store):
    owner = a_customer(store)
    store.decide(owner, a_full_decision)

    ingested = store.ingest([an_event("task t1", "task.answered", outcome="promised")])

    assert ingested.touched == {owner}


def test_a_decision_that_fails_leaves_nothing(store: Store):
    owner = a_customer(store)
    before = store.load(owner)

    with pytest.raises(IntegrityError):  # a message whose firing is not in the ledger
        store.decide(owner, lambda each: replace(a_full_decision(each), firings=()))

    assert store.load(owner) == before
    assert store.reports.troubles() == []


@pytest.mark.parametrize(
    "wrong",
    [{"relationship": "999"}, {"consumed": ("never came",)}],
    ids=["of another", "of an unknown event"],
)
def test_a_decision_that_does_not_fit_is_refused(store: Store, wrong: dict[str, object]):
    owner = a_customer(store)
    before = store.load(owner)

    with pytest.raises(DecisionDoesNotFit):
        store.decide(owner, lambda each: replace(a_full_decision(each), **wrong))  # type: ignore[arg-type]

    assert store.load(owner) == before


def test_consumed_is_only_what_the_decision_says(store: Store):
    """What happens later than the moment decided for stays pending."""
    owner = a_customer(store)

    store.decide(owner, lambda each: replace(a_decision(each), consumed=()))

    assert len(store.load(owner).pending) == 1


@pytest.mark.parametrize("unknown", ["77", "C1", "", "99999999999999999999", "²"])
def test_an_unknown_relationship_is_said_so(store: Store, unknown: str):
    with pytest.raises(UnknownRelationship):
        store.decide(unknown, a_decision)


def test_two_keys_that_read_alike_are_two_firings(store: Store):
    owner = a_customer(store)
    keys = (a_key("a/b", rule="r"), a_key("b", rule="r/a"))

    store.decide(owner, lambda each: replace(a_decision(each), firings=tuple(map(a_firing, keys))))

    assert {each.key for each in store.load(owner).firings} == set(keys)
