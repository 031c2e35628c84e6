"""The version of the tables in a database, and how it gets to that of the program."""

from pathlib import Path
from typing import Literal, TypeAlias

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from engine.problems import GuanxiError
from store.database import Database, lock_named

MIGRATIONS = Path(__file__).parent / "migrations"

Version: TypeAlias = Literal["empty", "older", "current"]


class DatabaseNewer(GuanxiError):
    """The database was written by a newer program; nothing was changed."""


class DatabaseOlder(GuanxiError):
    """The database was written by an older program; nothing was changed."""


def migrate(database: Database) -> None:
    """Bring the tables to the version of the program; make them if there are none.

    All or nothing, and one at a time: two programs that start together do it once.

    Raises:
        DatabaseNewer: the database is ahead of the program.
        DatabaseOutOfReach: it cannot be opened.
    """
    database.reach()
    with database.writing() as connection:
        lock_named(connection, "migrate")
        if _version(connection) != "current":
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def prepare(database: Database) -> None:
    """Make the tables of an empty database; refuse one of another version.

    Raises:
        DatabaseNewer: the database is ahead of the program.
        DatabaseOlder: it is behind, and `migrate` was not run.
        DatabaseOutOfReach: it cannot be opened.
    """
    database.reach()
    with database.reading() as connection:
        version = _version(connection)
    if version == "empty":
        migrate(database)
    elif version == "older":
        raise DatabaseOlder(
            "The database is of an older version of guanxi. Make a copy of it, then run: guanxi migrate"
        )


def _version(connection: Connection) -> Version:
    revision = MigrationContext.configure(connection).get_current_revision()
    scripts = ScriptDirectory(str(MIGRATIONS))
    if revision is None:
        return "empty"
    if revision == scripts.get_current_head():
        return "current"
    try:
        scripts.get_revision(revision)
    except CommandError as unknown:
        raise DatabaseNewer(
            f"The database is of a newer version of guanxi (its tables are at {revision}, which this program does "
            "not know). Nothing was changed. Install the newer guanxi, or open another database."
        ) from unknown
    return "older"
