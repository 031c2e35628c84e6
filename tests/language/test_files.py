"""A rulebook that holds: what its files become."""

import datetime as dt
import pickle
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal

from engine.examples import run_examples
from engine.language.book import load_rulebook
from engine.language.files import content_hash
from engine.language.schema import RuleFile
from engine.language.syntax import All, Answer, AnyOf, Constant, FactPath
from engine.language.tree import Text
from engine.rulebook import (
    Again,
    AtMoment,
    BecomesTrue,
    Cap,
    Every,
    MoveTo,
    OpenTask,
    Rule,
    Rulebook,
    Send,
    SetFact,
)
from engine.values import Duration, Money
from tests.language.books import FILES, POLICY, as_bytes, edited

BOOK: Rulebook = load_rulebook(as_bytes(FILES))


def rule(rule_id: str, book: Rulebook = BOOK) -> Rule:
    found = book.rule(rule_id)
    assert found is not None
    return found


def test_a_ladder_keeps_its_steps_offsets_and_anchor() -> None:
    dunning = rule("dunning")

    assert dunning.start == AtMoment(FactPath(("invoice", "due_date")))
    assert [(step.id, step.offset) for step in dunning.steps] == [
        ("week_1", Duration(days=7)),
        ("week_2", Duration(days=14)),
        ("month_1", Duration(months=1)),
    ]
    assert (dunning.who, dunning.owner, dunning.status) == ("invoice", "finance", "live")
    assert (dunning.valid_from, dunning.valid_to) == (dt.date(2026, 1, 1), None)


def test_lines_hold_together_and_groups_keep_their_kind() -> None:
    when = rule("dunning").when

    assert isinstance(when, All)
    assert [type(part).__name__ for part in when.parts] == ["Sentence", "Sentence", "AnyOf"]
    assert isinstance(when.parts[2], AnyOf)


def test_a_sentence_knows_where_it_stands() -> None:
    when = rule("dunning").when

    assert isinstance(when, All)
    assert str(getattr(when.parts[1], "place", "")) == "dunning.yaml:15:9"


def test_actions_become_messages_tasks_and_facts() -> None:
    week_1, week_2, month_1 = rule("dunning").steps

    (send,) = week_1.do
    assert isinstance(send, Send)
    assert send.reaches_customer
    (task,) = week_2.do
    assert isinstance(task, OpenTask)
    assert not task.keep
    assert task.outcomes == {
        "promised": (SetFact(FactPath(("invoice", "promise_date")), Answer("date")),),
        "disputed": (SetFact(FactPath(("invoice", "disputed")), Constant(value=True)),),
        "no_answer": (Again(Duration(working_days=1), 3),),
    }
    assert month_1.do[:2] == (
        SetFact(FactPath(("customer", "credit_hold")), Constant(value=True)),
        SetFact(FactPath(("customer", "tier")), Constant("C")),
    )


def test_message_files_give_the_subject_and_the_body() -> None:
    letter = rule("dunning").steps[2].do[2]

    assert isinstance(letter, Send)
    assert letter.subject == {"en": "Invoice {{ invoice.number }}", "zh": "发票{{ invoice.number }}"}
    assert letter.text["en"] == "Dear {{ customer.name }},\nplease pay."


def test_percentages_and_settings_are_settled_in_a_text() -> None:
    """Whoever renders it later has neither the types nor the percent sign of a setting."""
    send = rule("dunning").steps[0].do[0]

    assert isinstance(send, Send)
    assert send.text["zh"] == '{{ customer.name }}您好，享{{ "30%" }}、{{ customer.share | percent }}优惠。'


def test_moves_stand_in_the_lifecycle_and_take_the_defaults_of_their_file() -> None:
    assert BOOK.lifecycle is not None
    assert BOOK.lifecycle.fact == "customer.stage"
    assert (BOOK.lifecycle.start, BOOK.lifecycle.end) == ("prospect", ("lost",))
    first, given_up = BOOK.lifecycle.moves
    assert first.start == BecomesTrue()
    assert first.steps[0].id == "first_order"
    assert first.steps[0].do == (MoveTo("trial"),)
    assert given_up.moves_from == ("prospect", "trial")
    assert (given_up.who, given_up.owner, given_up.status) == ("customer", "sales_ops", "shadow")


def test_do_alone_is_one_step_named_after_its_rule() -> None:
    greet = rule("greet")

    assert greet.start == Every(Duration(months=12), FactPath(("customer", "birthday")), dt.time(9))
    assert [step.id for step in greet.steps] == ["greet"]
    assert greet.within == Duration(days=1)


