"""The fields of an answer, as people write them: what each should be, with an example, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.facts import SubjectRef
from engine.language.quantities import Raw
from engine.language.scalars import parse_value
from engine.language.scope import KINDS
from engine.problems import Place, Problem, ProblemsFound, did_you_mean
from engine.values import Value
from engine.vocabulary import FactType

Directory: TypeAlias = Mapping[SubjectRef, Mapping[str, Value]]
"""People and units with what is known of them."""

_EXAMPLES = {
    "text": '"in a few words"',
    "number": "3",
    "money": '"200 CNY"',
    "percent": "30%",
    "yes_no": "yes",
    "date": "2026-01-31",
    "moment": '"2026-01-31 10:00"',
    "duration": '"3 days"',
    "yearly_date": "05-12",
}


@dataclass(frozen=True, slots=True)
class Fields:
    """What could be read, and everything that is wrong with the rest."""

    values: dict[str, Value] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_fields(
    given: Mapping[str, Raw], types: Mapping[str, FactType], zone: str, directory: Directory
) -> Fields:
    """The fields of an answer, typed; a moment without an offset is meant in *zone*."""
    found = Fields()
    for name, raw in given.items():
        if name not in types:
            what = f"The answer takes no “{name}”."
            mend = did_you_mean(name, types) if types else "It takes no fields."
            found.problems.append(Problem("unknown-field", Place(), what, mend))
            continue
        try:
            found.values[name] = _value(name, raw, types[name], zone, directory)
        except ProblemsFound as error:
            found.problems.extend(error.problems)
    return found


def expected(type_: FactType) -> str:
    """``a date``; ``one of price, service, other``; ``a person``."""
    if type_.choices:
        return f"one of {', '.join(type_.choices)}"
    if type_.entity is not None:
        return f"the id of a {type_.entity.replace('_', ' ')}"
    return KINDS[type_.kind]


def example_of(name: str, type_: FactType) -> str:
    """``date=2026-01-31``."""
    value = type_.choices[0] if type_.choices else _EXAMPLES.get(type_.kind, type_.entity or "…")
    return f"{name}={value}"


def _value(name: str, raw: Raw, type_: FactType, zone: str, directory: Directory) -> Value:
    try:
        value = parse_value(raw, type_, Place(), zone=zone)
    except ProblemsFound as error:
        told = " ".join(problem.what for problem in error.problems)
        near = did_you_mean(str(raw), type_.choices)
        what = f"{name}: {told} It should be {expected(type_)}."
        mend = near or f"Write e.g. {example_of(name, type_)}."
        raise ProblemsFound([Problem(error.problems[0].code, Place(), what, mend)]) from None
    if isinstance(value, str) and type_.entity is not None:
        _refuse_strangers(name, value, type_.entity, directory)
    return value


def _refuse_strangers(name: str, value: str, entity: str, directory: Directory) -> None:
    """Somebody of whom nobody has told, where others of the kind are known; a name leads to its id."""
    known = {ref.id: str(facts.get("name", "")) for ref, facts in directory.items() if ref.entity == entity}
    if not known or value in known:
        return
    called = [id_ for id_, its in known.items() if its and its.casefold() == value.casefold()]
    mend = f"Write {name}={called[0]}." if len(called) == 1 else did_you_mean(value, known)
    what = f"{name}: no {entity.replace('_', ' ')} “{value}” is known."
    raise ProblemsFound([Problem("unknown-person", Place(), what, mend)])
