"""Whatever one number, operator or unit of the shipped rules is written otherwise, an example of theirs fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from engine.examples import run_example, run_examples
from engine.language.book import load_rulebook
from engine.problems import ProblemsFound
from engine.rulebook import Example, Rulebook
from tests.mutants.mutating import FOR_ALL, Mutant, around, files, mutants

SHARE = 0.95
"""So many of those that make a difference must break an example."""

MAKES_NO_DIFFERENCE: Sequence[tuple[str, str, tuple[str, ...], str]] = (
    (
        "birthday.yaml",
        "at: every year on customer.birthday at 09:00",
        ("09 → 08",),
        "Nobody is written to before nine: what is due at eight waits until the permitted hours begin.",
    ),
    (
        "birthday.yaml",
        "after: 0 days",
        ("after → before", "days → weeks", "days → months"),
        "Nothing is nothing in any unit, before or after.",
    ),
    (
        "handover.yaml",
        "after: 0 days",
        ("after → before", "days → weeks", "days → months"),
        "Nothing is nothing in any unit, before or after.",
    ),
    (
        "dunning.yaml",
        "early_reward: 1%",
        ("1 → 0", "1 → 2"),
        "It is only told, in the text of the reminder: no rule decides by it, and examples show no texts.",
    ),
    (
        "lifecycle.yaml",
        "missing day: day before",
        ("day before → day after", "day before → skip"),
        "Months that are counted from a date end on their last day in any case; the checks refuse the other words.",
    ),
    (
        "policy.yaml",
        "least gap: 3 days",
        ("3 → 2", "3 → 4"),
        "No two steps of a shipped ladder are less than seven days apart, and their own distance is kept.",
    ),
    (
        "vocabulary.yaml",
        "calendar: {timezone: Asia/Shanghai",
        ("09 → 08", "09 → 10", "00 → 01", "18 → 17", "18 → 19"),
        "No shipped rule counts working hours, and a working day ends at the hour at which it was counted from.",
    ),
)
"""File, beginning of the line, changes in it, and why nothing that an example could see comes out otherwise."""


def changes_nothing(mutant: Mutant) -> bool:
    line = files()[mutant.file].decode().splitlines()[mutant.line - 1].strip()
    return any(
        mutant.file == file and line.startswith(start) and f"{mutant.before} → {mutant.after}" in changes
        for file, start, changes, _ in MAKES_NO_DIFFERENCE
    )


def survives(mutant: Mutant) -> bool:
    """It can be read, and every example comes out as before."""
    try:
        book = load_rulebook(mutant.files())
    except ProblemsFound:
        return False
    return all(run_example(book, example).passed for example in seeing(book, mutant))


def seeing(book: Rulebook, mutant: Mutant) -> Iterator[Example]:
    """The examples that can see it, those of its own rule first."""
    of_its_rule = [example for example in book.examples if mutant.rule in example.rules]
    yield from of_its_rule
    for example in book.examples:
        if example not in of_its_rule and mutant.file in {example.place.file, *FOR_ALL}:
            yield example


@pytest.mark.parametrize("file", sorted({mutant.file for mutant in mutants()}))
def test_what_a_mutant_is_read_with_is_in_order(file: str):
    """Else every mutant would seem to be refused."""
    book = load_rulebook(dict(around(file)))

    assert all(outcome.passed for outcome in run_examples(book))


def test_every_kind_of_change_is_tried():
    """Where the generator finds nothing any more, nothing would be measured."""
    tried = {f"{mutant.before} → {mutant.after}" for mutant in mutants()}

    assert len(mutants()) > 300
    assert tried >= {
        *("> → >=", "<= → <", "and → or", "is → is not", "is empty → is not empty", "any → all"),
        *("before → after", "working days → days", "month → week", "3 → 4", "30 → 29", "CNY → USD"),
    }


def test_any_change_of_the_shipped_rules_breaks_an_example():
    tried = [mutant for mutant in mutants() if not changes_nothing(mutant)]

    survivors = [mutant for mutant in tried if survives(mutant)]

    share = 1 - len(survivors) / len(tried)
    listed = "\n".join(str(mutant) for mutant in survivors)
    assert share >= SHARE, f"{share:.1%} of {len(tried)} changes break an example; no example sees\n{listed}"


def test_what_is_said_to_make_no_difference_makes_none():
    """The table of those is no place to hide what an example could show."""
    argued = [mutant for mutant in mutants() if changes_nothing(mutant)]

    assert len(argued) == sum(len(changes) for _, _, changes, _ in MAKES_NO_DIFFERENCE) + 1  # 09:00 and 18:00
    assert [str(mutant) for mutant in argued if not survives(mutant)] == []
