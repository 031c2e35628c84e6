"""A tiny company: its rule files and what happened, decided day by day by the real store and engine."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from engine.facts import Event, SubjectRef
from engine.language.book import load_rulebook
from engine.plan import Plan
from engine.relationship import Relationship
from engine.values import Money, Value
from store import Store
from workflows.deciding import decision_of
from workflows.in_force import InForce

DAY = dt.timedelta(days=1)
TODAY = dt.datetime(2026, 3, 20, 2, tzinfo=dt.UTC)
"""10:00 in Shanghai."""

VOCABULARY = """\
vocabulary: 1
calendar: {timezone: Asia/Shanghai, working: "mon-fri 09:00-18:00", holidays: CN}
entities:
  customer:
    label: {en: customer, zh: 客户}
    facts:
      name: {label: {en: name, zh: 名称}, type: text}
      manager: {label: {en: account manager, zh: 客户经理}, type: person}
      birthday: {label: {en: birthday, zh: 生日}, type: yearly_date}
      do_not_contact: {label: {en: do not contact, zh: 勿扰}, type: yes_no}
  person:
    label: {en: person, zh: 人}
    facts:
      name: {label: {en: name, zh: 姓名}, type: text}
  invoice:
    label: {en: invoice, zh: 发票}
    facts:
      due_date: {label: {en: due date, zh: 到期日}, type: date}
      amount: {label: {en: amount, zh: 金额}, type: money}
      balance: {label: {en: balance, zh: 余额}, type: money, from: "invoice.amount - sum(payment.amount)"}
      disputed: {label: {en: disputed, zh: 争议}, type: yes_no, if missing: "no"}
      customer: {label: {en: customer, zh: 客户}, type: customer}
  payment:
    label: {en: payment, zh: 付款}
    events: [payment.received]
    facts:
      date: {label: {en: date, zh: 日期}, type: date}
      amount: {label: {en: amount, zh: 金额}, type: money}
      invoice: {label: {en: invoice, zh: 发票}, type: invoice}
"""

POLICY = 'policy: 1\npermitted hours: "09:00-20:00"\nat most: 1 per customer per day\nlocales: [en, zh]\n'

RULES = """\
format: 1
settings:
  ignore_below: 200 CNY
rules:
  - id: dunning
    name: {en: Chase an overdue invoice, zh: 催收}
    who: invoice
    at: invoice.due_date
    when:
      - invoice.balance > settings.ignore_below
      - none: [invoice.disputed is yes]
    steps:
      - id: week_1
        after: 7 days
        do:
          - send: email
            to: invoice.customer
            text: {en: "Please pay by the end of the week.", zh: "请付款"}
      - id: week_2
        after: 14 days
        do:
          - task: payment_call
            to: customer.manager
            due: 1 working day
            text: {en: "Call", zh: "致电"}
            outcomes: {promised: [], refused: []}
      - id: month_1
        after: 1 month
        do: [{task: legal, to: team/finance, due: 3 working days, text: {en: "One", zh: "一"}}]
    examples:
      - name: never paid
        given: {invoice.due_date: 2026-01-31, invoice.amount: 5000 CNY, customer.manager: li}
        until: 2026-06-30
        expect: [2026-02-07 week_1, 2026-02-14 week_2, 2026-02-28 month_1]
  - id: birthday
    name: {en: Birthday greeting, zh: 生日}
    who: customer
    at: every year on customer.birthday
    missing day: day before
    leap month: regular month
    when: customer.do_not_contact is no
    do: [{send: message, to: customer, text: {en: "Happy birthday!", zh: "生日快乐"}}]
  - id: idea
    status: draft
    who: customer
    when: customer.birthday is not empty
    do: [{task: think, to: team/sales, due: 1 day, text: {en: "Think", zh: "想"}}]
"""

FILES = {"vocabulary.yaml": VOCABULARY, "policy.yaml": POLICY, "rules.yaml": RULES}


def write(files: Mapping[str, str], folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def happened(subject: str, days_ago: int, kind: str = "facts.changed", **facts: Value | None) -> Event:
    """``happened("invoice 7", 30, amount=…)``"""
    at = TODAY - days_ago * DAY
    return Event(f"{subject} {days_ago}", kind, SubjectRef(*subject.split(" ", 1)), at, at, facts)


def day(days_ago: int) -> dt.date:
    return (TODAY - days_ago * DAY).date()


MONEY = Money.of(5000, "CNY")

HISTORY = (
    happened("person li", 90, name="Li Na"),
    happened("customer C-1", 80, name="苏州纺织厂", manager="li", do_not_contact=False),
    happened("customer C-2", 80, name="Harbour Mill", manager="li"),
    happened("invoice A", 60, due_date=day(17), amount=MONEY, customer="C-1"),
    happened("invoice B", 60, due_date=day(17), amount=MONEY, customer="C-2"),
    happened("payment P", 2, "payment.received", date=day(2), amount=MONEY, invoice="B"),
)
"""Both are chased after a week and called after two; then the second pays."""


def live_through(store: Store, history: tuple[Event, ...] = HISTORY) -> None:
    """Publish, take the history in, and decide every day at 10:00 until today; all messages are accepted."""
    files = {name: text.encode() for name, text in FILES.items()}
    book = load_rulebook(files)
    live = [rule.id for rule in book.rules if rule.status == "live"]
    store.rulebooks.publish(files, book.hash, live, TODAY - 200 * DAY, by="wang")
    store.ingest(history)
    force = InForce(book.hash, Plan(book), store.rulebooks.activations(), None)
    for days_ago in range(70, -1, -1):
        for position in store.positions():
            at = TODAY - days_ago * DAY
            store.decide(position.id, lambda known, at=at: decision_of(force, _by(known, at), at))  # type: ignore[misc]
            for sent in store.outbox.messages(relationship=position.id):
                store.outbox.mark_accepted(sent.message.key, at)


def _by(known: Relationship, at: dt.datetime) -> Relationship:
    return replace(known, pending=tuple(event for event in known.pending if event.happened_at <= at))
