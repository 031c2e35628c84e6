"""The random books of the sleeping proof really say everything that a rulebook can say: nothing new is forgotten."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any, Literal, cast, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from engine import rulebook, tables
from engine.language import syntax
from engine.rulebook import Group, OpenTask, Policy, Rule, Step
from engine.tables import Cell, Row, Table
from engine.values import Duration, YearlyDate
from tests.engine.builders import a_vocabulary
from tests.engine.random_books import WEEK, YEARS, Case, fresh

NOT_OF_DECISIONS = {
    "Rule.names": "shown only",
    "Rule.owner": "shown only",
    "Rule.audience": "its lines stand in `when`",
    "Rule.said": "what its author wrote, for the checks",
    "Rule.place": "where it stands",
    "Rule.status draft": "not in a plan",
    "Rule.status off": "not in a plan",
    "Rule.id": "there always",
    "Step.id": "there always",
    "Step.place": "where it stands",
    "OpenTask.form": "checked when an answer comes in",
    "Table.place": "where it stands",
    "Row.place": "where it stands",
    "Cell.place": "where it stands",
    "Sentence.place": "where it stands",
    "Table.hit collect": "gives a list, which stands in no sentence but after `contains`",
    "Table.hit collect count": "as collect sum",
    "Table.hit collect min": "as collect sum",
    "Table.hit collect max": "as collect sum",
    "Product.sign /": "as * 0.5",
}
"""What the books need not say, and why."""

SAID: dict[str, set[str]] = defaultdict(set)
"""By class and field what was drawn: ``Rule.catch_up`` -> {"next", "skip"}; "said" stands for anything not the default."""


@pytest.fixture(scope="module")
def said() -> Mapping[str, set[str]]:
    """What some hundred books say, with the formulas of their vocabulary."""
    if not SAID:
        for scale, count in ((WEEK, 250), (YEARS, 50)):

            @given(fresh(scale))
            @settings(
                max_examples=count,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
                database=None,
            )
            def look(case: Case) -> None:
                _note((case.book.rules, case.book.policy, case.book.lifecycle))
                for event in case.relationship.pending:
                    _note(event)

            look()
        _note([fact.source for each in a_vocabulary().entities.values() for fact in each.facts.values()])
    return SAID


def _note(found: object) -> None:
    match found:
        case list() | tuple():
            for each in found:
                _note(each)
        case dict():
            _note(list(found.values()))
        case _ if is_dataclass(found) and not isinstance(found, type):
            SAID[type(found).__name__].add("said")
            for part in fields(found):
                value, name = getattr(found, part.name), f"{type(found).__name__}.{part.name}"
                if isinstance(value, str):
                    SAID[name].add(value)
                if value != _default(part):
                    SAID[name].add("said")
                _note(value)
        case _:
            pass


def _default(part: Field[Any]) -> object:
    return part.default if part.default_factory is MISSING else part.default_factory()


FORMS = [
    form
    for module in (syntax, rulebook)
    for form in vars(module).values()
    if isinstance(form, type) and is_dataclass(form) and form.__module__ == module.__name__
]
TOLD_ELSEWHERE = {"ExampleEvent", "Expected", "Example", "Declared", "Rulebook"}
"""What tells examples and files, not what happens."""


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_form_is_drawn(form: type, said: Mapping[str, set[str]]):
    """Sentences, starts, actions: each class of the language."""
    assert form.__name__ in TOLD_ELSEWHERE or said[form.__name__]


def _keys() -> Iterator[tuple[str, str]]:
    """Each field, and each of the words that it may hold."""
    with_keys = (Rule, Policy, Group, Step, OpenTask, Table, Row, Cell, Duration, YearlyDate)
    for form in (*with_keys, *(form for form in FORMS if form.__module__ == syntax.__name__)):
        hints = get_type_hints(form, vars(tables) if form.__module__ == tables.__name__ else None)
        for part in fields(cast("Any", form)):
            name, hint = f"{form.__name__}.{part.name}", hints[part.name]
            for word in get_args(hint) if get_origin(hint) is Literal else ["said"]:
                yield name, word


@pytest.mark.parametrize(("key", "word"), list(_keys()))
def test_every_key_and_each_of_its_words_is_drawn(key: str, word: str, said: Mapping[str, set[str]]):
    excused = NOT_OF_DECISIONS.get(key) or NOT_OF_DECISIONS.get(f"{key} {word}")

    assert excused or word in said[key]


def test_what_is_excused_exists():
    known = {name for key, word in _keys() for name in (key, f"{key} {word}")}

    assert set(NOT_OF_DECISIONS) - known == set()
