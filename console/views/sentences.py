"""What happened, in sentences."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from console.views.names import Names, channel_of, plain
from engine.facts import Event
from engine.relationship import Decision, Firing, FiringKey, OutgoingMessage, Task
from engine.rulebook import MoveTo
from store.outbox import OutboxMessage

Item: TypeAlias = Event | Firing | Task | OutgoingMessage | OutboxMessage

LONGEST = 80
"""So much of a message's first line is told."""


def describe(item: Item, names: Names) -> str:
    """One sentence, without the time and without the customer whose story it is."""
    match item:
        case Event():
            return describe_event(item, names)
        case Firing():
            return describe_firing(item, names)
        case Task():
            return describe_task(item, names)
        case OutboxMessage():
            return describe_message(item, names)
        case OutgoingMessage():
            return f"{_message(item, names)} is on its way: “{first_line(item)}”."
        case _:
            assert_never(item)


def describe_decision(decision: Decision, names: Names) -> list[str]:
    """What a decision did, for those who watch; what rules passed over in silence is left out.

    Each sentence begins with the customer when *names* can tell it.
    """
    told = [describe_firing(each, names) for each in decision.firings if _is_news(each)]
    told += [describe_task(task, names) for task in decision.tasks]
    told += [describe(message, names) for message in decision.messages]
    told += [f"Trouble: {trouble.what}" for trouble in decision.troubles]
    customer = names.customer_of(decision.relationship)
    return [f"{customer}: {sentence}" if customer else sentence for sentence in told]


def describe_event(event: Event, names: Names) -> str:
    """``Payment P-9 received: amount CN¥500.00.``, or the facts that changed."""
    if event.kind == "task.answered":
        return describe_answer(event, names)
    happened = event.kind.rpartition(".")[2].replace("_", " ")
    whole = names.subject(event.subject)
    facts = names.facts(event.subject, event.facts)
    if event.kind == "facts.changed":
        by = f" (set by {names.rule(event.id.partition('/')[0])})" if event.origin == "rule" else ""
        return sentence(f"{whole}: {facts or 'known'}{by}")
    return sentence(f"{whole} {happened}" + (f": {facts}" if facts else ""))


def describe_answer(event: Event, names: Names) -> str:
    """``Chase an overdue invoice: the task was answered “promised”; date 3 Dec 2026.``, its id begins with the rule."""
    rest = {name: value for name, value in event.facts.items() if name != "outcome"}
    told = names.facts(event.subject, rest)
    outcome = plain(str(event.facts.get("outcome", "")))
    rule = names.rule(event.subject.id.partition("/")[0])
    return sentence(f"{rule}: the task was answered “{outcome}”" + (f"; {told}" if told else ""))


def describe_firing(firing: Firing, names: Names) -> str:
    """``Chase an overdue invoice: week_1, invoice INV-7.`` and what became of it, when that is not simply done."""
    became = {
        "claimed": "",
        "done": "",
        "passed": "passed over",
        "expired": "expired",
        "dropped": "could not be done",
        "withdrawn": "withdrawn",
        "waiting": "waits",
    }[firing.status]
    ending = f" - {became}" if became else ""
    ending += f": {firing.reason}" if firing.reason and became else ""
    shadow = " (in shadow: nothing was done)" if firing.shadow else ""
    return sentence(f"{step_of(firing.key, names)}{shadow}{ending}")


def describe_task(task: Task, names: Names) -> str:
    """``Task for Li Na until 21 Nov 2026 18:00: payment call, invoice INV-7.`` and how it ended."""
    about = _about(task.firing, names)
    match task.status:
        case "open":
            late = "Late task" if task.late else "Task"
            until = names.moment(task.due)
            return sentence(
                f"{late} for {names.subject(task.assignee)} until {until}: {plain(task.kind)}{about}"
            )
        case "answered":
            whom = names.subject(task.assignee)
            return sentence(f"Task of {whom} answered “{plain(task.outcome)}”: {plain(task.kind)}{about}")
        case "withdrawn":
            return sentence(f"Task of {names.subject(task.assignee)} withdrawn: {plain(task.kind)}{about}")


def describe_message(sent: OutboxMessage, names: Names) -> str:
    """``E-mail to Suzhou Mill (C-17) sent: “Dear Mill, …”.``, or what else became of it."""
    became = {
        "pending": "waits to be sent",
        "failed": f"not sent yet (tries: {sent.attempts})",
        "uncertain": "may have arrived or not: a person must look",
        "accepted": "sent",
        "dropped": "was refused",
        "withdrawn": "withdrawn",
    }[sent.status]
    why = f" ({sent.detail.rstrip('.')})" if sent.detail else ""
    return sentence(f"{_message(sent.message, names)} {became}{why}: “{first_line(sent.message)}”")


def step_of(key: FiringKey, names: Names) -> str:
    """``Chase an overdue invoice: week_1, invoice INV-7``; ``Won the first order: moved to growth``."""
    rule = names.book.rule(key.rule) if names.book else None
    step, _, branch = key.step.partition("/")
    stage = next((a.stage for s in rule.steps for a in s.do if isinstance(a, MoveTo)), "") if rule else ""
    parts = [f"moved to {stage}" if stage else "" if step == key.rule else step]
    if key.subject.entity != "customer":
        parts.append(names.subject(key.subject))
    if branch:
        parts.append("the task is late" if branch == "late" else f"after the answer “{plain(branch)}”")
    told = ", ".join(filter(None, parts))
    return f"{names.rule(key.rule)}: {told}" if told else names.rule(key.rule)


def first_line(message: OutgoingMessage) -> str:
    """The subject line, else the first line of the text, cut when it is long."""
    line = (message.subject or message.text).strip().partition("\n")[0]
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


def sentence(text: str) -> str:
    """Beginning with a capital letter and ending with a stop."""
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _message(message: OutgoingMessage, names: Names) -> str:
    return sentence(f"{channel_of(message.channel)} to {names.subject(message.recipient)}").rstrip(".")


def _about(key: FiringKey, names: Names) -> str:
    return "" if key.subject.entity == "customer" else f", {names.subject(key.subject)}"


def _is_news(firing: Firing) -> bool:
    is_answer = firing.key.step.partition("/")[2] not in {"", "late"}
    return firing.status != "passed" and not (is_answer and firing.status == "done")
