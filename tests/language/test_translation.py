"""Rule files are written in the words of the other language, and back, letter for letter."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.examples import run_examples
from engine.language.book import load_rulebook
from engine.language.translation import translated
from engine.problems import ProblemsFound
from tests.conftest import ROOT
from tests.console import company
from tests.language import books

RULES = ROOT / "rules"


def files_in(folder: Path) -> dict[str, bytes]:
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix in {".yaml", ".txt"}]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def in_chinese(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {**files, **translated(files, "zh")}


def in_english(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {**files, **translated(files, "en")}


BOOKS = {
    "shipped": files_in(RULES),
    "small": books.as_bytes(books.FILES),
    "company": books.as_bytes(company.FILES),
}


@pytest.mark.parametrize("name", BOOKS)
def test_there_and_back_is_identical(name: str):
    assert in_english(in_chinese(BOOKS[name])) == BOOKS[name]


@pytest.mark.parametrize("name", BOOKS)
def test_what_is_in_the_language_already_is_left_alone(name: str):
    assert translated(BOOKS[name], "en") == {}
    assert translated(in_chinese(BOOKS[name]), "zh") == {}


def test_no_key_of_the_shipped_rules_stays_english():
    """A key without its Chinese word would be easy to forget."""
    for name, content in in_chinese(BOOKS["shipped"]).items():
        if name.endswith(".yaml"):
            first = [line for line in content.decode().splitlines() if line[:1].isalpha()]
            assert not [line for line in first if line.isascii()], name


def test_the_shipped_rules_do_the_same_in_chinese():
    """Every example passes, with the same firings to the key and the minute."""
    chinese, english = load_rulebook(in_chinese(BOOKS["shipped"])), load_rulebook(BOOKS["shipped"])

    told = [(outcome.example.name, outcome.passed, outcome.differences) for outcome in run_examples(chinese)]

    assert all(passed for _, passed, _ in told)
    assert told == [(each.example.name, each.passed, each.differences) for each in run_examples(english)]


def test_texts_for_people_and_comments_are_not_touched():
    before = BOOKS["shipped"]["dunning.yaml"].decode().splitlines()
    after = in_chinese(BOOKS["shipped"])["dunning.yaml"].decode().splitlines()

    assert len(before) == len(after)
    for english, chinese in zip(before, after, strict=True):
        if english.lstrip().startswith(("#", "en:", "zh:")):
            assert english == chinese


def test_only_the_files_that_are_named_change():
    assert set(translated(BOOKS["shipped"], "zh", {"birthday.yaml"})) == {"birthday.yaml"}


def test_a_file_with_problems_is_refused_with_its_problems():
    files = books.as_bytes(books.edited("life.yaml", "orders_count >= 1", "orders_cuont >= 1"))

    with pytest.raises(ProblemsFound, match="Did you mean"):
        translated(files, "zh")


WRITTEN = {
    "quoted": '"customer.orders_count >= 1 and customer.tier is not C"',
    "quoted once": "'customer.orders_count >= 1 and customer.tier is not C'",
    "with an escaped letter": '"customer.orders_count >= 1 and customer.name is not \\"is not\\" or customer.tier is C"',
    "with quotes in quotes": """'customer.name is not "it''s" and customer.tier is C'""",
    "folded": "\n      customer.orders_count >= 1\n      and customer.tier is not C",
    "folded in quotes": '"customer.orders_count >= 1\n      and customer.tier is not C"',
    "as a block": ">\n      customer.orders_count >= 1\n      and customer.tier is C\n",
    "as lines": "|-\n      customer.orders_count >= 1\n        and customer.tier is C\n",
}


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_however_a_sentence_is_written_it_stays_written_so(written: str, ends: str, mark: bytes):
    rule = f"""
  - id: odd
    when: {WRITTEN[written]}
    do: [{{send: message, to: customer, text: {{en: "Is it is not?", zh: "是"}}}}]  # is not
"""
    text = books.LIFE.replace("\nexamples:", rule + "examples:")
    files = books.as_bytes({**books.FILES, "life.yaml": mark + text.replace("\n", ends).encode()})

    chinese = in_chinese(files)

    assert "客户.下单次数" in chinese["life.yaml"].decode() or "客户.名称" in chinese["life.yaml"].decode()
    assert "# is not" in chinese["life.yaml"].decode()
    assert in_english(chinese) == files


def test_a_word_that_is_broken_over_two_lines_is_told():
    text = books.LIFE.replace("when: customer.orders_count >= 1}", 'when: "customer.tier is\n      not C"}')
    files = books.as_bytes({**books.FILES, "life.yaml": text})

    with pytest.raises(ProblemsFound, match="Write the value on one line"):
        translated(files, "zh")


def test_chinese_without_spaces_becomes_english_with_them():
    text = books.LIFE.replace("customer.orders_count >= 1", "客户.下单次数 为1 或 今天 >= 客户.生日1 + 30天")
    text = text.replace("今天 >= 客户.生日1 + 30天", "今天 >= customer.last_order_date + 30天")
    files = books.as_bytes({**books.FILES, "life.yaml": text})

    english = in_english(files)["life.yaml"].decode()

    assert "customer.orders_count is 1 or today >= customer.last_order_date + 30 days" in english


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_files_of_mixed_words_mean_the_same_in_either_language(data: st.DataObject):
    """Each line of a book in one language or the other, as it comes."""
    english, chinese = BOOKS["small"], in_chinese(BOOKS["small"])
    mixed = dict(english)
    for name in ("life.yaml", "dunning.yaml", "policy.yaml", "vocabulary.yaml"):
        pairs = zip(
            english[name].splitlines(keepends=True), chinese[name].splitlines(keepends=True), strict=True
        )
        mixed[name] = b"".join(data.draw(st.sampled_from(pair)) for pair in pairs)

    assert in_english(mixed) == english
    assert in_chinese(mixed) == chinese
