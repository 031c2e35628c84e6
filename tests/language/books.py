"""A small complete rulebook as its files, and ways to spoil it."""

from collections.abc import Mapping

from engine.language.book import load_rulebook
from engine.problems import ProblemsFound

VOCABULARY = """\
vocabulary: 1
calendar: {timezone: Asia/Shanghai, working: "mon-fri 09:00-18:00", holidays: CN}
entities:
  person:
    zh: 员工
    facts:
      name: {type: text, personal: yes}
      boss: {type: person}
  customer:
    label: {en: customer, zh: 客户}
    facts:
      name:            {type: text, zh: 名称, personal: yes}
      tier:            {type: choice, of: [A, B, C], zh: 等级}
      stage:           {type: choice, of: [prospect, trial, lost], zh: 阶段}
      birthday:        {type: yearly_date, zh: 生日}
      credit_hold:     {type: yes_no, if missing: no}
      manager:         {type: person, zh: 客户经理}
      share:           {type: percent}
      orders_count:    {type: number, zh: 下单次数, from: "count(order)"}
      last_order_date: {type: date, from: "max(order.date)"}
  order:
    events: [order.placed]
    facts:
      date:     {type: date}
      amount:   {type: money}
      customer: {type: customer}
  invoice:
    events: [invoice.issued]
    facts:
      number:       {type: text, zh: 号码}
      due_date:     {type: date, zh: 到期日}
      balance:      {type: money, zh: 余额}
      disputed:     {type: yes_no, zh: 有争议, if missing: no}
      promise_date: {type: date, zh: 承诺付款日}
      customer:     {type: customer, zh: 客户}
"""
POLICY = """\
policy: 1
permitted hours: "09:00-20:00"
at most: 1 per customer per day
least gap: 3 days
locales: [en, zh]
"""
DUNNING = """\
format: 1
settings:
  ignore_below: 200 CNY
  discount: 30%
rules:
  - id: dunning
    name: {en: Chase an overdue invoice, zh: 催收逾期发票}
    owner: finance
    status: live
    valid: {from: 2026-01-01}
    who: invoice
    at: invoice.due_date
    when:
      - invoice.balance > settings.ignore_below
      - invoice.disputed is no
      - any:
          - invoice.promise_date is empty
          - today > invoice.promise_date
    steps:
      - id: week_1
        after: 7 days
        do:
          - send: email
            to: invoice.customer
            text:
              en: "Dear {{ customer.name }}, {{ invoice.balance }} was due on {{ invoice.due_date }}."
              zh: "{{ customer.name }}您好，享{{ settings.discount }}、{{ customer.share }}优惠。"
      - id: week_2
        after: 14 days
        do:
          - task: payment_call
            to: customer.manager
            due: 1 working day
            text: {en: "Call about {{ invoice.number }}.", zh: "致电催收{{ invoice.number }}。"}
            outcomes:
              promised:  [{set: {invoice.promise_date: answer.date}}]
              disputed:  [{set: {invoice.disputed: yes}}]
              no_answer: [{again: 1 working day, at most: 3}]
      - id: month_1
        after: 1 month
        do:
          - set: {customer.credit_hold: yes, customer.tier: C}
          - send: letter
            to: customer
            text: messages/last
    examples:
      - name: never paid
        given: {invoice.due_date: 2026-01-31, invoice.balance: 5000 CNY, customer.name: Li Lei, customer.share: 5%, customer.manager: p1, invoice.number: N1}
        until: 2026-06-30
        expect: [2026-02-07 week_1, 2026-02-14 week_2, 2026-02-28 month_1 -> customer.tier C]
      - name: a promise holds
        given: {invoice.due_date: 2026-03-02, invoice.balance: 5000 CNY, order: [{date: 2026-01-01, amount: 9 CNY}], customer.name: Li Lei, customer.share: 5%, customer.manager: p1, invoice.number: N1}
        events:
          - 2026-03-16: {answer: {payment_call: promised, date: 2026-03-20}}
          - 2026-03-17 10:00: invoice.issued
          - 2026-03-18: {invoice.balance: 0 CNY, order: {amount: 100 CNY}}
        until: 2026-03-31
        expect: ["2026-03-09 09:00 week_1", 2026-03-16 week_2]
"""
LIFE = """\
format: 1
lifecycle: {of: customer.stage, start: prospect, end: [lost]}
defaults: {owner: sales_ops, status: shadow, valid: {from: 2026-01-01}, who: customer}
rules:
  - {id: first_order, from: prospect, to: trial, when: customer.orders_count >= 1}
  - {id: given_up, from: [prospect, trial], to: lost, when: today >= customer.last_order_date + 1 year}
  - id: greet
    at: every year on customer.birthday at 09:00
    within: 1 day
    do: [{send: message, to: customer, text: {en: "Happy birthday!", zh: "生日快乐！"}}]
examples:
  - name: a life
    given: {customer.name: Li Lei, customer.orders_count: 0, customer.stage: prospect, today: 2026-01-05}
    events:
      - 2026-01-10: {customer.orders_count: 1, customer.last_order_date: 2026-01-10}
    until: 2027-12-31
    expect: [2026-01-10 first_order, 2027-01-10 given_up]
"""
FILES: Mapping[str, str] = {
    "vocabulary.yaml": VOCABULARY,
    "policy.yaml": POLICY,
    "dunning.yaml": DUNNING,
    "life.yaml": LIFE,
    "messages/last.en.txt": "Subject: Invoice {{ invoice.number }}\n\nDear {{ customer.name }},\nplease pay.\n",
    "messages/last.zh.txt": "Subject: 发票{{ invoice.number }}\n\n{{ customer.name }}：\n请付款。\n",
}


def as_bytes(files: Mapping[str, str | bytes]) -> dict[str, bytes]:
    return {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}


def edited(file: str, before: str, after: str, files: Mapping[str, str] = FILES) -> dict[str, str]:
    """The rulebook with one thing in one file written otherwise."""
    assert before in files[file]
    return {**files, file: files[file].replace(before, after, 1)}


def problems_of(files: Mapping[str, str | bytes]) -> list[str]:
    """What is said about files that are refused, one line a problem."""
    try:
        load_rulebook(as_bytes(files))
    except ProblemsFound as found:
        return [str(problem) for problem in found.problems]
    return []
