"""The JSON Schema for editors: the shipped files fit it, wrong ones do not, and it offers what the company has."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from engine.language.book import load_rulebook
from engine.language.editor import editor_schema
from engine.language.source import read_yaml
from engine.language.tree import Items, Pairs, Text, Tree
from tests.conftest import ROOT
from tests.language.books import FILES, as_bytes, edited

RULES = ROOT / "rules"


def as_an_editor_reads(tree: Tree) -> Any:  # noqa: ANN401 - whatever YAML holds
    """Plain digits are a number in an editor; yes, no and dates are texts (YAML 1.2)."""
    match tree:
        case Pairs():
            return {str(key): as_an_editor_reads(value) for key, value in tree.items()}
        case Items():
            return [as_an_editor_reads(item) for item in tree]
        case Text() if tree.isdigit() and not tree.is_quoted:
            return int(tree)
        case _:
            return str(tree)


def read(file: Path) -> Any:  # noqa: ANN401 - whatever YAML holds
    return as_an_editor_reads(read_yaml(file.name, file.read_bytes()))


def a_schema(files: dict[str, bytes]) -> dict[str, Any]:
    book = load_rulebook(files)
    return editor_schema(book.vocabulary, book)


SHIPPED = a_schema(
    {
        path.relative_to(RULES).as_posix(): path.read_bytes()
        for path in sorted(RULES.rglob("*"))
        if path.suffix in {".yaml", ".txt", ".xlsx"}
    }
)
SMALL = a_schema(as_bytes(FILES))


def misfits(schema: dict[str, Any], data: Any) -> list[str]:  # noqa: ANN401 - whatever YAML holds
    return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(data)]


@pytest.mark.parametrize("schema", [SHIPPED, SMALL, editor_schema(None, None)])
def test_it_is_a_json_schema(schema: dict[str, Any]):
    jsonschema.Draft202012Validator.check_schema(schema)
    json.dumps(schema)


@pytest.mark.parametrize("file", sorted(RULES.glob("*.yaml")), ids=lambda file: file.name)
def test_every_shipped_file_fits(file: Path):
    assert misfits(SHIPPED, read(file)) == []
    assert misfits(editor_schema(None, None), read(file)) == []


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("dunning.yaml", "owner:", "ownr:"),
        ("dunning.yaml", "status: live", "status: lives"),
        ("dunning.yaml", "- id: week_1\n", "- idd: week_1\n"),
        ("dunning.yaml", "- task: payment_call", "- tsk: payment_call"),
        ("vocabulary.yaml", "{type: percent}", "{tpe: percent}"),
        ("policy.yaml", "least gap:", "gap:"),
        ("policy.yaml", "policy: 1\n", "polcy: 1\n"),
    ],
)
def test_a_misspelt_file_does_not_fit(file: str, right: str, wrong: str):
    good = as_an_editor_reads(read_yaml(file, FILES[file].encode()))
    bad = as_an_editor_reads(read_yaml(file, edited(file, right, wrong)[file].encode()))

    assert misfits(SMALL, good) == []
    assert misfits(SMALL, bad) != []


def test_chinese_keys_fit_too():
    """One schema for both languages; a key may be written in either."""
    rule = {"编号": "it", "对象": "customer", "当": ["customer.tier is A"], "执行": [{"转入": "lost"}]}

    assert misfits(SMALL, {"format": 1, "规则": [rule]}) == []
    assert misfits(SMALL, {"格式": 1, "规则": [{**rule, "何物": "x"}]}) != []


@pytest.mark.parametrize("status", ["live", "启用"])
def test_a_status_may_be_written_in_either_language(status: str):
    rule = {"id": "it", "who": "customer", "when": ["customer.tier is A"], "do": [{"move": "lost"}]}

    assert misfits(SMALL, {"format": 1, "rules": [{**rule, "status": status}]}) == []
    assert misfits(SMALL, {"format": 1, "rules": [{**rule, "status": f"{status}s"}]}) != []


def offered(part: str, key: str) -> dict[str, str]:
    found = SMALL["$defs"][part]["properties"][key]
    return {each["const"]: each["description"] for each in found["anyOf"] if "const" in each}


def test_it_offers_what_the_company_has():
    assert set(offered("RulePart", "who")) == {"customer", "order", "invoice"}
    assert set(offered("RulePart", "on")) == {"order.placed", "invoice.issued"}
    assert set(offered("RulePart", "to")) == {"prospect", "trial", "lost"}
    assert {"customer.manager", "customer.manager.boss", "invoice.customer"} <= set(offered("SendPart", "to"))
    assert "email" in offered("SendPart", "send")
    assert "customer.tier is A" in offered("StepPart", "when")
    assert "every year on customer.birthday" in offered("RulePart", "at")


def test_facts_come_with_their_labels_and_choices():
    given = SMALL["$defs"]["ExamplePart"]["properties"]["given"]["properties"]
    settable = SMALL["$defs"]["SetPart"]["properties"]["set"]["properties"]

    assert "等级" in given["customer.tier"]["description"]
    assert given["customer.tier"]["anyOf"][0] == {"enum": ["A", "B", "C"]}
    assert "customer.tier" in settable
    assert "customer.orders_count" not in settable  # it is computed
