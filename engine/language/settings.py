"""The settings of a rule file: numbers that a business user turns, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from engine.language.findings import Findings
from engine.language.scalars import parse_constant, parse_value
from engine.language.schema import RuleFile
from engine.language.surroundings import Surroundings
from engine.language.tree import Text
from engine.values import Money, Value
from engine.vocabulary import FactType


def with_own_settings(file: RuleFile, around: Surroundings) -> Surroundings:
    """The surroundings of this file's sentences: its own settings, and no others."""
    values, percents = _values(file, around)
    return replace(around.with_settings(values, percents), amounts=_amounts(file, around.findings))


Meaning: TypeAlias = Value | frozenset[Money]
"""What a setting stands for: one value, or an amount for each currency."""


def meanings_of(of_file: Surroundings) -> Mapping[str, Meaning]:
    """What each setting of a file stands for."""
    amounts = {name: frozenset(several) for name, several in of_file.amounts.items()}
    return {**of_file.settings, **amounts}


def refuse_second_meaning(file: RuleFile, of_file: Surroundings, before: Mapping[str, Meaning]) -> None:
    """A setting has one value in a rulebook: a text or a hold may name it wherever it was declared."""
    own = meanings_of(of_file)
    for name in file.settings:
        if name in before and name in own and before[name] != own[name]:
            what = f"The setting “{name}” has another value in another file."
            of_file.findings.add("duplicate-setting", name.place, what, "Give one of the two another name.")


def leave_out_what_follows(
    files: Mapping[str, RuleFile], settings: Mapping[str, Value], findings: Findings
) -> None:
    """A setting whose value cannot be read is a problem once, not wherever it is named."""
    lost = {
        f"“settings.{name}”"
        for file in files.values()
        for name, value in file.settings.items()
        # One with an amount for each currency is no single value, yet not lost: where it cannot stand, that is said.
        if isinstance(value, Text) and name not in settings
    }
    if lost:
        findings.problems[:] = [each for each in findings.problems if each.what.partition(":")[0] not in lost]


def _values(file: RuleFile, around: Surroundings) -> tuple[dict[str, Value], frozenset[str]]:
    """The values by name, and the names of those written with a percent sign."""
    zone = around.vocabulary.working_time.zone
    values: dict[str, Value] = {}
    for name, text in file.settings.items():
        if not isinstance(text, Text):
            continue
        value = around.findings.attempt(partial(parse_constant, str(text), text.place, zone=zone))
        if value is not None:
            values[str(name)] = value
    written = {str(name): text for name, text in file.settings.items() if isinstance(text, Text)}
    percents = {name for name, text in written.items() if text.rstrip().endswith(("%", "％"))}
    return values, frozenset(percents & values.keys())


def _amounts(file: RuleFile, findings: Findings) -> dict[str, tuple[Money, ...]]:
    """The settings that list an amount for each currency: ``[200 CNY, 30 USD]``."""
    found: dict[str, tuple[Money, ...]] = {}
    for name, texts in file.settings.items():
        if isinstance(texts, Text):
            continue
        read = [
            findings.attempt(partial(parse_value, str(text), FactType("money"), text.place)) for text in texts
        ]
        amounts = tuple(amount for amount in read if isinstance(amount, Money))
        found[str(name)] = amounts
        if len({amount.currency for amount in amounts}) < len(amounts):
            what = f"The setting “{name}” has two amounts of one currency."
            findings.add("duplicate-setting", name.place, what, "Keep one of the two.")
    return found
