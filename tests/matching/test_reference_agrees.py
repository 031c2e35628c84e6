"""The two evaluators of this house agree: durable_rules over columns, and `engine.truth`, the authority."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.facts import Event, SubjectRef
from engine.language.syntax import Condition
from engine.matching import Matcher
from engine.truth import Reference
from engine.truth.world import Subject, World
from engine.values import ValueProblem
from engine.vocabulary import Entity, FactDefinition, FactType, Kind, Vocabulary
from tests.matching.builders import CALENDAR, ASubject
from tests.matching.random_sentences import FACTS_PER_KIND, VALUES, conditions, subjects

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
OPEN = re.compile(r"sign='/'|OneOf\(.*choices=\(Constant\(value=(Money|Duration)\(")
"""Where the two still differ, to be settled in `engine.truth`: it divides by multiplying with a rounded inverse
(3 / 3 is 0.99… there), and takes money of another currency in a list for different instead of unknown."""

INVOICE = SubjectRef("invoice", "INV-1")

BOOKS = st.lists(conditions(), min_size=1, max_size=6)
TYPED_SUBJECTS = st.lists(subjects(wrong=0), min_size=1, max_size=12)


def in_a_world(subject: ASubject) -> Subject:
    world = World(VOCABULARY, CALENDAR, SubjectRef("customer", "C-1"), {}, subject.now)
    world.apply(Event("1", "facts.changed", INVOICE, subject.now, subject.now, subject.facts))
    found = world.find(INVOICE)
    assert found is not None
    return found


def compare_with_reference(book: list[Condition], people: list[ASubject]) -> None:
    reference = Reference(VOCABULARY, CALENDAR)
    judges = {str(n): reference.condition(condition, "invoice") for n, condition in enumerate(book)}
    matcher = Matcher({str(n): ("invoice", condition) for n, condition in enumerate(book)}, CALENDAR)
    settled = [
        key for key in judges.keys() - matcher.left_out.keys() if not OPEN.search(repr(book[int(key)]))
    ]
    for subject in people:
        found, invoice = matcher.holding(subject), in_a_world(subject)
        for key in settled:
            try:
                expected = judges[key](invoice) is True
            except (ValueProblem, ArithmeticError):
                continue  # the reference says beyond which year or number it does not count
            assert (key in found) is expected, book[int(key)]


@given(BOOKS, TYPED_SUBJECTS)
@settings(max_examples=200)
def test_matching_and_reference_agree(book: list[Condition], people: list[ASubject]):
    compare_with_reference(book, people)


@pytest.mark.campaign
@given(BOOKS, TYPED_SUBJECTS)
def test_they_do_so_for_long(book: list[Condition], people: list[ASubject]):
    compare_with_reference(book, people)
