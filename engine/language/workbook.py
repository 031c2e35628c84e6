"""The spreadsheet of a decision table: its cells as texts that know their address, or why it is not read."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any, Never

import openpyxl

from engine.language.days import show_moment
from engine.language.scalars import show_value
from engine.language.tree import Text
from engine.problems import Place, Problem, ProblemsFound

MOST_BYTES = 1_000_000
MOST_UNPACKED = 5_000_000
MOST_ROWS = 2_000
MOST_COLUMNS = 60
_FORMULA, _ERROR = "f", "e"


def read_workbook(file: str, content: bytes, sheet: str | None, place: Place) -> list[list[Text]]:
    """The rows of the sheet that are not empty, the header first; all of one width.

    Only one visible sheet may be there unless *sheet* names the one that is meant.

    Raises:
        ProblemsFound: formulas, merged cells, hidden parts, errors, more than `MOST_ROWS` rows: each by its address.
    """
    if len(content) > MOST_BYTES:
        _refuse(Place(file), f"The file has {len(content):,} bytes; 1 MB is the limit.", _SMALLER)
    page = _sheet(file, _opened(file, content), sheet, place)
    if page.max_row > MOST_ROWS + 1 or page.max_column > MOST_COLUMNS:
        what = f"The sheet has {page.max_row:,} rows and {page.max_column:,} columns."
        _refuse(Place(file), what, f"{MOST_ROWS:,} rows and {MOST_COLUMNS} columns are the most.")
    problems = [*_hidden(file, page), *_merged(file, page)]
    rows: list[list[Text]] = []
    for cells in page.iter_rows():
        texts = [_text(file, cell, problems, is_header=not rows) for cell in cells]
        if any(texts):
            rows.append(texts)
    if problems:
        raise ProblemsFound(problems)
    return rows


_SMALLER = "A decision table is a small sheet of its own."


def _refuse(place: Place, what: str, mend: str = "") -> Never:
    raise ProblemsFound([Problem("bad-workbook", place, what, mend)])


def _opened(file: str, content: bytes) -> Any:  # noqa: ANN401 - openpyxl ships no types
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        # A small file can be made that unpacks to fill the memory.
        book = openpyxl.load_workbook(BytesIO(content)) if unpacked <= MOST_UNPACKED else None
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - zip, XML, styles and dates each have their own errors; all mean this
        kind = type(error).__name__
        _refuse(Place(file), f"The workbook is damaged or no XLSX file ({kind}).", "Save it again in Excel.")
    if book is None:
        _refuse(Place(file), "The workbook is too large.", f"{MOST_ROWS:,} rows are the most. {_SMALLER}")
    return book


def _sheet(file: str, book: Any, wanted: str | None, place: Place) -> Any:  # noqa: ANN401
    if wanted is not None:
        if wanted not in book.sheetnames:
            known = ", ".join(book.sheetnames)
            _refuse(place, f"{file} has no sheet “{wanted}”.", f"It has {known}.")
        return book[wanted]
    visible = [page for page in book.worksheets if page.sheet_state == "visible"]
    if len(visible) != 1 or len(book.worksheets) != 1:
        names = ", ".join(f"“{name}”" for name in book.sheetnames)
        hidden = " (some are hidden)" if len(visible) < len(book.worksheets) else ""
        _refuse(place, f"{file} has several sheets: {names}{hidden}.", "Name the one that is meant: sheet: …")
    return visible[0]


def _hidden(file: str, page: Any) -> Iterator[Problem]:  # noqa: ANN401
    mend = "Show it, or delete it: what decides must be seen."
    if page.sheet_state != "visible":
        yield Problem("bad-workbook", Place(file), f"The sheet “{page.title}” is hidden.", mend)
    for number, row in page.row_dimensions.items():
        if row.hidden:
            yield Problem("bad-workbook", Place(f"{file}:A{number}"), f"Row {number} is hidden.", mend)
    for letter, column in page.column_dimensions.items():
        if column.hidden:
            yield Problem("bad-workbook", Place(f"{file}:{letter}1"), f"Column {letter} is hidden.", mend)


def _merged(file: str, page: Any) -> Iterator[Problem]:  # noqa: ANN401
    for area in page.merged_cells.ranges:
        what = f"The cells {area.coord} are merged."
        yield Problem(
            "bad-workbook", Place(f"{file}:{area.coord.partition(':')[0]}"), what, "Unmerge and fill each."
        )


def _text(file: str, cell: Any, problems: list[Problem], *, is_header: bool) -> Text:  # noqa: ANN401
    place = Place(f"{file}:{cell.coordinate}")
    value = cell.value
    if cell.data_type == _FORMULA:
        # Excel takes no formula that begins with “=>”: a program wrote this text, the mark of an output.
        if is_header and str(value).startswith("=>"):
            return Text(str(value), place)
        problems.append(Problem("bad-workbook", place, "Here stands a formula.", "Write its value."))
    if cell.data_type == _ERROR:
        problems.append(Problem("bad-workbook", place, f"Here stands the error {value}.", "Write a value."))
    return Text(_shown(value, str(cell.number_format or "")).strip(), place)


def _shown(value: object, number_format: str) -> str:
    """The value as a rule file would write it."""
    match value:
        case None:
            return ""
        case bool():
            return show_value(value)
        case int() | float():
            exact = Decimal(str(value))
            is_percent = "%" in number_format
            return f"{format((exact * 100 if is_percent else exact).normalize(), 'f')}{'%' if is_percent else ''}"
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime():
            return show_moment(value.replace(tzinfo=dt.UTC), "UTC")
        case _:
            return str(value)
