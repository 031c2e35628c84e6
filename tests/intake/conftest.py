"""An empty office for each test: a store on SQLite and a folder for files."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import Store
from tests.intake.builders import Office


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that has its tables: copying is quicker than making them."""
    file = tmp_path_factory.mktemp("store") / "empty.db"
    Store.open(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def office(empty_store: Path, tmp_path: Path) -> Iterator[Office]:
    shutil.copy(empty_store, tmp_path / "guanxi.db")
    with Store.open(f"sqlite:///{tmp_path / 'guanxi.db'}") as store:
        yield Office(store, tmp_path)
