"""What a firing does: messages, tasks, facts, moves. Collected here, written by the store in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import assert_never

from engine.decide.candidate import Candidate
from engine.decide.fact_changes import FactChanges
from engine.decide.ledger import Ledger
from engine.decide.letters import Letters
from engine.decide.outgoing import Likeness, Outgoing
from engine.decide.terms import Terms
from engine.explain.trace import trace
from engine.facts import SubjectRef
from engine.language import syntax
from engine.plan import Line, Plan
from engine.relationship import Firing, FiringKey, FiringStatus, OutgoingMessage, Task, TraceLine
from engine.rulebook import Action, Again, MoveTo, OpenSubject, OpenTask, Send, SetFact, SkipTo
from engine.truth.world import Subject, World
from engine.values import Value
from engine.wording import MissingFact

NOBODY = SubjectRef("role", "unassigned")
"""Who gets a task when its fact names no one: it is listed, and a trouble says so."""


class Effects:
    """Performs actions on the world and keeps what must be written."""

    def __init__(self, plan: Plan, world: World, ledger: Ledger, terms: Terms) -> None:
        self._plan, self._world, self._ledger, self._terms = plan, world, ledger, terms
        self._letters = Letters(plan, world, terms)
        self.changes = FactChanges(plan, world, terms)
        self._opened: list[Task] = []
        self.outgoing = Outgoing(self._letters)

    def fire(self, candidate: Candidate, *, moves_only: bool = False) -> set[SubjectRef]:
        """Write the firing and do what its step says; give the subjects whose facts changed already."""
        pair, step = candidate.pair, candidate.rung.step
        line, subject, key = pair.line, pair.subject, candidate.key
        shadow = self._plan.is_shadow(line.rule)
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

        Facts that they set wait for `FactChanges.apply`, as those of any firing do.
        """
        key = task.firing._replace(step=f"{task.firing.step}/{branch}")
        self._write(key, self._world.now, actions, shadow=False, why=())
        return self._perform(line, subject, key, actions, answer)

    def write_off(self, candidate: Candidate, status: FiringStatus, reason: str) -> None:
        """Write that a step will not happen, and why."""
        waited = self._waited(candidate.key)
        reason = f"{reason} {waited}" if waited else reason
        self._ledger.record(Firing(candidate.key, status, candidate.due, self._world.now, reason=reason))

    def wait(self, candidate: Candidate, reason: str) -> bool:
        """Note that a step has to wait; once for each reason: say whether this one is new."""
        known = self._ledger.waiting(candidate.key)
        is_new = known is None or known.reason != reason
        if is_new:
            self._ledger.record(
                Firing(candidate.key, "waiting", candidate.due, self._world.now, reason=reason)
            )
        return is_new

    def nobody_to_send_to(self, candidate: Candidate) -> str:
        """Why a step cannot be sent yet: the fact that names its recipient names no one. Work goes to nobody instead."""
        if candidate.again is not None or not candidate.is_wanted:
            return ""
        line, subject = candidate.pair.line, candidate.pair.subject
        for action in candidate.rung.step.do:
            if isinstance(action, Send) and self._letters.who(line, subject, action.to) is None:
                return f"{action.to} names no one to send to."
        return ""

    def wait_for_recipient(self, candidate: Candidate, reason: str) -> None:
        """Let a step wait until it is known to whom it goes, and tell so once."""
        if self.wait(candidate, reason):
            key = candidate.key
            what = f"{key.rule}: {reason} “{key.step}” waits until it does."
            self._world.trouble("no-recipient", key.subject, what, key.rule)

    def _waited(self, key: FiringKey) -> str:
        waiting = self._ledger.waiting(key)
        return f"It had to wait: {waiting.reason}" if waiting else ""

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
                    if not self._was_counted(line, key, action):
                        self.changes.wish(line, subject, key, action, answer)
                case OpenSubject():
                    self.changes.wish_for(line, subject, key, number, action, answer)
                case MoveTo(stage):
                    changed |= self.changes.move(key, stage)
                case SkipTo(step):
                    self._skip(line, key, step)
                case Again():
                    pass  # the ledger reads it from the answered task
                case _:
                    assert_never(action)
        return changed

    def _was_counted(self, line: Line, key: FiringKey, action: SetFact) -> bool:
        """Whether a step that is done once more, for its message was taken back, has added to this fact already.

        A fact that is set to what it was and some more is set once; any other is set to how things are now.
        """
        adds_up = any(node == action.target for node in syntax.walk(action.value))
        is_own_try = "/" in key.step or line.is_move  # each answer, and each move, is one of its own
        return adds_up and not is_own_try and self._ledger.is_second_try(key)

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
        reason = self._waited(key)
        self._ledger.record(
            Firing(key, status, due, self._world.now, shadow=shadow, reason=reason, trace=why)
        )

    def _skip(self, line: Line, key: FiringKey, target: str) -> None:
        """Pass over the steps up to *target*; the ledger reads from this firing when the target is due."""
        names = [rung.step.id for rung in line.rungs]
        here = key.step.partition("/")[0]
        if target not in names:
            return  # the ladder was written otherwise since the task was opened
        now, reason = self._world.now, f"Skipped: the ladder went on at {target}."
        for step in names[names.index(here) + 1 : names.index(target)]:
            latest = self._ledger.latest(key.rule, key.subject, key.occurrence, step)
            if latest is None or latest.status == "withdrawn":
                attempt = latest.key.attempt + 1 if latest else 1
                over = key._replace(step=step, attempt=attempt)
                self._ledger.record(Firing(over, "passed", now, now, reason=reason))

    def _send(self, line: Line, subject: Subject, key: FiringKey, number: int, action: Send) -> None:
        recipient = self._letters.who(line, subject, action.to)
        if recipient is None:
            self._drop(key, f"{key.rule}: {action.to} names no one to send to.")
            return
        locale = self._letters.locale(recipient)
        try:
            text, title = self._letters.written(line, (subject,), action, locale)
        except MissingFact as missing:
            self._drop(key, f"{key.rule}: the message cannot be written. {missing}")
            return
        message = OutgoingMessage(
            key=f"{key}/{number}/{recipient.entity}/{recipient.id}/{action.channel}",
            firing=key,
            channel=action.channel,
            recipient=recipient,
            reaches_customer=action.reaches_customer,
            at=self._plan.hours.next_permitted(self._world.now, line.calendar),
            locale=locale,
            subject=title,
            text=text,
        )
        if line.is_joined and "/" not in key.step:  # what follows an answer is about one subject
            likeness = Likeness(self._world.now, key.rule, key.step, number, recipient, locale)
            self.outgoing.join(message, likeness, line, subject, action)
        else:
            self.outgoing.add(message)

    def _drop(self, key: FiringKey, what: str) -> None:
        firing = self._ledger.latest(key.rule, key.subject, key.occurrence, key.step)
        if firing is not None:
            self._ledger.record(
                Firing(key, "dropped", firing.due, firing.at, reason=what, trace=firing.trace)
            )
        self._world.trouble("no-recipient", key.subject, what, key.rule)

    def _open(self, line: Line, subject: Subject, key: FiringKey, number: int, action: OpenTask) -> None:
        assignee = self._letters.who(line, subject, action.to)
        if assignee is None:
            self._world.trouble(
                "no-recipient",
                subject.ref,
                f"{key.rule}: {action.to} names no one for {action.kind}.",
                key.rule,
            )
            assignee = NOBODY
        if self._ledger.adopt(key, action.kind):
            return
        locale = self._letters.locale(assignee)
        try:
            text = self._letters.words(line, subject, action.text[locale], locale)
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
            due=line.calendar.add(now, action.due),
            text=text,
            outcomes=tuple(action.outcomes),
            form=action.form,
        )
        self._ledger.open_task(task)
        self._opened.append(task)

    def _trace(self, line: Line, subject: Subject, own: syntax.Condition | None) -> tuple[TraceLine, ...]:
        if not self._terms.renders:
            return ()
        who = line.rule.who
        lines = trace(line.reference, line.rule.when, who, subject)
        return lines if own is None else lines + trace(line.reference, own, who, subject)


def _is_wanted(action: Action, candidate: Candidate, *, moves_only: bool) -> bool:
    """What was history when it came in only moves; a task opened again is not sent, set or moved again."""
    if moves_only:
        return isinstance(action, MoveTo)
    again = candidate.again
    return again is None or (isinstance(action, OpenTask) and action.kind == again)
