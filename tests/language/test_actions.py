"""What rules may do: skipping, opening, values read when it happens, declared answer forms; and what is refused."""

import pytest

from engine.examples import run_examples
from engine.language.book import load_rulebook
from engine.language.syntax import Answer, Constant, FactPath, Now, Sum, Today
from engine.rulebook import OpenSubject, OpenTask, Rulebook, SkipTo, with_what_follows
from engine.values import Duration
from engine.vocabulary import FactType
from tests.language.books import as_bytes, problems_of

VOCABULARY = """\
vocabulary: 1
calendar: {timezone: Asia/Shanghai, working: "mon-fri 09:00-18:00"}
entities:
  person: {facts: {name: {type: text}}}
  customer:
    facts:
      tier:    {type: choice, of: [A, B, C]}
      stage:   {type: choice, of: [prospect, lost]}
      since:   {type: date}
      called:  {type: date}
      seen_at: {type: moment}
      manager: {type: person}
      claims:  {type: number, from: count(claim)}
  order:
    facts:
      date:     {type: date}
      customer: {type: customer}
  claim:
    events: [claim.opened]
    facts:
      customer:  {type: customer}
      order:     {type: order}
      severity:  {type: choice, of: [minor, serious]}
      opened_at: {type: moment}
      due:       {type: date}
      note:      {type: text}
      closed:    {type: yes_no, if missing: "no"}
      total:     {type: money, from: sum(payment.amount)}
  payment: {facts: {claim: {type: claim}, amount: {type: money}}}
  match: {facts: {one: {type: customer}, other: {type: customer}}}
  task: {facts: {outcome: {type: text}, customer: {type: customer}}}
"""
LIFE = "format: 1\nlifecycle: {of: customer.stage, start: prospect, end: [prospect, lost]}\n"
RULES = """\
format: 1
rules:
  - id: ask
    who: order
    at: order.date
    steps:
      - id: call
        do:
          - set: {customer.called: today, customer.seen_at: now}
          - task: satisfaction_call
            to: team/service
            due: 2 days
            text: {en: "Call."}
            form: {when: date, how_bad: [minor, serious], note: text, who: person}
            outcomes:
              fine: []
              angry:
                - open: claim
                  facts: {claim.severity: answer.how_bad, claim.opened_at: now, claim.due: today + 3 days, claim.note: answer.note}
                - skip to: boss
            late: [{skip to: boss}]
      - id: letter
        after: 10 days
        do: [{task: write, to: team/service, due: 1 day, text: {en: "Write."}}]
      - id: boss
        after: 20 days
        do: [{task: visit, to: team/service, due: 30 days, text: {en: "Visit."}}]
    examples:
      - name: an angry customer is visited at once
        given: {order.date: 2026-03-02}
        events: [{2026-03-03 10:00: {answer: {satisfaction_call: angry, how_bad: serious, note: broken, when: 2026-03-01}}}]
        until: 2026-04-30
        expect:
          - 2026-03-02 call -> customer.called 2026-03-02
          - 2026-03-03 call/angry -> claim.severity serious
          - "2026-03-03 10:00 boss"
      - name: nobody calls in time
        given: {order.date: 2026-03-02}
        until: 2026-04-01
        expect: [2026-03-02 call, 2026-03-04 call/late, 2026-03-04 boss]
  - id: care
    who: claim
    on: claim.opened
    when: claim.closed is no
    steps:
      - {id: first, after: 1 day, do: [{set: {claim.note: seen}}]}
      - {id: second, after: 5 days, do: [{set: {claim.note: late}}]}
    examples:
      - name: closed before the second step
        given: {customer.tier: A}
        events: [2026-03-02: claim.opened, 2026-03-05: {claim.closed: yes}]
        until: 2026-03-31
        expect: [2026-03-03 first -> claim.note seen]
examples:
  - name: what a rule opened is closed later in the story
    given: {order.date: 2026-03-02}
    events:
      - 2026-03-03 10:00: {answer: {satisfaction_call: angry, how_bad: minor, note: late}}
      - 2026-03-06: {claim.closed: yes}
    until: 2026-03-31
    expect: [2026-03-02 call, 2026-03-03 boss, 2026-03-04 first]
"""
FILES = {
    "vocabulary.yaml": VOCABULARY,
    "policy.yaml": 'policy: 1\npermitted hours: "09:00-20:00"\nlocales: [en]\n',
    "life.yaml": LIFE,
    "rules.yaml": RULES,
}
TASK = """\
format: 1
rules:
  - id: ask
    who: WHO
    at: order.date
    steps:
      - id: before
        do: [{set: {customer.tier: A}}]
      - id: call
        after: 1 day
        do:
          - task: call
            to: team/service
            due: 2 days
            text: {en: "Call."}
            form: {when: date, how_bad: [minor, awful], boss: person}
            outcomes: {bad: [ACTION], good: []}
      - id: last
        after: 2 days
        do: [STEP]
"""


