"""A rulebook is loaded first in a process that may be lost: a hang or a crash of the C engine stays there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import TypeAlias

from engine.matching.compiler import Conditions, compile_conditions
from engine.matching.reading import DateArithmetic
from engine.matching.ruleset import NumberedTest, available, why_unavailable

Conjunctions: TypeAlias = Sequence[Sequence[NumberedTest]]

COMMAND = ("-m", "engine.matching.trial")
TIME_LIMIT = 10.0
"""Seconds; loading 600 conditions takes less than one."""


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
        said = tried.stderr.strip().splitlines() or ["it said nothing"]
        return (
            f"durable_rules failed its trial with this rulebook ({said[-1]}): the reference carries on alone."
        )
    return None
