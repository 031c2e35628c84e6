"""The retention calls of a real shop's year, against a script of its own that knows nothing of the engine.

CDNOW: 69,659 purchases of 23,570 customers, 1997 and 1998 (see shared/data/cdnow/NOTE.txt).
"""

import csv
import datetime as dt
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby, pairwise
from pathlib import Path
from statistics import median
from typing import TypeAlias
from zoneinfo import ZoneInfo

import pytest

from console.commands.rehearsing import rehearsed
from console.home import Home
from console.rehearsal.supposing import Rehearsal, Wishes
from console.settings import load_settings
from intake.importing import Reading, import_file

Orders: TypeAlias = Sequence[tuple[dt.date, Decimal]]

DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(1997, 7, 1), dt.date(1998, 6, 30)
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
LATE_BY, PAUSE = 3 * DAY, 14 * DAY
DROP = Decimal("0.30")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def silent_or_shrinking_since(orders: Orders, day: dt.date) -> dt.date | None:
    """The last order of a customer who should be called on *day*; None for one who should not.

    R1: three days past its own cycle. R2: 30 % less in its last three cycles than in the three before.
    """
    known = [order for order in orders if order[0] <= day]
    days = sorted({date for date, _ in known[-12:]})
    if len(known) < 4 or len(days) < 2:
        return None
    last = days[-1]
    cycle = math.ceil(median((later - earlier).days for earlier, later in pairwise(days))) * DAY
    if day >= last + cycle + LATE_BY:
        return last
    recent = sum(amount for date, amount in known if last - 3 * cycle < date <= last)
    before = sum(amount for date, amount in known if last - 6 * cycle < date <= last - 3 * cycle)
    return last if before > 0 and recent <= before * (1 - DROP) else None


def calls_of(orders: Orders) -> list[dt.date]:
    """One call for each last order, two weeks apart; who is to be called already on the first day is passed over.

    Nobody answers here. A call that the next order makes needless is taken back, and then there is nothing to pause for.
    """
    called = {silent_or_shrinking_since(orders, FIRST)}
    calls: list[dt.date] = []
    pause_until = FIRST
    for number in range(1, (LAST - FIRST).days + 1):
        day = FIRST + number * DAY
        last_order = silent_or_shrinking_since(orders, day)
        if last_order is None:
            pause_until = day
        elif last_order not in called and day >= pause_until:
            called.add(last_order)
            calls.append(day)
            pause_until = day + PAUSE
    return calls


def rows_of(file: Path) -> Mapping[str, list[dict[str, str]]]:
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {id_: list(theirs) for id_, theirs in groupby(rows, key=lambda row: row["customer_id"])}


def orders_of(rows: Sequence[Mapping[str, str]]) -> Orders:
    return sorted((dt.date.fromisoformat(row["date"]), Decimal(row["amount"])) for row in rows)


def rehearse_shop(file: Path, folder: Path) -> Rehearsal:
    """Import the purchases into SQLite, then let the shipped rule run over a year of them."""
    home = Home(load_settings(folder / "home"))
    reading = Reading(currency="USD", create_missing_customers=True)
    vocabulary = home.draft().vocabulary
    try:
        report = import_file(
            home.store, vocabulary, "orders", file, recorded_at=NOW, rejects_to=folder, reading=reading
        )
        assert report.rejected == 0
        wishes = Wishes(rules=["retention_call"], as_live=True, processes=2, keeps_entries=True)
        return rehearsed(home, FIRST, LAST, wishes)
    finally:
        home.store.close()


def called(rehearsal: Rehearsal) -> Mapping[str, list[dt.datetime]]:
    """When each customer was to be called, on the clock of the company."""
    return {
        each.customer.id: [
            entry.at.astimezone(SHANGHAI)
            for entry in each.entries
            if entry.step == "retention_call" and entry.status in {"done", "withdrawn"}
        ]
        for each in rehearsal.tally.entries
    }


def compare(rehearsal: Rehearsal, customers: Mapping[str, list[dict[str, str]]]) -> int:
    """Every customer's calls, day by day, all at nine; how many calls that were."""
    moments = called(rehearsal)
    expected = {id_: calls_of(orders_of(rows)) for id_, rows in customers.items()}

    assert {id_: [at.date() for at in moments.get(id_, [])] for id_ in customers} == expected
    assert {at.time() for calls in moments.values() for at in calls} == {dt.time(9)}
    return sum(map(len, expected.values()))


@pytest.fixture
def cdnow(shared: Path) -> Path:
    return shared / "data" / "cdnow" / "cdnow_transactions.csv"


def test_every_twelfth_customer_is_called_when_the_script_says(cdnow: Path, tmp_path: Path):
    """1,965 customers; twenty and more of them with several calls."""
    customers = dict(list(rows_of(cdnow).items())[::12])
    file = tmp_path / "part.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ["customer_id", "date", "cds", "amount"])
        writer.writeheader()
        writer.writerows(row for rows in customers.values() for row in rows)

    rehearsal = rehearse_shop(file, tmp_path)

    assert rehearsal.tally.relationships == len(customers) == 1965
    assert compare(rehearsal, customers) > 500
    assert sum(len(calls) > 2 for calls in called(rehearsal).values()) >= 20


@pytest.mark.campaign
def test_all_customers_are_called_when_the_script_says(cdnow: Path, tmp_path: Path):
    rehearsal = rehearse_shop(cdnow, tmp_path)

    assert rehearsal.tally.relationships == 23_570
    assert compare(rehearsal, rows_of(cdnow)) == 11_247
