"""What `guanxi rehearse` shows: its assumptions, a table of months, the most telling timelines."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich import box
from rich.table import Table

from console.rehearsal.supposing import Rehearsal, Supposed
from console.rehearsal.tallying import Cell, Tally, Told, happened, kinds
from console.views.assumptions import assumptions
from console.views.data import moment, subject
from console.views.names import Names, day, names_in
from console.views.sentences import describe_event, describe_firing
from console.views.terminal import console, say, table
from engine.facts import Event
from engine.rehearse import Deed, Entry, Rehearsed
from engine.relationship import Firing, FiringKey
from store import Store

TIMELINES = 3
LINES = 14
"""Of one timeline."""

TROUBLES = 5


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: which steps are counted in it. *again*: a task opened once more counts once more."""

    title: str
    rule: str = ""
    step: str = ""
    deed: Deed | None = None
    again: bool = False

    def takes(self, cell: Cell) -> bool:
        """Whether the cell is counted here."""
        return (
            self.rule in {"", cell.rule}
            and self.step in {"", cell.step}
            and (self.deed is None or any(deed == self.deed for deed, _ in cell.deeds))
        )


COLUMNS = (
    Column("Moves", deed="move"),
    Column("Retention calls", "retention_call", again=True),
    Column("Delivery calls", "delivery_check", again=True),
    Column("Greetings", "birthday", "greet"),
    Column("Gifts", "birthday", "gift"),
    Column("Reminders", "payment_reminder"),
    Column("1 week overdue", "dunning", "week_1"),
    Column("2 weeks overdue", "dunning", "week_2"),
    Column("1 month overdue", "dunning", "month_1"),
    Column("Handovers", "handover_intro"),
    Column("Handovers", "developer_share"),
    Column("Win-back visits", "win_back", again=True),
    Column("Expert exchanges", "expert_exchange"),
)
"""Which column a step is counted in, the first that takes it; any other rule has a column of its own name."""


@dataclass(frozen=True, slots=True)
class Months:
    """The table: a row for each month, a column for each kind of thing that happened at all."""

    months: Sequence[str]
    titles: Sequence[str]
    counts: Counter[tuple[str, str]]

    def row(self, month: str) -> list[int]:
        return [self.counts[month, title] for title in self.titles]

    def totals(self) -> list[int]:
        return [sum(self.counts[month, title] for month in self.months) for title in self.titles]


def months_of(rehearsal: Rehearsal, names: Names) -> Months:
    """Count the steps by month and column. What follows an answer, or a task that is late, is no step of its own."""
    counts: Counter[tuple[str, str]] = Counter()
    order = [column.title for column in COLUMNS]
    for cell, count in sorted(rehearsal.tally.cells.items()):
        column = next((column for column in COLUMNS if column.takes(cell)), Column(names.rule(cell.rule)))
        if "/" in cell.step or (cell.is_again and not column.again):
            continue
        counts[cell.month, column.title] += count
        order.append(column.title)
    used = {title for _, title in counts}
    titles = [title for title in dict.fromkeys(order) if title in used]
    return Months(list(_months(rehearsal.supposed)), titles, counts)


def show_rehearsal(rehearsal: Rehearsal, store: Store) -> None:
    """Print the assumptions, the table, the most telling timelines and the troubles."""
    names = names_in(store, rehearsal.supposed.book)
    supposed, tally = rehearsal.supposed, rehearsal.tally
    say(f"Rehearsal from {day(supposed.first)} to {day(supposed.last)}", style="bold")
    say(*(f"  {line}" for line in assumptions(rehearsal)), "")
    if not tally.cells:
        say(f"Nothing would have happened to {tally.relationships:,} relationships.")
    else:
        _show_table(months_of(rehearsal, names))
        told = most_telling(tally.told)
        say(f"The {len(told)} most telling timelines:" if len(told) > 1 else "The most telling timeline:")
        for each in told:
            say("", names.subject(each.rehearsed.customer), style="bold")
            say(*(f"  {line}" for line in timeline(each, names)))
    _show_troubles(tally)


def most_telling(told: Sequence[Told], most: int = TIMELINES) -> list[Told]:
    """Those that show the most between them: each next one is chosen for what the others do not show."""
    chosen: list[Told] = []
    shown: set[tuple[str, str]] = set()
    waiting = [(each, kinds(each.rehearsed.entries)) for each in told]
    while waiting and len(chosen) < most:
        best = max(waiting, key=lambda each: (len(each[1] - shown), len(each[1])))
        waiting.remove(best)
        chosen.append(best[0])
        shown |= best[1]
    return chosen


