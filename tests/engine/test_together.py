"""Several subjects of one customer that want the same message at the same moment: one message tells of all."""

from dataclasses import replace
from decimal import Decimal

import pytest

from engine.decide import Terms, decide
from engine.delivery import check_delivery
from engine.facts import Event, SubjectRef
from engine.plan import Plan
from engine.relationship import Decision, FiringStatus, OutgoingMessage, Relationship
from engine.rulebook import Cap, Group, Policy, Rule, Rulebook, Send
from tests.engine.builders import (
    a_book,
    a_message,
    a_relationship,
    a_rule,
    a_set,
    a_step,
    a_task,
    after,
    an_invoice,
    cny,
    day,
    happened,
    local,
    sentence,
    told,
)

DUE = "2026-02-21"
THAT_DAY = "2026-02-28 09:00"
TOGETHER = Policy("09:00-20:00", (Cap(1),), groups=(Group("dunning", together=True),))
TERMS = Terms()


def a_letter(text: str, subject: str | None = None) -> Send:
    return replace(a_message(), text={"en": text}, subject={"en": subject} if subject else None)


EACH = a_letter("{{ invoice.balance }} since {{ invoice.due_date }}.", "Due {{ invoice.due_date }}")
LOOP = a_letter("Open:{% for invoice in together %} {{ invoice.balance }}{% endfor %}, {{ today }}")


def reminds(*do: object, **others: object) -> Rule:
    step = a_step("week_1", *(do or (EACH,)), after="7 days", who="invoice")  # type: ignore[arg-type]
    rule = a_rule(
        "dunning",
        step,
        who="invoice",
        at="invoice.due_date",
        when=["invoice.balance > 0 CNY"],
        group="dunning",
    )
    return replace(rule, **others)  # type: ignore[arg-type]


def a_book_of(*rules: Rule, policy: Policy = TOGETHER) -> Rulebook:
    return replace(a_book(*rules, policy=policy), hash="in force")


def an_overdue(name: str, amount: int = 500, due: str = DUE) -> Event:
    return an_invoice("2026-02-01", due=due, ref=SubjectRef("invoice", name), balance=amount)


def sent(book: Rulebook, *events: Event, until: str = THAT_DAY) -> tuple[OutgoingMessage, ...]:
    return decided(book, *events, until=until).messages


def decided(book: Rulebook, *events: Event, until: str = THAT_DAY) -> Decision:
    return decide(Plan(book), a_relationship(*events), local(until), TERMS)


def settled(decision: Decision, status: FiringStatus) -> Decision:
    """As the store has it once the messages found their end."""
    ended = (replace(f, status=status) if f.status == "claimed" else f for f in decision.firings)
    return replace(decision, firings=tuple(ended))


def about(message: OutgoingMessage) -> list[str]:
    return [key.subject.id for key in message.firings]


def test_one_message_tells_of_all():
    (message,) = sent(a_book_of(reminds()), an_overdue("i1"), an_overdue("i2"), an_overdue("i3"))

    assert about(message) == ["i1", "i2", "i3"]
    assert message.key.startswith("dunning/week_1/invoice/i1/")


def test_without_a_loop_each_has_its_words_and_equal_ones_stand_once():
    (message,) = sent(
        a_book_of(reminds()), an_overdue("i1", 500), an_overdue("i2", 700), an_overdue("i3", 500)
    )

    assert message.text == "CN¥500.00 since 21 February 2026.\n\nCN¥700.00 since 21 February 2026."
    assert message.subject == "Due 21 February 2026"


def test_a_loop_goes_over_all():
    (message,) = sent(a_book_of(reminds(LOOP)), an_overdue("i1", 500), an_overdue("i2", 700))

    assert message.text == "Open: CN¥500.00 CN¥700.00, 28 February 2026"


def test_a_loop_over_one_is_about_that_one():
    (message,) = sent(a_book_of(reminds(LOOP)), an_overdue("i1", 500))

    assert (message.text, message.also) == ("Open: CN¥500.00, 28 February 2026", ())


def test_it_counts_once():
    """Two messages a day: one for all invoices, one for the greeting."""
    policy = replace(TOGETHER, caps=(Cap(2),))
    greeting = a_rule("greeting", a_step("greet", a_message()), at="customer.since")
    known = happened("2026-02-01", since=day("2026-02-28"))

    decision = decided(
        a_book_of(reminds(), greeting, policy=policy), known, an_overdue("i1"), an_overdue("i2")
    )

    assert told(decision.firings) == [
        f"{THAT_DAY} week_1 claimed",
        f"{THAT_DAY} week_1 claimed",
        f"{THAT_DAY} greet claimed",
    ]


def test_other_steps_and_other_rules_send_their_own():
    second = replace(reminds(), id="other")
    older = an_overdue("i2", due="2026-02-20")
    policy = replace(TOGETHER, caps=())

    messages = sent(a_book_of(reminds(), second, policy=policy), an_overdue("i1"), older)

    assert [(m.firing.rule, about(m)) for m in messages] == [
        ("dunning", ["i2"]),
        ("other", ["i2"]),
        ("dunning", ["i1"]),
        ("other", ["i1"]),
    ]


def test_a_group_that_is_not_joined_sends_one_for_each():
    policy = replace(TOGETHER, groups=(Group("dunning"),), caps=())

    assert len(sent(a_book_of(reminds(), policy=policy), an_overdue("i1"), an_overdue("i2"))) == 2


def test_each_subject_keeps_its_own_tasks_and_facts():
    step = (a_set("invoice.disputed", "no", "invoice"), EACH, a_task("call"))
    decision = decided(a_book_of(reminds(*step)), an_overdue("i1"), an_overdue("i2"))

    assert [task.firing.subject.id for task in decision.tasks] == ["i1", "i2"]


