"""The first run on an empty data directory: a sample company, the rules in force, its next year rehearsed."""

from __future__ import annotations

import datetime as dt
import getpass
import sys

from rich.progress import Progress

from console.commands.rehearsing import rehearse_and_show
from console.commands.sampling import make_sample
from console.home import Home, now
from console.views.terminal import console, say
from engine.values import Duration
from workflows.publishing import Draft, Published, publish

YEAR = Duration(months=12)


def first_run(home: Home) -> None:
    """Make the sample, put the shipped rules in force, rehearse the next twelve months and show them.

    Raises:
        ProblemsFound: the rule files have problems; then no sample is made either.
    """
    book = home.draft()
    draft = Draft(home.files_of(book), book)
    made = make_sample(home, say)
    published = _publish(home, draft, made.subjects["customer"])
    say(
        f"Rulebook {published.hash[:12]} is in force for {published.decided} relationships; "
        "what was already past is passed over.",
        "",
    )
    calendar = home.rulebooks.current().plan.calendar
    last = calendar.add_to_date(made.today, YEAR) - dt.timedelta(days=1)
    rehearse_and_show(home, made.today, last)
    say("")


def _publish(home: Home, draft: Draft, relationships: int) -> Published:
    bar = Progress(console=console(sys.stderr), transient=True, disable=not sys.stderr.isatty())
    with bar:
        task = bar.add_task("Putting the rules in force", total=relationships)
        return publish(
            home.store,
            home.rulebooks,
            draft,
            now(),
            by=getpass.getuser(),
            progress=lambda done: bar.update(task, completed=done),
        )
