"""Row: rehearse against the real workflow under time skipping, in relationship-years per second.

The same relationships of the sample company go through the same 12 months, in which nothing happens but what rules do:
once in `engine.rehearse` on one core, once as workflows that decide in a real store and deliver to files, on a server
that skips time (which has both cores). The second line rehearses the whole company with its made-up future.
"""

import asyncio
import datetime as dt
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from temporalio.runtime import Runtime

from console.home import Home, now
from console.rehearsal.replaying import Replay
from console.rehearsal.supposing import Wishes, suppose
from engine.rehearse import rehearse
from engine.relationship import Relationship
from tests.bench.company import copied, everybody, made
from tests.bench.measuring import Effort, Row, middle, ratio_of
from worker import working
from workflows.in_force import InForce
from workflows.interpreter_exit import run
from workflows.position import workflow_id
from workflows.virtual_time import virtual_time
from workflows.wake import wake

GOAL = 40
YEAR = dt.timedelta(days=365)


def rows(effort: Effort) -> list[Row]:
    """Two lines."""
    few, repetitions = (4, 1) if effort.is_quick else (12, 3)
    rehearsed: list[float] = []
    real: list[float] = []
    with made() as home:
        ids = everybody(home)
        chosen = ids[:: len(ids) // few][:few]
        relationships = list(home.store.load_many(chosen))
        for _ in range(repetitions):
            rehearsed.append(_rehearsed(home.rulebooks.current(), relationships, effort.seconds))
            real.append(_carried(home.settings.home, chosen))
        whole = _whole_company(home, ids)
    times = ratio_of(rehearsed, real)
    return [
        Row(
            f"rehearse, one core, {few} relationships",
            f"{middle(rehearsed):,.0f} years/s",
            f"real workflow {middle(real):.2f} years/s",
            f"{times:,.0f} ×",
            f"≥ {GOAL} ×",
            times >= GOAL,
            {"rehearsed": rehearsed, "real": real},
        ),
        Row("… the whole sample with its future", f"{whole:,.0f} years/s", raw={"rate": whole}),
    ]


def _rehearsed(in_force: InForce, relationships: Sequence[Relationship], seconds: float) -> float:
    """Relationship-years per second; with the words of messages and traces, which the real workflow writes too."""
    start = now()
    done, begun = 0, time.perf_counter()
    while (spent := time.perf_counter() - begun) < seconds:
        for each in relationships:
            rehearse(in_force.plan, each, start, start + YEAR, activated=in_force.activated, renders=True)
        done += len(relationships)
    return done / spent


def _carried(company: Path, chosen: Sequence[str]) -> float:
    """Relationship-years per second of the real workflow, in a copy of the company."""
    with TemporaryDirectory(prefix="guanxi-bench-") as folder, copied(company, Path(folder) / "copy") as home:

        async def year(runtime: Runtime) -> float:
            async with (
                virtual_time(runtime, running=False) as virtual,
                working(home, virtual.client),
            ):
                await wake(virtual.client, map(int, chosen))
                handles = [virtual.client.get_workflow_handle(workflow_id(int(each))) for each in chosen]
                begun = time.perf_counter()
                await asyncio.gather(*(virtual.advance(handle, YEAR) for handle in handles))
                return len(chosen) / (time.perf_counter() - begun)

        return run(year)


def _whole_company(home: Home, ids: Sequence[str]) -> float:
    today = now().date()
    job = suppose(home, today, today + YEAR, Wishes()).job
    with Replay(job) as replay:
        begun = time.perf_counter()
        replay.page(ids)
        return len(ids) / (time.perf_counter() - begun)
