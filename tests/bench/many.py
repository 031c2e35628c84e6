"""The work of big rulebooks: so many rules of several kinds, written as files and read as a company's."""

from collections.abc import Mapping
from string import Template

from console.home import read_rule_files
from tests.bench.builders import ROOT

HEAD = "format: 1\nsettings:\n  ignore_below: 200 CNY\nrules:\n"
TASK = """          - task: $task
            to: customer.manager
            due: 1 working day
            text: {en: "$task of {{ customer.name }}.", zh: "{{ customer.name }}：$task。"}
            outcomes:
              done: []
              no_answer: [{again: 1 working day, at most: 3}]
"""
CHASE = """  - id: chase_$n
    name: {en: Chase an overdue invoice $n, zh: 催收逾期发票 $n}
    owner: finance
    who: invoice
    at: invoice.due_date at $time
    when:
      - invoice.balance > settings.ignore_below
      - invoice.balance < $most CNY
      - invoice.disputed is no
      - invoice.promise_date is empty or today > invoice.promise_date
    steps:
      - id: first_$n
        after: $days days
        do:
$first      - id: second_$n
        after: $later days
        do:
$second"""
SILENCE = """  - id: silence_$n
    name: {en: Call a silent customer $n, zh: 流失预警回访 $n}
    owner: sales_ops
    who: customer
    when:
      - customer.orders_count >= 4
      - customer.tier is one of [A, B]
      - today >= customer.last_order_date + customer.usual_cycle + $later days
    once per: customer.last_order_date
    steps:
      - id: first_$n
        do:
$first"""
YEARLY = """  - id: yearly_$n
    name: {en: Visit once a year $n, zh: 年度拜访 $n}
    owner: sales_ops
    who: customer
    at: every year on customer.first_order_date at $time
    within: 30 days
    when:
      - customer.stage is not termination
      - customer.orders_count >= $few
    steps:
      - id: first_$n
        after: $days days
        do:
$first"""
KINDS = [Template(text) for text in (CHASE, SILENCE, YEARLY, SILENCE)]
STORY = """    examples:
      - name: nothing is known of this customer
        given: {customer.manager: li, today: 2026-01-31}
        until: 2026-06-30
        expect: []
"""


def rule_files(files: int, rules: int) -> Mapping[str, bytes]:
    """The shipped vocabulary and policy with *files* rule files of *rules* each, no two alike."""
    company = read_rule_files(ROOT / "rules")
    found = {name: company[name] for name in ("vocabulary.yaml", "policy.yaml")}
    for file in range(files):
        text = HEAD + "".join(_rule(file * rules + number) for number in range(rules))
        found[f"rules-{file:03}.yaml"] = text.encode()
    return found


def _rule(number: int) -> str:
    """They differ in their limits and in the day and minute of their steps, so that a wake mostly finds one due."""
    minutes = 9 * 60 + number * 7 % 600
    rule = KINDS[number % len(KINDS)].substitute(
        n=number,
        time=f"{minutes // 60:02}:{minutes % 60:02}",
        most=1_000_000 + number,
        few=1 + number,
        days=number % 125,
        later=number % 125 + 150,
        first=Template(TASK).substitute(task=f"call_{number}"),
        second=Template(TASK).substitute(task=f"visit_{number}"),
    )
    return rule + STORY
