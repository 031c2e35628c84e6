"""What a customer of the sample buys and how it pays, day by day, before and after today."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import NamedTuple

from engine.values import Money
from intake.sample.clients import Client
from intake.sample.episodes import Episode
from intake.sample.stories import CREDIT_TERM, FUTURE, SHIPPING, STORIES, Story

CURRENCY = "CNY"

_JITTER = (-2, -1, -1, 0, 0, 0, 1, 1, 2)


class Sale(NamedTuple):
    """An order; days are counted from today. On credit, with the day on which it is paid (None: never)."""

    number: int
    day: int
    amount: Money
    on_credit: bool
    paid: int | None
    troubles: tuple[Episode, ...] = ()

    @property
    def invoiced(self) -> int:
        """When the goods were shipped and the invoice issued."""
        return self.day + SHIPPING

    @property
    def due(self) -> int:
        return self.invoiced + CREDIT_TERM


def sales(client: Client, chance: random.Random) -> Iterator[Sale]:
    """All sales to a customer over 18 months of history and a year of future."""
    story = STORIES[client.story]
    arrears = 0
    for number, day in enumerate(_order_days(client, story, chance), 1):
        amount = _amount(client, story, day, chance)
        if client.is_individual:
            yield Sale(number, day, amount, on_credit=False, paid=day)
            continue
        due = day + SHIPPING + CREDIT_TERM
        paid = due + chance.choice(story.pays)
        if story.arrears is None or due < story.arrears:
            yield Sale(number, day, amount, on_credit=True, paid=paid)
            continue
        delay = story.late[arrears % len(story.late)]
        troubles = _troubles(story, due) if arrears == 0 else ()
        yield Sale(
            number,
            day,
            amount,
            on_credit=True,
            paid=None if delay is None else due + delay,
            troubles=troubles,
        )
        arrears += 1


def _order_days(client: Client, story: Story, chance: random.Random) -> list[int]:
    if story.begins is None:
        return []
    days, day = [], story.begins + chance.randrange(client.cycle // 3 + 1)
    while day <= FUTURE:
        days.append(day)
        day += max(client.cycle + chance.choice(_JITTER), 2)
    if story.anchor is not None:
        anchor = story.anchor
        shift = anchor - min(days, key=lambda each: abs(each - anchor))
        days = [day + shift for day in days]
    return [day for day in days if day <= FUTURE and story.buys_on(day)]


def _amount(client: Client, story: Story, day: int, chance: random.Random) -> Money:
    hundredths = client.amount * chance.randrange(92, 109)
    if story.halves is not None and day >= story.halves:
        hundredths //= 2
    return Money(hundredths, CURRENCY)


def _troubles(story: Story, due: int) -> tuple[Episode, ...]:
    """What happens to the first invoice of the arrears: the story counts its days from the due date."""
    return tuple(
        Episode(due + told.day, told.facts, {name: due + day for name, day in told.days.items()})
        for told in story.troubles
    )
