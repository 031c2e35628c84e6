"""Conditions compiled to what the C engine is given: shards of flat conjunctions over columns p0, p1 and so on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from engine.language.syntax import Condition
from engine.matching.columns import Columns, Encode, Test
from engine.matching.expressions import Expressions, NotCompilable, Row
from engine.matching.normal_form import normal_form
from engine.matching.reading import DateArithmetic, Reading
from engine.matching.ruleset import NumberedTest
from engine.problems import ProblemsFound

MOST_CONJUNCTIONS = 60
MOST_COLUMNS = 240

Conditions: TypeAlias = Mapping[str, tuple[str, Condition]]
"""Key of the condition → the entity that it is about, and the condition."""

_ALWAYS = Test("always", "=", 1)


@dataclass(frozen=True, slots=True)
class Shard:
    """One ruleset of the C engine: its column ``p<i>`` is the entity's column ``columns[i]``."""

    columns: tuple[int, ...]
    conjunctions: tuple[tuple[NumberedTest, ...], ...]
    keys: tuple[tuple[str, ...], ...]
    """For each conjunction the conditions that hold with it."""


@dataclass(frozen=True, slots=True)
class EntityPlan:
    """All conditions about one entity."""

    expressions: Expressions
    encoders: tuple[Encode, ...]
    shards: tuple[Shard, ...]

    def columns(self, reading: Reading) -> list[int | None]:
        """Every column of one subject, None where unknown."""
        row = self.expressions.row(reading)
        return [encode(row) for encode in self.encoders]


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole rulebook for the C engine, and why some conditions are not in it."""

    entities: Mapping[str, EntityPlan]
    left_out: Mapping[str, str]

    @property
    def shards(self) -> Iterator[Shard]:
        return (shard for entity in self.entities.values() for shard in entity.shards)


def compile_conditions(conditions: Conditions, calendar: DateArithmetic) -> Plan:
    """The plan for *conditions*; one that cannot be compiled is left out with its reason, never half compiled."""
    drafts: dict[str, _Draft] = defaultdict(lambda: _Draft(calendar))
    left_out: dict[str, str] = {}
    for key, (entity, condition) in conditions.items():
        try:
            drafts[entity].add(key, condition)
        except (ProblemsFound, NotCompilable) as problem:
            left_out[key] = str(problem)
    return Plan({entity: draft.plan() for entity, draft in drafts.items()}, left_out)


class _Draft:
    def __init__(self, calendar: DateArithmetic) -> None:
        self._expressions = Expressions(calendar)
        self._columns = Columns(self._expressions)
        self._columns.encoders[_ALWAYS.column] = _one
        self._keys: dict[tuple[Test, ...], list[str]] = {}

    def add(self, key: str, condition: Condition) -> None:
        branches = [
            tuple(sorted(branch or {_ALWAYS})) for branch in normal_form(condition, self._columns.test)
        ]
        if any(len(branch) > MOST_COLUMNS for branch in branches):
            raise NotCompilable(f"It asks more than {MOST_COLUMNS} things at once: split the rule.")
        for branch in branches:
            self._keys.setdefault(branch, []).append(key)

    def plan(self) -> EntityPlan:
        used = list(dict.fromkeys(test.column for branch in self._keys for test in branch))
        numbers = {column: number for number, column in enumerate(used)}
        encoders = tuple(self._columns.encoders[column] for column in used)
        return EntityPlan(
            self._expressions, encoders, tuple(self._shard(part, numbers) for part in self._parts())
        )

    def _parts(self) -> Iterator[list[tuple[Test, ...]]]:
        """The conjunctions in groups that one ruleset bears."""
        part: list[tuple[Test, ...]] = []
        columns: set[str] = set()
        for branch in self._keys:
            widened = columns.union(test.column for test in branch)
            if len(part) == MOST_CONJUNCTIONS or len(widened) > MOST_COLUMNS:
                yield part
                part, widened = [], {test.column for test in branch}
            part.append(branch)
            columns = widened
        if part:
            yield part

    def _shard(self, part: list[tuple[Test, ...]], numbers: Mapping[str, int]) -> Shard:
        columns = list(dict.fromkeys(test.column for branch in part for test in branch))
        local = {column: number for number, column in enumerate(columns)}
        return Shard(
            columns=tuple(numbers[column] for column in columns),
            conjunctions=tuple(
                tuple((local[test.column], test.operator, test.constant) for test in branch)
                for branch in part
            ),
            keys=tuple(tuple(self._keys[branch]) for branch in part),
        )


def _one(_: Row) -> int:
    return 1
