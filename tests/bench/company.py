"""The sample company in a store of its own, published: what is rehearsed, and what the real workflow carries."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from console.commands.sampling import make_sample
from console.home import Home, now
from console.settings import Settings
from workflows.publishing import Draft, publish


@contextmanager
def made() -> Iterator[Home]:
    """A data directory with the sample in it; gone after the block."""
    with TemporaryDirectory(prefix="guanxi-bench-") as folder, _at(Path(folder)) as home:
        make_sample(home, lambda _line: None)
        publish(home.store, home.rulebooks, Draft(home.draft_files(), home.draft()), now())
        yield home


@contextmanager
def copied(original: Path, to: Path) -> Iterator[Home]:
    """A company just like it, to be changed."""
    shutil.copytree(original, to)
    with _at(to) as home:
        yield home


@contextmanager
def _at(folder: Path) -> Iterator[Home]:
    home = Home(Settings(home=folder))
    try:
        yield home
    finally:
        home.store.close()


def everybody(home: Home) -> list[str]:
    """All relationships."""
    return [position.id for position in home.store.positions(limit=1_000)]
