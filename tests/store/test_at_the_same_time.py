"""Events come in while decisions are made: none is lost, none is decided on twice, nobody waits for ever."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from threading import Barrier

from engine.relationship import Decision, Relationship
from store import Ingested, Store
from tests.store.builders import NOON, a_customer, a_decision, a_firing, a_message, an_event

EACH = 40


def test_no_event_is_lost_between_ingest_and_decide(store: Store):
    """Every event was seen by exactly one decision, or is still pending."""
    owner = a_customer(store)
    seen: list[str] = []

    with ThreadPoolExecutor(3) as threads:
        sources = [threads.submit(post_one_by_one, store, source) for source in "ab"]
        threads.submit(decide_while, store, owner, sources, seen).result()

    left = [each.id for each in store.load(owner).pending]
    assert Counter(seen + left) == Counter(["made C1", *ids("a"), *ids("b")])
    known = store.load(owner)
    assert sorted(seen) == sorted(each.id for each in known.history)


def post_one_by_one(store: Store, source: str) -> None:
    for id_ in ids(source):
        assert store.ingest([an_event("customer C1", id=id_, name=id_)]).new == 1


def ids(source: str) -> list[str]:
    return [f"{source}{number}" for number in range(EACH)]


def decide_while(store: Store, owner: str, sources: list[Future[None]], seen: list[str]) -> None:
    while not all(each.done() for each in sources):
        seen.extend(store.decide(owner, a_decision).decision.consumed)


def test_the_same_events_from_two_sides_come_in_once(store: Store):
    """Two imports of one file, each in its own order: one of the two finds them unchanged."""
    events = [an_event(f"customer C{number}", name=f"{number}") for number in range(150)]
    people = [an_event(f"person p{number}", name=f"{number}") for number in range(40)]
    start = Barrier(2)

    def take_in(order: int) -> Ingested:
        start.wait()
        return store.ingest([*events, *people][::order])

    with ThreadPoolExecutor(2) as threads:
        both = list(threads.map(take_in, (1, -1)))

    assert sum(each.new for each in both) == len(events) + len(people)
    assert sum(each.unchanged for each in both) == len(events) + len(people)
    assert store.reports.counts()["relationships"] == len(events)


def test_decisions_at_the_same_time_follow_one_another(store: Store):
    """Each sees what the one before it wrote, so each firing happens once."""
    owner = a_customer(store)

    def fire_once(relationship: Relationship) -> Decision:
        if relationship.firings:
            return a_decision(relationship)
        return replace(a_decision(relationship), firings=(a_firing(),), messages=(a_message(),))

    with ThreadPoolExecutor(4) as threads:
        all_at_once = [threads.submit(store.decide, owner, fire_once) for _ in range(12)]
        wait(all_at_once)

    fired = [each for each in all_at_once if each.result().decision.firings]
    assert len(fired) == 1
    assert all(each.result().undelivered == ("m1",) for each in all_at_once)


def test_a_message_has_one_end_however_many_tell(store: Store):
    owner = a_customer(store)
    store.decide(
        owner, lambda each: replace(a_decision(each), firings=(a_firing(),), messages=(a_message(),))
    )

    def tell(number: int) -> bool:
        outbox = store.outbox
        if number % 2:
            return outbox.mark_accepted("m1", NOON, f"{number}")
        return outbox.mark_withdrawn("m1", NOON, f"{number}")

    with ThreadPoolExecutor(4) as threads:
        ends = list(threads.map(tell, range(12)))

    assert ends.count(True) == 1
    (firing,) = store.load(owner).firings
    assert (store.outbox.message("m1").status, firing.status) in [
        ("accepted", "done"),
        ("withdrawn", "withdrawn"),
    ]


def test_reading_page_by_page_goes_on_while_others_write(store: Store):
    """A page holds no lock between one relationship and the next."""
    store.ingest(an_event(f"customer C{number}") for number in range(5))

    def load_and_write() -> Iterator[int]:
        for relationship in store.load_many():
            store.decide(relationship.id, a_decision)
            yield len(relationship.pending)

    assert list(load_and_write()) == [1] * 5
