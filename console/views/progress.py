"""A bar on stderr while something takes long; nothing where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.progress import track

from console.views.terminal import console

T = TypeVar("T")


def shown(things: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
    """*things*, with a bar that goes away when they are done."""
    if not sys.stderr.isatty():
        return iter(things)
    return iter(track(things, what, total, console=console(sys.stderr), transient=True))
