"""Where there is nothing yet, or not what is needed."""

import json
import sqlite3
from pathlib import Path

import pytest

from store import Store
from tests.console.company import happened
from tests.console.conftest import Guanxi

NO_CUSTOMERS = (
    "No customers yet. Import some: guanxi import customers FILE, or make a sample company: guanxi sample"
)


@pytest.mark.parametrize("words", [["timeline", "x"], ["why", "x", "dunning"], ["next"], ["next", "x"]])
def test_without_customers_a_question_says_how_to_get_some(guanxi: Guanxi, words: list[str]):
    result = guanxi(*words)

    assert (result.exit_code, result.stderr.strip()) == (1, NO_CUSTOMERS)


def test_without_anything_a_list_is_empty_and_that_is_no_error(guanxi: Guanxi):
    for words in (["customers"], ["tasks"], ["outbox"], ["troubles"], ["history"]):
        result = guanxi(*words)

        assert result.exit_code == 0
        assert json.loads(guanxi(*words, "--json").stdout) == []


@pytest.mark.parametrize("words", [["why", "C-1", "dunning"], ["next", "C-1"], ["next"]])
def test_without_a_published_rulebook_it_says_how_to_publish(guanxi: Guanxi, home: Path, words: list[str]):
    with Store.open(f"sqlite:///{home / 'guanxi.db'}") as store:
        store.ingest([happened("customer C-1", 3, name="Mill")])

    result = guanxi(*words)

    assert (result.exit_code, result.stdout) == (1, "")
    assert (
        result.stderr.strip()
        == "No rulebook is in force yet. Put your rule files in force with: guanxi publish"
    )


def test_problems_are_json_where_json_was_asked_for(guanxi: Guanxi):
    result = guanxi("timeline", "x", "--json")

    (problem,) = json.loads(result.stderr)["problems"]
    assert (problem["code"], problem["what"]) == ("not-found", NO_CUSTOMERS)


def test_a_database_newer_than_the_program_is_refused(guanxi: Guanxi, home: Path):
    Store.open(f"sqlite:///{home / 'guanxi.db'}").close()
    with sqlite3.connect(home / "guanxi.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()

    for words in (["customers"], ["migrate"]):
        result = guanxi(*words)

        assert result.exit_code == 1
        assert "The database is of a newer version of guanxi" in result.stderr


def test_a_file_that_is_no_database(guanxi: Guanxi, home: Path):
    (home / "guanxi.db").write_text("Dear diary, " * 100)

    result = guanxi("customers")

    assert result.exit_code == 1
    assert "cannot be opened: file is not a database" in result.stderr


def test_a_home_that_is_a_file(guanxi: Guanxi, home: Path):
    home.rmdir()
    home.write_text("")

    result = guanxi("customers")

    assert result.exit_code == 1
    assert str(home) in result.stderr
    assert "Traceback" not in result.stderr


def test_a_setting_that_does_not_exist(guanxi: Guanxi, home: Path):
    (home / "guanxi.toml").write_text("prot = 1\n")

    result = guanxi("customers")

    assert result.exit_code == 1
    assert "Did you mean “port”?" in result.stderr


def test_migrate_makes_the_tables(guanxi: Guanxi, home: Path):
    assert guanxi("migrate").exit_code == 0
    assert (home / "guanxi.db").exists()


def test_wrong_usage_is_two(guanxi: Guanxi):
    assert guanxi("why").exit_code == 2
    assert guanxi("nothing-of-the-kind").exit_code == 2


def test_ctrl_c_is_quiet(guanxi: Guanxi, monkeypatch: pytest.MonkeyPatch):
    def interrupted(_home: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("console.home.Home.draft_files", interrupted)
    monkeypatch.setattr("console.home.Home.draft", lambda *_: interrupted(None))

    result = guanxi("check")

    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "")
