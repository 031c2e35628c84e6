"""The rulebook in force, for looking only: without durable_rules and its trial, which only deciding needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from console.home import Home
from engine.decide import Terms
from engine.language.book import load_rulebook
from engine.plan import Plan
from engine.rulebook import Rulebook
from workflows.deciding import LATE_BY
from workflows.in_force import NothingPublished


@dataclass(frozen=True, slots=True)
class Looking:
    """What explains and foretells."""

    plan: Plan
    terms: Terms


def looking(home: Home) -> Looking:
    """The rulebook in force, compiled.

    Raises:
        NothingPublished: none was ever published.
    """
    book = book_in_force(home)
    if book is None:
        raise NothingPublished
    activated: Mapping[str, dt.datetime] = home.store.rulebooks.activations()
    return Looking(Plan(book), Terms(activated=activated, late_by=LATE_BY, renders=False))


def book_in_force(home: Home) -> Rulebook | None:
    """The rulebook in force; None before the first publication."""
    publication = home.store.rulebooks.in_force()
    return load_rulebook(home.store.rulebooks.files(publication.hash)) if publication else None
