"""The command ``guanxi``: what can be said, and how problems are told. ``python -m cli`` is the same."""

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from console.commands.options import voice, wants_json

if TYPE_CHECKING:
    from console.views.voice import Voice

COMMANDS = (
    "checking",
    "wording",
    "asking",
    "listing",
    "changing",
    "keeping",
    "sampling",
    "importing",
    "rehearsing",
    "editing",
)
"""The modules of console/commands that register commands, in the order of the help."""

FOUND_PROBLEMS = 1
INTERRUPTED = 130


class Guanxi(TyperGroup):
    """Tells what went wrong in plain text (or JSON) on stderr; a user's error never shows a traceback."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - whatever the command returns
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None
        except Exception as error:
            if not tell(error, as_json=wants_json(ctx), voice=voice(ctx)):
                raise
            raise typer.Exit(FOUND_PROBLEMS) from None


def tell(error: Exception, *, as_json: bool, voice: "Voice") -> bool:
    """Say what is wrong; False when that is a fault of the program and not for the user to mend."""
    import json

    from console.views.problems import problem_data, problems_of
    from console.views.terminal import complain

    problems = problems_of(error)
    if problems is None:
        return False
    if as_json:
        complain(json.dumps({"problems": problem_data(problems, voice)}, ensure_ascii=False, indent=2))
    else:
        complain(*(voice.line(problem) for problem in problems))
    return True


app = typer.Typer(
    name="guanxi",
    cls=Guanxi,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def guanxi(
    ctx: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option("--home", metavar="DIR", help="The data directory (or GUANXI_HOME).  [default: var]"),
    ] = None,
) -> None:
    """Customer relationship rules in plain files, carried out for years by durable workflows."""
    from console.home import Home
    from console.settings import load_settings

    ctx.obj = Home(load_settings(home))
    ctx.call_on_close(lambda: _close(ctx.obj))


def _close(home: Any) -> None:  # noqa: ANN401 - a Home, whose import takes a while
    """Let go of the database, if it was opened at all."""
    if "store" in vars(home):
        home.store.close()


@app.command()
def up(
    ctx: typer.Context,
    for_: Annotated[
        str | None, typer.Option("--for", metavar="TIME", help="Stop by itself, e.g. 30s, 5m.")
    ] = None,
    live_edit: Annotated[
        bool, typer.Option("--live-edit", help="Put each edit without problems in force.")
    ] = False,
) -> None:
    """Be live on this machine: Temporal server, worker, rule files. The first time with a sample company."""
    from console.commands.options import time_of
    from console.first_run import first_run
    from console.live import Live
    from console.views.terminal import say
    from worker import UpOptions
    from worker import up as be_up
    from workflows.interpreter_exit import run

    options = UpOptions(time_of(for_), live_edit)
    live = Live(ctx.obj, say, first_run)
    run(lambda runtime: be_up(ctx.obj, live, runtime, options))


@app.command()
def worker(ctx: typer.Context) -> None:
    """Work for the Temporal cluster that TEMPORAL_ADDRESS names, until told to stop."""
    from console.first_run import first_run
    from console.live import Live
    from console.views.terminal import say
    from worker import work
    from workflows.interpreter_exit import run

    live = Live(ctx.obj, say, first_run)
    run(lambda runtime: work(ctx.obj, live, runtime))


@app.command()
def reconcile(ctx: typer.Context) -> None:
    """Give every relationship that needs one a workflow again, as after the loss of Temporal's data."""
    from console.views.terminal import say
    from worker import reconcile_all
    from workflows.interpreter_exit import run

    found = run(lambda runtime: reconcile_all(ctx.obj, runtime))
    say(f"{found.sleeping} relationships have a next moment; {found.woken} were woken to decide now.")


for _name in COMMANDS:
    importlib.import_module(f"console.commands.{_name}").register(app)


def main() -> None:
    """Run the command line."""
    app(prog_name="guanxi")


if __name__ == "__main__":
    main()
