"""The sentences of `policy.yaml`: what holds a group back, and which subjects make an audience."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from engine.language.schema import AudiencePart, PolicyFile
from engine.language.scope import refers
from engine.language.sentences import parse_condition
from engine.language.spelling import spelled_value
from engine.language.surroundings import Audience, Surroundings, named_entity, read_lines
from engine.language.syntax import All, Condition
from engine.language.tree import Text
from engine.problems import Place, did_you_mean
from engine.rulebook import Policy, Rule

_HOLD = re.compile(r"\s*(?P<group>\S+)\s+(?P<while>while|当)\s+(?P<sentence>.*\S)\s*", re.DOTALL)


def with_holds(policy: Policy, file: PolicyFile, around: Surroundings) -> Policy:
    """The policy, each group knowing what holds it back."""
    found: dict[str, list[Condition]] = {}
    for line in file.hold:
        read = _hold(line, policy, around)
        if read is not None:
            found.setdefault(read[0], []).append(read[1])
    groups = (replace(group, holds=tuple(found.get(group.name, ()))) for group in policy.groups)
    return replace(policy, groups=tuple(groups))


def _hold(line: Text, policy: Policy, around: Surroundings) -> tuple[str, Condition] | None:
    written = _HOLD.fullmatch(line)
    if written is None:
        mend = "Write e.g. “greetings while customer.open_complaints > 0”."
        around.findings.add(
            "wrong-hold", line.place, f"“{line}” does not say what waits while what is so.", mend
        )
        return None
    name, sentence = written["group"], written["sentence"]
    group = policy.group(name)
    if group is None:
        _say_unknown_group(name, _at(line, written.start("group")), policy, around)
    elif group.critical:
        what = f"“{name}” is critical, so nothing holds it back."
        around.findings.add("critical-group", line.place, what, "Delete one of the two.")
    spelled_value(_at(line, written.start("while")), written["while"], "while")
    place = _at(line, written.start("sentence"))
    read = around.findings.attempt(lambda: parse_condition(sentence, around.scope("customer"), place))
    return (name, read) if read is not None else None


def _at(line: Text, offset: int) -> Place:
    return Place(line.place.file, line.place.line, line.place.col + offset)


def _say_unknown_group(name: str, place: Place, policy: Policy, around: Surroundings) -> None:
    near = did_you_mean(name, [group.name for group in policy.groups])
    around.findings.add(
        "unknown-group", place, f"There is no group “{name}”.", near or "Add it under “groups”."
    )


def read_audiences(file: PolicyFile, around: Surroundings) -> Mapping[str, Audience]:
    """Every audience by its name; one that could not be read is there without its lines. An entity goes before."""
    read = {str(name): _audience(name, part, around) for name, part in file.audiences.items()}
    return {name: audience for name, audience in read.items() if not around.vocabulary.entity_called(name)}


def _audience(name: Text, part: AudiencePart, around: Surroundings) -> Audience:
    findings = around.findings
    if around.vocabulary.entity_called(name):
        what = f"“{name}” is an entity of the vocabulary, so “who: {name}” would have two meanings."
        findings.add("duplicate-id", name.place, what, "Give the audience another name.")
    entity = named_entity(part.of, around)
    if entity is None:
        return Audience(str(part.of), None)
    if entity != "customer" and not refers(around.vocabulary, entity, "customer"):
        what = f"“{part.of}” belongs to no customer, so no rule can be about it."
        mend = f"Add a fact of type “customer” to {part.of} in the vocabulary."
        findings.add("not-a-subject", part.of.place, what, mend)
        return Audience(str(part.of), None)
    if not part.where:
        findings.add("wrong-kind", part.place_of("where"), "The list is empty.", "Write an item.")
    where: All = read_lines(part.where, around.scope(str(entity)), findings)
    return Audience(str(entity), where)


def check_order(
    file: PolicyFile, rules: Iterable[Rule], written: Collection[str], around: Surroundings
) -> None:
    """Every rule that a group puts in order is *written* somewhere and says that it is of that group."""
    group_of = {rule.id: rule.group for rule in rules}
    for group, part in file.groups.items():
        for rule in part.order:
            if rule not in written:
                near = did_you_mean(rule, written)
                around.findings.add("unknown-rule", rule.place, f"There is no rule “{rule}”.", near)
            elif group_of.get(rule, group) != group:
                what = f"The rule “{rule}” is not in the group “{group}”."
                around.findings.add("not-in-group", rule.place, what, f"Write “group: {group}” in the rule.")
