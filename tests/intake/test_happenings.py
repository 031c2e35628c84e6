"""Happenings that are posted by hand or listed in a file."""

import datetime as dt
from collections.abc import Sequence

import pytest

from engine.facts import Event, SubjectRef
from engine.problems import ProblemsFound
from intake.happenings import parse_event, read_events
from tests.intake.builders import MORNING, Office, cny, the_vocabulary

VOCABULARY = the_vocabulary()


def post(kind: str, subject: str, *facts: str) -> Event:
    return parse_event(kind, subject, facts, VOCABULARY, event_id="e1", at=MORNING)


def wrong(kind: str, subject: str, *facts: str) -> Sequence[str]:
    with pytest.raises(ProblemsFound) as found:
        post(kind, subject, *facts)
    return [str(problem) for problem in found.value.problems]


def test_what_is_typed_becomes_an_event():
    event = post("payment.received", "payment/P-99", "invoice=INV-7", "amount=5000 CNY", "date=2026-03-01")

    assert event == Event(
        "e1",
        "payment.received",
        SubjectRef("payment", "P-99"),
        MORNING,
        MORNING,
        {"invoice": "INV-7", "amount": cny("5000"), "date": dt.date(2026, 3, 1)},
        "person",
    )


def test_facts_may_be_named_by_their_labels_and_taken_away():
    assert post("facts.changed", "customer/17", "勿扰=是", "tier=").facts == {
        "do_not_contact": True,
        "tier": None,
    }


def test_everything_wrong_is_said_at_once():
    said = wrong("payment.recieved", "payment/P-1", "amuont=5 CNY", "date=2026-02-30", "invoice")

    assert any("no pair" in each for each in said)
    assert any("Did you mean “payment.received”?" in each for each in said)
    assert any("Did you mean “amount”?" in each for each in said)
    assert any("payment.date" in each and "no such day" in each for each in said)


@pytest.mark.parametrize(
    ("subject", "says"),
    [("paymnt/1", "Did you mean “payment”?"), ("payment", "no id"), ("payment/", "no id")],
)
def test_a_subject_that_does_not_exist_is_named(subject: str, says: str):
    assert says in wrong("facts.changed", subject)[0]


def test_what_is_computed_is_not_told():
    assert "computed" in wrong("facts.changed", "invoice/1", "balance=0 CNY")[0]


def test_a_fact_given_twice_is_refused():
    assert "twice" in wrong("facts.changed", "customer/1", "tier=A", "tier=B")[0]


YAML = """\
# next year
- {at: 2026-12-01, event: order.placed, subject: order/F-1, facts: {customer: C-017, amount: 100 CNY}}
- at: 2026-12-01 10:00
  event: order.placed
  subject: order/F-2
  facts: {客户: C-017, kind: sale}
- {at: 2026-12-01, event: order.placed, subject: order/F-1, facts: {customer: C-017, amount: 100 CNY}}
"""


def test_a_list_of_happenings_is_read(office: Office):
    events, problems = read_events(office.write(YAML, name="future.yaml"), VOCABULARY)

    assert problems == []
    first, second, third = events
    assert first.happened_at == first.recorded_at == dt.datetime(2026, 11, 30, 16, tzinfo=dt.UTC)
    assert second.happened_at == dt.datetime(2026, 12, 1, 2, tzinfo=dt.UTC)
    assert first.facts == {"customer": "C-017", "amount": cny("100")}
    assert second.facts == {"customer": "C-017", "kind": "sale"}
    assert third.id == f"{first.id}/2"


@pytest.mark.parametrize("shape", ["events:\n{}", "---\n{}", "\ufeff{}", "\n\n{}"])
def test_the_list_may_stand_under_a_key_or_a_mark(office: Office, shape: str):
    plain, _ = read_events(office.write(YAML, name="a.yaml"), VOCABULARY)

    events, problems = read_events(office.write(shape.format(YAML), name="b.yaml"), VOCABULARY)

    assert (events, problems) == (plain, [])


def test_json_lines_are_read_too(office: Office):
    line = '{"at": "2026-12-01", "event": "order.placed", "subject": "order/F-1", "facts": {"units": 3, "customer": "1"}}'

    events, problems = read_events(office.write(f"{line}\n\nnonsense\n", name="f.jsonl"), VOCABULARY)

    assert str(events[0].facts["units"]) == "3"
    assert [problem.place.line for problem in problems] == [3]


def test_each_problem_of_a_list_has_its_place(office: Office):
    text = "- {at: 2026-12-01, event: order.placed, subject: order/1}\n- {at: 2026-02-30, event: order.placed, subject: order/1}\n- {at: 2026-12-01, evnt: x, subject: order/1}\n- 7\n"  # fmt: skip

    events, problems = read_events(office.write(text, name="f.yaml"), VOCABULARY)

    assert len(events) == 1
    assert [(problem.place.line, problem.code) for problem in problems] == [
        (2, "bad-value"), (3, "missing-key"), (3, "unknown-key"), (4, "bad-value"),
    ]  # fmt: skip
    assert "Did you mean “event”?" in problems[2].mend


def test_an_empty_list_has_nothing_and_a_missing_file_is_said(office: Office):
    assert read_events(office.write("", name="f.yaml"), VOCABULARY) == ([], [])
    with pytest.raises(ProblemsFound, match="cannot be read"):
        read_events(office.folder / "nowhere.yaml", VOCABULARY)
    with pytest.raises(ProblemsFound, match="bracket"):
        read_events(office.write("- {at: [1\n", name="f.yaml"), VOCABULARY)
