"""The examples of a file: what is given, what happens, and the schedule that should follow."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from zoneinfo import ZoneInfo

from engine.language.cast import Cast
from engine.language.findings import Findings
from engine.language.forms import read_form
from engine.language.grammar import place_in
from engine.language.scalars import parse_constant, parse_value, parse_words, show_value
from engine.language.schema import ExamplePart
from engine.language.scope import Scope, spelled_path
from engine.language.sentences import parse_path
from engine.language.spelling import spelled, spelled_key
from engine.language.surroundings import Surroundings
from engine.language.syntax import FactPath
from engine.language.tree import Items, Pairs, Text, Tree, kind_of
from engine.language.words import known_key, language_of
from engine.problems import Place, Problem, ProblemsFound, did_you_mean
from engine.rulebook import Example, ExampleEvent, Expected
from engine.values import Value
from engine.vocabulary import FactType, Vocabulary, word_in

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?: +(\d{2}:\d{2}))?")
_EXPECTED = re.compile(r"(\S+(?: +\d\d:\d\d)?) +(\w+(?:/\w+)*)(?: *-> *([\w.]+) +(.+))?")
Row = tuple[str, Mapping[str, Value]]


@dataclass
class _Given:
    facts: dict[FactPath, Value] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    today: dt.date | dt.datetime | None = None


def read_story(part: ExamplePart, cast: Cast, around: Surroundings) -> Example | None:
    """The example, or None with problems."""
    found = Findings()
    reader = _Reader(cast, around.vocabulary, found)
    given = reader.given(part.given)
    events = [event for entry in part.events for event in reader.event(entry, part.place)]
    expect = [expected for line in part.expect if (expected := reader.expected(line)) is not None]
    start = given.today or reader.earliest(given, events)
    if start is None and not found.problems:
        mend = "Give “today: 2026-01-01”."
        found.add("example-start", part.place_of("given"), "Nothing says when this example begins.", mend)
    elif start is not None and _day(start) > part.until:
        found.add(
            "example-start", part.place_of("until"), f"The example ends before it begins on {_day(start)}."
        )
    around.findings.problems.extend(found.problems)
    if found.problems or start is None:
        return None
    return Example(
        name=str(part.name),
        rules=cast.rules,
        given=given.facts,
        rows=tuple(given.rows),
        events=tuple(events),
        start=start,
        until=part.until,
        expect=tuple(expect),
        place=part.place,
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one story; what is wrong goes to *found*."""

    cast: Cast
    vocabulary: Vocabulary
    found: Findings

    @property
    def zone(self) -> str:
        return self.vocabulary.working_time.zone

    def given(self, pairs: Mapping[Text, Tree]) -> _Given:
        given = _Given()
        for key, value in pairs.items():
            if known_key(key, "", ("today",)):
                spelled_key(key.place, key, "today")
                given.today = self.found.attempt(partial(self._today, value))
            elif entity := self.vocabulary.entity_called(key):
                given.rows += self._rows(entity, key, value)
            else:
                self._fact(key, value, given.facts)
        return given

    def event(self, entry: Mapping[Text, Tree], place: Place) -> Iterator[ExampleEvent]:
        if len(entry) != 1:
            mend = "Write “- 2026-03-12: {…}”, one moment a line."
            where = next(iter(entry)).place if entry else place
            self.found.add("wrong-event", where, "Each event is one moment with what happens then.", mend)
            return
        (moment, content), *_ = entry.items()
        at = self.found.attempt(lambda: self._when(moment))
        if at is None:
            return
        if isinstance(content, Text):
            self._check_kind(content)
            yield ExampleEvent(at, event=str(content), place=moment.place)
        elif isinstance(content, Pairs):
            yield self._happening(at, content, moment.place)
        else:
            mend = "Write facts “{invoice.balance: 0 CNY}” or an event “complaint.opened”."
            self.found.add("wrong-kind", content.place, f"Here stands {kind_of(content)}.", mend)

    def _happening(self, at: dt.date | dt.datetime, content: Pairs, place: Place) -> ExampleEvent:
        facts: dict[FactPath, Value] = {}
        rows: list[Row] = []
        answer = None
        for key, value in content.items():
            if known_key(key, "", ("answer",)):
                spelled_key(key.place, key, "answer")
                answer = self.found.attempt(partial(self._answer, value))
            elif entity := self.vocabulary.entity_called(key):
                rows += self._rows(entity, key, value)
            else:
                self._fact(key, value, facts)
        return ExampleEvent(at, facts, None, tuple(rows), answer, place)

    def expected(self, line: Text) -> Expected | None:
        """A moment, a step, and perhaps the value of a fact or when its task is due, in the one form that is compared."""
        match = _EXPECTED.fullmatch(line.strip())
        if match is None or not _MOMENT.fullmatch(match[1]):
            mend = "Write “2026-02-07 week_1” or “2026-02-07 16:00 week_1 -> customer.tier A”."
            self.found.add("wrong-expect", line.place, f"“{line}” says no moment and step.", mend)
            return None
        moment, step, path, _ = match.groups()
        self.found.attempt(lambda: self._when(Text(moment, line.place)))
        self._check_step(step, line.place)
        plain = f"{' '.join(moment.split())} {step}"
        if path is None:
            return Expected(plain, line.place)
        skipped = len(line) - len(line.lstrip())
        fact, told = (Text(match[n], place_in(line.place, skipped + match.start(n))) for n in (3, 4))
        if known_key(fact, "", ("due",)):
            spelled_key(fact.place, fact, "due")
            self.found.attempt(lambda: self._when(told))
            return Expected(f"{plain} -> due {' '.join(told.split())}", line.place)
        known = self.found.attempt(lambda: self._typed(fact, told, self._opened(path)))
        return Expected(f"{plain} -> {known[0]} {show_value(known[1])}", line.place) if known else None

    def _opened(self, path: str) -> str | None:
        """The entity of a path, if the rules open it."""
        root = self.vocabulary.entity_called(path.partition(".")[0])
        return root if root in map(self.vocabulary.entity_called, self.cast.opened) else None

    def _check_step(self, step: str, place: Place) -> None:
        """A step, and perhaps what followed its task: ``week_2/late``, ``week_2/promised``."""
        name, *branches = step.split("/")
        if name not in self.cast.steps:
            near = did_you_mean(name, self.cast.steps)
            self.found.add("unknown-step", place, f"There is no step “{name}” here.", near)
        known = frozenset({"late"}).union(*self.cast.outcomes.values())
        for branch in branches:
            if branch not in known:
                near = did_you_mean(branch, known)
                self.found.add("unknown-outcome", place, f"No task here is answered “{branch}”.", near)

    def earliest(self, given: _Given, events: Iterable[ExampleEvent]) -> dt.date | dt.datetime | None:
        """The first day or moment in the story."""
        happenings = list(events)
        rows = [*given.rows, *(row for event in happenings for row in event.rows)]
        values = [
            *given.facts.values(),
            *(value for _, row in rows for value in row.values()),
            *(event.at for event in happenings),
            *(value for event in happenings for value in event.facts.values()),
        ]
        times = [value for value in values if isinstance(value, dt.date)]
        return min(times, key=self._order, default=None)

    def _order(self, time: dt.date | dt.datetime) -> tuple[dt.date, dt.datetime]:
        zone = ZoneInfo(self.zone)
        if isinstance(time, dt.datetime):
            return time.astimezone(zone).date(), time
        return time, dt.datetime.combine(time, dt.time(), zone)

    def _today(self, value: Tree) -> dt.date | dt.datetime:
        return self._when(_text(value))

    def _when(self, text: Text) -> dt.date | dt.datetime:
        match = _MOMENT.fullmatch(text)
        if match is None or match[2] is None:
            value = parse_value(str(text), FactType("date"), text.place)
        else:
            value = parse_value(str(text), FactType("moment"), text.place, zone=self.zone)
        assert isinstance(value, dt.date)
        return value

    def _fact(self, key: Text, value: Tree, facts: dict[FactPath, Value]) -> None:
        read = self.found.attempt(lambda: self._typed(key, value))
        if read is not None:
            facts[read[0]] = read[1]

    def _typed(self, key: Text, value: Tree, opened: str | None = None) -> tuple[FactPath, Value]:
        root = self.vocabulary.entity_called(key.split(".")[0])
        entity = opened or (root if root in self.cast.subjects else self.cast.subjects[-1])
        path, type_ = parse_path(str(key), Scope(self.vocabulary, entity), key.place)
        if len(path.names) != len(("entity", "fact")):
            mend = (
                f"Give facts of {' or '.join(self.cast.subjects)}, and others as rows, e.g. person: [{{…}}]."
            )
            what = f"“{key}” is a fact of something further away."
            raise ProblemsFound([Problem("given-too-far", key.place, what, mend)])
        return path, self._value(value, type_)

    def _value(self, value: Tree, type_: FactType) -> Value:
        if isinstance(value, Items):
            return parse_words([_text(word) for word in value], type_, value.place)
        text = _text(value)
        return parse_value(str(text), type_, text.place, zone=self.zone)

    def _rows(self, entity: str, written: Text, value: Tree) -> list[Row]:
        spelled_path(written.place, written, [entity], self.vocabulary)
        listed = value if isinstance(value, Items) else [value]
        rows = [self.found.attempt(partial(self._row, entity, row)) for row in listed]
        return [(entity, row) for row in rows if row is not None]

    def _row(self, entity: str, row: Tree) -> Mapping[str, Value]:
        if not isinstance(row, Pairs):
            mend = "Write e.g. {date: 2026-01-01, amount: 100 CNY}."
            raise ProblemsFound([Problem("wrong-kind", row.place, f"Here stands {kind_of(row)}.", mend)])
        return dict(self._row_value(entity, name, value) for name, value in row.items())

    def _row_value(self, entity: str, name: Text, value: Tree) -> tuple[str, Value]:
        fact = self.vocabulary.fact_called(entity, name)
        if fact is None:
            language, facts = language_of(name), self.vocabulary.entities[entity].facts
            near = did_you_mean(name, [word_in(language, known, its) for its, known in facts.items()])
            what = f"“{entity}.{name}”: no such fact."
            raise ProblemsFound([Problem("unknown-fact", name.place, what, near)])
        spelled(name.place, name, fact.name, word_in("zh", fact, fact.name), has_one_form=True)
        return fact.name, self._value(value, fact.type)

    def _answer(self, value: Tree) -> tuple[str, str, Mapping[str, Value]]:
        if not isinstance(value, Pairs) or not value:
            mend = "Write “answer: {payment_call: promised, date: 2026-03-20}”."
            raise ProblemsFound([Problem("wrong-kind", value.place, f"Here stands {kind_of(value)}.", mend)])
        (task, outcome), *fields = value.items()
        if task not in self.cast.outcomes:
            near = did_you_mean(task, self.cast.outcomes)
            raise ProblemsFound(
                [Problem("unknown-task", task.place, f"There is no task “{task}” here.", near)]
            )
        named = _text(outcome)
        if named not in self.cast.outcomes[task]:
            near = did_you_mean(named, self.cast.outcomes[task])
            what = f"“{named}” is no outcome of {task}."
            raise ProblemsFound([Problem("unknown-outcome", named.place, what, near)])
        given = {str(key): self.found.attempt(partial(self._field, task, key, its)) for key, its in fields}
        for name in self.cast.needs.get((str(task), str(named)), ()):
            if name not in given:
                what = f"The outcome “{named}” needs “{name}”."
                self.found.add("missing-field", named.place, what, f"Add “{name}: …”.")
        return str(task), str(named), {name: its for name, its in given.items() if its is not None}

    def _field(self, task: Text, name: Text, value: Tree) -> Value:
        """Typed by the form of the task, else by the fact that the answer sets, else by how it is written."""
        form = read_form(self.cast.forms.get(task, {}), self.vocabulary, Findings())
        if form and name not in form:
            what, near = f"The form of {task} has no field “{name}”.", did_you_mean(name, form)
            raise ProblemsFound([Problem("unknown-field", name.place, what, near)])
        if form:
            return self._value(value, form[name])
        path = self.cast.answers.get(name)
        if path is None:
            text = _text(value)
            return parse_constant(str(text), text.place, zone=self.zone)
        # Its own place would be taken for that of the path.
        return self._typed(Text(path, Place(name.place.file)), value, self._opened(path))[1]

    def _check_kind(self, kind: Text) -> None:
        known = [event for entity in self.vocabulary.entities.values() for event in entity.events]
        if kind not in known:
            what = f"“{kind}” is no event here."
            self.found.add("unknown-event", kind.place, what, did_you_mean(kind, known))


def _text(value: Tree) -> Text:
    if isinstance(value, Text) and not value.is_missing:
        return value
    what = f"Here stands {kind_of(value)}, where a value is expected."
    raise ProblemsFound([Problem("wrong-kind", value.place, what, "Leave the fact out if it is not known.")])


def _day(time: dt.date | dt.datetime) -> dt.date:
    return time.date() if isinstance(time, dt.datetime) else time
