"""What an XLSX file holds, looked through before any library builds it: its size, its sheets' extent, what is hidden.

A small file can be made that unpacks to fill the memory, or that names one cell and means a million. So every part is
unpacked piece by piece and read as a stream of elements, and only what was counted here is handed on.
"""

from __future__ import annotations

import re
import xml.parsers.expat
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO

MOST_UNPACKED = 5_000_000
MOST_SHEETS = 20
MOST_ROWS = 2_000
MOST_COLUMNS = 60
MOST_CELLS = 40_000
_MOST_ELEMENTS = 100_000
"""Of all parts, cells and rows left out: styles, texts that several cells share, notes."""
_MOST_LEVELS = 50
_PIECE = 1 << 16
_READ = (".xml", ".rels")
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class TooLarge(Exception):
    """The workbook holds more than a decision table can."""


class Damaged(Exception):
    """The file is no workbook, or one that was made to do harm."""


class HasMacros(Exception):
    """The workbook holds a program."""


@dataclass
class Layout:
    """How far a sheet reaches, and what of it people do not see as it is."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    merged: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)

    @property
    def is_too_large(self) -> bool:
        """Too many rows below the header, columns or cells; empty ones between count."""
        return self.rows > MOST_ROWS + 1 or self.columns > MOST_COLUMNS or self.cells > MOST_CELLS


@dataclass(frozen=True)
class Parts:
    """The parts that are read, as an archive of their own; the layout of each part that is a sheet."""

    archive: BytesIO
    layouts: Mapping[str, Layout]


def look_through(content: bytes) -> Parts:
    """The parts of a workbook.

    Raises:
        TooLarge: it unpacks to more than `MOST_UNPACKED` bytes, or to more sheets or elements than a table needs.
        HasMacros: it holds a program.
        Damaged: it declares entities, repeats a part, is packed otherwise than Excel does, or is no XML.
        zipfile.BadZipFile: it is no archive, or its content is not what it declares.
    """
    with zipfile.ZipFile(BytesIO(content)) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > MOST_UNPACKED:
            raise TooLarge
        names = {member.filename.lower() for member in members}
        if any(name.endswith("vbaproject.bin") for name in names):
            raise HasMacros
        # Of other ways to pack, zipfile unpacks all at once.
        if len(names) < len(members) or any(
            member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for member in members
        ):
            raise Damaged
        read = {member.filename: _unpacked(archive, member) for member in members
                if member.filename.lower().endswith(_READ)}  # fmt: skip
    return Parts(_archived(read), _layouts(read))


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Never more than is declared: the rest of a part that lies about its size is not unpacked."""
    with archive.open(member) as stream:
        return b"".join(iter(lambda: stream.read(_PIECE), b""))


def _archived(parts: Mapping[str, bytes]) -> BytesIO:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    kept.seek(0)
    return kept


def _layouts(parts: Mapping[str, bytes]) -> dict[str, Layout]:
    counter = _Counter()
    found = ((name, counter.layout_of(part)) for name, part in parts.items())
    return {name: layout for name, layout in found if layout is not None}


class _Counter:
    """Counts the elements of all parts, one after the other."""

    def __init__(self) -> None:
        self._elements = 0
        self._sheets = 0
        self._open: list[str] = []
        self._layout: Layout | None = None
        self._row = 0
        self._column = 0

    def layout_of(self, part: bytes) -> Layout | None:
        """How far the sheet reaches; None for another part.

        Raises:
            TooLarge: there are too many elements by now.
            Damaged: this part declares entities, or is no XML.
        """
        self._open, self._layout, self._row = [], None, 0
        parser = xml.parsers.expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse_declarations
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        try:
            parser.Parse(part, True)  # noqa: FBT003 - a positional flag of expat: all of it
        except xml.parsers.expat.ExpatError as error:
            raise Damaged from error
        return self._layout

    def _refuse_declarations(self, *_: object) -> None:
        raise Damaged

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if not self._open and tag == "worksheet":
            self._layout = Layout()
        self._open.append(tag)
        if self._layout is None or "sheetData" not in self._open[:2]:
            self._elements += 1
        self._sheets += tag == "sheet"
        if self._elements > _MOST_ELEMENTS or self._sheets > MOST_SHEETS or len(self._open) > _MOST_LEVELS:
            raise TooLarge
        if self._layout is not None:
            self._mark(tag, attributes, self._layout)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _mark(self, tag: str, attributes: Mapping[str, str], layout: Layout) -> None:
        match tag:
            case "row":
                self._row, self._column = _number(attributes.get("r"), self._row + 1), 0
                layout.rows = max(layout.rows, self._row)
                layout.cells += 1
                if _is_hidden(attributes):
                    layout.hidden_rows.append(self._row)
            case "c":
                address = _ADDRESS.fullmatch(attributes.get("r", ""))
                self._column = column_number(address[1]) if address else self._column + 1
                layout.columns = max(layout.columns, self._column)
                layout.rows = max(layout.rows, int(address[2]) if address else 0)
                layout.cells += 1
            case "col" if _is_hidden(attributes):
                layout.hidden_columns.append(column_letters(_number(attributes.get("min"), 1)))
            case "mergeCell":
                layout.merged.append(attributes.get("ref", ""))


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    return attributes.get("hidden") in {"1", "true"}


def _number(written: str | None, otherwise: int) -> int:
    if written is None:
        return otherwise
    if not re.fullmatch(r"[0-9]{1,7}", written):
        raise Damaged
    return int(written)


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """A for 1, AA for 27."""
    return "".join(reversed(list(_letters(number))))


def _letters(number: int) -> Iterator[str]:
    while number > 0:
        number, letter = divmod(number - 1, 26)
        yield chr(ord("A") + letter)
