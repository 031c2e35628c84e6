"""Lets the rulebook in force run ahead, with nothing happening: what `next` tells."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from console.commands.finding import NotFound, find_customer
from console.commands.rulebook import Looking, looking
from console.home import Home, now
from console.views.progress import shown
from console.views.shortness import NO_CUSTOMERS
from engine.facts import SubjectRef
from engine.rehearse import Entry, rehearse
from engine.relationship import Relationship, Task
from engine.rulebook import Rulebook
from store import Store

MOST_AT_ONCE = 500
"""Relationships loaded at once."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to come."""

    customer: SubjectRef
    entry: Entry


@dataclass(frozen=True, slots=True)
class Forecast:
    """What comes from *start* to *end*, in order of time. *customer* is None when it is about all of them."""

    book: Rulebook
    customer: SubjectRef | None
    start: dt.datetime
    end: dt.datetime
    steps: Sequence[Step]
    tasks: Sequence[Task] = ()


def coming_to(home: Home, customer: str, days: int) -> Forecast:
    """All that comes to one customer in so many days, and its open tasks.

    Raises:
        NotFound, NotUnique: the customer.
        NothingPublished: no rulebook is in force.
    """
    row = find_customer(home.store, customer)
    view = looking(home)
    start = now()
    end = start + dt.timedelta(days=days)
    relationship = home.store.load(row.relationship)
    tasks = sorted((task for task in relationship.tasks if task.status == "open"), key=lambda task: task.due)
    steps = list(_steps(view, relationship, start, end))
    return Forecast(view.plan.book, relationship.customer, start, end, steps, tasks)


def coming(home: Home, days: int, limit: int) -> Forecast:
    """The first things that come to any customer.

    Raises:
        NotFound: there are no customers.
        NothingPublished: no rulebook is in force.
    """
    start = now()
    end = start + dt.timedelta(days=days)
    ids = _soonest_first(home.store, start, end)
    view = looking(home)
    found: list[Step] = []
    for page in shown(list(_pages(ids)), "Looking ahead"):
        if len(found) == limit and page[0][0] > found[-1].entry.at:
            break  # what is left comes later than all that was found
        for relationship in home.store.load_many([id_ for _, id_ in page]):
            steps = _steps(view, relationship, start, end)
            found = heapq.nsmallest(limit, [*found, *steps], key=_order)
    return Forecast(view.plan.book, None, start, end, found)


def _pages(ids: list[tuple[dt.datetime, str]]) -> Iterator[list[tuple[dt.datetime, str]]]:
    """Few at first: mostly they are enough."""
    size, at = 50, 0
    while at < len(ids):
        yield ids[at : at + size]
        size, at = MOST_AT_ONCE, at + size


def _soonest_first(store: Store, start: dt.datetime, end: dt.datetime) -> list[tuple[dt.datetime, str]]:
    """Everybody to whom something may come, with the earliest moment at which it may."""
    if not store.positions(limit=1):
        raise NotFound(NO_CUSTOMERS)
    earliest: dict[str, dt.datetime] = {}
    after = "0"
    while page := store.due(end, after=after):
        earliest |= {each.id: each.next_due or start for each in page}
        after = page[-1].id
    after = "0"
    while page := store.undecided(start, after=after):
        earliest |= {each.id: start for each in page}
        after = page[-1].id
    return sorted((max(due, start), id_) for id_, due in earliest.items())


def _steps(view: Looking, relationship: Relationship, start: dt.datetime, end: dt.datetime) -> Iterator[Step]:
    start = max(start, relationship.decided_until or start)
    rehearsed, _ = rehearse(view.plan, relationship, start, end, activated=view.terms.activated)
    for entry in rehearsed.entries:
        if entry.status in {"claimed", "done"}:
            yield Step(relationship.customer, entry)


def _order(step: Step) -> tuple[dt.datetime, SubjectRef, str, str]:
    return (step.entry.at, step.customer, step.entry.rule, step.entry.step)
