"""A file as a header and rows, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Never

from engine.problems import Place, Problem, ProblemsFound
from intake.cells import Cell


@dataclass(frozen=True, slots=True)
class Row:
    """One row; *line* is where it begins in the file (the row number of a sheet). *fault* says why it is no row."""

    line: int
    cells: tuple[Cell, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """*total* is about how many rows there are, 0 when unknown; *form* tells format and encoding for the report."""

    header: tuple[str, ...]
    rows: Iterator[Row]
    form: str
    content_hash: str
    total: int
    notes: tuple[str, ...] = ()


def refuse(file: str, what: str, mend: str = "", *, code: str = "bad-file") -> Never:
    """A whole file that cannot be taken in.

    Raises:
        ProblemsFound: always.
    """
    raise ProblemsFound([Problem(code, Place(file), what, mend)])
