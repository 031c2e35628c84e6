"""A shop with many orders, each due for several things at once: rules for tests that live in real time."""

import datetime as dt
from collections.abc import Iterable

from engine.facts import Event, SubjectRef
from engine.language.book import load_rulebook
from engine.values import Value
from store import Belonging, Store
from workflows.in_force import Rulebooks
from workflows.publishing import Draft, publish

VOCABULARY = """\
vocabulary: 1
calendar: {timezone: Asia/Shanghai, working: "mon-fri 09:00-18:00", holidays: CN}
entities:
  customer:
    label: {en: customer, zh: 客户}
    facts:
      name: {label: {en: name, zh: 名称}, type: text}
      email: {label: {en: email, zh: 邮箱}, type: text}
      phone: {label: {en: phone, zh: 电话}, type: text}
  order:
    label: {en: order, zh: 订单}
    events: [order.placed]
    facts:
      number: {label: {en: number, zh: 订单号}, type: text}
      remind_at: {label: {en: remind at, zh: 提醒}, type: moment}
      customer: {label: {en: customer, zh: 客户}, type: customer}
"""

POLICY = "policy: 1\npermitted hours: always\nat most: any\nlocales: [en]\n"

RULES = """\
format: 1
rules:
  - id: confirm
    who: order
    on: order.placed
    when: order.number is not empty
    do:
      - {send: email, to: order.customer, text: {en: "Order {{ order.number }} is confirmed."}}
      - {task: pack, to: role/packers, due: 2 days, text: {en: "Pack {{ order.number }}."}, outcomes: {packed: []}}
  - id: remind
    who: order
    at: order.remind_at
    when: order.number is not empty
    steps:
      - id: by_mail
        before: 60 minutes
        do: [{send: email, to: order.customer, text: {en: "Order {{ order.number }} is coming."}}]
      - id: by_telegram
        before: 59 minutes
        do: [{send: sms, to: order.customer, text: {en: "Order {{ order.number }} is near."}}]
"""

FILES = {"vocabulary.yaml": VOCABULARY.encode(), "policy.yaml": POLICY.encode(), "rules.yaml": RULES.encode()}
BELONGING = Belonging.of(load_rulebook(FILES).vocabulary)
BEFORE = dt.timedelta(minutes=59)


def customers(count: int, at: dt.datetime) -> list[Event]:
    return [
        Event(
            f"known {number}",
            "facts.changed",
            SubjectRef("customer", f"C-{number}"),
            at,
            at,
            {
                "name": f"Customer {number}",
                "email": f"c{number}@shop.example",
                "phone": f"+8613800{number:06d}",
            },
        )
        for number in range(count)
    ]


def an_order(number: str, customer: int, at: dt.datetime, reminded_at: dt.datetime) -> Event:
    """Confirmed and packed at once; at *reminded_at* a mail, and once that is out, a telegram."""
    facts: dict[str, Value | None] = {
        "number": number,
        "customer": f"C-{customer}",
        "remind_at": reminded_at + BEFORE,
    }
    return Event(f"placed {number}", "order.placed", SubjectRef("order", number), at, at, facts)


def opened(store: Store, events: Iterable[Event], at: dt.datetime) -> None:
    """The rules are in force, and the customers known, since *at*."""
    store.ingest(events, belonging=BELONGING)
    publish(store, Rulebooks(store), Draft(FILES, load_rulebook(FILES)), at)
