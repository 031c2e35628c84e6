"""What was read of files before: after one edit only the edited file is read again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")

_MOST = 2_000


class Memory:
    """Results by all that they were made from; of too many the one that was longest not asked for is forgotten."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, Any] = OrderedDict()

    def recall(self, key: Hashable, read: Callable[[], T]) -> T:
        """What *read* gave for this *key*; read now if it never was."""
        if key in self._known:
            self._known.move_to_end(key)
        else:
            self._known[key] = read()
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
        known: T = self._known[key]
        return known


class NoMemory(Memory):
    """Reads every word anew, as whoever listens to the reading needs it."""

    def recall(self, key: Hashable, read: Callable[[], T]) -> T:  # noqa: ARG002 - nothing is kept by it
        """What *read* gives."""
        return read()
