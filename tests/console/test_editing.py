import json
from pathlib import Path

from tests.console import company
from tests.console.conftest import Guanxi


def test_a_schema_is_written_to_a_file(guanxi: Guanxi, tmp_path: Path):
    result = guanxi("schema", "--output", str(tmp_path / "guanxi.schema.json"))

    made = json.loads((tmp_path / "guanxi.schema.json").read_text(encoding="utf-8"))
    assert result.exit_code == 0
    assert "# yaml-language-server: $schema=guanxi.schema.json" in result.stdout
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_facts_are_offered_while_a_rule_is_still_wrong(guanxi: Guanxi, rules: Path):
    company.write({"rules.yaml": company.RULES.replace("who: invoice", "wo: invoice", 1)}, rules)

    made = json.loads(guanxi("schema").stdout)

    assert "customer.birthday" in made["$defs"]["ExamplePart"]["properties"]["given"]["properties"]
