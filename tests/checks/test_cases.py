"""What is said to be impossible is: whatever the reference evaluator finds true, false or unknown has a case."""

import datetime as dt
from decimal import Decimal
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.checks.cases import Logic, TooMany, Wanted
from engine.language.syntax import (
    All,
    AnyOf,
    Compare,
    Condition,
    Constant,
    Expression,
    IsEmpty,
    Not,
    Now,
    OneOf,
    Operator,
    Since,
    Sum,
    Today,
)
from engine.truth import Reference
from engine.values import Duration, Money, ValueProblem
from tests.matching.builders import CALENDAR, TODAY, ASubject, fact
from tests.matching.differential import VOCABULARY, in_a_world
from tests.matching.random_sentences import VALUES, conditions, subjects

LOGIC = Logic(VOCABULARY)
WORDS: dict[bool | None, Wanted] = {True: "true", False: "false", None: "unknown"}
OPERATORS: list[Operator] = ["<", "<=", ">", ">=", "=", "!="]
UNITS: list[Literal["days", "months", "years"]] = ["days", "months", "years"]
LENGTHS = [Duration(days=n) for n in (-1, 0, 1, 28, 30, 31, 365, 366)] + [
    *(Duration(months=n) for n in (-1, 1, 2, 12)),
    *(Duration(minutes=60), Duration(working_days=1), Duration(months=1, days=1)),
]
NEAR: dict[str, list[Any]] = {
    "number_1": [Decimal(n) for n in (0, 1, 2)],
    "money_1": [Money(100, "CNY"), Money(101, "CNY"), Money(100, "JPY"), Money(0, "")],
    "yes_no_1": [True, False],
    "text_1": ["A", "B"],
    "duration_1": [Duration(days=1), Duration(days=2), Duration(months=1)],
    "date_1": [TODAY + dt.timedelta(days=n) for n in (-366, -365, -31, -30, -28, -1, 0, 1, 31)],
    "date_2": [TODAY + dt.timedelta(days=n) for n in (-31, 0, 1)],
}


@st.composite
def near_leaves(draw: st.DrawFn) -> Condition:
    """Sentences about few facts with few values, so that they agree and contradict each other often."""
    name = draw(st.sampled_from(list(NEAR)))
    operator = draw(st.sampled_from(OPERATORS))
    constant = Constant(draw(st.sampled_from(NEAR[name])))
    match draw(st.sampled_from(["constant", "empty", "list", "dates", "dates", "dates", "since"])):
        case "empty":
            return IsEmpty(fact(name))
        case "list":
            return OneOf(fact(name), (constant, Constant(draw(st.sampled_from(NEAR[name])))))
        case "since":
            unit = draw(st.sampled_from(UNITS))
            count = Constant(Decimal(draw(st.sampled_from([0, 1, 12, 30, 31, 365]))))
            return Compare(Since(unit, fact("date_1")), operator, count)
        case "dates":
            sides: list[Expression] = [Today(), fact("date_1"), fact("date_2")]
            left, right = draw(st.permutations(sides))[:2]
            length = draw(st.sampled_from([each for each in LENGTHS if each.keeps_dates]))
            return Compare(left, operator, draw(st.sampled_from([right, Sum(right, "+", Constant(length))])))
        case _:
            ordered = name.split("_")[0] in {"number", "money", "date", "duration"}
            return Compare(
                fact(name), operator if ordered else draw(st.sampled_from(OPERATORS[4:])), constant
            )