def book() -> Rulebook:
    return load_rulebook(as_bytes(FILES))


def the_task() -> OpenTask:
    rule = book().rule("ask")
    assert rule is not None
    return next(action for action in rule.steps[0].do if isinstance(action, OpenTask))


def wrong(action: str, step: str = "{set: {customer.tier: A}}", who: str = "order") -> list[str]:
    """What is said of one action in an outcome, or in a step."""
    rules = TASK.replace("ACTION", action).replace("STEP", step).replace("WHO", who)
    return [each.partition(": ")[2] for each in problems_of({**FILES, "rules.yaml": rules})]


def test_an_outcome_opens_a_subject_with_its_references_filled_in() -> None:
    opening = the_task().outcomes["angry"][0]

    assert opening == OpenSubject(
        "claim",
        {
            "customer": FactPath(("customer",)),
            "order": FactPath(("order",)),
            "severity": Answer("how_bad"),
            "opened_at": Now(),
            "due": Sum(Today(), "+", Constant(Duration(days=3))),
            "note": Answer("note"),
        },
    )


def test_what_refers_to_the_rules_own_subject_may_be_given_otherwise() -> None:
    files = {
        **FILES,
        "vocabulary.yaml": VOCABULARY.replace(
            "      date:     {type: date}\n", "      date:     {type: date}\n      before:   {type: order}\n"
        ),
    }
    rules = RULES.replace(
        "claim.severity: answer.how_bad", "claim.order: order.before, claim.severity: answer.how_bad"
    )
    rule = load_rulebook(as_bytes({**files, "rules.yaml": rules})).rule("ask")
    assert rule is not None

    (opening,) = (each for each in with_what_follows(rule.steps[0].do) if isinstance(each, OpenSubject))

    assert opening.facts["order"] == FactPath(("order", "before"))


def test_an_outcome_and_late_skip_to_a_later_step() -> None:
    task = the_task()

    assert task.outcomes["angry"][1] == SkipTo("boss")
    assert task.late == (SkipTo("boss"),)
    assert SkipTo("boss") in list(with_what_follows((task,)))


def test_a_form_declares_what_kind_each_field_is() -> None:
    assert the_task().form == {
        "when": FactType("date"),
        "how_bad": FactType("choice", ("minor", "serious")),
        "note": FactType("text"),
        "who": FactType("reference", entity="person"),
    }


def test_the_examples_answer_with_fields_and_see_what_was_opened() -> None:
    for outcome in run_examples(book()):
        assert outcome.passed, str(outcome)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("call/angry -> claim.severity serious", "call/angry -> claim.severity minor"),
        (
            "expect: [2026-03-02 call, 2026-03-03 boss, 2026-03-04 first]",
            "expect: [2026-03-02 call, 2026-03-03 boss]",
        ),
        (
            "{2026-03-03 10:00: {answer: {satisfaction_call: angry,",
            "{2026-03-04 08:00: {answer: {satisfaction_call: angry,",
        ),
    ],
)
def test_an_example_that_tells_it_otherwise_fails(before: str, after: str) -> None:
    assert before in RULES
    files = {**FILES, "rules.yaml": RULES.replace(before, after)}

    assert not all(outcome.passed for outcome in run_examples(load_rulebook(as_bytes(files))))


