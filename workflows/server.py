"""The embedded Temporal server: one machine, one file, no download."""

import asyncio
import signal
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.runtime import Runtime
from temporalio.service import RPCError

from engine.problems import GuanxiError
from workflows.data_directory import DataDirectoryLock
from workflows.ports import LOOPBACK, PortTaken, free_port, is_taken
from workflows.start_dev import ServerSettings, bound_to_parent, start_dev

NAMESPACE = "default"
READY_WITHIN = 30.0
STOPPED_WITHIN = 10.0
LOG = "temporal.log"
DEFAULT_SETTINGS = ServerSettings()


class ServerNotStarted(GuanxiError):
    """The Temporal server ended, or never answered."""


class EmbeddedServer:
    """`async with EmbeddedServer(data_dir, runtime=runtime) as server:` and `server.client` is connected.

    Args:
        data_dir: holds the database, the log and the lock; None keeps everything in memory.
        runtime: of the client (see `interpreter_exit`).

    Raises:
        DataDirectoryInUse, PortTaken, ServerNotStarted: on entering; the text says what to do.
    """

    def __init__(
        self, data_dir: Path | None, runtime: Runtime, settings: ServerSettings = DEFAULT_SETTINGS
    ) -> None:
        self._data_dir = data_dir
        self._runtime = runtime
        self._settings = settings
        self._lock = DataDirectoryLock(data_dir) if data_dir else None
        self._process: asyncio.subprocess.Process | None = None
        self._client: Client | None = None
        self.port = settings.port
        self.ui_port = settings.ui_port

    @property
    def address(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    @property
    def ui_url(self) -> str | None:
        """The address of Temporal's own web page."""
        return None if self.ui_port is None else f"http://{LOOPBACK}:{self.ui_port}"

    @property
    def client(self) -> Client:
        """Finds the server again after a `restart`."""
        if self._client is None:
            raise RuntimeError("the server was not started")
        return self._client

    @property
    def pid(self) -> int:
        return self._running.pid

    async def __aenter__(self) -> Self:
        if self._lock:
            await self._lock.acquire()
        try:
            self._choose_ports()
            await self._start()
            await self._add_search_attributes()
        except BaseException:  # __aexit__ is not called then, and a server must not be left behind
            await self._stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    async def died(self) -> int:
        """Wait for the server's end; its exit code, negative for a signal. To be cancelled before leaving."""
        return await self._running.wait()

    async def restart(self) -> None:
        """Start again on the same port and file, after `died`."""
        await self._start()

    async def stay_up(self, back: Callable[[], Awaitable[None]]) -> None:
        """Restart the server whenever it dies, and await *back* each time; runs until cancelled.

        When it dies while *back* is under way, *back* is given up, and begun anew after the restart.

        Raises:
            ServerNotStarted, PortTaken: it did not come back.
        """
        while True:
            await self.died()
            await self.restart()
            await self._while_up(back)

    async def _while_up(self, what: Callable[[], Awaitable[None]]) -> None:
        doing, dying = asyncio.ensure_future(what()), asyncio.ensure_future(self.died())
        try:
            await asyncio.wait((doing, dying), return_when=asyncio.FIRST_COMPLETED)
            if not dying.done():
                doing.result()
        finally:
            for task in (doing, dying):
                task.cancel()
            await asyncio.gather(doing, dying, return_exceptions=True)

    @property
    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise RuntimeError("the server was not started")
        return self._process

    def _choose_ports(self) -> None:
        self.port = self._settings.port or free_port()
        if self._settings.ui_port == 0:
            self.ui_port = free_port()

    async def _start(self) -> None:
        if is_taken(self.port):
            raise PortTaken(self.port, "the Temporal server", "GUANXI_PORT")
        if self.ui_port is not None and is_taken(self.ui_port):
            raise PortTaken(self.ui_port, "Temporal's web page", "GUANXI_UI_PORT")
        command = list(start_dev(self._settings, self._data_dir, self.port, self.ui_port))
        with self._log_file() as log:
            self._process = await asyncio.create_subprocess_exec(
                *bound_to_parent(command),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=(self._lock.fd,) if self._lock else (),
            )
            await self._ready(log)
        if self._lock:
            self._lock.serves_at(self.port)

    def _log_file(self) -> IO[bytes]:
        return (self._data_dir / LOG).open("ab+") if self._data_dir else tempfile.TemporaryFile("ab+")

    async def _ready(self, log: IO[bytes]) -> None:
        """Wait for the first answer, the end of the process, or the end of patience."""
        connecting = asyncio.ensure_future(self._connect())
        ending = asyncio.ensure_future(self._running.wait())
        try:
            await asyncio.wait(
                (connecting, ending), timeout=READY_WITHIN, return_when=asyncio.FIRST_COMPLETED
            )
            if not connecting.done() or connecting.exception():
                raise ServerNotStarted(self._why_not(log))
        finally:
            for task in (connecting, ending):
                task.cancel()
            await asyncio.gather(connecting, ending, return_exceptions=True)

    async def _connect(self) -> None:
        while True:
            try:
                if self._client is None:
                    self._client = await Client.connect(
                        self.address, namespace=NAMESPACE, runtime=self._runtime
                    )
                await self._client.workflow_service.describe_namespace(
                    DescribeNamespaceRequest(namespace=NAMESPACE)
                )
            except (RuntimeError, RPCError):  # not listening yet, or not ready to answer
                await asyncio.sleep(0.02)
            else:
                return

    def _why_not(self, log: IO[bytes]) -> str:
        log.seek(0)
        last = log.read().decode(errors="replace").strip().splitlines()[-1:]
        where = f" Its whole log: {self._data_dir / LOG}" if self._data_dir else ""
        how = "ended" if self._running.returncode is not None else f"gave no answer for {READY_WITHIN:.0f} s"
        return f"the Temporal server {how} while starting: {''.join(last) or 'it said nothing'}.{where}"

    async def _add_search_attributes(self) -> None:
        if not self._settings.search_attributes:
            return
        operator = self.client.operator_service
        known = await operator.list_search_attributes(ListSearchAttributesRequest(namespace=NAMESPACE))
        missing = {
            k: v for k, v in self._settings.search_attributes.items() if k not in known.custom_attributes
        }
        if missing:
            await operator.add_search_attributes(
                AddSearchAttributesRequest(namespace=NAMESPACE, search_attributes=missing)
            )

    async def _stop(self) -> None:
        try:
            if self._process is not None and self._process.returncode is None:
                self._process.send_signal(signal.SIGINT)
                try:
                    await asyncio.wait_for(self._process.wait(), STOPPED_WITHIN)
                except TimeoutError:
                    self._process.kill()
                    await self._process.wait()
        finally:
            self._client = None
            if self._lock:
                self._lock.release()
