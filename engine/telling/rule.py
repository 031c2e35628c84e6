"""A whole rule: whom it is about, when it starts, what must hold, what it does when, and its limits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

from engine.language.syntax import All, AnyOf, Condition, Constant, Expression, Not, Product, Sentence
from engine.language.words import Language
from engine.rulebook import AtMoment, BecomesTrue, Every, Group, MoveTo, OnEvent, Rule, Rulebook, Step
from engine.spoken import spoken, spoken_percent
from engine.telling.actions import tell_actions
from engine.telling.conditions import clause
from engine.telling.lines import Told
from engine.telling.phrases import listed
from engine.telling.values import Teller
from engine.values import Duration

_A_YEAR = Duration(months=12)


def tell_rule(rule: Rule, book: Rulebook, language: Language) -> tuple[Told, ...]:
    """The rule in plain sentences, its name first."""
    teller = Teller(book, language)
    title = teller.say("title", name=rule.names[language], id=rule.id) if language in rule.names else rule.id
    parts = (_about, _start, _steps, _limits, _in_the_group)
    return (Told(0, title), *(line for part in parts for line in part(rule, teller)))


def _about(rule: Rule, teller: Teller) -> Iterator[Told]:
    who = teller.say("each", entity=teller.entity(rule.who))
    phrase = "about_audience" if rule.audience else "about"
    said = [teller.say(phrase, who=who, audience=rule.audience), teller.say(rule.status)]
    if rule.owner:
        said.append(teller.say("owner", owner=rule.owner))
    first, last = (spoken(day, teller.language) if day else "" for day in (rule.valid_from, rule.valid_to))
    if first or last:
        phrase = "from_until" if first and last else "from" if first else "until"
        said.append(teller.say(phrase, first=first, last=last, day=first or last))
    if rule.rollout is not None:
        said.append(teller.say("rollout", share=spoken_percent(Decimal(rule.rollout), teller.language)))
    yield from (Told(1, line) for line in said)


def _start(rule: Rule, teller: Teller) -> Iterator[Told]:
    length = spoken(rule.holds_for, teller.language) if rule.holds_for is not None else ""
    match rule.start:
        case BecomesTrue() if rule.moves_from:
            stages = listed(
                teller.language, [teller.say("quoted", word=stage) for stage in rule.moves_from], last="or"
            )
            told = {"stages": stages, "stage": _stage_of(rule), "length": length}
            yield Told(1, teller.say("move_for" if length else "move", **told))
        case BecomesTrue():
            yield Told(1, teller.say("becomes_true_for" if length else "becomes_true", length=length))
        case OnEvent() | AtMoment() | Every() as start:
            yield Told(1, _counted_from(start, rule, teller))
            if _parts(rule.when):
                yield Told(1, teller.say("while_true"))
        case _:
            assert_never(rule.start)
    yield from _lines(rule.when, 2, teller)
    if isinstance(rule.start, Every):
        yield Told(1, teller.say(rule.missing_day))
        anchor = teller.type_of(rule.start.anchor)
        if anchor is not None and anchor.kind == "yearly_date":
            yield Told(1, teller.say(rule.leap_month))
    if rule.restart_on is not None:
        yield Told(1, teller.say("restart", event=rule.restart_on))


def _counted_from(start: OnEvent | AtMoment | Every, rule: Rule, teller: Teller) -> str:
    match start:
        case OnEvent(kind):
            return teller.say(
                "on_event", event=kind, subject=teller.say("the", entity=teller.entity(rule.who))
            )
        case AtMoment(moment, at):
            phrase = "at_moment_hour" if at else "at_moment"
            return teller.say(phrase, moment=teller.value(moment), hour=f"{at:%H:%M}" if at else "")
        case Every(period, anchor, at, counts_anchor):
            hour = teller.say("hour", hour=f"{at:%H:%M}") if at else ""
            is_yearly = counts_anchor and period == _A_YEAR
            phrase = "yearly" if is_yearly else "every" if counts_anchor else "every_after"
            length = spoken(period, teller.language)
            return teller.say(
                phrase, period=_each(length), length=length, anchor=teller.value(anchor), hour=hour
            )


def _each(length: str) -> str:
    """``every year``, ``every 3 months``: one of a unit is not counted."""
    return re.sub(r"^1( |个)?(?![0-9])", "", length)


def _stage_of(rule: Rule) -> str:
    return next((action.stage for step in rule.steps for action in step.do if isinstance(action, MoveTo)), "")


def _parts(when: Condition) -> tuple[Condition, ...]:
    return when.parts if isinstance(when, All) else (when,)


def _lines(when: Condition, depth: int, teller: Teller) -> Iterator[Told]:
    """A line for each condition; groups are told with their own lines below."""
    for part in _parts(when):
        match part:
            case All(parts):
                yield Told(depth, teller.say("all"))
                yield from _lines(All(parts), depth + 1, teller)
            case AnyOf(parts):
                yield Told(depth, teller.say("any"))
                yield from _lines(All(parts), depth + 1, teller)
            case Not(AnyOf(parts)):
                yield Told(depth, teller.say("none"))
                yield from _lines(All(parts), depth + 1, teller)
            case Sentence(_, All() | AnyOf() as condition):
                yield from _lines(
                    condition if isinstance(condition, All) else All((condition,)), depth, teller
                )
            case _:
                yield Told(depth, clause(part, teller))


def _steps(rule: Rule, teller: Teller) -> Iterator[Told]:
    for step in rule.steps:
        actions = [action for action in step.do if not (rule.moves_from and isinstance(action, MoveTo))]
        if rule.moves_from and not actions:
            continue
        yield Told(1, teller.say("also") if rule.moves_from else _when_due(step, rule, teller))
        if step.when is not None:
            yield Told(2, teller.say("step_when"))
            yield from _lines(step.when, 3, teller)
        yield from tell_actions(actions, 2, teller)


def _when_due(step: Step, rule: Rule, teller: Teller) -> str:
    if step.offset == Duration():
        return teller.say("at_once" if step.id == rule.id else "step_at_once", step=step.id)
    is_before, length = _distance(step.offset, teller)
    return teller.say("step_before" if is_before else "step_after", length=length, step=step.id)


def _distance(offset: Duration | Expression, teller: Teller) -> tuple[bool, str]:
    """Does the step come before the anchor, and how far from it?"""
    if isinstance(offset, Duration):
        parts = (offset.months, offset.days, offset.minutes, offset.working_days, offset.working_minutes)
        is_before = min(parts) < 0
        return is_before, spoken(offset.negated() if is_before else offset, teller.language)
    match offset:
        case Product(length, "*", Constant(Decimal() as factor)) if factor < 0:
            return True, teller.value(length)
        case _:
            return False, teller.value(offset)


def _limits(rule: Rule, teller: Teller) -> Iterator[Told]:
    said: list[str] = []
    if rule.once_per is not None:
        said.append(teller.say("once_per", value=teller.value(rule.once_per)))
    if rule.within is not None:
        said.append(teller.say("within", length=spoken(rule.within, teller.language)))
    if rule.cooldown is not None:
        length = spoken(rule.cooldown, teller.language)
        said.append(teller.say("cooldown", who=teller.entity(rule.who), length=length))
    match rule.catch_up:
        case "latest":
            said.append(teller.say("catch_latest"))
        case "skip":
            said.append(teller.say("catch_skip"))
        case "next":
            pass
        case _:
            assert_never(rule.catch_up)
    if rule.time_zone == "customer":
        said.append(teller.say("customer_clock"))
    if rule.from_the_start:
        said.append(teller.say("from_the_start"))
    yield from (Told(1, line) for line in said)


def _in_the_group(rule: Rule, teller: Teller) -> Iterator[Told]:
    group = teller.book.policy.group(rule.group) if rule.group else None
    if group is not None:
        yield from (Told(1, line) for line in _of_group(group, teller))


def _of_group(group: Group, teller: Teller) -> Iterator[str]:
    yield teller.say("group", group=group.name)
    if group.critical:
        yield teller.say("group_critical")
    for cap in group.caps:
        yield teller.say("group_cap", most=cap.most, days=spoken(Duration(days=cap.days), teller.language))
    if group.loser == "dropped":
        yield teller.say("group_drops")
    if group.together:
        yield teller.say("group_together")
    for hold in group.holds:
        yield teller.say("group_hold", condition=clause(hold, teller))
