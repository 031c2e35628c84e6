"""CSV files: which sign separates the columns, quoted line breaks, rows that are too short or too long."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import TextIO

from intake.encodings import SAMPLE, examine
from intake.tables import Row, Table, refuse

DELIMITERS = (",", ";", "\t", "|")
_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_SAMPLED_ROWS = 20


@contextmanager
def delimited(path: Path, file: str, encoding: str | None) -> Iterator[Table]:
    """The table in a text file.

    Raises:
        ProblemsFound: no text, or no header.
    """
    examined = examine(path, file, encoding)
    with path.open(encoding=examined.encoding, newline="") as stream:
        sample = stream.read(SAMPLE)
        _refuse_binary(file, sample)
        first_line = sample.split("\n", 1)[0].strip()
        named = first_line[4:5] if first_line.lower().startswith("sep=") else ""
        delimiter = named or _delimiter(sample)
        stream.seek(0)
        if named:
            stream.readline()
        rows = _rows(stream, delimiter, 1 if named else 0)
        header = next(rows, None)
        if header is None or header.fault:
            refuse(
                file, "The file holds no table.", "Its first line must name the columns.", code="empty-file"
            )
        names = tuple(str(cell).strip() for cell in header.cells)
        form = f"CSV separated by {_NAMES.get(delimiter, delimiter)}, {examined.name}"
        total = max(examined.lines - header.line, 0)
        yield Table(names, _fitting(rows, len(names)), form, examined.content_hash, total)


def _refuse_binary(file: str, sample: str) -> None:
    head = sample.split("\n", 1)[0]
    if any(char < " " and char not in "\t\r\f" for char in head):
        refuse(
            file,
            "This is no text file: its first line holds control characters.",
            "Give a CSV or an XLSX file.",
        )


def _delimiter(sample: str) -> str:
    """The sign that cuts the first rows into the most columns, and all of them alike."""

    def columns(delimiter: str) -> float:
        rows = _first_rows(sample, delimiter)
        width = len(rows[0]) if rows else 0
        alike = sum(len(row) == width for row in rows) / len(rows) if rows else 0
        return width * alike if width > 1 else 0

    return max(DELIMITERS, key=columns)


def _first_rows(sample: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(StringIO(sample, newline=""), delimiter=delimiter)
    try:
        rows = [row for row in islice(reader, _SAMPLED_ROWS) if row]
    except csv.Error:
        return []
    # The sample may end within its last row.
    return rows[:-1] if len(sample) >= SAMPLE and len(rows) > 1 else rows


def _rows(stream: TextIO, delimiter: str, lines_before: int) -> Iterator[Row]:
    reader = csv.reader(stream, delimiter=delimiter)
    while True:
        line = lines_before + reader.line_num + 1
        try:
            cells = next(reader, None)
        except (csv.Error, UnicodeError) as error:
            reason = f"From here the file cannot be read ({error}). Is a quotation mark not closed?"
            yield Row(line, (), reason)
            return
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield Row(line, tuple(cells))


def _fitting(rows: Iterator[Row], width: int) -> Iterator[Row]:
    for row in rows:
        cells = row.cells
        while len(cells) > width and not str(cells[-1]).strip():
            cells = cells[:-1]
        if row.fault or len(cells) == width:
            yield Row(row.line, cells, row.fault)
        else:
            fault = f"The row has {len(cells)} columns, the header has {width}."
            yield Row(
                row.line, row.cells, f"{fault} Is a separator inside a text, or a quotation mark not closed?"
            )