def near_conditions() -> st.SearchStrategy[Condition]:
    def wider(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        parts = st.lists(inner, min_size=1, max_size=4).map(tuple)
        return st.one_of(st.builds(All, parts), st.builds(AnyOf, parts), st.builds(Not, inner))

    return st.recursive(near_leaves(), wider, max_leaves=6)


@st.composite
def near_subjects(draw: st.DrawFn) -> ASubject:
    return ASubject(
        {
            name: value
            for name, values in NEAR.items()
            if (value := draw(st.none() | st.sampled_from(values))) is not None
        }
    )


def never_says_what_is_not_so(condition: Condition, subject: ASubject) -> None:
    judge = Reference(VOCABULARY, CALENDAR).condition(condition, "invoice")
    try:
        truth = judge(in_a_world(subject))
    except (ValueProblem, ArithmeticError):
        return  # the reference says beyond which year or number it does not count

    assert not LOGIC.is_impossible((condition, WORDS[truth])), (condition, subject.facts, truth)


@given(near_conditions(), st.lists(near_subjects(), min_size=3, max_size=12))
@settings(max_examples=600)
def test_what_happens_was_never_said_to_be_impossible(condition: Condition, people: list[ASubject]):
    for subject in people:
        never_says_what_is_not_so(condition, subject)


@given(conditions(), st.lists(subjects(wrong=0), min_size=1, max_size=6))
@settings(max_examples=200)
def test_nor_of_any_sentence_that_there_is(condition: Condition, people: list[ASubject]):
    for subject in people:
        never_says_what_is_not_so(condition, subject)


NUMBER, DATE, OTHER, TEXT = fact("number_1"), fact("date_1"), fact("date_2"), fact("text_1")


def compare(left: Expression, operator: Operator, right: Expression) -> Compare:
    return Compare(left, operator, right)


def later(date: Expression, **length: int) -> Sum:
    return Sum(date, "+", Constant(Duration(**length)))


@pytest.mark.parametrize(
    "parts",
    [
        (compare(NUMBER, ">", Constant(Decimal(3))), compare(NUMBER, "<", Constant(Decimal(3)))),
        (compare(NUMBER, ">", Constant(Decimal(3))), IsEmpty(NUMBER)),
        (compare(TEXT, "=", Constant("A")), compare(TEXT, "=", Constant("B"))),
        (OneOf(TEXT, (Constant("A"), Constant("B"))), compare(TEXT, "=", Constant("C"))),
        (compare(Today(), ">=", later(DATE, days=3)), compare(Today(), "<", later(DATE, days=2))),
        (compare(Today(), ">=", later(DATE, months=12)), compare(Today(), "<", later(DATE, months=12))),
        (compare(Today(), ">=", later(DATE, months=2)), compare(Today(), "<", later(DATE, days=50))),
        (compare(Today(), ">=", later(DATE, days=3)), IsEmpty(DATE)),
        (compare(DATE, ">", OTHER), compare(OTHER, ">=", DATE)),
        (compare(Since("days", DATE), ">", Constant(Decimal(30))), compare(Today(), "<", later(DATE, days=30))),
        (compare(Since("months", DATE), ">=", Constant(Decimal(2))), compare(Today(), "<", later(DATE, months=2))),
        (compare(fact("yes_no_1"), "=", Constant(value=True)), Not(compare(fact("yes_no_1"), "=", Constant(value=True)))),
        (compare(Now(), ">", later(fact("moment_1"), minutes=240)), compare(Now(), "<", later(fact("moment_1"), minutes=60))),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_impossible(parts: tuple[Condition, Condition]):
    assert LOGIC.is_impossible((All(parts), "true"))
    assert LOGIC.is_impossible((parts[0], "true"), (parts[1], "true"))
    assert not LOGIC.is_impossible((parts[0], "true"))
    assert not LOGIC.is_impossible((parts[1], "true"))


def test_too_many_cases_are_not_listed():
    """Then nothing is said."""
    kinds = sorted(VALUES)
    wide = All(tuple(AnyOf((IsEmpty(fact(f"{kind}_1")), IsEmpty(fact(f"{kind}_2")))) for kind in kinds))

    with pytest.raises(TooMany):
        LOGIC.together((wide, "true"))
    assert not LOGIC.is_impossible((wide, "true"))
