"""The worker process: decides and delivers for the relationships of one store, until it is told to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from temporalio.client import Client
from temporalio.runtime import Runtime

from console.home import Home, now
from engine.relationship import Decision
from workflows.activities import Activities
from workflows.client import connect
from workflows.deciding import StoreDecides
from workflows.delivering import StoreDelivers
from workflows.relay import Relay
from workflows.staff import at_work
from workflows.waiting import StoreWaiting
from workflows.wake import Reconciled, reconcile

Listener = Callable[[Decision], None]


@asynccontextmanager
async def working(home: Home, client: Client, listener: Listener | None = None) -> AsyncIterator[Reconciled]:
    """Workers for the store of *home*, with every relationship that needs one given a workflow."""
    waiting = StoreWaiting(home.store, now)
    activities = Activities(
        StoreDecides(home.store, home.rulebooks, listener),
        StoreDelivers(home.store, home.rulebooks, home.router),
    )
    async with at_work(client, activities, Relay(client, waiting)):
        yield await reconcile(client, waiting)


async def work(home: Home, runtime: Runtime) -> None:
    """Work until SIGINT or SIGTERM, then finish what is under way."""
    client = await connect(runtime, home.settings.port)
    async with working(home, client):
        await told_to_stop()


async def told_to_stop() -> None:
    """Wait for SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    try:
        await stop.wait()
    finally:
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)
