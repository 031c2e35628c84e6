"""The relationship workflow against a real server, in real time."""

import asyncio
import datetime as dt
import threading

import pytest
from temporalio.api.enums.v1 import EventType, WorkflowTaskFailedCause
from temporalio.client import Client, WorkflowHandle

from tests.workflows.conftest import Work
from tests.workflows.paper import FAILED, SETTLED, PaperStore
from workflows.activities import Delivery
from workflows.position import workflow_id
from workflows.relationship import RelationshipWorkflow
from workflows.wake import wake

Handle = WorkflowHandle[RelationshipWorkflow, None]


def handle_of(client: Client, relationship_id: int) -> Handle:
    return client.get_workflow_handle_for(RelationshipWorkflow.run, workflow_id(relationship_id))


def soon(seconds: float = 1.5) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)


async def test_a_wake_asks_for_a_decision_as_of_the_workflows_own_time(
    client: Client, paper: PaperStore, work: Work, relationship_id: int
) -> None:
    async with work(client, paper):
        await wake(client, [relationship_id])
        await handle_of(client, relationship_id).result()

    [decision] = paper.decisions
    history = await handle_of(client, relationship_id).fetch_history()
    [started, *_] = [e for e in history.events if e.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED]
    assert abs(decision.as_of - started.event_time.ToDatetime(dt.UTC)) <= dt.timedelta(microseconds=1)


async def test_a_relationship_with_nothing_due_has_no_open_workflow(
    client: Client, paper: PaperStore, work: Work, relationship_id: int
) -> None:
    async with work(client, paper):
        await wake(client, [relationship_id])
        await handle_of(client, relationship_id).result()
        await wake(client, [relationship_id])
        await handle_of(client, relationship_id).result()

    assert len(paper.decisions) == 2


async def test_it_decides_when_due_rounded_up_to_a_whole_second(
    client: Client, paper: PaperStore, work: Work, relationship_id: int
) -> None:
    due = soon().replace(microsecond=400_000)
    paper.plan[relationship_id] = [due]

    async with work(client, paper):
        await wake(client, [relationship_id])
        await handle_of(client, relationship_id).result()

    first, second = paper.decisions
    assert first.as_of < due < due.replace(microsecond=0) + dt.timedelta(seconds=1) <= second.as_of


async def test_an_overdue_moment_does_not_spin(
    client: Client, paper: PaperStore, work: Work, relationship_id: int
) -> None:
    """A store that keeps naming the past is asked once a second, not as fast as the machine can."""
    stuck = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    paper.next_dues = [stuck, stuck, None]

    async with work(client, paper):
        await wake(client, [relationship_id])
        await handle_of(client, relationship_id).result()

    first, second, third = (each.as_of for each in paper.decisions)
    assert first.replace(microsecond=0) < second.replace(microsecond=0) < third.replace(microsecond=0)


