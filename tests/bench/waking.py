"""Row: wake-ups of the real workflow against those of a bare one, on the same server.

Both sleep until the next whole second and do one activity, again and again, many workflows at a time: more than can be
done in a second. The bare activity is empty. The real one decides a relationship (20 orders, 5 invoices) at the moment
that it was promised, a later one each time, and commits to SQLite: locking, loading, both evaluators, trace, messages in
words. Only the calendar is squeezed: what is due in months is decided now. Deliveries are left out, as the row says
timer → decide → commit.
"""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Awaitable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.runtime import Runtime
from temporalio.worker import Worker

from console.home import read_rule_files
from store import Belonging, Store
from tests.bench.bare import QUEUE, BareWorkflow, nothing
from tests.bench.builders import BEGIN, ROOT, events_of, people, shipped
from tests.bench.measuring import Effort, Row, middle, ratio_of
from workflows.activities import Activities, Decided, Delivery
from workflows.deciding import StoreDecides
from workflows.in_force import Rulebooks
from workflows.interpreter_exit import run
from workflows.position import DECISIONS, Position, workflow_id
from workflows.publishing import Draft, publish
from workflows.relationship import RelationshipWorkflow
from workflows.server import EmbeddedServer
from workflows.staff import DEFAULT_STAFFING

GOAL = 0.6


def rows(effort: Effort) -> list[Row]:
    """One line."""
    many, times, repetitions = (120, 2, 1) if effort.is_quick else (240, 4, 3)
    bare: list[float] = []
    real: list[float] = []

    async def measure(runtime: Runtime) -> None:
        with TemporaryDirectory(prefix="guanxi-bench-") as folder:
            async with EmbeddedServer(Path(folder) / "server", runtime) as server:
                for number in range(repetitions):
                    bare.append(await _bare(server.client, many, times, number))
                    with _company(Path(folder) / f"{number}.db", many) as decides:
                        real.append(await _real(server.client, decides, many, times))

    run(measure)
    ratio = ratio_of(real, bare)
    return [
        Row(
            "wake-ups of the real workflow",
            f"{middle(real):,.0f}/s",
            f"bare workflow {middle(bare):,.0f}/s",
            f"{ratio:.2f} ×",
            f"≥ {GOAL} ×",
            ratio >= GOAL,
            {"real": real, "bare": bare, "workflows": many, "wakes of each": times},
        )
    ]


class Squeezed:
    """Decides by the real store at the moment that was promised, and says that the next one has come already."""

    def __init__(self, store: Store, decides: StoreDecides) -> None:
        self._decides = decides
        self._promised = {int(each.id): each.next_due for each in store.positions(limit=10_000)}
        self._done: Counter[int] = Counter()
        self.times = 0

    def decide(self, relationship_id: int, as_of: dt.datetime) -> Decided:
        decided = self._decides.decide(relationship_id, self._promised[relationship_id] or BEGIN)
        self._promised[relationship_id] = decided.next_due
        self._done[relationship_id] += 1
        return Decided(as_of if self._done[relationship_id] < self.times else None)

    async def deliver(self, message_id: int, as_of: dt.datetime) -> Delivery:
        raise AssertionError(f"no delivery is asked for: message {message_id} at {as_of}")


@contextmanager
def _company(file: Path, many: int) -> Iterator[Squeezed]:
    """So many customers in a store of their own, published."""
    files = read_rule_files(ROOT / "rules")
    with Store.open(f"sqlite:///{file}") as store:
        customers = (event for number in range(many) for event in events_of(f"c{number}"))
        store.ingest([*people(), *customers], belonging=Belonging.of(shipped().vocabulary))
        rulebooks = Rulebooks(store)
        publish(store, rulebooks, Draft(files, shipped()), BEGIN)
        yield Squeezed(store, StoreDecides(store, rulebooks))


async def _real(client: Client, decides: Squeezed, many: int, times: int) -> float:
    decides.times = times
    begin = _soon(many)
    starts = [
        client.start_workflow(
            RelationshipWorkflow.run,
            Position(each, woken=False, next_due=begin),
            id=workflow_id(each),
            task_queue=DECISIONS,
        )
        for each in range(1, many + 1)
    ]
    activities = Activities(decides, decides)
    with _threads() as threads:
        worker = Worker(
            client,
            task_queue=DECISIONS,
            workflows=[RelationshipWorkflow],
            activities=[activities.decide],
            activity_executor=threads,
            max_concurrent_activities=DEFAULT_STAFFING.deciders,
            max_cached_workflows=DEFAULT_STAFFING.cached,
        )
        async with worker:
            return times * await _workflows_per_second(starts, begin)


async def _bare(client: Client, many: int, times: int, number: int) -> float:
    begin = _soon(many)
    starts = [
        client.start_workflow(
            BareWorkflow.run, args=[begin.timestamp(), times], id=f"bare/{number}/{each}", task_queue=QUEUE
        )
        for each in range(many)
    ]
    with _threads() as threads:
        worker = Worker(
            client,
            task_queue=QUEUE,
            workflows=[BareWorkflow],
            activities=[nothing],
            activity_executor=threads,
            max_concurrent_activities=DEFAULT_STAFFING.deciders,
            max_cached_workflows=DEFAULT_STAFFING.cached,
        )
        async with worker:
            return times * await _workflows_per_second(starts, begin)


def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(DEFAULT_STAFFING.deciders)


def _soon(many: int) -> dt.datetime:
    """When all begin, once they are all asleep: starting them is no part of what is measured."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(seconds=4 + many / 40)


async def _workflows_per_second(
    starts: Iterable[Awaitable[WorkflowHandle[Any, None]]], begin: dt.datetime
) -> float:
    handles = await asyncio.gather(*starts)
    assert dt.datetime.now(dt.UTC) < begin, "they must all be asleep first"
    await asyncio.gather(*(handle.result() for handle in handles))
    return len(handles) / (dt.datetime.now(dt.UTC) - begin).total_seconds()
