"""`guanxi tasks done`: an answer is checked against what the task asks."""

from pathlib import Path

import pytest

from engine.language.book import load_rulebook
from engine.plan import Plan
from store import Store
from tests.console import company
from tests.console.conftest import Guanxi
from workflows.deciding import decision_of
from workflows.in_force import InForce

FORM = "form: {date: date, reason: [price, service], who: person}\n            "
PROMISED = "outcomes: {promised: [{set: {invoice.disputed: no}}], refused: []}"
RULES = company.RULES.replace("outcomes: {promised: [], refused: []}", FORM + PROMISED)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return company.write({**company.FILES, "rules.yaml": RULES}, tmp_path / "rules")


@pytest.fixture
def task(home: Path, rules: Path) -> str:
    """The number of an open call."""
    files = {path.name: path.read_bytes() for path in rules.iterdir()}
    book = load_rulebook(files)
    with Store.open(f"sqlite:///{home / 'guanxi.db'}") as store:
        store.rulebooks.publish(files, book.hash, [], company.TODAY - 200 * company.DAY, by="wang")
        store.ingest(company.HISTORY)
        force = InForce(book.hash, Plan(book), {}, None)
        (owner,) = [each.id for each in store.positions() if each.id == store.relationship_of("C-1")]
        for days_ago in range(12, -1, -1):
            at = company.TODAY - days_ago * company.DAY
            store.decide(owner, lambda known, at=at: decision_of(force, known, at))  # type: ignore[misc]
            for sent in store.outbox.messages(relationship=owner):
                store.outbox.mark_accepted(sent.message.key, at)
        opened = [each.task.id for each in store.reports.tasks() if each.task.kind == "payment_call"]
    return opened[0]


def test_an_answer_with_its_fields_is_stored(guanxi: Guanxi, task: str):
    result = guanxi("tasks", "done", task, "promised", "date=2026-03-25", "reason=price", "who=li")

    assert result.exit_code == 0, result.output
    assert "Stored." in result.output


def test_everything_wrong_with_an_answer_is_told_at_once(guanxi: Guanxi, task: str):
    result = guanxi("tasks", "done", task, "promised", "date=soon", "reason=prise", "who=lu", "wen=1")

    assert result.exit_code == 1
    said = " ".join(result.output.split())
    for each in ("date: “soon” is no date", "Did you mean “price”?", "no person “lu” is known", "no “wen”"):
        assert each in said


@pytest.mark.parametrize(
    ("pairs", "says"),
    [(["2026-03-25"], "Write its name first"), (["reason=price", "reason=price"], "is given twice")],
)
def test_a_word_that_is_no_field_is_told(guanxi: Guanxi, task: str, pairs: list[str], says: str):
    result = guanxi("tasks", "done", task, "promised", *pairs)

    assert result.exit_code == 1
    assert says in " ".join(result.output.split())


def test_whoever_answers_second_is_told_that_one_answer_counts(guanxi: Guanxi, task: str):
    """Nobody has decided on the first answer yet: the task still looks open."""
    guanxi("tasks", "done", task, "refused")

    result = guanxi("tasks", "done", task, "promised")

    assert result.exit_code == 1
    assert "answered already: “refused”" in " ".join(result.output.split())


def test_the_list_says_what_a_task_asks(guanxi: Guanxi, task: str):
    assert '"reason": {' in guanxi("tasks", "--json").output
