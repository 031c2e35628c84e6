"""Decision tables as data: rows of cells that an input must match, and the values that a matching row gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from engine.problems import Place
from engine.values import Value

Hit: TypeAlias = Literal[
    "unique", "first", "collect", "collect sum", "collect min", "collect max", "collect count"
]
"""What happens when several rows match. *unique*: that never happens; *first*: the upper one counts; *collect*: all
give a list of words, or their sum, least, greatest or number."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From *low* to *high*, the ends *in* it or not; None is no end. A single value is both ends."""

    low: Value | None
    high: Value | None
    low_in: bool = True
    high_in: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """What an input must be: in one of the *alternatives*, or *negated* in none of them; without any it may be unknown.

    The text is the cell as its author wrote it.
    """

    alternatives: tuple[Interval, ...] = ()
    negated: bool = False
    text: str = "-"
    place: Place = field(default_factory=Place, compare=False)

    @property
    def takes_anything(self) -> bool:
        """Written ``-``: it does not matter, not even whether it is known."""
        return not self.alternatives

    @property
    def bounds(self) -> frozenset[Value]:
        """Every value at which the cell begins or ceases to match."""
        ends = (end for part in self.alternatives for end in (part.low, part.high))
        return frozenset(end for end in ends if end is not None)


@dataclass(frozen=True, slots=True)
class Row:
    """One cell for each input, one value for each output; None gives no value."""

    cells: tuple[Cell, ...]
    gives: tuple[Value | None, ...]
    place: Place = field(default_factory=Place, compare=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was checked: under *unique* and *first* some row matches whatever is known."""

    name: str
    hit: Hit
    outputs: tuple[str, ...]
    rows: tuple[Row, ...]
    place: Place = field(default_factory=Place, compare=False)

    def __repr__(self) -> str:
        """Its name alone, which is unique in a rulebook: it stands in the names of columns."""
        return f"table {self.name}"
