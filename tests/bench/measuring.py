"""How things are measured here: in CPU time where one core does the work, alternated with a baseline, by medians."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

STEPS = 100_000
"""Of plain Python in one turn of the calibration."""


@dataclass(frozen=True)
class Effort:
    """How long to measure: *seconds* for each repetition, and how many of them."""

    seconds: float = 1.0
    repetitions: int = 5
    is_quick: bool = False


FULL = Effort()
QUICK = Effort(seconds=0.2, repetitions=3, is_quick=True)


@dataclass(frozen=True)
class Row:
    """One line of the table. *is_met* is None where there is no goal, or where nothing was measured."""

    what: str
    measured: str
    baseline: str = ""
    ratio: str = ""
    goal: str = ""
    is_met: bool | None = None
    raw: dict[str, object] = field(default_factory=dict)


def skipped(what: str, goal: str, reason: str) -> Row:
    """A row that could not be measured here."""
    return Row(what, f"skipped: {reason}", goal=goal)


def cpu_rates(works: dict[str, Callable[[], int]], effort: Effort) -> dict[str, list[float]]:
    """For each work, what it did per second of CPU time, once for each repetition; the works take turns.

    A work says how many things it did.
    """
    found: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()  # what is compiled on first use is no part of the speed
    for _ in range(effort.repetitions):
        for name, work in works.items():
            found[name].append(_rate(work, effort.seconds))
    return found


def _rate(work: Callable[[], int], seconds: float) -> float:
    gc.collect()
    done, begun = 0, time.process_time()
    while (spent := time.process_time() - begun) < seconds:
        done += work()
    return done / spent


def middle(rates: list[float]) -> float:
    """Their median."""
    return median(rates)


def ratio_of(rates: list[float], baseline: list[float]) -> float:
    """The median of the ratios of neighbouring repetitions: what disturbs the machine disturbs both."""
    return median(one / other for one, other in zip(rates, baseline, strict=True))


def plain_python() -> int:
    """The calibration: dictionaries, attributes, calls, small numbers. Gives the number of steps."""
    counts: dict[int, int] = {}
    for number in range(STEPS):
        key = number & 255
        counts[key] = counts.get(key, 0) + 1
    return STEPS


def in_steps(per_second: float, steps_per_second: float) -> str:
    """A rate told in steps of plain Python, so that machines compare."""
    return f"{steps_per_second / per_second:,.0f} steps each"
