"""`schema`: what an editor needs to complete keys, facts and choices in the rule files."""

from pathlib import Path
from typing import Annotated

import typer

from console.commands.checking import Folder


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(schema)


def schema(
    ctx: typer.Context,
    folder: Folder = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write; without it, to the terminal.")
    ] = None,
) -> None:
    """Write a JSON Schema of the rule files, with the facts, choices and stages of this folder.

    In an editor with yaml-language-server begin a file with: # yaml-language-server: $schema=guanxi.schema.json
    """
    import json

    from console.views.terminal import emit, say
    from engine.language.book import vocabulary_in
    from engine.language.editor import editor_schema
    from engine.problems import ProblemsFound

    try:
        book = ctx.obj.draft(folder)
    except ProblemsFound:
        book = None  # whoever writes needs help most while something is still wrong
    vocabulary = book.vocabulary if book else vocabulary_in(ctx.obj.draft_files(folder))
    made = editor_schema(vocabulary, book)
    if output is None:
        emit(made)
        return
    output.write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    say(f"Written to {output}. Begin each rule file with: # yaml-language-server: $schema={output.name}")
