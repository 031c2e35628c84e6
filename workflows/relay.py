"""The net under `store, then wake`: a writer that dies between the two is noticed without anybody polling.

Three things together:

- A writer **announces** itself before it stores (`announce`, then commit, then `wake`). That starts one workflow a
  minute, however many writers there are, which begins only some time after that minute and sweeps once. Who
  stores nothing announces nothing: in a quiet year there is no timer and no query, which a Temporal Schedule would
  have made every few minutes.
- A worker sweeps when it starts, which covers a writer that could not reach Temporal at all.
- `EmbeddedServer.stay_up` sweeps after each restart of the server.
"""

import datetime as dt

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy, WorkflowIDConflictPolicy

with workflow.unsafe.imports_passed_through():
    from workflows.position import DECISIONS
    from workflows.wake import Waiting, sweep

RELAY = "relay"
ROUND = dt.timedelta(minutes=1)

COMMITTED_WITHIN = dt.timedelta(seconds=30)
"""A writer that takes longer from its announcement to its commit must announce again."""

SWEEP_WITHIN = dt.timedelta(minutes=10)
SWEEP_AGAIN = RetryPolicy(maximum_interval=dt.timedelta(minutes=1))


async def announce(client: Client, at: dt.datetime) -> None:
    """Say, before a commit at about *at*, that there will be something to wake for."""
    number = int(at.timestamp() // ROUND.total_seconds())
    end_of_round = dt.datetime.fromtimestamp((number + 1) * ROUND.total_seconds(), dt.UTC)
    await client.start_workflow(
        RELAY,
        id=f"{RELAY}/{number}",
        task_queue=DECISIONS,
        start_delay=end_of_round - at + COMMITTED_WITHIN,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )


class Relay:
    """The sweep as an activity."""

    def __init__(self, client: Client, waiting: Waiting) -> None:
        self._client = client
        self._waiting = waiting

    @activity.defn(name="sweep")
    async def sweep(self) -> int:
        return await sweep(self._client, self._waiting)


@workflow.defn(name=RELAY)
class RelayWorkflow:
    @workflow.run
    async def run(self) -> int:
        """Sweep once; how many were woken."""
        return await workflow.execute_activity_method(
            Relay.sweep, start_to_close_timeout=SWEEP_WITHIN, retry_policy=SWEEP_AGAIN
        )
