"""`import`: customers, orders, invoices, payments, people or units from a file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from console.commands.options import Json

if TYPE_CHECKING:
    from console.commands.waking import Woken
    from console.home import Home
    from intake.importing import ImportReport, Reading

DayOrders = Literal["dmy", "mdy"]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_)


def import_(
    ctx: typer.Context,
    kind: Annotated[str, typer.Argument(help="customers, orders, invoices, payments, people or units.")],
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file.")],
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FACT=COLUMN", help="Which column tells a fact; may be repeated."),
    ] = None,
    currency: Annotated[str | None, typer.Option(help="Of rows that name none, e.g. CNY.")] = None,
    day_order: Annotated[DayOrders | None, typer.Option(help="How 01/02/2026 is meant.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Of a CSV file; found out if not given.")] = None,
    create_customers: Annotated[
        bool, typer.Option("--create-customers", help="Make customers that only these rows mention.")
    ] = False,
    rejects: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="For the refused rows; in the data directory if not given."),
    ] = None,
    json: Json = False,
) -> None:
    """Take a file in. The same file once more changes nothing. Exit code 1 when rows were refused."""
    from intake.importing import Reading

    reading = Reading(
        currency=currency, day_order=day_order, encoding=encoding, create_missing_customers=create_customers
    )
    home: Home = ctx.obj
    woken = _take_in(home, kind, file, mapping or [], reading, rejects or home.settings.home)
    _tell(woken, file, as_json=json)
    if woken.stored.rejected:
        raise typer.Exit(1)


def _take_in(
    home: Home, kind: str, file: Path, mapping: list[str], reading: Reading, rejects_to: Path
) -> Woken[ImportReport]:
    from console.commands.rulebook import book_in_force
    from console.commands.waking import store_then_wake
    from console.home import now
    from intake.importing import import_file, parse_mapping

    vocabulary = (book_in_force(home) or home.draft()).vocabulary
    columns = parse_mapping(mapping)

    def store() -> ImportReport:
        with _bar(file.name) as progress:
            return import_file(
                home.store,
                vocabulary,
                kind,
                file,
                recorded_at=now(),
                rejects_to=rejects_to,
                mapping=columns,
                reading=reading,
                progress=progress,
            )

    return store_then_wake(home, store, lambda report: sorted(int(each) for each in report.touched))


@contextmanager
def _bar(name: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr; one that only moves to and fro while nobody knows how many rows there are."""
    from rich.progress import Progress

    from console.views.terminal import console

    with Progress(console=console(sys.stderr), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(f"Taking in {name}", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)


def _tell(woken: Woken[ImportReport], file: Path, *, as_json: bool) -> None:
    from console.views.terminal import emit, say

    if as_json:
        emit(report_data(woken.stored, woken.woken))
        return
    say(*report_lines(woken.stored, file))
    if woken.asleep and woken.stored.touched:
        say(woken.asleep)


def report_lines(report: ImportReport, file: Path) -> Iterator[str]:
    """What became of the rows; none is lost in silence."""
    yield f"{file} ({report.form}): {report.read:,} rows read."
    counts = {
        "new": report.new,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "refused": report.rejected,
    }
    yield "  " + ", ".join(f"{count:,} {what}" for what, count in counts.items())
    for code, count in sorted(report.reasons.items()):
        yield f"  refused: {count:,} × {code.replace('-', ' ')}"
    if report.rejects_file is not None:
        yield f"  The refused rows with their reasons: {report.rejects_file}. Mended there, they can be imported."
    if report.unused:
        yield f"  Nothing was taken from these columns: {', '.join(report.unused)}."
    yield from (f"  {note}" for note in report.notes)


def report_data(report: ImportReport, woken: int) -> dict[str, Any]:
    """For programs."""
    return {
        "read": report.read,
        "new": report.new,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "rejected": report.rejected,
        "reasons": dict(report.reasons),
        "rejects_file": str(report.rejects_file) if report.rejects_file else None,
        "form": report.form,
        "unused_columns": list(report.unused),
        "notes": list(report.notes),
        "touched": len(report.touched),
        "woken": woken,
    }
