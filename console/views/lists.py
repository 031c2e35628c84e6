"""Lists of what the store has, as tables and for programs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from console.views.data import Data, message_data, moment, subject, task_data
from console.views.names import Names, channel_of, plain
from console.views.sentences import first_line
from console.views.shortness import NO_CUSTOMERS, short
from console.views.terminal import say, table
from engine.facts import SubjectRef
from store.outbox import OutboxMessage
from store.reports import CustomerRow, TaskRow, TroubleRow


def show_customers(rows: Sequence[CustomerRow], names: Names) -> None:
    """Number, name, stage, next."""
    if not rows:
        say(NO_CUSTOMERS)
        return
    heads = ("Number", "Name", "Stage", "Looked at again")
    table(
        heads, [(r.customer, r.name, r.stage, names.moment(r.next_due) if r.next_due else "") for r in rows]
    )


def customers_data(rows: Sequence[CustomerRow]) -> list[Data]:
    return [
        {
            "number": row.customer,
            "name": row.name,
            "stage": row.stage,
            "decided_until": moment(row.decided_until),
            "next_due": moment(row.next_due),
        }
        for row in rows
    ]


def show_tasks(rows: Sequence[TaskRow], as_of: dt.datetime, names: Names) -> None:
    """Number, who, until when, what, about whom."""
    if not rows:
        say("No tasks.")
        return
    heads = ("Number", "Due", "For", "Task", "Customer", "About", "Status", "Outcomes")
    table(heads, [_task(row, as_of, names) for row in rows])
    say("Answer one: guanxi tasks done NUMBER OUTCOME")


def tasks_data(rows: Sequence[TaskRow], as_of: dt.datetime) -> list[Data]:
    return [
        {
            "number": short(row.task.id),
            "customer": row.customer,
            "overdue": is_overdue(row, as_of),
            **task_data(row.task),
        }
        for row in rows
    ]


def is_overdue(row: TaskRow, as_of: dt.datetime) -> bool:
    """Open, and its moment has passed."""
    return row.task.status == "open" and row.task.due < as_of


def show_messages(rows: Sequence[OutboxMessage], names: Names) -> None:
    """Number, status, channel, to whom, when, first line."""
    if not rows:
        say("No messages.")
        return
    heads = ("Number", "Status", "Channel", "To", "When", "Message")
    table(heads, [_message(row, names) for row in rows])


def messages_data(rows: Sequence[OutboxMessage]) -> list[Data]:
    return [{"number": short(row.message.key), **message_data(row)} for row in rows]


def show_message(row: OutboxMessage, names: Names) -> None:
    """One message, whole."""
    number, status, channel, to, when, _ = _message(row, names)
    say(f"Number:  {number}", f"Status:  {status}" + (f" ({row.detail})" if row.detail else ""))
    say(f"Channel: {channel}", f"To:      {to}", f"When:    {when}")
    say(f"Rule:    {names.rule(row.message.firing.rule)}")
    if row.message.subject:
        say(f"Subject: {row.message.subject}")
    say("", row.message.text)


def show_troubles(rows: Sequence[TroubleRow], names: Names) -> None:
    """When, whose, what."""
    if not rows:
        say("No troubles.")
        return
    told = [
        (
            names.moment(r.trouble.at),
            _customer(r.customer, names),
            names.subject(r.trouble.subject),
            r.trouble.what,
        )
        for r in rows
    ]
    table(("When", "Customer", "About", "What"), told)


def troubles_data(rows: Sequence[TroubleRow]) -> list[Data]:
    return [
        {
            "at": moment(row.trouble.at),
            "code": row.trouble.code,
            "customer": row.customer,
            "subject": subject(row.trouble.subject),
            "rule": row.trouble.rule,
            "what": row.trouble.what,
        }
        for row in rows
    ]


def _task(row: TaskRow, as_of: dt.datetime, names: Names) -> tuple[str, ...]:
    task = row.task
    status = (
        "overdue"
        if is_overdue(row, as_of)
        else f"answered: {plain(task.outcome)}"
        if task.outcome
        else task.status
    )
    about = "" if task.firing.subject.entity == "customer" else names.subject(task.firing.subject)
    whom, due = names.subject(task.assignee), names.moment(task.due)
    answers = (
        ", ".join((*task.outcomes, *(f"{name}=" for name in task.form))) if task.status == "open" else ""
    )
    return short(task.id), due, whom, plain(task.kind), _customer(row.customer, names), about, status, answers


def _message(row: OutboxMessage, names: Names) -> tuple[str, ...]:
    message = row.message
    when = names.moment(row.finished_at or message.at)
    to = names.subject(message.recipient)
    return short(message.key), row.status, channel_of(message.channel), to, when, first_line(message)


def _customer(number: str, names: Names) -> str:
    return names.subject(SubjectRef("customer", number))
