"""The least that a workflow can be: timer, one empty activity, again. Light, for the sandbox reads this file."""

import asyncio
import datetime as dt
import math

from temporalio import activity, workflow

QUEUE = "bare"
WITHIN = dt.timedelta(seconds=15)


@activity.defn
def nothing() -> None:
    """An activity is sent, taken and answered; that is all."""


@workflow.defn
class BareWorkflow:
    @workflow.run
    async def run(self, begin: float, times: int) -> None:
        """*begin* is in seconds since 1970: the sandbox does not know the `datetime` of the outside."""
        due = begin
        for _ in range(times):
            await asyncio.sleep(due - workflow.time())
            await workflow.execute_activity(nothing, start_to_close_timeout=WITHIN)
            due = math.ceil(workflow.time())
