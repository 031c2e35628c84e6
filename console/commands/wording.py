"""`fmt` and `read`: rule files in the words of the other language, and rules as plain sentences."""

from pathlib import Path
from typing import Annotated

import typer

from console.commands.options import Json, Lang, Language, remember_language, voice

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
    lang: Annotated[
        Language,
        typer.Option("--lang", help="The language of keys, sentences and facts.", callback=remember_language),
    ],
    paths: Paths = None,
    check: Annotated[bool, typer.Option("--check", help="Only say what would change.")] = False,
    json: Json = False,
) -> None:
    """Write rule files in the words of a language; texts for people, comments and order stay as they are."""
    from console.home import read_rule_files
    from console.rule_paths import rule_paths, write_whole
    from console.views.terminal import emit, say
    from console.views.voice import said
    from engine.language.translation import translated

    folder, only = rule_paths(paths or [], ctx.obj.settings.rules)
    language = voice(ctx, folder).language
    changed = translated(read_rule_files(folder), lang.value, only)
    if not check:
        write_whole({folder / name: content for name, content in changed.items()})
    if json:
        emit({"ok": not (check and changed), "changed": sorted(changed), "written": not check})
    else:
        done = "would change" if check else "written"
        say(*(said(f"{folder / name}: {done}", language) for name in sorted(changed)))
        if not changed:
            say(said("Nothing to change.", language))
    if check and changed:
        raise typer.Exit(1)


def read(
    ctx: typer.Context,
    rule: Annotated[
        str | None, typer.Argument(help="A rule's id or name, or a file; without it every rule.")
    ] = None,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Say rules as plain sentences, as they stand in the rule files."""
    from console.commands.finding import rules_named
    from console.views.terminal import emit, say
    from console.views.told import told_data, told_lines
    from engine.telling import tell_rule

    del lang  # `voice` knows it
    book = ctx.obj.draft()
    speaks = voice(ctx)
    told = [(each, tell_rule(each, book, speaks.language_at(each.place))) for each in rules_named(book, rule)]
    if json:
        emit([told_data(each.id, lines) for each, lines in told])
    else:
        for number, (_, lines) in enumerate(told):
            say(*([""] if number else []), *told_lines(lines))
