"""A rehearsal and the real workflow do the same over a year: every step, its due moment, what came of it."""

import asyncio
import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest
from temporalio.runtime import Runtime

from engine.facts import Event
from engine.language.book import load_rulebook
from engine.rehearse import Rehearsed, rehearse
from engine.relationship import Decision, Firing, Relationship
from notifiers.file import FileNotifier
from notifiers.router import Router
from store import Store
from tests.live.life import Life
from tests.live.listening import Decisions
from tests.live.sample import END, START, Sample, the_sample
from workflows.activities import Activities
from workflows.deciding import StoreDecides
from workflows.delivering import StoreDelivers
from workflows.in_force import Rulebooks
from workflows.publishing import Draft, publish
from workflows.relay import Relay
from workflows.staff import at_work
from workflows.virtual_time import virtual_time
from workflows.waiting import StoreWaiting
from workflows.wake import reconcile

Step: TypeAlias = tuple[str, ...]

MANY = 15
"""Steps in the year of a relationship, at least and on average: fewer would prove little."""

CHANNELS = ("email", "message", "sms", "letter")


async def test_the_richest_relationships_run_alike_both_ways(
    tmp_path: Path, temporal_runtime: Runtime
) -> None:
    """Together they go through every step that any relationship of the sample goes through in its year."""
    with Store.open(f"sqlite:///{tmp_path / 'guanxi.db'}") as store:
        sample = the_sample(store, tmp_path)
        chosen = covering(rehearsed(sample, sample.known.values()))

        await both_ways_agree(sample, chosen, tmp_path, temporal_runtime)


@pytest.mark.campaign
async def test_all_relationships_run_alike_both_ways(tmp_path: Path, temporal_runtime: Runtime) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'guanxi.db'}") as store:
        sample = the_sample(store, tmp_path)

        await both_ways_agree(sample, sorted(sample.known), tmp_path, temporal_runtime)


async def both_ways_agree(sample: Sample, chosen: Sequence[str], folder: Path, runtime: Runtime) -> None:
    store = sample.store
    virtually = {id_: rehearse_one(sample, sample.known[id_])[1] for id_ in chosen}
    rulebooks = Rulebooks(store)
    publish(store, rulebooks, Draft(sample.files, load_rulebook(sample.files)), START)
    as_foretold = {each.id: rehearse_one(sample, each)[0] for each in store.load_many(chosen, split_at=START)}

    await really(sample, rulebooks, chosen, folder, runtime)

    for real in store.load_many(chosen):
        assert_same(real, virtually[real.id])
        assert due_steps(real) == foretold_steps(as_foretold[real.id])
    real_troubles = {(each.trouble.code, each.trouble.subject) for each in store.reports.troubles()}
    assert real_troubles == {(each.code, each.subject) for of in virtually.values() for each in of.troubles}
    assert {each.status for each in store.outbox.messages(limit=100_000)} == {"accepted"}
    assert sum(len(steps(each.firings)) for each in virtually.values()) > MANY * len(chosen)


def assert_same(real: Relationship, virtual: Decision) -> None:
    """Whatever is exact: keys with occurrence and attempt, moments, outcomes, and which facts rules set when."""
    assert steps(real.firings) == steps(virtual.firings)
    assert {each.id: each for each in real.tasks} == {each.id: each for each in virtual.tasks}
    assert facts_set(real.history) == facts_set(virtual.events)


def steps(firings: Iterable[Firing]) -> list[Step]:
    """Every firing since the start, with all that is exact."""
    return sorted(
        (each.due.isoformat(), each.at.isoformat(), each.status, str(each.key))
        for each in firings
        if each.at >= START
    )


def facts_set(events: Iterable[Event]) -> dict[str, tuple[dt.datetime, object]]:
    return {each.id: (each.happened_at, each.facts) for each in events if each.origin == "rule"}


def due_steps(relationship: Relationship) -> list[Step]:
    found = ((each.key, each.due) for each in relationship.firings if each.at >= START)
    return sorted((due.isoformat(), key.rule, key.step, str(key.subject)) for key, due in found)


def foretold_steps(year: Rehearsed) -> list[Step]:
    """What `guanxi rehearse` tells from a store that has lived until the start."""
    return sorted((each.due.isoformat(), each.rule, each.step, str(each.subject)) for each in year.entries)


def rehearse_one(sample: Sample, relationship: Relationship) -> tuple[Rehearsed, Decision]:
    return rehearse(
        sample.plan, sample.with_future(relationship), START, END, answers=sample.answers, renders=True
    )


def rehearsed(sample: Sample, relationships: Iterable[Relationship]) -> list[Rehearsed]:
    return [rehearse_one(sample, each)[0] for each in relationships]


def covering(year: list[Rehearsed]) -> list[str]:
    """Few relationships in whose years everything happens that happens to anybody: the richest first."""
    left = frozenset().union(*(kinds(each) for each in year))
    chosen: list[str] = []
    while left:
        best = max(year, key=lambda each: len(kinds(each) & left))
        left -= kinds(best)
        chosen.append(best.relationship)
    return chosen


def kinds(year: Rehearsed) -> frozenset[Step]:
    """The different things that were done."""
    done = (entry for entry in year.entries if entry.status not in {"passed", "expired"})
    return frozenset((entry.rule, entry.step) for entry in done)


async def really(
    sample: Sample, rulebooks: Rulebooks, chosen: Sequence[str], folder: Path, runtime: Runtime
) -> None:
    """Let each of the chosen relationships live through its year."""
    store = sample.store
    decisions = Decisions()
    notifier = FileNotifier(folder / "outbox")
    activities = Activities(
        StoreDecides(store, rulebooks, decisions),
        StoreDelivers(store, rulebooks, Router(dict.fromkeys(CHANNELS, notifier))),
    )
    waiting = StoreWaiting(store, lambda: START - dt.timedelta(seconds=1))
    async with (
        virtual_time(runtime, running=False) as virtual,
        at_work(virtual.client, activities, Relay(virtual.client, waiting)),
    ):
        await reconcile(virtual.client, waiting)
        lives = {id_: Life(id_, virtual, store, decisions, sample.belonging) for id_ in chosen}
        async with asyncio.TaskGroup() as group:
            for id_, life in lives.items():
                group.create_task(life.live(sample.future.get(id_, ()), sample.answers, END))
