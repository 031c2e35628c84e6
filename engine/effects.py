"""What a firing does: messages, tasks, facts, moves. Collected here, written by the store in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, assert_never

from engine.explain import trace
from engine.facts import Event, SubjectRef
from engine.language import syntax
from engine.ledger import Ledger
from engine.plan import Line, Plan
from engine.relationship import Firing, FiringKey, FiringStatus, OutgoingMessage, Task, TraceLine
from engine.rulebook import Action, Again, MoveTo, OpenTask, Recipient, Role, Send, SetFact
from engine.values import Value
from engine.wording import MissingFact, render
from engine.world import Subject, World

if TYPE_CHECKING:
    from engine.decide import Terms
    from engine.round import Candidate

NOBODY = SubjectRef("role", "unassigned")
"""Who gets a task when its fact names no one: it is listed, and a trouble says so."""


class Effects:
    """Performs actions on the world and keeps what must be written."""

    def __init__(self, plan: Plan, world: World, ledger: Ledger, terms: Terms) -> None:
        self._plan, self._world, self._ledger, self._terms = plan, world, ledger, terms
        self._sets: dict[tuple[SubjectRef, str], list[tuple[FiringKey, Value]]] = {}
        self._opened: list[Task] = []
        self.messages: list[OutgoingMessage] = []
        self.events: list[Event] = []

    def fire(self, candidate: Candidate, *, moves_only: bool = False) -> set[SubjectRef]:
        """Write the firing and do what its step says; give the subjects whose facts changed already."""
        pair, step = candidate.pair, candidate.rung.step
        line, subject = pair.line, pair.subject
        rule = line.rule
        key = FiringKey(rule.id, step.id, subject.ref, candidate.occurrence.id, candidate.attempt)
        shadow = self._plan.is_shadow(rule)
        actions = [action for action in step.do if _is_wanted(action, candidate, moves_only=moves_only)]
        why = self._trace(line, subject, step.when)
        self._write(key, candidate.due, () if shadow else tuple(actions), shadow=shadow, why=why)
        return set() if shadow else self._perform(line, subject, key, tuple(actions), {})

    def follow_up(  # noqa: PLR0913, PLR0917 - what follows whom, and by which answer
        self,
        line: Line,
        subject: Subject,
        task: Task,
        branch: str,
        actions: tuple[Action, ...],
        answer: Mapping[str, Value | None],
    ) -> set[SubjectRef]:
        """Do what follows a task: the actions of an outcome, or those of its being late.

        Facts that they set wait for `apply_sets`, as those of any firing do.
        """
        key = task.firing._replace(step=f"{task.firing.step}/{branch}")
        self._write(key, self._world.now, actions, shadow=False, why=())
        return self._perform(line, subject, key, actions, answer)

    def write_off(self, candidate: Candidate, status: FiringStatus, reason: str) -> None:
        """Write that a step will not happen, and why."""
        pair = candidate.pair
        key = FiringKey(
            pair.line.rule.id,
            candidate.rung.step.id,
            pair.subject.ref,
            candidate.occurrence.id,
            candidate.attempt,
        )
        self._ledger.record(Firing(key, status, candidate.due, self._world.now, reason=reason))

    def apply_sets(self) -> set[SubjectRef]:
        """Set the facts that this pass wants set; two different values for one fact are both left out."""
        changed: set[SubjectRef] = set()
        for (ref, fact), wishes in self._sets.items():
            values = {value for _, value in wishes}
            if len(values) > 1:
                rules = ", ".join(sorted({key.rule for key, _ in wishes}))
                self._world.trouble(
                    "conflict",
                    ref,
                    f"Rules want different values for {ref.entity}.{fact}: {rules}. None was set.",
                )
                continue
            subject = self._world.find(ref)
            (key, value), *_ = wishes
            if subject is None or subject.facts.get(fact) != value:
                self._change(f"{key}/set/{ref.entity}.{fact}", "facts.changed", ref, {fact: value})
                changed.add(ref)
        self._sets.clear()
        return changed

    def take_opened(self) -> list[Task]:
        """The tasks opened since the last call."""
        opened, self._opened = self._opened, []
        return opened

    def _perform(
        self,
        line: Line,
        subject: Subject,
        key: FiringKey,
        actions: tuple[Action, ...],
        answer: Mapping[str, Value | None],
    ) -> set[SubjectRef]:
        changed: set[SubjectRef] = set()
        for number, action in enumerate(actions):
            match action:
                case Send():
                    self._send(line, subject, key, number, action)
                case OpenTask():
                    self._open(line, subject, key, number, action)
                case SetFact():
                    self._wish(line, subject, key, action, answer)
                case MoveTo(stage):
                    changed |= self._move(key, stage)
                case Again():
                    pass  # the ledger reads it from the answered task
                case _:
                    assert_never(action)
        return changed

    def _write(
        self,
        key: FiringKey,
        due: dt.datetime,
        actions: tuple[Action, ...],
        *,
        shadow: bool,
        why: tuple[TraceLine, ...],
    ) -> None:
        sends = any(isinstance(action, Send) for action in actions)
        waits = sends and not self._terms.delivers_at_once
        status: FiringStatus = "claimed" if waits else "done"
        self._ledger.record(Firing(key, status, due, self._world.now, shadow=shadow, trace=why))

    def _send(self, line: Line, subject: Subject, key: FiringKey, number: int, action: Send) -> None:
        recipient = self._who(line, subject, action.to)
        if recipient is None:
            self._drop(key, f"{key.rule}: {action.to} names no one to send to.")
            return
        locale = self._locale(recipient)
        try:
            text = self._words(line, subject, action.text[locale], locale)
            title = self._words(line, subject, action.subject[locale], locale) if action.subject else None
        except MissingFact as missing:
            self._drop(key, f"{key.rule}: the message cannot be written. {missing}")
            return
        self.messages.append(
            OutgoingMessage(
                key=f"{key}/{number}/{recipient.entity}/{recipient.id}/{action.channel}",
                firing=key,
                channel=action.channel,
                recipient=recipient,
                reaches_customer=action.reaches_customer,
                at=self._plan.hours.next_permitted(self._world.now, self._plan.calendar),
                locale=locale,
                subject=title,
                text=text,
            )
        )

    def _drop(self, key: FiringKey, what: str) -> None:
        firing = self._ledger.latest(key.rule, key.subject, key.occurrence, key.step)
        if firing is not None:
            self._ledger.record(
                Firing(key, "dropped", firing.due, firing.at, reason=what, trace=firing.trace)
            )
        self._world.trouble("no-recipient", key.subject, what, key.rule)

    def _open(self, line: Line, subject: Subject, key: FiringKey, number: int, action: OpenTask) -> None:
        assignee = self._who(line, subject, action.to)
        if assignee is None:
            self._world.trouble(
                "no-recipient",
                subject.ref,
                f"{key.rule}: {action.to} names no one for {action.kind}.",
                key.rule,
            )
            assignee = NOBODY
        locale = self._locale(assignee)
        try:
            text = self._words(line, subject, action.text[locale], locale)
        except MissingFact as missing:
            # The work must not be lost with its wording.
            self._world.trouble("wording", subject.ref, f"{key.rule}: {missing}", key.rule)
            text = f"{action.kind}: {subject.ref}"
        now = self._world.now
        task = Task(
            id=f"{key}/{number}",
            firing=key,
            kind=action.kind,
            assignee=assignee,
            opened_at=now,
            due=self._plan.calendar.add(now, action.due),
            text=text,
            outcomes=tuple(action.outcomes),
        )
        self._ledger.open_task(task)
        self._opened.append(task)

    def _wish(
        self,
        line: Line,
        subject: Subject,
        key: FiringKey,
        action: SetFact,
        answer: Mapping[str, Value | None],
    ) -> None:
        entity, fact = action.target.names
        target = subject if entity == line.rule.who else self._world.customer
        match action.value:
            case syntax.Answer(name):
                value = answer.get(name)
            case expression:
                value = self._plan.reference.expression(expression, line.rule.who)(subject)
        if value is None:
            self._world.trouble(
                "no-value", subject.ref, f"{key.rule}: no value to set {action.target} to.", key.rule
            )
            return
        self._sets.setdefault((target.ref, fact), []).append((key, value))

    def _move(self, key: FiringKey, stage: str) -> set[SubjectRef]:
        lifecycle = self._plan.book.lifecycle
        assert lifecycle is not None
        entity, _, fact = lifecycle.fact.partition(".")
        facts: dict[str, Value] = {fact: stage}
        if self._plan.book.vocabulary.fact(entity, f"{fact}_since") is not None:
            facts[f"{fact}_since"] = self._world.today
        customer = self._world.customer.ref
        self._change(f"{key}/move", "stage.changed", customer, facts)
        return {customer}

    def _change(self, event_id: str, kind: str, ref: SubjectRef, facts: Mapping[str, Value]) -> None:
        event = Event(event_id, kind, ref, self._world.now, self._world.record_time(), facts, "rule")
        self._world.apply(event)
        self.events.append(event)

    def _who(self, line: Line, subject: Subject, to: Recipient) -> SubjectRef | None:
        if isinstance(to, Role):
            return SubjectRef("role", to.name)
        name = self._plan.reference.path(to.names, line.rule.who)(subject)
        if not isinstance(name, str):
            return None
        definition = self._plan.reference.definition(to, line.rule.who)
        entity = definition.type.entity if definition else to.names[0]
        return SubjectRef(entity or to.names[0], name)

    def _locale(self, ref: SubjectRef) -> str:
        locales = self._plan.book.locales
        subject = self._world.find(ref)
        wanted = subject.facts.get("locale") if subject else None
        return wanted if isinstance(wanted, str) and wanted in locales else locales[0]

    def _words(self, line: Line, subject: Subject, text: str, locale: str) -> str:
        if not self._terms.renders:
            return ""
        reference, who = self._plan.reference, line.rule.who

        def read(path: syntax.FactPath) -> Value | None:
            return reference.path(path.names, who)(subject)

        book = self._plan.book
        zone = book.vocabulary.working_time.zone
        return render(text, read, book.settings, self._world.today, locale, zone=zone)

    def _trace(self, line: Line, subject: Subject, own: syntax.Condition | None) -> tuple[TraceLine, ...]:
        if not self._terms.renders:
            return ()
        who = line.rule.who
        lines = trace(self._plan.reference, line.rule.when, who, subject)
        return lines if own is None else lines + trace(self._plan.reference, own, who, subject)


def _is_wanted(action: Action, candidate: Candidate, *, moves_only: bool) -> bool:
    """What was history when it came in only moves; a task opened again is not sent, set or moved again."""
    if moves_only:
        return isinstance(action, MoveTo)
    again = candidate.again
    return again is None or (isinstance(action, OpenTask) and action.kind == again)
