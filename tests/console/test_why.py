"""How each step stands, asked of the engine itself."""

import datetime as dt
from dataclasses import replace

import pytest

from engine.decide import Terms, decide
from engine.explain.standing import Explanation
from engine.explain.why import NoSuchSubject, after, inquire
from engine.facts import Event, SubjectRef
from engine.language.book import load_rulebook
from engine.plan import Plan
from engine.relationship import Relationship
from tests.console.company import DAY, FILES, MONEY, TODAY, day, happened

SECOND = dt.timedelta(seconds=1)
INVOICE = SubjectRef("invoice", "A")
LIFECYCLE = """\
format: 1
lifecycle: {of: customer.stage, start: new, end: [gone]}
rules:
  - {id: settles, who: customer, from: [new], to: regular, when: customer.name is not empty}
  - {id: leaves, who: customer, from: [regular], to: gone, when: customer.do_not_contact is yes}
"""


def a_plan(**files: str) -> Plan:
    texts = FILES | {f"{name}.yaml": text for name, text in files.items()}
    return Plan(load_rulebook({name: text.encode() for name, text in texts.items()}))


def a_relationship(*events: Event) -> Relationship:
    pending = sorted((happened("customer C-1", 80, name="Mill"), *events), key=lambda event: event.order)
    return Relationship(id="1", customer=SubjectRef("customer", "C-1"), pending=tuple(pending))


def an_invoice(subject: str = "invoice A", due: int = 17) -> Event:
    return happened(subject, 60, due_date=day(due), amount=MONEY, customer="C-1")


def explained(
    relationship: Relationship,
    rule: str = "dunning",
    subject: SubjectRef = INVOICE,
    terms: Terms | None = None,
    plan: Plan | None = None,
) -> Explanation:
    plan = plan or a_plan()
    return inquire(plan, relationship, TODAY, terms or Terms(delivers_at_once=True)).explain(
        plan.by_id[rule], subject
    )


def standings(explanation: Explanation) -> list[tuple[str, str]]:
    return [(step.step, step.standing) for step in explanation.steps]


def test_a_ladder_waits_for_its_next_step_and_then_for_the_others():
    explanation = explained(a_relationship(an_invoice(due=10)))

    assert standings(explanation) == [("week_1", "recorded"), ("week_2", "time"), ("month_1", "later")]


@pytest.mark.parametrize("due", range(-8, 32, 3))
def test_the_moment_told_is_the_moment_of_the_decision(due: int):
    """Decided a second before it nothing happens; at it the step does."""
    plan, relationship, terms = a_plan(), a_relationship(an_invoice(due=due)), Terms(delivers_at_once=True)
    relationship = after(relationship, decide(plan, relationship, TODAY, terms))
    coming = [step for step in explained(relationship).steps if step.standing == "time"]

    for step in coming:
        assert step.until is not None
        before = decide(plan, relationship, step.until - SECOND, terms)
        then = decide(plan, relationship, step.until, terms)

        assert before.firings == ()
        assert step.step in [firing.key.step for firing in then.firings]


def test_a_message_not_yet_accepted_holds_the_next_step():
    explanation = explained(a_relationship(an_invoice()), terms=Terms())

    assert standings(explanation) == [("week_1", "recorded"), ("week_2", "delivery"), ("month_1", "delivery")]


def test_a_second_message_of_a_day_waits_for_the_cap():
    """Two invoices come due the same day: one letter a day."""
    relationship = a_relationship(an_invoice(due=7), an_invoice("invoice B", due=7))

    explanation = explained(relationship, subject=SubjectRef("invoice", "B"))

    assert standings(explanation)[0] == ("week_1", "waits")
    assert explanation.steps[0].until == dt.datetime(2026, 3, 21, 1, tzinfo=dt.UTC)


def test_what_was_past_when_the_rule_came_into_force_is_passed_over():
    explanation = explained(a_relationship(an_invoice()), terms=Terms(activated={"dunning": TODAY - DAY}))

    assert standings(explanation) == [("week_1", "passed"), ("week_2", "passed"), ("month_1", "time")]


def test_a_step_whose_moment_has_come_waits_for_its_conditions():
    explanation = explained(a_relationship(an_invoice(), happened("invoice A", 30, disputed=True)))

    assert explanation.holds is False
    assert standings(explanation) == [("week_1", "conditions"), ("week_2", "later"), ("month_1", "later")]


def test_a_withdrawn_task_may_come_again():
    disputed = happened("invoice A", 2, disputed=True)

    explanation = explained(a_relationship(an_invoice(), disputed))

    assert standings(explanation)[1] == ("week_2", "conditions")
    assert explanation.steps[1].firing is not None
    assert explanation.steps[1].firing.status == "withdrawn"


def test_without_its_day_a_rule_has_not_begun():
    explanation = explained(a_relationship(happened("invoice A", 60, amount=MONEY, customer="C-1")))

    assert (explanation.steps, dict(explanation.begins)) == ((), {"invoice.due_date": "missing"})


def test_a_move_tells_the_stage_and_when_it_was_made():
    files = {"lifecycle": LIFECYCLE}
    stage = "      stage: {label: {en: stage, zh: 阶段}, type: choice, of: [new, regular, gone], if missing: new}\n"
    files["vocabulary"] = FILES["vocabulary.yaml"].replace("      manager:", stage + "      manager:", 1)
    customer = SubjectRef("customer", "C-1")

    settles, leaves = (
        explained(a_relationship(), rule, customer, plan=a_plan(**files)) for rule in ("settles", "leaves")
    )

    assert (settles.stage, standings(settles)) == ("regular", [("settles", "recorded")])
    assert (leaves.stage, leaves.holds, standings(leaves)) == ("regular", None, [])


def test_an_unknown_subject_is_said_to_be_so():
    with pytest.raises(NoSuchSubject, match="Nothing is known of invoice A"):
        explained(a_relationship())


def test_what_is_free_to_go_at_night_waits_for_the_morning():
    night = TODAY + dt.timedelta(hours=12)
    free = happened("invoice A", 0, disputed=False)
    disputed = happened("invoice A", 60, disputed=True)
    relationship = a_relationship(
        an_invoice(due=17), disputed, replace(free, happened_at=night, recorded_at=night)
    )
    plan = a_plan()

    inquiry = inquire(plan, relationship, night, Terms(delivers_at_once=True))

    first = inquiry.explain(plan.by_id["dunning"], INVOICE).steps[0]
    assert (first.standing, first.until) == ("time", TODAY + DAY - dt.timedelta(hours=1))
