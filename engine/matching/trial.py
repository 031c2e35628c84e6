"""The other side of `engine.matching.guard`: ``python -m engine.matching.trial`` with shards as JSON on its input.

Loads each and compares it with plain comparisons on boundary facts of which 30 % are unknown. The comparison is of
columns: that these say what the sentences say is for the reference evaluator to confirm at each decision.
"""

from __future__ import annotations

import json
import operator
import random
import sys
from collections.abc import Callable, Sequence

from engine.language.syntax import Operator
from engine.matching.guard import Conjunctions
from engine.matching.ruleset import NumberedTest, Ruleset
from engine.matching.scales import LIMIT

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
