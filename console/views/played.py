"""What `guanxi test` says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from console.views.terminal import say, table
from console.views.text import counted
from engine.examples import Outcome


def show_played(outcomes: Sequence[Outcome]) -> None:
    """A row for each rule file, then each example that came out otherwise."""
    files = dict.fromkeys(outcome.example.place.file for outcome in outcomes)
    if not outcomes:
        say("There are no examples in these rule files.")
        return
    table(("Rule file", "Examples", "Passed", "Failed"), [_row(file, outcomes) for file in files])
    failed = [outcome for outcome in outcomes if not outcome.passed]
    for outcome in failed:
        say(str(outcome), "")
    ending = f"{len(failed)} failed" if failed else "all passed"
    say(f"{counted(len(outcomes), 'example')}: {ending}")


def played_data(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Every example with what was expected and what it got."""
    return {
        "ok": all(outcome.passed for outcome in outcomes),
        "examples": [
            {
                "file": outcome.example.place.file,
                "line": outcome.example.place.line,
                "name": outcome.example.name,
                "rules": list(outcome.example.rules),
                "passed": outcome.passed,
                "expected": list(outcome.expected),
                "got": list(outcome.got),
                "troubles": list(outcome.troubles),
            }
            for outcome in outcomes
        ],
    }


def _row(file: str, outcomes: Sequence[Outcome]) -> tuple[str, str, str, str]:
    of_file = [outcome for outcome in outcomes if outcome.example.place.file == file]
    passed = sum(outcome.passed for outcome in of_file)
    return file, str(len(of_file)), str(passed), str(len(of_file) - passed)