@pytest.mark.parametrize(
    ("action", "says"),
    [
        ("{skip to: lst}", "This rule has no step “lst”. Did you mean “last”?"),
        ("{skip to: call}", "“call” does not come after “call”: a ladder goes on upwards only."),
        ("{skip to: before}", "“before” does not come after “call”"),
        (
            "{again: 1 day, at most: 2}, {skip to: last}",
            "“again” and “skip to” cannot follow the same answer",
        ),
        ("{skip to: last}, {skip to: last}", "“skip to” and “skip to” cannot follow the same answer"),
        ("{open: clam}", "The vocabulary has no entity “clam”. Did you mean “claim”?"),
        ("{open: payment}", "“payment” belongs to no customer, so no rule can open one."),
        ("{open: person}", "“person” belongs to no customer"),
        ("{open: match}", "Several facts of “match” refer to a customer"),
        ("{open: customer}", "A rule works for one customer; it opens no other."),
        ("{open: task}", "“task” is not opened so. Work for a person is opened with “task: …”."),
        ("{open: claim, facts: {claim.severty: minor}}", "no such fact. Did you mean “claim.severity”?"),
        ("{open: claim, facts: {claim.severity: mnor}}", "no choice"),
        ("{open: claim, facts: {claim.total: 3 CNY}}", "“claim.total” is computed from other facts."),
        (
            "{open: claim, facts: {claim.order.date: today}}",
            "“claim.order.date” is no fact of the new claim.",
        ),
        ("{open: claim, facts: {claim.due: now}}", "A moment stands where a date is expected."),
        ("{open: claim, facts: {claim.opened_at: today}}", "A date stands where a moment is expected."),
        (
            "{open: claim, facts: {claim.customer: order.customer}}",
            "“claim.customer” is always the customer for whom",
        ),
        ("{open: claim, facts: {order.date: today}}", "“order.date” cannot be read here"),
        ("{open: claim, fact: {}}", "The key “fact” is not known here. Did you mean “facts”?"),
        (
            "{set: {customer.called: answer.wen}}",
            "The form of this task has no field “wen”. Did you mean “when”?",
        ),
        ("{set: {customer.tier: answer.when}}", "answer.when is a date, the fact is a choice."),
        ("{set: {customer.manager: answer.how_bad}}", "answer.how_bad is a choice, the fact is a person."),
        (
            "{open: claim, facts: {claim.severity: answer.how_bad}}",
            "The form lets people choose awful: no choice of the fact.",
        ),
        ("{set: {customer.seen_at: now + 1 dya}}", "no unit of time"),
    ],
)
def test_what_an_outcome_cannot_do_is_told(action: str, says: str) -> None:
    (told,) = wrong(action)

    assert says in told


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ("{skip to: last}", "“skip to” says where the ladder goes on after a task"),
        ("{set: {customer.called: answer.when}}", "“answer.when” cannot stand here."),
    ],
)
def test_what_a_step_cannot_do_is_told(step: str, says: str) -> None:
    (told,) = wrong("{set: {customer.tier: A}}", step)

    assert says in told


def test_the_answer_of_a_task_is_unknown_to_the_late_actions_of_another() -> None:
    inner = "{task: again, to: team/service, due: 1 day, text: {en: x}, late: [{set: {customer.called: answer.when}}]}"

    (told,) = wrong(inner)

    assert "“answer.when” cannot stand here." in told


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ("{when: dat}", "“dat” is no kind of field. Did you mean “date”?"),
        ("{when: choice}", "“choice” does not say which ones there are."),
        ("{when: []}", "“when” has no choices."),
        ("{when: {type: date}}", "Here stands a mapping"),
        ("{outcome: text, when: date}", "“outcome” is the answer itself."),
        ("{the day: date, when: date}", "“the day” is no name."),
    ],
)
def test_a_form_that_asks_nothing_is_told(form: str, says: str) -> None:
    rules = TASK.replace("{when: date, how_bad: [minor, awful], boss: person}", form)
    rules = rules.replace("ACTION", "{set: {customer.tier: A}}").replace("WHO", "order")
    found = problems_of({**FILES, "rules.yaml": rules.replace("STEP", "{set: {customer.tier: A}}")})

    assert [each for each in found if says in each] != []


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("how_bad: serious, note", "how_bd: serious, note", "no field “how_bd”. Did you mean “how_bad”?"),
        ("how_bad: serious, note", "how_bad: terrible, note", "“terrible” is no choice here."),
        ("note: broken, when: 2026-03-01", "when: 2026-03-01", "The outcome “angry” needs “note”."),
        ("when: 2026-03-01", "when: soon", "“soon” is no date."),
        (
            "2026-03-03 call/angry ->",
            "2026-03-03 call/angri ->",
            "No task here is answered “angri”. Did you mean “angry”?",
        ),
        ("claim.severity serious", "claim.severty serious", "“claim.severty”: no such fact"),
    ],
)
def test_an_example_that_answers_otherwise_than_asked_is_told(before: str, after: str, says: str) -> None:
    assert before in RULES
    found = problems_of({**FILES, "rules.yaml": RULES.replace(before, after, 1)})

    assert [each for each in found if says in each] != []


def test_all_that_is_wrong_with_an_answer_is_told_at_once() -> None:
    rules = RULES.replace(
        "how_bad: serious, note: broken, when: 2026-03-01", "how_bad: awful, wen: 2026-03-01", 1
    )

    assert len(problems_of({**FILES, "rules.yaml": rules})) == 3


def test_two_tasks_of_one_step_share_no_answer():
    """What follows is remembered by the answer: the second would be taken for the first, and do nothing."""
    second = "{task: visit, to: team/service, due: 1 day, text: {en: Visit.}, outcomes: {good: []}}"
    files = {
        **FILES,
        "rules.yaml": RULES.replace(
            "            late: [{skip to: boss}]\n      - id: letter",
            "            late: [{skip to: boss}]\n          - "
            + second.replace("good", "fine")
            + "\n      - id: letter",
        ),
    }

    (problem,) = problems_of(files)

    assert "“satisfaction_call” and “visit” of one step both have “fine”" in problem
