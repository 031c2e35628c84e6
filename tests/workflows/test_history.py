"""What stands in a history, and that old histories still replay."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload
from temporalio.client import Client, WorkflowHistory
from temporalio.runtime import Runtime
from temporalio.worker import Replayer

from tests.workflows.conftest import Work
from tests.workflows.paper import FAILED, SETTLED, PaperStore
from tests.workflows.test_virtual_time import a_year_of_24, handle_of
from workflows.activities import Delivery
from workflows.position import workflow_id
from workflows.relationship import RelationshipWorkflow
from workflows.virtual_time import virtual_time
from workflows.wake import wake

SAVED = sorted((Path(__file__).parent / "histories").glob("*.json"))
"""Of workflow code that still runs somewhere. `python -m tests.workflows.record NAME` adds one."""


async def a_full_history(client: Client, paper: PaperStore) -> WorkflowHistory:
    """Several cycles: due moments, a wake, a message that fails first, one that is postponed."""
    plan = a_year_of_24()[:4]
    paper.plan[1] = list(plan)
    paper.outbox[1] = [7, 8]
    paper.answers = {7: [FAILED, SETTLED], 8: [Delivery("postponed", plan[1]), SETTLED]}
    await wake(client, [1])
    await paper.until(lambda: len(paper.tries) == 3)
    await wake(client, [1])
    await handle_of(client, 1).result()
    return await handle_of(client, 1).fetch_history()


@pytest.mark.parametrize("file", SAVED, ids=lambda file: file.stem)
async def test_a_saved_history_replays(file: Path) -> None:
    history = saved_history(file)
    assert sum(event.HasField("timer_fired_event_attributes") for event in history.events) >= 2

    await Replayer(workflows=[RelationshipWorkflow]).replay_workflow(history)


def saved_history(file: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(workflow_id(1), file.read_text(encoding="utf-8"))


def test_there_is_a_saved_history() -> None:
    assert SAVED


async def test_a_history_holds_surrogate_ids_and_moments_only(
    temporal_runtime: Runtime, paper: PaperStore, work: Work
) -> None:
    async with virtual_time(temporal_runtime) as virtual, work(virtual.client, paper):
        history = await a_full_history(virtual.client, paper)

    payloads = [json.loads(each.data) for event in history.events for each in payloads_in(event) if each.data]
    assert {kind(each) for each in payloads} == {
        "a position",
        "a relationship or message",
        "a moment",
        "a decision",
        "a delivery",
    }


def payloads_in(message: Message) -> Iterator[Payload]:
    if isinstance(message, Payload):
        yield message
        return
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        if field.message_type.GetOptions().map_entry:
            inner = [each for each in value.values() if isinstance(each, Message)]
        else:
            inner = list(value) if field.is_repeated else [value]
        for each in inner:
            yield from payloads_in(each)


def kind(payload: Any) -> str:  # noqa: ANN401 JSON
    match payload:
        case int():
            return "a relationship or message"
        case str() if is_moment(payload):
            return "a moment"
        case {"relationship_id": int(), "woken": bool(), "next_due": due, "held": list(), **rest}:
            return "a position" if not rest and is_moment(due) else f"unknown: {payload}"
        case {"next_due": due, "undelivered": [*ids], **rest}:
            known = not rest and is_moment(due) and all(isinstance(each, int) for each in ids)
            return "a decision" if known else f"unknown: {payload}"
        case {"status": "settled" | "postponed", "retry_at": due, **rest}:
            return "a delivery" if not rest and is_moment(due) else f"unknown: {payload}"
        case _:
            return f"unknown: {payload}"


def is_moment(text: str | None) -> bool:
    return text is None or set(text) <= set("0123456789-:.+TZ")
