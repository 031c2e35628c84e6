"""`fmt` and `read`: rule files in the words of the other language, and rules as plain sentences."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from console.commands.options import Json


class Language(StrEnum):
    """The languages of rule files."""

    EN = "en"
    ZH = "zh"


Paths = Annotated[
    list[Path] | None,
    typer.Argument(help="A folder of rule files, or some of its files; without it the one of the settings."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("fmt")(fmt)
    app.command()(read)


def fmt(
    ctx: typer.Context,
    lang: Annotated[Language, typer.Option("--lang", help="The language of keys, sentences and facts.")],
    paths: Paths = None,
    check: Annotated[bool, typer.Option("--check", help="Only say what would change.")] = False,
    json: Json = False,
) -> None:
    """Write rule files in the words of a language; texts for people, comments and order stay as they are."""
    from console.home import read_rule_files
    from console.rule_paths import rule_paths, write_whole
    from console.views.terminal import emit, say
    from engine.language.translation import translated

    folder, only = rule_paths(paths or [], ctx.obj.settings.rules)
    changed = translated(read_rule_files(folder), lang.value, only)
    if not check:
        write_whole({folder / name: content for name, content in changed.items()})
    if json:
        emit({"ok": not (check and changed), "changed": sorted(changed), "written": not check})
    else:
        said = "would change" if check else "written"
        say(*(f"{folder / name}: {said}" for name in sorted(changed)))
        if not changed:
            say("Nothing to change.")
    if check and changed:
        raise typer.Exit(1)


def read(
    ctx: typer.Context,
    rule: Annotated[
        str | None, typer.Argument(help="A rule's id or name, or a file; without it every rule.")
    ] = None,
    lang: Annotated[Language, typer.Option("--lang", help="The language to tell it in.")] = Language.EN,
    json: Json = False,
) -> None:
    """Say rules as plain sentences, as they stand in the rule files."""
    from console.commands.finding import rules_named
    from console.views.terminal import emit, say
    from console.views.told import told_data, told_lines
    from engine.telling import tell_rule

    book = ctx.obj.draft()
    told = [(each, tell_rule(each, book, lang.value)) for each in rules_named(book, rule)]
    if json:
        emit([told_data(each.id, lines) for each, lines in told])
    else:
        for number, (_, lines) in enumerate(told):
            say(*([""] if number else []), *told_lines(lines))
