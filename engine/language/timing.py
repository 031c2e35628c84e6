"""The keys of a rule that say when it may happen: `for`, `cooldown`, `catch up`, `restart on`, `rollout`, `time zone`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from engine.language.schema import DefaultsPart, RulePart
from engine.language.scope import Scope, refers
from engine.language.surroundings import Surroundings, read_length
from engine.language.tree import Text
from engine.problems import did_you_mean
from engine.rollout import EVERYBODY
from engine.rulebook import AtMoment, CatchUp, Start, TimeZone
from engine.values import Duration

_PERCENT = re.compile(r"\s*([0-9]{1,4})\s*[%％]\s*")


def is_move(part: RulePart) -> bool:
    """Whether the rule moves the customer from stage to stage."""
    return part.from_ is not None or part.to is not None


def duration(text: Text | None, around: Surroundings) -> Duration | None:
    """A length of time; None when it is left out or cannot be read."""
    if text is None:
        return None
    return around.findings.attempt(lambda: read_length(text))


def read_for(part: RulePart, around: Surroundings) -> Duration | None:
    """How long the `when` must stay true: a rule that starts with a day or an event has nothing to wait for."""
    if part.for_ is not None and (part.on is not None or part.at is not None) and not is_move(part):
        start = "on" if part.on is not None else "at"
        what = f"“for” says how long “when” must stay true, but this rule starts with “{start}”."
        mend = f"Delete “for”, or delete “{start}”; to act later, write “after: {part.for_}” in a step."
        around.findings.add("out-of-place", part.place_of("for"), what, mend)
    return duration(part.for_, around)


def read_cooldown(part: RulePart, defaults: DefaultsPart, around: Surroundings) -> Duration | None:
    """The least gap between two occurrences; a move waits for none."""
    if not is_move(part):
        return duration(part.cooldown or defaults.cooldown, around)
    if part.cooldown is not None:
        what, mend = (
            "A move has no “cooldown”.",
            "To move later, write “for: 7 days”: it must be true so long.",
        )
        around.findings.add("out-of-place", part.place_of("cooldown"), what, mend)
    return None


def read_catch_up(part: RulePart, defaults: DefaultsPart, around: Surroundings) -> CatchUp:
    """What becomes of steps that could not happen when due; only a ladder can fall behind."""
    is_ladder = part.steps is not None and len(part.steps) > 1
    if part.catch_up is not None and not is_ladder:
        what = "“catch up” says how a ladder of several steps goes on, but this rule has no such ladder."
        mend = "Write “within: 1 day” to let a single step expire, or delete “catch up”."
        around.findings.add("out-of-place", part.place_of("catch up"), what, mend)
    word = part.catch_up or defaults.catch_up
    return cast("CatchUp", str(word)) if word is not None and is_ladder else "next"


def read_time_zone(part: RulePart, defaults: DefaultsPart, around: Surroundings) -> TimeZone:
    """By whose clock the rule goes; by the customer's only where the vocabulary knows where customers live."""
    word = part.time_zone or defaults.time_zone
    if word == "customer" and around.vocabulary.working_time.customer_zone is None:
        what = "Nobody knows in which time zone a customer lives."
        mend = "Name the fact that tells it, under “calendar” in vocabulary.yaml: “customer timezone: customer.timezone”."
        around.findings.add("no-customer-zone", word.place, what, mend)
    return cast("TimeZone", str(word or "company"))


def read_restart(part: RulePart, start: Start | None, scope: Scope, around: Surroundings) -> str | None:
    """The event with which a ladder that counts from a date begins afresh."""
    kind = part.restart_on
    if kind is None:
        return None
    if not isinstance(start, AtMoment | None):  # None: it could not be read, which is told already
        what = "“restart on” begins a ladder afresh that counts from one date: “at: invoice.due_date”."
        mend = "Delete it: what starts with “every”, “on” or “when” begins anew by itself."
        around.findings.add("out-of-place", part.place_of("restart on"), what, mend)
    known = list(_events_of_rows(scope))
    if kind not in known:
        declare = f"Declare it under “events” of {scope.entity} in the vocabulary."
        what = f"“{kind}” is no event of {scope.entity}, nor of what belongs to it."
        around.findings.add("unknown-event", kind.place, what, did_you_mean(kind, known) or declare)
    return str(kind)


def _events_of_rows(scope: Scope) -> Iterator[str]:
    """The events of the subject, and those of the rows that refer to it."""
    for name, entity in scope.vocabulary.entities.items():
        if name == scope.entity or refers(scope.vocabulary, name, scope.entity):
            yield from entity.events


def read_rollout(part: RulePart, around: Surroundings) -> int | None:
    """For which share of the customers; None is all of them."""
    text = part.rollout
    if text is None:
        return None
    match = _PERCENT.fullmatch(text)
    percent = int(match[1]) if match else 0
    if not 0 < percent <= EVERYBODY:
        what = f"“{text}” is no share of the customers."
        mend = "Write a whole percentage from 1% to 100%, e.g. 20%."
        mend += " To switch a rule off, write “status: off”." if percent == 0 and match else ""
        around.findings.add("bad-value", text.place, what, mend)
        return None
    return percent if percent < EVERYBODY else None
