"""Files come at night, and tell of the day before: nobody is forgotten for that, and nobody flooded by the past."""

from pathlib import Path

import pytest

from engine.facts import SubjectRef
from tests.workflows.office import FILES, RULES, Office

CALL = """
  - id: delivery_check
    name: {en: Ask}
    who: invoice
    at: invoice.shipped_on
    within: 7 days
    when: [invoice.paid is no]
    do: [{task: call, to: role/sales, due: 1 day, text: {en: "Call"}, outcomes: {done: []}}]
"""
BIG = """
  - id: big_one
    name: {en: A big one}
    who: invoice
    when: [invoice.due_date is not empty]
    do: [{task: look, to: role/sales, due: 1 day, text: {en: "Look"}, outcomes: {done: []}}]
"""


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path, FILES | {"dunning.yaml": RULES + CALL + BIG})
    office.wake("2026-02-01 10:00")
    return office


def imported(office: Office, happened: str, recorded: str, **facts: str) -> None:
    days = {name: office.day(value) for name, value in facts.items()}
    office.tell(happened, "invoice/I1", recorded=recorded, origin="import", customer="C1", **days)


def fired(office: Office) -> set[str]:
    return {each.key.rule for each in office.firings() if each.status == "done"}


@pytest.mark.parametrize(
    ("shipped", "recorded"), [("2026-07-09", "2026-07-09 22:00"), ("2026-07-10", "2026-07-13 23:00")]
)
def test_what_a_nightly_file_tells_is_news(office: Office, shipped: str, recorded: str):
    """Shipped on Thursday and told at night, when nine o'clock is past; or on Friday, and told on Monday night."""
    imported(office, shipped, recorded, shipped_on=shipped, due_date="2026-09-01")
    office.wake(recorded, "2026-07-14 09:00")

    assert fired(office) == {"delivery_check", "big_one"}


def test_what_was_past_when_it_was_imported_is_not_chased(office: Office):
    imported(office, "2026-03-01", "2026-07-09 22:00", shipped_on="2026-03-01", due_date="2026-04-01")
    office.wake("2026-07-09 22:00", "2026-07-10 09:00", "2026-08-10 09:00")

    assert fired(office) == set()


def test_the_past_of_a_customer_who_came_with_the_file_is_not_chased(tmp_path: Path):
    office = Office(tmp_path, FILES | {"dunning.yaml": RULES + BIG}, customer=False)
    office.tell("2026-07-09 22:00", "customer/C1", origin="import", name="X")
    imported(office, "2026-07-09 22:00", "2026-07-09 22:00", due_date="2026-06-01")
    office.wake("2026-07-09 22:00", "2026-07-10 09:00")

    assert fired(office) == set()


def test_an_invoice_cannot_be_moved_to_another_customer(office: Office):
    office.invoice(due="2026-09-01", when="2026-07-01 10:00")
    office.tell("2026-07-01 10:00", "customer/C2", name="Y")

    refused = office.try_to_tell("2026-07-02 10:00", "invoice/I1", customer="C2")

    assert [each.event.subject for each in refused] == [SubjectRef("invoice", "I1")]
    assert "belongs to another customer than customer C2" in refused[0].reason
