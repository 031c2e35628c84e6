"""`publish`, `event`, `tasks done`: what changes the store and wakes whom it concerns."""

import getpass
import sys
import uuid
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from console.commands.listing import outbox_app, tasks_app
from console.commands.options import Json, Lang, voice

if TYPE_CHECKING:
    from console.commands.waking import Woken
    from console.home import Home
    from engine.facts import Event
    from engine.rulebook import Rulebook
    from store import Ingested, OutboxMessage
    from workflows.publishing import Published

Facts = Annotated[list[str] | None, typer.Argument(metavar="FACT=VALUE", help="E.g. amount='5000 CNY'.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(publish)
    app.command()(event)
    tasks_app.command()(done)
    outbox_app.command()(retry)
    outbox_app.command()(settle)


def publish(
    ctx: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    despite_examples: Annotated[
        bool, typer.Option("--despite-examples", help="Though examples in the files fail.")
    ] = False,
    lang: Lang = None,
    json: Json = False,
) -> None:
    """Check the rule files, say on whom they would act at once, and put them in force."""
    from console.commands.waking import store_then_wake
    from console.home import now
    from console.views.checked import problem_list
    from console.views.problems import problem_data
    from console.views.terminal import complain, emit, say
    from console.views.voice import said
    from engine.problems import warnings_in
    from workflows.publishing import Draft, already_due
    from workflows.publishing import publish as put_in_force

    del lang  # `voice` knows it
    home: Home = ctx.obj
    speaks = voice(ctx)
    at = now()
    book = home.checked_draft() if despite_examples else home.proven_draft()
    warnings = warnings_in(home.findings(book))
    in_force = home.store.rulebooks.in_force()
    if in_force is not None and in_force.hash == book.hash:
        known = said("These rule files are in force already.", speaks.language)
        emit({"hash": book.hash, "changed": False}) if json else say(known)
        return
    due = already_due(home.store, book, at)
    if not json:
        complain(*problem_list(warnings, speaks), style="yellow")
        say(*(said(line, speaks.language) for line in _preview(due)))
    asks = not (yes or json) and (due or sys.stdin.isatty())
    if asks and not typer.confirm(said("Put the rule files in force?", speaks.language)):
        raise typer.Abort
    woken = store_then_wake(
        home,
        lambda: put_in_force(
            home.store, home.rulebooks, Draft(home.files_of(book), book), at, by=getpass.getuser()
        ),
        lambda published: published.moved,
    )
    if json:
        emit({**_published_data(woken, due), "warnings": problem_data(warnings, speaks)})
        return
    decided, fired = woken.stored.decided, woken.stored.fired
    done = f"Rulebook {book.hash[:12]} is in force: {decided} relationships decided, {fired} steps due."
    say(said(done, speaks.language))
    if woken.asleep:
        say(said(woken.asleep, speaks.language))


def _preview(due: "Mapping[str, int]") -> list[str]:
    """What would happen at once: the rules with how many relationships each acts on."""
    if not due:
        return ["No rule would act now, or as soon as hours permit. What is already past is passed over."]
    when = "now, or as soon as hours permit,"
    return [f"{rule} would act {when} on {count} relationships." for rule, count in sorted(due.items())]


def _published_data(woken: "Woken[Published]", due: "Mapping[str, int]") -> dict[str, Any]:
    published = woken.stored
    return {
        "hash": published.hash,
        "changed": True,
        "decided": published.decided,
        "fired": published.fired,
        "passed": published.passed,
        "woken": woken.woken,
        "due": due,
    }


def event(
    ctx: typer.Context,
    kind: Annotated[str, typer.Argument(help="E.g. payment.received, or facts.changed.")],
    subject: Annotated[str, typer.Argument(help="E.g. payment/P-99 or customer/C-17.")],
    facts: Facts = None,
    at: Annotated[
        str | None, typer.Option(help="When it happened, in the company's zone; now if not given.")
    ] = None,
    key: Annotated[str | None, typer.Option("--id", help="Its own id: posted twice, it counts once.")] = None,
    new: Annotated[bool, typer.Option("--new", help="The customer is a new one.")] = False,
    json: Json = False,
) -> None:
    """Post one event, e.g. guanxi event payment.received payment/P-99 invoice=INV-7 amount='5000 CNY'."""
    from console.commands.rulebook import book_in_force
    from console.home import now
    from engine.problems import Place
    from intake.happenings import parse_event, parse_moment

    home: Home = ctx.obj
    book = book_in_force(home) or home.draft()
    recorded = now()
    zone = book.vocabulary.working_time.zone
    happened = parse_moment(at, zone, Place("--at")) if at else recorded
    posted = parse_event(
        kind,
        subject,
        facts or [],
        book.vocabulary,
        event_id=key or str(uuid.uuid4()),
        at=happened,
        recorded_at=recorded,
    )
    _take_in(home, posted, book, new_customer=new, as_json=json)


def done(
    ctx: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help="Its number, as `guanxi tasks` lists it.")],
    outcome: Annotated[str, typer.Argument(help="One of the task's outcomes.")],
    fields: Annotated[
        list[str] | None, typer.Argument(metavar="FIELD=VALUE", help="E.g. date=2026-03-20.")
    ] = None,
    json: Json = False,
) -> None:
    """Answer a task, e.g. guanxi tasks done 3f2a promised date=2026-03-20."""
    from console.commands.finding import find_task
    from console.commands.rulebook import looking
    from console.home import now
    from intake.answers import answer_event

    home: Home = ctx.obj
    book = looking(home).plan.book
    task = find_task(home.store, id_).task
    answer = answer_event(
        task, outcome, _fields_of(fields or []), now(), book, directory=home.store.directory().facts
    )
    _take_in(home, answer, book, new_customer=False, as_json=json)


