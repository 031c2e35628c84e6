"""A company's files read once more, after an edit: the same as if they were read for the first time."""

from collections.abc import Mapping

from engine.language.book import load_rulebook, read_rulebook
from tests.language.books import FILES, as_bytes, edited, problems_of

OTHER = "format: 1\nsettings: {limit: 1 CNY}\n"


def test_an_edited_file_is_read_again():
    """Nothing of the old content is left, in the other files neither."""
    before: Mapping[str, str] = {**FILES, "other.yaml": OTHER}
    load_rulebook(as_bytes(before))

    after = edited("other.yaml", "1 CNY", "2 CNY", before)

    assert load_rulebook(as_bytes(after)) == read_rulebook(as_bytes(after))
    assert load_rulebook(as_bytes(before)) == read_rulebook(as_bytes(before))


def test_what_is_wrong_is_said_again_each_time():
    """A file that nobody mended has the same problems at the next look."""
    broken = edited("dunning.yaml", "invoice.balance >", "invoice.balanse >")

    said = [problems_of(broken), problems_of({**broken, "other.yaml": OTHER}), problems_of(broken)]

    assert said[0]
    assert said[0] == said[1] == said[2]


def test_an_edited_vocabulary_is_read_into_every_rule():
    """The rule files are the same; what they name is gone."""
    assert problems_of(FILES) == []

    assert problems_of(edited("vocabulary.yaml", "      balance:", "      rest:"))
