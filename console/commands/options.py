"""Options that many commands share."""

import datetime as dt
import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

if TYPE_CHECKING:
    from console.views.voice import Voice

JSON = "guanxi.json"
LANGUAGE = "guanxi.lang"
FOLDER = "guanxi.folder"


class Language(StrEnum):
    """The languages of rule files, and of what is said about them."""

    EN = "en"
    ZH = "zh"


def wants_json(ctx: typer.Context) -> bool:
    """Whether the command was asked for JSON: then its problems are JSON too."""
    return bool(ctx.meta.get(JSON))


def _remember(ctx: typer.Context, value: bool) -> bool:
    # Read by cli.py when the command fails: a group sees its own options only.
    ctx.meta[JSON] = value or wants_json(ctx)
    return value


Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON.", callback=_remember)]


def remember_language(ctx: typer.Context, value: Language | None) -> Language | None:
    """A command's own option `--lang`, for `voice`."""
    ctx.meta[LANGUAGE] = value.value if value else ctx.meta.get(LANGUAGE)
    return value


Lang: TypeAlias = Annotated[
    Language | None,
    typer.Option(
        "--lang",
        help="The language to say it in; without it the one of the settings, else of the rule files.",
        show_default=False,
        callback=remember_language,
    ),
]


def voice(ctx: typer.Context, folder: Path | None = None) -> "Voice":
    """Who speaks in this command: in the language that was asked for, of this folder of rule files."""
    from console.views.voice import Voice

    settings = ctx.obj.settings if ctx.obj else None
    if folder is not None:
        ctx.meta[FOLDER] = folder
    of = ctx.meta.get(FOLDER) or (settings.rules if settings else Path())
    asked = ctx.meta.get(LANGUAGE) or (settings.lang if settings else None)
    return Voice(of, asked)


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
