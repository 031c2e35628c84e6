"""`why` and `next`: what a rule thinks of a customer, and what comes."""

from typing import Annotated

import typer

from console.commands.options import Json

Customer = Annotated[str, typer.Argument(help="The customer's number, or its name or a part of it.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(why)
    app.command("next")(next_)


def why(
    ctx: typer.Context,
    customer: Customer,
    rule: Annotated[str, typer.Argument(help="The rule's id or name.")],
    subject: Annotated[
        str | None, typer.Option(metavar="ENTITY/ID", help="Only this one, e.g. invoice/INV-7.")
    ] = None,
    json: Json = False,
) -> None:
    """Say why a rule did or did not act on a customer, sentence by sentence."""
    from console.commands.explaining import answers
    from console.views.names import names_in
    from console.views.terminal import emit, say
    from console.views.why import quiet_line, why_data, why_lines

    asked = answers(ctx.obj, customer, rule, subject)
    names = names_in(ctx.obj.store, asked.book)
    if json:
        emit([why_data(explanation, asked.fired(explanation), names) for explanation in asked.explanations])
        return
    say(names.subject(asked.customer), style="bold")
    if not asked.explanations:
        say(f"There is no {names.entity(asked.rule.who)} that “{names.rule(asked.rule.id)}” could be about.")
    for explanation in asked.telling:
        say("", *why_lines(explanation, asked.rule, asked.fired(explanation), names))
    if asked.quiet:
        say("", quiet_line(asked.quiet, names))


def next_(
    ctx: typer.Context,
    customer: Annotated[
        str | None, typer.Argument(help="The customer's number or name; without it all customers.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=3660, help="So far ahead.")] = 30,
    limit: Annotated[int, typer.Option(min=1, help="At most so many lines, without a customer.")] = 20,
    json: Json = False,
) -> None:
    """Say what happens next if nothing else happens before."""
    from console.commands.foretelling import coming, coming_to
    from console.views.coming import coming_data, show_coming
    from console.views.names import names_in
    from console.views.terminal import emit

    home = ctx.obj
    forecast = coming_to(home, customer, days) if customer else coming(home, days, limit)
    if json:
        emit(coming_data(forecast))
    else:
        show_coming(forecast, names_in(home.store, forecast.book))
