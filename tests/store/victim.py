"""A process that takes events in, decides and delivers, until it is killed; it says what it has finished.

`python -m tests.store.victim URL RUN [STATEMENTS]`: the lines ``ingested ID``, ``decided ID`` and ``accepted KEY``
are promises, ``…ing`` tells that it is in the middle of something. After so many statements it kills itself.
"""

import os
import signal
import sys
from dataclasses import replace
from itertools import count

from sqlalchemy import Engine
from sqlalchemy import event as sql

from engine.facts import Event
from engine.relationship import Decision, FiringKey, Relationship
from store import Store
from tests.store.builders import a_decision, a_firing, a_message, an_event

CUSTOMERS = 3
FACTS = {"name": "Mill", "manager": "li", "phone": "1"}


def main(url: str, run: str, statements: str = "0") -> None:
    if int(statements):
        die_after(int(statements))
    store = Store(url)
    for number in count():
        customer = f"C{number % CUSTOMERS}"
        batch = [an_event(f"customer {customer}", id=f"{run}-{number}-{part}") for part in "ab"]
        say("ingesting")
        store.ingest(telling(replace(event, facts=FACTS)) for event in batch)
        say(*(f"ingested {event.id}" for event in batch))
        owner = store.relationship_of(customer)
        assert owner is not None
        decided = store.decide(owner, fire_for_each)
        say(*(f"decided {id_}" for id_ in decided.decision.consumed))
        for key in decided.undelivered:
            store.outbox.mark_accepted(key, decided.decision.decided_until)
            say(f"accepted {key}")


def die_after(statements: int) -> None:
    """Between two statements is where half of something could stay; a commit counts as one."""
    counted = count(1)

    def die_when_it_is_time(*_args: object) -> None:
        if next(counted) == statements:
            os.kill(os.getpid(), signal.SIGKILL)

    sql.listen(Engine, "before_cursor_execute", die_when_it_is_time)
    sql.listen(Engine, "commit", die_when_it_is_time)


def telling(event: Event) -> Event:
    say("reading")
    return event


def fire_for_each(relationship: Relationship) -> Decision:
    """For each pending event one firing, one message and one fact set by a rule."""
    say("deciding")
    keys = [FiringKey("thank", "1", relationship.customer, each.id) for each in relationship.pending]
    return replace(
        a_decision(relationship),
        firings=tuple(a_firing(key) for key in keys),
        messages=tuple(a_message(f"m {key.occurrence}", key) for key in keys),
        events=tuple(
            an_event(str(relationship.customer), id=f"rule {key.occurrence}", origin="rule", thanked=True)
            for key in keys
        ),
    )


def say(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
