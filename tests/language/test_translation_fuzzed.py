"""Spoilt files that still load, written in the other language and back; and every rule of theirs read aloud in both."""

import random
import re

import pytest

from engine.language.book import load_rulebook
from engine.language.translation import translated
from engine.language.words import Language
from engine.problems import ProblemsFound
from engine.rulebook import Rulebook
from engine.telling import tell_rule
from tests.language.test_files_fuzzed import BOOKS, Files, folder, spoilt

_UNITS = re.compile(rb"\b(year|month|week|day|hour|minute)s\b")
TOLD = {
    **BOOKS,
    "company": folder("tests/peers/company"),
    "service": folder("tests/peers/service"),
}


def in_other_words(files: Files, language: Language) -> Files:
    return {**files, **translated(files, language)}


def counted_alike(files: Files) -> Files:
    """Chinese has no plural: “0 year” comes back as “0 years”."""
    return {name: _UNITS.sub(rb"\1", content) for name, content in files.items()}


def there_and_back(files: Files) -> bool:
    """Can it be done? What comes back is what was there, and stays so from then on."""
    try:
        english = in_other_words(files, "en")
        chinese = in_other_words(english, "zh")
    except ProblemsFound:
        return False
    back = in_other_words(chinese, "en")
    assert counted_alike(back) == counted_alike(english)
    assert in_other_words(back, "zh") == chinese
    assert not translated(chinese, "zh")
    return True


def read_aloud(book: Rulebook) -> None:
    for rule in book.moves_and_rules:
        assert all(line.text.strip() for line in tell_rule(rule, book, "en"))
        assert all(line.text.strip() for line in tell_rule(rule, book, "zh"))


def survives(seed: int, name: str) -> bool:
    files = spoilt(random.Random(seed), BOOKS[name])
    try:
        read_aloud(load_rulebook(files))
    except ProblemsFound:
        return False
    return there_and_back(files)


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_spoilt_files_that_load_come_back_letter_by_letter(first: int):
    assert sum(survives(seed, "small") for seed in range(first, first + 20)) > 0


def test_a_length_of_one_too_few_comes_back_as_it_is_counted():
    """`0 year` and `01 year`, found by such a run."""
    assert survives(5386, "small")
    assert survives(5552, "small")


@pytest.mark.campaign
@pytest.mark.parametrize("name", BOOKS)
def test_thousands_of_spoilt_files_come_back_letter_by_letter(name: str):
    assert sum(survives(seed, name) for seed in range(1000, 4000)) > 0


def named_by_the_author(book: Rulebook) -> set[str]:
    """The words of all names, as they are said where no Chinese label is given."""
    entities = book.vocabulary.entities.values()
    names = [name for entity in entities for name in (entity.name, *entity.facts, *entity.labels.values())]
    owners = [rule.owner for rule in book.moves_and_rules if rule.owner]
    return set(re.findall(r"[A-Za-z]+", " ".join([*names, *owners])))


@pytest.mark.parametrize("name", TOLD)
def test_no_word_of_ours_stays_english_when_a_rule_is_read_in_chinese(name: str):
    """English may be a name without a Chinese label, a role, a team, or what stands in quotation marks."""
    book = load_rulebook(TOLD[name])
    names = named_by_the_author(book)

    for rule in book.moves_and_rules:
        for line in tell_rule(rule, book, "zh")[1:]:
            ours = re.sub(r"“[^”]*”|（[a-z_]*）|[a-z_ ]+(?=（岗位）|团队)", "", line.text)
            assert set(re.findall(r"[A-Za-z]{2,}", ours)) <= names, line.text
        assert all(line.text for line in tell_rule(rule, book, "en"))
