"""Settings with an amount for each currency."""

import pytest

from engine.examples import run_examples
from engine.language.book import load_rulebook
from tests.language.books import FILES, as_bytes, problems_of

RULE = """\
format: 1
settings: {small: [200 CNY, 30 USD]}
rules:
  - id: chase
    who: invoice
    when: invoice.balance > settings.small
    do: [{set: {customer.tier: C}}]
    examples:
      - name: yuan
        given: {invoice.balance: 201 CNY, today: 2026-01-05}
        until: 2026-01-31
        expect: [2026-01-05 chase]
      - name: just enough dollars, then more
        given: {invoice.balance: 30 USD, today: 2026-01-05}
        events: [{2026-01-07: {invoice.balance: 31 USD}}]
        until: 2026-01-31
        expect: [2026-01-07 chase]
      - name: nothing at all
        given: {invoice.balance: 0, today: 2026-01-05}
        until: 2026-01-31
        expect: []
      - name: a currency that nobody thought of is a trouble
        given: {invoice.balance: 5000 EUR, today: 2026-01-05}
        until: 2026-01-31
        expect: []
"""


def test_an_amount_is_compared_with_that_of_its_own_currency() -> None:
    book = load_rulebook(as_bytes({**FILES, "chase.yaml": RULE}))

    *fine, euro = [outcome for outcome in run_examples(book) if outcome.example.rules == ("chase",)]
    assert [outcome.differences for outcome in fine] == [[], [], []]
    assert euro.troubles == ("settings.small has no amount in EUR: nothing is compared with 5000.00 EUR.",)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("> settings.small", "- settings.small > 5 CNY", "settings.small has an amount for each currency"),
        ("{customer.tier: C}", "{invoice.balance: settings.small}", "has an amount for each currency"),
        ("invoice.balance > settings", "5 > settings", "A number cannot be compared with money."),
        ("30 USD", "30 CNY", "The setting “small” has two amounts of one currency."),
        ("30 USD", "30", "“30” is no money."),
    ],
)
def test_alone_it_says_nothing(before: str, after: str, told: str) -> None:
    assert any(told in each for each in problems_of({**FILES, "chase.yaml": RULE.replace(before, after, 1)}))


def test_a_text_cannot_show_it() -> None:
    """A setting that has no single value must not slip through unread: the letter could not be written."""
    letter = 'send: email, to: invoice.customer, text: {en: "From {{ settings.small }} on.", zh: "{{ settings.small }}"}'
    problems = problems_of({**FILES, "chase.yaml": RULE.replace("set: {customer.tier: C}", letter)})

    assert sum("“settings.small” has an amount for each currency" in each for each in problems) == 2


def test_a_hold_compares_with_it() -> None:
    """A hold that is lost lets through what it should keep back."""
    vocabulary = FILES["vocabulary.yaml"].replace(
        "share:           {", "debt: {type: money}\n      share:           {"
    )
    policy = (
        FILES["policy.yaml"] + "groups: {letters: {}}\nhold: [letters while customer.debt > settings.small]\n"
    )
    send = '{send: email, to: customer, text: {en: "Hello.", zh: "您好。"}}'
    rule = RULE.replace("who: invoice\n", "group: letters\n    who: invoice\n")
    rule = rule.replace("given: {", "given: {customer.debt: 31 USD, ").replace(
        "{set: {customer.tier: C}}", send
    )

    book = load_rulebook(
        as_bytes({**FILES, "vocabulary.yaml": vocabulary, "policy.yaml": policy, "chase.yaml": rule})
    )

    outcomes = [outcome for outcome in run_examples(book) if outcome.example.rules == ("chase",)]
    assert outcomes[0].differences == ["expected, but did not happen: 2026-01-05 chase"]


@pytest.mark.parametrize("others", ["[200 CNY, 31 USD]", "200 CNY"])
def test_it_means_the_same_in_every_file(others: str) -> None:
    """A hold would go by the last file's amounts, a rule by those of its own."""
    other = f"format: 1\nsettings: {{small: {others}}}\n"

    (problem,) = problems_of({**FILES, "chase.yaml": RULE, "other.yaml": other})

    assert "other.yaml:2:12: The setting “small” has another value in another file." in problem
    assert (
        problems_of({**FILES, "chase.yaml": RULE, "other.yaml": other.replace(others, "[30 USD, 200 CNY]")})
        == []
    )
