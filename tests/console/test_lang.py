"""Which language a command speaks: the one asked for, that of the settings, that of the files."""

import json
from pathlib import Path

import pytest

from tests.console import company
from tests.console.conftest import Guanxi

RULES = "rules.yaml"
BROKEN = company.RULES.replace("invoice.balance > ", "invoice.balnce > ")
ENGLISH = "“invoice.balnce”: no such fact."
CHINESE = "没有“invoice.balnce”这个事实。"


def test_problems_of_english_files_are_told_in_english(guanxi: Guanxi, rules: Path):
    company.write({RULES: BROKEN}, rules)

    said = guanxi("check").stderr

    assert ENGLISH in said
    assert "1 problem in " in said


def test_who_asks_for_chinese_hears_chinese(guanxi: Guanxi, rules: Path):
    company.write({RULES: BROKEN}, rules)

    said = guanxi("check", "--lang", "zh").stderr

    assert CHINESE in said
    assert "是不是想写“invoice.balance”？" in said
    assert "：1个问题" in said
    assert "problem" not in said


def test_the_setting_says_which_language(guanxi: Guanxi, rules: Path, monkeypatch: pytest.MonkeyPatch):
    company.write({RULES: BROKEN}, rules)
    monkeypatch.setenv("GUANXI_LANG", "zh")

    assert CHINESE in guanxi("check").stderr
    assert ENGLISH in guanxi("check", "--lang", "en").stderr


def test_problems_of_chinese_files_are_told_in_chinese(guanxi: Guanxi, rules: Path):
    guanxi("fmt", "--lang", "zh")
    written = (rules / RULES).read_text(encoding="utf-8")
    assert "步骤" in written
    (rules / RULES).write_text(written.replace("步骤", "步聚", 1), encoding="utf-8")

    said = guanxi("check").stderr

    assert "这里没有“步聚”这个键。" in said
    assert "是不是想写“步骤”？" in said
    assert "key" not in said


@pytest.mark.parametrize("command", ["test", "publish", "read"])
def test_every_command_that_reads_rules_tells_problems_in_the_language(
    guanxi: Guanxi, rules: Path, command: str
):
    company.write({RULES: BROKEN}, rules)

    result = guanxi(command, "--lang", "zh")

    assert result.exit_code == 1
    assert CHINESE in result.stderr


def test_json_tells_in_the_language_and_keeps_the_code(guanxi: Guanxi, rules: Path):
    company.write({RULES: BROKEN}, rules)

    (english,) = json.loads(guanxi("check", "--json").stdout)["problems"]
    (chinese,) = json.loads(guanxi("check", "--json", "--lang", "zh").stdout)["problems"]

    assert chinese["what"] == CHINESE
    assert english["what"] == ENGLISH
    assert chinese["code"] == english["code"] == "unknown-fact"


def test_clean_files_are_counted_in_chinese(guanxi: Guanxi):
    assert guanxi("check", "--lang", "zh").stdout.strip() == "3条规则，1个示例，0条消息：没有问题"


def test_examples_are_played_in_chinese(guanxi: Guanxi, rules: Path):
    said = guanxi("test", "--lang", "zh").stdout

    assert "1个示例：全部符合" in said
    assert "没有示例显示" in said
    assert "example" not in said


def test_an_example_that_fails_is_told_in_chinese(guanxi: Guanxi, rules: Path):
    company.write({RULES: company.RULES.replace("after: 7 days", "after: 8 days")}, rules)

    result = guanxi("test", "--lang", "zh")

    assert result.exit_code == 1
    assert "与预期不符。" in result.stdout
    assert "应当发生而没有发生：" in result.stdout
    assert "expected" not in result.stdout


def test_a_language_that_there_is_not_is_refused(guanxi: Guanxi):
    assert guanxi("check", "--lang", "fr").exit_code == 2
