"""What is wrong with a sentence is said where it is, with what to write instead."""

from __future__ import annotations

import pytest

from engine.language.sentences import parse_condition, parse_expression, parse_path, parse_source, parse_start
from engine.problems import Place, ProblemsFound
from engine.vocabulary import FactType, Kind
from tests.language.builders import HERE, about

# The text, the code, the offset in the text, and how the message begins.
CONDITIONS = [
    (
        "custmer.tier is A",
        "unknown-fact",
        0,
        "“custmer.tier”: no such fact. Did you mean “customer.tier”?",
    ),
    (
        "invoice.balance > 200",
        "type-clash",
        18,
        "Money cannot be compared with a number. Write an amount with its currency, e.g. 200 CNY.",
    ),
    ("customer.tier is Z", "unknown-choice", 17, "“Z” is no choice of customer.tier. Known here: A, B, C."),
    ("customer.tier is one of [A, Q]", "unknown-choice", 28, "“Q” is no choice of customer.tier."),
    ("customer.manger.boss is empty", "unknown-fact", 0, "“customer.manger”: no such fact. Did you mean"),
    ("customer.tier.boss is empty", "unknown-fact", 0, "“customer.tier.boss”: no such fact; “customer.tier”"),
    (
        "order.amount > 3 CNY",
        "unknown-entity",
        0,
        "“order.amount” cannot be read here: the sentence is about",
    ),
    ("settings.lat_by > 3 days", "unknown-setting", 0, "“settings.lat_by”: no such setting. Did you mean"),
    ("invoice.balance > 3 dayz", "unknown-unit", 18, "“dayz” is no unit of time. Did you mean “days”?"),
    ("invoice.balance > 5 cny", "unknown-currency", 18, "“cny” is no currency. Write CNY."),
    ("invoice.balance > 5 QQQ", "unknown-currency", 18, "“QQQ” is no currency."),
    ("invoice.balance > 0.005 CNY", "bad-value", 18, "0.005 CNY is finer than the smallest coin."),
    ("invoice.balance > 5 CNY + 3 USD", "type-clash", 26, "Money of two currencies does not add."),
    ("invoice.due_date = 2026-02-30", "bad-value", 19, "“2026-02-30”: there is no such day."),
    ("invoice.due_date > 2026-01-31 10:00", "type-clash", 19, "A date cannot be compared with a moment."),
    ("customer.last_seen_at < today", "type-clash", 24, "A moment cannot be compared with a date. Write now"),
    ("invoice.due_date < now", "type-clash", 19, "A date cannot be compared with a moment. Write today"),
    ("invoice.due_date + 3 hours < today", "type-clash", 19, "Hours and minutes cannot be added to a date."),
    ("customer.usual_cycle > 30", "type-clash", 23, "A length of time cannot be compared with a number."),
    ("customer.usual_cycle * 1.5 > 3 days", "type-clash", 23, "A length of time can only be multiplied by"),
    ("invoice.amount * invoice.balance > 3 CNY", "type-clash", 17, "Money cannot be multiplied by money."),
    ("invoice.amount / 0 > 3 CNY", "bad-value", 17, "Nothing can be divided by 0."),
    ("customer.tier > A", "type-clash", 16, "A choice is neither more nor less than another."),
    ("customer.birthday = today", "type-clash", 20, "A yearly date cannot be compared with a date."),
    ("customer.manager = customer", "type-clash", 19, "A reference cannot be compared with a reference. One"),
    ("customer.manager is p1", "unknown-fact", 20, "“p1”: no such fact."),
    (
        "customer.manager is null",
        "unknown-fact",
        20,
        "“null”: no such fact. For what nobody has given, write is empty",
    ),
    ("customer.tier is a", "unknown-choice", 17, "“a” is no choice of customer.tier. Did you mean “A”?"),
    ("customer.tier not A", "bad-sentence", 14, "“not” cannot stand here. Write is not."),
    ("customer.orders_count at least 3", "bad-sentence", 22, "“at” cannot stand here. Write >=."),
    (
        "3 < customer.orders_count < 5",
        "bad-sentence",
        26,
        "“<” cannot stand here. Compare once in a sentence",
    ),
    ("customer.manager exists", "bad-sentence", 17, "“exists” cannot stand here. Write is not empty."),
    ("now > 22:30", "bad-sentence", 8, "“:” cannot stand here. Write the day before the hour"),
    (
        "customer.interests contains chess",
        "unknown-choice",
        28,
        "“chess” is no choice of customer.interests.",
    ),
    (
        "customer.interests contains customer.orders_count",
        "type-clash",
        28,
        "A number cannot be contained in a list.",
    ),
    (
        "customer.tier contains A",
        "type-clash",
        0,
        "A choice is no list: only a list of words contains some. Write is, or is one of [ ].",
    ),
    ("customer.interests is golf", "type-clash", 22, "Two lists do not compare. Write contains, e.g."),
    ("customer.interests > 3", "type-clash", 21, "A list cannot be compared with a number. Write contains"),
    ("customer.tier", "type-clash", 0, "This is a value, not something that holds or not."),
    ("(customer.tier is A) > 3", "type-clash", 1, "This holds or does not: it is no value."),
    ("count(order) > 3", "bad-sentence", 0, "A figure over many rows cannot stand here."),
    ("answer.date > today", "bad-sentence", 0, "“answer.date” cannot stand here."),
    ("5 CNY is empty", "type-clash", 0, "Only a fact can be empty."),
    ("customer.orders_count is one of [100,200]", "bad-value", 33, "“100,200” may be one number or two."),
    ("customer.tier is one of []", "bad-sentence", 14, "The list is empty."),
    ("customer.volume_30d is at least 30 below customer.volume_avg", "type-clash", 32, "How far below or"),
    ("invoice.balance == 3 CNY", "bad-sentence", 16, "“==” cannot stand here. Write = once."),
    ("invoice.balance > CNY 200", "bad-sentence", 22, "“200” cannot stand here. Write the currency after"),
    ("(invoice.balance > 3 CNY", "bad-sentence", 24, "The sentence breaks off here. Close the parenthesis."),
    ("customer.tier is", "bad-sentence", 16, "The sentence breaks off here."),
    ("customer.tier is 'A'", "bad-sentence", 17, "“'” cannot stand here. Put a text between double quotes"),
    ("customer.tier is A && customer.tier is B", "bad-sentence", 19, "“&” cannot stand here. Write and."),
    (" ", "bad-sentence", 0, "A sentence is missing here."),
    ("x" * 2001, "bad-sentence", 0, "This sentence has 2001 characters; 2000 are the most."),
    ("(" * 51 + "customer.tier is A" + ")" * 51, "bad-sentence", 0, "This sentence is nested too deep;"),
    ("not " * 200 + "customer.tier is A", "bad-sentence", 0, "This sentence is nested too deep;"),
    ("customer.orders_count > " + "1 + " * 200 + "1", "bad-sentence", 0, "This sentence is nested too deep;"),
]

