"""Why a rule did or did not, in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, assert_never

from console.views.data import firing_data, moment, subject, trace_data
from console.views.names import Names, day, plain
from console.views.trace import sentence_lines, value_list
from engine.explain.standing import Explanation, Standing, StepStanding
from engine.language.syntax import All
from engine.relationship import Firing
from engine.rulebook import AtMoment, BecomesTrue, Every, OnEvent, Rule
from engine.values import Duration

MOST_NAMED = 6


def why_lines(explanation: Explanation, rule: Rule, fired: Sequence[Firing], names: Names) -> Iterator[str]:
    """The whole answer. *fired* are the rows of the ledger about this rule and subject, with their traces."""
    about = "" if rule.who == "customer" else f", {names.subject(explanation.subject)}"
    yield f"{names.rule(rule.id)} ({rule.id}){about}"
    for firing in fired:
        yield from _fired(firing, rule, names)
    known = {firing.key for firing in fired}
    yield from _hindrances(explanation, rule, names)
    for step in explanation.steps:
        if step.firing is None or step.firing.key not in known or step.standing != "recorded":
            yield f"  {_standing(step, explanation, rule, names)}"
            yield from sentence_lines(step.lines, None, depth=2)
    if explanation.steps and not rule.moves_from and all(s.standing == "recorded" for s in explanation.steps):
        yield f"  Every step has had its turn{_occasion(explanation, rule)}."
    yield from _now(explanation, rule, names)


def is_quiet(explanation: Explanation, fired: Sequence[Firing]) -> bool:
    """Nothing was done, and nothing comes unless something happens."""
    over = all(step.standing in {"passed", "recorded"} for step in explanation.steps)
    still = explanation.holds is not True and explanation.changes is None
    return (over or still) and all(firing.status == "passed" for firing in fired)


def quiet_line(quiet: Sequence[Explanation], names: Names) -> str:
    """``Nothing was done and nothing comes for 12 more: invoice INV-1, …``."""
    named = ", ".join(names.subject(each.subject) for each in quiet[:MOST_NAMED])
    more = ", …" if len(quiet) > MOST_NAMED else ""
    return f"Nothing was done and nothing comes for {len(quiet)} more (ask with --subject): {named}{more}"


def why_data(explanation: Explanation, fired: Sequence[Firing], names: Names) -> dict[str, Any]:
    """The answer for programs."""
    return {
        "rule": explanation.rule,
        "name": names.rule(explanation.rule),
        "subject": subject(explanation.subject),
        "as_of": moment(explanation.as_of),
        "status": explanation.status,
        "valid": explanation.is_valid,
        "rolled_out": explanation.is_included,
        "activated": moment(explanation.activated),
        "holds": explanation.holds,
        "sentences": trace_data(explanation.lines),
        "changes": moment(explanation.changes),
        "begins": dict(explanation.begins),
        "fired": [firing_data(firing) for firing in fired],
        "steps": [
            {
                "step": step.step,
                "occurrence": step.occurrence,
                "anchor": step.anchor.isoformat(),
                "standing": step.standing,
                "until": moment(step.until),
                "reason": step.reason,
                "status": step.firing.status if step.firing else None,
                "sentences": trace_data(step.lines),
            }
            for step in explanation.steps
        ],
    }


def _fired(firing: Firing, rule: Rule, names: Names) -> Iterator[str]:
    step, _, branch = firing.key.step.partition("/")
    became = {
        "claimed": "happened, its message is on its way",
        "done": "happened in shadow: it did nothing" if firing.shadow else "happened",
        "passed": "was passed over",
        "expired": "expired",
        "dropped": "could not be done",
        "withdrawn": "happened and was withdrawn",
        "waiting": "had to wait",
    }[firing.status]
    what = (
        f"{step}, the task was late,"
        if branch == "late"
        else f"{step}, answered “{plain(branch)}”,"
        if branch
        else step
    )
    reason = f": {firing.reason}" if firing.reason else "."
    yield f"  {names.moment(firing.at)}  {what} {became}{reason}"
    if firing.trace:
        own = next((each.when for each in rule.steps if each.id == step), None)
        yield "    because it was so then:"
        yield from sentence_lines(firing.trace, All((rule.when, own)) if own else rule.when, depth=3)


def _occasion(explanation: Explanation, rule: Rule) -> str:
    """What the last run was about, where that is a day or a year: `` for 2026-10-02``."""
    is_telling = rule.once_per is not None or isinstance(rule.start, Every)
    return f" for {explanation.steps[-1].occurrence}" if is_telling else ""


def _hindrances(explanation: Explanation, rule: Rule, names: Names) -> Iterator[str]:
    if explanation.status in {"draft", "off"}:
        yield f"  The status of the rule is “{explanation.status}”: it does nothing."
    elif explanation.status == "shadow":
        yield "  The rule runs in shadow: it is recorded and does nothing."
    if not explanation.is_valid:
        yield f"  The rule is not valid today ({_validity(rule)})."
    if not explanation.is_included:
        yield f"  The rule is rolled out to {rule.rollout}% of the customers, and this one is not among them."
    if explanation.matures is not None and explanation.matures > explanation.as_of:
        yield f"  It must stay possible for {rule.holds_for}: until {names.moment(explanation.matures)}."
    if rule.moves_from and explanation.stage not in rule.moves_from:
        yield f"  It leaves only from {' or '.join(rule.moves_from)}; the stage now is {explanation.stage}."
    elif explanation.is_included and not explanation.steps and not rule.moves_from:
        yield f"  It has not begun: {_not_begun(explanation, rule)}"


def _validity(rule: Rule) -> str:
    since = f"from {day(rule.valid_from)}" if rule.valid_from else ""
    until = f"until {day(rule.valid_to)}" if rule.valid_to else ""
    return " ".join(filter(None, (since, until)))


def _not_begun(explanation: Explanation, rule: Rule) -> str:
    match rule.start:
        case BecomesTrue():
            return "it waits for its sentences to be true."
        case OnEvent(kind):
            return f"there has been no {plain(kind.replace('.', ' '))}."
        case AtMoment() | Every():
            missing = [path for path, value in explanation.begins.items() if value == "missing"]
            if missing:
                return f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing."
            return f"no day of it has come ({value_list(explanation.begins.items())})."
        case _:
            assert_never(rule.start)


def _standing(step: StepStanding, explanation: Explanation, rule: Rule, names: Names) -> str:
    until = names.moment(step.until) if step.until else ""
    told: dict[Standing, str] = {
        "recorded": "is due now: it happens as soon as guanxi runs (guanxi up).",
        "due": "is due now: it happens as soon as guanxi runs (guanxi up).",
        "time": f"waits until {until}: it is due {_due(step, explanation, rule, names)}.",
        "conditions": "has come due, but not all sentences of the rule are true.",
        "waits": f"waits: {step.reason.rstrip('.')}" + (f"; may go from {until}." if until else "."),
        "overtaken": "is passed over when a later step, which is due as well, happens.",
        "passed": f"is passed over: its moment ({until}) was past {_before(step, explanation, names)}.",
        "delivery": f"waits until the message of the step before is accepted; at the earliest {until}.",
        "later": f"comes after that, at the earliest {until}.",
    }
    if step.firing is not None and step.firing.status in {"passed", "expired"}:
        return f"{step.step} will be written off as {step.firing.status}: {step.firing.reason}"
    waits = step.standing in {"time", "later", "delivery"} and explanation.holds is not True
    return f"{step.step} {told[step.standing]}" + (
        " For that all its sentences must be true then." if waits else ""
    )


def _before(step: StepStanding, explanation: Explanation, names: Names) -> str:
    since = explanation.activated
    if since is None or (step.until is not None and step.until > since):
        return "when this became known"
    return f"when the rule came into force on {names.moment(since)}"


def _due(step: StepStanding, explanation: Explanation, rule: Rule, names: Names) -> str:
    """``7 days after invoice.due_date (26 Nov 2026)``."""
    if step.firing is not None:
        return "once more"
    offset, nothing = step.offset, Duration()
    is_before = any(part < 0 for part in (offset.months, offset.days, offset.minutes, offset.working_days))
    length = offset.negated() if is_before else offset
    side = "before" if is_before else "after"
    distance = "on" if offset == nothing else f"{length} {side}"
    anchor = names.moment(step.anchor) if isinstance(step.anchor, dt.datetime) else day(step.anchor)
    return f"{distance} {_anchor(explanation, rule)} ({anchor})"


def _anchor(explanation: Explanation, rule: Rule) -> str:
    match rule.start:
        case BecomesTrue() if rule.holds_for is not None:
            return f"the end of {rule.holds_for} of its sentences being true"
        case BecomesTrue():
            return "the moment its sentences became true"
        case OnEvent(kind):
            return plain(kind.replace(".", " "))
        case AtMoment() | Every():
            return " and ".join(explanation.begins) or "its day"
        case _:
            assert_never(rule.start)


def _now(explanation: Explanation, rule: Rule, names: Names) -> Iterator[str]:
    if not explanation.lines:
        return
    yield f"  Its sentences now, {names.moment(explanation.as_of)}:"
    yield from sentence_lines(explanation.lines, rule.when, depth=2)
    if explanation.holds is None:
        yield "    What is unknown (?) counts as not true: nothing happens until the facts are there."
    if explanation.holds is not True and explanation.changes is not None:
        yield f"    By the passing of time alone this can change on {names.moment(explanation.changes)}."
