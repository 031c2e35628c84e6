"""Who does the work: the workers of one process."""

import datetime as dt
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from temporalio.client import Client
from temporalio.worker import Worker, WorkerDeploymentConfig

from workflows.activities import Activities
from workflows.position import DECISIONS, DELIVERIES
from workflows.relationship import RelationshipWorkflow
from workflows.relay import Relay, RelayWorkflow

DRAINED_WITHIN = dt.timedelta(seconds=10)


@dataclass(frozen=True)
class Staffing:
    """How much one process does at once.

    Attributes:
        deciders: threads; with SQLite's one writer, more than a few only wait.
        deliverers: messages under way at once.
        deliveries_per_second: of all processes together.
        cached: workflows kept in memory; the others are replayed from their (short) histories.
        deployment: for a fleet, with PINNED as default behaviour: a running workflow stays with its version until
            it continues as new. None is right for one process: a worker without versions may not name a behaviour.
    """

    deciders: int = 8
    deliverers: int = 50
    deliveries_per_second: float | None = None
    cached: int = 500
    deployment: WorkerDeploymentConfig | None = None


DEFAULT_STAFFING = Staffing()


@asynccontextmanager
async def at_work(
    client: Client, activities: Activities, relay: Relay, staffing: Staffing = DEFAULT_STAFFING
) -> AsyncIterator[None]:
    """Workers that run until the block is left, and then finish what they hold."""
    async with AsyncExitStack() as stack:
        threads = stack.enter_context(ThreadPoolExecutor(staffing.deciders, thread_name_prefix="decide"))
        decisions = Worker(
            client,
            task_queue=DECISIONS,
            workflows=[RelationshipWorkflow, RelayWorkflow],
            activities=[activities.decide, relay.sweep],
            activity_executor=threads,
            max_concurrent_activities=staffing.deciders,
            max_cached_workflows=staffing.cached,
            deployment_config=staffing.deployment,
            graceful_shutdown_timeout=DRAINED_WITHIN,
        )
        deliveries = Worker(
            client,
            task_queue=DELIVERIES,
            activities=[activities.deliver],
            max_concurrent_activities=staffing.deliverers,
            max_task_queue_activities_per_second=staffing.deliveries_per_second,
            graceful_shutdown_timeout=DRAINED_WITHIN,
        )
        await stack.enter_async_context(deliveries)
        await stack.enter_async_context(decisions)
        yield
