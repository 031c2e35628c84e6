"""The file of rows that were not taken in, with the reason beside each: mended there, it can be imported."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from engine.problems import Place, Problem, ProblemsFound
from intake.cells import shown
from intake.drafts import Fault
from intake.tables import Row

COLUMNS = ("line", "field", "value", "reason")


class Rejects:
    """Writes the file with its first row: where nothing is rejected there is no file."""

    def __init__(self, path: Path, source: Path, header: Sequence[str]) -> None:
        self.path = path / f"{source.stem}.rejects.csv" if path.is_dir() else path
        if self.path.exists() and self.path.samefile(source):
            what = "The rejects would be written over the file itself."
            raise ProblemsFound(
                [Problem("bad-file", Place(str(source)), what, "Name another file for them.")]
            )
        self.count = 0
        self.reasons: Counter[str] = Counter()
        self._header = header
        self._stream: TextIO | None = None

    def add(self, row: Row, faults: Sequence[Fault]) -> None:
        """One line for the row, whatever is wrong with it."""
        stream = self._stream or self._begin()
        fields, values, reasons = (
            "; ".join(dict.fromkeys(part for part in parts if part))
            for parts in zip(*((fault.column, fault.value, fault.reason) for fault in faults), strict=True)
        )
        cells = [_storable(text) for text in (fields, values, reasons, *map(shown, row.cells))]
        csv.writer(stream).writerow([row.line, *cells])
        self.count += 1
        self.reasons.update({fault.code for fault in faults})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._stream is not None:
            self._stream.close()

    def _begin(self) -> TextIO:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # With a byte order mark, else Excel shows Chinese as garbage.
            self._stream = self.path.open("w", encoding="utf-8-sig", newline="")
        except OSError as error:
            what = f"The rejects cannot be written: {error.strerror or error}."
            raise ProblemsFound(
                [Problem("bad-file", Place(str(self.path)), what, "Name another file.")]
            ) from error
        csv.writer(self._stream).writerow([*COLUMNS, *self._header])
        return self._stream


def _storable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
