"""The decision tables of a rule file, inline or in spreadsheets: read, typed, and free of gaps and overlaps."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast, get_args

from engine.language import words
from engine.language.cells import read_cell
from engine.language.findings import Findings
from engine.language.quantities import NotThisKind
from engine.language.scalars import kind_by_form, parse_value
from engine.language.schema import TablePart
from engine.language.scope import KINDS, KnownTable, Scope
from engine.language.sentences import parse_table_input
from engine.language.spelling import spelled_value
from engine.language.surroundings import Surroundings
from engine.language.syntax import Expression
from engine.language.table_checks import Column, gap, overlaps
from engine.language.tree import Text
from engine.language.workbook import read_workbook
from engine.problems import Place, Problem, ProblemsFound, did_you_mean
from engine.tables import Cell, Hit, Row, Table
from engine.values import Value
from engine.vocabulary import FactType, Kind

_KINDS = [kind for kind in get_args(Kind) if kind not in {"reference", "list", "choice"}]
_MARK = re.compile(r"(?:=>|->|→)\s*")
_SUMMED: Mapping[str, tuple[Kind, ...]] = {
    "collect": ("text", "choice"),
    "collect sum": ("number", "money", "percent", "duration"),
    "collect min": ("number", "money", "percent", "duration", "date", "moment"),
    "collect max": ("number", "money", "percent", "duration", "date", "moment"),
}


@dataclass(frozen=True, slots=True)
class _Output:
    """What an output is called; its kind where that is declared, else its values show it."""

    name: str
    kind: Kind | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A table as written: what its inputs are, what its outputs are called, its cells."""

    inputs: Sequence[Text]
    outputs: Sequence[_Output]
    rows: Sequence[Sequence[Text]]


def read_tables(
    parts: Mapping[Text, TablePart], around: Surroundings, workbooks: Mapping[str, bytes]
) -> dict[str, KnownTable | None]:
    """The tables by name; None for one that cannot be read, its problems go to *around*."""
    return {
        str(name): around.findings.attempt(partial(_read, name, part, around, workbooks))
        for name, part in parts.items()
    }


def _read(name: Text, part: TablePart, around: Surroundings, workbooks: Mapping[str, bytes]) -> KnownTable:
    sheet = _sheet(name, part, workbooks)
    entity = _entity(sheet, around)
    scope = around.scope(entity)
    columns = _columns(sheet, scope)
    hit = cast("Hit", str(part.hit or "unique"))
    rows, types = _rows(sheet, columns, scope)
    table = Table(str(name), hit, tuple(output.name for output in sheet.outputs), tuple(rows), name.place)
    known = KnownTable(
        table, entity, tuple(node for node, _ in columns), tuple(_result(hit, t, name) for t in types)
    )
    if not hit.startswith("collect"):
        around.findings.attempt(lambda: _check(table, sheet, columns, around))
    return known


def _columns(sheet: _Sheet, scope: Scope) -> list[tuple[Expression, FactType]]:
    findings = Findings()
    read = [
        findings.attempt(partial(parse_table_input, str(text), scope, text.place)) for text in sheet.inputs
    ]
    findings.raise_all()
    return [column for column in read if column is not None]


def _sheet(name: Text, part: TablePart, workbooks: Mapping[str, bytes]) -> _Sheet:
    if part.file is None:
        for key, value in (("in", part.in_), ("out", part.out), ("rows", part.rows)):
            if not value:
                mend = "Write in:, out: and rows:, or file: with a spreadsheet."
                raise _problem("missing-key", name.place, f"The table “{name}” has no “{key}”.", mend)
        assert part.in_ is not None
        assert part.out is not None
        assert part.rows is not None
        return _even(_Sheet(part.in_, _outputs(part.out), part.rows))
    if part.in_ or part.out or part.rows:
        raise _problem("two-tables", part.place_of("file"), "A table is in the file or here, not both.", "")
    if part.file not in workbooks:
        mend = did_you_mean(part.file, workbooks) or "Lay it beside the rule files, as .xlsx."
        raise _problem("missing-file", part.file.place, f"There is no file “{part.file}”.", mend)
    content = workbooks[part.file]
    sheet = str(part.sheet) if part.sheet is not None else None
    return _of_workbook(read_workbook(str(part.file), content, sheet, part.file.place), part.file)


