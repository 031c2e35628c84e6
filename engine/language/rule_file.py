"""A rule of a file as the rule of a rulebook: when it starts, whom it is about, which steps it has."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from engine.calendar import LeapMonth, MissingDay
from engine.language.schema import DefaultsPart, RulePart, ValidPart
from engine.language.scope import Scope, refers
from engine.language.sentences import parse_expression, parse_start
from engine.language.steps import read_move, read_steps
from engine.language.surroundings import Audience, Surroundings, named_entity, read_lines
from engine.language.syntax import All, Condition, Expression
from engine.language.timing import (
    duration,
    is_move,
    read_catch_up,
    read_cooldown,
    read_for,
    read_restart,
    read_rollout,
    read_time_zone,
)
from engine.language.tree import Text
from engine.problems import did_you_mean
from engine.rulebook import (
    BecomesTrue,
    OnEvent,
    Rule,
    Start,
    Status,
    Texts,
)


def read_rule(part: RulePart, defaults: DefaultsPart, around: Surroundings) -> Rule | None:
    """The rule as far as it can be read; None when nobody knows whom it is about. Problems go to *around*."""
    who = part.who or defaults.who or (Text("customer", part.place) if is_move(part) else None)
    if who is None:
        around.findings.add("missing-key", part.place, "The key “who” is missing in “rules”.", "Add it.")
        return None
    audience = around.audiences.get(who)
    entity = Text(audience.of, who.place) if audience else _subject(who, around)
    if entity is None or (audience and audience.where is None):
        return None
    group = "" if is_move(part) else _group(part.group or defaults.group, around)
    scope = replace(around.scope(str(entity)), together=True)
    start = BecomesTrue() if is_move(part) else _read_start(part, scope, around)
    steps = (
        read_move(part, entity, scope, around) if is_move(part) else read_steps(part, start, scope, around)
    )
    valid = _valid(part.valid or defaults.valid, around)
    return Rule(
        id=str(part.id),
        who=str(entity),
        start=start or BecomesTrue(),
        when=_read_when(part, start, audience, scope, around),
        steps=steps,
        names=_names(part, around),
        owner=str(part.owner or defaults.owner or ""),
        status=_status(part.status or defaults.status),
        valid_from=valid.from_ if valid else None,
        valid_to=valid.to if valid else None,
        once_per=_expression(part.once_per, scope, around),
        within=duration(part.within or defaults.within, around),
        holds_for=read_for(part, around),
        cooldown=read_cooldown(part, defaults, around),
        catch_up=read_catch_up(part, defaults, around),
        restart_on=read_restart(part, start, scope, around),
        rollout=read_rollout(part, around),
        time_zone=read_time_zone(part, defaults, around),
        from_the_start=part.from_the_start,
        missing_day=cast("MissingDay", str(part.missing_day or defaults.missing_day or "day before")),
        leap_month=cast("LeapMonth", str(part.leap_month or defaults.leap_month or "regular month")),
        moves_from=tuple(str(stage) for stage in part.from_ or ()),
        group=group,
        audience=str(who) if audience else "",
        said=part.said | defaults.said,
        place=part.place_of("id"),
    )


def _subject(written: Text, around: Surroundings) -> Text | None:
    """The entity that a rule is about; None when there is none, or it belongs to nobody."""
    if around.has_broken_policy and not around.vocabulary.entity_called(written):
        return None
    who = named_entity(written, around, around.audiences)
    if who is None:
        return None
    if who != "customer" and not refers(around.vocabulary, who, "customer"):
        what = f"“{who}” belongs to no customer, so no rule can be about it."
        mend = f"Add a fact of type “customer” to {who} in the vocabulary."
        around.findings.add("not-a-subject", who.place, what, mend)
        return None
    return who


def _valid(valid: ValidPart | None, around: Surroundings) -> ValidPart | None:
    if valid and valid.from_ and valid.to and valid.to < valid.from_:
        around.findings.add(
            "wrong-valid",
            valid.place_of("to"),
            "The rule ends before it begins.",
            "Write the later day as “to”.",
        )
    return valid


def _status(word: Text | None) -> Status:
    return cast("Status", str(word or "live"))


def _names(part: RulePart, around: Surroundings) -> Texts:
    if part.name is None:
        return {}
    if isinstance(part.name, Text):
        return dict.fromkeys(around.locales, str(part.name))
    return {str(locale): str(name) for locale, name in part.name.items()}


def _read_start(part: RulePart, scope: Scope, around: Surroundings) -> Start | None:
    """Where the rule starts; None when that could not be read."""
    if part.on is not None and part.at is not None:
        mend = "Keep “on” for an event, “at” for a date."
        around.findings.add("two-starts", part.place_of("at"), "A rule has “on” or “at”, not both.", mend)
    if part.on is not None:
        _check_event(part.on, scope, around)
        return OnEvent(str(part.on))
    if (at := part.at) is not None:
        return around.findings.attempt(lambda: parse_start(str(at), scope, at.place))
    return BecomesTrue()


def _check_event(kind: Text, scope: Scope, around: Surroundings) -> None:
    known = around.vocabulary.entities[scope.entity].events
    if kind not in known:
        mend = did_you_mean(kind, known) or f"Declare it under “events” of {scope.entity} in the vocabulary."
        around.findings.add("unknown-event", kind.place, f"“{kind}” is no event of {scope.entity}.", mend)


def _group(name: Text | None, around: Surroundings) -> str:
    if name is not None and name not in around.groups and not around.has_broken_policy:
        near = did_you_mean(name, around.groups) or "Declare it under “groups” in policy.yaml."
        around.findings.add("unknown-group", name.place, f"There is no group “{name}”.", near)
    return str(name or "")


def _read_when(
    part: RulePart, start: Start | None, audience: Audience | None, scope: Scope, around: Surroundings
) -> Condition:
    """The rule's own lines; those of its audience stand before them."""
    before = audience.where.parts if audience and audience.where else ()
    if part.when is not None:
        return All((*before, *read_lines(part.when, scope, around.findings).parts))
    if isinstance(start, BecomesTrue) and not before:
        what = "Without “on” and “at” a rule starts when its “when” becomes true, but it has none."
        around.findings.add("missing-key", part.place, what, "Add “when”, “on” or “at”.")
    return All(before)


def _expression(text: Text | None, scope: Scope, around: Surroundings) -> Expression | None:
    if text is None:
        return None
    read = around.findings.attempt(lambda: parse_expression(str(text), scope, text.place))
    return read[0] if read else None
