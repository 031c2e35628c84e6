"""Puts the sample together: what is known up to today, and a labelled future. The same seed and day give the same bytes."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from zoneinfo import ZoneInfo

from engine.facts import Event, Origin, SubjectRef
from engine.values import Value
from intake.sample.answers import ANSWERS
from intake.sample.clients import CLIENTS, Client
from intake.sample.episodes import EPISODES
from intake.sample.staff import DOMAIN, FARMER, HUNTER, PEOPLE, UNITS, station_of
from intake.sample.stories import FUTURE, HISTORY, STORIES
from intake.sample.trade import Sale, sales

Facts: TypeAlias = dict[str, Value | None]

ZONE = "Asia/Shanghai"
CHANGED = "facts.changed"

KNOWN_BEFORE = 30
"""Days between a customer's becoming known and its first order."""

_MORNING = 10


@dataclass(frozen=True, slots=True)
class SampleCompany:
    """*events* are for the store; *future* and *answers* (a file of habits) are for rehearsals."""

    today: dt.date
    seed: int
    events: list[Event]
    future: list[Event]
    answers: str


def sample_company(today: dt.date, recorded_at: dt.datetime, seed: int = 7) -> SampleCompany:
    """A company with 18 months behind it and a plausible year ahead; history ends the day before *today*."""
    made = _Maker(today, recorded_at, seed)
    events = sorted(made.everything(), key=lambda event: event.order)
    horizon = made.at(0, 0)
    return SampleCompany(
        today=today,
        seed=seed,
        events=[event for event in events if event.happened_at < horizon],
        future=[event for event in events if event.happened_at >= horizon],
        answers=ANSWERS,
    )


class _Maker:
    def __init__(self, today: dt.date, recorded_at: dt.datetime, seed: int) -> None:
        self._today, self._recorded_at, self._seed = today, recorded_at, seed

    def everything(self) -> Iterator[Event]:
        yield from self._directory()
        for number, client in enumerate(CLIENTS, 1):
            yield self._introduced(number, client)
            chance = random.Random(f"{self._seed}/{number}")  # noqa: S311 - made-up data
            for sale in sales(client, chance):
                yield from self._sold(number, sale)
            yield from self._episodes(number, client)

    def at(self, day: int, hour: int = _MORNING, minute: int = 0) -> dt.datetime:
        """The instant of an hour in the company's zone, so many days from today."""
        local = dt.datetime.combine(self._date(day), dt.time(hour, minute), ZoneInfo(ZONE))
        return local.astimezone(dt.UTC)

    def _date(self, day: int) -> dt.date:
        return self._today + dt.timedelta(days=day)

    def _directory(self) -> Iterator[Event]:
        first = -HISTORY - KNOWN_BEFORE - 1
        for unit in UNITS:
            yield self._event("known", CHANGED, SubjectRef("unit", unit.id), first, unit.facts())
        for person in PEOPLE:
            yield self._event("known", CHANGED, SubjectRef("person", person.id), first, person.facts())

    def _introduced(self, number: int, client: Client) -> Event:
        begins = STORIES[client.story].begins
        day = -KNOWN_BEFORE if begins is None or begins > 0 else begins - KNOWN_BEFORE
        id_ = customer_id(number)
        facts: Facts = {"number": id_, "email": f"{id_.lower()}@customers.{DOMAIN}", **client.facts()}
        station, manager = station_of(number)
        facts |= {"unit": station, "manager": manager, "developer": manager}
        if client.handed_over:
            facts |= {"developer": HUNTER, "maintainer": FARMER}
            facts["handover_date"] = self._date(-client.handed_over)
        return self._event("known", CHANGED, SubjectRef("customer", id_), day, facts)

    def _sold(self, number: int, sale: Sale) -> Iterator[Event]:
        customer = customer_id(number)
        name = f"{customer}-{sale.number:03d}"
        ordered: Facts = {
            "number": f"SO-{name}",
            "date": self._date(sale.day),
            "amount": sale.amount,
            "customer": customer,
        }
        yield self._dated("order.placed", "order", f"SO-{name}", sale.day, ordered)
        if not sale.on_credit or sale.invoiced > FUTURE:
            return
        invoiced: Facts = {
            "number": f"INV-{name}",
            "date": self._date(sale.invoiced),
            "amount": sale.amount,
            "customer": customer,
        }
        invoiced |= {"shipped_date": self._date(sale.invoiced), "due_date": self._date(sale.due)}
        yield self._dated("invoice.issued", "invoice", f"INV-{name}", sale.invoiced, invoiced)
        for trouble in sale.troubles:
            facts: Facts = {**trouble.facts, **self._dates(trouble.days)}
            yield self._event(
                f"trouble-{trouble.day - sale.due}",
                CHANGED,
                SubjectRef("invoice", f"INV-{name}"),
                trouble.day,
                facts,
            )
        if sale.paid is None or sale.paid > FUTURE:
            return
        paid: Facts = {
            "number": f"PAY-{name}",
            "date": self._date(sale.paid),
            "amount": sale.amount,
            "invoice": f"INV-{name}",
        }
        yield self._dated("payment.received", "payment", f"PAY-{name}", sale.paid, paid)

    def _episodes(self, number: int, client: Client) -> Iterator[Event]:
        customer = SubjectRef("customer", customer_id(number))
        for count, episode in enumerate(EPISODES.get(client.name, ()), 1):
            facts: Facts = {**episode.facts, **self._dates(episode.days)}
            yield self._event(f"episode-{count}", CHANGED, customer, episode.day, facts)

    def _dates(self, days: Mapping[str, int]) -> Facts:
        return {name: self._date(day) for name, day in days.items()}

    def _dated(self, kind: str, entity: str, id_: str, day: int, facts: Mapping[str, Value | None]) -> Event:
        return self._event(kind.partition(".")[2], kind, SubjectRef(entity, id_), day, facts)

    def _event(
        self, key: str, kind: str, subject: SubjectRef, day: int, facts: Mapping[str, Value | None]
    ) -> Event:
        at = self.at(day, *_hour(subject, key))
        is_past = day < 0
        origin: Origin = "import" if is_past else "api"
        told = {name: value for name, value in facts.items() if value is not None}
        recorded = self._recorded_at if is_past else at
        return Event(f"sample/{subject.entity}/{subject.id}/{key}", kind, subject, at, recorded, told, origin)


def customer_id(number: int) -> str:
    """``C-007``."""
    return f"C-{number:03d}"


def _hour(subject: SubjectRef, key: str) -> tuple[int, int]:
    """Somewhere in the working day, the same for the same event; what is known comes before what is bought."""
    if key == "known":
        return 8, 0
    spread = random.Random(f"{subject}/{key}").randrange(9 * 60, 17 * 60)  # noqa: S311 - made-up data
    return divmod(spread, 60)
