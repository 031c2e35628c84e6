"""Everything that can be found in a rulebook whose files are each in order."""

from __future__ import annotations

from engine.checks.alike import doubled
from engine.checks.clashes import clashing
from engine.checks.days import ambiguous_days
from engine.checks.loops import endless
from engine.checks.never import never_true
from engine.checks.parity import unequal_texts
from engine.checks.stages import wrong_stages
from engine.checks.unused import unused
from engine.checks.witnesses import Search
from engine.problems import Problem
from engine.rulebook import Rulebook


def examine(book: Rulebook) -> list[Problem]:
    """What is wrong or looks wrong, in order of file and line, errors first. Nothing is said that is not so."""
    search = Search(book)
    found = [
        *never_true(book, search),
        *doubled(book, search),
        *clashing(book, search),
        *endless(book, search),
        *wrong_stages(book, search),
        *ambiguous_days(book),
        *unequal_texts(book),
        *unused(book),
    ]
    place = sorted(dict.fromkeys(found), key=lambda each: (each.place.file, each.place.line, each.place.col))
    return sorted(place, key=lambda each: each.severity)