def _fields_of(pairs: list[str]) -> dict[str, str]:
    from engine.problems import Place, Problem, ProblemsFound

    given: dict[str, str] = {}
    problems: list[Problem] = []
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign:
            what = f"“{pair}” is no field of an answer."
            problems.append(Problem("wrong-field", Place(), what, f"Write its name first, e.g. date={pair}."))
        elif name in given:
            problems.append(Problem("wrong-field", Place(), f"“{name}” is given twice.", "Give it once."))
        given[name] = value
    if problems:
        raise ProblemsFound(problems)
    return given


def retry(
    ctx: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help="Its number, as `guanxi outbox` lists it.")],
) -> None:
    """Have a message sent again that is uncertain, or was refused and now has a better address."""
    from console.commands.finding import find_message
    from console.home import now

    home: Home = ctx.obj
    found = find_message(home.store, id_)
    _change_message(
        home, found, lambda: home.store.outbox.retry(found.message.key, now(), "Sent again by a person.")
    )


def settle(
    ctx: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help="Its number, as `guanxi outbox` lists it.")],
    arrived: Annotated[bool, typer.Option("--arrived/--lost", help="Whether it reached its recipient.")],
) -> None:
    """Say what became of an uncertain message; the ladder goes on when it arrived."""
    from console.commands.finding import find_message
    from console.home import now

    home: Home = ctx.obj
    found = find_message(home.store, id_)
    key, outbox = found.message.key, home.store.outbox
    if arrived:
        _change_message(home, found, lambda: outbox.mark_accepted(key, now(), "settled by a person"))
    else:
        _change_message(home, found, lambda: outbox.mark_dropped(key, now(), "Lost, says a person."))


def _change_message(home: "Home", found: "OutboxMessage", change: "Callable[[], bool]") -> None:
    from console.commands.waking import store_then_wake
    from console.views.terminal import say
    from engine.problems import Place, Problem, ProblemsFound

    woken = store_then_wake(home, change, lambda changed: [int(found.relationship)] if changed else [])
    if not woken.stored:
        what = f"The message is {found.status} already; nothing was changed."
        raise ProblemsFound([Problem("message-settled", Place(), what)])
    say("Done.")
    _say_asleep(woken)


def _take_in(home: "Home", posted: "Event", book: "Rulebook", *, new_customer: bool, as_json: bool) -> None:
    """Store an event and wake its relationship; a refusal is a problem like any other."""
    from console.commands.waking import store_then_wake
    from console.views.terminal import emit, say
    from engine.problems import Place, Problem, ProblemsFound
    from store import Belonging

    belonging = Belonging.of(book.vocabulary)
    woken = store_then_wake(
        home,
        lambda: home.store.ingest([posted], belonging=belonging, new_customers=new_customer),
        lambda ingested: _concerned(home, ingested),
    )
    ingested: Ingested = woken.stored
    if ingested.rejected:
        raise ProblemsFound(
            [
                Problem("refused", Place(), f"{each.event.subject}: {each.reason}")
                for each in ingested.rejected
            ]
        )
    if as_json:
        emit({"event": posted.id, "new": ingested.new, "unchanged": ingested.unchanged, "woken": woken.woken})
        return
    say("Stored." if ingested.new else "It was known already; nothing changed.")
    _say_asleep(woken)


def _concerned(home: "Home", ingested: "Ingested") -> list[int]:
    """The relationships with something new, and those that refer to people or units of whom something changed."""
    referring = home.store.referring_to(ingested.directory) if ingested.directory else frozenset()
    return sorted(int(each) for each in ingested.touched | referring)


def _say_asleep(woken: "Woken[Any]") -> None:
    from console.views.terminal import say

    if woken.asleep:
        say(woken.asleep)