MISPLACED = [
    ("customer.last_order_date + 30 days < today - 3 days", 37),
    ("today is one of [2026-01-31]", 0),
    ("customer.last_order_date is one of [today]", 36),
    ("today is empty", 0),
    ("today = now", 8),
    ("today = today", 8),
    ("days since customer.last_order_date > days since customer.first_order_date", 38),
    ("days since customer.last_order_date + 3 > 5", 0),
    ("days since customer.last_order_date is at least 30% below 3", 0),
    ("days since (today) > 3", 12),
]


@pytest.mark.parametrize(("text", "code", "offset", "message"), CONDITIONS)
def test_a_problem_names_its_place_and_its_remedy(text: str, code: str, offset: int, message: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        parse_condition(text, about("invoice"), HERE)

    (problem,) = found.value.problems
    assert (problem.code, problem.place) == (code, Place(HERE.file, HERE.line, HERE.col + offset))
    assert f"{problem.what} {problem.mend}".startswith(message)
    assert problem.mend


@pytest.mark.parametrize(("text", "offset"), MISPLACED)
def test_time_stands_alone_on_one_side(text: str, offset: int) -> None:
    """Elsewhere its turning point could not be computed."""
    with pytest.raises(ProblemsFound) as found:
        parse_condition(text, about("customer"), HERE)

    (problem,) = found.value.problems
    assert (problem.code, problem.place.col) == ("time-misplaced", HERE.col + offset)
    assert "alone on one side" in f"{problem.what} {problem.mend}"


def test_all_problems_of_a_sentence_are_told_at_once() -> None:
    text = "customer.tier is Z and (invoice.balanc > 3 or custmer.tier is A) and invoice.amount > 5"

    with pytest.raises(ProblemsFound) as found:
        parse_condition(text, about("invoice"), HERE)

    codes = [problem.code for problem in found.value.problems]
    assert codes == ["unknown-choice", "unknown-fact", "unknown-fact", "type-clash"]


def test_an_unknown_place_stays_unknown() -> None:
    with pytest.raises(ProblemsFound) as found:
        parse_condition("customer.tier is Z", about("customer"), Place("rules/test.yaml"))

    assert found.value.problems[0].place == Place("rules/test.yaml")


STARTS = [
    ("customer.birthday", "type-clash", 0, "Write every year on …"),
    ("customer.last_seen_at at 09:00", "type-clash", 0, "Leave out “at”, or take a date."),
    ("invoice.amount", "type-clash", 0, "Name such a fact, e.g. invoice.due_date."),
    ("invoice.due_date at 25:00", "bad-value", 20, "Write hours and minutes, e.g. 09:00."),
    ("every 2 days on invoice.due_date", "unknown-unit", 8, "Write e.g. every monday, every 2 weeks on"),
    ("every 2 mondays on invoice.due_date", "unknown-unit", 8, "Write e.g. every monday, every 2 weeks on"),
    ("every 0 months on invoice.due_date", "bad-value", 6, "Write e.g. every 3 months."),
    ("every month on customer.birthday", "type-clash", 15, "Write every year on …"),
    ("today", "time-misplaced", 0, "Move the rest to the other side"),
]


@pytest.mark.parametrize(("text", "code", "offset", "mend"), STARTS)
def test_a_start_that_is_none_is_refused(text: str, code: str, offset: int, mend: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        parse_start(text, about("invoice"), HERE)

    (problem,) = found.value.problems
    assert (problem.code, problem.place.col) == (code, HERE.col + offset)
    assert problem.mend.startswith(mend)


SOURCES: list[tuple[str, Kind, str, int]] = [
    ("count(ordr)", "number", "unknown-entity", 6),
    ("sum(payment.amount)", "money", "unknown-fact", 4),
    ("sum(order.amont)", "money", "unknown-fact", 4),
    ("sum(order)", "money", "unknown-fact", 4),
    ("sum(order.kind)", "money", "type-clash", 4),
    ("count(order.amount)", "number", "bad-sentence", 6),
    ("sum(order.amount)", "number", "type-clash", 0),
    ("sum(order.amount) over last 2 months", "money", "type-clash", 28),
    ("sum(order.amount) over last 0 days", "money", "type-clash", 28),
    ("sum(order.amount) over last 1.5 * customer.usual_cycle", "money", "type-clash", 28),
    ("sum(order.amount) over last 3 * customer.orders_count", "money", "type-clash", 28),
    ("sum(invoice.amount) over last 30 days", "money", "unknown-fact", 4),
    ("sum(order.amount) over last 30 days up to customer.tier", "money", "type-clash", 42),
    ("first(invoice.amount)", "money", "unknown-fact", 6),
    ("median gap of the last 12 invoices", "duration", "unknown-fact", 26),
    ("sum(order.amount) of the last 0", "money", "bad-value", 30),
    ("sum(order.amount) of the 1.5 before that", "money", "bad-value", 25),
    ("sum(invoice.amount) of the last 5", "money", "unknown-fact", 4),
    ("median gap of the last 1 orders", "duration", "bad-value", 23),
    ("count(order where order.kind is sail)", "number", "unknown-choice", 32),
    ("count(order where customr.tier is A)", "number", "unknown-fact", 18),
    ("count(order) and customer.tier is A", "yes_no", "type-clash", 0),
    ("any(invoice where count(payment) > 1)", "yes_no", "bad-sentence", 18),
]


@pytest.mark.parametrize(("text", "kind", "code", "offset"), SOURCES)
def test_a_formula_that_cannot_be_computed_is_refused(text: str, kind: Kind, code: str, offset: int) -> None:
    with pytest.raises(ProblemsFound) as found:
        parse_source(text, about("customer"), HERE, FactType(kind))

    (problem,) = found.value.problems
    assert (problem.code, problem.place.col) == (code, HERE.col + offset)
    assert problem.mend


def test_a_value_of_another_kind_than_expected_is_refused() -> None:
    with pytest.raises(ProblemsFound, match="A number stands where money is expected"):
        parse_expression("5", about("invoice"), HERE, ("money",))


def test_an_answer_may_stand_in_an_outcome_only() -> None:
    with pytest.raises(ProblemsFound, match="can only be the value of set: in an outcome"):
        parse_expression("answer.date", about("invoice"), HERE, ("date",))


def test_an_unknown_path_is_refused_where_it_stands() -> None:
    with pytest.raises(ProblemsFound) as found:
        parse_path("  customer.teer", about("invoice"), HERE)

    (problem,) = found.value.problems
    assert problem.place.col == HERE.col + 2
    assert problem.mend == "Did you mean “customer.tier”?"
