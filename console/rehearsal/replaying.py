"""Rehearses many relationships, a page at a time, in as many processes as there are cores."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import signal
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Self

from console.rehearsal.tallying import MOST_TOLD, Cell, Span, Tally, Told, happened, richest
from engine.facts import Event
from engine.language.book import load_rulebook
from engine.plan import Plan
from engine.rehearse import Rehearsed, belonging, rehearse
from engine.relationship import Relationship
from engine.values import Value
from intake.answers import read_habits
from store import Store

LARGEST_PAGE = 200
"""Relationships in memory at once, in each process."""

PAGES_EACH = 8
"""So many pages for each process, at least: they finish at about the same time, and a bar can be seen to move."""


class Assumed(NamedTuple):
    """A fact that every subject of an entity is supposed to have from the start."""

    entity: str
    fact: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What every process needs to know. *files* are the rulebook's, *answers* a file of habits."""

    database: str
    files: Mapping[str, bytes]
    only: frozenset[str] | None
    as_live: bool
    start: dt.datetime
    end: dt.datetime
    activated: Mapping[str, dt.datetime] = field(default_factory=dict)
    future: tuple[Event, ...] = ()
    answers: Path | None = None
    assumed: tuple[Assumed, ...] = ()
    keeps_entries: bool = False

    def plan(self) -> Plan:
        """The rulebook, compiled."""
        return Plan(load_rulebook(self.files), as_live=self.as_live, only=self.only)


def replay(job: Job, pages: Sequence[Sequence[str]], processes: int) -> Iterator[Tally]:
    """What came of each page of ids, in their order; the same whatever the number of processes."""
    if processes == 1 or len(pages) <= 1:
        with Replay(job) as here:
            yield from map(here.page, pages)
        return
    # Not forked: a database connection does not survive that.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, spawn, _begin, (job,)) as pool:
        try:
            yield from _in_order(pool, pages, processes)
        except BaseException:  # Ctrl-C too: pages not begun are not waited for
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def pages_of(ids: Sequence[str], processes: int) -> Iterator[Sequence[str]]:
    """Pages of the ids, small enough that every process has something to do."""
    size = max(1, min(LARGEST_PAGE, len(ids) // (processes * PAGES_EACH)))
    return (ids[start : start + size] for start in range(0, len(ids), size))


class Replay:
    """One process: its connection to the store, and the rulebook compiled once."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._plan = job.plan()
        self._store = Store(job.database)
        self._references = {
            name: [(fact.name, fact.type.entity) for fact in entity.facts.values() if fact.type.entity]
            for name, entity in self._plan.book.vocabulary.entities.items()
        }
        book, calendar = self._plan.book, self._plan.calendar
        self._answers = read_habits(job.answers, calendar, book).answer if job.answers else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._store.close()

    def page(self, ids: Sequence[str]) -> Tally:
        """Rehearse a page."""
        tally = Tally()
        page = list(self._store.load_many(ids, split_at=self._job.start))
        future = self._future(page)
        for relationship in page:
            self._note(relationship, tally)
            ahead = future.get(relationship.id, [])
            tally.future_used += len(ahead)
            self._rehearse(relationship, ahead, tally)
        tally.told = richest(tally.told, MOST_TOLD)
        return tally

    def _future(self, page: Sequence[Relationship]) -> dict[str, list[Event]]:
        """The made-up happenings of each relationship that it does not know yet."""
        if not self._job.future:
            return {}
        known = {event.id for each in page for event in (*each.history, *each.pending)}
        owners = {event.subject: each.id for each in page for event in (*each.history, *each.pending)} | {
            each.customer: each.id for each in page
        }
        events = (event for event in self._job.future if event.id not in known)
        return belonging(events, owners, self._references)[0]

    def _note(self, relationship: Relationship, tally: Tally) -> None:
        tally.relationships += 1
        tally.undecided += relationship.decided_until is None
        tally.replayed += sum(event.happened_at <= self._job.end for event in relationship.pending)
        for event in (*relationship.history, *relationship.pending):
            at, span = event.happened_at, tally.known.get(event.kind)
            if event.origin != "rule" and (span is None or not span.first <= at <= span.last):
                tally.known[event.kind] = Span(at, at).wider(span or Span(at, at))

    def _rehearse(self, relationship: Relationship, ahead: Sequence[Event], tally: Tally) -> None:
        job, plan = self._job, self._plan
        pending = sorted(
            (*self._supposed(relationship), *relationship.pending, *ahead), key=lambda event: event.order
        )
        rehearsed, _ = rehearse(
            plan,
            replace(relationship, pending=tuple(pending)),
            job.start,
            job.end,
            activated=job.activated,
            answers=self._answers,
        )
        self._count(rehearsed, tally)
        if rehearsed.entries:
            tally.told.append(Told(rehearsed, tuple(pending)))

    def _supposed(self, relationship: Relationship) -> Iterator[Event]:
        """The assumed facts, as if somebody had told them at the start."""
        job = self._job
        known = {relationship.customer, *relationship.directory}
        known |= {event.subject for event in relationship.history}
        for ref in sorted(known):
            facts: dict[str, Value | None] = {
                each.fact: each.value for each in job.assumed if each.entity == ref.entity
            }
            if facts:
                id_ = f"assumed/{ref.entity}/{ref.id}"
                yield Event(id_, "facts.changed", ref, job.start, job.start, facts, "person")

    def _count(self, rehearsed: Rehearsed, tally: Tally) -> None:
        for entry in rehearsed.entries:
            if happened(entry):
                month = f"{self._plan.calendar.date_of(entry.at):%Y-%m}"
                tally.cells[Cell(month, entry.rule, entry.step, entry.deeds, entry.is_again)] += 1
                tally.withdrawn += entry.status == "withdrawn"
        tally.troubles.update(rehearsed.troubles)
        if self._job.keeps_entries:
            tally.entries.append(rehearsed)


def _in_order(pool: ProcessPoolExecutor, pages: Sequence[Sequence[str]], processes: int) -> Iterator[Tally]:
    """Only a few pages are under way at once, so that results do not pile up."""
    waiting, under_way = iter(pages), deque[Future[Tally]]()
    while True:
        room = 2 * processes - len(under_way)
        with _deaf_to_ctrl_c():
            under_way.extend(pool.submit(_page, page) for page in islice(waiting, room))
        if not under_way:
            return
        yield under_way.popleft().result()


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Processes begun here never hear of Ctrl-C, not even while they import: it is for the one that began them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


_here: Replay | None = None
"""The one of this process."""


def _begin(job: Job) -> None:
    global _here  # noqa: PLW0603 - a process of a pool has no other place for what it keeps
    _here = Replay(job)


def _page(ids: Sequence[str]) -> Tally:
    assert _here is not None  # noqa: S101 - `_begin` has run
    return _here.page(ids)
