"""Online Retail II: 44,872 orders and credits of 5,942 customers."""

from decimal import Decimal
from pathlib import Path

from engine.values import Money
from tests.intake.builders import Office
from tests.intake.real_data import imported_whole


def test_online_retail_is_imported_whole(office: Office, shared: Path):
    imported_whole(office, shared / "data/online_retail/orders.csv", 44_872, "GBP")

    assert len(office.store.positions(limit=100_000)) == 5_942
    known = office.facts("order 489434")
    assert (known["kind"], known["amount"], known["units"]) == ("sale", Money(50530, "GBP"), Decimal(166))
