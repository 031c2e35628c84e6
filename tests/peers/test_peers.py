"""What other systems decide, decided by rules of ours: each case is an example in one of the files beside this one.

An example's name begins with the number of its case. The cases come from tests, code and manuals of other systems
(``../shared/scenarios/peers.yaml``); here they stand in our words and run without that file. Where a convention of ours
gives another result than theirs, the example says how our language says theirs.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from engine.examples import run_example
from engine.facts import SubjectRef
from engine.language.book import load_rulebook
from engine.problems import ProblemsFound
from engine.rulebook import Example, Rulebook
from engine.values import Money
from tests.engine.builders import a_book, a_relationship, a_rule, cny, day, decided, happened

HERE = Path(__file__).parent
FOLDERS = ("company", "service")

PROVEN_BELOW = frozenset({"EN07", "OC05"})
NOT_DECIDED_HERE = {
    "OC01": "It counts the rows that batch runs write. guanxi has no runs: a letter that nobody has sent stays one open "
    "task, and its level is not passed (that is TR01).",
    "OC03": "It refuses to cancel a booking. Rules decide what is to be done; they do not stop another system from "
    "writing. There is no action “refuse”.",
    "OC07": "It moves customers of a changed policy to a manual list. Here an edited rule goes on with its steps that are "
    "not yet done, a rule of another name begins anew, and publishing tells beforehand who is concerned; no rule "
    "can ask which rule acted before it.",
    "EN11": "It spreads a payment over instalments, oldest first. A sum over rows knows no order in which they use one "
    "amount up; the balances of instalments come from the bookkeeping, as facts.",
    "SL03": "It measures seconds of working time between two moments. Working time can be added to a moment, for due "
    "dates; there is no “working hours since …”, and no fact for the moment at which a task was answered.",
}
"""Cases that no rule of ours expresses, and what is missing."""

NOT_ALL_OF_IT = {
    "KB01": "The retries of the payment are the bank's; they change no fact that the states look at.",
    "LG05": "That the time of the last attempt is kept is not shown: nothing of ours clears it, for no rule can empty a fact.",
    "OC09": "What becomes of a message that was refused is told by the outbox (tests/store/test_outbox.py); no rule starts "
    "on a refusal.",
    "SF01": "That the owner's row cannot be deleted is told as work for somebody, not refused.",
    "DB01": "Band and condition stay two facts: a rule cannot join two texts into “1A2”.",
}
"""What of a case its examples leave out."""


@cache
def book(folder: str) -> Rulebook:
    return load_rulebook({path.name: path.read_bytes() for path in (HERE / folder).glob("*.yaml")})


def case_of(example: Example) -> str:
    return example.name.partition(":")[0]


EXAMPLES = [(folder, example) for folder in FOLDERS for example in book(folder).examples]


@pytest.mark.parametrize(("folder", "example"), EXAMPLES, ids=[example.name for _, example in EXAMPLES])
def test_what_another_system_decides_is_decided_here(folder: str, example: Example):
    outcome = run_example(book(folder), example)

    assert outcome.passed, str(outcome)


def test_every_case_is_told_by_an_example_or_it_is_said_why_not(shared: Path):
    cases = YAML(typ="safe").load(shared / "scenarios" / "peers.yaml")["cases"]
    as_is = {case["id"] for case in cases if case["adopt"] == "as_is"}
    told = {case_of(example) for _, example in EXAMPLES}

    assert as_is
    assert as_is == told | PROVEN_BELOW | NOT_DECIDED_HERE.keys()
    assert not (told | PROVEN_BELOW) & NOT_DECIDED_HERE.keys()
    assert NOT_ALL_OF_IT.keys() <= told


def test_every_example_names_its_case():
    assert [example.name for _, example in EXAMPLES if not re.match(r"[A-Z]{2}\d\d: \w", example.name)] == []


def test_a_sum_does_not_mix_currencies():
    """EN07: a notice in two currencies is no notice; the rule waits, and somebody is told."""
    rule = a_rule("notice", when=("customer.volume > 0 CNY",))
    orders = [
        happened(
            "2026-03-01", SubjectRef("order", name), "order.placed", date=day("2026-03-01"), amount=amount
        )
        for name, amount in (("o1", cny(100)), ("o2", Money.of(100, "USD")))
    ]

    decision = decided(a_book(rule), a_relationship(*orders), "2026-03-02")

    assert decision.firings == ()
    assert [trouble.code for trouble in decision.troubles] == ["currencies"]


def test_the_first_level_cannot_hang_on_the_reminder_before_it():
    """OC05: a step counts from the beginning of its rule, so there is nothing before the first to hang it on."""
    rule = """\
format: 1
rules:
  - id: hanging
    who: invoice
    at: invoice.due_date
    steps:
      - {id: first_level, after: 10 days after previous, do: [{set: {invoice.level: 1}}]}
"""
    files = {path.name: path.read_bytes() for path in (HERE / "company").glob("*.yaml")}

    with pytest.raises(ProblemsFound) as found:
        load_rulebook({**files, "hanging.yaml": rule.encode()})

    assert [problem.place.line for problem in found.value.problems] == [7]
