"""What a rehearsal hangs on, said before its result."""

from __future__ import annotations

from collections.abc import Iterator

from console.rehearsal.supposing import Rehearsal, Supposed
from console.rehearsal.tallying import Tally
from console.views.names import day
from engine.language.scalars import show_value


def assumptions(rehearsal: Rehearsal) -> Iterator[str]:
    """Everything that the result hangs on, a line each."""
    supposed, tally = rehearsal.supposed, rehearsal.tally
    job, book = supposed.job, supposed.book
    yield f"Rules: {supposed.source} ({book.hash[:12]}), {_rules(supposed)}."
    if job.as_live:
        yield "As live: status, valid and rollout are ignored."
    yield _activations(supposed)
    yield f"Relationships: {tally.relationships:,}. What the store knows of later happenings is replayed ({tally.replayed:,})."
    yield _future(supposed, tally)
    yield f"Answers to tasks: {_file(supposed.answers, supposed) or 'none, so every task stays open until it is withdrawn'}."
    for each in job.assumed:
        yield f"Assumed from the first day: {each.entity}.{each.fact} = {show_value(each.value)}."
    yield from _known(supposed, tally)
    yield f"Time zone: {book.vocabulary.working_time.zone}."
    yield "Judged by the reference evaluator alone; durable_rules, which confirms it when live, is left out for speed."
    yield "Messages count as accepted at once. Nothing is sent, nothing is written to the store."


def _rules(supposed: Supposed) -> str:
    lines = supposed.plan.lines
    if supposed.job.only:
        return f"only {', '.join(sorted(supposed.job.only))}"
    return f"{len(lines)} rules that are on"


def _activations(supposed: Supposed) -> str:
    start, since = supposed.job.start, supposed.job.activated
    earlier = sum(since.get(line.rule.id, start) < start for line in supposed.plan.lines)
    rest = len(supposed.plan.lines) - earlier
    passed = "what is already true or past then is passed over"
    if not earlier:
        return f"In force from the first day: {passed}."
    return f"In force before: {earlier} rules; {rest} come into force on the first day, {passed}."


def _future(supposed: Supposed, tally: Tally) -> str:
    file = _file(supposed.future, supposed)
    if not file:
        return "Future: none but what the store knows."
    unused = len(supposed.job.future) - tally.future_used
    told = f"Future: {file}, {tally.future_used:,} happenings"
    left = [f"{supposed.outside:,} outside of these days" if supposed.outside else ""]
    left.append(f"{unused:,} that belong to no customer here, or are known already" if unused else "")
    left_out = ", ".join(filter(None, left))
    return f"{told}; left out: {left_out}." if left_out else f"{told}."


def _file(path: object, supposed: Supposed) -> str:
    if path is None:
        return ""
    return f"{path} (synthetic: made up for the sample company)" if supposed.from_sample else str(path)


def _known(supposed: Supposed, tally: Tally) -> Iterator[str]:
    """What is not known: happenings before the first and after the last of their kind, stages never decided."""
    calendar = supposed.plan.calendar
    for kind, span in sorted(tally.known.items()):
        if kind in {"facts.changed", "task.answered"}:
            continue
        first, last = calendar.date_of(span.first), calendar.date_of(span.last)
        yield f"Known of {kind}: {day(first)} to {day(last)}, nothing before and nothing after."
    if not tally.undecided:
        return
    lifecycle = supposed.book.lifecycle
    told = f"Never decided by any rulebook: {tally.undecided:,} relationships"
    if supposed.plan.moves:
        yield f"{told}; their stages follow from their history."
    elif lifecycle is not None:
        yield f"{told}; no move is rehearsed, so {lifecycle.fact} is {lifecycle.start} where no fact tells another."
