import json
from pathlib import Path

import pytest

from console.home import Home
from console.settings import Settings
from engine.language.book import load_rulebook
from tests.console import company
from tests.console.conftest import Guanxi

RULES, VOCABULARY = "rules.yaml", "vocabulary.yaml"


def test_clean_files_are_counted(guanxi: Guanxi):
    result = guanxi("check")

    assert (result.exit_code, result.stdout.strip()) == (0, "3 rules, 1 example, 0 messages: no problems")


BROKEN = [
    # a YAML error
    (RULES, "who: invoice\n", "who: [invoice\n", "rules.yaml:"),
    # an unknown key
    (RULES, "    after: 7 days", "    aftr: 7 days", "Did you mean “after”?"),
    # an unknown fact
    (RULES, "invoice.balance > ", "invoice.balnce > ", "Did you mean “invoice.balance”?"),
    # an unknown unit
    (RULES, "after: 7 days", "after: 7 dys", "dys"),
    # an unknown choice
    (RULES, "status: draft", "status: drafft", "draft"),
    # a duplicate key
    (RULES, "    who: invoice\n", "    who: invoice\n    who: customer\n", "who"),
    # a type clash
    (RULES, "invoice.balance > settings.ignore_below", "invoice.balance > 200", "CNY"),
    # a message with an unknown fact
    (RULES, "Please pay by", "Please pay {{ invoice.amnt }} by", "amount"),
    # a locale without its text
    (RULES, 'text: {en: "Think", zh: "想"}', 'text: {en: "Think"}', "zh"),
    # a fact of an unknown type
    (VOCABULARY, "type: money}", "type: mony}", "money"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "hint"), BROKEN)
def test_a_broken_file_says_where_what_and_how_to_mend(  # noqa: PLR0913, PLR0917 - a table
    guanxi: Guanxi, rules: Path, file: str, right: str, wrong: str, hint: str
):
    text = company.FILES[file]
    assert right in text
    company.write({file: text.replace(right, wrong, 1)}, rules)

    result = guanxi("check")

    assert result.exit_code == 1
    assert result.stderr.startswith(f"{file}:")
    assert hint in result.stderr
    assert "Traceback" not in result.stderr


def test_the_line_is_shown_with_a_caret_under_the_place(guanxi: Guanxi, rules: Path):
    company.write({RULES: company.RULES.replace("invoice.balance >", "invoice.balnce >")}, rules)

    lines = guanxi("check").stderr.splitlines()

    assert lines[0].startswith("rules.yaml:10:9: ")
    assert lines[1].strip() == "- invoice.balnce > settings.ignore_below"
    assert lines[2].index("^") == lines[1].index("invoice.balnce")
    assert lines[-1] == f"1 problem in {rules}"


def test_a_caret_stands_right_behind_chinese_letters(guanxi: Guanxi, rules: Path):
    wrong = company.VOCABULARY.replace(
        "name: {label: {en: name, zh: 名称}, type: text}", "名: {label: {en: a, zh: 名称名称}, type: txt}", 1
    )
    company.write({VOCABULARY: wrong}, rules)

    _, line, caret, *_ = guanxi("check").stderr.splitlines()

    before = line[: line.index("txt")]
    assert caret.index("^") == len(before) + sum(letter in "名称" for letter in before)


def test_all_problems_are_told_at_once(guanxi: Guanxi, rules: Path):
    wrong = company.RULES.replace("after: 7 days", "after: 7 dys").replace(
        "> settings.ignore_below", "> settings.ignore_belw"
    )
    company.write({RULES: wrong}, rules)

    result = guanxi("check", "--json")

    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["ok"]) == (1, False)
    assert len(answer["problems"]) == 2
    assert set(answer["problems"][0]) == {
        *("code", "file", "line", "column", "what", "mend", "witness", "severity"),
    }


LOOK = company.RULES.replace("    leap month: regular month\n", "")
NEVER = company.RULES.replace(
    "      - invoice.balance > settings.ignore_below\n",
    "      - invoice.balance > settings.ignore_below\n      - invoice.balance < 100 CNY\n",
)


def test_what_only_looks_wrong_is_a_warning(guanxi: Guanxi, rules: Path):
    """It is shown, and keeps nothing from being published."""
    company.write({RULES: LOOK}, rules)

    result, answer = guanxi("check"), json.loads(guanxi("check", "--json").stdout)

    assert result.exit_code == 0
    assert "rules.yaml:35:5: warning: “birthday” does not say" in result.stderr
    assert "E.g. customer.birthday lunar 1987-06L-12" in result.stderr
    assert result.stdout.strip().endswith("no errors, 1 warning")
    assert (answer["ok"], [each["severity"] for each in answer["problems"]]) == (True, ["warning"])
    assert guanxi("publish", "--yes").exit_code == 0


def test_what_only_the_whole_book_shows_keeps_it_from_being_published(guanxi: Guanxi, rules: Path):
    company.write({RULES: NEVER}, rules)

    result = guanxi("check")

    assert result.exit_code == 1
    assert "“invoice.balance < 100 CNY” never holds together with" in result.stderr
    assert "E.g. for an invoice with invoice.balance 200.01 CNY" in result.stderr
    assert guanxi("publish", "--yes", "--despite-examples").exit_code == 1


@pytest.mark.parametrize("name", ["more.yml", "more.yaml.txt", "More.YAML"])
def test_a_rule_file_with_another_ending_is_not_passed_over(guanxi: Guanxi, rules: Path, name: str):
    """Only .yaml is read: rules in another file would never act, and nobody would hear of it."""
    company.write({name: company.RULES}, rules)

    result = guanxi("check")

    assert result.exit_code == 1
    assert f"{name}: The name of a rule file ends in .yaml" in result.stderr
    assert guanxi("publish", "--yes").exit_code == 1


def test_what_was_checked_is_what_is_put_in_force(rules: Path, tmp_path: Path):
    """Somebody may save a file between the check and the moment at which it is stored."""
    home = Home(Settings(home=tmp_path / "home", rules=rules))
    book = home.draft()

    (rules / RULES).write_text("broken: [", encoding="utf-8")

    assert load_rulebook(home.files_of(book)).hash == book.hash


def test_a_folder_that_is_not_there(guanxi: Guanxi, tmp_path: Path):
    result = guanxi("check", str(tmp_path / "nowhere"))

    assert result.exit_code == 1
    assert "There is no folder" in result.stderr


def test_examples_that_come_out_are_counted(guanxi: Guanxi):
    result = guanxi("test")

    assert result.exit_code == 0
    assert "1 example: all passed" in result.stdout


def test_an_example_that_comes_out_otherwise_is_explained(guanxi: Guanxi, rules: Path):
    company.write({RULES: company.RULES.replace("2026-02-14 week_2", "2026-02-15 week_2")}, rules)

    result = guanxi("test")

    assert result.exit_code == 1
    assert "example “never paid” came out otherwise." in result.stdout
    assert "expected, but did not happen: 2026-02-15 week_2" in result.stdout
    assert "happened, but was not expected: 2026-02-14 week_2" in result.stdout
    assert json.loads(guanxi("test", "--json").stdout)["ok"] is False
