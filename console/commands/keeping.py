"""`migrate` and `history`: the database, and what was put in force when."""

import typer

from console.commands.options import Json


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(history)
    app.command()(migrate)


def history(ctx: typer.Context, json: Json = False) -> None:
    """List which rulebooks were put in force, the newest first."""
    from console.views.data import moment
    from console.views.names import Names
    from console.views.terminal import emit, say, table

    found = ctx.obj.store.rulebooks.history()
    if json:
        emit([{"hash": p.hash, "at": moment(p.published_at), "by": p.published_by} for p in found])
    elif not found:
        say("No rulebook was put in force yet. Put your rule files in force with: guanxi publish")
    else:
        from console.commands.rulebook import book_in_force

        names = Names(book_in_force(ctx.obj))
        rows = [(names.moment(p.published_at), p.hash[:12], p.published_by) for p in found]
        table(("In force since", "Rulebook", "By"), rows)


def migrate(ctx: typer.Context, json: Json = False) -> None:
    """Bring the database to the version of this program. Make a copy of it before."""
    from console.views.terminal import emit, say
    from store import Store

    settings = ctx.obj.settings
    settings.home.mkdir(parents=True, exist_ok=True)
    with Store(settings.database_url) as store:
        store.migrate()
    if json:
        emit({"ok": True})
    else:
        say("The database is of the version of this program.")
