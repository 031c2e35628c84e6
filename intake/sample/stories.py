"""How the sample's customers behave: when they buy and how they pay. Days are counted from today, the past negative."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intake.sample.episodes import Episode

HISTORY = 548
"""Days of orders before today: 18 months."""

FUTURE = 365
"""Days after today that the labelled future tells of."""

ON_TIME = (-6, -3, -1, 0)
"""Days from the due date to the payment."""


@dataclass(frozen=True, slots=True)
class Story:
    """One way to be a customer.

    *begins* is about the first order's day (None: never), *pauses* are stretches without orders, *halves* the day from
    which it buys half as much, *anchor* a day on which it is sure to order. *pays* are the usual days from due date to
    payment; from *arrears* on (by due date) those of *late* in turn, where None is never. *troubles* befall the first
    invoice of the arrears; their days count from its due date.
    """

    begins: int | None = -HISTORY
    pauses: tuple[tuple[int, int], ...] = ()
    halves: int | None = None
    pays: tuple[int, ...] = ON_TIME
    arrears: int | None = None
    late: tuple[int | None, ...] = (None,)
    anchor: int | None = None
    troubles: tuple[Episode, ...] = ()

    def buys_on(self, day: int) -> bool:
        """Whether an order may fall on *day*."""
        return not any(first <= day < last for first, last in self.pauses)


NEVER_AGAIN = 10_000

SHIPPING = 2
"""Days from an order to its shipping; the invoice goes with the goods."""

CREDIT_TERM = 30
"""Days from the invoice to its due date."""


def _due_on(day: int) -> int:
    """When the order was placed whose invoice is due on *day*."""
    return day - CREDIT_TERM - SHIPPING


STORIES: Mapping[str, Story] = {
    "regular": Story(),
    "breathes": Story(pauses=((70, 118),)),
    "breathes_later": Story(pauses=((200, 262),)),
    "went_quiet": Story(pauses=((-75, 45),)),
    "goes_quiet": Story(pauses=((-16, 60),)),
    "declines": Story(halves=-45),
    "will_decline": Story(halves=90),
    "lost": Story(pauses=((-400, NEVER_AGAIN),)),
    "comes_back": Story(pauses=((-410, 150),)),
    "drifts_away": Story(pauses=((-250, NEVER_AGAIN),)),
    "drifts_and_returns": Story(pauses=((-300, 240),)),
    "leaves_soon": Story(pauses=((30, NEVER_AGAIN),)),
    "wins_next_month": Story(begins=24),
    "prospect": Story(begins=None),
    "just_begun": Story(begins=-38),
    "second_year": Story(begins=-340),
    "half_a_year": Story(begins=-190),
    "pays_late": Story(pays=(4, 9, 12, 16), late=(8, 10, 16), arrears=-30),
    "pays_very_late": Story(arrears=-20, late=(24, 36, 44), anchor=_due_on(-10)),
    "stops_paying": Story(arrears=-8, pauses=((40, NEVER_AGAIN),), anchor=_due_on(-4)),
    "month_behind": Story(arrears=-30, late=(35, 20, 9), anchor=_due_on(-25)),
    "disputes": Story(
        arrears=-8,
        late=(52, 0, -2),
        anchor=_due_on(-6),
        troubles=(Episode(3, {"disputed": True}, {}), Episode(34, {"disputed": False}, {})),
    ),
    "promises": Story(
        arrears=-8, late=(15, 2, -1), anchor=_due_on(-5), troubles=(Episode(3, {}, {"promise_date": 10}),)
    ),
}
"""Every story that the table of customers names."""
