"""A company whose relationships are decided and delivered by the real store and rules, without a server."""

import asyncio
import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from engine.facts import Event, Origin, SubjectRef
from engine.language.book import load_rulebook
from engine.plan import calendar_of
from engine.relationship import Firing
from engine.values import Value
from notifiers.message import Message
from notifiers.notifier import Notifier
from notifiers.outcome import Outcome, Status
from notifiers.router import Router
from store import Belonging, Rejected, Store
from workflows.deciding import StoreDecides
from workflows.delivering import StoreDelivers
from workflows.in_force import Rulebooks
from workflows.publishing import Draft, Published, publish

VOCABULARY = """\
vocabulary: 1
calendar: {timezone: Asia/Shanghai, working: "mon-fri 09:00-18:00"}
entities:
  customer:
    label: {en: customer}
    facts:
      name: {label: {en: name}, type: text}
      wants: {label: {en: wants}, type: yes_no}
  invoice:
    label: {en: invoice}
    facts:
      due_date: {label: {en: due date}, type: date}
      shipped_on: {label: {en: shipped on}, type: date}
      paid: {label: {en: paid}, type: yes_no, if missing: "no"}
      customer: {label: {en: customer}, type: customer}
"""

POLICY = 'policy: 1\npermitted hours: "09:00-20:00"\nat most: 1 per customer per day\nlocales: [en]\n'

RULES = """\
format: 1
rules:
  - id: dunning
    name: {en: Chase}
    who: invoice
    at: invoice.due_date
    when: [invoice.paid is no]
    steps:
      - {id: week_1, after: 7 days, do: [{send: email, to: customer, text: {en: "Please pay"}}]}
      - {id: week_2, after: 14 days, do: [{send: email, to: customer, text: {en: "Pay now"}}]}
"""

FILES = {"vocabulary.yaml": VOCABULARY, "policy.yaml": POLICY, "dunning.yaml": RULES}


class Wire(Notifier[Message, Message]):
    """A channel that remembers what it took: ``2026-03-09 09:00 week_1``."""

    def __init__(self) -> None:
        self.says: Status = "accepted"
        self.taken: list[str] = []

    @property
    def supports_idempotency_key(self) -> bool:
        return True

    def build(self, message: Message) -> Message:
        return message

    async def post(self, payload: Message) -> Message:
        await asyncio.sleep(0)
        return payload

    def parse(self, answer: Message, payload: Message) -> Outcome:
        if self.says == "accepted":
            step = payload.created_for.partition("/")[2]
            self.taken.append(f"{answer.sent_at:%Y-%m-%d %H:%M} {step}")
        return Outcome(self.says, detail="so it was told")


class Office:
    """One customer, C1; moments are those of Shanghai."""

    def __init__(self, folder: Path, files: Mapping[str, str] = FILES, *, customer: bool = True) -> None:
        self.store = Store.open(f"sqlite:///{folder / 'guanxi.db'}")
        self.rulebooks = Rulebooks(self.store)
        self.wire = Wire()
        self._decides = StoreDecides(self.store, self.rulebooks)
        self._delivers = StoreDelivers(self.store, self.rulebooks, Router({"email": self.wire}))
        self._calendar = calendar_of(load_rulebook({path: text.encode() for path, text in files.items()}))
        self._count = 0
        self.publish("2026-01-01 08:00", files)
        if customer:
            self.tell("2026-01-02 10:00", "customer/C1", name="X")

    def moment(self, text: str) -> dt.datetime:
        wall = dt.datetime.fromisoformat(text)
        return self._calendar.at(wall.date(), wall.time())

    def publish(self, when: str, files: Mapping[str, str]) -> Published:
        content = {path: text.encode() for path, text in files.items()}
        self.book = load_rulebook(content)
        return publish(self.store, self.rulebooks, Draft(content, self.book), self.moment(when))

    def day(self, text: str) -> dt.date:
        return dt.date.fromisoformat(text)

    def tell(
        self, when: str, subject: str, *, recorded: str | None = None, origin: Origin = "api", **facts: Value
    ) -> None:
        assert self.try_to_tell(when, subject, recorded=recorded, origin=origin, **facts) == ()

    def try_to_tell(
        self, when: str, subject: str, *, recorded: str | None = None, origin: Origin = "api", **facts: Value
    ) -> tuple[Rejected, ...]:
        self._count += 1
        ref = SubjectRef(*subject.split("/"))
        at, known = self.moment(when), self.moment(recorded or when)
        event = Event(f"e{self._count}", "facts.changed", ref, at, known, facts, origin)
        return self.store.ingest([event], belonging=Belonging.of(self.book.vocabulary)).rejected

    def invoice(self, due: str, number: str = "I1", when: str = "2026-02-01 10:00") -> None:
        self.tell(when, f"invoice/{number}", customer="C1", due_date=self.day(due))

    def wake(self, *moments: str) -> None:
        """At each of these: decide and deliver until nothing more happens."""
        for when in moments:
            at = self.moment(when)
            while messages := self._decides.decide(1, at).undelivered:
                if not asyncio.run(self._deliver(messages, at)):
                    break

    async def _deliver(self, messages: list[int], at: dt.datetime) -> bool:
        deliveries = await asyncio.gather(*(self._delivers.deliver(each, at) for each in messages))
        return any(each.status == "settled" for each in deliveries)

    def firings(self) -> list[Firing]:
        return sorted(self.store.load("1").firings, key=lambda each: (each.at, each.key))
