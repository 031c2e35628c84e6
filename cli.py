"""The command ``guanxi``: what can be said, and how problems are told. ``python -m cli`` is the same."""

import importlib
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from console.commands.options import wants_json

COMMANDS = ("checking", "asking", "listing", "keeping")
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
            if not tell(error, as_json=wants_json(ctx)):
                raise
            raise typer.Exit(FOUND_PROBLEMS) from None


def tell(error: Exception, *, as_json: bool) -> bool:
    """Say what is wrong; False when that is a fault of the program and not for the user to mend."""
    import json

    from console.views.problems import problem_data, problems_of
    from console.views.terminal import complain

    problems = problems_of(error)
    if problems is None:
        return False
    if as_json:
        complain(json.dumps({"problems": problem_data(problems)}, ensure_ascii=False, indent=2))
    else:
        complain(*(str(problem) for problem in problems))
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


for _name in COMMANDS:
    importlib.import_module(f"console.commands.{_name}").register(app)


def main() -> None:
    """Run the command line."""
    app(prog_name="guanxi")


if __name__ == "__main__":
    main()