def _outputs(written: Sequence[Text] | Mapping[Text, Text | list[Text]]) -> list[_Output]:
    """``[percent]``, ``[level_2, level_3]``, ``{level_2: duration, tier: [A, B]}``."""
    if not isinstance(written, Mapping):
        return [_named(text) for text in written]
    return [_declared(name, kind) for name, kind in written.items()]


def _named(text: Text) -> _Output:
    kind = words.known_value(str(text), _KINDS)
    if kind is None:
        return _Output(str(text))
    spelled_value(text.place, text, kind)
    return _Output(kind, cast("Kind", kind))


def _declared(name: Text, kind: Text | list[Text]) -> _Output:
    if not isinstance(kind, Text):
        return _Output(str(name), "choice", tuple(str(word) for word in kind))
    known = words.known_value(str(kind), _KINDS)
    if known is None:
        raise _problem("unknown-type", kind.place, f"“{kind}” is no type.", did_you_mean(kind, _KINDS))
    spelled_value(kind.place, kind, known)
    return _Output(str(name), cast("Kind", known))


def _of_workbook(rows: list[list[Text]], file: Text) -> _Sheet:
    """Inputs, then outputs marked with ``=>``; a column after these without a mark is a note."""
    header = rows[0] if rows else []
    marked = [at for at, title in enumerate(header) if _MARK.match(title)]
    if not marked or not marked[0] or len(rows) == 1:
        what = f"The sheet of {file} has no outputs." if not marked else f"The sheet of {file} has no rows."
        what = f"The sheet of {file} has no inputs." if marked and not marked[0] else what
        mend = "Its first row names the inputs (customer.tier), then the outputs (=> level_2)."
        raise _problem("bad-table", header[0].place if header else Place(str(file)), what, mend)
    wanted = [*range(marked[0]), *marked]
    _refuse_titles([header[at] for at in wanted])
    outputs = [_named(_unmarked(header[at])) for at in marked]
    return _Sheet(header[: marked[0]], outputs, [[row[at] for at in wanted] for row in rows[1:]])


def _refuse_titles(titles: Sequence[Text]) -> None:
    """A column without a name, and one that is there twice.

    Raises:
        ProblemsFound: all of these.
    """
    findings, seen = Findings(), dict[str, Text]()
    for title in titles:
        if not _unmarked(title):
            findings.add("bad-table", title.place, "This column has no title.", "Write one, or delete it.")
        elif (first := seen.setdefault(_MARK.sub("=>", title, count=1), title)) is not title:
            at = first.place.file.rpartition(":")[2]
            what = f"“{title}” stands twice, first in {at}."
            findings.add("bad-table", title.place, what, "Delete one of the two.")
    findings.raise_all()


def _unmarked(title: Text) -> Text:
    return Text(_MARK.sub("", title, count=1), title.place)


def _even(sheet: _Sheet) -> _Sheet:
    width = len(sheet.inputs) + len(sheet.outputs)
    wrong = [
        Problem("bad-table", _place(row), f"This row has {len(row)} cells, not {width}.",
                f"{len(sheet.inputs)} are inputs, {len(sheet.outputs)} outputs.")
        for row in sheet.rows if len(row) != width
    ]  # fmt: skip
    if wrong:
        raise ProblemsFound(wrong)
    return sheet


def _place(row: Sequence[Text]) -> Place:
    return row[0].place if row else Place()


def _entity(sheet: _Sheet, around: Surroundings) -> str:
    """Whom the table is about: the first entity named by an input, other than the customer."""
    found = [name for text in sheet.inputs for name in re.findall(r"[^\W\d]\w*(?=\.)", text)]
    entities = around.vocabulary.entities
    return next((name for name in found if name in entities and name != "customer"), "customer")


