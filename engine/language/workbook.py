"""The spreadsheet of a decision table: its cells as texts that know their address, or why it is not read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Never

import openpyxl

from engine.language.days import show_moment
from engine.language.scalars import show_value
from engine.language.tree import Text
from engine.language.workbook_parts import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    HasMacros,
    Layout,
    Parts,
    TooLarge,
    column_letters,
    look_through,
)
from engine.problems import Place, Problem, ProblemsFound, did_you_mean

MOST_BYTES = 1_000_000
MOST_LETTERS = 2_000
_FORMULA, _ERROR = "f", "e"
_ZIP, _OLE = b"PK", bytes.fromhex("D0CF11E0A1B11AE1")
_SMALLER = "A decision table is a small sheet of its own."
_LIMITS = f"{MOST_ROWS:,} rows, {MOST_COLUMNS} columns and {MOST_CELLS:,} cells are the most."


def read_workbook(file: str, content: bytes, sheet: str | None, place: Place) -> list[list[Text]]:
    """The rows of the sheet that are not empty, the header first; all of one width.

    Only one visible sheet may be there unless *sheet* names the one that is meant.

    Raises:
        ProblemsFound: formulas, merged cells, hidden parts, errors, more than `MOST_ROWS` rows: each by its address.
    """
    _refuse_others(file, content)
    try:
        parts = look_through(content)
        # So read, the library takes rows and texts only: no pictures, notes, links or merged cells.
        book = openpyxl.load_workbook(parts.archive, read_only=True)
        page = _sheet(file, book, sheet, place)
        return _rows(file if sheet is None else f"{file}:{page.title}!", page, parts)
    except (ProblemsFound, MemoryError):
        raise
    except TooLarge:
        _refuse(Place(file), "The workbook is too large.", f"{_LIMITS} {_SMALLER}")
    except HasMacros:
        _refuse(
            Place(file),
            "The workbook holds macros.",
            "Save it in Excel as a workbook without macros (.xlsx).",
        )
    except Exception as error:  # noqa: BLE001 - zip, XML, styles and dates each have their own errors; all mean this
        kind = type(error).__name__
        _refuse(Place(file), f"The workbook is damaged or no XLSX file ({kind}).", "Save it again in Excel.")


def _refuse_others(file: str, content: bytes) -> None:
    """What bears the name of a workbook and is none, said by what it is."""
    if len(content) > MOST_BYTES:
        _refuse(Place(file), f"The file has {len(content):,} bytes; 1 MB is the limit.", _SMALLER)
    if not content:
        _refuse(Place(file), "The file is empty.", "Save the workbook again in Excel.")
    if content.startswith(_OLE):
        what = "The workbook is locked by a password, or is one of the old kind (.xls)."
        _refuse(Place(file), what, "Save it in Excel as .xlsx without a password.")
    if not content.startswith(_ZIP):
        _refuse(Place(file), "The file is no workbook, only called so.", "Save it in Excel as .xlsx.")


def _refuse(place: Place, what: str, mend: str = "") -> Never:
    raise ProblemsFound([_problem(place, what, mend)])


def _problem(place: Place, what: str, mend: str = "") -> Problem:
    return Problem("bad-workbook", place, what, mend)


def _sheet(file: str, book: Any, wanted: str | None, place: Place) -> Any:  # noqa: ANN401 - openpyxl ships no types
    pages = {page.title: page for page in book.worksheets}
    if wanted is not None:
        if wanted not in pages:
            mend = did_you_mean(wanted, pages) or f"It has {', '.join(pages)}."
            _refuse(place, f"{file} has no sheet “{wanted}”.", mend)
        return pages[wanted]
    visible = [page for page in book.worksheets if page.sheet_state == "visible"]
    if len(visible) != 1 or len(pages) != 1:
        names = ", ".join(f"“{name}”" for name in pages)
        hidden = " (some are hidden)" if len(visible) < len(pages) else ""
        _refuse(place, f"{file} has several sheets: {names}{hidden}.", "Name the one that is meant: sheet: …")
    return visible[0]


def _rows(file: str, page: Any, parts: Parts) -> list[list[Text]]:  # noqa: ANN401 - as above
    layout = parts.layouts[page._worksheet_path]  # noqa: SLF001 - the only link from a sheet to its part
    if layout.is_too_large:
        what = f"The sheet has {layout.rows:,} rows and {layout.columns:,} columns."
        _refuse(Place(file.removesuffix("!")), what, _LIMITS)
    problems = list(_unseen(file, page, layout))
    rows: list[list[Text]] = []
    page.reset_dimensions()  # a sheet may state a wrong size for itself
    if layout.columns:
        for number, cells in enumerate(page.iter_rows(max_row=layout.rows, max_col=layout.columns), 1):
            texts = [
                _text(_at(file, f"{column_letters(column)}{number}"), cell, problems, is_header=not rows)
                for column, cell in enumerate(cells, 1)
            ]
            if any(texts):
                rows.append(texts)
    if problems:
        raise ProblemsFound(problems)
    return rows


def _at(file: str, address: str) -> Place:
    """``clock.xlsx:B3``; of a sheet that was named ``clock.xlsx:Share!B3``."""
    return Place(f"{file}{'' if file.endswith('!') else ':'}{address}")


def _unseen(file: str, page: Any, layout: Layout) -> Iterator[Problem]:  # noqa: ANN401 - as above
    mend = "Show it, or delete it: what decides must be seen."
    if page.sheet_state != "visible":
        yield _problem(Place(file.removesuffix("!")), f"The sheet “{page.title}” is hidden.", mend)
    for row in layout.hidden_rows:
        yield _problem(_at(file, f"A{row}"), f"Row {row} is hidden.", mend)
    for column in layout.hidden_columns:
        yield _problem(_at(file, f"{column}1"), f"Column {column} is hidden.", mend)
    for area in layout.merged:
        at = _at(file, area.partition(":")[0])
        yield _problem(at, f"The cells {area} are merged.", "Unmerge and fill each.")


def _text(place: Place, cell: Any, problems: list[Problem], *, is_header: bool) -> Text:  # noqa: ANN401 - as above
    value = cell.value
    if cell.data_type == _FORMULA:
        # Excel takes no formula that begins with “=>”: a program wrote this text, the mark of an output.
        if is_header and str(value).startswith("=>"):
            return Text(str(value), place)
        problems.append(_problem(place, "Here stands a formula.", "Write its value."))
    if cell.data_type == _ERROR:
        problems.append(_problem(place, f"Here stands the error {value}.", "Write a value."))
    text = _shown(value, str(cell.number_format or "")).strip()
    if len(text) > MOST_LETTERS:
        what = f"Here stand {len(text):,} characters; {MOST_LETTERS:,} are the most."
        problems.append(_problem(place, what, _SMALLER))
    return Text(text[:MOST_LETTERS], place)


def _shown(value: object, number_format: str) -> str:
    """The value as a rule file would write it."""
    match value:
        case None:
            return ""
        case bool():
            return show_value(value)
        case int() | float():
            return _number_shown(Decimal(str(value)), number_format)
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime():
            return show_moment(value.replace(tzinfo=dt.UTC), "UTC")
        case _:
            return str(value)


_LITERAL = re.compile(r'"[^"]*"|\\.')
_CODE = re.compile(r"\[\$([A-Z]{3})(?:-[0-9A-Fa-f]+)?\]")
# Other signs mean several currencies, and Excel shows its own formats with the sign of the reader's country.
_SIGNS = {"€": "EUR", "£": "GBP"}


def _number_shown(exact: Decimal, number_format: str) -> str:
    """0.05 shown as 5% is 5%; 200 shown with a currency that only one country means is an amount in it."""
    if "%" in _LITERAL.sub("", number_format):
        return f"{format((exact * 100).normalize(), 'f')}%"
    code = _CODE.search(number_format)
    currency = code[1] if code else next((_SIGNS[sign] for sign in _SIGNS if sign in number_format), "")
    return f"{format(exact.normalize(), 'f')} {currency}".strip()
