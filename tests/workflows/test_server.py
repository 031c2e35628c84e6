"""The embedded server: one a directory, plain words when it cannot start, back after a kill."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.runtime import Runtime

from engine.problems import GuanxiError
from workflows.data_directory import DataDirectoryInUse, DataDirectoryLock
from workflows.ports import PortTaken
from workflows.server import EmbeddedServer, ServerNotStarted
from workflows.start_dev import ServerSettings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


async def test_a_second_server_on_the_same_directory_is_refused(
    tmp_path: Path, temporal_runtime: Runtime
) -> None:
    async with EmbeddedServer(tmp_path, temporal_runtime):
        with pytest.raises(DataDirectoryInUse) as refusal:
            await EmbeddedServer(tmp_path, temporal_runtime).__aenter__()

    assert f"process {os.getpid()}" in str(refusal.value)
    assert "--home" in str(refusal.value)


async def test_a_stopped_server_leaves_its_directory_to_the_next(
    tmp_path: Path, temporal_runtime: Runtime
) -> None:
    stage = ServerSettings(search_attributes={"Stage": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD})

    for _ in range(2):  # on a new file, and on one that knows the attribute already
        async with EmbeddedServer(tmp_path, temporal_runtime, stage) as server:
            known = await server.client.operator_service.list_search_attributes(
                ListSearchAttributesRequest(namespace="default")
            )
            assert "Stage" in known.custom_attributes


async def test_a_lock_survives_its_killed_holder_only_until_the_server_is_gone(tmp_path: Path) -> None:
    """The child stands for the server: it has the lock's descriptor, while its parent is dead."""
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, str(tmp_path), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert holder.stdout is not None
    left_behind = int(await holder.stdout.readline())
    lock = DataDirectoryLock(tmp_path)
    with pytest.raises(DataDirectoryInUse, match=f"process {holder.pid}: "):
        await lock.acquire()

    holder.kill()
    await holder.wait()
    waiting = asyncio.ensure_future(lock.acquire())
    await asyncio.sleep(0)
    assert not waiting.done()
    os.kill(left_behind, signal.SIGKILL)
    await waiting
    lock.release()


HOLDER = """
import asyncio, subprocess, sys
from pathlib import Path
from workflows.data_directory import DataDirectoryLock
lock = DataDirectoryLock(Path(sys.argv[1]))
asyncio.run(lock.acquire())
child = subprocess.Popen(["sleep", "60"], pass_fds=[lock.fd], stdout=subprocess.DEVNULL)
print(child.pid, flush=True)
child.wait()
"""


async def test_a_taken_port_is_named_with_its_remedy(taken_port: int, temporal_runtime: Runtime) -> None:
    server = EmbeddedServer(None, temporal_runtime, ServerSettings(port=taken_port))
    with pytest.raises(PortTaken, match=rf"port {taken_port}, .* GUANXI_PORT"):
        await server.__aenter__()

    server = EmbeddedServer(None, temporal_runtime, ServerSettings(ui_port=taken_port))
    with pytest.raises(
        PortTaken, match=rf"port {taken_port}, wanted for Temporal's web page, .* GUANXI_UI_PORT"
    ):
        await server.__aenter__()


async def test_a_server_that_cannot_start_says_why_and_frees_the_directory(
    tmp_path: Path, temporal_runtime: Runtime
) -> None:
    (tmp_path / "temporal.db").write_bytes(b"no database " * 1000)

    with pytest.raises(ServerNotStarted, match=r"file is not a database.*temporal\.log"):
        await EmbeddedServer(tmp_path, temporal_runtime).__aenter__()

    lock = DataDirectoryLock(tmp_path)
    await lock.acquire()
    lock.release()


async def test_the_web_page_has_an_address(temporal_runtime: Runtime) -> None:
    async with EmbeddedServer(None, temporal_runtime, ServerSettings(ui_port=0)) as server:
        assert server.ui_url is not None
        host, port = server.ui_url.removeprefix("http://").split(":")
        _, writer = await asyncio.open_connection(host, int(port))
        writer.close()
        await writer.wait_closed()


async def test_a_killed_server_comes_back_on_the_same_port(tmp_path: Path, temporal_runtime: Runtime) -> None:
    async with EmbeddedServer(tmp_path, temporal_runtime) as server:
        address, back = server.address, asyncio.Event()

        async def is_back() -> None:
            back.set()

        upkeep = asyncio.ensure_future(server.stay_up(is_back))
        os.kill(server.pid, signal.SIGKILL)
        await back.wait()
        upkeep.cancel()

        assert server.address == address
        assert await server.client.count_workflows() is not None


def test_the_server_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    """A kill -9 of `up` leaves no server behind, and the next `up` finds directory and port free."""
    for _ in range(2):
        parent = subprocess.Popen(
            [sys.executable, "-c", PARENT, str(tmp_path), "47231"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert parent.stdout is not None
        with parent, parent.stdout:
            assert parent.stdout.readline() == "up\n"
            parent.kill()


PARENT = """
import asyncio, sys
from pathlib import Path
from workflows.interpreter_exit import run
from workflows.server import EmbeddedServer
from workflows.start_dev import ServerSettings
async def main(runtime):
    async with EmbeddedServer(Path(sys.argv[1]), runtime, ServerSettings(port=int(sys.argv[2]))):
        print("up", flush=True)
        await asyncio.Event().wait()
run(main)
"""


def test_an_entry_point_leaves_the_interpreter_cleanly(tmp_path: Path) -> None:
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", LEAVER],
            cwd=ROOT,
            timeout=60,
            check=False,
            capture_output=True,
        )
        assert (done.returncode, done.stderr) == (0, b"")


LEAVER = """
from workflows.interpreter_exit import run
from workflows.server import EmbeddedServer
async def main(runtime):
    async with EmbeddedServer(None, runtime) as server:
        await server.client.count_workflows()
run(main)
"""


def test_its_errors_are_for_the_user() -> None:
    assert all(issubclass(each, GuanxiError) for each in (DataDirectoryInUse, PortTaken, ServerNotStarted))
