"""``guanxi fmt``: rule files in the words of the other language."""

import json
from pathlib import Path

from tests.console import company
from tests.console.conftest import Guanxi


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_files_are_written_in_chinese_and_back(guanxi: Guanxi, rules: Path):
    before = contents(rules)

    there = guanxi("fmt", "--lang", "zh")
    assert there.exit_code == 0
    assert "规则:" in (rules / "rules.yaml").read_text(encoding="utf-8")
    assert guanxi("check").exit_code == 0

    guanxi("fmt", "--lang", "en")
    assert contents(rules) == before


def test_check_only_says_what_would_change(guanxi: Guanxi, rules: Path):
    before = contents(rules)

    result = guanxi("fmt", "--lang", "zh", "--check")

    assert result.exit_code == 1
    assert f"{rules / 'rules.yaml'}：将会改动" in result.stdout.replace("\n", "")
    assert contents(rules) == before
    assert guanxi("fmt", "--lang", "en", "--check").exit_code == 0


def test_one_file_of_several(guanxi: Guanxi, rules: Path):
    result = guanxi("fmt", str(rules / "rules.yaml"), "--lang", "zh", "--json")

    assert json.loads(result.stdout) == {"ok": True, "changed": ["rules.yaml"], "written": True}


def test_nothing_is_written_when_a_file_has_a_problem(guanxi: Guanxi, rules: Path):
    company.write({"rules.yaml": company.RULES.replace("invoice.balance >", "invoice.balnce >")}, rules)
    before = contents(rules)

    result = guanxi("fmt", "--lang", "zh")

    assert result.exit_code == 1
    assert "是不是想写“invoice.balance”？" in result.stderr.replace("\n", " ")
    assert contents(rules) == before


def test_a_file_that_belongs_to_no_rulebook(guanxi: Guanxi, tmp_path: Path):
    (tmp_path / "alone.yaml").write_text("format: 1\n", encoding="utf-8")

    result = guanxi("fmt", str(tmp_path / "alone.yaml"), "--lang", "zh")

    assert result.exit_code == 1
    assert "no vocabulary.yaml" in result.stderr.replace("\n", " ")
