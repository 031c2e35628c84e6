"""`customers`, `timeline`, `tasks`, `outbox`, `troubles`: what the store has."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from console.commands.options import Json

if TYPE_CHECKING:
    from console.views.names import Names

Limit = Annotated[int, typer.Option(min=1, help="At most so many.")]

Status = Literal["pending", "failed", "uncertain", "accepted", "dropped", "withdrawn"]

tasks_app = typer.Typer(invoke_without_command=True, help="List the work of people, the soonest due first.")
outbox_app = typer.Typer(invoke_without_command=True, help="List the messages, the newest first.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(customers)
    app.command()(timeline)
    app.add_typer(tasks_app, name="tasks")
    app.add_typer(outbox_app, name="outbox")
    app.command()(troubles)


def customers(ctx: typer.Context, limit: Limit = 1000, json: Json = False) -> None:
    """List the customers with their stage, and when something is due next."""
    from console.views.lists import customers_data, show_customers
    from console.views.terminal import emit

    found = ctx.obj.store.reports.customers(limit=limit)
    if json:
        emit(customers_data(found))
    else:
        show_customers(found, _names(ctx))


def timeline(
    ctx: typer.Context,
    customer: Annotated[str, typer.Argument(help="The customer's number, or its name or a part of it.")],
    limit: Annotated[int | None, typer.Option(min=1, help="Only the last so many.")] = None,
    json: Json = False,
) -> None:
    """Tell what happened with one customer, in order."""
    from console.commands.finding import find_customer
    from console.views.data import item_data, moment
    from console.views.terminal import emit, say
    from console.views.timeline import story
    from engine.facts import SubjectRef

    row = find_customer(ctx.obj.store, customer)
    names = _names(ctx)
    told = story(ctx.obj.store.timeline(row.relationship), names)[-(limit or 0) :]
    if json:
        emit([{"at": moment(h.at), "text": h.text, **item_data(h.item)} for h in told])
        return
    say(names.subject(SubjectRef("customer", row.customer)), style="bold")
    say(*(f"{names.moment(h.at):>17}  {h.text}" for h in told))


@tasks_app.callback()
def tasks(
    ctx: typer.Context,
    to: Annotated[
        str | None, typer.Option(metavar="PERSON", help="Only those of this person or team.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Those that are closed too.")] = False,
    limit: Limit = 1000,
    json: Json = False,
) -> None:
    """List the work of people, the soonest due first. Answer one with `guanxi tasks done`."""
    if ctx.invoked_subcommand:
        return
    from console.commands.finding import tasks_of
    from console.home import now
    from console.views.lists import show_tasks, tasks_data
    from console.views.terminal import emit

    found = tasks_of(ctx.obj.store, to, everything=everything, limit=limit)
    if json:
        emit(tasks_data(found, now()))
    else:
        show_tasks(found, now(), _names(ctx))


@outbox_app.callback()
def outbox(
    ctx: typer.Context,
    status: Annotated[Status | None, typer.Option(help="Only those of this status.")] = None,
    limit: Limit = 1000,
    json: Json = False,
) -> None:
    """List the messages, the newest first."""
    if ctx.invoked_subcommand:
        return
    from console.views.lists import messages_data, show_messages
    from console.views.terminal import emit

    found = ctx.obj.store.outbox.messages(status=status, limit=limit)
    if json:
        emit(messages_data(found))
    else:
        show_messages(found, _names(ctx))


@outbox_app.command()
def show(
    ctx: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help="Its number, as `guanxi outbox` lists it.")],
    json: Json = False,
) -> None:
    """Print one message."""
    from console.commands.finding import find_message
    from console.views.lists import messages_data, show_message
    from console.views.terminal import emit

    found = find_message(ctx.obj.store, id_)
    if json:
        emit(messages_data([found])[0])
    else:
        show_message(found, _names(ctx))


def troubles(ctx: typer.Context, limit: Limit = 100, json: Json = False) -> None:
    """List what a person must look at, the newest first."""
    from console.views.lists import show_troubles, troubles_data
    from console.views.terminal import emit

    found = ctx.obj.store.reports.troubles(limit)
    if json:
        emit(troubles_data(found))
    else:
        show_troubles(found, _names(ctx))


def _names(ctx: typer.Context) -> "Names":
    from console.commands.rulebook import book_in_force
    from console.views.names import names_in

    return names_in(ctx.obj.store, book_in_force(ctx.obj))
