"""`check` and `test`: what is wrong with the rule files, and whether their examples come out."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from console.commands.options import Json, Lang, voice

if TYPE_CHECKING:
    from console.views.voice import Voice
    from engine.problems import Problem
    from engine.rulebook import Rulebook

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


def check(ctx: typer.Context, folder: Folder = None, lang: Lang = None, json: Json = False) -> None:
    """Read the rule files and say everything that is wrong with them, and what looks wrong."""
    from console.views.checked import checked, checked_data
    from console.views.problems import problem_data
    from console.views.terminal import emit, say
    from engine.problems import ProblemsFound, errors_in, warnings_in

    del lang  # `voice` knows it
    folder = folder or ctx.obj.settings.rules
    speaks = voice(ctx, folder)
    book: Rulebook | None = None
    problems: Sequence[Problem]
    try:
        book = ctx.obj.draft(folder)
        problems = ctx.obj.findings(book)
    except ProblemsFound as error:
        problems = error.problems
    ok = not errors_in(problems)
    counts = checked_data(book, ctx.obj.draft_files(folder)) if book and ok else {}
    if json:
        emit({"ok": ok, "problems": problem_data(problems, speaks), **counts})
    else:
        _tell(problems, speaks)
        if book and ok:
            say(checked(book, ctx.obj.draft_files(folder), speaks, len(warnings_in(problems))))
    if not ok:
        raise typer.Exit(1)


def _tell(problems: "Sequence[Problem]", speaks: "Voice") -> None:
    """Errors first, then what should be looked at, in another colour."""
    from console.views.checked import problem_count, problem_list
    from console.views.terminal import complain
    from engine.problems import errors_in, warnings_in

    complain(*problem_list(errors_in(problems), speaks))
    complain(*problem_list(warnings_in(problems), speaks), style="yellow")
    if errors_in(problems):
        complain(problem_count(problems, speaks))


def play(ctx: typer.Context, folder: Folder = None, lang: Lang = None, json: Json = False) -> None:
    """Play the examples that stand in the rule files."""
    from console.views.played import played_data, show_played
    from console.views.progress import shown
    from console.views.terminal import emit
    from console.views.voice import said
    from engine.examples import run_examples
    from engine.examples.coverage import coverage

    del lang  # `voice` knows it
    speaks = voice(ctx, folder)
    book = ctx.obj.draft(folder)
    heading = said("Playing the examples", speaks.language)
    outcomes = list(shown(run_examples(book), heading, len(book.examples)))
    if json:
        emit(played_data(outcomes, coverage(book, outcomes)))
    else:
        show_played(outcomes, coverage(book, outcomes), speaks)
    if not all(outcome.passed for outcome in outcomes):
        raise typer.Exit(1)
