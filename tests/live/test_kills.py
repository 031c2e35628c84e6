"""kill -9 of `guanxi up` or of its Temporal server at any moment, then up again: nothing lost, nothing doubled."""

import asyncio
import datetime as dt
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from temporalio.runtime import Runtime

from console.home import now
from store import Store
from tests.conftest import ROOT
from tests.live.shop import BELONGING, FILES, an_order, customers, opened
from tests.live.victim import TELEGRAMS
from workflows.client import TemporalUnreachable, connect
from workflows.ports import free_port
from workflows.wake import NotWoken, wake

CUSTOMERS = 25
ORDERS = 10
"""New ones before each kill."""

KILLS = ["server", "up"] * 4 + ["server"] * 14
"""Those of `up` come early: what it held when it died is tried again only when its time is over, up to 30 s later."""

SILENT = 3
"""In every fourth round, whoever stores dies before he wakes."""

HUNG_AFTER = 150.0


async def test_nothing_is_lost_and_nothing_doubled_by_kills_at_any_moment(
    tmp_path: Path, temporal_runtime: Runtime
) -> None:
    await kills(tmp_path, temporal_runtime, KILLS, random.Random(20260301))


@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(5))
async def test_nothing_is_lost_and_nothing_doubled_by_many_kills(
    tmp_path: Path, temporal_runtime: Runtime, seed: int
) -> None:
    chance = random.Random(seed)
    await kills(tmp_path, temporal_runtime, chance.choices(["server", "up"], [2, 1], k=60), chance)


async def kills(folder: Path, runtime: Runtime, targets: list[str], chance: random.Random) -> None:
    """Before each kill orders come in, with reminders due within seconds; at times nobody wakes anybody for them."""
    orders: list[str] = []
    with Store.open(f"sqlite:///{folder / 'guanxi.db'}") as store:
        began = now()
        opened(store, customers(CUSTOMERS, began), began)
        up = await Up.start(folder, free_port())
        for number, target in enumerate(targets):
            new = [f"{number}-{each}" for each in range(ORDERS)]
            nobody_wakes = number % 4 == SILENT
            waking = asyncio.create_task(
                come_in(store, new, chance, None if nobody_wakes else (runtime, folder))
            )
            orders += new
            await up.says(0 if nobody_wakes else chance.randrange(2 * ORDERS))
            if target == "up":
                await up.killed()
                up = await Up.start(folder, up.port)
                await waking
            else:
                up.kill_server()
                await waking
                await up.until(lambda up=up: "restarted" in up.news)  # type: ignore[misc]
        await up.until(lambda: is_settled(store, orders))
        await a_person_looks(store, folder, runtime)
        await up.until(lambda: is_settled(store, orders))
        await up.stopped()

        assert_all_is_well(store, folder, orders)


async def come_in(
    store: Store, orders: list[str], chance: random.Random, who: tuple[Runtime, Path] | None
) -> None:
    """Stored for good whatever happens; whether the wake arrives is another matter."""
    at = now()
    events = [
        an_order(order, chance.randrange(CUSTOMERS), at, at + dt.timedelta(seconds=chance.randrange(4)))
        for order in orders
    ]
    ingested = await asyncio.to_thread(store.ingest, events, belonging=BELONGING)
    assert ingested.new == len(orders)
    if who is not None:
        with suppress(NotWoken, TemporalUnreachable):
            await wake(await connect(*who), map(int, ingested.touched))


async def a_person_looks(store: Store, folder: Path, runtime: Runtime) -> None:
    """Whatever may have arrived, or not, is held: somebody asks the customer, and says so."""
    arrived = set(telegrams(folder))
    uncertain = store.outbox.messages(status="uncertain", limit=100_000)
    for each in uncertain:
        if each.message.text in arrived:
            store.outbox.mark_accepted(each.message.key, now())
        else:
            store.outbox.retry(each.message.key, now())
    await wake(await connect(runtime, folder), {int(each.relationship) for each in uncertain})


def is_settled(store: Store, orders: list[str]) -> bool:
    """Everything was decided and is out, but for what waits for a person."""
    if store.undecided(now()):
        return False
    messages = store.outbox.messages(limit=100_000)
    held = sum(each.status == "uncertain" for each in messages)
    return len(messages) + held >= 3 * len(orders)


def assert_all_is_well(store: Store, folder: Path, orders: list[str]) -> None:
    assert Counter(letters(folder)) == Counter(
        f"Order {each} is {what}." for each in orders for what in ("confirmed", "coming")
    )
    assert Counter(telegrams(folder)) == Counter(f"Order {each} is near." for each in orders)
    assert {each.status for each in store.outbox.messages(limit=100_000)} == {"accepted"}
    assert len(store.outbox.messages(limit=100_000)) == 3 * len(orders)
    relationships = list(store.load_many())
    assert Counter(task.text for each in relationships for task in each.tasks) == Counter(
        f"Pack {each}." for each in orders
    )
    assert {firing.status for each in relationships for firing in each.firings} == {"done"}
    assert sum(len(each.firings) for each in relationships) == 3 * len(orders)
    assert not any(each.pending for each in relationships)
    assert not store.reports.troubles()


def letters(folder: Path) -> Iterator[str]:
    for file in (folder / "outbox").glob("20*/*.txt"):
        yield file.read_text(encoding="utf-8").strip().splitlines()[-1]


def telegrams(folder: Path) -> list[str]:
    file = folder / TELEGRAMS
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


class Up:
    """A `guanxi up` in a process of its own. Whatever it says is a moment to look into the store."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self._process, self.port = process, port
        self.news: list[str] = []
        self._said = asyncio.Condition()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, folder: Path, port: int) -> "Up":
        rules = folder / "rules"
        rules.mkdir(exist_ok=True)
        for name, content in FILES.items():
            (rules / name).write_bytes(content)
        settings = {"GUANXI_RULES": str(rules), "GUANXI_PORT": str(port), "GUANXI_UI_PORT": str(free_port())}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "error", "-m", "tests.live.victim", str(folder)),
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=asyncio.subprocess.PIPE,
        )
        up = cls(process, port)
        await up.until(lambda: "live" in up.news)
        return up

    async def says(self, lines: int) -> None:
        """Wait for so many more lines, or for all that there is to say."""
        enough = len(self.news) + lines
        await self.until(lambda: len(self.news) >= enough)

    async def until(self, looked_for: Callable[[], bool]) -> None:
        """Look at once, and again whenever it says something."""
        async with asyncio.timeout(HUNG_AFTER), self._said:
            await self._said.wait_for(lambda: self._reading.done() or looked_for())
        assert not self._reading.done(), f"it ended by itself: {self.news[-5:]}"

    def kill_server(self) -> None:
        """And forget that it was ever restarted."""
        self.news.clear()
        os.kill(self._server(), signal.SIGKILL)

    async def killed(self) -> None:
        self._process.kill()
        await self._ended(-signal.SIGKILL)

    async def stopped(self) -> None:
        self._process.send_signal(signal.SIGINT)
        await self._ended(0)

    async def _ended(self, code: int) -> None:
        async with asyncio.timeout(HUNG_AFTER):
            await self._reading
            assert await self._process.wait() == code

    def _server(self) -> int:
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        (server,) = (
            int(each) for each in children if b"start-dev" in Path(f"/proc/{each}/cmdline").read_bytes()
        )
        return server

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            async with self._said:
                self.news.append(line.decode().strip())
                self._said.notify_all()
        async with self._said:
            self._said.notify_all()