async def test_a_wake_during_a_decision_asks_for_another(
    client: Client, paper: PaperStore, work: Work, relationship_id: int
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def wait_the_first_time() -> None:
        if not begun.is_set():
            begun.set()
            paper.tell()
            assert go_on.wait(20)

    paper.before_decision = wait_the_first_time
    async with work(client, paper):
        await wake(client, [relationship_id])
        await paper.until(begun.is_set)
        paper.store_event(relationship_id)
        await wake(client, [relationship_id])
        go_on.set()
        await handle_of(client, relationship_id).result()

    assert [each.events for each in paper.decisions] == [0, 1]


async def test_no_wake_is_lost_while_the_workflow_completes(
    client: Client, paper: PaperStore, work: Work, relationship_id: int
) -> None:
    """Each wake follows hard on a decision, when the workflow is about to complete: before, in, and after it."""
    runs: set[str | None] = set()
    async with work(client, paper):
        for number in range(200):
            paper.store_event(relationship_id)
            await wake(client, [relationship_id])
            await paper.until(lambda: relationship_id not in paper.events)
            for _ in range(number % 4):  # some round trips later each time
                runs.add((await handle_of(client, relationship_id).describe()).run_id)
            if number % 10 == 0:
                await handle_of(client, relationship_id).result()
        await handle_of(client, relationship_id).result()

    refused = [await refused_completions(client, relationship_id, run) for run in runs]
    assert sum(each.events for each in paper.decisions) == 200
    assert len(runs) > 10, "it came to rest, and was started again"
    assert sum(refused) > 0, "a wake came while it was completing"


async def refused_completions(client: Client, relationship_id: int, run_id: str | None) -> int:
    history = await client.get_workflow_handle(workflow_id(relationship_id), run_id=run_id).fetch_history()
    return sum(
        event.workflow_task_failed_event_attributes.cause
        == WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND
        for event in history.events
    )


async def test_a_failed_delivery_is_tried_again(
    client: Client, paper: PaperStore, work: Work, relationship_id: int
) -> None:
    paper.outbox[relationship_id] = [71]
    paper.answers[71] = [FAILED, FAILED, SETTLED]

    async with work(client, paper):
        await wake(client, [relationship_id])
        await handle_of(client, relationship_id).result()

    assert [message_id for message_id, _ in paper.tries] == [71, 71, 71]
    (_, first), (_, second), (_, third) = paper.tries
    assert first + dt.timedelta(seconds=1) <= second <= third - dt.timedelta(seconds=2)
    assert len(paper.decisions) == 2, "decided again, once, after the message was settled"


@pytest.mark.parametrize("woken_meanwhile", [False, True])
async def test_a_postponed_message_waits_for_its_moment(
    client: Client, paper: PaperStore, work: Work, relationship_id: int, woken_meanwhile: bool
) -> None:
    """Nothing else need be due, and a wake meanwhile does not hurry it."""
    later, message_id = soon(), 1000 + relationship_id
    paper.outbox[relationship_id] = [message_id]
    paper.answers[message_id] = [Delivery("postponed", later)]

    async with work(client, paper):
        await wake(client, [relationship_id])
        await paper.until(lambda: bool(paper.tries))
        if woken_meanwhile:
            await wake(client, [relationship_id])
        await handle_of(client, relationship_id).result()

    (_, first), (_, second) = paper.tries
    assert first < later <= second


async def test_a_channel_that_hangs_holds_up_neither_decisions_nor_other_messages(
    client: Client, paper: PaperStore, work: Work, relationship_id: int
) -> None:
    async with work(client, paper):
        paper.outbox[relationship_id] = [73, 74]
        paper.channel_open[73] = channel = asyncio.Event()
        await wake(client, [relationship_id])
        await paper.until(lambda: paper.outbox[relationship_id] == [73])
        paper.store_event(relationship_id)
        await wake(client, [relationship_id])
        await paper.until(lambda: sum(each.events for each in paper.decisions) == 1)
        channel.set()
        await handle_of(client, relationship_id).result()

    assert [message_id for message_id, _ in paper.tries].count(73) == 1


async def test_a_decision_that_fails_is_repeated_until_it_succeeds(
    client: Client, paper: PaperStore, work: Work, relationship_id: int, caplog: pytest.LogCaptureFixture
) -> None:
    """And what the error says stays out of the history: a database quotes the row that it refused."""
    faults = iter([ValueError("李雷 +8613800138000 refused"), OSError("database is locked: Li Lei")])

    def fail_twice() -> None:
        if fault := next(faults, None):
            raise fault

    paper.before_decision = fail_twice
    async with work(client, paper):
        await wake(client, [relationship_id])
        await handle_of(client, relationship_id).result()

    history = (await handle_of(client, relationship_id).fetch_history()).to_json()
    assert len(paper.decisions) == 1
    assert "OSError" in history
    assert not any(secret in history for secret in ("Li Lei", "李雷", "\\u674e", "13800138000"))
    assert "李雷" in caplog.text
