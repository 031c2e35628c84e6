"""Opens a file of any format that is taken in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from intake.delimited import delimited
from intake.tables import Table, refuse
from intake.workbook import workbook


@contextmanager
def opened(path: Path, *, encoding: str | None = None) -> Iterator[Table]:
    """The table in a CSV or XLSX file; which of the two its content tells, not its name.

    Raises:
        ProblemsFound: there is no such file, or it holds no table.
    """
    file = str(path)
    if "\x00" in file or not path.exists():
        refuse(file, "There is no such file.", "Check the path.", code="no-file")
    if not path.is_file():
        refuse(file, "This is no file.", "Name one file; a folder is not imported.", code="no-file")
    with ExitStack() as stack:
        try:
            table = stack.enter_context(_reading(path, file, encoding))
        except OSError as error:
            refuse(file, f"The file cannot be read: {error.strerror or error}.")
        yield table


def _reading(path: Path, file: str, encoding: str | None) -> AbstractContextManager[Table]:
    with path.open("rb") as stream:
        head = stream.read(8)
    _refuse_foreign(file, head)
    return workbook(path, file) if head.startswith(b"PK\x03\x04") else delimited(path, file, encoding)


def _refuse_foreign(file: str, head: bytes) -> None:
    if not head:
        refuse(file, "The file is empty.", "Export it again, with a header line.", code="empty-file")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        mend = "Open it and save it as “Excel workbook (.xlsx)” without a password, or as CSV UTF-8."
        refuse(file, "This is an old Excel file (.xls) or one with a password.", mend)
    for magic, name in (
        (b"%PDF", "a PDF"),
        (b"\x1f\x8b", "compressed"),
        (b"<?xml", "XML"),
        (b"SQLite f", "a database"),
    ):
        if head.startswith(magic):
            refuse(file, f"This file is {name}, no table.", "Give a CSV or an XLSX file.")
