"""One server a data directory: a lock that lives as long as the process that took it, and its server."""

import asyncio
import contextlib
import fcntl
import os
from pathlib import Path

from engine.problems import GuanxiError

LAST_BREATH = 5.0
"""Seconds that the server of a killed process may take to end."""


class DataDirectoryInUse(GuanxiError):
    """Another process works on this data directory."""


class DataDirectoryLock:
    """Held from `acquire` to `release`.

    The descriptor is handed on to the server, so that after a kill of this process nobody opens the files
    before the server has let go of them.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._fd: int | None = None

    @property
    def fd(self) -> int:
        if self._fd is None:
            raise RuntimeError("the lock is not held")
        return self._fd

    async def acquire(self) -> None:
        """Take the lock, or raise `DataDirectoryInUse` at once when its holder lives."""
        self._directory.mkdir(parents=True, exist_ok=True)
        fd = os.open(self._directory / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            await self._lock(fd)
        except BaseException:  # cancelled while waiting, too: the descriptor must not stay open
            os.close(fd)
            raise
        os.ftruncate(fd, 0)
        os.pwrite(fd, str(os.getpid()).encode(), 0)
        self._fd = fd

    def serves_at(self, port: int) -> None:
        """Let the commands of this directory know where its server is."""
        os.pwrite(self.fd, f"{os.getpid()} {port}".encode(), 0)

    def release(self) -> None:
        if self._fd is not None:
            os.ftruncate(self._fd, 0)
            fcntl.flock(self._fd, fcntl.LOCK_UN)
            os.close(self._fd)
            self._fd = None

    async def _lock(self, fd: int) -> None:
        deadline = asyncio.get_running_loop().time() + LAST_BREATH
        while not _locked(fd):
            holder = _holder(fd)
            if holder is None or _is_alive(holder) or asyncio.get_running_loop().time() > deadline:
                raise DataDirectoryInUse(_in_use(self._directory, holder))
            await asyncio.sleep(0.02)  # its holder was killed; the server follows within milliseconds


def served_at(directory: Path) -> int | None:
    """The port of the server that works on this directory now; None when there is none.

    Never another directory's: its workflows would be asked for relationships that they do not know.
    """
    try:
        fd = os.open(directory / "lock", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        if _locked(fd):
            return None
        words = os.pread(fd, 40, 0).split()
        return int(words[1]) if len(words) > 1 else None
    finally:
        os.close(fd)


def _locked(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(fd: int) -> int | None:
    with contextlib.suppress(ValueError, IndexError):
        return int(os.pread(fd, 40, 0).split()[0])
    return None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _in_use(directory: Path, holder: int | None) -> str:
    if holder is None:
        who = "another guanxi"
    elif _is_alive(holder):
        who = f"process {holder}"
    else:
        who = f"the server that process {holder} left behind"
    return (
        f"{directory} is in use by {who}: one `guanxi up` a data directory. "
        "Stop that one first (Ctrl-C where it runs), or give this one a directory of its own with --home."
    )
