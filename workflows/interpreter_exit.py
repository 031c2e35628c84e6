"""Leaving the interpreter without the SDK's threads (sdk-python #300: aborts or hangs in 10-20 % of exits).

Two things together brought it to none: an explicit runtime that is gone before the interpreter goes, and a short
pause at exit in which its threads end. Every entry point takes both by starting its loop with `run`.
"""

import asyncio
import atexit
import functools
import gc
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from temporalio.runtime import Runtime, TelemetryConfig

ResultT = TypeVar("ResultT")


def run(main: Callable[[Runtime], Awaitable[ResultT]]) -> ResultT:
    """Run *main* in a new event loop with a runtime of its own: `asyncio.run` for what talks to Temporal."""
    leave_cleanly()
    try:
        return asyncio.run(_with_runtime(main))
    finally:
        gc.collect()


@contextmanager
def temporal_runtime() -> Iterator[Runtime]:
    """A runtime for a loop that outlives a single `run`; let go of every client before leaving the block."""
    leave_cleanly()
    # Yielded without a name: a local here would keep the runtime alive through the collection.
    try:
        yield Runtime(telemetry=TelemetryConfig())
    finally:
        gc.collect()


@functools.cache
def leave_cleanly() -> None:
    """Let the SDK's threads end before the interpreter does; calling it again changes nothing."""
    atexit.register(time.sleep, 0.1)


async def _with_runtime(main: Callable[[Runtime], Awaitable[ResultT]]) -> ResultT:
    return await main(Runtime(telemetry=TelemetryConfig()))
