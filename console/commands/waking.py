"""Store, then wake: how every command that changes something tells the workflows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from temporalio.client import Client
from temporalio.runtime import Runtime

from console.home import Home, now
from console.views.terminal import complain
from workflows.client import TemporalUnreachable, connect
from workflows.interpreter_exit import run
from workflows.relay import announce
from workflows.wake import NotWoken, wake

StoredT = TypeVar("StoredT")


@dataclass(frozen=True, slots=True)
class Woken(Generic[StoredT]):
    """What was stored, and how many relationships were woken; *asleep* says why none could be."""

    stored: StoredT
    woken: int
    asleep: str = ""


MANY = 500

ASLEEP = (
    "Nothing runs to act on it now: it is stored, and acted upon as soon as `guanxi up` (or a worker) runs."
)


def store_then_wake(
    home: Home, store: Callable[[], StoredT], concerned: Callable[[StoredT], Iterable[int]]
) -> Woken[StoredT]:
    """Commit first, wake after. Announced before, so that a crash between the two is noticed (see `relay`)."""

    async def both(runtime: Runtime) -> Woken[StoredT]:
        client = await _client(home, runtime)
        if client is not None:
            await announce(client, now())
        stored = store()
        if client is None:
            return Woken(stored, 0, ASLEEP)
        woken = list(concerned(stored))
        if len(woken) > MANY:
            complain(
                f"Waking {len(woken):,} relationships. Ctrl-C does no harm: the rest is woken by the next start."
            )
        try:
            return Woken(stored, await wake(client, woken))
        except NotWoken as error:
            return Woken(stored, 0, str(error))

    return run(both)


async def _client(home: Home, runtime: Runtime) -> Client | None:
    try:
        return await connect(runtime, home.settings.home)
    except TemporalUnreachable:
        return None
