"""A rulebook is loaded first in a process that may be lost: a hang or a crash of the C engine stays there.

``python -m engine.matching.guard`` reads the shards as JSON, loads each, and compares it with plain comparisons on
boundary facts of which 30 % are unknown. The comparison is of columns: that these say what the sentences
say is for the reference evaluator to confirm at each decision.
"""

from __future__ import annotations

import json
import operator
import os
import random
import subprocess
import sys
from collections.abc import Callable, Sequence

from engine.language.syntax import Operator
from engine.matching.compiler import Conditions, compile_conditions
from engine.matching.reading import DateArithmetic
from engine.matching.ruleset import NumberedTest, Ruleset, available, why_unavailable
from engine.matching.scales import LIMIT

COMMAND = ("-m", "engine.matching.guard")
TIME_LIMIT = 10.0
"""Seconds; loading 600 conditions takes less than one."""

FACTS_PER_SHARD = 200
UNKNOWN = 0.3

_COMPARE: dict[Operator, Callable[[int, int], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

Conjunctions = Sequence[Sequence[NumberedTest]]


def why_unsafe(
    conditions: Conditions, calendar: DateArithmetic, time_limit: float = TIME_LIMIT
) -> str | None:
    """Why durable_rules must not be given these conditions in this process; None when it may."""
    if not available():
        return why_unavailable()
    plan = compile_conditions(conditions, calendar)
    return tried_apart([shard.conjunctions for shard in plan.shards], time_limit)


def tried_apart(shards: Sequence[Conjunctions], time_limit: float) -> str | None:
    """Loads and compares *shards* in a process of their own; the reason when it fails, crashes or does not end."""
    try:
        tried = subprocess.run(  # noqa: S603 - this module itself, no words of a user
            [sys.executable, *COMMAND],
            input=json.dumps(shards),
            capture_output=True,
            text=True,
            timeout=time_limit,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    except subprocess.TimeoutExpired:
        return f"durable_rules did not load this rulebook within {time_limit:g} seconds: the reference carries on alone."
    if tried.returncode < 0:
        return f"durable_rules crashed (signal {-tried.returncode}) on this rulebook: the reference carries on alone."
    if tried.returncode:
        return tried.stderr.strip() or f"the trial of durable_rules ended with code {tried.returncode}"
    return None


def main() -> None:
    for number, conjunctions in enumerate(json.load(sys.stdin)):
        difference = first_difference(conjunctions, random.Random(number))  # noqa: S311 - chooses examples
        if difference:
            sys.exit(difference)


def first_difference(conjunctions: Conjunctions, chance: random.Random) -> str | None:
    """Where the C engine and plain comparisons part, in a sentence."""
    ruleset = Ruleset(conjunctions)
    for _ in range(FACTS_PER_SHARD):
        fact = _boundary_fact(conjunctions, chance)
        expected = [number for number, tests in enumerate(conjunctions) if _holds(tests, fact)]
        found = sorted(ruleset.matched([f'"p{column}":{value}' for column, value in fact.items()]))
        if found != expected:
            return f"durable_rules found {found} instead of {expected} for the columns {fact}."
    return None


def _boundary_fact(conjunctions: Conjunctions, chance: random.Random) -> dict[int, int]:
    """Each column at, just below or just above one of its constants, at an end of the scale, or unknown."""
    choices: dict[int, list[int]] = {}
    for tests in conjunctions:
        for column, _, constant in tests:
            choices.setdefault(column, [-LIMIT, LIMIT]).extend(
                (constant - 1, constant, constant, constant + 1)
            )
    return {column: chance.choice(values) for column, values in choices.items() if chance.random() >= UNKNOWN}


def _holds(tests: Sequence[NumberedTest], fact: dict[int, int]) -> bool:
    return all(
        column in fact and _COMPARE[operator_](fact[column], constant)
        for column, operator_, constant in tests
    )


if __name__ == "__main__":
    main()
