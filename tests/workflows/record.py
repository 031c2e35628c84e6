"""`python -m tests.workflows.record NAME` saves a history of today's workflow, before its code is changed."""

import sys
from pathlib import Path

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
    return history.to_json()


if __name__ == "__main__":
    file = Path(__file__).parent / "histories" / f"{sys.argv[1]}.json"
    file.write_text(run(main), encoding="utf-8")
