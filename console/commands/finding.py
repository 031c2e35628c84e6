"""From what a person types to the customer, task, message or rule that is meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from console.views.shortness import NO_CUSTOMERS, short
from engine.facts import SubjectRef
from engine.problems import GuanxiError, did_you_mean, nearest
from engine.relationship import TaskStatus
from engine.rulebook import Rule, Rulebook
from store import Store
from store.outbox import OutboxMessage
from store.reports import CustomerRow, TaskRow

T = TypeVar("T")

MOST_NAMED = 10

EVERYTHING = 10_000_000

SHORTEST = 2
"""Characters of a short id that a person must type at least."""


class NotFound(GuanxiError):
    """What was named is not there."""


class NotUnique(GuanxiError):
    """What was named could be several."""


def customers(store: Store) -> Iterator[CustomerRow]:
    """All customers, page by page."""
    after = "0"
    while page := store.reports.customers(after=after):
        yield from page
        after = page[-1].relationship


def find_customer(store: Store, named: str) -> CustomerRow:
    """The customer of this number, else of this name or of a part of it.

    Raises:
        NotFound: nobody is called so.
        NotUnique: several are.
    """
    owner = store.relationship_of(named)
    if owner is not None:
        return store.reports.customers(after=str(int(owner) - 1), limit=1)[0]
    everybody = list(customers(store))
    if not everybody:
        raise NotFound(NO_CUSTOMERS)
    wanted = named.casefold()
    for fits in (lambda name: name == wanted, lambda name: wanted in name):
        found = [row for row in everybody if fits(row.name.casefold())]
        if found:
            return _only(found, named, lambda row: f"{row.name} ({row.customer})")
    known = [word for row in everybody for word in (row.customer, row.name) if word]
    hints = (f"There is no customer “{named}”.", _near(named, known), "All: guanxi customers")
    raise NotFound(" ".join(filter(None, hints)))


def find_rule(book: Rulebook, named: str) -> Rule:
    """The rule of this id or name.

    Raises:
        NotFound: there is none.
    """
    for rule in book.moves_and_rules:
        if named == rule.id or named.casefold() in {name.casefold() for name in rule.names.values()}:
            return rule
    known = [rule.id for rule in book.moves_and_rules]
    mend = did_you_mean(named, known) or f"The rules are: {', '.join(sorted(known))}."
    raise NotFound(f"There is no rule “{named}” in force. {mend}")


def rules_named(book: Rulebook, named: str | None) -> list[Rule]:
    """The rule of this id or name, the rules of this file, or all of them.

    Raises:
        NotFound: there is neither.
    """
    if named is None:
        return list(book.moves_and_rules)
    in_file = [rule for rule in book.moves_and_rules if _is_of(rule.place.file, named)]
    return in_file or [find_rule(book, named)]


def _is_of(file: str, named: str) -> bool:
    return named in {file, file.removesuffix(".yaml")} or named.endswith(f"/{file}")


def find_subject(named: str) -> SubjectRef:
    """``invoice/INV-7``.

    Raises:
        NotFound: it is not written so.
    """
    entity, slash, id_ = named.partition("/")
    if not (entity and slash and id_):
        raise NotFound(f"“{named}” names no subject. Write it as invoice/INV-7.")
    return SubjectRef(entity, id_)


def find_task(store: Store, named: str) -> TaskRow:
    """The task of this number (short, or its whole id).

    Raises:
        NotFound, NotUnique: no task, or several.
    """
    rows = store.reports.tasks(status=None, limit=EVERYTHING)
    return find_short(rows, lambda row: row.task.id, named, "task")


def find_message(store: Store, named: str) -> OutboxMessage:
    """The message of this number (short, or its whole id).

    Raises:
        NotFound, NotUnique: no message, or several.
    """
    rows = store.outbox.messages(limit=EVERYTHING)
    return find_short(rows, lambda row: row.message.key, named, "message")


def tasks_of(store: Store, to: str | None, *, everything: bool, limit: int) -> list[TaskRow]:
    """Tasks, those of one person or team only: its id (``li``, ``team/finance``) or its name."""
    status: TaskStatus | None = None if everything else "open"
    if to is None:
        return list(store.reports.tasks(status=status, limit=limit))
    rows = store.reports.tasks(status=status, limit=EVERYTHING)
    people = {ref.id: str(facts.get("name", "")) for ref, facts in store.directory().facts.items()}
    wanted = to.casefold()
    of_them = [row for row in rows if wanted in {row.task.assignee.id.casefold(), _name(row, people)}]
    if not of_them:
        known = {row.task.assignee.id for row in rows} | set(people) | set(filter(None, people.values()))
        if wanted not in {word.casefold() for word in known}:
            raise NotFound(f"Nobody is called “{to}”. {_near(to, known)}".rstrip())
    return of_them[:limit]


def _name(row: TaskRow, people: Mapping[str, str]) -> str:
    return people.get(row.task.assignee.id, "").casefold()


def find_short(rows: Iterable[T], id_of: Callable[[T], str], named: str, what: str) -> T:
    """The row whose id is *named*, or whose short id begins so.

    Raises:
        NotFound: there is none.
        NotUnique: there are several.
    """
    found = []
    for row in rows:
        if id_of(row) == named:
            return row
        if len(named) >= SHORTEST and short(id_of(row)).startswith(named.lower()):
            found.append(row)
    if not found:
        raise NotFound(f"There is no {what} “{named}”. See them all with: guanxi {_LISTS[what]}")
    return _only(found, named, lambda row: short(id_of(row)))


_LISTS = {"task": "tasks --all", "message": "outbox"}


def _near(named: str, known: Iterable[str]) -> str:
    """The nearest name, whatever its capital letters; all names when they are few."""
    by_sound = {word.casefold(): word for word in known}
    if near := nearest(named.casefold(), by_sound):
        return f"Did you mean “{by_sound[near]}”?"
    return f"Known here: {', '.join(sorted(by_sound.values()))}." if len(by_sound) <= MOST_NAMED else ""


def _only(found: list[T], named: str, told: Callable[[T], str]) -> T:
    if len(found) == 1:
        return found[0]
    names = ", ".join(told(each) for each in found[:MOST_NAMED])
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    raise NotUnique(f"“{named}” could be {len(found)}: {names}{more}. Give the number.")
