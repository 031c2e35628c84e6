"""A message is pending until a provider or a person has the last word; its firing ends with it."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from engine.relationship import FiringStatus
from store import Store, UnknownMessage
from store.outbox import MessageStatus, Outbox
from tests.store.builders import DAY, NOON, a_customer, a_decision, a_firing, a_key, a_message

LATER = NOON + DAY
Mark = Callable[[Outbox], bool]


def with_messages(store: Store, keys: Iterable[str] = ("m1",)) -> str:
    owner = a_customer(store)
    messages = tuple(map(a_message, keys))
    store.decide(owner, lambda each: replace(a_decision(each), firings=(a_firing(),), messages=messages))
    return owner


def firing_status(store: Store, owner: str) -> FiringStatus:
    (firing,) = store.load(owner).firings
    return firing.status


@pytest.mark.parametrize(
    ("mark", "status", "firing"),
    [
        (lambda outbox: outbox.mark_accepted("m1", LATER, "SM7"), "accepted", "done"),
        (lambda outbox: outbox.mark_dropped("m1", LATER, "opted out"), "dropped", "dropped"),
        (lambda outbox: outbox.mark_withdrawn("m1", LATER, "paid"), "withdrawn", "withdrawn"),
        (lambda outbox: outbox.mark_uncertain("m1", LATER, "cut off"), "uncertain", "claimed"),
        (lambda outbox: outbox.mark_failed("m1", LATER, "busy"), "failed", "claimed"),
    ],
    ids=["accepted", "dropped", "withdrawn", "uncertain", "failed"],
)
def test_the_end_of_a_message_is_the_end_of_its_firing(
    store: Store, mark: Mark, status: MessageStatus, firing: FiringStatus
):
    owner = with_messages(store)

    assert mark(store.outbox)

    assert store.outbox.message("m1").status == status
    assert firing_status(store, owner) == firing
    assert store.decide(owner, a_decision).undelivered == (("m1",) if status == "failed" else ())


def test_what_is_final_stays(store: Store):
    with_messages(store)
    store.outbox.mark_accepted("m1", LATER, "SM7")

    assert not store.outbox.mark_withdrawn("m1", LATER, "paid")

    message = store.outbox.message("m1")
    assert (message.status, message.provider_reference, message.finished_at) == ("accepted", "SM7", LATER)


def test_a_firing_ends_with_the_last_of_its_messages(store: Store):
    """One that was accepted makes it done: another attempt would send that one twice."""
    owner = with_messages(store, ("m1", "m2"))

    store.outbox.mark_accepted("m1", LATER)
    after_one = firing_status(store, owner)
    store.outbox.mark_withdrawn("m2", LATER, "paid")

    assert (after_one, firing_status(store, owner)) == ("claimed", "done")


def test_a_claim_tells_how_things_stood_before_it(store: Store):
    """A try that nobody told the outcome of may have arrived."""
    with_messages(store)

    first = store.outbox.claim("m1", NOON)
    cut_off = store.outbox.claim("m1", LATER)
    store.outbox.mark_failed("m1", LATER, "busy")
    third = store.outbox.claim("m1", LATER)

    assert (first.attempts, first.claimed_at) == (0, None)
    assert (cut_off.attempts, cut_off.claimed_at) == (1, NOON)
    assert (third.status, third.attempts, third.claimed_at, third.detail) == ("failed", 2, None, "busy")


def test_a_finished_message_cannot_be_claimed(store: Store):
    with_messages(store)
    store.outbox.mark_accepted("m1", NOON)

    claimed = store.outbox.claim("m1", LATER)

    assert not claimed.is_undelivered
    assert store.outbox.message("m1") == claimed


def test_an_uncertain_message_waits_for_a_person(store: Store):
    owner = with_messages(store)
    store.outbox.mark_uncertain("m1", NOON, "cut off")

    waiting = store.decide(owner, a_decision).undelivered
    store.outbox.retry("m1", LATER)

    assert waiting == ()
    assert store.decide(owner, a_decision).undelivered == ("m1",)


def test_the_end_of_a_firing_makes_the_relationship_due(store: Store):
    """A crash between the delivery and the next decision must not lose the next step."""
    owner = with_messages(store)

    store.outbox.mark_accepted("m1", LATER)

    assert [each.id for each in store.due(LATER)] == [owner]


def test_a_withdrawn_attempt_leaves_room_for_the_next(store: Store):
    owner = with_messages(store)
    store.outbox.mark_withdrawn("m1", NOON, "paid")
    second = a_key(attempt=2)

    store.decide(
        owner,
        lambda each: replace(
            a_decision(each), firings=(a_firing(second),), messages=(a_message("m1 again", second),)
        ),
    )

    assert [each.status for each in store.load(owner).firings] == ["withdrawn", "claimed"]


def test_messages_are_listed_by_status_and_relationship(store: Store):
    owner = with_messages(store, ("m1", "m2"))
    store.outbox.mark_accepted("m1", NOON)

    assert [each.message.key for each in store.outbox.messages()] == ["m1", "m2"]
    assert [each.message for each in store.outbox.messages(status="pending")] == [a_message("m2")]
    assert len(store.outbox.messages(relationship=owner)) == 2


def test_an_unknown_message_is_said_so(store: Store):
    with pytest.raises(UnknownMessage, match="m9"):
        store.outbox.mark_accepted("m9", NOON)
    with pytest.raises(UnknownMessage, match="number 9"):
        store.outbox.key_of(9)


def test_a_workflow_knows_a_message_by_a_number(store: Store):
    """The key holds the customer's own id."""
    owner = with_messages(store, ("m2", "m1"))

    decided = store.decide(owner, a_decision)

    assert decided.undelivered == ("m1", "m2")
    assert tuple(map(store.outbox.key_of, decided.undelivered_ids)) == decided.undelivered


