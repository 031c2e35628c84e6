"""Facts that hold several words at once: what a customer likes."""

import pytest

from engine.examples import run_examples
from engine.language.book import load_rulebook
from engine.language.syntax import Constant
from engine.rulebook import SetFact
from tests.language.books import FILES, VOCABULARY, as_bytes, problems_of

INVITE = """\
format: 1
rules:
  - id: invite
    who: customer
    when: customer.interests contains golf
    do:
      - set: {customer.interests: [tea]}
      - send: email
        to: customer
        text: {en: "You like {{ customer.interests | default(\\"nothing\\") }}.", zh: "您喜欢{{ customer.interests }}。"}
    examples:
      - name: a list as a list
        given: {customer.interests: [golf, tea], today: 2026-01-05}
        until: 2026-01-31
        expect: [2026-01-05 invite -> customer.interests tea]
      - name: a list as a text, learnt later
        given: {customer.interests: tea, today: 2026-01-05}
        events: [{2026-01-07: {customer.interests: tea; golf}}]
        until: 2026-01-31
        expect: [2026-01-07 invite -> customer.interests tea]
      - name: nothing
        given: {customer.interests: [], today: 2026-01-05}
        until: 2026-01-31
        expect: []
"""


def with_invite(before: str = "", after: str = "") -> dict[str, str]:
    assert before in INVITE
    liking = "      interests: {type: list, of: [golf, tea], if missing: []}\n"
    vocabulary = VOCABULARY.replace("  order:\n", f"{liking}  order:\n", 1)
    return {**FILES, "vocabulary.yaml": vocabulary, "invite.yaml": INVITE.replace(before, after, 1)}


def test_a_list_is_given_set_compared_and_told() -> None:
    book = load_rulebook(as_bytes(with_invite()))

    results = [result for result in run_examples(book) if result.example.rules == ("invite",)]
    assert len(results) == 3
    assert [result.got for result in results] == [result.expected for result in results]
    rule = book.rule("invite")
    assert rule is not None
    first = rule.steps[0].do[0]
    assert isinstance(first, SetFact)
    assert first.value == Constant(("tea",))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("[tea]}", "[chess]}", "“chess” is no choice here. Known here: golf, tea."),
        ("customer.interests: [tea]", "customer.tier: [A]", "A list stands where one value is expected."),
        ("[golf, tea]", "[golf, [tea]]", "Here stands a list, where a value is expected."),
        ("contains golf", "contains gulf", "“gulf” is no choice of customer.interests."),
    ],
)
def test_what_is_no_word_of_the_list_is_refused(before: str, after: str, told: str) -> None:
    assert any(told in problem for problem in problems_of(with_invite(before, after)))
