"""What `guanxi test` says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from console.views.terminal import say, table
from console.views.text import counted
from console.views.voice import Voice, said
from engine.examples import Outcome
from engine.examples.coverage import Covered
from engine.language.words import Language


def show_played(outcomes: Sequence[Outcome], covered: Sequence[Covered], voice: Voice) -> None:
    """A row for each rule file, then each example that came out otherwise, and what none of them shows."""
    files = dict.fromkeys(outcome.example.place.file for outcome in outcomes)
    if not outcomes:
        say(said("There are no examples in these rule files.", voice.language))
        return
    heads = [said(head, voice.language) for head in ("Rule file", "Examples", "Passed", "Failed")]
    table(heads, [_row(file, outcomes) for file in files])
    failed = [outcome for outcome in outcomes if not outcome.passed]
    for outcome in failed:
        language = voice.language_at(outcome.example.place)
        say(*(_indented(line, language) for line in str(outcome).splitlines()), "")
    ending = f"{len(failed)} failed" if failed else "all passed"
    say(said(f"{counted(len(outcomes), 'example')}: {ending}", voice.language))
    _show_covered(covered, voice)


def _show_covered(covered: Sequence[Covered], voice: Voice) -> None:
    whole = sum(each.is_whole for each in covered)
    steps = counted(len(covered), "step")
    say(said(f"{whole} of {steps} shown both happening and held back", voice.language))
    lacking = [each for each in covered if each.missing]
    say(*(said(each.missing, voice.language_at(each.place)) for each in lacking), style="yellow")


def _indented(line: str, language: Language) -> str:
    """What an example says in its language, as far in as it was."""
    text = line.lstrip()
    return line.removesuffix(text) + said(text, language)


def played_data(outcomes: Sequence[Outcome], covered: Sequence[Covered]) -> dict[str, Any]:
    """Every example with what was expected and what it got; every step with what the examples show of it."""
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
                "causes": list(outcome.causes),
            }
            for outcome in outcomes
        ],
        "coverage": [
            {
                "rule": each.rule,
                "step": each.step,
                "file": each.place.file,
                "line": each.place.line,
                "happens": each.happens,
                "held_back": each.held_back,
            }
            for each in covered
        ],
    }


def _row(file: str, outcomes: Sequence[Outcome]) -> tuple[str, str, str, str]:
    of_file = [outcome for outcome in outcomes if outcome.example.place.file == file]
    passed = sum(outcome.passed for outcome in of_file)
    return file, str(len(of_file)), str(passed), str(len(of_file) - passed)
