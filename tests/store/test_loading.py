"""Relationships load whole and in order, with the people that they refer to; also as they once were."""

from dataclasses import replace

from engine.facts import SubjectRef
from engine.relationship import Watch
from store import Store
from tests.store.builders import DAY, NOON, a_customer, a_decision, a_firing, a_key, a_task, an_event

LI, WANG = SubjectRef("person", "li"), SubjectRef("person", "wang")


def test_events_are_in_order_of_happened_recorded_and_id(store: Store):
    """Ids order as Python orders them, whatever language the database sorts by."""
    owner = a_customer(store, "C1")
    same = [an_event("customer C1", id=id_, at=NOON + DAY) for id_ in ("b", "a", "Z", "é")]
    late = an_event("customer C1", id="late", at=NOON - DAY, recorded=NOON + DAY * 9)
    store.ingest([*same, late])

    assert [each.id for each in store.load(owner).pending] == ["late", "made C1", "Z", "a", "b", "é"]


def test_a_fact_taken_away_comes_back_as_none(store: Store):
    owner = a_customer(store)
    store.ingest([an_event("customer C1", id="gone", name=None)])

    assert {each.id: each.facts for each in store.load(owner).pending}["gone"] == {"name": None}


def test_people_come_with_those_whom_they_refer_to(store: Store):
    owner = a_customer(store)
    store.ingest(
        [
            an_event("person li", boss="wang", phone="1", at=NOON),
            an_event("person li", phone="2", at=NOON + DAY, id="new phone"),
            an_event("person wang", boss="li"),
            an_event("person zhao", boss="wang"),
            an_event("customer C1", manager="li", id="managed"),
        ]
    )

    now = store.load(owner).directory
    before = store.load(owner, as_of_people=NOON).directory

    assert now == {LI: {"boss": "wang", "phone": "2"}, WANG: {"boss": "li"}}
    assert before[LI] == {"boss": "wang", "phone": "1"}
    assert next(store.load_many()).directory == now


def test_the_customers_of_a_person_are_found_from_it(store: Store):
    """Also through another person; a person may refer to itself."""
    direct, through, other = (a_customer(store, each) for each in ("C1", "C2", "C3"))
    store.ingest(
        [
            an_event("customer C1", manager="wang", id="1"),
            an_event("customer C2", manager="li", id="2"),
            an_event("person li", boss="wang"),
            an_event("person wang", boss="wang"),
        ]
    )

    assert store.referring_to([WANG]) == {direct, through}
    assert other not in store.referring_to([LI])


def test_the_assignee_of_a_task_is_known(store: Store):
    owner = a_customer(store)
    store.ingest([an_event("person li", phone="1")])
    store.decide(owner, lambda each: replace(a_decision(each), firings=(a_firing(),), tasks=(a_task(),)))

    assert store.load(owner).directory == {LI: {"phone": "1"}}


def test_loading_many_gives_what_loading_one_gives(store: Store):
    """Over more than a page; and of chosen ones, each once, in order."""
    store.ingest(an_event(f"customer C{number}", name=f"{number}") for number in range(1203))

    everyone = list(store.load_many())

    assert len(everyone) == 1203
    assert everyone[700] == store.load(everyone[700].id)
    chosen = [everyone[900].id, everyone[3].id, everyone[900].id]
    assert [each.id for each in store.load_many(chosen)] == [everyone[3].id, everyone[900].id]


def test_an_earlier_moment_has_the_later_events_before_it(store: Store):
    """What rules did since is left out; everything counts as known when it happened."""
    owner = a_customer(store)
    moments = [NOON - DAY, NOON, NOON + DAY]
    store.ingest(
        [
            an_event("customer C1", id=f"e{day}", at=at, recorded=NOON + DAY * 300)
            for day, at in enumerate(moments)
        ]
    )
    ruled = [
        an_event("customer C1", id=f"r{day}", at=at, origin="rule", stage="growth")
        for day, at in enumerate(moments)
    ]
    store.decide(owner, lambda each: replace(a_decision(each, until=NOON + DAY), events=tuple(ruled)))

    (then,) = store.load_many(split_at=NOON)

    assert [each.id for each in then.history] == ["e0", "r0", "e1", "made C1", "r1"]
    assert [each.id for each in then.pending] == ["e2"]
    assert all(each.recorded_at == each.happened_at for each in (*then.history, *then.pending))
    assert then.decided_until == NOON


def test_an_earlier_moment_has_the_ledger_of_that_time(store: Store):
    """A task that was closed later is open, a rise that came later has not come."""
    owner = a_customer(store)
    early, later = a_firing(a_key("early"), "done"), a_firing(a_key("later"), "done", at=NOON + DAY)
    closed = replace(
        a_task(firing=early.key), status="answered", outcome="promised", closed_at=NOON + DAY, late=True
    )
    watch = Watch("winback", SubjectRef("customer", "C1"), NOON + DAY, 2)
    store.decide(
        owner,
        lambda each: replace(
            a_decision(each),
            firings=(early, later),
            tasks=(closed, a_task("t2", later.key, at=NOON + DAY)),
            watches=(watch,),
        ),
    )

    (then,) = store.load_many(split_at=NOON)

    assert [each.key.step for each in then.firings] == ["early"]
    assert then.tasks == (a_task(firing=early.key),)
    assert then.watches == (replace(watch, true_since=None, rises=1),)