def test_a_subject_of_which_the_words_are_missing_is_dropped_alone():
    """The others are written to all the same."""
    text = a_letter("{{ invoice.promised }}")
    promised = happened("2026-02-02", SubjectRef("invoice", "i1"), promised=day("2026-02-03"))

    decision = decided(a_book_of(reminds(text)), an_overdue("i1"), an_overdue("i2"), promised)

    assert [about(message) for message in decision.messages] == [["i1"]]
    assert sorted(told(decision.firings)) == [f"{THAT_DAY} week_1 claimed", f"{THAT_DAY} week_1 dropped"]


def test_those_that_waited_go_together_when_their_turn_comes():
    policy = replace(TOGETHER, groups=(Group("greetings"), *TOGETHER.groups))
    greeting = a_rule("greeting", a_step("greet", a_message()), at="customer.since", group="greetings")
    known = happened("2026-02-01", since=day("2026-02-28"))
    book = a_book_of(reminds(), greeting, policy=policy)

    greeted, reminded = sent(book, known, an_overdue("i1"), an_overdue("i2"), until="2026-03-01 09:00")

    assert greeted.firing.rule == "greeting"
    assert about(reminded) == ["i1", "i2"]


def a_payment(name: str, at: str) -> Event:
    return happened(at, SubjectRef("invoice", name), balance=cny(0))


def looked_at(book: Rulebook, known: Relationship, message: OutgoingMessage, at: str) -> tuple[str, str]:
    verdict = check_delivery(Plan(book), known, message, local(at))
    return verdict.action, verdict.reason


@pytest.mark.parametrize("paid", ["i1", "i2"])
def test_one_that_is_paid_takes_the_whole_message_back_and_the_rest_goes_at_once(paid: str):
    book = a_book_of(reminds())
    relationship = a_relationship(an_overdue("i1"), an_overdue("i2"), an_overdue("i3"))
    first = decide(Plan(book), relationship, local(THAT_DAY), TERMS)
    payment = a_payment(paid, "2026-02-28 09:05")
    known = after(relationship, first, payment, book=book)

    verdict = looked_at(book, known, first.messages[0], "2026-02-28 09:10")
    anew = decide(
        Plan(book),
        after(relationship, settled(first, "withdrawn"), payment, book=book),
        local("2026-02-28 09:10"),
        TERMS,
    )

    subject = SubjectRef("invoice", paid)
    assert verdict == ("withdraw", f"{subject}: Its rule no longer held when it was about to leave.")
    (message,) = anew.messages
    assert about(message) == [name for name in ("i1", "i2", "i3") if name != paid]
    assert {key.attempt for key in message.firings} == {2}


def test_nothing_takes_it_back_while_all_are_open():
    book = a_book_of(reminds(a_set("invoice.balance", "invoice.balance", "invoice"), EACH))
    relationship = a_relationship(an_overdue("i1"), an_overdue("i2"))
    first = decide(Plan(book), relationship, local(THAT_DAY), TERMS)

    assert looked_at(book, after(relationship, first), first.messages[0], THAT_DAY) == ("deliver", "")


def test_what_was_opened_beside_the_message_is_not_opened_twice():
    """The call about the unpaid invoice stands, though its letter was taken back with that of the other."""
    book = a_book_of(reminds(EACH, a_task("call")))
    relationship = a_relationship(an_overdue("i1"), an_overdue("i2"))
    first = decide(Plan(book), relationship, local(THAT_DAY), TERMS)
    payment = a_payment("i1", "2026-02-28 09:05")

    known = after(relationship, settled(first, "withdrawn"), payment, book=book)
    anew = decide(Plan(book), known, local("2026-02-28 09:10"), TERMS)
    tasks = after(known, anew).tasks

    assert [(task.firing.subject.id, task.status) for task in tasks] == [("i1", "withdrawn"), ("i2", "open")]
    (call,) = (task for task in tasks if task.status == "open")
    assert call.firing.attempt == 2, "it belongs to the attempt whose letter goes"


def test_what_was_counted_beside_the_message_is_not_counted_twice():
    """Each reminder counts one; that of the second invoice was taken back with the first's and goes again."""
    book = a_book_of(
        reminds(
            EACH,
            a_set("customer.score", "customer.score + 1", "invoice"),
            a_set("customer.promised", "today + 1 day", "invoice"),
        )
    )
    known = happened("2026-02-01", score=Decimal(0))
    relationship = a_relationship(known, an_overdue("i1"), an_overdue("i2"))
    first = decide(Plan(book), relationship, local(THAT_DAY), TERMS)
    payment = a_payment("i1", "2026-02-28 09:05")

    then = after(relationship, settled(first, "withdrawn"), payment, book=book)
    anew = decide(Plan(book), then, local("2026-03-01 09:00"), TERMS)

    assert [event.facts for event in first.events if "score" in event.facts] == [{"score": Decimal(1)}]
    assert [key.attempt for message in anew.messages for key in message.firings] == [2]
    assert not [event for event in anew.events if "score" in event.facts]


def test_a_hold_that_begins_before_the_message_leaves_takes_it_back():
    hold = sentence("customer.hold is yes", "customer")
    policy = replace(TOGETHER, groups=(Group("dunning", together=True, holds=(hold,)),))
    book = a_book_of(reminds(), policy=policy)
    relationship = a_relationship(happened("2026-02-01", hold=False), an_overdue("i1"))
    first = decide(Plan(book), relationship, local(THAT_DAY), TERMS)
    stopped = happened("2026-02-28 09:05", hold=True)

    known = after(relationship, first, stopped)

    assert looked_at(book, known, first.messages[0], "2026-02-28 09:10") == (
        "withdraw",
        "dunning wait while customer.hold is yes.",
    )