def test_an_example_types_what_it_tells() -> None:
    never, promise, life = BOOK.examples

    assert never.given[FactPath(("invoice", "balance"))] == Money.of(5000, "CNY")
    assert never.start == dt.date(2026, 1, 31)
    assert never.expect[2].text == "2026-02-28 month_1 -> customer.tier C"
    assert promise.rows == (("order", {"date": dt.date(2026, 1, 1), "amount": Money.of(9, "CNY")}),)
    assert promise.start == dt.date(2026, 1, 1)
    answered, issued, paid = promise.events
    assert answered.answer == ("payment_call", "promised", {"date": dt.date(2026, 3, 20)})
    assert (issued.event, issued.at) == ("invoice.issued", dt.datetime(2026, 3, 17, 2, tzinfo=dt.UTC))
    assert paid.rows == (("order", {"amount": Money.of(100, "CNY")}),)
    assert life.start == dt.date(2026, 1, 5)
    assert life.rules == ("first_order", "given_up", "greet")
    assert life.given[FactPath(("customer", "orders_count"))] == Decimal(0), "a derived fact is pinned"


def test_the_vocabulary_has_labels_defaults_and_formulas() -> None:
    number = BOOK.vocabulary.fact("customer", "orders_count")
    hold = BOOK.vocabulary.fact("customer", "credit_hold")

    assert number is not None
    assert number.labels == {"en": "orders count", "zh": "下单次数"}
    assert number.source is not None
    assert hold is not None
    assert hold.default is False
    assert BOOK.vocabulary.working_time.country == "CN"


def test_policy_says_what_holds_for_all() -> None:
    assert BOOK.policy.hours == "09:00-20:00"
    assert BOOK.policy.caps == (Cap(1),)
    assert BOOK.policy.least_gap == Duration(days=3)
    assert BOOK.locales == ("en", "zh")


def test_without_a_policy_its_defaults_hold() -> None:
    files = {name: text for name, text in FILES.items() if name != "policy.yaml"}

    assert load_rulebook(as_bytes(files)).policy == BOOK.policy


def test_settings_are_kept_by_name() -> None:
    assert BOOK.settings == {"ignore_below": Money.of(200, "CNY"), "discount": Decimal(30)}


def test_the_hash_names_the_content_not_the_line_ends_nor_the_order() -> None:
    with_crlf = {name: text.replace("\n", "\r\n") for name, text in sorted(FILES.items(), reverse=True)}

    assert load_rulebook(as_bytes(with_crlf)).hash == BOOK.hash
    assert load_rulebook(as_bytes(edited("policy.yaml", "3 days", "4 days"))).hash != BOOK.hash
    assert content_hash({"a": b"b", "c": b""}) != content_hash({"a": b"bc", "": b""})


def test_a_scalar_stays_what_was_written() -> None:
    """`22:30` is no number of minutes, `no` no truth value, `0.10` no 0.1 before the vocabulary types it."""
    written = edited("policy.yaml", '"09:00-20:00"', "09:00-22:30")

    assert load_rulebook(as_bytes(written)).policy.hours == "09:00-22:30"


def test_an_anchor_may_repeat_what_was_given() -> None:
    files = edited(
        "dunning.yaml", "given: {invoice.due_date: 2026-01-31", "given: &g {invoice.due_date: 2026-01-31"
    )
    files["dunning.yaml"] += (
        "      - {name: again, given: *g, until: 2026-02-08, expect: [2026-02-07 week_1]}\n"
    )

    book = load_rulebook(as_bytes(files))

    assert book.examples[2].given == book.examples[0].given


def test_the_schema_is_there_for_editors() -> None:
    schema = RuleFile.model_json_schema()

    assert {"format", "rules", "lifecycle"} <= set(schema["properties"])
    assert "at most" in schema["$defs"]["AgainPart"]["properties"]


def test_policy_text_is_complete() -> None:
    assert (
        load_rulebook(
            as_bytes({**FILES, "policy.yaml": POLICY.replace("1 per customer per day", "any")})
        ).policy.caps
        == ()
    )


def test_its_examples_come_out_as_told() -> None:
    assert [str(outcome) for outcome in run_examples(BOOK) if not outcome.passed] == []


def test_a_rulebook_is_plain_data() -> None:
    """It is pickled, compared and kept for years: nothing of the reader's own types may stay in it."""
    assert list(readers_texts(BOOK)) == []
    assert pickle.loads(pickle.dumps(BOOK)) == BOOK  # noqa: S301 - our own bytes


def readers_texts(part: object) -> Iterator[str]:
    if isinstance(part, Text):
        yield part
    elif isinstance(part, Mapping):
        for key, value in part.items():
            yield from readers_texts(key)
            yield from readers_texts(value)
    elif isinstance(part, (tuple, list, frozenset)):
        for value in part:
            yield from readers_texts(value)
    elif is_dataclass(part):
        for its in fields(part):
            yield from readers_texts(getattr(part, its.name))
