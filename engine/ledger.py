"""What was done, decided against or left open for one relationship, while a decision is being made."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from engine.calendar import Calendar
from engine.facts import SubjectRef
from engine.plan import Line, Plan
from engine.relationship import Firing, FiringKey, Relationship, Task, Watch
from engine.rulebook import Again, OpenTask, Send


class Ledger:
    """Firings, tasks and watches by the questions that a decision asks; remembers which rows it changed."""

    def __init__(self, plan: Plan, relationship: Relationship) -> None:
        self._calendar: Calendar = plan.calendar
        self._plan = plan
        self._firings: dict[tuple[str, SubjectRef, str], dict[str, Firing]] = {}
        self._contacts: Counter[dt.date] = Counter()
        self.tasks: dict[str, Task] = {}
        self._tasks_of: dict[FiringKey, Task] = {}
        self.watches: dict[tuple[str, SubjectRef], Watch] = {}
        for firing in sorted(relationship.firings, key=lambda firing: firing.key.attempt):
            self._index(firing)
        for task in relationship.tasks:
            self._index_task(task)
        self.watches.update({(watch.rule, watch.subject): watch for watch in relationship.watches})
        self.changed_firings: dict[FiringKey, Firing] = {}
        self.changed_tasks: dict[str, Task] = {}
        self.changed_watches: dict[tuple[str, SubjectRef], Watch] = {}

    def latest(self, rule: str, subject: SubjectRef, occurrence: str, step: str) -> Firing | None:
        """The last attempt at a step."""
        return self._firings.get((rule, subject, occurrence), {}).get(step)

    def record(self, firing: Firing) -> None:
        """Write a firing, new or changed."""
        self._index(firing)
        self.changed_firings[firing.key] = firing

    def contacts_on(self, day: dt.date) -> int:
        """How many messages reached the customer on a local day, or will when they are delivered."""
        return self._contacts[day]

    def open_task(self, task: Task) -> None:
        """Write a new task."""
        self._index_task(task)
        self.changed_tasks[task.id] = task

    def change_task(self, task: Task) -> None:
        """Write a task that was answered, withdrawn or found late."""
        self.open_task(task)

    def withdraw(self, task: Task, at: dt.datetime, reason: str) -> None:
        """Close a task that nobody needs any more; its firing is withdrawn, so its key is free again."""
        self.change_task(replace(task, status="withdrawn", closed_at=at))
        firing = self.latest(task.firing.rule, task.firing.subject, task.firing.occurrence, task.firing.step)
        if firing is not None and firing.key == task.firing:
            self.record(replace(firing, status="withdrawn", reason=reason))

    def task_of(self, key: FiringKey) -> Task | None:
        """The task that a firing opened."""
        return self._tasks_of.get(key)

    def open_tasks(self, rule: str, subject: SubjectRef) -> list[Task]:
        """Open tasks of a rule about a subject."""
        return [
            task
            for task in self.tasks.values()
            if task.status == "open" and task.firing.rule == rule and task.firing.subject == subject
        ]

    def again(self, line: Line, firing: Firing) -> tuple[Again, dt.datetime] | None:
        """The wish to open the task of *firing* once more, and when it was answered so; None when there is none."""
        task = self.task_of(firing.key)
        if task is None or task.status != "answered" or task.closed_at is None:
            return None
        for action in task_actions(line, task, task.outcome):
            if isinstance(action, Again) and firing.key.attempt < action.at_most:
                return action, task.closed_at
        return None

    def watch(self, line: Line, subject: SubjectRef) -> Watch | None:
        """What is remembered of a rule that starts by becoming true."""
        return self.watches.get((line.rule.id, subject))

    def remember(self, watch: Watch) -> None:
        """Write a watch."""
        self.watches[watch.rule, watch.subject] = watch
        self.changed_watches[watch.rule, watch.subject] = watch

    def _index(self, firing: Firing) -> None:
        key = firing.key
        steps = self._firings.setdefault((key.rule, key.subject, key.occurrence), {})
        before = steps.get(key.step)
        if before is not None and before.key == key and self._is_contact(before):
            self._contacts[self._calendar.date_of(before.at)] -= 1
        steps[key.step] = firing
        if self._is_contact(firing):
            self._contacts[self._calendar.date_of(firing.at)] += 1

    def _is_contact(self, firing: Firing) -> bool:
        if firing.shadow or firing.status not in {"claimed", "done"}:
            return False
        line = self._plan.by_id.get(firing.key.rule)
        return line is not None and reaches_customer(line, firing.key.step)

    def _index_task(self, task: Task) -> None:
        self.tasks[task.id] = task
        self._tasks_of[task.firing] = task


def task_action(line: Line, step: str) -> OpenTask | None:
    """The task that a step of a rule opens."""
    actions: Iterable[object] = (
        action for rung in line.rungs if rung.step.id == step for action in rung.step.do
    )
    return next((action for action in actions if isinstance(action, OpenTask)), None)


def task_actions(line: Line, task: Task, outcome: str) -> tuple[object, ...]:
    """What an answer to a task does."""
    action = task_action(line, task.firing.step)
    return action.outcomes.get(outcome, ()) if action else ()


def reaches_customer(line: Line, step: str) -> bool:
    """Whether a firing of this step (``week_1``, or ``week_2/late``) sent something to the customer."""
    name, _, branch = step.partition("/")
    if not branch:
        return any(rung.to_customer for rung in line.rungs if rung.step.id == name)
    task = task_action(line, name)
    actions = () if task is None else task.late if branch == "late" else task.outcomes.get(branch, ())
    return any(isinstance(action, Send) and action.reaches_customer for action in actions)
