"""What a rehearsal supposes: which rules, which future, which answers, which facts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from console.rehearsal.replaying import Assumed, Job
from console.rehearsal.tallying import Tally
from engine.facts import Event
from engine.language.book import load_rulebook
from engine.language.scalars import parse_value
from engine.plan import Plan
from engine.problems import Place, Problem, ProblemsFound, did_you_mean
from engine.rulebook import Rulebook
from engine.vocabulary import Vocabulary
from intake.answers import read_habits
from intake.happenings import read_events, told_fact
from intake.sample import ANSWERS_FILE, FUTURE_FILE
from workflows.in_force import NothingPublished

if TYPE_CHECKING:
    from console.home import Home

NONE = "none"

SECOND = dt.timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How to rehearse. *future* and *answers* are files, ``none``, or None for those of the sample where there is one."""

    rules: Sequence[str] = ()
    as_live: bool = False
    in_force: bool = False
    future: str | None = None
    answers: str | None = None
    assume: Sequence[str] = ()
    processes: int = 0
    keeps_entries: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """The work for the processes, and what is to be told of it.

    *source* is where the rules come from; *future* and *answers* are files, None for none; *from_sample* says that
    one of them is the sample's. *outside* counts happenings of the file that are not in the stretch.
    """

    job: Job
    plan: Plan
    first: dt.date
    last: dt.date
    source: str
    future: Path | None
    answers: Path | None
    from_sample: bool
    outside: int

    @property
    def book(self) -> Rulebook:
        return self.plan.book


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What was supposed, and what came of it."""

    supposed: Supposed
    tally: Tally


def suppose(home: Home, first: dt.date, last: dt.date, wishes: Wishes) -> Supposed:
    """Read and check everything that was wished, before any work.

    Raises:
        ProblemsFound: a rule that does not exist or is not on, a file that cannot be read, a fact of the wrong type.
        NothingPublished: the rulebook in force was asked for, and there is none.
    """
    source, files = _rules(home, in_force=wishes.in_force)
    book = load_rulebook(files)
    only = frozenset(wishes.rules) or None
    plan = Plan(book, as_live=wishes.as_live, only=only)
    _check_rules(plan, only)
    start, end = plan.calendar.start_of(first), plan.calendar.start_of(last + dt.timedelta(days=1)) - SECOND
    future = _file(wishes.future, home.settings.sample / FUTURE_FILE)
    answers = _file(wishes.answers, home.settings.sample / ANSWERS_FILE)
    events = _events(future, book.vocabulary)
    if answers is not None:
        read_habits(answers, plan.calendar, book)
    ahead = tuple(event for event in events if start < event.happened_at <= end)
    job = Job(
        database=home.settings.database_url,
        files=files,
        only=only,
        as_live=wishes.as_live,
        start=start,
        end=end,
        activated=home.store.rulebooks.activations(),
        future=ahead,
        answers=answers,
        assumed=tuple(assumed(wishes.assume, book.vocabulary)),
        keeps_entries=wishes.keeps_entries,
    )
    return Supposed(
        job=job,
        plan=plan,
        first=first,
        last=last,
        source=source,
        future=future,
        answers=answers,
        from_sample=(wishes.future is None and future is not None)
        or (wishes.answers is None and answers is not None),
        outside=len(events) - len(ahead),
    )


def assumed(texts: Iterable[str], vocabulary: Vocabulary) -> Iterator[Assumed]:
    """``customer.stage=maturity,invoice.disputed=no``, typed by the vocabulary.

    Raises:
        ProblemsFound: no such fact, a computed one, or a value of the wrong type.
    """
    for text in texts:
        for pair in re.split(r",(?=\s*\w+\.\w+\s*=)", text):
            path, sign, value = (part.strip() for part in pair.partition("="))
            entity, _, name = path.partition(".")
            place = Place(f"--assume {pair.strip()}")
            if not (sign and value and name):
                raise ProblemsFound(
                    [
                        Problem(
                            "bad-pair",
                            place,
                            "This is no fact with a value.",
                            "Write customer.stage=maturity.",
                        )
                    ]
                )
            if entity not in vocabulary.entities:
                what = f"There is no entity “{entity}”."
                raise ProblemsFound(
                    [Problem("unknown-entity", place, what, did_you_mean(entity, vocabulary.entities))]
                )
            fact = told_fact(name, entity, vocabulary, place)
            yield Assumed(
                entity, fact.name, parse_value(value, fact.type, place, zone=vocabulary.working_time.zone)
            )


def _rules(home: Home, *, in_force: bool) -> tuple[str, dict[str, bytes]]:
    if not in_force:
        return f"the files in {home.settings.rules}", dict(home.draft_files())
    publication = home.store.rulebooks.in_force()
    if publication is None:
        raise NothingPublished
    return "the one in force", dict(home.store.rulebooks.files(publication.hash))


def _check_rules(plan: Plan, only: frozenset[str] | None) -> None:
    """Every rule that was named exists and is on."""
    known = {rule.id: rule for rule in plan.book.moves_and_rules}
    problems = []
    for name in sorted(only or ()):
        place = Place(f"--rule {name}")
        if name not in known:
            mend = did_you_mean(name, known) or f"The rules are: {', '.join(sorted(known))}."
            problems.append(Problem("unknown-rule", place, f"There is no rule “{name}”.", mend))
        elif name not in plan.by_id:
            what = f"The status of “{name}” is {known[name].status}: it would do nothing."
            problems.append(Problem("rule-is-off", place, what, "Add --as-live to rehearse it all the same."))
    if problems:
        raise ProblemsFound(problems)


def _file(wished: str | None, of_sample: Path) -> Path | None:
    if wished is None:
        return of_sample if of_sample.is_file() else None
    return None if wished == NONE else Path(wished)


def _events(file: Path | None, vocabulary: Vocabulary) -> Sequence[Event]:
    if file is None:
        return ()
    events, problems = read_events(file, vocabulary)
    if problems:
        raise ProblemsFound(problems)
    return events
