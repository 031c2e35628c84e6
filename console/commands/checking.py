"""`check` and `test`: what is wrong with the rule files, and whether their examples come out."""

from pathlib import Path
from typing import Annotated

import typer

from console.commands.options import Json

Folder = Annotated[
    Path | None,
    typer.Argument(
        help="The folder of the rule files; without it the one of the settings.", show_default=False
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(check)
    app.command("test")(play)


def check(ctx: typer.Context, folder: Folder = None, json: Json = False) -> None:
    """Read the rule files and say everything that is wrong with them."""
    from console.views.checked import checked, checked_data, problem_list
    from console.views.problems import problem_data
    from console.views.terminal import complain, emit, say
    from engine.problems import ProblemsFound

    folder = folder or ctx.obj.settings.rules
    try:
        book = ctx.obj.draft(folder)
    except ProblemsFound as error:
        if json:
            emit({"ok": False, "problems": problem_data(error.problems)})
        else:
            complain(*problem_list(error.problems, folder))
        raise typer.Exit(1) from None
    if json:
        emit({"ok": True, "problems": [], **checked_data(book, ctx.obj.draft_files(folder))})
    else:
        say(checked(book, ctx.obj.draft_files(folder)))


def play(ctx: typer.Context, folder: Folder = None, json: Json = False) -> None:
    """Play the examples that stand in the rule files."""
    from console.views.played import played_data, show_played
    from console.views.progress import shown
    from console.views.terminal import emit
    from engine.examples import run_examples

    book = ctx.obj.draft(folder)
    outcomes = list(shown(run_examples(book), "Playing the examples", len(book.examples)))
    if json:
        emit(played_data(outcomes))
    else:
        show_played(outcomes)
    if not all(outcome.passed for outcome in outcomes):
        raise typer.Exit(1)
