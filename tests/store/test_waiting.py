"""What must be woken is found by pages: new events, due moments, messages to deliver."""

from dataclasses import replace

from store import Store
from tests.store.builders import DAY, NOON, a_customer, a_decision, a_firing, a_message, an_event


def test_pages_go_on_behind_the_last_id(store: Store):
    """As numbers: 10 comes after 9."""
    store.ingest(an_event(f"customer C{number}") for number in range(12))

    seen: list[str] = []
    while page := store.positions(after=seen[-1] if seen else "0", limit=5):
        seen += [each.id for each in page]

    assert len(seen) == 12
    assert seen == sorted(seen, key=int)


def test_pending_events_wait_to_be_decided_on(store: Store):
    owner = a_customer(store)

    waiting, oldest = store.undecided(NOON), store.oldest_pending()
    store.decide(owner, a_decision)

    assert [each.id for each in waiting] == [owner]
    assert oldest == NOON
    assert store.undecided(NOON) == []
    assert store.oldest_pending() is None


def test_a_due_moment_waits_from_its_own_second(store: Store):
    owner = a_customer(store)
    store.decide(owner, lambda each: replace(a_decision(each), next_due=NOON + DAY))

    second = DAY / 86_400
    assert store.due(NOON + DAY - second) == []
    assert [each.id for each in store.due(NOON + DAY)] == [owner]
    assert [each.id for each in store.undecided(NOON + DAY)] == [owner]


def test_an_undelivered_message_waits(store: Store):
    owner = a_customer(store)
    store.decide(
        owner, lambda each: replace(a_decision(each), firings=(a_firing(),), messages=(a_message(),))
    )

    assert [each.id for each in store.undecided(NOON)] == [owner]


def test_who_was_last_decided_under_another_rulebook_is_to_be_woken(store: Store):
    """A publication that was cut off reaches the rest at the next sweep."""
    store.rulebooks.publish({"a.yaml": b"1"}, "h1", ["r"], NOON)
    owner = a_customer(store)
    store.decide(owner, a_decision, rulebook="h1")
    settled = store.undecided(NOON)

    store.rulebooks.publish({"a.yaml": b"2"}, "h2", ["r"], NOON)

    assert settled == []
    assert [each.id for each in store.undecided(NOON)] == [owner]
