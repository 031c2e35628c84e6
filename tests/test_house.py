"""The direction of imports holds, the engine stays pure; and the test that says so is able to fail."""

from pathlib import Path
from textwrap import dedent

import pytest

from tests.conftest import ROOT
from tests.house import breaches, broken_rules


def test_the_house_is_in_order():
    found = broken_rules(ROOT)

    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("file", "source", "sentence"),
    [
        ("engine/due.py", "import store", "1: engine imports store: it may import only engine"),
        ("engine/due.py", "from store.ledger import claim", "1: engine imports store.ledger.claim"),
        ("engine/due.py", "import os, notifiers.mail", "1: engine imports notifiers.mail"),
        ("engine/due.py", "import sqlalchemy.orm", "1: engine imports sqlalchemy, which it must not know"),
        ("engine/due.py", "from temporalio import workflow", "1: engine imports temporalio"),
        ("notifiers/mail.py", "from store import outbox", "it may import only engine, notifiers"),
        ("notifiers/mail.py", "import sqlite3", "1: notifiers imports sqlite3"),
        ("store/ledger.py", "import workflows", "it may import only engine, store"),
        ("intake/csv.py", "import notifiers", "it may import only engine, intake, store"),
        ("workflows/care.py", "import intake", "it may import only engine, notifiers, store, workflows"),
        ("workflows/care.py", "import cli", "1: workflows imports cli"),
        ("store/ledger.py", "from tests.conftest import ROOT", "1: store imports tests.conftest.ROOT"),
        ("cli.py", "import tests", "1: cli imports tests"),
        ("engine/truth/reference.py", "import durable_rules_engine", "only engine/matching may"),
        ("cli.py", "import durable_rules_engine", "only engine/matching may"),
        ("engine/matchingly.py", "import durable_rules_engine", "only engine/matching may"),
        ("engine/matching.py", "from durable.lang import ruleset", "whose Host is unsafe"),
        ("rules/score.py", "", "1: rules holds no Python"),
        ("utils/text.py", "", "1: the house has no room utils"),
        ("scratch.py", "", "1: the house has no room scratch"),
    ],
)
def test_a_wrong_import_is_named_with_its_place(file: str, source: str, sentence: str):
    (found,) = breaches(file, source)

    assert found.startswith(f"{file}:1: ")
    assert sentence in found


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    import store",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING: import store",
        "import importlib\nimportlib.import_module('store.ledger')",
        "x = 1\n__import__('store')",
    ],
)
def test_an_import_cannot_hide(source: str):
    """In a function, for types only, or by name: it is an import all the same."""
    (found,) = breaches("engine/due.py", source)

    assert found.startswith("engine/due.py:2: engine imports store")


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\nnow = datetime.now()",
        "import datetime\nnow = datetime.datetime.now(datetime.UTC)",
        "import datetime as dt\nnow = dt.datetime.utcnow()",
        "from datetime import date as day\ntoday = day.today()",
        "import time\nnow = time.time()",
        "from time import time\nnow = time()",
        "from datetime import datetime\nread = datetime.now",
        "from datetime import datetime\nyear = datetime.now().year",
    ],
)
def test_the_engine_reads_no_clock(source: str):
    (found,) = breaches("engine/due.py", source)

    assert found.startswith("engine/due.py:2: engine reads the clock with ")


@pytest.mark.parametrize(
    "source",
    [
        "x = 1\nopen('policy.yaml')",
        "import io\nio.open('policy.yaml')",
        "from pathlib import Path\nPath('policy.yaml').read_text()",
        "from pathlib import Path\nPath('policy.yaml').open()",
        "def f(path):\n    return path.read_bytes()",
        "def f(path):\n    path.with_suffix('.bak').write_text('x')",
    ],
)
def test_the_engine_opens_no_file(source: str):
    (found,) = breaches("engine/due.py", source)

    assert found.startswith("engine/due.py:2: engine opens a file with ")


def test_a_workflow_reads_no_clock():
    """Only `workflow.now()` replays; an activity's file may do as it likes."""
    source = dedent("""\
        import time
        from temporalio import workflow

        @workflow.defn(name="relationship")
        class Relationship:
            started = time.time()
        """)

    assert breaches("workflows/care.py", source) == [
        "workflows/care.py:6: workflows reads the clock with time.time: time is an argument, take as_of"
    ]
    assert breaches("workflows/care.py", source.replace("@workflow.defn", "@print")) == []


@pytest.mark.parametrize(
    ("file", "source"),
    [
        (
            "engine/due.py",
            "from engine.calendar import holidays\nfrom . import truth\nimport holidays, datetime",
        ),
        ("engine/due.py", "import datetime\nat = datetime.datetime(2026, 2, 28)\nday = at.date()"),
        ("engine/due.py", "def now(): ...\nnow()"),
        ("engine/due.py", "import storefront, clip"),
        (
            "engine/language/grammar.py",
            "from importlib import resources\nresources.files('engine').joinpath('g').read_text()",
        ),
        ("engine/matching.py", "import durable_rules_engine"),
        ("engine/matching/columns.py", "import durable_rules_engine"),
        ("engine/matching_native.py", "import durable_rules_engine"),
        ("notifiers/mail.py", "from engine.message import Message\nimport aiosmtplib"),
        ("store/ledger.py", "from engine.due import due\nimport sqlalchemy\nopen('x')"),
        ("intake/csv.py", "import engine, store"),
        ("workflows/care.py", "import engine, store, notifiers\nimport temporalio"),
        ("cli.py", "import engine, store, intake, notifiers, workflows, worker"),
        ("worker.py", "import engine, store, intake, notifiers, workflows"),
    ],
)
def test_what_is_allowed_is_left_alone(file: str, source: str):
    assert breaches(file, source) == []


def test_a_file_that_does_not_parse_is_named_too():
    (found,) = breaches("engine/due.py", "x = 1\ndef due(:\n")

    assert found.startswith("engine/due.py:2: this is no Python: ")


def test_every_breach_is_found_at_once(tmp_path: Path):
    (tmp_path / "engine" / "language").mkdir(parents=True)
    (tmp_path / "engine" / "language" / "schema.py").write_text(
        "import store\nimport cli\n", encoding="utf-8"
    )
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "score.pyi").write_text("", encoding="utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "free.py").write_text("import store\n", encoding="utf-8")

    found = broken_rules(tmp_path)

    assert [breach.split(": ")[0] for breach in found] == [
        "engine/language/schema.py:1",
        "engine/language/schema.py:2",
        "rules/score.pyi:1",
    ]
