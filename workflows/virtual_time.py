"""The one place that knows Temporal's experimental time skipping (SDK 1.35, server 1.32).

Each workflow has a virtual clock of its own, which starts at the real time and jumps from timer to timer while
no activity is under way. So compare single relationships; schedules stay on the wall clock.
"""

import datetime as dt
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.runtime import Runtime
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from workflows.server import EmbeddedServer
from workflows.start_dev import ServerSettings

DYNAMIC_CONFIG: Mapping[str, str] = {
    "frontend.WorkflowTimeSkippingEnabled": "true",
    "history.timerProcessorMaxTimeShift": '"2ms"',
    "history.timerProcessorMaxPollRPS": "2000",
    "history.transferProcessorMaxPollRPS": "2000",
    # Without it, also set for every embedded server, continue-as-new silently loses virtual weeks.
    "history.workflowIdReuseMinimalInterval": '"0s"',
}

# The server's default is 200 skips, after which it silently returns to real time.
MOST_SKIPS = 1_000_000


class VirtualTime:
    """Workflows started through *client* skip time, or stand still until `advance` when not *running*."""

    def __init__(self, client: Client, *, running: bool) -> None:
        config = TimeSkippingConfig(enabled=running, max_session_skip_count=MOST_SKIPS)
        self._skipper = TimeSkipper(client, config=config)

    @property
    def client(self) -> Client:
        return self._skipper.client

    async def now(self, handle: WorkflowHandle[Any, Any]) -> dt.datetime:
        return await self._skipper.get_current_time(handle)

    async def advance(self, handle: WorkflowHandle[Any, Any], by: dt.timedelta) -> bool:
        """Let *by* pass for one workflow, over all its runs; False when it ended before."""
        return await self._skipper.fast_forward(handle, by)


@asynccontextmanager
async def virtual_time(
    runtime: Runtime,
    *,
    data_dir: Path | None = None,
    running: bool = True,
    dynamic_config: Mapping[str, str] | None = None,
) -> AsyncIterator[VirtualTime]:
    """A throw-away server that skips time; in memory, or in *data_dir* when it is to survive a kill."""
    settings = ServerSettings(dynamic_config={**DYNAMIC_CONFIG, **(dynamic_config or {})})
    async with EmbeddedServer(data_dir, runtime, settings) as server:
        yield VirtualTime(server.client, running=running)
