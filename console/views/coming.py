"""What `guanxi next` says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from console.views.data import moment, subject, task_data
from console.views.names import Names, channel_of, plain
from console.views.sentences import describe_task, step_of
from console.views.terminal import say, table
from engine.rehearse import Deed, Entry
from engine.relationship import FiringKey

if TYPE_CHECKING:
    from console.commands.foretelling import Forecast


def show_coming(forecast: Forecast, names: Names) -> None:
    """Rows in order of time; for one customer its open tasks too."""
    about = names.subject(forecast.customer) if forecast.customer else "all customers"
    say(f"Next for {about}, until {names.moment(forecast.end)}, if nothing happens before:", style="bold")
    if not forecast.steps:
        say("Nothing is due.")
    elif forecast.customer:
        table(
            ("When", "What"), [(names.moment(s.entry.at), what_comes(s.entry, names)) for s in forecast.steps]
        )
    else:
        rows = [
            (names.moment(s.entry.at), names.subject(s.customer), what_comes(s.entry, names))
            for s in forecast.steps
        ]
        table(("When", "Customer", "What"), rows)
    if forecast.tasks:
        say("Open tasks:", *(f"  {describe_task(task, names)}" for task in forecast.tasks))


def coming_data(forecast: Forecast) -> dict[str, Any]:
    """The forecast for programs."""
    return {
        "from": moment(forecast.start),
        "to": moment(forecast.end),
        "customer": forecast.customer.id if forecast.customer else None,
        "steps": [
            {
                "at": moment(step.entry.at),
                "customer": step.customer.id,
                "rule": step.entry.rule,
                "step": step.entry.step,
                "subject": subject(step.entry.subject),
                "does": [{"kind": kind, "what": what} for kind, what in step.entry.deeds],
            }
            for step in forecast.steps
        ],
        "tasks": [task_data(task) for task in forecast.tasks],
    }


def what_comes(entry: Entry, names: Names) -> str:
    """``Chase an overdue invoice: week_2, invoice INV-7 (task: payment call)``."""
    key = FiringKey(entry.rule, entry.step, entry.subject, entry.occurrence)
    deeds = ", ".join(filter(None, (_deed(kind, what) for kind, what in dict.fromkeys(entry.deeds))))
    waits = f". {entry.reason}" if entry.reason else ""
    return step_of(key, names) + (f" ({deeds})" if deeds else "") + waits


def _deed(kind: Deed, what: str) -> str:
    match kind:
        case "message":
            return "message to the customer" if what == "customer" else channel_of(what)
        case "task":
            return f"task: {plain(what)}"
        case "move" | "fact":
            return ""  # the step says it
