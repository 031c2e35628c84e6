import json

import pytest

from engine.facts import SubjectRef
from store import Store
from tests.console.company import TODAY, happened
from tests.console.conftest import Guanxi

pytestmark = pytest.mark.usefixtures("store")


def test_a_step_that_happened_is_told_with_what_was_so_then(guanxi: Guanxi):
    told = guanxi("why", "C-1", "dunning").stdout

    assert "苏州纺织厂 (C-1)" in told
    assert "Chase an overdue invoice (dunning), invoice A" in told
    assert "10 Mar 2026 09:00  week_1 happened." in told
    assert "✓ invoice.balance > settings.ignore_below   (invoice.balance is 5000.00 CNY" in told


def test_a_step_to_come_is_told_with_its_moment_and_reckoning(guanxi: Guanxi):
    told = guanxi("why", "C-1", "dunning").stdout

    assert (
        "month_1 waits until 3 Apr 2026 09:00: it is due 1 month after invoice.due_date (3 Mar 2026)." in told
    )


def test_the_sentence_that_holds_a_step_back_is_marked(guanxi: Guanxi):
    told = guanxi("why", "C-2", "Chase an overdue invoice").stdout

    assert "✗ invoice.balance > settings.ignore_below   (invoice.balance is 0.00 CNY" in told
    assert "none of:\n      ✗ invoice.disputed is yes" in told


def test_a_rule_whose_day_is_missing_has_not_begun_and_unknown_is_not_true(guanxi: Guanxi):
    told = guanxi("why", "Harbour", "birthday").stdout

    assert "It has not begun: customer.birthday is missing." in told
    assert "? customer.do_not_contact is no   (customer.do_not_contact is missing)" in told
    assert "What is unknown (?) counts as not true" in told


def test_a_draft_does_nothing_and_says_so(guanxi: Guanxi):
    told = guanxi("why", "C-1", "idea").stdout

    assert "The status of the rule is “draft”: it does nothing." in told


def test_a_subject_narrows_the_question(guanxi: Guanxi):
    assert "invoice A" in guanxi("why", "C-1", "dunning", "--subject", "invoice/A").stdout

    wrong = guanxi("why", "C-1", "dunning", "--subject", "invoice/Z")

    assert wrong.exit_code == 1
    assert "Customer C-1 has no invoice Z. It has: A." in wrong.stderr


def test_what_came_in_since_the_last_decision_counts(guanxi: Guanxi, store: Store):
    store.ingest([happened("invoice A", 0, disputed=True)])

    told = guanxi("why", "C-1", "dunning").stdout

    assert "✓ invoice.disputed is yes" in told


def test_why_for_programs(guanxi: Guanxi):
    (answer,) = json.loads(guanxi("why", "C-1", "dunning", "--json").stdout)

    assert answer["subject"] == "invoice/A"
    assert [(step["step"], step["standing"]) for step in answer["steps"]] == [
        ("week_1", "recorded"),
        ("week_2", "recorded"),
        ("month_1", "time"),
    ]
    assert answer["steps"][2]["until"] == "2026-04-03T01:00:00Z"
    assert [step["status"] for step in answer["fired"]] == ["done", "done"]


def test_next_tells_what_comes_if_nothing_happens(guanxi: Guanxi):
    told = guanxi("next", "苏州").stdout

    assert "3 Apr 2026 09:00" in told
    assert "Chase an overdue invoice: month_1, invoice A (task: legal)" in told
    assert "Task for Li Na until 18 Mar 2026 09:00: payment call, invoice A." in told


def test_next_over_all_names_the_customers(guanxi: Guanxi):
    forecast = json.loads(guanxi("next", "--json").stdout)

    assert [(step["customer"], step["step"]) for step in forecast["steps"]] == [("C-1", "month_1")]