def _rows(
    sheet: _Sheet, columns: Sequence[tuple[Expression, FactType]], scope: Scope
) -> tuple[list[Row], list[FactType]]:
    findings = Findings()
    cells = [
        [findings.attempt(partial(_cell, text, type_, scope.zone)) for text, (_, type_) in zip(row, columns)]  # noqa: B905 - what follows are the outputs
        for row in sheet.rows
    ]
    given = [list(row[len(columns) :]) for row in sheet.rows]
    types = [
        _type([row[number] for row in given], output, findings) for number, output in enumerate(sheet.outputs)
    ]
    values = [
        [
            findings.attempt(partial(_value, text, type_, scope.zone))
            for text, type_ in zip(row, types, strict=True)
        ]
        for row in given
    ]
    findings.raise_all()
    rows = [
        Row(tuple(cell for cell in row if cell is not None), tuple(gives), _place(texts))
        for row, gives, texts in zip(cells, values, sheet.rows, strict=True)
    ]
    return rows, [_with_words(type_, number, rows) for number, type_ in enumerate(types)]


def _cell(text: Text, type_: FactType, zone: str) -> Cell:
    if not text.strip():
        raise _problem("bad-value", text.place, "This cell is empty.", "Write - where it does not matter.")
    try:
        return read_cell(text, type_, zone)
    except NotThisKind as error:
        raise ProblemsFound([error.at(text.place)]) from error


def _value(text: Text, type_: FactType, zone: str) -> Value | None:
    if not text.strip():
        raise _problem("bad-value", text.place, "This cell is empty.", "Write - for no value.")
    return None if text.strip() == "-" else parse_value(str(text).strip(), type_, text.place, zone=zone)


def _type(cells: Sequence[Text], output: _Output, findings: Findings) -> FactType:
    """As declared, else as all values of the column show by their form."""
    if output.kind is not None:
        return FactType(output.kind, output.choices)
    kinds = {kind_by_form(str(text).strip()) for text in cells if text.strip() not in {"-", ""}}
    if len(kinds) == 1:
        return FactType(kinds.pop())
    if kinds and "text" not in kinds:
        told = " and ".join(sorted(KINDS[kind] for kind in kinds))
        place = cells[0].place if cells else Place()
        findings.add(
            "type-clash", place, f"The column {output.name} holds {told}.", "Write one kind of value."
        )
    return FactType("text")


def _with_words(type_: FactType, number: int, rows: Sequence[Row]) -> FactType:
    """Of words it is known which ones there are: a table that gives only A and B is a choice of these."""
    if type_.kind != "text":
        return type_
    texts = [row.gives[number] for row in rows]
    return FactType("choice", tuple(dict.fromkeys(text for text in texts if isinstance(text, str))))


def _result(hit: Hit, type_: FactType, name: Text) -> FactType:
    if hit == "collect count":
        return FactType("number")
    if type_.kind not in _SUMMED.get(hit, (type_.kind,)):
        mend = f"It takes {', '.join(KINDS[kind] for kind in _SUMMED[hit])}."
        raise _problem("type-clash", name.place, f"{hit} does not go with {KINDS[type_.kind]}.", mend)
    return FactType("list", type_.choices) if hit == "collect" else type_


def _check(
    table: Table, sheet: _Sheet, columns: Sequence[tuple[Expression, FactType]], around: Surroundings
) -> None:
    """A case that no row covers, and under *unique* every two rows that cover the same one.

    Raises:
        ProblemsFound: each with the case.
    """
    checked = [Column.of(str(text), node, type_, table, number, around.vocabulary)
               for number, (text, (node, type_)) in enumerate(zip(sheet.inputs, columns, strict=True))]  # fmt: skip
    problems = [gap(table, checked)]
    if table.hit == "unique":
        problems += overlaps(table, checked)
    found = [problem for problem in problems if problem is not None]
    if found:
        raise ProblemsFound(found)


def _problem(code: str, place: Place, what: str, mend: str = "") -> ProblemsFound:
    return ProblemsFound([Problem(code, place, what, mend)])
