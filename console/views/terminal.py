"""The way out: lines, tables and JSON to stdout, problems to stderr. Plain where nobody watches."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from rich import box
from rich.console import Console
from rich.table import Table

from console.views.text import harmless

_WHOLE = frozenset({"Number", "Status"})
"""Columns of what people type again, or look for: never broken."""

WIDE = 10_000
"""Columns of a pipe or a file: nothing is cut or wrapped there."""


def console(file: TextIO | None = None) -> Console:
    """Colours and widths of the terminal; in a pipe neither. What users typed is never read as markup."""
    file = file or sys.stdout
    width = None if file.isatty() else WIDE
    return Console(file=file, width=width, markup=False, highlight=False, emoji=False)


def say(*lines: str, style: str = "") -> None:
    """Print lines."""
    out = console()
    for line in lines:
        out.print(harmless(line), style=style or None, soft_wrap=True)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], title: str = "") -> None:
    """Print a table; a cell too long for the terminal goes on in the next line, never cut."""
    shown = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        shown.add_column(head, overflow="fold", no_wrap=head in _WHOLE)
    for row in rows:
        shown.add_row(*(harmless(cell) for cell in row))
    console().print(shown)


def emit(data: Any) -> None:  # noqa: ANN401 - whatever JSON takes
    """Print JSON."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def complain(*lines: str, style: str = "") -> None:
    """Print to stderr."""
    err = console(sys.stderr)
    for line in lines:
        err.print(harmless(line), style=style or None, soft_wrap=True)