def test_the_timeline_is_a_story(guanxi: Guanxi):
    lines = guanxi("timeline", "C-2").stdout.splitlines()

    told = [line.split("  ", 1)[-1].strip() for line in lines]
    assert told == [
        "Harbour Mill (C-2)",
        "Harbour Mill (C-2): account manager Li Na, name Harbour Mill.",
        "Invoice B: amount CN¥5,000.00, due date 3 Mar 2026.",
        "Chase an overdue invoice: week_1, invoice B.",
        "E-mail to Harbour Mill (C-2) sent: “Please pay by the end of the week.”.",
        "Chase an overdue invoice: week_2, invoice B.",
        "Task for Li Na until 18 Mar 2026 09:00: payment call, invoice B.",
        "Payment P received: amount CN¥5,000.00, date 18 Mar 2026, invoice B.",
        "Task of Li Na withdrawn: payment call, invoice B: The rule no longer holds.",
    ]


def test_the_timeline_for_programs_ends_with_the_last(guanxi: Guanxi):
    (last,) = json.loads(guanxi("timeline", "C-2", "--limit", "1", "--json").stdout)

    assert (last["kind"], last["status"], last["at"]) == ("task", "withdrawn", "2026-03-18T02:00:00Z")


def test_an_answer_is_told_once(guanxi: Guanxi, store: Store):
    (row,) = store.reports.tasks()
    answer = happened("x y", 0, "task.answered", outcome="promised")
    store.ingest(
        [type(answer)("a", answer.kind, SubjectRef("task", row.task.id), TODAY, TODAY, answer.facts)]
    )

    told = guanxi("timeline", "C-1").stdout

    assert told.count("answered “promised”") == 1


def test_tasks_show_who_and_what_is_overdue(guanxi: Guanxi):
    told = guanxi("tasks").stdout

    assert "Li Na" in told
    assert "overdue" in told
    assert "withdrawn" not in told
    assert "withdrawn" in guanxi("tasks", "--all").stdout


def test_tasks_of_one_person_by_name_or_id(guanxi: Guanxi):
    by_name = json.loads(guanxi("tasks", "--to", "li na", "--json").stdout)

    assert by_name == json.loads(guanxi("tasks", "--to", "li", "--json").stdout)
    assert [(task["task"], task["overdue"]) for task in by_name] == [("payment_call", True)]
    assert (
        guanxi("tasks", "--to", "lin na").stderr.strip() == "Nobody is called “lin na”. Did you mean “Li Na”?"
    )


def test_a_message_is_found_by_the_beginning_of_its_number(guanxi: Guanxi):
    number = json.loads(guanxi("outbox", "--json").stdout)[0]["number"]

    assert "Please pay by the end of the week." in guanxi("outbox", "show", number[:6]).stdout
    assert "There is no message “zz”." in guanxi("outbox", "show", "zz").stderr
    assert guanxi("outbox", "--status", "pending").stdout.strip() == "No messages."


def test_an_unknown_customer_gets_a_hint(guanxi: Guanxi):
    result = guanxi("timeline", "Harbor Mill")

    assert result.exit_code == 1
    assert "There is no customer “Harbor Mill”. Did you mean “Harbour Mill”?" in result.stderr


def test_a_name_that_fits_several_lists_them(guanxi: Guanxi, store: Store):
    store.ingest([happened("customer C-3", 1, name="Harbour Inn")])

    result = guanxi("timeline", "harbour")

    assert result.exit_code == 1
    assert "could be 2: Harbour Mill (C-2), Harbour Inn (C-3). Give the number." in result.stderr


def test_an_unknown_rule_gets_a_hint(guanxi: Guanxi):
    assert "Did you mean “dunning”?" in guanxi("why", "C-1", "duning").stderr


def test_lists_of_customers_and_publications(guanxi: Guanxi):
    assert "苏州纺织厂" in guanxi("customers").stdout
    assert "wang" in guanxi("history").stdout
    assert guanxi("troubles").stdout.strip() == "No troubles."


def test_of_many_subjects_only_those_with_something_to_tell_are_told(guanxi: Guanxi, store: Store):
    store.ingest([happened(f"invoice Q{n}", 1, customer="C-1") for n in range(4)])

    told = guanxi("why", "C-1", "dunning").stdout

    assert "(dunning), invoice A" in told
    assert "(dunning), invoice Q0" not in told
    assert "Nothing was done and nothing comes for 4 more (ask with --subject): invoice Q0," in told
