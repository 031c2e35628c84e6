"""A database gets its tables, is refused when it is ahead, and is then left as it is."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from store import DatabaseNewer, DatabaseOlder, DatabaseOutOfReach, Store
from store.database import BadDatabaseUrl, Database
from store.tables import metadata
from store.versions import MIGRATIONS
from tests.store.builders import a_customer


def test_the_migrations_make_the_tables_of_the_program(url: str):
    Store.open(url).close()

    database = Database(url)
    with database.reading() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    database.close()

    assert differences == []


def test_opening_again_changes_nothing(url: str):
    with Store.open(url) as store:
        owner = a_customer(store)

    with Store.open(url) as again:
        again.migrate()
        assert again.relationship_of("C1") == owner


def test_two_programs_that_start_together_make_the_tables_once(url: str):
    with ThreadPoolExecutor(2) as two:
        stores = list(two.map(Store.open, [url, url]))

    a_customer(stores[0])
    assert stores[1].relationship_of("C1") is not None
    for store in stores:
        store.close()


def test_a_newer_database_is_refused_and_left_alone(url: str):
    Store.open(url).close()
    set_revision(url, "9999")

    with pytest.raises(DatabaseNewer, match="newer version of guanxi"):
        Store.open(url)
    store = Store(url)
    with pytest.raises(DatabaseNewer, match="Nothing was changed"):
        store.migrate()
    store.close()

    assert revision(url) == "9999"


def test_an_older_database_is_refused_until_it_is_migrated(url: str, monkeypatch: pytest.MonkeyPatch):
    Store.open(url).close()
    monkeypatch.setattr("alembic.script.ScriptDirectory.get_current_head", lambda _self: "9998")

    with pytest.raises(DatabaseOlder, match="guanxi migrate"):
        Store.open(url)


def test_migrations_that_fail_leave_no_table(url: str, monkeypatch: pytest.MonkeyPatch):
    """Half a set of tables would look like a database of nobody."""
    monkeypatch.setattr("alembic.runtime.migration.HeadMaintainer.update_to_step", fail)

    with pytest.raises(RuntimeError, match="power cut"):
        Store.open(url)

    database = Database(url)
    with database.reading() as connection:
        assert inspect(connection).get_table_names() == []
    database.close()


def fail(*_args: object) -> None:
    raise RuntimeError("power cut")


@pytest.mark.parametrize("bad", ["mysql://root@localhost/guanxi", "guanxi.db", ""])
def test_a_url_of_no_known_database_says_what_to_write(bad: str):
    with pytest.raises(BadDatabaseUrl, match="sqlite:///"):
        Store(bad)


def test_a_database_that_cannot_be_opened_is_said_so(tmp_path: Path):
    """No folder, no database, no server; a password stays unsaid."""
    text_file = tmp_path / "notes.txt"
    text_file.write_text("These are no tables. " * 100)

    for url in (
        f"sqlite:///{tmp_path / 'nowhere' / 'guanxi.db'}",
        f"sqlite:///{text_file}",
        "postgresql://li:secret@127.0.0.1:1/guanxi",
    ):
        with pytest.raises(DatabaseOutOfReach, match="cannot be opened: ") as refused:
            Store.open(url)
        assert "secret" not in str(refused.value)


def test_sqlite_is_set_up_to_survive(tmp_path: Path):
    """Write-ahead log, every commit on the disk, foreign keys held."""
    file = tmp_path / "guanxi.db"
    database = Database(f"sqlite:///{file}")

    with database.reading() as connection:
        found = [
            connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("synchronous", "foreign_keys")
        ]
    database.close()

    assert found == [2, 1]
    with sqlite3.connect(file) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    other.close()


def test_tasks_from_before_answer_forms_ask_for_none(url: str):
    """A database of revision 0001, with a task in it, becomes one of today."""
    database = Database(url)
    with database.writing() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for row in _A_TASK_OF_0001:
            connection.execute(text(row))
    database.close()

    store = Store(url)
    store.migrate()
    (task,) = store.load("1").tasks
    store.close()

    assert (task.id, task.outcomes, task.form) == ("t1", ("done",), {})


_A_TASK_OF_0001 = (
    """INSERT INTO relationship (id, customer, created_at) VALUES (1, 'C1', '2026-03-01 12:00:00.000000')""",
    """INSERT INTO firing (
        rule, step, entity, subject_id, occurrence, attempt, relationship_id, status, due, at, shadow, reason
    ) VALUES (
        'r', 's', 'customer', 'C1', '1', 1, 1, 'done', '2026-03-01 12:00:00.000000', '2026-03-01 12:00:00.000000',
        false, ''
    )""",
    """INSERT INTO task (
        id, rule, step, entity, subject_id, occurrence, attempt, relationship_id, kind, assignee_entity, assignee_id,
        opened_at, due, text, outcomes, status, outcome, late
    ) VALUES (
        't1', 'r', 's', 'customer', 'C1', '1', 1, 1, 'call', 'person', 'li', '2026-03-01 12:00:00.000000',
        '2026-03-02 12:00:00.000000', 'Call', '["done"]', 'open', '', false
    )""",
)


def revision(url: str) -> str | None:
    database = Database(url)
    with database.reading() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    database.close()
    return found


def set_revision(url: str, to: str) -> None:
    database = Database(url)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": to})
    database.close()
