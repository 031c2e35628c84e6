"""What the store knows of relationships that need a workflow."""

import datetime as dt
from collections.abc import Callable, Sequence

from store import Store
from workflows.wake import Sleeper


class StoreWaiting:
    """Pages for the sweep and for `reconcile`; *clock* is given by the wires."""

    def __init__(self, store: Store, clock: Callable[[], dt.datetime]) -> None:
        self._store, self._clock = store, clock

    def unsettled(self, after: int, limit: int) -> Sequence[int]:
        """Relationships with events not decided on, with something overdue, or with messages to deliver."""
        page = self._store.undecided(self._clock(), after=str(after), limit=limit)
        return [int(position.id) for position in page]

    def sleeping(self, after: int, limit: int) -> Sequence[Sleeper]:
        """All relationships with a next due moment."""
        found: list[Sleeper] = []
        while not found:
            page = self._store.positions(after=str(after), limit=limit)
            if not page:
                break
            after = int(page[-1].id)
            found = [Sleeper(int(each.id), each.next_due) for each in page if each.next_due is not None]
        return found
