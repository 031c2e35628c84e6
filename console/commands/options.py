"""Options that many commands share."""

import datetime as dt
import re
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


def time_of(text: str | None) -> dt.timedelta | None:
    """``30s``, ``5m``, ``2h``.

    Raises:
        BadParameter: it is none of these.
    """
    if text is None:
        return None
    found = re.fullmatch(r"(\d+)\s*([smh])", text.strip())
    if found is None:
        raise typer.BadParameter(f"“{text}” is no time. Write e.g. 30s, 5m or 2h.")
    return (
        int(found[1])
        * {"s": dt.timedelta(seconds=1), "m": dt.timedelta(minutes=1), "h": dt.timedelta(hours=1)}[found[2]]
    )