def timeline(told: Told, names: Names) -> Iterator[str]:
    """A line for each different thing that rules did, the first time, and for what happened to set it off or end it."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in filter(happened, told.rehearsed.entries):
        groups.setdefault((entry.rule, entry.step), []).append(entry)
    # What follows from answers is told only where there is room: the steps themselves come first.
    shown = sorted(groups.values(), key=lambda group: "/" in group[0].step)[:LINES]
    lines = [(group[0].at, 1, _line(group, names)) for group in shown]
    events = _explaining(told, [group[0] for group in shown])
    lines += [(event.happened_at, 0, describe_event(event, names)) for event in events]
    for at, _, line in sorted(lines):
        yield f"{names.moment(at)}  {line}"


def _line(group: Sequence[Entry], names: Names) -> str:
    last = day(group[-1].at.astimezone(names.zone).date())
    more = f" (and {len(group) - 1} more until {last})" if len(group) > 1 else ""
    return f"{describe_firing(_firing(group[0]), names)}{more}"


def _explaining(told: Told, shown: Sequence[Entry]) -> Iterator[Event]:
    """What happened to the things that are shown (a payment of the invoice), or at the moment of a move."""
    moments = {entry.at for entry in shown}
    subjects = {entry.subject for entry in shown}
    ids = {subject.id for subject in subjects if subject.entity != "customer"}
    for event in told.events:
        is_about = event.subject in subjects or not ids.isdisjoint(map(str, event.facts.values()))
        if is_about or event.happened_at in moments:
            yield event


def rehearsal_data(rehearsal: Rehearsal) -> dict[str, Any]:
    """All of it for programs: the entries of every relationship too."""
    supposed, tally = rehearsal.supposed, rehearsal.tally
    names = Names(supposed.book)
    months = months_of(rehearsal, names)
    return {
        "from": supposed.first.isoformat(),
        "to": supposed.last.isoformat(),
        "rulebook": supposed.book.hash,
        "assumptions": list(assumptions(rehearsal)),
        "relationships": tally.relationships,
        "columns": list(months.titles),
        "months": {month: months.row(month) for month in months.months},
        "totals": months.totals(),
        "withdrawn": tally.withdrawn,
        "most_telling": [subject(each.rehearsed.customer) for each in most_telling(tally.told)],
        "troubles": dict(sorted(tally.troubles.items())),
        "entries": [_entry_data(each, entry) for each in tally.entries for entry in each.entries],
    }


def _entry_data(rehearsed: Rehearsed, entry: Entry) -> dict[str, Any]:
    return {
        "customer": rehearsed.customer.id,
        "at": moment(entry.at),
        "due": moment(entry.due),
        "rule": entry.rule,
        "step": entry.step,
        "subject": subject(entry.subject),
        "occurrence": entry.occurrence,
        "attempt": entry.attempt,
        "status": entry.status,
        "did": [list(deed) for deed in entry.deeds],
    }


def _show_table(months: Months) -> None:
    """A row for each month; on a terminal too narrow for that a column for each, if that fits."""
    out = console()
    rows = [[month, *map(_count, months.row(month))] for month in months.months]
    rows.append(["Total", *map(_count, months.totals())])
    heads = ["Month", *months.titles]
    if sum(len(head) + len(_BETWEEN) for head in heads) <= out.width:
        table(heads, rows)
        return
    across = [heads, *rows]
    narrow = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 0), show_edge=False)
    narrow.add_column("")
    for row in rows:
        narrow.add_column(_short(row[0]), justify="right")
    for line in list(zip(*across, strict=True))[1:]:
        narrow.add_row(*line)
    out.print(narrow)


_BETWEEN = "   "


def _short(month: str) -> str:
    """``Nov`` above ``’26``."""
    if "-" not in month:
        return month
    first = dt.date.fromisoformat(f"{month}-01")
    return f"{day(first).split()[1]}\n’{first:%y}"


def _count(number: int) -> str:
    return f"{number:,}" if number else "·"


def _months(supposed: Supposed) -> Iterator[str]:
    month = supposed.first.replace(day=1)
    while month <= supposed.last:
        yield f"{month:%Y-%m}"
        month = (month + dt.timedelta(days=32)).replace(day=1)


def _show_troubles(tally: Tally) -> None:
    if not tally.troubles:
        return
    say("", f"{tally.troubles.total():,} troubles that a person must look at:", style="yellow")
    say(*(f"  {count:,} × {what}" for what, count in tally.troubles.most_common(TROUBLES)))


def _firing(entry: Entry) -> Firing:
    key = FiringKey(entry.rule, entry.step, entry.subject, entry.occurrence, entry.attempt)
    return Firing(key, entry.status, entry.due, entry.at)
