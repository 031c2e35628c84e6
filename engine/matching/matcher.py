"""Which conditions hold for a subject, asked of durable_rules."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from engine.matching.compiler import Conditions, EntityPlan, Shard, compile_conditions
from engine.matching.reading import DateArithmetic, Reading
from engine.matching.ruleset import MatchingUnavailable, Ruleset, available, why_unavailable


class Matcher:
    """The conditions of one rulebook, loaded once for each thread that asks.

    Immutable: another rulebook is another Matcher, and the old one is closed. Conditions in *left_out* are not
    matched; their reasons stand there, and the reference evaluator carries on alone for them.

    Raises:
        MatchingUnavailable: there is no C engine.
    """

    def __init__(self, conditions: Conditions, calendar: DateArithmetic) -> None:
        if not available():
            raise MatchingUnavailable(why_unavailable())
        plan = compile_conditions(conditions, calendar)
        self._conditions = conditions
        self._by_clock: dict[tuple[str, DateArithmetic], EntityPlan] = {}
        self.left_out: Mapping[str, str] = plan.left_out
        self._entities = plan.entities
        self._threads = _Loaded()

    def holding(self, reading: Reading, clock: DateArithmetic | None = None) -> frozenset[str]:
        """The keys of the conditions about the subject's entity that are true; unknown is not true.

        By the matcher's own calendar, or by another *clock*: the columns are filled by it, the rulesets are the same.

        Raises:
            EngineFault: the C engine misbehaved; the next call starts it anew.
        """
        entity = self._entities.get(reading.entity)
        if entity is None:
            return frozenset()
        columns = (entity if clock is None else self._by(clock, reading.entity)).columns(reading)
        threads = self._threads  # kept alive here: another thread may close the matcher meanwhile
        loaded = threads.shards.get(reading.entity)
        if loaded is None:
            loaded = threads.shards[reading.entity] = [_LoadedShard(shard) for shard in entity.shards]
        try:
            return frozenset(key for shard in loaded for key in shard.holding(columns))
        except BaseException:  # even Ctrl-C may leave a fact behind in the session
            threads.shards.clear()
            raise

    def _by(self, clock: DateArithmetic, entity: str) -> EntityPlan:
        known = self._by_clock.get((entity, clock))
        if known is None:
            about = {key: each for key, each in self._conditions.items() if each[0] == entity}
            known = compile_conditions(about, clock).entities[entity]
            self._by_clock[entity, clock] = known
        return known

    def close(self) -> None:
        """Gives the memory of every thread back, of a thread in the middle of an evaluation when that is over.

        Whoever still decides by the old rulebook loads it again and gets an answer, not an error.
        """
        self._threads = _Loaded()


class _Loaded(threading.local):
    """The rulesets of one thread by entity; they are freed with the thread, or with the Matcher."""

    def __init__(self) -> None:
        self.shards: dict[str, list[_LoadedShard]] = {}


class _LoadedShard:
    def __init__(self, shard: Shard) -> None:
        self._ruleset = Ruleset(shard.conjunctions)
        self._keys = shard.keys
        self._names = [(f'"p{number}":', column) for number, column in enumerate(shard.columns)]

    def holding(self, columns: list[int | None]) -> list[str]:
        texts = [f"{name}{value}" for name, column in self._names if (value := columns[column]) is not None]
        if not texts:  # nothing known that this shard asks for
            return []
        return [key for number in self._ruleset.matched(texts) for key in self._keys[number]]
