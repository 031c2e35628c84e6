"""Steps whose distance from the start depends on the case: a clock by severity and tier, kept in a spreadsheet."""

from __future__ import annotations

import pytest

from engine.examples import run_examples
from engine.language.book import load_rulebook
from engine.problems import ProblemsFound
from engine.rulebook import Rulebook
from tests.language.books import POLICY, as_bytes
from tests.language.test_tables import a_workbook

VOCABULARY = """\
vocabulary: 1
calendar: {timezone: Asia/Shanghai, working: "mon-fri 09:00-18:00"}
entities:
  person: {facts: {name: {type: text}, boss: {type: person}}}
  customer:
    facts:
      name:  {type: text}
      tier:  {type: choice, of: [A, B, C]}
      grace: {type: duration}
      due:   {type: date}
  handover:
    facts:
      date:            {type: date}
      state:           {type: choice, of: [done, cancelled]}
      developer_share: {type: percent}
      customer:        {type: customer}
  complaint:
    events: [complaint.opened]
    facts:
      number:   {type: text}
      severity: {type: choice, of: [normal, serious]}
      status:   {type: choice, of: [open, closed]}
      owner:    {type: person}
      customer: {type: customer}
"""
COMPLAINT = """\
format: 1
tables:
  clock: {file: complaint-clock.xlsx, hit: unique}    # severity, tier -> level_2, level_3
rules:
  - id: complaint_ladder
    who: complaint
    on: complaint.opened
    when: complaint.status is open
    steps:
      - id: level_1
        after: 0 days
        do:
          - task: answer_complaint
            to: team/service
            due: 4 working hours
            text: {en: "Answer complaint {{ complaint.number }}.", zh: "处理投诉{{ complaint.number }}。"}
            outcomes:
              solved: [{set: {complaint.status: closed}}]
              needs_help: [{skip to: level_2}]
      - id: level_2
        after: table clock.level_2
        do: [{send: message, to: team/service, text: {en: "Still open.", zh: "仍未解决。"}}]
      - id: level_3
        after: table clock.level_3
        do: [{task: call, to: role/director, due: 1 working day, text: {en: "Call.", zh: "致电。"}}]
    examples:
      - name: serious, opened on Friday afternoon, nobody reacts
        given: {complaint.severity: serious, customer.tier: A, complaint.status: open}
        events: [{2026-03-06 16:00: complaint.opened}]
        until: 2026-03-31
        expect: ["2026-03-06 16:00 level_1", "2026-03-09 11:00 level_2", "2026-03-09 16:00 level_3"]
      - name: solved the same day
        given: {complaint.severity: normal, customer.tier: C, complaint.status: open}
        events: [{2026-03-06 10:00: complaint.opened}, {2026-03-06 15:00: {complaint.status: closed}}]
        until: 2026-03-31
        expect: ["2026-03-06 10:00 level_1"]
      - name: nobody knows the tier for a week
        given: {complaint.severity: normal, complaint.status: open}
        events: [{2026-03-06 10:00: complaint.opened}, {2026-03-13 12:00: {customer.tier: A}}]
        until: 2026-03-31
        expect: ["2026-03-06 10:00 level_1", "2026-03-13 12:00 level_2", "2026-03-16 09:00 level_3"]
      - name: it turns out to be serious
        given: {complaint.severity: normal, customer.tier: B, complaint.status: open}
        events: [{2026-03-09 09:00: complaint.opened}, {2026-03-09 11:00: {complaint.severity: serious}}]
        until: 2026-03-31
        expect: ["2026-03-09 09:00 level_1", "2026-03-09 13:00 level_2", "2026-03-10 09:00 level_3"]
"""
CLOCK = a_workbook(
    ("complaint.severity", "customer.tier", "=> level_2", "=> level_3", "note"),
    ("serious", "-", "4 working hours", "1 working day", "any tier"),
    ("normal", "A", "1 working day", "2 working days", None),
    ("normal", "B, C", "2 working days", "4 working days", None),
)
HANDOVER = """\
format: 1
tables:
  developer_share:
    hit: unique
    in: [years since handover.date]
    out: [percent]
    rows:
      - ["0",    "30%"]
      - ["1",    "20%"]
      - ["2",    "10%"]
      - [">= 3", "0%"]
rules:
  - id: developer_share
    who: handover
    at: every year on handover.date
    when: handover.state is done
    do:
      - set: {handover.developer_share: table developer_share}
      - send: message
        to: team/sales
        text: {en: "The share is now {{ handover.developer_share }}.", zh: "分成现为{{ handover.developer_share }}。"}
    examples:
      - name: 30, 20, 10, then nothing
        given: {handover.date: 2026-05-01, handover.state: done, today: 2026-05-01}
        until: 2029-12-31
        expect:
          - 2026-05-01 developer_share -> handover.developer_share 30
          - 2027-05-01 developer_share -> handover.developer_share 20
          - 2028-05-01 developer_share -> handover.developer_share 10
          - 2029-05-01 developer_share -> handover.developer_share 0
  - id: small
    who: handover
    when: [handover.state is done, table developer_share <= 10%]
    do: [{send: message, to: team/sales, text: {en: "Nearly over.", zh: "将结束。"}}]
    examples:
      - name: it becomes true by the passing of time alone, on the anniversary
        given: {handover.date: 2026-05-01, handover.state: done, today: 2026-05-01}
        until: 2029-12-31
        expect: [2028-05-01 small]
"""
GRACE = """\
format: 1
settings: {late: 2 days}
rules:
  - id: remind
    who: customer
    at: customer.due
    steps:
      - {id: early, before: customer.grace, do: [{set: {customer.tier: A}}]}
      - {id: late, after: settings.late, do: [{set: {customer.tier: B}}]}
    examples:
      - name: three days before, two after
        given: {customer.due: 2026-03-10, customer.grace: 3 days, today: 2026-03-01}
        until: 2026-03-31
        expect: [2026-03-07 early, 2026-03-12 late]
      - name: the ladder waits while it is not known
        given: {customer.due: 2026-03-10, today: 2026-03-01}
        events: [{2026-03-20: {customer.grace: 3 days}}]
        until: 2026-03-31
        expect: [2026-03-20 early, 2026-03-25 late]
"""


def the_book(rules: str = COMPLAINT) -> Rulebook:
    files = {"vocabulary.yaml": VOCABULARY, "policy.yaml": POLICY, "rules.yaml": rules}
    return load_rulebook(as_bytes(files) | {"complaint-clock.xlsx": CLOCK})


@pytest.mark.parametrize("rules", [COMPLAINT, GRACE, HANDOVER])
def test_a_step_is_due_when_the_case_says_so(rules: str) -> None:
    outcomes = list(run_examples(the_book(rules)))

    assert len(outcomes) > 1
    assert [outcome.differences for outcome in outcomes] == [[] for _ in outcomes]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            "table clock.level_2",
            "table clock",
            "“clock” is no output of that table. Write table clock.level_2 or",
        ),
        ("table clock.level_2", "complaint.status", "A choice stands where a length of time is expected."),
        ("table clock.level_2", "soon", "“soon”: no such fact."),
    ],
)
def test_what_is_no_length_of_time_is_refused(before: str, after: str, told: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        the_book(COMPLAINT.replace(before, after, 1))

    assert told in str(found.value)


def test_an_offset_that_is_written_stays_one() -> None:
    rule = the_book(GRACE).rule("remind")

    assert rule is not None
    assert str(rule.steps[1].offset) == "2 days"
