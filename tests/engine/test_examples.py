"""An example that comes out otherwise names the line that made it so; what no example shows is listed."""

from collections.abc import Mapping

import pytest

from engine.examples import Outcome, run_examples
from engine.examples.coverage import coverage
from engine.language.book import load_rulebook
from tests.language.books import DUNNING, FILES, VOCABULARY, as_bytes, edited, problems_of

D = "dunning.yaml"


def outcomes(files: Mapping[str, str] = FILES) -> list[Outcome]:
    return list(run_examples(load_rulebook(as_bytes(files))))


def failing(before: str, after: str) -> Outcome:
    (outcome,) = [outcome for outcome in outcomes(edited(D, before, after)) if not outcome.passed]
    return outcome


def line_of(text: str) -> int:
    return DUNNING[: DUNNING.index(text)].count("\n") + 1


@pytest.mark.parametrize(
    ("before", "after", "cause"),
    [
        (
            "invoice.balance: 5000 CNY, customer.name",
            "invoice.balance: 100 CNY, customer.name",
            (
                f"dunning.yaml:{line_of('invoice.balance > settings')}:9: “week_1” was held back on 2026-02-07: "
                "“invoice.balance > settings.ignore_below” did not hold "
                "(invoice.balance 100.00 CNY, settings.ignore_below 200.00 CNY)."
            ),
        ),
        (
            "{invoice.due_date: 2026-01-31, invoice.balance: 5000 CNY,",
            "{invoice.due_date: 2026-01-31,",
            (
                f"dunning.yaml:{line_of('invoice.balance > settings')}:9: “week_1” was held back on 2026-02-07: "
                "“invoice.balance > settings.ignore_below” was unknown "
                "(invoice.balance missing, settings.ignore_below 200.00 CNY)."
            ),
        ),
        (
            "[2026-02-07 week_1, 2026-02-14 week_2,",
            "[2026-02-07 week_1, 2026-02-13 week_2,",
            (
                f"dunning.yaml:{line_of('id: week_2')}:9: “week_2” was not due on 2026-02-13: "
                "dunning/week_2 comes on 2026-02-14 at the earliest."
            ),
        ),
        (
            "[2026-02-07 week_1, 2026-02-14 week_2, 2026-02-28",
            "[2026-02-07 week_1, 2026-02-28",
            (
                f"dunning.yaml:{line_of('id: week_2')}:9: “week_2” was due on 2026-02-14, "
                "and every line of its rule held."
            ),
        ),
    ],
)
def test_a_failing_example_names_the_line_that_caused_it(before: str, after: str, cause: str):
    outcome = failing(before, after)

    assert cause in outcome.causes
    assert cause in str(outcome)


def test_an_example_that_comes_out_looks_for_no_cause():
    assert all(outcome.causes == () for outcome in outcomes())


def test_a_step_that_no_example_holds_back_is_listed():
    """The promise of the second example keeps the third step back; nothing keeps back the first and second."""
    book = load_rulebook(as_bytes(FILES))
    missing = [each.missing for each in coverage(book, run_examples(book)) if each.rule == "dunning"]

    assert missing == [
        f"dunning.yaml:{line_of('id: week_1')}:9: no example of “dunning/week_1” shows that it is held back.",
        f"dunning.yaml:{line_of('id: week_2')}:9: no example of “dunning/week_2” shows that it is held back.",
        "",
    ]


def test_a_step_that_no_example_shows_is_listed():
    book = load_rulebook(as_bytes(FILES))
    (greet,) = [each for each in coverage(book, run_examples(book)) if each.rule == "greet"]

    assert (greet.happens, greet.held_back) == (False, False)
    assert greet.missing.endswith("no example of “greet” shows that it happens and that it is held back.")


WEEK_2 = ("2026-02-14 week_2,", "2026-02-14 week_2 -> {},")


