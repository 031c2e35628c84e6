"""kill -9 of the server under load: nothing that it acknowledged is lost."""

import asyncio
import datetime as dt
import os
import signal
from pathlib import Path

from temporalio.runtime import Runtime

from tests.workflows.conftest import Work
from tests.workflows.paper import PaperStore
from workflows.server import EmbeddedServer
from workflows.wake import sweep, wake

KILLS = 6
RELATIONSHIPS = range(1, 41)


async def test_nothing_is_lost_when_the_server_is_killed_under_load(
    tmp_path: Path, temporal_runtime: Runtime, paper: PaperStore, work: Work
) -> None:
    async with EmbeddedServer(tmp_path, temporal_runtime) as server:

        async def sweep_again() -> None:
            await sweep(server.client, paper)

        async with work(server.client, paper):
            upkeep = asyncio.ensure_future(server.stay_up(sweep_again))
            for number in range(KILLS):
                due = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1 + number % 3)
                for each in RELATIONSHIPS:
                    paper.store_event(each)
                    paper.plan.setdefault(each, []).append(due)
                    paper.outbox[each].append(1000 * number + each)
                waking = asyncio.ensure_future(wake(server.client, RELATIONSHIPS))
                decided = len(paper.decisions)
                await paper.until(lambda: len(paper.decisions) > decided + 5 * KILLS)  # noqa: B023
                os.kill(server.pid, signal.SIGKILL)
                assert await waking == len(RELATIONSHIPS)
            await paper.until(lambda: not paper.events and not any(paper.plan.values()))
            await paper.until(lambda: not any(paper.outbox.values()))
            assert not upkeep.done()
            upkeep.cancel()
