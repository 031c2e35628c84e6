"""What a decision table leaves out and what it says twice, each shown as one case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from engine.language.cells import covered
from engine.language.scalars import show_value
from engine.language.syntax import Aggregate, Expression, FactPath, Since
from engine.problems import Place, Problem, ProblemsFound
from engine.ranges import Space
from engine.tables import Row, Table
from engine.values import Money, Value
from engine.vocabulary import FactType, Vocabulary

MOST_OVERLAPS = 5
_MOST_STEPS = 200_000


@dataclass(frozen=True, slots=True)
class Column:
    """One input: the values that tell its rows apart, and the rows (as bits) that match each of these."""

    title: str
    samples: tuple[Value, ...]
    matching: tuple[int, ...]
    places: tuple[Sequence[int], ...]
    """For each row which of the values it matches."""

    @classmethod
    def of(  # noqa: PLR0913, PLR0917 - what is known of a column
        cls, title: str, node: Expression, type_: FactType, table: Table, number: int, vocabulary: Vocabulary
    ) -> Column:
        """The column of an input; of a count only whole numbers from 0 occur.

        Raises:
            ProblemsFound: its amounts are of two currencies.
        """
        space = _space(node, type_, table, number, vocabulary)
        sets = [covered(row.cells[number], space) for row in table.rows]
        possible = space.compared(">=", Decimal(0)) if space.whole else space.present
        samples = [value for value in space.samples([*sets, possible]) if value in possible]
        matching = [0] * len(samples)
        places = tuple(space.places(sets, samples))
        for row, found in enumerate(places):
            for at in found:
                matching[at] |= 1 << row
        return cls(title, tuple(samples), tuple(matching), places)

    def told(self, value: Value) -> str:
        """``complaint.severity serious``."""
        return f"{self.title} {show_value(value)}"


def gap(table: Table, columns: Sequence[Column]) -> Problem | None:
    """A case that no row covers."""
    case = _uncovered(columns, (1 << len(table.rows)) - 1, table)
    if case is None:
        return None
    told = ", ".join(column.told(value) for column, value in zip(columns, case, strict=True))
    mend = "Add a row for it, or a last one with - everywhere under “hit: first”."
    return Problem(
        "table-gap", table.place, f"No row of “{table.name}” says what happens for {told}.", mend, told
    )


def overlaps(table: Table, columns: Sequence[Column]) -> Iterator[Problem]:
    """Two rows that match the same case, where only one may; the first few."""
    found = 0
    for number in range(len(table.rows)):
        others = (1 << len(table.rows)) - 1
        for column in columns:
            others &= _any(column.matching[at] for at in column.places[number])
        earlier = others & ((1 << number) - 1)
        if earlier:
            other = (earlier & -earlier).bit_length() - 1
            yield _overlap(table, columns, other, number)
            found += 1
        if found == MOST_OVERLAPS:
            return


def _overlap(table: Table, columns: Sequence[Column], first: int, second: int) -> Problem:
    both = 1 << first | 1 << second
    case = [
        next(
            value for value, rows in zip(column.samples, column.matching, strict=True) if rows & both == both
        )
        for column in columns
    ]
    told = ", ".join(column.told(value) for column, value in zip(columns, case, strict=True))
    rows = table.rows
    what = f"This row and the one at {_short(rows[first], rows[second])} both match {told}."
    mend = "Make one of them narrower, or write “hit: first” if the upper one counts."
    return Problem("table-overlap", rows[second].place, what, mend, told)


def _short(row: Row, beside: Row) -> str:
    """Where a row is, for whoever looks at another of the same file: ``A3`` or ``line 12``."""
    file = row.place.file
    if row.place.line:
        return f"line {row.place.line}" if file == beside.place.file else str(row.place)
    return file.rpartition(":")[2]


def _any(sets: Iterable[int]) -> int:
    together = 0
    for each in sets:
        together |= each
    return together


def _uncovered(columns: Sequence[Column], every: int, table: Table) -> list[Value] | None:
    """One value for each column that no row matches together; those already looked at are not looked at again."""
    known: set[tuple[int, int]] = set()
    steps = 0

    def search(depth: int, rows: int) -> list[Value] | None:
        nonlocal steps
        if depth == len(columns):
            return None if rows else []
        if (depth, rows) in known:
            return None
        column = columns[depth]
        for value, matching in zip(column.samples, column.matching, strict=True):
            steps += 1
            if steps > _MOST_STEPS:
                what = f"The table “{table.name}” is too tangled to be checked for gaps."
                raise ProblemsFound([Problem("table-tangled", table.place, what, "Split it into several.")])
            rest = search(depth + 1, rows & matching)
            if rest is not None:
                return [value, *rest]
        known.add((depth, rows))
        return None

    return search(0, every)


def _space(node: Expression, type_: FactType, table: Table, number: int, vocabulary: Vocabulary) -> Space:
    bounds = [bound for row in table.rows for bound in row.cells[number].bounds]
    currencies = sorted({bound.currency for bound in bounds if isinstance(bound, Money)} - {""})
    if len(currencies) > 1:
        what = f"The amounts in this column are of {' and '.join(currencies)}."
        place = next((row.cells[number].place for row in table.rows), Place())
        raise ProblemsFound([Problem("type-clash", place, what, "Write one currency in a column.")])
    whole = type_.kind == "number" and _counts(node, vocabulary)
    return Space(type_.kind, type_.choices, next(iter(currencies), ""), whole)


def _counts(node: Expression, vocabulary: Vocabulary) -> bool:
    """Whether only whole numbers occur: the time since a date, or a count of rows."""
    if isinstance(node, FactPath) and len(node.names) == len(("entity", "fact")):
        fact = vocabulary.fact(*node.names)
        return fact is not None and isinstance(fact.source, Aggregate) and fact.source.function == "count"
    return isinstance(node, Since)