def expecting(what: str) -> list[str]:
    """What comes out otherwise when the second step, of a Saturday, is expected with *what*."""
    files = edited(D, WEEK_2[0], WEEK_2[1].format(what))
    return [line for outcome in outcomes(files) for line in outcome.differences]


@pytest.mark.parametrize("due", ["due 2026-02-24", '"due 2026-02-24 09:00"', "期限 2026-02-24"])
def test_a_story_may_tell_when_a_task_is_due(due: str):
    """One working day after the Saturday, and the holidays of the new year between them."""
    line = f'"2026-02-14 week_2 -> {due.strip(chr(34))}",'

    assert [each.differences for each in outcomes(edited(D, WEEK_2[0], line)) if not each.passed] == []


def test_a_line_may_tell_the_hour_and_what_came_of_it():
    """Both are compared."""
    line = '"2026-02-14 {} week_2 -> due 2026-02-24",'

    assert all(each.passed for each in outcomes(edited(D, WEEK_2[0], line.format("09:00"))))
    assert failing(WEEK_2[0], line.format("10:00")).differences == [
        "expected, but did not happen: 2026-02-14 10:00 week_2 -> due 2026-02-24",
        "happened, but was not expected: 2026-02-14 09:00 week_2",
    ]


def test_a_task_that_is_due_otherwise_is_told_with_its_day():
    assert expecting("due 2026-02-16") == [
        "expected, but did not happen: 2026-02-14 week_2 -> due 2026-02-16",
        "happened, but was not expected: 2026-02-14 week_2 -> due 2026-02-24",
    ]


def test_when_a_task_is_due_must_be_a_day():
    assert any(
        "“soon”" in problem for problem in problems_of(edited(D, WEEK_2[0], WEEK_2[1].format("due soon")))
    )


def test_a_story_may_tell_what_a_computed_fact_is_then():
    """A fact that somebody gave is told only by the step that sets it."""
    assert expecting("customer.orders_count 0") == []
    assert expecting("customer.orders_count 1") == [
        "expected, but did not happen: 2026-02-14 week_2 -> customer.orders_count 1",
        "happened, but was not expected: 2026-02-14 week_2 -> customer.orders_count 0",
    ]
    assert expecting("customer.credit_hold no") == []
    assert len(expecting("customer.share 5%")) == 2


def test_a_row_with_a_number_is_known_by_it():
    """A person of a story has a superior, to whom what is late goes."""
    late = """\
            late: [{send: message, to: customer.manager.boss, text: {en: "Late.", zh: "逾期。"}}]
      - id: month_1"""
    files = edited(D, "      - id: month_1", late)
    given = (
        "customer.manager: p1, person: {number: p1, boss: p2}, invoice.number: N1}\n        until: 2026-06-30"
    )
    files = edited(D, "customer.manager: p1, invoice.number: N1}\n        until: 2026-06-30", given, files)
    files = edited(D, "week_2, 2026-02-28", "week_2, 2026-02-24 week_2/late, 2026-02-28", files)
    vocabulary = VOCABULARY.replace(
        "name: {type: text, personal: yes}",
        "number: {type: text}\n      name: {type: text, personal: yes}",
        1,
    )

    assert all(outcome.passed for outcome in outcomes({**files, "vocabulary.yaml": vocabulary}))


def test_a_story_that_tells_of_invoices_row_by_row_has_no_other_invoice():
    """Else a rule could act on one of which nobody told."""
    both = "{invoice: [{number: N1, balance: 1 CNY}, {number: N2, balance: 2 CNY}], today: 2026-01-01}"
    rule = f"""\
format: 1
rules:
  - id: quiet
    who: invoice
    when: invoice.disputed is no
    do: [{{set: {{invoice.promise_date: today}}}}]
    examples:
      - name: two
        given: {both}
        until: 2026-01-31
        expect: [2026-01-01 quiet, 2026-01-01 quiet]
"""

    assert all(outcome.passed for outcome in outcomes({**FILES, "quiet.yaml": rule}))
