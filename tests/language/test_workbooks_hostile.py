"""Spreadsheets that mean harm, that are none, or that show other than they hold: refused in time, by the cell."""

import datetime as dt
import io
import struct
import time
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import openpyxl
import pytest

from engine.language.tree import Text
from engine.language.workbook import read_workbook
from engine.problems import Place, ProblemsFound
from tests.language.test_tables import BODY, HEADER, IN_A_FILE, INLINE, a_workbook, percent, problems

IN_TIME = 2.0
"""Seconds of the processor."""

FINE = a_workbook(HEADER, *BODY, change=percent)
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
XML = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def parts(content: bytes = FINE) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: Mapping[str, bytes | str], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", kind) as archive:
        for name, part in files.items():
            archive.writestr(name, part)
    return content.getvalue()


def with_part(name: str, part: bytes | str) -> bytes:
    return packed({**parts(), name: part})


def with_rows(rows: str, after: str = "") -> bytes:
    return with_part(SHEET, f"{XML}<sheetData>{rows}</sheetData>{after}</worksheet>")


def in_the_sheet(before: bytes, after: bytes) -> bytes:
    sheet = parts()[SHEET]
    assert before in sheet
    return with_part(SHEET, sheet.replace(before, after))


def a_liar() -> bytes:
    """Its directory declares ten bytes of a sheet that unpacks to 300 million."""
    content = bytearray(with_part(SHEET, b" " * 300_000_000))
    entry = content.rindex(SHEET.encode()) - 46
    struct.pack_into("<L", content, entry + 24, 10)
    return bytes(content)


def said(content: bytes, told: str = IN_A_FILE) -> list[str]:
    """What is said about the workbook, not about the rules that need it, and that it was said in time."""
    begun = time.process_time()
    found = problems(INLINE, told, discount=content)
    assert time.process_time() - begun < IN_TIME
    assert not [line for line in found if "Traceback" in line]
    return [line for line in found if "discount.xlsx" in line]


