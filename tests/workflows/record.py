"""`python -m tests.workflows.record NAME` saves a history of today's workflow, before its code is changed."""

import json
import sys
from pathlib import Path
from typing import Any

from temporalio.runtime import Runtime

from tests.workflows.paper import PaperStore
from tests.workflows.test_history import a_full_history
from workflows.activities import Activities
from workflows.interpreter_exit import run
from workflows.relay import Relay
from workflows.staff import at_work
from workflows.virtual_time import virtual_time


async def main(runtime: Runtime) -> str:
    paper = PaperStore()
    paper.open()
    async with (
        virtual_time(runtime) as virtual,
        at_work(virtual.client, Activities(paper, paper), Relay(virtual.client, paper)),
    ):
        history = await a_full_history(virtual.client, paper)
    return json.dumps(without_the_machine(json.loads(history.to_json())), indent=2, ensure_ascii=False) + "\n"


def without_the_machine(part: Any) -> Any:  # noqa: ANN401 - any part of a JSON
    """The history without paths and names of the machine that wrote it."""
    if isinstance(part, list):
        return [without_the_machine(each) for each in part]
    if not isinstance(part, dict):
        return part
    told = {key: value for key, value in part.items() if key != "stackTrace"}
    return {key: "worker" if key == "identity" else without_the_machine(each) for key, each in told.items()}


if __name__ == "__main__":
    file = Path(__file__).parent / "histories" / f"{sys.argv[1]}.json"
    file.write_text(run(main), encoding="utf-8")
