"""Answers to tasks, given or rehearsed."""

import datetime as dt
from dataclasses import replace

import pytest

from engine.calendar import Calendar, WorkingWeek
from engine.facts import SubjectRef
from engine.language.syntax import All, Answer, FactPath
from engine.problems import ProblemsFound
from engine.rehearse import Habit
from engine.relationship import FiringKey, Task
from engine.rulebook import Again, BecomesTrue, OpenSubject, OpenTask, Role, Rule, Rulebook, SetFact, Step
from engine.values import Duration, Money
from engine.vocabulary import FactType
from intake.answers import answer_event, read_habits
from tests.intake.builders import EVENING, MORNING, Office, the_vocabulary

CALENDAR = Calendar("Asia/Shanghai", WorkingWeek.parse("mon-fri 09:00-18:00"))
KEY = FiringKey("dunning", "week_1", SubjectRef("invoice", "7"), "1", 1)
TASK = Task(
    "t1", KEY, "payment_call", SubjectRef("person", "p1"), MORNING, EVENING, "Call", ("promised", "no_answer")
)


def a_rulebook() -> Rulebook:
    promised = SetFact(FactPath(("invoice", "due_date")), Answer("date"))
    again = Again(Duration(days=1), 3)
    call = OpenTask(
        "payment_call",
        Role("finance"),
        Duration(days=1),
        {"en": "Call"},
        {"promised": (promised,), "no_answer": (again,)},
    )
    rule = Rule(
        id="dunning", who="invoice", start=BecomesTrue(), when=All(()), steps=(Step("week_1", (call,)),)
    )
    return Rulebook(vocabulary=the_vocabulary(), rules=(rule,))


def test_an_answer_is_typed_by_what_its_outcome_sets():
    event = answer_event(TASK, "promised", {"date": "2026-03-20"}, EVENING, a_rulebook())

    assert (event.kind, event.subject, event.origin) == ("task.answered", SubjectRef("task", "t1"), "person")
    assert event.facts == {"outcome": "promised", "date": dt.date(2026, 3, 20)}
    assert event.id == "answer/t1"


@pytest.mark.parametrize(
    ("outcome", "fields", "says"),
    [
        ("promissed", {}, "Did you mean “promised”?"),
        ("promised", {}, "needs date"),
        ("promised", {"date": "soon"}, "no date"),
        ("no_answer", {"date": "2026-03-20"}, "takes no “date”"),
    ],
)
def test_an_answer_that_the_task_does_not_take_is_refused(outcome: str, fields: dict[str, str], says: str):
    with pytest.raises(ProblemsFound, match=says):
        answer_event(TASK, outcome, fields, EVENING, a_rulebook())


def test_whoever_answers_a_closed_task_is_told_what_became_of_it():
    withdrawn = replace(TASK, status="withdrawn", closed_at=EVENING)
    answered = replace(TASK, status="answered", outcome="promised", closed_at=EVENING)

    with pytest.raises(
        ProblemsFound, match=r"“Call” was withdrawn on 2.*: it is no longer needed. Your answer changes"
    ):
        answer_event(withdrawn, "no_answer", {}, EVENING, a_rulebook())
    with pytest.raises(ProblemsFound, match=r"“Call” was answered already: “promised” on 2"):
        answer_event(answered, "no_answer", {}, EVENING, a_rulebook())


FORM = {
    "date": FactType("date"),
    "reason": FactType("choice", ("price", "service", "other")),
    "who": FactType("reference", entity="person"),
    "amount": FactType("money"),
}
ASKING = replace(TASK, form=FORM)
PEOPLE = {SubjectRef("person", "li"): {"name": "Li Na"}, SubjectRef("person", "wang"): {}}


