"""`sample`: a synthetic company to look at."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from console.commands.options import Json
from engine.problems import Place, Problem, ProblemsFound

if TYPE_CHECKING:
    from console.home import Home
    from engine.vocabulary import Vocabulary
    from intake.sample import SampleCompany
    from store import Ingested

SEED = 7


@dataclass(frozen=True, slots=True)
class Sampled:
    """What was made: subjects by entity, how much is known of them, how much of a future was made up beside it."""

    seed: int
    today: dt.date
    subjects: dict[str, int]
    events: int
    future_events: int
    future: Path
    answers: Path
    touched: frozenset[str]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(sample)


def sample(
    ctx: typer.Context,
    seed: Annotated[int, typer.Option(min=0, help="Another number makes another history.")] = SEED,
    json: Json = False,
) -> None:
    """Make a synthetic company of 60 customers with 18 months behind it, and a made-up year ahead for rehearsals."""
    from console.commands.waking import store_then_wake
    from console.views.terminal import emit, say

    woken = store_then_wake(
        ctx.obj,
        lambda: make_sample(ctx.obj, (lambda _line: None) if json else say, seed),
        lambda made: (int(each) for each in made.touched),
    )
    if json:
        emit(sampled_data(woken.stored))
    else:
        say("Next: guanxi publish, then guanxi rehearse --from DATE --to DATE, or guanxi up for all of it.")


def make_sample(home: Home, say: Callable[[str], None], seed: int = SEED) -> Sampled:
    """Write the sample into an empty store, and its labelled future beside it.

    Raises:
        ProblemsFound: the store holds customers already; nothing is written.
    """
    from console.home import now
    from intake.sample import ANSWERS_FILE, FUTURE_FILE, sample_company

    _refuse_where_customers_are(home)
    at = now()
    vocabulary = home.draft().vocabulary
    today = at.astimezone(ZoneInfo(vocabulary.working_time.zone)).date()
    made = sample_company(today, at, seed)
    folder = home.settings.sample
    _write_files(folder, made)
    ingested = _ingest(home, made, vocabulary)
    told = Sampled(
        seed=seed,
        today=today,
        subjects=dict(Counter(subject.entity for subject in {event.subject for event in made.events})),
        events=ingested.new,
        future_events=len(made.future),
        future=folder / FUTURE_FILE,
        answers=folder / ANSWERS_FILE,
        touched=ingested.touched,
    )
    _tell(told, say)
    return told


def sampled_data(made: Sampled) -> dict[str, Any]:
    """For programs."""
    return {
        "synthetic": True,
        "seed": made.seed,
        "today": made.today.isoformat(),
        "subjects": made.subjects,
        "events": made.events,
        "future_events": made.future_events,
        "future": str(made.future),
        "answers": str(made.answers),
    }


def _refuse_where_customers_are(home: Home) -> None:
    if home.store.positions(limit=1):
        what = "The store holds customers already; a sample among them could not be told from them."
        mend = f"Give the sample a data directory of its own: guanxi --home DIR sample (this one is {home.settings.home})."
        raise ProblemsFound([Problem("not-empty", Place(), what, mend)])


def _write_files(folder: Path, made: SampleCompany) -> None:
    """The future, the answers, and what they are."""
    from intake.sample import ANSWERS_FILE, FUTURE_FILE, READ_ME, future_text

    folder.mkdir(parents=True, exist_ok=True)
    (folder / FUTURE_FILE).write_text(future_text(made.future), encoding="utf-8")
    (folder / ANSWERS_FILE).write_text(made.answers, encoding="utf-8")
    (folder / "README.txt").write_text(READ_ME, encoding="utf-8")


def _ingest(home: Home, made: SampleCompany, vocabulary: Vocabulary) -> Ingested:
    from console.views.progress import shown
    from store import Belonging, Ingested
    from store.ingest import BATCH

    batches = home.store.ingest_batches(made.events, belonging=Belonging.of(vocabulary))
    count = -(-len(made.events) // BATCH)
    ingested = sum(shown(batches, "Making the sample company", count), start=Ingested())
    if ingested.rejected:
        raise ProblemsFound(
            Problem("sample", Place(), f"{each.event.id}: {each.reason}") for each in ingested.rejected[:10]
        )
    return ingested


def _tell(made: Sampled, say: Callable[[str], None]) -> None:
    counts = made.subjects
    say(
        f"A sample company was made: {counts['unit']} units, {counts['person']} people, {counts['customer']} customers, "
        f"{counts['order']} orders, {counts['invoice']} invoices, {counts['payment']} payments up to {made.today}."
    )
    say(f"All of it is synthetic (seed {made.seed}): nobody in it is real.")
    say(
        f"A made-up next year for rehearsals, {made.future_events} happenings, and how people answer: {made.future.parent}"
    )
