"""Hearing of decisions as they are committed, so that no test has to sleep or to look again."""

import asyncio
from collections.abc import Callable

from engine.relationship import Decision

HUNG_AFTER = 150.0


class Decisions:
    """The listener of `StoreDecides`: remembers the decisions of each relationship; bound to the running loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._changed: dict[str, asyncio.Event] = {}
        self.made: dict[str, list[Decision]] = {}

    def __call__(self, decision: Decision) -> None:
        """Called from the threads that decide."""
        self._loop.call_soon_threadsafe(self._note, decision)

    async def until(
        self, relationship: str, enough: Callable[[Decision], bool], *, behind: int = 0
    ) -> Decision:
        """The first decision that is *enough*, of those *behind* so many."""
        changed = self._changed.setdefault(relationship, asyncio.Event())
        async with asyncio.timeout(HUNG_AFTER):
            while True:
                for decision in self.made.get(relationship, [])[behind:]:
                    if enough(decision):
                        return decision
                changed.clear()
                await changed.wait()

    def count(self, relationship: str) -> int:
        """How many were heard of."""
        return len(self.made.get(relationship, []))

    def _note(self, decision: Decision) -> None:
        self.made.setdefault(decision.relationship, []).append(decision)
        self._changed.setdefault(decision.relationship, asyncio.Event()).set()
