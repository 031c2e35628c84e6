"""A file that lists things, as YAML or as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from engine.language.findings import Findings
from engine.language.source import read_yaml
from engine.language.tree import Items, Pairs, Text, Tree
from engine.problems import Place, Problem, ProblemsFound
from intake.tables import refuse


def entries(path: Path, findings: Findings) -> Iterator[tuple[Place, Mapping[str, object]]]:
    """The mappings of a YAML list (or of the list under ``events:``) or of JSON lines, each with its place.

    Raises:
        ProblemsFound: the file as a whole cannot be read; what is wrong with single entries goes to *findings*.
    """
    content = read_bytes(path)
    first = next((line for line in content.splitlines() if line.strip()), b"")
    pairs = (
        _json_lines(str(path), content) if first.lstrip().startswith(b"{") else _yaml_list(str(path), content)
    )
    for place, entry in pairs:
        if isinstance(entry, dict):
            yield place, entry
        else:
            findings.add("bad-value", place, "This is no happening.", "Write {at: …, event: …, subject: …}.")


def read_bytes(path: Path) -> bytes:
    """The content of a file.

    Raises:
        ProblemsFound: it cannot be read.
    """
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "its name is no path"
        refuse(str(path), f"The file cannot be read: {reason}.", "Check the path.", code="no-file")


def _json_lines(file: str, content: bytes) -> Iterable[tuple[Place, object]]:
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        refuse(file, "The file is not UTF-8.", "Save it as UTF-8.", code="bad-encoding")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield Place(file, number), json.loads(line)
        except (ValueError, RecursionError):
            yield Place(file, number), None


def _yaml_list(file: str, content: bytes) -> Iterable[tuple[Place, Tree]]:
    """The list itself, or the one under ``events:``."""
    lines = content.removeprefix(b"\xef\xbb\xbf").splitlines()
    first = _first(lines)
    if first is not None and lines[first].strip() == b"---":
        lines[first] = b""
        first = _first(lines)
    if first is None:
        return
    is_list = lines[first].lstrip().startswith((b"- ", b"["))
    shift = 1 if is_list else 0
    tree = _shifted(file, b"\n".join([b"events:", *lines] if is_list else lines), shift)
    for key in tree:
        if key != "events":
            refuse(
                file, f"“{key}” is not known here.", "Write a list of happenings, or events: and the list."
            )
    items = tree.get(Text("events"))
    if isinstance(items, Text) and items.is_missing:
        return
    if not isinstance(items, Items):
        refuse(file, "The happenings are no list.", "Begin each with “- ”.")
    for item in items:
        yield _up(item.place, shift), _placed(item, shift)


def _first(lines: list[bytes]) -> int | None:
    """The first line that is neither empty nor a comment."""
    return next(
        (at for at, line in enumerate(lines) if line.strip() and not line.lstrip().startswith(b"#")), None
    )


def _shifted(file: str, content: bytes, shift: int) -> Pairs:
    try:
        return read_yaml(file, content)
    except ProblemsFound as found:
        problems = [Problem(p.code, _up(p.place, shift), p.what, p.mend) for p in found.problems]
        raise ProblemsFound(problems) from found


def _placed(tree: Tree, shift: int) -> Tree:
    """The tree with the places of the file itself: a line was put before it to read it."""
    match tree:
        case Text():
            return Text(tree, _up(tree.place, shift), is_quoted=tree.is_quoted)
        case Items():
            return Items((_placed(each, shift) for each in tree), _up(tree.place, shift))
        case Pairs():
            inner = ((Text(key, _up(key.place, shift)), _placed(value, shift)) for key, value in tree.items())
            return Pairs(inner, _up(tree.place, shift))


def _up(place: Place, shift: int) -> Place:
    return Place(place.file, max(place.line - shift, 0), place.col)
