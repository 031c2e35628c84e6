"""The real workflow over virtual years, on a server that skips time."""

import datetime as dt
import itertools

from temporalio.client import Client, WorkflowHandle
from temporalio.runtime import Runtime

from tests.workflows.conftest import Work
from tests.workflows.paper import FAILED, SETTLED, PaperStore
from workflows.activities import Delivery
from workflows.position import workflow_id
from workflows.relationship import HELD_FOR, RelationshipWorkflow
from workflows.virtual_time import virtual_time
from workflows.wake import wake

DAY = dt.timedelta(days=1)
SHORT_HISTORIES = {"limit.historyCount.suggestContinueAsNew": "30"}


def handle_of(client: Client, relationship_id: int) -> WorkflowHandle[RelationshipWorkflow, None]:
    return client.get_workflow_handle_for(RelationshipWorkflow.run, workflow_id(relationship_id))


def a_year_of_24() -> list[dt.datetime]:
    begin = dt.datetime.now(dt.UTC).replace(microsecond=0)
    return [begin + 15 * DAY * number for number in range(1, 25)]


def lateness(paper: PaperStore, relationship_id: int, plan: list[dt.datetime]) -> list[dt.timedelta]:
    _first, *decisions = paper.decisions_of(relationship_id)
    return [each.as_of - due for each, due in zip(decisions, plan, strict=True)]


async def test_a_year_of_24_due_moments_is_decided_on_in_time(
    temporal_runtime: Runtime, paper: PaperStore, work: Work
) -> None:
    plan = a_year_of_24()
    paper.plan[1] = list(plan)

    async with virtual_time(temporal_runtime) as virtual, work(virtual.client, paper):
        await wake(virtual.client, [1])
        await handle_of(virtual.client, 1).result()
        events = len((await handle_of(virtual.client, 1).fetch_history()).events)

    assert all(dt.timedelta(0) <= late < dt.timedelta(seconds=5) for late in lateness(paper, 1, plan))
    assert events < 24 * 15


async def test_continue_as_new_keeps_the_position(
    temporal_runtime: Runtime, paper: PaperStore, work: Work
) -> None:
    """Over several runs: every due moment once, and a postponed message at its own time, not sooner."""
    plan = a_year_of_24()
    later = plan[12] + 3 * DAY
    paper.plan[1] = list(plan)
    paper.outbox[1] = [7]
    paper.answers[7] = [Delivery("postponed", later), SETTLED]

    async with (
        virtual_time(temporal_runtime, dynamic_config=SHORT_HISTORIES) as virtual,
        work(virtual.client, paper),
    ):
        await wake(virtual.client, [1])
        handle = handle_of(virtual.client, 1)
        first = (await handle.describe()).run_id
        await handle.result()
        last = (await handle.describe()).run_id

    assert first != last
    decided = [each.as_of for each in paper.decisions]
    assert [sum(due <= each < due + DAY for each in decided) for due in plan] == [1] * len(plan)
    (_, _first), (_, second) = paper.tries
    assert later <= second < later + dt.timedelta(seconds=5)


async def test_a_message_that_nobody_takes_is_held_and_tried_again(
    temporal_runtime: Runtime, paper: PaperStore, work: Work
) -> None:
    paper.outbox[1] = [7]
    paper.answers[7] = [FAILED] * 5 + [SETTLED]

    async with virtual_time(temporal_runtime) as virtual, work(virtual.client, paper):
        await wake(virtual.client, [1])
        await handle_of(virtual.client, 1).result()

    gaps = [after - before for (_, before), (_, after) in itertools.pairwise(paper.tries)]
    assert HELD_FOR <= gaps[-1] < HELD_FOR + dt.timedelta(seconds=5)


async def test_time_can_be_let_pass_piece_by_piece(
    temporal_runtime: Runtime, paper: PaperStore, work: Work
) -> None:
    """So events can be stored in the middle of a virtual year, and the relationship woken there."""
    plan = a_year_of_24()
    paper.plan[1] = list(plan)

    async with virtual_time(temporal_runtime, running=False) as virtual, work(virtual.client, paper):
        await wake(virtual.client, [1])
        await paper.until(lambda: len(paper.decisions) == 1)
        handle = handle_of(virtual.client, 1)
        assert await virtual.advance(handle, 40 * DAY)
        assert len(paper.decisions) == 3

        paper.store_event(1)
        await wake(virtual.client, [1])
        await paper.until(lambda: not paper.events)
        assert plan[0] + 20 * DAY < paper.decisions[-1].as_of < plan[0] + 30 * DAY

        assert not await virtual.advance(handle, 400 * DAY), "it came to rest on the way"

    assert len(paper.decisions) == 1 + len(plan) + 1


async def test_more_than_200_skips_stay_virtual(
    temporal_runtime: Runtime, paper: PaperStore, work: Work
) -> None:
    begin = dt.datetime.now(dt.UTC)
    paper.plan[1] = [begin + DAY * number for number in range(1, 221)]

    async with virtual_time(temporal_runtime) as virtual, work(virtual.client, paper):
        await wake(virtual.client, [1])
        await handle_of(virtual.client, 1).result()

    assert len(paper.decisions) == 221
