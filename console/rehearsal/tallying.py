"""What comes of rehearsing many relationships, small enough to be carried from process to process."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.facts import Event
from engine.rehearse import Deed, Entry, Rehearsed

MOST_TOLD = 12
"""Timelines that are kept to choose from."""


class Cell(NamedTuple):
    """What is counted together: a step of a rule in a month, with what it did."""

    month: str
    rule: str
    step: str
    deeds: tuple[tuple[Deed, str], ...]
    is_again: bool


class Span(NamedTuple):
    """From when until when happenings of a kind are known."""

    first: dt.datetime
    last: dt.datetime

    def wider(self, other: Span) -> Span:
        return Span(min(self.first, other.first), max(self.last, other.last))


class Told(NamedTuple):
    """A relationship whose timeline may be shown, with what happened to it besides what the rules did."""

    rehearsed: Rehearsed
    events: tuple[Event, ...]


@dataclass(slots=True)
class Tally:
    """What came of some relationships. *told* are those whose year is richest; *undecided* were never decided."""

    relationships: int = 0
    undecided: int = 0
    replayed: int = 0
    future_used: int = 0
    cells: Counter[Cell] = field(default_factory=Counter)
    withdrawn: int = 0
    told: list[Told] = field(default_factory=list)
    troubles: Counter[str] = field(default_factory=Counter)
    known: dict[str, Span] = field(default_factory=dict)
    entries: list[Rehearsed] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Take in what came of the next page."""
        self.relationships += other.relationships
        self.undecided += other.undecided
        self.replayed += other.replayed
        self.future_used += other.future_used
        self.cells += other.cells
        self.withdrawn += other.withdrawn
        self.told = richest([*self.told, *other.told], MOST_TOLD)
        self.troubles += other.troubles
        for kind, span in other.known.items():
            self.known[kind] = span.wider(self.known.get(kind, span))
        self.entries += other.entries


def richest(told: Iterable[Told], most: int) -> list[Told]:
    """Those in whose time the most different things happen; of equals the one with the lower id."""
    ranked = sorted(
        told, key=lambda each: (-len(kinds(each.rehearsed.entries)), int(each.rehearsed.relationship))
    )
    return ranked[:most]


def kinds(entries: Iterable[Entry]) -> frozenset[tuple[str, str]]:
    """The different things that happened: rules with their steps."""
    return frozenset((entry.rule, entry.step.partition("/")[0]) for entry in entries if happened(entry))


def happened(entry: Entry) -> bool:
    """Whether the step was done. What was begun and withdrawn later was; what was passed over or late was not."""
    return entry.status not in {"passed", "expired"}
