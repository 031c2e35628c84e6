"""Rows: 100 rule files with 1,000 rules read and checked from nothing, and again after one of them was edited."""

import time
from collections.abc import Callable, Mapping
from functools import partial

from engine.checks import examine
from engine.language.book import load_rulebook
from tests.bench.many import rule_files
from tests.bench.measuring import Effort, Row, in_steps, middle, plain_python

FILES, RULES = 100, 10
COLD, WARM = 5.0, 1.0


def rows(effort: Effort) -> list[Row]:
    """Two lines."""
    files = rule_files(FILES, RULES)
    steps = plain_python() / _spent(plain_python)
    cold, warm = [], []
    for turn in range(max(effort.repetitions // 2, 1)):
        company = _renamed(files, f"turn {turn}")
        cold.append(_spent(partial(_check, company)))
        warm.append(_spent(partial(_check, _edited(company, turn))))
    baseline, what = f"{steps / 1e6:.1f} M steps/s", f"check {FILES} files, {FILES * RULES:,} rules"
    return [
        _row(what, middle(cold), COLD, baseline, steps),
        _row(f"{what}, one edited", middle(warm), WARM, baseline, steps),
    ]


def _check(files: Mapping[str, bytes]) -> None:
    problems = examine(load_rulebook(files))
    assert not [each for each in problems if each.severity == "error"], problems[0]


def _renamed(files: Mapping[str, bytes], word: str) -> Mapping[str, bytes]:
    """Files that nobody has read before."""
    return {name: content + f"# {word}\n".encode() for name, content in files.items()}


def _edited(files: Mapping[str, bytes], turn: int) -> Mapping[str, bytes]:
    name = f"rules-{turn:03}.yaml"
    return {**files, name: files[name].replace(b"owner: finance", b"owner: accounts")}


def _spent(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _row(what: str, seconds: float, goal: float, baseline: str, steps: float) -> Row:
    return Row(
        what, f"{seconds:.2f} s", baseline, in_steps(1 / seconds, steps), f"< {goal:.0f} s", seconds < goal
    )
