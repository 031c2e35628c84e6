"""Starting relationships and waking them; from outside, never from a workflow."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError

from engine.problems import GuanxiError
from workflows.position import DECISIONS, WAKE, WORKFLOW, Position, whole_second, workflow_id

AT_ONCE = 32
PAGE = 500

ItemT = TypeVar("ItemT")


class NotWoken(GuanxiError):
    """Temporal could not be reached. What was stored is stored; it is acted upon after the next sweep."""


@dataclass(frozen=True)
class Sleeper:
    """A relationship with nothing to do before *next_due*."""

    relationship_id: int
    next_due: dt.datetime


class Waiting(Protocol):
    """What the store knows of relationships that need a workflow; pages by id, ascending, from *after* on."""

    def unsettled(self, after: int, limit: int) -> Sequence[int]:
        """Relationships with events not yet decided on, or with messages not yet delivered."""

    def sleeping(self, after: int, limit: int) -> Sequence[Sleeper]:
        """All relationships with a next due moment, past or to come."""


@dataclass(frozen=True)
class Reconciled:
    """How many relationships were given a workflow if they had none, and how many were woken."""

    sleeping: int
    woken: int


async def wake(client: Client, relationship_ids: Iterable[int]) -> int:
    """Wake each relationship, starting its workflow if none runs; how many.

    Call it after the commit, never before: the wake carries nothing, the decision reads the store.
    """
    return await _each(relationship_ids, lambda each: _signal_with_start(client, each))


async def sweep(client: Client, waiting: Waiting) -> int:
    """Wake whatever a crash left between storing and waking; how many. Harmless at any time."""
    return sum([await wake(client, page) async for page in _pages(waiting.unsettled, lambda each: each)])


async def reconcile(client: Client, waiting: Waiting) -> Reconciled:
    """Give every relationship that needs one a workflow, as after the loss of Temporal's own data.

    Those that run already are left alone: no list of running workflows is asked for, as that lags behind.
    """
    sleeping = 0
    async for page in _pages(waiting.sleeping, lambda each: each.relationship_id):
        sleeping += await _each(page, lambda each: _start_asleep(client, each))
    return Reconciled(sleeping=sleeping, woken=await sweep(client, waiting))


async def _signal_with_start(client: Client, relationship_id: int) -> None:
    await client.start_workflow(
        WORKFLOW,
        Position(relationship_id),
        id=workflow_id(relationship_id),
        task_queue=DECISIONS,
        start_signal=WAKE,
    )


async def _start_asleep(client: Client, sleeper: Sleeper) -> None:
    """Without a decision now: thousands may start at once, each decides when it is due."""
    await client.start_workflow(
        WORKFLOW,
        Position(sleeper.relationship_id, woken=False, next_due=whole_second(sleeper.next_due)),
        id=workflow_id(sleeper.relationship_id),
        task_queue=DECISIONS,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )


async def _each(items: Iterable[ItemT], do: Callable[[ItemT], Awaitable[None]]) -> int:
    done = 0
    left = iter(items)

    async def one_after_the_other() -> None:
        nonlocal done
        for item in left:
            await do(item)
            done += 1

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(one_after_the_other())
    except* RPCError as errors:
        raise NotWoken(
            f"Temporal could not be reached ({errors.exceptions[0]}). Nothing is lost: what was stored is acted "
            "upon as soon as `guanxi up` (or a worker) runs and reaches it."
        ) from errors
    return done


async def _pages(
    fetch: Callable[[int, int], Sequence[ItemT]], id_of: Callable[[ItemT], int]
) -> AsyncIterator[Sequence[ItemT]]:
    after = 0
    while page := await asyncio.to_thread(fetch, after, PAGE):
        yield page
        after = id_of(page[-1])
