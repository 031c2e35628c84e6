"""Spreadsheets: typed cells, formulas, errors, sheets."""

import datetime as dt
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from intake import workbook
from tests.intake.builders import Office, cny

HEADER = ["order_id", "customer_id", "date", "amount"]


def a_workbook(
    path: Path, *rows: Sequence[object], title: str = "Orders", more: tuple[str, ...] = ()
) -> Path:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for name in more:
        book.create_sheet(name).append(["note"])
    book.save(path)
    return path


def test_cells_keep_their_types(office: Office):
    file = a_workbook(
        office.folder / "orders.xlsx",
        HEADER,
        [1, "017", dt.datetime(2026, 1, 31, 10, 30), 0.1 + 0.2],
        [2.0, 17, dt.date(2026, 1, 31), "¥1,234.50"],
        ["A-3", "017", 46053, -5],
        [None, None, None, None],
        [4, "017", "31.01.2026", None],
        more=("Notes",),
    )

    report = office.take("orders", file)

    assert (report.read, report.new, report.rejected) == (4, 4, 0)
    assert report.form == "XLSX, sheet “Orders”"
    assert "Only the sheet “Orders” was read, not Notes." in report.notes
    assert office.facts("order 1")["amount"] == cny("0.30")
    assert office.facts("order 2")["customer"] == "17"
    assert {str(office.facts(f"order {number}")["date"]) for number in ("1", "2", "A-3", "4")} == {
        "2026-01-31"
    }
    assert ("order.placed", "order 1", "2026-01-31 10:30") in [each[:3] for each in office.told("017")]
    assert office.take("orders", file).unchanged == 4


def test_a_formula_that_was_never_computed_is_refused_by_its_address(office: Office):
    file = a_workbook(
        office.folder / "o.xlsx", HEADER, [1, "017", "2026-01-31", "=1+1"], [2, "017", "2026-01-31", 5]
    )

    report = office.take("orders", file)

    assert (report.new, report.rejected) == (1, 1)
    assert "Cell D2 is a formula that was never computed" in office.reasons()[0]
    assert "=1+1" in (office.folder / "rejects.csv").read_text(encoding="utf-8-sig")


def test_an_error_in_a_cell_is_refused_by_its_address(office: Office):
    file = a_workbook(office.folder / "o.xlsx", HEADER, [1, "017", "2026-01-31", "#N/A"])

    assert office.take("orders", file).rejected == 1
    assert "Cell D2 shows the error #N/A" in office.reasons()[0]


def test_cells_beyond_the_header_are_refused(office: Office):
    file = a_workbook(office.folder / "o.xlsx", HEADER, [1, "017", "2026-01-31", 5, "?"])

    assert office.take("orders", file).rejected == 1


def test_a_workbook_is_known_by_its_content_not_its_name(office: Office):
    file = a_workbook(office.folder / "o.csv", HEADER, [1, "017", "2026-01-31", 5])

    assert office.take("orders", file).new == 1


def test_workbooks_that_hold_no_table_are_said_to_hold_none(office: Office):
    with zipfile.ZipFile(office.folder / "a.xlsx", "w") as archive:
        archive.writestr("a.txt", "no workbook")

    assert "damaged" in office.problem("orders", office.folder / "a.xlsx")
    assert "no table" in office.problem("orders", a_workbook(office.folder / "b.xlsx"))


def test_a_workbook_that_unpacks_to_fill_the_memory_is_refused(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(workbook, "MOST_BYTES", 1 << 20)
    with zipfile.ZipFile(office.folder / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (2 << 20))

    assert "too large" in office.problem("orders", office.folder / "a.xlsx")
