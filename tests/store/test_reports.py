"""What people ask the store."""

from dataclasses import replace

from engine.facts import SubjectRef
from store import Store
from tests.store.builders import (
    DAY,
    NOON,
    a_customer,
    a_decision,
    a_firing,
    a_message,
    a_task,
    an_event,
)

C1 = SubjectRef("customer", "C1")


def with_everything(store: Store) -> str:
    owner = a_customer(store)
    stages = (
        an_event("customer C1", id="s1", origin="rule", stage="development"),
        an_event("customer C1", id="s2", at=NOON + DAY, origin="rule", stage="growth"),
    )
    store.decide(
        owner,
        lambda each: replace(
            a_decision(each), events=stages, firings=(a_firing(),), messages=(a_message(),), tasks=(a_task(),)
        ),
    )
    return owner


def test_customers_are_listed_with_name_and_stage(store: Store):
    """The latest of each; a late note about the past does not change what is now."""
    with_everything(store)
    a_customer(store, "C2")
    store.ingest([an_event("customer C1", at=NOON - DAY, recorded=NOON + DAY * 9, name="Old Mill")])

    rows = store.reports.customers()

    assert [(each.customer, each.name, each.stage) for each in rows] == [
        ("C1", "Mill", "growth"),
        ("C2", "Mill", ""),
    ]


def test_the_lifecycle_is_the_history_of_the_stage(store: Store):
    with_everything(store)
    store.ingest([an_event("customer C1", origin="import", stage="maturity", at=NOON + DAY * 2)])

    moves = store.reports.fact_history(C1, "stage", origin="rule")

    assert [(each.value, each.valid_from) for each in moves] == [
        ("development", NOON),
        ("growth", NOON + DAY),
    ]
    assert len(store.reports.fact_history(C1, "stage")) == 3


def test_tasks_are_found_by_status_person_and_customer(store: Store):
    owner = with_everything(store)

    (row,) = store.reports.tasks(assignee=SubjectRef("person", "li"), relationship_id=owner)

    assert (row.customer, row.task) == ("C1", a_task())
    assert store.reports.tasks(assignee=SubjectRef("person", "wang")) == []
    assert store.reports.tasks(status="answered") == []
    assert store.reports.task("t1") == row
    assert store.reports.task("t9") is None


def test_a_timeline_tells_everything_in_order(store: Store):
    owner = with_everything(store)

    rows = store.timeline(owner)

    assert [each.at for each in rows] == sorted(each.at for each in rows)
    assert [type(each.item).__name__ for each in rows] == [
        "Event",
        "Event",
        "Firing",
        "Task",
        "OutboxMessage",
        "Event",
    ]
    assert rows[2].item == a_firing()


def test_what_is_known_of_a_subject_is_its_latest_facts(store: Store):
    with_everything(store)

    assert store.facts_of(C1) == {"name": "Mill", "stage": "growth"}
    assert store.facts_of(SubjectRef("person", "nobody")) == {}
    assert store.known([C1, SubjectRef("person", "nobody"), SubjectRef("task", "t1")]) == {
        C1,
        SubjectRef("task", "t1"),
    }


def test_everything_is_counted(store: Store):
    with_everything(store)

    assert store.reports.counts() == {
        "relationships": 1,
        "events": 3,
        "facts": 3,
        "troubles": 0,
        "firing claimed": 1,
        "message pending": 1,
        "task open": 1,
    }


def test_an_import_is_on_record_also_when_it_did_not_end(store: Store):
    first = store.imports.begin(file_name="orders.csv", kind="orders", content_hash="h", at=NOON)
    second = store.imports.begin(file_name="orders.csv", kind="orders", content_hash="h", at=NOON + DAY)

    store.ingest([an_event("customer C1")], import_id=first)
    store.imports.finish(first, read=3, new=1, unchanged=1, rejected=1, at=NOON)

    cut_off, done = store.imports.runs()
    assert (cut_off.id, cut_off.finished_at) == (second, None)
    assert (done.read, done.new, done.unchanged, done.rejected, done.finished_at) == (3, 1, 1, 1, NOON)
