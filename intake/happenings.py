"""Single happenings: one posted by hand, or a file of them, past or future."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.facts import Event, Origin, SubjectRef
from engine.language.findings import Findings
from engine.language.quantities import Raw
from engine.language.scalars import parse_value, show_value
from engine.language.tree import Text
from engine.problems import Place, Problem, ProblemsFound, did_you_mean
from engine.values import Value
from engine.vocabulary import FactDefinition, FactType, Vocabulary
from intake.entries import entries

ANY_CHANGE = "facts.changed"
_KEYS = ("at", "event", "subject", "facts", "id")
_NEEDED = ("at", "event", "subject")


@dataclass(frozen=True, slots=True)
class _Told:
    """One happening as somebody wrote it."""

    kind: str
    subject: str
    facts: Mapping[str, Raw]
    place: Place


def parse_event(  # noqa: PLR0913 - what was typed, by whom, when
    kind: str,
    subject: str,
    facts: Sequence[str],
    vocabulary: Vocabulary,
    *,
    event_id: str,
    at: dt.datetime,
    recorded_at: dt.datetime | None = None,
    origin: Origin = "person",
) -> Event:
    """The event of ``guanxi event payment.received payment/P-99 invoice=INV-7 amount="5000 CNY"``.

    ``fact=`` with nothing behind it takes a fact away. *event_id* is the caller's: posting it twice is once.

    Raises:
        ProblemsFound: everything that the vocabulary does not know, or values of the wrong type.
    """
    findings, pairs = Findings(), dict[str, Raw]()
    for each in facts:
        name, sign, value = each.partition("=")
        if not (name.strip() and sign):
            findings.add("bad-pair", Place(), f"“{each}” is no pair.", "Write fact=value.")
        elif name.strip() in pairs:
            findings.add("bad-pair", Place(), f"“{name.strip()}” is given twice.", "Give it once.")
        else:
            pairs[name.strip()] = value.strip() or None
    told = _Told(kind, subject, pairs, Place())
    found = findings.attempt(lambda: _typed(told, vocabulary))
    findings.raise_all()
    assert found is not None  # noqa: S101 - or it is among the findings
    ref, values = found
    return Event(event_id, kind, ref, at, recorded_at or at, values, origin)


def read_events(
    path: Path, vocabulary: Vocabulary, zone: str | None = None, *, origin: Origin = "api"
) -> tuple[list[Event], list[Problem]]:
    """The happenings of a YAML list (or ``events:`` and the list) or of JSON lines, and what is wrong with the others.

    ``- {at: 2026-12-01, event: order.placed, subject: order/F-1, facts: {customer: C-017, amount: 100 CNY}}``.
    A day without an hour means its start in *zone* (the company's). Each counts as recorded when it happened.
    Without an ``id`` of its own an event's id comes from its content: the same file gives the same ids.

    Raises:
        ProblemsFound: the file as a whole cannot be read.
    """
    here = zone or vocabulary.working_time.zone
    events, findings, times_seen = [], Findings(), Counter[str]()
    for place, entry in entries(path, findings):
        event = findings.attempt(lambda e=entry, p=place: _event(e, p, vocabulary, here, origin))  # type: ignore[misc]
        if event is None:
            continue
        times_seen[event.id] += 1
        if (times := times_seen[event.id]) > 1:
            id_ = f"{event.id}/{times}"
            event = Event(
                id_, event.kind, event.subject, event.happened_at, event.recorded_at, event.facts, origin
            )
        events.append(event)
    return events, findings.problems


def parse_subject(text: str, vocabulary: Vocabulary, place: Place) -> SubjectRef:
    """``payment/P-99``.

    Raises:
        ProblemsFound: an entity that does not exist, or no id.
    """
    entity, _, id_ = text.partition("/")
    if entity not in vocabulary.entities:
        mend = did_you_mean(entity, vocabulary.entities)
        raise ProblemsFound(
            [Problem("unknown-entity", place, f"“{text}”: there is no entity “{entity}”.", mend)]
        )
    if not id_.strip() or not id_.isprintable():
        raise ProblemsFound(
            [Problem("bad-subject", place, f"“{text}” has no id.", f"Write e.g. {entity}/17.")]
        )
    return SubjectRef(entity, id_.strip())


def told_fact(name: str, entity: str, vocabulary: Vocabulary, place: Place) -> FactDefinition:
    """The fact that may be told under this name or label.

    Raises:
        ProblemsFound: there is none, or it is computed.
    """
    facts = vocabulary.entities[entity].facts
    fact = facts.get(name) or next((each for each in facts.values() if name in each.labels.values()), None)
    if fact is None:
        mend = did_you_mean(name, (each.name for each in facts.values() if each.source is None))
        raise ProblemsFound([Problem("unknown-fact", place, f"“{name}” is no fact of {entity}.", mend)])
    if fact.source is not None:
        mend = "Tell what it is computed from instead."
        raise ProblemsFound(
            [Problem("derived-fact", place, f"{fact.path} is computed, nobody tells it.", mend)]
        )
    return fact


def _typed(told: _Told, vocabulary: Vocabulary) -> tuple[SubjectRef, dict[str, Value | None]]:
    subject = parse_subject(told.subject, vocabulary, told.place)
    findings, values = Findings(), dict[str, Value | None]()
    if problem := _wrong_kind(told, subject, vocabulary):
        findings.problems.append(problem)
    for name, raw in told.facts.items():
        findings.attempt(lambda n=name, r=raw: values.update(_fact(n, r, subject, vocabulary, told.place)))  # type: ignore[misc]
    findings.raise_all()
    return subject, values


def _wrong_kind(told: _Told, subject: SubjectRef, vocabulary: Vocabulary) -> Problem | None:
    known = [ANY_CHANGE, *vocabulary.entities[subject.entity].events]
    if told.kind == "task.answered":
        what, mend = "A task is answered with its outcome.", "Use guanxi tasks done."
    elif told.kind in known:
        return None
    else:
        what = f"“{told.kind}” is no event of {subject.entity}."
        mend = did_you_mean(told.kind, known)
    return Problem("unknown-event", told.place, what, mend)


def _fact(
    name: str, raw: Raw, subject: SubjectRef, vocabulary: Vocabulary, place: Place
) -> dict[str, Value | None]:
    where = name.place if isinstance(name, Text) else place
    fact = told_fact(name, subject.entity, vocabulary, where)
    if raw is None or (isinstance(raw, Text) and raw.is_missing):
        return {fact.name: None}
    where = raw.place if isinstance(raw, Text) else where
    try:
        return {fact.name: parse_value(raw, fact.type, where, zone=vocabulary.working_time.zone)}
    except ProblemsFound as found:
        raise ProblemsFound([_about(problem, fact) for problem in found.problems]) from found


def _about(problem: Problem, fact: FactDefinition) -> Problem:
    return Problem(problem.code, problem.place, f"{fact.path}: {problem.what}", problem.mend)


def _event(
    entry: Mapping[str, object], place: Place, vocabulary: Vocabulary, zone: str, origin: Origin
) -> Event:
    told, at = _told(entry, place), entry["at"]
    subject, values = _typed(told, vocabulary)
    happened = parse_moment(at, zone, at.place if isinstance(at, Text) else place)
    id_ = entry.get("id")
    return Event(
        id=str(id_) if id_ else _id(told.kind, subject, happened, values),
        kind=str(told.kind),
        subject=subject,
        happened_at=happened,
        recorded_at=happened,
        facts=values,
        origin=origin,
    )


def parse_moment(raw: object, zone: str, place: Place) -> dt.datetime:
    """A moment, or a day that means its start in *zone*.

    Raises:
        ProblemsFound: it is neither.
    """
    text = str(raw).strip()
    moment = parse_value(text if ":" in text else f"{text} 00:00", FactType("moment"), place, zone=zone)
    assert isinstance(moment, dt.datetime)  # noqa: S101 - what a moment is
    return moment


def _told(entry: Mapping[str, object], place: Place) -> _Told:
    findings = Findings()
    for key in entry:
        if key not in _KEYS:
            where = key.place if isinstance(key, Text) else place
            findings.add(
                "unknown-key", where, f"“{key}” is no part of a happening.", did_you_mean(key, _KEYS)
            )
    for key in _NEEDED:
        if not isinstance(entry.get(key), str) or not entry[key]:
            findings.add("missing-key", place, f"“{key}” is missing.", "Write at, event and subject.")
    facts = entry.get("facts") or {}
    if not isinstance(facts, dict) or not all(_is_plain(value) for value in facts.values()):
        findings.add(
            "bad-value", place, "“facts” are names with one value each.", "Write facts: {amount: 100 CNY}."
        )
    findings.raise_all()
    assert isinstance(facts, dict)  # noqa: S101 - else it is among the findings
    return _Told(str(entry["event"]), str(entry["subject"]), facts, place)


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def _id(kind: str, subject: SubjectRef, at: dt.datetime, facts: Mapping[str, Value | None]) -> str:
    content = [kind, at.isoformat()]
    content += [
        f"{name}={'' if value is None else show_value(value)}" for name, value in sorted(facts.items())
    ]
    digest = hashlib.sha256("\x1f".join(content).encode("utf-8", "surrogatepass")).hexdigest()
    return f"file/{subject.entity}/{subject.id}/{digest[:24]}"
