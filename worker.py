"""The processes that work: `guanxi worker` for a cluster, `guanxi up` for everything on one machine."""

import asyncio
import datetime as dt
import gc
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

from temporalio.client import Client
from temporalio.runtime import Runtime
from watchfiles import awatch

from console.home import Home, now
from console.live import Live
from engine.relationship import Decision
from workflows.activities import Activities
from workflows.client import connect, names_a_cluster
from workflows.deciding import StoreDecides
from workflows.delivering import StoreDelivers
from workflows.metrics import shown_at
from workflows.relay import Relay
from workflows.server import EmbeddedServer
from workflows.staff import at_work
from workflows.start_dev import ServerSettings
from workflows.waiting import StoreWaiting
from workflows.wake import NotWoken, Reconciled, reconcile, sweep, wake

Listener = Callable[[Decision], None]


@dataclass(frozen=True, slots=True)
class UpOptions:
    """How to be up: *stop_after* so long, or until told; *live_edit* publishes each edit that has no problem."""

    stop_after: dt.timedelta | None = None
    live_edit: bool = False


@asynccontextmanager
async def working(home: Home, client: Client, listener: Listener | None = None) -> AsyncIterator[Reconciled]:
    """Workers for the store of *home*, with every relationship that needs one given a workflow."""
    waiting = StoreWaiting(home.store, now)
    activities = Activities(
        StoreDecides(home.store, home.rulebooks, listener),
        StoreDelivers(home.store, home.rulebooks, home.router),
    )
    # What is loaded by now stays for good: the collector need not look through it at each decision.
    gc.freeze()
    with shown_at(home.settings.metrics_port):
        async with at_work(client, activities, Relay(client, waiting)):
            yield await reconcile(client, waiting)


async def work(home: Home, live: Live, runtime: Runtime) -> None:
    """Work for the cluster of the environment until SIGINT or SIGTERM, then finish what is under way."""
    client = await connect(runtime, home.settings.home)
    async with working(home, client):
        live.works()
        await told_to_stop(None)


async def reconcile_all(home: Home, runtime: Runtime) -> Reconciled:
    """Give every relationship that needs one a workflow."""
    return await reconcile(await connect(runtime, home.settings.home), StoreWaiting(home.store, now))


async def up(home: Home, live: Live, runtime: Runtime, options: UpOptions) -> None:
    """Server, workers and rule files on one machine, until told to stop.

    The data directory is locked before anything is written, so a second `up` changes nothing.
    """
    async with AsyncExitStack() as stack:
        server: EmbeddedServer | None = None
        if not names_a_cluster():
            settings = ServerSettings(port=home.settings.port, ui_port=home.settings.ui_port)
            home.settings.home.mkdir(parents=True, exist_ok=True)
            server = await stack.enter_async_context(EmbeddedServer(home.settings.home, runtime, settings))
        client = server.client if server else await connect(runtime, home.settings.home)
        live.prepare()
        reconciled = await stack.enter_async_context(working(home, client, live.decided))
        live.begun(reconciled, server.ui_url if server else None)
        await _until_the_end(home, live, client, server, options)
    live.ended()


async def told_to_stop(after: dt.timedelta | None) -> None:
    """Wait for SIGINT or SIGTERM, or until *after* has passed."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    try:
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), after.total_seconds() if after else None)
    finally:
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)


async def _until_the_end(
    home: Home, live: Live, client: Client, server: EmbeddedServer | None, options: UpOptions
) -> None:
    """Beside the waiting: the server is kept up, and edits of the rule files are noticed."""
    waiting = StoreWaiting(home.store, now)

    async def back() -> None:
        live.server_restarted()
        await sweep(client, waiting)

    beside = [asyncio.create_task(_notice_edits(home, live, client, options))]
    if server is not None:
        beside.append(asyncio.create_task(server.stay_up(back)))
    end = asyncio.create_task(told_to_stop(options.stop_after))
    try:
        await asyncio.wait([end, *beside], return_when=asyncio.FIRST_COMPLETED)
        for task in beside:
            if task.done():
                task.result()
    finally:
        for task in (end, *beside):
            task.cancel()
        await asyncio.gather(end, *beside, return_exceptions=True)


async def _notice_edits(home: Home, live: Live, client: Client, options: UpOptions) -> None:
    """Tell of each edit; it is in force only once published. The system tells of edits: nothing is polled."""
    async for _ in awatch(home.settings.rules):
        moved = await asyncio.to_thread(live.edited, publish_it=options.live_edit)
        if moved:
            try:
                await wake(client, moved)
            except NotWoken as error:  # the server is away: the sweep after its restart finds them
                live.tell(str(error))
