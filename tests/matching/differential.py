"""Compares durable_rules with the reference evaluator on random typed rulebooks and facts, 30 % of them missing."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine.facts import Event, SubjectRef
from engine.language import syntax
from engine.language.syntax import (
    All,
    AnyOf,
    Condition,
    Constant,
    Leaf,
    Not,
    Now,
    Product,
    Sentence,
    Since,
    Sum,
    Today,
)
from engine.matching import Matcher
from engine.truth import Reference
from engine.truth.world import Subject, World
from engine.values import Duration, Money, ValueProblem
from engine.vocabulary import Entity, FactDefinition, FactType, Kind, Vocabulary
from tests.matching.builders import CALENDAR, NOW, TODAY, ASubject, fact
from tests.matching.random_sentences import (
    DIRECTIONS,
    EQUALITY,
    FACTS_PER_KIND,
    OPERATORS,
    ORDERED,
    SECOND,
    SIGNS,
    UNKNOWN,
    VALUES,
    a_subject,
    conditions,
)

KINDS: dict[str, Kind] = {
    "number": "number",
    "money": "money",
    "date": "date",
    "moment": "moment",
    "duration": "duration",
    "text": "text",
    "yes_no": "yes_no",
    "list": "list",
    "yearly": "yearly_date",
}
FACTS = {
    f"{name}_{number}": FactDefinition("invoice", f"{name}_{number}", FactType(KINDS[name]), {})
    for name in VALUES
    for number in range(1, FACTS_PER_KIND + 1)
}
VOCABULARY = Vocabulary({"invoice": Entity("invoice", {}, FACTS), "customer": Entity("customer", {}, {})})
INVOICE = SubjectRef("invoice", "INV-1")
CONDITIONS, PEOPLE, NEAR = 20, 180, 600

A_DAY = dt.timedelta(days=1)
NEAR_VALUES: dict[str, list[Any]] = {
    "number": [Decimal(text) for text in ("0.99995", "0.9999", "1", "1.0001", "1.3", "0.7")],
    "money": [Money(amount, "CNY") for amount in (49, 69, 70, 99, 100, 101, 130)]
    + [Money(100, "JPY"), Money(1, "CNY")],
    "date": [TODAY + n * A_DAY for n in (-366, -365, -31, -30, -1, 0, 1)] + [dt.date(2026, 2, 28)],
    "moment": [NOW + n * SECOND for n in (-86401, -86400, -1, 0, 1)] + [NOW + dt.timedelta(microseconds=1)],
    "duration": [Duration(days=n) for n in (1, 2, 3)] + [Duration(months=1)],
    "text": ["A", "B", "客户"],
    "yes_no": [True, False],
    "yearly": VALUES["yearly"],
}
"""Each about the value in the middle of its list, which the sentences compare with."""

Difference = tuple[Condition, ASubject]


def compare(books: int, *, people: int = PEOPLE) -> tuple[Counter[str], Difference | None]:
    """Judge *books* rulebooks for *people* each; stop at the first difference. Counts evaluations, leaves, unknown ones."""
    counted: Counter[str] = Counter()
    found: list[Difference] = []

    @settings(max_examples=books, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(st.lists(conditions(), min_size=CONDITIONS, max_size=CONDITIONS), st.integers(0, 2**32))
    def each(book: list[Condition], seed: int) -> None:
        if not found:
            chance = random.Random(seed)
            found.extend(_differences(book, [a_subject(chance, wrong=0) for _ in range(people)], counted))

    each()
    return counted, found[0] if found else None


def compare_at_boundaries() -> Difference | None:
    """Every operator with every kind of value, true and not true, for facts at, just below and just above it."""
    chance = random.Random(1)
    return next(_differences(boundary_book(), [_near(chance) for _ in range(NEAR)], Counter()), None)


def boundary_book() -> list[Condition]:
    """Each leaf, and its opposite; some of them joined, so that negation goes through `all` and `any`."""
    leaves = [*_comparisons(), *_others()]
    pairs = list(zip(leaves, leaves[7:], strict=False))[::9]
    joined: list[Condition] = [join(pair) for pair in pairs for join in (All, AnyOf)]
    found: list[Condition] = [*leaves, *joined]
    return [*found, *(Not(each) for each in found)]


def _comparisons() -> Iterator[Leaf]:
    for kind, values in NEAR_VALUES.items():
        one, other = fact(f"{kind}_1"), fact(f"{kind}_2")
        for operator in OPERATORS if kind in ORDERED else EQUALITY:
            middle = Constant(values[len(values) // 2])
            yield syntax.Compare(one, operator, middle)
            yield syntax.Compare(middle, operator, one)
            yield syntax.Compare(one, operator, other)


def _others() -> Iterator[Leaf]:
    day, amount, number = fact("date_1"), fact("money_1"), fact("number_1")
    for length in (Duration(days=1), Duration(months=1), Duration(days=1, months=1)):
        for sign in SIGNS:
            yield syntax.Compare(Today(), ">=", Sum(day, sign, Constant(length)))
            yield syntax.Compare(Now(), "<", Sum(fact("moment_1"), sign, Constant(length)))
    for unit in ("days", "months", "years"):
        yield syntax.Compare(Since(unit, day), ">=", Constant(Decimal(1)))
    for times in ("*", "/"):
        half = Constant(Decimal("0.5"))
        yield syntax.Compare(Product(amount, times, half), ">", fact("money_2"))
        yield syntax.Compare(Product(number, times, half), "<=", fact("number_2"))
    for direction in DIRECTIONS:
        yield syntax.Off(amount, Constant(Decimal(30)), direction, fact("money_2"))
        yield syntax.Off(number, Constant(Decimal(30)), direction, fact("number_2"))
    for kind, values in NEAR_VALUES.items():
        yield syntax.IsEmpty(fact(f"{kind}_1"))
        yield syntax.OneOf(fact(f"{kind}_1"), (Constant(values[0]), Constant(values[-1])))
    yield syntax.IsEmpty(fact("list_1"))
    yield syntax.Contains(fact("list_1"), Constant("A"))


def _near(chance: random.Random) -> ASubject:
    """Facts about where the comparisons turn, three in ten missing."""
    known = {**NEAR_VALUES, "list": VALUES["list"]}
    return ASubject(
        {
            f"{kind}_{number}": chance.choice(values)
            for kind, values in known.items()
            for number in range(1, FACTS_PER_KIND + 1)
            if chance.random() >= UNKNOWN
        }
    )


def _differences(
    book: Sequence[Condition], people: Sequence[ASubject], counted: Counter[str]
) -> Iterator[Difference]:
    reference = Reference(VOCABULARY, CALENDAR)
    judges = {str(n): reference.condition(condition, "invoice") for n, condition in enumerate(book)}
    leaves = [reference.condition(leaf, "invoice") for condition in book for leaf in leaves_of(condition)]
    matcher = Matcher({str(n): ("invoice", condition) for n, condition in enumerate(book)}, CALENDAR)
    for number, subject in enumerate(people):
        found, invoice = matcher.holding(subject), in_a_world(subject)
        for key in judges.keys() - matcher.left_out.keys():
            try:
                expected = judges[key](invoice) is True
            except (ValueProblem, ArithmeticError):
                continue  # the reference says beyond which year or number it does not count
            counted["evaluations"] += 1
            if (key in found) is not expected:
                yield book[int(key)], subject
                return
        if not number:
            counted.update(_known(leaf, invoice) for leaf in leaves)


def _known(leaf: object, invoice: Subject) -> str:
    assert callable(leaf)
    try:
        return "unknown leaves" if leaf(invoice) is None else "known leaves"
    except (ValueProblem, ArithmeticError):
        return "unknown leaves"


def leaves_of(condition: Condition) -> Iterator[Leaf]:
    """What a condition is made of."""
    match condition:
        case Sentence():
            yield from leaves_of(condition.condition)
        case Not():
            yield from leaves_of(condition.part)
        case All() | AnyOf():
            for part in condition.parts:
                yield from leaves_of(part)
        case _:
            yield condition


def in_a_world(subject: ASubject) -> Subject:
    """The same facts as the reference evaluator reads them."""
    world = World(VOCABULARY, CALENDAR, SubjectRef("customer", "C-1"), {}, subject.now)
    world.apply(Event("1", "facts.changed", INVOICE, subject.now, subject.now, subject.facts))
    found = world.find(INVOICE)
    assert found is not None
    return found
