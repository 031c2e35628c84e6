"""The sample company as a test takes it: in a store, with its rules, its made-up future and its people's habits."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from console.home import read_rule_files
from console.settings import SHIPPED_RULES
from engine.decide import Answers
from engine.facts import Event
from engine.language.book import load_rulebook
from engine.plan import Plan
from engine.rehearse import belonging
from engine.relationship import Relationship, Task
from intake.answers import read_habits
from intake.sample import sample_company
from store import Belonging, Store

TODAY = dt.date(2031, 3, 3)
"""A Monday of a year that will have a 29 February in it. Fixed, so that every run has the same events; the virtual
clocks of workflows begin at the real time, and sleep until then."""

START = dt.datetime(2031, 3, 2, 16, tzinfo=dt.UTC)
"""Midnight in Shanghai, when TODAY begins."""

END = dt.datetime(2032, 3, 2, 16, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Sample:
    """*known* are the relationships before any decision, *future* their events to come, both by surrogate id."""

    store: Store
    files: Mapping[str, bytes]
    plan: Plan
    events: Sequence[Event]
    known: Mapping[str, Relationship]
    future: Mapping[str, Sequence[Event]]
    answers: Answers
    belonging: Belonging

    def with_future(self, relationship: Relationship) -> Relationship:
        """As a rehearsal takes it: what will happen is pending."""
        pending = (*relationship.pending, *self.future.get(relationship.id, ()))
        return replace(relationship, pending=tuple(sorted(pending, key=lambda event: event.order)))


def the_sample(store: Store, folder: Path) -> Sample:
    """Fill *store*; nothing is published and nothing decided."""
    files = read_rule_files(SHIPPED_RULES)
    plan = Plan(load_rulebook(files))
    book = plan.book
    company = sample_company(TODAY, START - dt.timedelta(hours=1))
    ingested = store.ingest(company.events, belonging=Belonging.of(book.vocabulary))
    assert not ingested.rejected
    known = {each.id: each for each in store.load_many()}
    references = {
        name: [(fact.name, fact.type.entity) for fact in entity.facts.values() if fact.type.entity]
        for name, entity in book.vocabulary.entities.items()
    }
    owners = {event.subject: each.id for each in known.values() for event in each.pending}
    future, strays = belonging([_odd(event) for event in company.future], owners, references)
    assert not strays
    habits = folder / "answers.yaml"
    habits.write_text(company.answers, encoding="utf-8")
    people = read_habits(habits, plan.calendar, book)

    def answer(task: Task) -> Event | None:
        event = people.answer(task)
        return event and _odd(event, dt.timedelta(seconds=23))

    return Sample(store, files, plan, company.events, known, future, answer, Belonging.of(book.vocabulary))


def _odd(event: Event, by: dt.timedelta = dt.timedelta(seconds=11)) -> Event:
    """A little later: what falls on the very second at which a step is due may come before it or after it."""
    return replace(event, happened_at=event.happened_at + by, recorded_at=event.recorded_at + by)
