"""From a row to what it says: whose it is, when it happened, which facts; or every reason why it says nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from engine.language.quantities import NotThisKind
from engine.language.scalars import show_value
from engine.values import Value, ValueProblem
from engine.vocabulary import Entity
from intake.amounts import read_currency
from intake.cells import Cell, CellReader, is_empty, shown
from intake.columns import Columns, needed_of
from intake.kinds import CURRENCY, ID, WHEN
from intake.tables import Row

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a row: in which column, with which value, why. *code* is stable, to count by."""

    column: str
    value: str
    reason: str
    code: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a row says. A fact is None where its cell is empty. *when* is None when the file does not tell."""

    row: Row
    id: str
    when: dt.datetime | None
    facts: Mapping[str, Value | None]
    digest: str


class BadRow(Exception):
    """A row that is left out as a whole, with everything wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(fault.reason for fault in faults))
        self.faults = faults


@dataclass
class Drafting:
    """Reads the rows of one file, in order: rows without a number are told apart by how often they came before."""

    entity: Entity
    columns: Columns
    reader: CellReader
    currency: str | None = None
    _times_seen: Counter[bytes] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.needed = needed_of(self.entity)

    def draft(self, row: Row) -> Draft:
        """What the row says.

        Raises:
            BadRow: anything is wrong with it.
        """
        if row.fault:
            raise BadRow([Fault("", "", row.fault, "bad-row")])
        return _Reading(self, row).draft()

    def numbered(self, digest: bytes, facts: Mapping[str, Value | None]) -> str:
        """The id of a row without one: from its content, and its place among its equals in the file."""
        self._times_seen[digest[:12]] += 1  # enough to tell them apart, and half the memory
        times = self._times_seen[digest[:12]]
        owner = facts.get("customer") or facts.get("invoice") or self.entity.name
        day = facts.get("date")
        parts = [str(owner), f"{day:%Y%m%d}" if isinstance(day, dt.date) else "", digest.hex()[:12]]
        return "-".join(filter(None, parts)) + (f"-{times}" if times > 1 else "")


class _Reading:
    """One row being read."""

    def __init__(self, drafting: Drafting, row: Row) -> None:
        self.drafting, self.row = drafting, row
        self.columns, self.reader = drafting.columns, drafting.reader
        self.faults: list[Fault] = []

    def draft(self) -> Draft:
        id_ = self._special(ID, self.reader.id)
        when = self._special(WHEN, self.reader.instant)
        currency = self._special(CURRENCY, lambda cell: read_currency(shown(cell))) or self.drafting.currency
        facts = self._facts(currency)
        self._need(id_, when, facts)
        if self.faults:
            raise BadRow(self.faults)
        digest = _digest(id_, when, facts)
        subject = id_ if id_ is not None else self.drafting.numbered(digest, facts)
        return Draft(self.row, subject, when, facts, digest.hex())

    def _special(self, target: str, read: Callable[[Cell], T]) -> T | None:
        at = self.columns.special.get(target)
        if at is None or is_empty(cell := self.row.cells[at]):
            return None
        try:
            return read(cell)
        except (NotThisKind, ValueProblem) as problem:
            self._fault(at, problem)
            return None

    def _facts(self, currency: str | None) -> dict[str, Value | None]:
        facts: dict[str, Value | None] = {}
        for name, at in self.columns.facts.items():
            type_ = self.drafting.entity.facts[name].type
            cell = self.row.cells[at]
            try:
                facts[name] = self.reader.value(cell, type_, currency)
            except (NotThisKind, ValueProblem) as problem:
                self._fault(at, problem)
        return facts

    def _need(self, id_: str | None, when: dt.datetime | None, facts: Mapping[str, Value | None]) -> None:
        told = {name for name, value in {**facts, ID: id_, WHEN: when}.items() if value is not None}
        wrong = {fault.column for fault in self.faults}
        for choice in self.drafting.needed:
            names = [self.columns.name(target) for target in choice]
            if not told & set(choice) and not wrong & set(names):
                self.faults.append(
                    Fault(names[0], "", f"The row does not tell {' or '.join(names)}.", "missing-value")
                )

    def _fault(self, at: int, problem: ValueProblem) -> None:
        mend, code = (problem.mend, problem.code) if isinstance(problem, NotThisKind) else ("", "bad-value")
        fault = Fault(self.columns.header[at], shown(self.row.cells[at]), f"{problem} {mend}".strip(), code)
        if fault not in self.faults:  # the date is read twice: as when it happened, and as a fact
            self.faults.append(fault)


def _digest(id_: str | None, when: dt.datetime | None, facts: Mapping[str, Value | None]) -> bytes:
    """The content of a row: the same values written in another way give the same digest."""
    parts = [id_ or "", when.isoformat() if when else ""]
    parts += [f"{name}={type(value).__name__}:{_canonical(value)}" for name, value in sorted(facts.items())
              if value is not None]  # fmt: skip
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).digest()


def _canonical(value: Value) -> str:
    return show_value(value.normalize() if isinstance(value, Decimal) else value)
