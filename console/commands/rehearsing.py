"""`rehearse`: what the rules would do, over history or over a made-up year; nothing is sent and nothing is written."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING, Annotated

import typer

from console.commands.options import Json

if TYPE_CHECKING:
    from console.home import Home
    from console.rehearsal.supposing import Rehearsal, Wishes


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rehearse")(rehearse_)


FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Lunar calendars are known for these."""


def rehearse_(
    ctx: typer.Context,
    start: Annotated[
        dt.datetime, typer.Option("--from", metavar="DATE", formats=["%Y-%m-%d"], help="The first day.")
    ],
    end: Annotated[
        dt.datetime, typer.Option("--to", metavar="DATE", formats=["%Y-%m-%d"], help="The last day.")
    ],
    future: Annotated[
        str | None,
        typer.Option(metavar="FILE|none", help="Happenings to come; those of the sample, if there is one."),
    ] = None,
    answers: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|none", help="How people answer tasks; those of the sample, if there is one."
        ),
    ] = None,
    rule: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only this rule; may be repeated.")
    ] = None,
    as_live: Annotated[
        bool, typer.Option("--as-live", help="Ignore status, valid and rollout: every rule is on.")
    ] = False,
    assume: Annotated[
        list[str] | None,
        typer.Option(metavar="FACT=VALUE,…", help="Suppose it of every subject from the first day on."),
    ] = None,
    in_force: Annotated[
        bool, typer.Option("--in-force", help="The rulebook in force instead of the files on disk.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=0, help="Processes; one for each core if not given.")] = 0,
    json: Json = False,
) -> None:
    """Let the rules run over a stretch of time: history is replayed, the future forecast. Nothing is sent or written."""
    from console.rehearsal.supposing import Wishes
    from console.views.rehearsal import rehearsal_data, show_rehearsal
    from console.views.terminal import emit

    home: Home = ctx.obj
    if end < start:
        raise typer.BadParameter("The last day comes before the first.", param_hint="--to")
    if start.year < FIRST_YEAR or end.year > LAST_YEAR:
        raise typer.BadParameter(
            f"Choose days in the years {FIRST_YEAR} to {LAST_YEAR}.", param_hint="--from, --to"
        )
    wishes = Wishes(
        rules=rule or (),
        as_live=as_live,
        in_force=in_force,
        future=future,
        answers=answers,
        assume=assume or (),
        processes=jobs,
        keeps_entries=json,
    )
    rehearsal = rehearsed(home, start.date(), end.date(), wishes)
    if json:
        emit(rehearsal_data(rehearsal))
    else:
        show_rehearsal(rehearsal, home.store)


def rehearse_and_show(home: Home, first: dt.date, last: dt.date, wishes: Wishes | None = None) -> Rehearsal:
    """Rehearse the days from *first* to *last* and print assumptions, table and the most telling timelines."""
    from console.rehearsal.supposing import Wishes
    from console.views.rehearsal import show_rehearsal

    rehearsal = rehearsed(home, first, last, wishes or Wishes())
    show_rehearsal(rehearsal, home.store)
    return rehearsal


def rehearsed(home: Home, first: dt.date, last: dt.date, wishes: Wishes) -> Rehearsal:
    """Rehearse every relationship of the store.

    Raises:
        ProblemsFound: a rule, file or assumption that does not fit; nothing was rehearsed.
    """
    from console.rehearsal.replaying import pages_of, replay
    from console.rehearsal.supposing import Rehearsal, suppose
    from console.rehearsal.tallying import Tally
    from console.views.progress import shown

    supposed = suppose(home, first, last, wishes)
    processes = wishes.processes or os.cpu_count() or 1
    pages = list(pages_of(_everybody(home), processes))
    tally = Tally()
    for part in shown(replay(supposed.job, pages, processes), "Rehearsing", len(pages)):
        tally.add(part)
    return Rehearsal(supposed, tally)


def _everybody(home: Home) -> list[str]:
    ids: list[str] = []
    while page := home.store.positions(after=ids[-1] if ids else "0"):
        ids += [position.id for position in page]
    return ids
