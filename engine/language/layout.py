"""What is mostly wrong with the layout of a file that cannot be read: a colon that is missing, a line out of line."""

from __future__ import annotations

import re
from typing import NamedTuple

_NO_COLON = re.compile(r"(?P<lead>\s*(?:- +)?)(?P<key>[^\W\d][\w ]*?)(?P<rest> +\S+)?\s*(?:#.*)?")
_LEAD = re.compile(r"[ -]*")


class Misfit(NamedTuple):
    """What is wrong with a line."""

    line: int
    col: int
    what: str
    mend: str


def misfit(lines: list[str], number: int) -> Misfit | None:
    """What is wrong near line *number* (from 1), where reading stopped; None when it is something else."""
    before = next((at for at in range(number - 1, 0, -1) if _says_something(lines[at - 1])), None)
    for at in (before, number):
        if at is not None and at <= len(lines) and (found := _without_colon(lines[at - 1])):
            lead, key, rest = found
            what = f"After “{key}” a colon is missing."
            return Misfit(at, len(lead) + 1, what, f"Write “{key}:{rest or ' …'}”.")
    return _out_of_line(lines, number)


def _without_colon(line: str) -> tuple[str, str, str] | None:
    found = _NO_COLON.fullmatch(line)
    if found is None or ":" in line or "：" in line:
        return None
    return found["lead"], found["key"].strip(), found["rest"] or ""


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _out_of_line(lines: list[str], number: int) -> Misfit | None:
    """A line that begins between the blocks that are open above it."""
    if not 0 < number <= len(lines) or not _says_something(lines[number - 1]):
        return None
    own = _indent(lines[number - 1])
    open_blocks = _open_blocks(lines[: number - 1])
    if not open_blocks or own in open_blocks:
        return None
    wanted = min(open_blocks, key=lambda indent: (abs(indent - own), -indent))
    what = f"This line begins with {own} spaces, the lines that it belongs to with {wanted}."
    return Misfit(number, own + 1, what, "Let all lines of a block begin with the same number of spaces.")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _content(line: str) -> int:
    """Where the words begin, the marks of list items passed."""
    found = _LEAD.match(line)
    return found.end() if found else 0


def _open_blocks(lines: list[str]) -> set[int]:
    """How many spaces the lines of each block begin with that could go on; an item of a list opens two."""
    found: set[int] = set()
    least: int | None = None
    for line in reversed(lines):
        if not _says_something(line):
            continue
        starts = {_indent(line), _content(line)}
        if least is None or min(starts) < least:
            found |= {start for start in starts if least is None or start < least}
            least = min(starts)
    return found
