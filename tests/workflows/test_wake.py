"""What a crash left is found again: the sweep, the relay, and a Temporal that lost its own data."""

import datetime as dt

import pytest
from temporalio.client import Client
from temporalio.runtime import Runtime

from tests.workflows.conftest import Work
from tests.workflows.paper import PaperStore
from workflows import relay
from workflows import wake as waking
from workflows.position import workflow_id
from workflows.relay import ROUND, RelayWorkflow, announce
from workflows.server import EmbeddedServer
from workflows.virtual_time import virtual_time
from workflows.wake import NotWoken, Reconciled, reconcile, sweep, wake

FAR = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


async def test_a_writer_that_died_before_waking_is_found_by_the_relay(
    client: Client, paper: PaperStore, work: Work, relationship_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "COMMITTED_WITHIN", dt.timedelta(milliseconds=50))
    end_of_round = dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC)

    async with work(client, paper):
        await announce(client, end_of_round - dt.timedelta(milliseconds=50))
        paper.store_event(relationship_id)  # and dies

        await paper.until(lambda: not paper.events)


async def test_one_relay_serves_all_writers_of_a_minute(client: Client) -> None:
    nine = dt.datetime(2026, 3, 1, 9, 0, tzinfo=dt.UTC)

    for seconds in (0, 17, 59.999):
        await announce(client, nine + dt.timedelta(seconds=seconds))

    number = int(nine.timestamp() // ROUND.total_seconds())
    handle = client.get_workflow_handle_for(RelayWorkflow.run, f"relay/{number}")
    [started, *_] = (await handle.fetch_history()).events
    delay = started.workflow_execution_started_event_attributes.first_workflow_task_backoff
    assert delay.ToTimedelta() == ROUND + relay.COMMITTED_WITHIN, "time for the last of them to commit"
    await handle.terminate()


async def test_the_sweep_wakes_events_and_messages_page_by_page(
    client: Client, paper: PaperStore, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waking, "PAGE", 3)
    with_events, with_messages = range(10_000, 10_007), range(10_007, 10_010)
    for each in with_events:
        paper.store_event(each)
    for each in with_messages:
        paper.outbox[each] = [each]

    async with work(client, paper):
        assert await sweep(client, paper) == 10
        await paper.until(lambda: not paper.events and not any(paper.outbox.values()))


async def test_a_lost_temporal_is_rebuilt_from_the_store_alone(
    paper: PaperStore, work: Work, temporal_runtime: Runtime
) -> None:
    """Sleeping relationships get a sleeping workflow, and no decision before they are due."""
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(days=30)
    paper.plan = {1: [soon], 2: [soon], 3: []}
    paper.store_event(3)

    async with virtual_time(temporal_runtime) as virtual, work(virtual.client, paper):
        assert await reconcile(virtual.client, paper) == Reconciled(sleeping=2, woken=1)
        for each in (1, 2, 3):
            await virtual.client.get_workflow_handle(workflow_id(each)).result()

    assert sorted(each.relationship_id for each in paper.decisions) == [1, 2, 3]
    assert all(each.as_of >= soon for each in paper.decisions if each.relationship_id != 3)


async def test_reconcile_leaves_running_workflows_alone(
    client: Client, paper: PaperStore, work: Work, relationship_id: int
) -> None:
    paper.plan = {relationship_id: [FAR]}
    async with work(client, paper):
        await wake(client, [relationship_id])
        await paper.until(lambda: len(paper.decisions) == 1)
        handle = client.get_workflow_handle(workflow_id(relationship_id))
        run = (await handle.describe()).run_id

        assert await reconcile(client, paper) == Reconciled(sleeping=1, woken=0)

        assert (await handle.describe()).run_id == run
        history = await handle.fetch_history()
        signals = [e for e in history.events if e.HasField("workflow_execution_signaled_event_attributes")]
        assert len(signals) == 1, "the first wake, and none since"
        await handle.terminate()


async def test_a_wake_without_temporal_says_that_nothing_is_lost(temporal_runtime: Runtime) -> None:
    async with EmbeddedServer(None, temporal_runtime) as server:
        client = server.client
    with pytest.raises(NotWoken, match="Nothing is lost"):
        await wake(client, [1])
