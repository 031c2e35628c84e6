"""What becomes of human work: withdrawn when nobody needs it any more, late, answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from engine.decide.case import Case
from engine.decide.ledger import task_action
from engine.decide.pairs import Pair
from engine.decide.running import has_begun_afresh
from engine.facts import Event, SubjectRef
from engine.plan import Line
from engine.relationship import Task
from engine.truth.world import Subject


class OpenTasks:
    """The open tasks of one relationship while a decision is being made.

    What follows a task gives the subjects whose facts changed at once; facts that it sets wait for the pass to end.
    """

    def __init__(self, case: Case) -> None:
        self._plan, self._world, self._pairs = case.plan, case.world, case.pairs
        self._ledger, self._effects = case.ledger, case.effects

    def watch_over(self, pair: Pair) -> None:
        """Withdraw those of a pair that nobody needs, remind of the late ones, and look again when the next is late."""
        line, subject = pair.line, pair.subject
        if not self._ledger.open_tasks(line.rule.id, subject.ref):
            return
        pair.is_stale = self.withdraw(line, subject, holds=pair.truth() is True)
        pair.is_stale = self.withdraw_of_earlier_episodes(line, subject) or pair.is_stale
        self._pairs.touch(self.remind(line, subject))
        if self._ledger.open_tasks(line.rule.id, subject.ref):
            pair.look_at(pair.next_change(), self.next_look(line, subject))

    def withdraw(self, line: Line, subject: Subject, *, holds: bool) -> bool:
        """Withdraw those that nobody needs when the rule no longer *holds*; say whether there were any."""
        if holds:
            return False
        return self._withdraw(
            line, self._ledger.open_tasks(line.rule.id, subject.ref), "The rule no longer holds."
        )

    def withdraw_of_earlier_episodes(self, line: Line, subject: Subject) -> bool:
        """Withdraw those of a ladder that has begun afresh since; say whether there were any."""
        ended = [
            task
            for task in self._ledger.open_tasks(line.rule.id, subject.ref)
            if has_begun_afresh(self._world, line, subject, task.firing.occurrence)
        ]
        return self._withdraw(line, ended, "The ladder has begun afresh.")

    def _withdraw(self, line: Line, tasks: list[Task], reason: str) -> bool:
        actions = [(task, task_action(line, task)) for task in tasks]
        needless = [task for task, action in actions if action is None or not action.keep]
        for task in needless:
            self._ledger.withdraw(task, self._world.now, reason)
        return bool(needless)

    def withdraw_of_gone_rules(self) -> None:
        """Withdraw the tasks that no rule in force asks for any more: nobody watches over them."""
        for task in list(self._ledger.tasks.values()):
            if task.status == "open" and self._is_orphaned(task):
                self._ledger.withdraw(task, self._world.now, "The rule is no longer in force.")

    def _is_orphaned(self, task: Task) -> bool:
        line = self._plan.by_id.get(task.firing.rule)
        if line is None:
            return self._plan.is_gone(task.firing.rule)
        return (
            not self._plan.is_for(line.rule, self._world.customer.ref.id) or task_action(line, task) is None
        )

    def remind(self, line: Line, subject: Subject) -> set[SubjectRef]:
        """Do what stands under `late` for those that are past their due moment."""
        changed: set[SubjectRef] = set()
        for task in self._ledger.open_tasks(line.rule.id, subject.ref):
            if task.late or task.due > self._world.now:
                continue
            action = task_action(line, task)
            if action is not None and action.late:
                self._ledger.change_task(replace(task, late=True))
                changed |= self._effects.follow_up(line, subject, task, "late", action.late, {})
        return changed

    def next_look(self, line: Line, subject: Subject) -> dt.datetime | None:
        """When the next of them is late."""
        tasks = self._ledger.open_tasks(line.rule.id, subject.ref)
        return min((task.due for task in tasks if task.due > self._world.now), default=None)

    def answer(self, event: Event) -> None:
        """Close the task that *event* answers and do what follows."""
        task = self._ledger.tasks.get(event.subject.id)
        if task is None or task.status != "open":
            self._world.trouble("answer", event.subject, self._too_late(task, event))
            return
        outcome = str(event.facts.get("outcome", ""))
        self._ledger.change_task(replace(task, status="answered", outcome=outcome, closed_at=self._world.now))
        self._follow(task, outcome, event)

    def _too_late(self, task: Task | None, event: Event) -> str:
        """What is told to whoever answered when nobody waited for it any more."""
        told = f"The answer “{event.facts.get('outcome', '')}”"
        if task is None:
            return f"{told} came to a task that is not known."
        on = f"{self._plan.calendar.local(task.closed_at):%Y-%m-%d %H:%M}" if task.closed_at else "before"
        ended = (
            f"answered “{task.outcome}”"
            if task.status == "answered"
            else "withdrawn, for it was not needed any more"
        )
        return f"{told} came too late and nothing follows from it: “{task.kind}” had been {ended} ({on})."

    def _follow(self, task: Task, outcome: str, event: Event) -> None:
        line = self._plan.by_id.get(task.firing.rule)
        subject = self._world.find(task.firing.subject)
        action = task_action(line, task) if line else None
        if line is None or subject is None or action is None or outcome not in action.outcomes:
            self._world.trouble("answer", event.subject, f"Nothing follows the answer “{outcome}”.")
            return
        actions = action.outcomes[outcome]
        pair = self._pairs.of(line, subject)
        self._pairs.touch(self._effects.follow_up(pair.line, subject, task, outcome, actions, event.facts))
        pair.is_stale = True
