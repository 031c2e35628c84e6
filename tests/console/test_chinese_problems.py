"""What the tests of broken files are told, told in Chinese: no English is left but what stands in files and code."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pytest

from console.chinese.catalogue import entries
from console.views.voice import Voice
from engine.checks import examine
from engine.language import words
from engine.language.book import load_rulebook
from engine.language.sentences import parse_condition
from engine.problems import Place, Problem, ProblemsFound
from engine.values import currencies
from engine.wording.check import check_template
from engine.wording.grammar import FILTERS
from tests.checks.books import a_rule, rules
from tests.console.test_broken_files import BROKEN, DOUBTFUL, SHARED, mistakes
from tests.language import test_files_broken, test_files_hostile, test_policy, test_sentences_problems
from tests.language import test_timing_keys as timing
from tests.language.books import FILES, as_bytes
from tests.language.builders import HERE, about
from tests.test_wording import HOSTILE, SCOPE

_WORD = re.compile(r"[A-Za-z]+")
_QUOTED = re.compile(r"“[^”]*”|U\+[0-9A-F]+")

BOOKS: Mapping[str, Iterable[Mapping[str, str | bytes]]] = {
    "one fault": [files for files, _ in test_files_broken.ONE_FAULT.values()],
    "hostile": [{**FILES, "z.yaml": content} for content, _ in test_files_hostile.HOSTILE.values()],
    "policy": [files for files, _ in test_policy.PROBLEMS.values()],
    "timing": [files for files, _ in timing.WRONG.values()],
    "mistakes": [
        {file: (BROKEN / file).read_text(encoding="utf-8") for file in (*SHARED, name)}
        for name in mistakes(BROKEN)
    ],
}

BOTH = "who: customer"
SET_A, SET_B = "{set: {customer.tier: A}}", "{set: {customer.tier: B}}"
FINDINGS = {
    "a contradiction": [a_rule("one", BOTH, "when: [customer.orders_count > 5, customer.orders_count < 3]")],
    "an impossible line": [a_rule("one", BOTH, "when: [customer.orders_count < 0]")],
    "a line that says nothing": [a_rule("one", BOTH, "when: [customer.orders_count >= 0]")],
    "a dead branch": [a_rule("one", BOTH, "when: customer.tier is A or customer.orders_count < 0")],
    "a rule written twice": [
        a_rule(name, BOTH, "when: customer.orders_count > 5") for name in ("one", "two")
    ],
    "a clash": [
        a_rule("one", BOTH, "when: customer.orders_count > 5", do=SET_A),
        a_rule("two", BOTH, "when: customer.orders_count > 3", do=SET_B),
    ],
    "a circle": [
        a_rule("one", BOTH, "when: customer.tier is A", do=SET_B),
        a_rule("two", BOTH, "when: customer.tier is B", do=SET_A),
    ],
    "a day of the year": [a_rule("one", BOTH, "at: every year on customer.birthday")],
    "a day of the month": [a_rule("one", BOTH, "at: every month on customer.last_order_date")],
}


@pytest.mark.parametrize("kind", BOOKS)
def test_what_is_wrong_with_files_is_told_in_chinese(kind: str):
    for files in BOOKS[kind]:
        assert left_in_english(_problems_of(files), files) == []


def test_what_is_wrong_with_a_sentence_is_told_in_chinese():
    for text, *_ in test_sentences_problems.CONDITIONS:
        with pytest.raises(ProblemsFound) as found:
            parse_condition(text, about("invoice"), HERE)

        assert left_in_english(found.value.problems, {**FILES, "": f"{text} {about('invoice')}"}) == []


def test_what_is_wrong_with_a_text_is_told_in_chinese():
    for text in HOSTILE:
        assert left_in_english(check_template(text, SCOPE, Place()), {**FILES, "": f"{text} {FILTERS}"}) == []


@pytest.mark.parametrize("name", FINDINGS)
def test_what_only_the_whole_book_shows_is_told_in_chinese(name: str):
    problems = examine(rules(*FINDINGS[name]))

    assert problems
    assert left_in_english(problems, {**FILES, "": "".join(FINDINGS[name])}) == []


def test_files_that_are_doubtful_together_are_told_in_chinese():
    files = {file.name: file.read_text(encoding="utf-8") for file in DOUBTFUL.glob("*.yaml")}

    problems = examine(load_rulebook(as_bytes(files)))

    assert problems
    assert left_in_english(problems, files) == []


def test_english_that_is_left_is_found():
    problem = Problem("new", Place(), "Nobody has said this about “tier” in Chinese.")

    assert left_in_english([problem], FILES) == [problem.what]


def left_in_english(problems: Iterable[Problem], files: Mapping[str, str | bytes]) -> list[str]:
    """The texts in which an English word is neither of the files nor of the language, nor meant to stay."""
    voice = Voice(Path("no such folder"), "zh")
    known = _of_language() | {word for content in files.values() for word in _WORD.findall(_text(content))}
    texts = [text for problem in problems for text in voice.sentences(problem)]
    return [text for text in texts if set(_WORD.findall(_QUOTED.sub("", text))) - known]


def _problems_of(files: Mapping[str, str | bytes]) -> Iterable[Problem]:
    try:
        load_rulebook(as_bytes(files))
    except ProblemsFound as found:
        return found.problems
    return []


def _text(content: str | bytes) -> str:
    return content if isinstance(content, str) else content.decode(errors="replace")


@cache
def _of_language() -> set[str]:
    """Keys, values, units, currencies; and what stays in English in the catalogue."""
    plain = [*words.KEYS, *words.VALUES, *words.UNITS, *currencies(), *(f"{unit}s" for unit in words.UNITS)]
    kept = [re.sub(r"\{\w+\}", "", entry.chinese) for entry in entries()]
    return {word for text in (*plain, *kept) for word in _WORD.findall(text)}
