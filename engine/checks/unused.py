"""What is declared and used nowhere: mostly a name that was changed in one place only."""

from __future__ import annotations

from collections.abc import Iterator

from engine.problems import Problem
from engine.rulebook import Rulebook


def unused(book: Rulebook) -> Iterator[Problem]:
    """Settings, tables, groups, audiences and messages that no rule names."""
    for each in book.unnamed:
        told = f"The {each.kind} “{each.name}” is used nowhere."
        mend = "Delete it, or name it where it was meant."
        shown = f"another value of {each.name} would change nothing"
        yield Problem(f"unused-{each.kind}", each.place, told, mend, shown, "warning")
