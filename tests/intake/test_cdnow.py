"""CDNOW: 69,659 purchases of 23,570 customers, without order numbers; 255 exact repeats are real."""

from pathlib import Path

from tests.intake.builders import Office
from tests.intake.real_data import imported_whole


def test_cdnow_is_imported_whole(office: Office, shared: Path):
    imported_whole(office, shared / "data/cdnow/cdnow_transactions.csv", 69_659, "USD")

    assert len(office.store.positions(limit=100_000)) == 23_570
