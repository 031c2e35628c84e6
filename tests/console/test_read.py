"""``guanxi read``: rules as plain sentences."""

import json

from tests.console.conftest import Guanxi


def test_a_rule_is_told_in_english(guanxi: Guanxi):
    result = guanxi("read", "dunning")

    assert result.exit_code == 0
    assert result.stdout.startswith(
        "Chase an overdue invoice (dunning)\n  This rule is about each invoice.\n"
    )
    assert "  14 days after that (step “week_2”):\n" in result.stdout
    assert "      - if the answer is “promised”: nothing more is done\n" in result.stdout


def test_a_rule_is_told_in_chinese(guanxi: Guanxi):
    result = guanxi("read", "催收", "--lang", "zh")

    assert result.stdout.startswith("催收（dunning）\n  适用对象：发票。\n")


def test_a_file_or_everything(guanxi: Guanxi):
    everything = json.loads(guanxi("read", "--json").stdout)

    assert [each["rule"] for each in everything] == ["dunning", "birthday", "idea"]
    assert json.loads(guanxi("read", "rules.yaml", "--json").stdout) == everything


def test_a_rule_that_is_not_there(guanxi: Guanxi):
    result = guanxi("read", "dunnning")

    assert result.exit_code == 1
    assert "Did you mean “dunning”?" in result.stderr