def test_a_message_refused_for_good_can_be_sent_again_once_the_address_is_mended(store: Store):
    """The ladder behind it waits for it again, and is no longer given up."""
    owner = with_messages(store)
    store.outbox.mark_dropped("m1", LATER, "no such address")

    assert store.outbox.retry("m1", LATER)

    assert store.decide(owner, a_decision).undelivered == ("m1",)
    assert firing_status(store, owner) == "claimed"


def test_what_arrived_or_still_waits_is_not_sent_again(store: Store):
    with_messages(store)

    assert not store.outbox.retry("m1", LATER)
    store.outbox.mark_accepted("m1", LATER)
    assert not store.outbox.retry("m1", LATER)


A, B = a_key("week_1", subject="invoice A"), a_key("week_1", subject="invoice B")


def with_a_joined_message(store: Store) -> str:
    owner = a_customer(store)
    joined = replace(a_message("m1", A), also=(B,))
    firings = (a_firing(A), a_firing(B))
    store.decide(owner, lambda each: replace(a_decision(each), firings=firings, messages=(joined,)))
    return owner


def statuses(store: Store, owner: str) -> list[FiringStatus]:
    return [firing.status for firing in store.load(owner).firings]


def test_a_joined_message_remembers_of_whom_it_tells(store: Store):
    with_a_joined_message(store)

    assert store.outbox.message("m1").message.firings == (A, B)


@pytest.mark.parametrize(
    ("mark", "end"),
    [
        (lambda outbox: outbox.mark_accepted("m1", LATER), "done"),
        (lambda outbox: outbox.mark_dropped("m1", LATER, "opted out"), "dropped"),
        (lambda outbox: outbox.mark_withdrawn("m1", LATER, "paid"), "withdrawn"),
        (lambda outbox: outbox.mark_failed("m1", LATER, "busy"), "claimed"),
    ],
    ids=["accepted", "dropped", "withdrawn", "failed"],
)
def test_the_end_of_a_joined_message_is_the_end_of_all_its_firings(
    store: Store, mark: Mark, end: FiringStatus
):
    owner = with_a_joined_message(store)

    mark(store.outbox)

    assert statuses(store, owner) == [end, end]


def test_a_joined_message_that_is_sent_again_is_claimed_by_all(store: Store):
    owner = with_a_joined_message(store)
    store.outbox.mark_dropped("m1", LATER, "no such address")

    assert store.outbox.retry("m1", LATER)
    assert statuses(store, owner) == ["claimed", "claimed"]


def test_a_firing_waits_for_all_messages_that_tell_of_it_joined_or_not(store: Store):
    owner = with_a_joined_message(store)
    store.decide(owner, lambda each: replace(a_decision(each), messages=(a_message("m2", B),)))

    store.outbox.mark_accepted("m1", LATER)
    first = statuses(store, owner)
    store.outbox.mark_accepted("m2", LATER)

    assert (first, statuses(store, owner)) == (["done", "claimed"], ["done", "done"])
