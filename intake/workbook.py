"""XLSX workbooks: the first sheet with a table, its values; formulas that were never computed are refused by address."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any, TypeVar

import openpyxl
from openpyxl.utils import get_column_letter

from engine.problems import ProblemsFound
from intake.cells import BrokenCell, Cell, is_empty
from intake.encodings import content_hash
from intake.tables import Row, Table, refuse

MOST_BYTES = 1 << 30
"""Unpacked: a small file can be made that unpacks to fill the memory."""

_ERROR = "e"
_PIECE = 1 << 20

T = TypeVar("T")


@contextmanager
def workbook(path: Path, file: str) -> Iterator[Table]:
    """The table in a workbook.

    Raises:
        ProblemsFound: it is damaged, too large, or holds no table.
    """
    has_formulas = _guarded(file, lambda: _looked_into(path, file))
    with ExitStack() as stack:

        def book(*, values: bool) -> Any:  # noqa: ANN401 - openpyxl ships no types
            # As a stream: of a path the library would judge the name.
            stream = stack.enter_context(path.open("rb"))
            found = _guarded(file, lambda: openpyxl.load_workbook(stream, read_only=True, data_only=values))
            stack.callback(found.close)
            return found

        yield _table(file, path, book(values=True), book(values=False) if has_formulas else None)


def _table(file: str, path: Path, values: Any, written: Any) -> Table:  # noqa: ANN401 - as above
    sheets = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"] or values.worksheets
    for sheet in sheets:
        beside = written[sheet.title] if written is not None else None
        rows = _rows(file, sheet, beside)
        header = _guarded(file, lambda rows=rows: next(rows, None))  # type: ignore[misc]
        if header is None:
            continue
        names = tuple(str("" if cell is None else cell).strip() for cell in header.cells)
        width = max((at for at, name in enumerate(names, 1) if name), default=0)
        others = [each.title for each in sheets if each is not sheet]
        notes = (f"Only the sheet “{sheet.title}” was read, not {', '.join(others)}.",) if others else ()
        total = max((sheet.max_row or 0) - header.line, 0)
        form = f"XLSX, sheet “{sheet.title}”"
        return Table(names[:width], _fitting(rows, width), form, content_hash(path), total, notes)
    return refuse(
        file, "The workbook holds no table.", "Its first row must name the columns.", code="empty-file"
    )


def _rows(file: str, sheet: Any, beside: Any) -> Iterator[Row]:  # noqa: ANN401
    # A sheet may state a wrong size for itself; then rows would be cut off.
    sheet.reset_dimensions()
    if beside is not None:
        beside.reset_dimensions()
    cells = iter(sheet.iter_rows())
    formulas = iter(beside.iter_rows()) if beside is not None else None
    line = 0
    while True:
        row = _guarded(file, lambda: next(cells, None))
        told = _guarded(file, lambda: next(formulas, None)) if formulas is not None else None
        if row is None:
            return
        line += 1
        read = tuple(
            _cell(cell, formula, line, at)
            for at, (cell, formula) in enumerate(zip_longest(row, told or ()), 1)
        )
        if not all(is_empty(cell) for cell in read):
            yield Row(line, read)


def _cell(cell: Any, formula: Any, line: int, column: int) -> Cell:  # noqa: ANN401
    value = None if cell is None else cell.value
    if value is None and formula is not None and formula.value is not None:
        reason = f"Cell {get_column_letter(column)}{line} is a formula that was never computed."
        return BrokenCell(f"{reason} Open the workbook, save it, and import it again.", str(formula.value))
    if cell is not None and cell.data_type == _ERROR:
        return BrokenCell(f"Cell {get_column_letter(column)}{line} shows the error {value}.", str(value))
    if isinstance(value, str | bool | int | float | dt.date | dt.time | dt.timedelta) or value is None:
        return value
    return str(value)


def _fitting(rows: Iterator[Row], width: int) -> Iterator[Row]:
    for row in rows:
        if any(not is_empty(cell) for cell in row.cells[width:]):
            yield Row(row.line, row.cells, f"The row has more cells than the {width} columns of the header.")
        else:
            missing = (None,) * (width - len(row.cells))
            yield Row(row.line, row.cells[:width] + missing)


def _looked_into(path: Path, file: str) -> bool:
    """Whether any sheet has formulas; refused when it unpacks to more than the memory should take."""
    with zipfile.ZipFile(path) as archive:
        if sum(member.file_size for member in archive.infolist()) > MOST_BYTES:
            refuse(file, "The workbook is too large.", "Save it as CSV UTF-8 and import that.")
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(_has_formula(archive, name) for name in sheets)


def _has_formula(archive: zipfile.ZipFile, name: str) -> bool:
    with archive.open(name) as stream:
        before = b""
        while piece := stream.read(_PIECE):
            if b"<f>" in before + piece or b"<f " in before + piece:
                return True
            before = piece[-2:]
    return False


def _guarded(file: str, read: Callable[[], T]) -> T:
    """What *read* gives. A damaged workbook makes the libraries raise almost anything; all of it means the same.

    Raises:
        ProblemsFound: the workbook is damaged.
    """
    try:
        return read()
    except (ProblemsFound, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - see above: zip, XML, styles and dates each have their own errors
        kind = type(error).__name__
        refuse(
            file, f"The workbook is damaged or no XLSX file ({kind}).", "Open it in Excel and save it again."
        )
