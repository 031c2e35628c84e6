"""How the keys that say when a rule may happen show in an explanation."""

from dataclasses import replace

from console.views.names import Names
from console.views.why import why_lines
from engine.decide import Terms
from engine.explain.standing import Explanation
from engine.facts import SubjectRef
from engine.plan import Plan
from engine.rollout import bucket_of
from tests.console.company import FILES, MONEY, TODAY, happened
from tests.console.test_why import LIFECYCLE, a_plan, a_relationship, an_invoice, explained, standings

RULES = FILES["rules.yaml"]
AT = "at: invoice.due_date"
CUSTOMER = SubjectRef("customer", "C-1")


def dunning(keys: str) -> Plan:
    return a_plan(rules=RULES.replace(AT, f"{AT}\n    {keys}", 1))


def lines_of(plan: Plan, explanation: Explanation) -> str:
    names = Names(plan.book)
    return "\n".join(why_lines(explanation, plan.by_id[explanation.rule].rule, (), names))


def test_steps_below_the_latest_one_that_is_due_are_passed_over():
    plan = dunning("catch up: latest")
    disputed = happened("invoice A", 30, disputed=True)

    explanation = explained(a_relationship(an_invoice(), disputed), plan=plan)

    assert standings(explanation) == [("week_1", "overtaken"), ("week_2", "conditions"), ("month_1", "later")]


def test_a_rule_that_cools_down_says_until_when():
    """A part payment two days ago began the ladder afresh; its first step came ten days ago."""
    plan = dunning("restart on: payment.received\n    cooldown: 40 days")
    paid = replace(happened("payment P", 2, amount=MONEY.of(1, "CNY"), invoice="A"), kind="payment.received")

    explanation = explained(a_relationship(an_invoice(), paid), plan=plan)

    assert standings(explanation)[0] == ("week_1", "waits")
    assert explanation.steps[0].reason == "dunning happened less than 40 days ago."
    assert explanation.steps[0].until is not None


def test_who_is_outside_of_the_rollout_is_told_so():
    plan = dunning(f"rollout: {max(1, bucket_of('dunning', 'C-1'))}%")

    explanation = explained(a_relationship(an_invoice()), plan=plan)

    assert (explanation.is_included, explanation.steps) == (False, ())
    assert "and this one is not among them." in lines_of(plan, explanation)


def test_a_move_that_must_stay_possible_says_until_when():
    files = {
        "lifecycle": LIFECYCLE.replace("from: [new], to: regular,", "from: [new], to: regular, for: 90 days,")
    }
    stage = "      stage: {label: {en: stage, zh: 阶段}, type: choice, of: [new, regular, gone], if missing: new}\n"
    files["vocabulary"] = FILES["vocabulary.yaml"].replace("      manager:", stage + "      manager:", 1)
    plan = a_plan(**files)

    explanation = explained(a_relationship(), "settles", CUSTOMER, Terms(delivers_at_once=True), plan)

    assert explanation.matures is not None
    assert explanation.matures > TODAY
    assert "It must stay possible for 90 days" in lines_of(plan, explanation)