ENTITIES = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
BOMB = f'<!DOCTYPE x [<!ENTITY e0 "x">{ENTITIES}]>{XML}<sheetData>&e9;</sheetData></worksheet>'
MACROS, LARGE, DAMAGED = "The workbook holds macros.", "The workbook is too large.", "damaged or no XLSX file"

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "The file is empty."),
    "a text": (lambda: b"customer.tier,share\nA,10%\n", "The file is no workbook, only called so."),
    "an encrypted one": (lambda: bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 500, "locked by a password"),
    "another zip": (lambda: packed({"a.txt": "no workbook"}), DAMAGED),
    "half of one": (lambda: FINE[: len(FINE) // 2], DAMAGED),
    "macros": (lambda: with_part("xl/vbaProject.bin", b"Sub AutoOpen()"), MACROS),
    "a zip bomb": (lambda: with_part(SHEET, b" " * 400_000_000), LARGE),
    "a zip bomb that lies": (a_liar, DAMAGED),
    "a zip bomb packed otherwise": (lambda: packed({**parts(), SHEET: b" " * 4_000_000}, zipfile.ZIP_BZIP2), DAMAGED),
    "an entity bomb": (lambda: with_part(SHEET, BOMB), DAMAGED),
    "an entity bomb in UTF-16": (lambda: with_part(SHEET, BOMB.encode("utf-16")), DAMAGED),
    "an entity bomb in the texts": (lambda: with_part(STRINGS, BOMB), DAMAGED),
    "deep elements": (lambda: with_rows("<a>" * 200_000), LARGE),
    "100,000 rows": (
        lambda: with_rows("".join(f'<row r="{n}"><c><v>1</v></c></row>' for n in range(1, 100_001))),
        "The sheet has 100,000 rows and 1 columns. 2,000 rows, 60 columns",
    ),
    "one cell far below": (
        lambda: with_rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "The sheet has 1,048,576 rows and 16,384 columns.",
    ),
    "a row without end": (lambda: with_rows('<row r="1">' + "<c><v>1</v></c>" * 200_000 + "</row>"), "200,000 columns"),
    "cells one upon the other": (
        lambda: with_rows('<row r="1">' + '<c r="A1"><v>1</v></c>' * 150_000 + "</row>"),
        "40,000 cells are the most",
    ),
    "a merged sheet": (
        lambda: in_the_sheet(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "discount.xlsx:A1: The cells A1:XFD1048576 are merged.",
    ),
    "many shared texts": (
        lambda: with_part(STRINGS, f"{XML.replace('worksheet', 'sst')}{'<si><t>a</t></si>' * 250_000}</sst>"),
        LARGE,
    ),
    "rows that are no number": (lambda: with_rows('<row r="x"><c><v>1</v></c></row>'), DAMAGED),
    "a number that is none": (lambda: with_rows('<row r="1"><c r="A1"><v>NaN</v></c></row>'), DAMAGED),
    "100,000 characters": (
        lambda: with_rows(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 100_000}</t></is></c></row>'),
        "discount.xlsx:A1: Here stand 100,000 characters; 2,000 are the most.",
    ),
    "no cell at all": (lambda: with_rows(""), "The sheet of discount.xlsx has no outputs."),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_workbook_is_refused_with_one_plain_problem(case: str):
    content, told = HOSTILE[case]

    (problem,) = said(content())

    assert problem.startswith("discount.xlsx")
    assert told in problem


def test_a_sheet_that_states_a_wrong_size_is_read_whole():
    assert not said(in_the_sheet(b'<dimension ref="A1:D4"', b'<dimension ref="A1:A1"'))


def test_what_is_linked_or_noted_does_no_harm():
    """A link over the whole sheet would be laid on each of its cells."""
    link = b'</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>'

    assert not said(in_the_sheet(b"</sheetData>", link))


def changed(*changes: tuple[str, object]) -> bytes:
    def change(sheet: Any) -> None:  # noqa: ANN401 - openpyxl ships no types
        percent(sheet)
        for address, value in changes:
            sheet[address] = value

    return a_workbook(HEADER, *BODY, change=change)


def test_all_wrong_cells_are_told_at_once():
    assert said(changed(("C1", "=> percent"), ("A2", "D"), ("B3", "lots"), ("C4", "much"))) == [
        "discount.xlsx:A2: “D” is no choice here. Known here: A, B, C.",
        "discount.xlsx:B3: “lots” is no number. Write digits, e.g. 1000 or 1,000.50.",
        "discount.xlsx:C4: “much” is no number. Write digits, e.g. 1000 or 1,000.50.",
    ]
    assert said(changed(("A2", "=1+1"), ("C3", "#N/A"), ("D2", "x" * 30_000))) == [
        "discount.xlsx:A2: Here stands a formula. Write its value.",
        "discount.xlsx:C3: Here stands the error #N/A. Write a value.",
        "discount.xlsx:D2: Here stand 30,000 characters; 2,000 are the most. A decision table is a small sheet of its own.",
    ]


def test_wrong_titles_are_told_at_once():
    assert said(changed(("A1", None))) == [
        "discount.xlsx:A1: This column has no title. Write one, or delete it."
    ]
    assert said(changed(("B1", "customer.tier"))) == [
        "discount.xlsx:B1: “customer.tier” stands twice, first in A1. Delete one of the two."
    ]
    assert said(changed(("D1", "=> share"))) == [
        "discount.xlsx:D1: “=> share” stands twice, first in C1. Delete one of the two."
    ]
    assert [line.partition(" Did")[0] for line in said(changed(("A1", "customer.teer"), ("B1", "customer.oders")))] == [
        "discount.xlsx:A1: “customer.teer”: no such fact.",
        "discount.xlsx:B1: “customer.oders”: no such fact.",
    ]  # fmt: skip


def of_two_sheets(wanted: str, cell: object = "-") -> list[str]:
    def change(sheet: Any) -> None:  # noqa: ANN401 - openpyxl ships no types
        percent(sheet)
        sheet.title, sheet["B2"] = "Share", cell
        sheet.parent.create_sheet("Old").sheet_state = "hidden"

    return said(a_workbook(HEADER, *BODY, change=change), f"{IN_A_FILE}    sheet: {wanted}\n")


def test_a_sheet_is_found_by_its_name_and_its_cells_named_with_it():
    assert not of_two_sheets("Share")
    assert of_two_sheets("Share", "much")[0].startswith("discount.xlsx:Share!B2: “much” is no number.")
    assert any(
        "discount.xlsx has no sheet “Shar”. Did you mean “Share”?" in line for line in of_two_sheets("Shar")
    )
    assert any("discount.xlsx:Old: The sheet “Old” is hidden." in line for line in of_two_sheets("Old"))


def test_a_file_that_is_missing_is_told_with_the_nearest():
    found = problems(INLINE, IN_A_FILE, discont=FINE)

    assert any("There is no file “discount.xlsx”. Did you mean “discont.xlsx”?" in line for line in found)


FORMATS: tuple[tuple[object, str, str], ...] = (
    (0.05, "0%", "5%"),
    (0.075, "0.0%", "7.5%"),
    (5, '0"%"', "5"),
    (200, "#,##0.00", "200"),
    (200, "[$CNY] #,##0.00", "200 CNY"),
    (1.5, "#,##0.00 [$€-407]", "1.5 EUR"),
    (1.5, '"£"#,##0.00', "1.5 GBP"),
    (200, '"$"#,##0.00', "200"),
    (dt.date(2026, 1, 31), "dd/mm/yyyy", "2026-01-31"),
    (dt.datetime(2026, 1, 31, 16, 30), "dd/mm/yyyy hh:mm", "2026-01-31 16:30"),
    (True, "General", "yes"),
    (0.1 + 0.2, "General", "0.3"),
)


@pytest.mark.parametrize(("value", "number_format", "read"), FORMATS)
def test_a_formatted_cell_is_read_as_it_is_seen(value: object, number_format: str, read: str):
    book = openpyxl.Workbook()
    book.active["B2"] = value
    book.active["B2"].number_format = number_format
    content = io.BytesIO()
    book.save(content)

    assert read_workbook("a.xlsx", content.getvalue(), None, Place()) == [["", Text(read)]]


def test_no_byte_that_changes_brings_the_reader_down():
    for at in range(0, len(FINE), 37):
        spoilt = bytearray(FINE)
        spoilt[at] ^= 0x55
        try:
            read_workbook("a.xlsx", bytes(spoilt), None, Place())
        except ProblemsFound as found:
            assert all(problem.code == "bad-workbook" for problem in found.problems)  # noqa: PT017


def test_a_sheet_full_of_wrong_cells_is_refused_in_time():
    """As large as may be, and nothing in it is right."""
    lines = [("Z", "lots", *["much"] * 18) for _ in range(2_000)]
    outputs = [f"-> out_{number}" for number in range(18)]

    assert said(a_workbook((*HEADER[:2], *outputs), *lines))
