"""A store on paper: decides by a list of due moments, delivers as it is told."""

import asyncio
import datetime as dt
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from workflows.activities import Decided, Delivery
from workflows.wake import Sleeper

SETTLED = Delivery("settled")
FAILED = Delivery("failed")
TAKEN_WITHIN = 60.0


@dataclass(frozen=True)
class Decision:
    relationship_id: int
    as_of: dt.datetime
    events: int


@dataclass
class PaperStore:
    """Decides, delivers and knows what waits. Moments in *plan* that lie behind are forgotten when decided on.

    *next_dues*, while they last, are named instead of the plan's. *answers* are what the channel says of a message, try by try; after the last one it takes everything.
    *before_decision* is called first thing in a decision, in its thread, and may block or raise.
    """

    plan: dict[int, list[dt.datetime]] = field(default_factory=dict)
    next_dues: list[dt.datetime | None] = field(default_factory=list)
    events: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    outbox: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[int, list[Delivery]] = field(default_factory=dict)
    channel_open: dict[int, asyncio.Event] = field(default_factory=dict)
    before_decision: Callable[[], None] = lambda: None

    decisions: list[Decision] = field(default_factory=list)
    tries: list[tuple[int, dt.datetime]] = field(default_factory=list)

    _lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self) -> None:
        """Bind to the running loop, in which `until` waits."""
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()

    def store_event(self, relationship_id: int) -> None:
        with self._lock:
            self.events[relationship_id] += 1

    def tell(self) -> None:
        """Let `until` look again; from any thread."""
        self._loop.call_soon_threadsafe(self._changed.set)

    def decide(self, relationship_id: int, as_of: dt.datetime) -> Decided:
        with self._lock:
            events = self.events.pop(relationship_id, 0)
        self.before_decision()
        with self._lock:
            left = [moment for moment in self.plan.get(relationship_id, []) if moment > as_of]
            self.plan[relationship_id] = left
            self.decisions.append(Decision(relationship_id, as_of, events))
            next_due = self.next_dues.pop(0) if self.next_dues else min(left, default=None)
            decided = Decided(next_due, list(self.outbox[relationship_id]))
        self.tell()
        return decided

    async def deliver(self, message_id: int, as_of: dt.datetime) -> Delivery:
        self.tries.append((message_id, as_of))
        self._changed.set()
        if message_id in self.channel_open:
            await self.channel_open[message_id].wait()
        answers = self.answers.get(message_id)
        answer = answers.pop(0) if answers else SETTLED
        if answer == SETTLED:
            self._take_out(message_id)
        return answer

    def unsettled(self, after: int, limit: int) -> Sequence[int]:
        with self._lock:
            ids = {*self.events, *(each for each, messages in self.outbox.items() if messages)}
        return sorted(each for each in ids if each > after)[:limit]

    def sleeping(self, after: int, limit: int) -> Sequence[Sleeper]:
        with self._lock:
            due = {each: min(moments) for each, moments in self.plan.items() if moments}
        return [Sleeper(each, due[each]) for each in sorted(due) if each > after][:limit]

    def decisions_of(self, relationship_id: int) -> list[Decision]:
        return [each for each in self.decisions if each.relationship_id == relationship_id]

    async def until(self, enough: Callable[[], bool]) -> None:
        """Wait for a decision or a try after which *enough* holds."""
        async with asyncio.timeout(TAKEN_WITHIN):
            while not enough():
                self._changed.clear()
                await self._changed.wait()

    def _take_out(self, message_id: int) -> None:
        with self._lock:
            for messages in self.outbox.values():
                if message_id in messages:
                    messages.remove(message_id)
