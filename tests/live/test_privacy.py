"""Temporal keeps surrogate ids and moments: nothing that a history, or its database, holds tells of anybody."""

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from google.protobuf.message import Message as Proto
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client
from temporalio.runtime import Runtime

from engine.language.book import load_rulebook
from engine.relationship import Decision
from engine.values import YearlyDate
from notifiers.file import FileNotifier, Note
from notifiers.router import Router
from store import Store
from tests.live.life import Life
from tests.live.listening import Decisions
from tests.live.sample import START, Sample, the_sample
from tests.workflows.test_history import payloads_in
from workflows.activities import Activities
from workflows.deciding import StoreDecides
from workflows.delivering import StoreDelivers
from workflows.in_force import Rulebooks
from workflows.publishing import Draft, publish
from workflows.relay import Relay, announce
from workflows.staff import at_work
from workflows.virtual_time import virtual_time
from workflows.waiting import StoreWaiting
from workflows.wake import reconcile

UNTIL = START.replace(month=4)
CHOSEN = ("2", "4", "48")
LONG_ENOUGH = 4
"""Characters below which a value would be found by accident: “C-1” in a run id, “A” anywhere."""


class Indiscreet(FileNotifier):
    """Fails at the first try of each message, as no notifier should: with all that it knows in the error."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._tried: set[str] = set()

    async def post(self, payload: Note) -> str:
        if payload.key_hash not in self._tried:
            self._tried.add(payload.key_hash)
            raise ValueError(payload.content.decode())
        return await super().post(payload)


class Blurting:
    """A listener that fails once for each relationship, as a database does: it quotes the row."""

    def __init__(self, sample: Sample, decisions: Decisions) -> None:
        self._sample, self._decisions, self._failed = sample, decisions, set[str]()

    def __call__(self, decision: Decision) -> None:
        self._decisions(decision)
        if decision.relationship not in self._failed:
            self._failed.add(decision.relationship)
            raise ValueError(repr(self._sample.known[decision.relationship]))


async def test_neither_histories_nor_their_database_tell_of_anybody(
    tmp_path: Path, temporal_runtime: Runtime
) -> None:
    """A month of three customers, in which every first decision and every first delivery fails loudly."""
    with Store.open(f"sqlite:///{tmp_path / 'guanxi.db'}") as store:
        sample = the_sample(store, tmp_path)
        rulebooks = Rulebooks(store)
        publish(store, rulebooks, Draft(sample.files, load_rulebook(sample.files)), START)
        decisions = Decisions()
        notifier = Indiscreet(tmp_path / "outbox")
        activities = Activities(
            StoreDecides(store, rulebooks, Blurting(sample, decisions)),
            StoreDelivers(store, rulebooks, Router(dict.fromkeys(("email", "message"), notifier))),
        )
        waiting = StoreWaiting(store, lambda: START)
        async with (
            virtual_time(temporal_runtime, data_dir=tmp_path / "temporal", running=False) as virtual,
            at_work(virtual.client, activities, Relay(virtual.client, waiting)),
        ):
            await announce(virtual.client, START)
            await reconcile(virtual.client, waiting)
            async with asyncio.TaskGroup() as group:
                for each in CHOSEN:
                    life = Life(each, virtual, store, decisions, sample.belonging)
                    group.create_task(life.live(sample.future[each], sample.answers, UNTIL))
            histories = [history async for history in histories_of(virtual.client)]
        secrets = personal_values(sample) | texts(store)
        kept = b"".join(file.read_bytes() for file in (tmp_path / "temporal").glob("temporal.db*"))

    failures = [
        event
        for events in histories
        for event in events
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED
        and event.activity_task_started_event_attributes.HasField("last_failure")
    ]
    assert len(failures) > len(CHOSEN), "what failed is in the histories"
    assert len(secrets) > 1000
    assert found(secrets, "\n".join(decoded(event) for events in histories for event in events)) == []
    assert b"relationship/48" in kept, "the database can be read"
    assert found(secrets, kept.decode(errors="replace")) == []


def test_the_search_finds_what_is_there() -> None:
    there = json.dumps({"name": "陈志远"}) + " known as C-017"

    assert found({"陈志远", "C-017", "C-018"}, there) == ["C-017", "陈志远"]


async def histories_of(client: Client) -> Any:  # noqa: ANN401 - of each run of each workflow, its events
    async for each in client.list_workflows():
        history = await client.get_workflow_handle(each.id, run_id=each.run_id).fetch_history()
        yield list(history.events)


def decoded(event: Proto) -> str:
    """The event as text, and all that is packed into it."""
    packed = (each.data.decode(errors="replace") for each in payloads_in(event))
    plain = (json.dumps(json.loads(each), ensure_ascii=False) if each else "" for each in packed)
    return "\n".join([event.SerializeToString().decode(errors="replace"), *plain])


def personal_values(sample: Sample) -> set[str]:
    """Names, addresses and numbers, birthdays, and every id that the company itself uses."""
    events = [*sample.events, *(event for each in sample.future.values() for event in each)]
    values: set[str] = set()
    for event in events:
        values |= {event.id, event.subject.id}
        for name, value in event.facts.items():
            if isinstance(value, YearlyDate):
                values.add(str(value))
            elif isinstance(value, str) and name not in {"locale", "kind", "role", "tier"}:
                values.add(value)
    return long_enough(values)


def texts(store: Store) -> set[str]:
    """What was written to anybody, and the keys of messages and tasks."""
    messages = [each.message for each in store.outbox.messages(limit=100_000)]
    tasks = [task for each in store.load_many() for task in each.tasks]
    assert messages
    assert tasks
    said = {line for text in (each.text for each in messages) for line in text.splitlines()}
    said |= {each.text for each in tasks}
    said |= {each.subject for each in messages if each.subject}
    return long_enough(said | {each.key for each in messages} | {each.id for each in tasks})


def long_enough(values: Iterable[str]) -> set[str]:
    return {each for each in values if len(each.encode()) >= LONG_ENOUGH}


def found(secrets: Iterable[str], where: str) -> list[str]:
    """Those that stand there, as they are or with JSON's escapes."""
    return sorted(each for each in secrets if each in where or json.dumps(each)[1:-1] in where)