def test_an_answer_may_bring_any_field_of_the_form():
    fields = {"date": "2026-03-20", "reason": "price", "who": "li", "amount": "200 CNY"}

    event = answer_event(ASKING, "promised", fields, EVENING, a_rulebook(), directory=PEOPLE)

    assert event.facts == {
        "outcome": "promised",
        "date": dt.date(2026, 3, 20),
        "reason": "price",
        "who": "li",
        "amount": Money.of(200, "CNY"),
    }


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        (
            "reason",
            "prise",
            "reason: “prise” is no choice here. It should be one of price, service, other. Did you mean “price”?",
        ),
        ("reason", "x", "Known here: other, price, service."),
        ("date", "soon", "date: “soon” is no date. It should be a date. Write e.g. date=2026-01-31."),
        ("amount", "200", 'Write e.g. amount="200 CNY".'),
        ("who", "lee", "who: no person “lee” is known. Known here: li, wang."),
        ("who", "wnag", "Did you mean “wang”?"),
        ("who", "Li Na", "Write who=li."),
        ("reson", "price", "The answer takes no “reson”. Did you mean “reason”?"),
        ("x", "1", "Known here: amount, date, reason, who."),
    ],
)
def test_a_field_that_does_not_fit_its_form_is_told_by_name(field: str, value: str, says: str):
    fields = {"date": "2026-03-20", field: value}

    with pytest.raises(ProblemsFound) as found:
        answer_event(ASKING, "promised", fields, EVENING, a_rulebook(), directory=PEOPLE)

    (problem,) = found.value.problems
    assert says in str(problem)


def test_everything_wrong_with_an_answer_is_told_at_once():
    with pytest.raises(ProblemsFound) as found:
        answer_event(ASKING, "promised", {"reason": "x", "y": "1"}, EVENING, a_rulebook(), directory=PEOPLE)

    assert [problem.code for problem in found.value.problems] == [
        "unknown-choice",
        "unknown-field",
        "missing-field",
    ]
    assert "needs date, a date. Add date=2026-01-31." in str(found.value.problems[2])


def test_anybody_may_be_named_where_nobody_is_known():
    """A company that never imported its people names them by whatever id it likes."""
    event = answer_event(ASKING, "promised", {"date": "2026-03-20", "who": "li"}, EVENING, a_rulebook())

    assert event.facts["who"] == "li"


def test_what_an_outcome_opens_with_an_answer_must_be_given_too():
    opening = OpenSubject("invoice", {"due_date": Answer("date")})
    task = OpenTask(
        "payment_call", Role("finance"), Duration(days=1), {"en": "Call"}, {"promised": (opening,)}
    )
    rule = Rule(
        id="dunning", who="invoice", start=BecomesTrue(), when=All(()), steps=(Step("week_1", (task,)),)
    )

    with pytest.raises(ProblemsFound, match="needs date"):
        answer_event(TASK, "promised", {}, EVENING, Rulebook(vocabulary=the_vocabulary(), rules=(rule,)))


def test_habits_say_how_people_answer(office: Office):
    text = """\
payment_call:
  - {outcome: promised, share: 60%, after: 1 working day, date: 7 days}
  - {outcome: no_answer, share: 40%}
"""
    habits = read_habits(office.write(text, name="answers.yaml"), CALENDAR, a_rulebook())

    assert habits.by_kind == {
        "payment_call": (
            Habit("promised", Duration(working_days=1), 60, {"date": Duration(days=7)}),
            Habit("no_answer", Duration(), 40),
        )
    }
    assert habits.answer(TASK) is not None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("payment_cal: [{outcome: promised}]", "Did you mean “payment_call”?"),
        ("payment_call: [{outcome: promisd}]", "Did you mean “promised”?"),
        ("payment_call: [{share: 5%}]", "outcome is missing"),
        (
            "payment_call: [{outcome: no_answer, share: 60%}, {outcome: no_answer, share: 50%}]",
            "more than 100%",
        ),
        ("payment_call: [{outcome: no_answer, share: 0.5%}]", "no share"),
        ("payment_call: [{outcome: no_answer, after: 1 dya}]", "no unit of time"),
        ("payment_call: [{outcome: promised, date: 7 dys}]", "no unit of time"),
        ("payment_call: [7]", "no habit"),
    ],
)
def test_habits_that_no_task_has_are_refused(office: Office, text: str, says: str):
    with pytest.raises(ProblemsFound, match=says):
        read_habits(office.write(text, name="answers.yaml"), CALENDAR, a_rulebook())
