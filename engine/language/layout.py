"""What is mostly wrong with the layout of a file that cannot be read: a colon that is missing, a line out of line."""

from __future__ import annotations

import re
from typing import NamedTuple

_NO_COLON = re.compile(r"(?P<lead>\s*(?:- +)?)(?P<key>[^\W\d][\w ]*?)(?P<rest> +\S+)?\s*(?:#.*)?")
_NO_SPACE = re.compile(r"\s*(?:- +)?(?P<key>[^\W\d][\w ]*):(?P<rest>[^\s:].*)")
_FULL_WIDTH_COLON = re.compile(r"\s*(?:- +)?[\w .]+：")
_TWO_COLONS = re.compile(r"\s*(?:- +)?(?P<key>[^\W\d][\w ]*): +(?P<value>[^\s\"'\[{|>#].*?: .*)")
_OPEN_QUOTE = re.compile(r"(?:.*?[:,\[{-] +|\s*)(?P<quote>\")(?:[^\"\\]|\\.)*")
_LEAD = re.compile(r"[ -]*")


class Misfit(NamedTuple):
    """What is wrong with a line."""

    line: int
    col: int
    what: str
    mend: str


class _Block(NamedTuple):
    """So many spaces stand before its lines, which are the items of a list or not."""

    indent: int
    is_list: bool


def misfit(lines: list[str], number: int, col: int, begun: int) -> Misfit | None:
    """What is wrong near line *number* (from 1), where reading stopped at *col*; None when it is something else.

    What could not be read began in line *begun*.
    """
    before = next((at for at in range(number - 1, 0, -1) if _says_something(lines[at - 1])), number)
    for at in sorted({begun, before, number}):
        if 0 < at <= len(lines) and (found := _in_line(lines[at - 1], at)):
            return found
    for at in range(number, max(begun - 1, number - _NEAR, 0), -1):
        if at <= len(lines) and (quote := _OPEN_QUOTE.fullmatch(lines[at - 1])):
            what = "The quotation mark that stands here is not closed in its line."
            return Misfit(at, quote.start("quote") + 1, what, "Write a second one where the text ends.")
    return _quoted_too_little(lines, number, col) or _out_of_line(lines, number)


_LONGEST_LINE = 1000
_NEAR = 5
"""So many lines above the one where reading stopped, a quotation mark may have been left open."""


def _in_line(line: str, at: int) -> Misfit | None:
    if line.lstrip().startswith("#") or len(line) > _LONGEST_LINE:
        return None
    if _FULL_WIDTH_COLON.match(line):
        what, mend = "“：” is a full-width colon.", "Write “:” and a space after it."
        return Misfit(at, line.index("：") + 1, what, mend)
    if (found := _NO_SPACE.fullmatch(line)) and ": " not in line:
        what, mend = (
            f"After “{found['key']}:” a space is missing.",
            f"Write “{found['key']}: {found['rest']}”.",
        )
        return Misfit(at, found.start("rest"), what, mend)
    if found := _TWO_COLONS.fullmatch(line):
        mend = f'Put the whole text in quotes: {found["key"]}: "…".'
        return Misfit(
            at, found.start("value") + 1, "A text with “: ” in it stands here without quotes.", mend
        )
    if ":" not in line and (found := _NO_COLON.fullmatch(line)):
        key, rest = found["key"].strip(), found["rest"] or " …"
        return Misfit(
            at, found.start("key") + 1, f"After “{key}” a colon is missing.", f"Write “{key}:{rest}”."
        )
    return None


def _quoted_too_little(lines: list[str], number: int, col: int) -> Misfit | None:
    """A quotation mark in the middle of a quoted text ends it."""
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    if line[col - 1 : col] in {"，", "、"} and col > 1:
        return Misfit(number, col, f"“{line[col - 1]}” is a full-width comma.", "Write “,”.")
    mark = line[col - 2 : col - 1]
    if mark not in {"'", '"'} or not line[col - 1 : col].strip():
        return None
    other = "'" if mark == '"' else '"'
    what = f"The quoted text ends here already, at its second {mark}."
    return Misfit(number, col - 1, what, f"Put a text that has {mark} in it between {other} and {other}.")


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _out_of_line(lines: list[str], number: int) -> Misfit | None:
    """A line that begins between the blocks that are open above it."""
    if not 0 < number <= len(lines) or not _says_something(lines[number - 1]):
        return None
    line = lines[number - 1]
    own, is_item = _indent(line), line.lstrip().startswith("- ")
    above = [each for each in lines[: number - 1] if _says_something(each)]
    blocks = _open_blocks(above)
    fitting = {block.indent for block in blocks if is_item or not block.is_list}
    opens = bool(above) and above[-1].rstrip().endswith(":") and own > _content(above[-1])
    if not fitting or own in fitting or opens:
        return None
    wanted = min(fitting, key=lambda indent: (abs(indent - own), -indent))
    what = f"This line begins with {own} spaces, the lines that it belongs to with {wanted}."
    return Misfit(number, own + 1, what, "Let all lines of a block begin with the same number of spaces.")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _content(line: str) -> int:
    """Where the words begin, the marks of list items passed."""
    found = _LEAD.match(line)
    return found.end() if found else 0


def _open_blocks(lines: list[str]) -> set[_Block]:
    """The blocks that could go on below the lines; an item of a list opens two."""
    found: set[_Block] = set()
    least: int | None = None
    for line in reversed(lines):
        starts = {_Block(_content(line), is_list=False)}
        if line.lstrip().startswith("- "):
            starts.add(_Block(_indent(line), is_list=True))
        if least is None or _indent(line) < least:
            found |= {block for block in starts if least is None or block.indent < least}
            least = _indent(line)
    return found
