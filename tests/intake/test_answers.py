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
from engine.rulebook import Again, BecomesTrue, OpenTask, Role, Rule, Rulebook, SetFact, Step
from engine.values import Duration
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


def test_a_closed_task_takes_no_answer():
    with pytest.raises(ProblemsFound, match="withdrawn already"):
        answer_event(replace(TASK, status="withdrawn"), "no_answer", {}, EVENING, a_rulebook())


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
