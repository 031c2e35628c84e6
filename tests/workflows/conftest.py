"""A real server in memory for all tests of this folder, and one event loop that outlives each of them."""

import asyncio
import inspect
import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol, TypeVar

import pytest
from temporalio.client import Client
from temporalio.runtime import Runtime

from tests.workflows.paper import PaperStore
from workflows.activities import Activities
from workflows.relay import Relay
from workflows.server import EmbeddedServer
from workflows.staff import DEFAULT_STAFFING, Staffing, at_work

ResultT = TypeVar("ResultT")
LOOP = pytest.StashKey[asyncio.Runner]()
PATIENCE = 120.0


def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run `async def` tests in the loop of the session, where the server's client lives."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    test = pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names})
    loop: asyncio.Runner = pyfuncitem.session.stash[LOOP]
    loop.run(asyncio.wait_for(test, PATIENCE))
    return True


@pytest.fixture(scope="session", autouse=True)
def loop(request: pytest.FixtureRequest) -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        request.session.stash[LOOP] = runner
        yield runner


@pytest.fixture(scope="session")
def server(loop: asyncio.Runner, temporal_runtime: Runtime) -> Iterator[EmbeddedServer]:
    server = EmbeddedServer(None, temporal_runtime)
    loop.run(_entered(server))
    yield server
    loop.run(server.__aexit__(None, None, None))


@pytest.fixture(scope="session")
def client(server: EmbeddedServer) -> Client:
    return server.client


IDS = itertools.count(1)


@pytest.fixture
def relationship_id() -> int:
    """A number that no other test of this process uses."""
    return next(IDS)


@pytest.fixture
def paper() -> PaperStore:
    return PaperStore()


class Work(Protocol):
    def __call__(
        self, client: Client, paper: PaperStore, staffing: Staffing = ...
    ) -> AbstractAsyncContextManager[None]: ...


@pytest.fixture
def work() -> Work:
    """`async with work(client, paper):` and workers carry out what is on paper."""

    @asynccontextmanager
    async def working(
        client: Client, paper: PaperStore, staffing: Staffing = DEFAULT_STAFFING
    ) -> AsyncIterator[None]:
        paper.open()
        async with at_work(client, Activities(paper, paper), Relay(client, paper), staffing):
            yield

    return working


async def _entered(server: EmbeddedServer) -> None:
    await server.__aenter__()
