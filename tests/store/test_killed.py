"""kill -9 at any moment: what was promised is there, what was begun is there whole or not at all."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from store import Store
from store.database import Database
from store.outbox import OutboxMessage
from tests.conftest import ROOT
from tests.store.victim import FACTS

KILLS = 8


def test_nothing_is_lost_or_half_done_by_a_kill_at_any_moment(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'guanxi.db'}"
    Store.open(url).close()
    chance = random.Random(20260301)
    promises: list[str] = []

    for run in range(KILLS):
        promises += lines_until_killed(url, f"run{run}", after_lines=chance.randint(1, 60))

        assert_all_is_well(url, promises)

    assert {"ingested", "decided", "accepted"} <= {promise.split()[0] for promise in promises}


def test_nothing_is_half_done_by_a_kill_between_two_statements(tmp_path: Path):
    """Every second statement of the first round, then of a few later ones."""
    url = f"sqlite:///{tmp_path / 'guanxi.db'}"
    Store.open(url).close()
    promises: list[str] = []

    for statements in [*range(1, 41, 2), 67, 95, 124]:
        promises += lines_until_killed(url, f"at{statements}", statements=statements)

        assert_all_is_well(url, promises)


def assert_all_is_well(url: str, promises: list[str]) -> None:
    with Store.open(url) as store:
        assert_nothing_is_half(store)
        assert_promises_hold(store, promises)
    assert_file_is_sound(url)


def lines_until_killed(url: str, run: str, *, after_lines: int = 0, statements: int = 0) -> list[str]:
    """What it said; the kill falls wherever it is after so many lines, or it kills itself at a statement."""
    command = [sys.executable, "-W", "error", "-m", "tests.store.victim", url, run, str(statements)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as victim:
        assert victim.stdout is not None
        lines = [victim.stdout.readline() for _ in range(after_lines)]
        if after_lines:
            os.kill(victim.pid, signal.SIGKILL)
        lines += victim.stdout.readlines()
    assert victim.returncode == -signal.SIGKILL, "it ended by itself"
    # The last line may be cut off in the middle.
    return [line.strip() for line in lines if line.endswith("\n")]


def assert_nothing_is_half(store: Store) -> None:
    messages = {each.message.firing.occurrence: each for each in store.outbox.messages(limit=100_000)}
    for relationship in store.load_many():
        events = {each.id: each for each in (*relationship.history, *relationship.pending)}
        told = {id_: each for id_, each in events.items() if each.origin != "rule"}
        assert all(each.facts == FACTS for each in told.values())
        assert all(f"{id_[:-1]}{other}" in told for id_ in told for other in "ab"), "half a batch"

        decided = {each.id for each in relationship.history if each.origin != "rule"}
        firings = {each.key.occurrence: each for each in relationship.firings}
        assert decided == set(firings)
        assert decided == {id_.removeprefix("rule ") for id_ in events.keys() - told.keys()}
        for occurrence, firing in firings.items():
            assert firing.status == ("claimed" if messages[occurrence].is_undelivered else "done")


def assert_promises_hold(store: Store, promises: list[str]) -> None:
    known = {
        each.id: each in relationship.history
        for relationship in store.load_many()
        for each in (*relationship.history, *relationship.pending)
    }
    for promise in promises:
        what, _, about = promise.partition(" ")
        match what:
            case "ingested":
                assert about in known
            case "decided":
                assert known[about]
            case "accepted":
                assert accepted(store.outbox.message(about))
            case _:
                pass


def accepted(message: OutboxMessage) -> bool:
    return message.status == "accepted"


def assert_file_is_sound(url: str) -> None:
    database = Database(url)
    with database.reading() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    database.close()
