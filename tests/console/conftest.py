"""The command on a data directory of its own, at a fixed moment."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli import app
from store import Store
from tests.console import company

Guanxi = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return company.write(company.FILES, tmp_path / "rules")


@pytest.fixture
def guanxi(home: Path, rules: Path, monkeypatch: pytest.MonkeyPatch) -> Guanxi:
    """``guanxi("why", "C-1", "dunning")``, on 20 March 2026 at 10:00 in Shanghai."""
    for module in ("console.home", "console.commands.explaining", "console.commands.foretelling"):
        monkeypatch.setattr(f"{module}.now", lambda: company.TODAY)
    monkeypatch.setenv("GUANXI_RULES", str(rules))
    return lambda *words: CliRunner().invoke(app, ["--home", str(home), *words])


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a company that has lived through its history: copying is quicker."""
    file = tmp_path_factory.mktemp("lived") / "guanxi.db"
    with Store.open(f"sqlite:///{file}") as opened:
        company.live_through(opened)
    return file


@pytest.fixture
def store(home: Path, lived: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{shutil.copy(lived, home / 'guanxi.db')}") as opened:
        yield opened
