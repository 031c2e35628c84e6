"""Options that many commands share."""

from typing import Annotated, TypeAlias

import typer

JSON = "guanxi.json"


def wants_json(ctx: typer.Context) -> bool:
    """Whether the command was asked for JSON: then its problems are JSON too."""
    return bool(ctx.meta.get(JSON))


def _remember(ctx: typer.Context, value: bool) -> bool:
    # Read by cli.py when the command fails: a group sees its own options only.
    ctx.meta[JSON] = value or wants_json(ctx)
    return value


Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON.", callback=_remember)]
