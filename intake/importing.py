"""`guanxi import`: a file of customers, orders, invoices, payments, people or units goes into the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from engine.language.quantities import NotThisKind
from engine.problems import Place, Problem, ProblemsFound
from engine.vocabulary import Vocabulary
from intake.amounts import read_currency
from intake.cells import CellReader
from intake.columns import Columns, recognise
from intake.days import DayOrder
from intake.drafts import BadRow, Draft, Drafting, Fault
from intake.files import opened
from intake.kinds import ID, entity_of
from intake.rejects import Rejects
from intake.tables import Row, Table
from intake.taking_in import TakingIn
from store import Store
from store.ingest import BATCH


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the rows: *read* = *new* + *unchanged* + *changed* + *rejected*.

    *form* is how the file was understood (format, separator, encoding), *unused* its columns that nothing was taken
    from. *touched* are the relationships to wake, *reasons* count the rejected rows (``{"no-currency": 3}``).
    """

    read: int
    new: int
    unchanged: int
    changed: int
    rejected: int
    rejects_file: Path | None
    form: str
    unused: tuple[str, ...]
    notes: tuple[str, ...]
    touched: frozenset[str]
    reasons: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a file is to be understood, where it does not say so itself.

    *currency* holds for rows that name none, *day_order* for dates like 01/02/2026.
    *create_missing_customers*: a customer that only a row mentions is made, known by its number alone.
    """

    currency: str | None = None
    day_order: DayOrder | None = None
    encoding: str | None = None
    create_missing_customers: bool = False


def import_file(  # noqa: PLR0913 - the settings of one import, each by name
    store: Store,
    vocabulary: Vocabulary,
    kind: str,
    path: Path,
    *,
    recorded_at: dt.datetime,
    rejects_to: Path,
    mapping: Mapping[str, str] | None = None,
    reading: Reading | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ImportReport:
    """Take a file in, 200 rows in a transaction; the same file once more changes nothing.

    *mapping* is ``fact → column``, either way round. A row is taken in whole or goes to *rejects_to* (a file, or a
    folder for it) with the reason. Killed in the middle, it is simply run again. *progress* is told rows done and
    about how many there are (0: unknown).

    Raises:
        ProblemsFound: the file as a whole cannot be taken in; nothing was stored.
    """
    how = reading or Reading()
    entity = vocabulary.entities[entity_of(kind, vocabulary)]
    currency = _currency(how.currency)
    with opened(path, encoding=how.encoding) as table:
        columns = recognise(table.header, entity, mapping or {}, str(path))
        drafting = Drafting(
            entity, columns, CellReader(vocabulary.working_time.zone, how.day_order), currency
        )
        import_id = store.imports.begin(
            file_name=path.name, kind=kind, content_hash=table.content_hash, at=recorded_at
        )
        taking_in = TakingIn(
            store,
            vocabulary,
            entity,
            recorded_at,
            import_id,
            numbered=ID in columns.special,
            create_customers=how.create_missing_customers,
        )
        with Rejects(rejects_to, path, table.header) as rejects:
            read = _take_in(table, drafting, taking_in, rejects, progress)
    counts = {"read": read, "new": taking_in.new, "rejected": rejects.count}
    store.imports.finish(import_id, unchanged=taking_in.unchanged, at=recorded_at, **counts)
    return ImportReport(
        **counts,
        unchanged=taking_in.unchanged,
        changed=taking_in.changed,
        rejects_file=rejects.path if rejects.count else None,
        form=table.form,
        unused=columns.unused,
        notes=(*table.notes, *columns.notes, *_notes(columns, taking_in)),
        touched=taking_in.touched(),
        reasons=dict(rejects.reasons.most_common()),
    )


def parse_mapping(pairs: list[str]) -> dict[str, str]:
    """``["ordered_at=date"]`` as given to ``--map``.

    Raises:
        ProblemsFound: one of them is no pair.
    """
    mapping = {}
    for pair in pairs:
        left, sign, right = (part.strip() for part in pair.partition("="))
        if not (left and sign and right):
            what = f"--map {pair}: this is no pair."
            raise ProblemsFound([Problem("bad-mapping", Place(), what, 'Write --map "fact=column".')])
        mapping[left] = right
    return mapping


def _currency(text: str | None) -> str | None:
    try:
        return read_currency(text) if text is not None else None
    except NotThisKind as problem:
        raise ProblemsFound([problem.at(Place("--currency"))]) from problem


def _take_in(
    table: Table,
    drafting: Drafting,
    taking_in: TakingIn,
    rejects: Rejects,
    progress: Callable[[int, int], None] | None,
) -> int:
    read = 0
    while batch := list(islice(table.rows, BATCH)):
        drafts, refused = _drafts(drafting, batch)
        refused += [
            (draft.row, _in_columns(faults, drafting.columns)) for draft, faults in taking_in.take(drafts)
        ]
        for row, faults in sorted(refused, key=lambda each: each[0].line):
            rejects.add(row, faults)
        read += len(batch)
        if progress is not None:
            progress(read, max(read, table.total) if table.total else 0)
    return read


def _drafts(drafting: Drafting, rows: list[Row]) -> tuple[list[Draft], list[tuple[Row, list[Fault]]]]:
    drafts, refused = [], []
    for row in rows:
        try:
            drafts.append(drafting.draft(row))
        except BadRow as bad:
            refused.append((row, bad.faults))
    return drafts, refused


def _in_columns(faults: list[Fault], columns: Columns) -> list[Fault]:
    return [replace(fault, column=columns.name(fault.column)) for fault in faults]


def _notes(columns: Columns, taking_in: TakingIn) -> Iterator[str]:
    if ID not in columns.special:
        yield (
            "The rows have no number of their own: equal rows count as repeats, and a row that is corrected "
            "in the file will count as a new one."
        )
    if taking_in.created:
        yield f"{taking_in.created:,} customers were not known and are now known by their number alone."
