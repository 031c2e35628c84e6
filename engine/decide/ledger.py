"""What was done, decided against or left open for one relationship, while a decision is being made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from engine.facts import SubjectRef
from engine.plan import Line, Plan
from engine.relationship import Firing, FiringKey, Relationship, Task, Watch
from engine.rulebook import Action, Again, OpenTask, Send, SkipTo


class Ledger:
    """Firings, tasks and watches by the questions that a decision asks; remembers which rows it changed."""

    def __init__(self, plan: Plan, relationship: Relationship) -> None:
        self._plan = plan
        self._firings: dict[tuple[str, SubjectRef, str], dict[str, Firing]] = {}
        self._first_done: dict[FiringKey, Firing] = {}
        self._by_key: dict[FiringKey, Firing] = {}
        self._waiting: dict[FiringKey, Firing] = {}
        self._contacts: tuple[Firing, ...] | None = None
        self.contacts_changed = 0
        """Counts up whenever the customer was, or was not, reached after all."""
        self.tasks: dict[str, Task] = {}
        self._tasks_of: dict[FiringKey, dict[str, Task]] = {}
        self._open: dict[tuple[str, SubjectRef], dict[str, Task]] = {}
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

    def first_done(self, firing: Firing) -> Firing:
        """The first attempt of the same step that was done: opening its task once more does not count as late."""
        return self._first_done.get(firing.key._replace(attempt=1), firing)

    def record(self, firing: Firing) -> None:
        """Write a firing, new or changed."""
        before = self._by_key.get(firing.key)
        if self._is_contact(firing) or (before is not None and self._is_contact(before)):
            self._contacts = None
            self.contacts_changed += 1
        self._index(firing)
        self.changed_firings[firing.key] = firing

    def contacts(self) -> tuple[Firing, ...]:
        """What reached the customer, or will when it is delivered."""
        if self._contacts is None:
            reached = [each for each in self._by_key.values() if self._is_contact(each)]
            self._contacts = tuple({self._occasion(each): each for each in reached}.values())
        return self._contacts

    def _occasion(self, firing: Firing) -> object:
        """What makes one contact of several firings: a joined message reaches the customer once."""
        line, key = self._plan.by_id.get(firing.key.rule), firing.key
        return (key.rule, key.step, firing.at) if line and line.is_joined else key

    def waiting(self, key: FiringKey) -> Firing | None:
        """The note that a step waits to reach the customer."""
        return self._waiting.get(key)

    def waiting_notes(self) -> Iterable[Firing]:
        """All notes that a step waits."""
        return self._waiting.values()

    def is_second_try(self, key: FiringKey) -> bool:
        """Whether the attempt before was taken back after it had done what it does."""
        before = self._by_key.get(key._replace(attempt=key.attempt - 1))
        return before is not None and before.status == "withdrawn"

    def steps_done(self, line: Line, subject: SubjectRef) -> list[Firing]:
        """The steps of a rule that were done or are on their way; what shadow only recorded counts in shadow only."""
        in_shadow = self._plan.is_shadow(line.rule)
        return [
            firing
            for key, firing in self._by_key.items()
            if (key.rule, key.subject) == (line.rule.id, subject)
            and "/" not in key.step
            and firing.status in {"claimed", "done"}
            and (in_shadow or not firing.shadow)
        ]

    def open_task(self, task: Task) -> None:
        """Write a new task."""
        self._index_task(task)
        self.changed_tasks[task.id] = task

    def adopt(self, key: FiringKey, kind: str) -> bool:
        """Let a firing take over the task of the attempt before, whose message was withdrawn while the task still stands."""
        earlier = key._replace(attempt=key.attempt - 1)
        before = self._by_key.get(earlier)
        if before is None or before.status != "withdrawn":
            return False
        for task in list(self._tasks_of.get(earlier, {}).values()):
            if task.kind == kind and task.status != "withdrawn":
                del self._tasks_of[earlier][task.id]
                self.change_task(replace(task, firing=key))
                return True
        return False

    def change_task(self, task: Task) -> None:
        """Write a task that was answered, withdrawn or found late."""
        self.open_task(task)

    def withdraw(self, task: Task, at: dt.datetime, reason: str) -> None:
        """Close a task that nobody needs any more.

        Its firing is withdrawn, so its key is free again; unless it also sent something, which is not sent twice, or
        may have: nobody knows what a step did that is gone.
        """
        self.change_task(replace(task, status="withdrawn", closed_at=at))
        key = task.firing
        firing = self.latest(key.rule, key.subject, key.occurrence, key.step)
        if firing is not None and firing.key == key and self._sent_nothing(key):
            self.record(replace(firing, status="withdrawn", reason=reason))

    def open_tasks(self, rule: str, subject: SubjectRef) -> list[Task]:
        """Open tasks of a rule about a subject."""
        return list(self._open.get((rule, subject), {}).values())

    def has_open_task(self, key: FiringKey) -> bool:
        """Whether a task that this firing opened is still open."""
        return any(task.status == "open" for task in self._tasks_of.get(key, {}).values())

    def again(self, line: Line, firing: Firing) -> tuple[Again, Task] | None:
        """The wish to open a task of *firing* once more, and that task as it was answered; None without such a wish."""
        for task in self._tasks_of.get(firing.key, {}).values():
            answered = task_action(line, task) if task.status == "answered" else None
            for action in answered.outcomes.get(task.outcome, ()) if answered else ():
                if isinstance(action, Again) and firing.key.attempt < action.at_most:
                    return action, task
        return None

    def skips(self, line: Line, subject: SubjectRef, occurrence: str) -> dict[str, dt.datetime]:
        """The steps at which tasks let a ladder go on, and since when.

        A skip that leads upwards no more, for the ladder was written otherwise since then, is none.
        """
        found: dict[str, dt.datetime] = {}
        names = [rung.step.id for rung in line.rungs]
        for step, firing in self._firings.get((line.rule.id, subject, occurrence), {}).items():
            for action in actions_of(line, step) if "/" in step else ():
                if isinstance(action, SkipTo) and _leads_up(names, step.partition("/")[0], action.step):
                    found[action.step] = min(firing.at, found.get(action.step, firing.at))
        return found

    def watch(self, line: Line, subject: SubjectRef) -> Watch | None:
        """What is remembered of a rule that starts by becoming true."""
        return self.watches.get((line.rule.id, subject))

    def remember(self, watch: Watch) -> None:
        """Write a watch."""
        self.watches[watch.rule, watch.subject] = watch
        self.changed_watches[watch.rule, watch.subject] = watch

    def _index(self, firing: Firing) -> None:
        key = firing.key
        if firing.status == "waiting":
            self._waiting[key] = firing
            return
        self._waiting.pop(key, None)
        steps = self._firings.setdefault((key.rule, key.subject, key.occurrence), {})
        steps[key.step] = self._by_key[key] = firing
        first = key if key.attempt == 1 else key._replace(attempt=1)
        if firing.status == "done":
            self._first_done.setdefault(first, firing)
        elif (
            firing.status == "withdrawn" and first in self._first_done and self._first_done[first].key == key
        ):
            del self._first_done[first]

    def _is_contact(self, firing: Firing) -> bool:
        if firing.shadow or firing.status not in {"claimed", "done"}:
            return False
        return any(
            isinstance(action, Send) and action.reaches_customer for action in self._actions(firing.key)
        )

    def _sent_nothing(self, key: FiringKey) -> bool:
        actions = tuple(self._actions(key))
        return bool(actions) and not any(isinstance(action, Send) for action in actions)

    def _actions(self, key: FiringKey) -> tuple[Action, ...]:
        line = self._plan.by_id.get(key.rule)
        return actions_of(line, key.step) if line else ()

    def _index_task(self, task: Task) -> None:
        self.tasks[task.id] = task
        self._tasks_of.setdefault(task.firing, {})[task.id] = task
        of_subject = self._open.setdefault((task.firing.rule, task.firing.subject), {})
        if task.status == "open":
            of_subject[task.id] = task
        else:
            of_subject.pop(task.id, None)


def _leads_up(names: list[str], here: str, target: str) -> bool:
    return here in names and target in names and names.index(here) < names.index(target)


def actions_of(line: Line, step: str) -> tuple[Action, ...]:
    """What a firing of this step does: ``week_1``, ``week_2/late``, ``week_2/no_answer/late`` and so on."""
    known = line.actions.get(step)
    if known is None:
        known = line.actions[step] = tuple(_actions_of(line, step))
    return known


def _actions_of(line: Line, step: str) -> Iterable[Action]:
    name, *branches = step.split("/")
    found: Iterable[Action] = (
        action for rung in line.rungs if rung.step.id == name for action in rung.step.do
    )
    for branch in branches:
        tasks = [action for action in found if isinstance(action, OpenTask)]
        found = (
            action
            for task in tasks
            for action in (task.late if branch == "late" else task.outcomes.get(branch, ()))
        )
    return tuple(found)


def task_action(line: Line, task: Task) -> OpenTask | None:
    """The action of a rule that opened *task*; None when the rule no longer has it."""
    actions = (action for action in actions_of(line, task.firing.step) if isinstance(action, OpenTask))
    return next((action for action in actions if action.kind == task.kind), None)
