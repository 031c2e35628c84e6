"""A rulebook that does not hold: what its author is told, and where."""

import pytest

from tests.language.books import FILES, LIFE, edited, problems_of

D, L, V, P = "dunning.yaml", "life.yaml", "vocabulary.yaml", "policy.yaml"

ONE_FAULT = {
    "an unknown key": (
        edited(D, "owner:", "ownr:"),
        "dunning.yaml:8:5: The key “ownr” is not known here. Did you mean “owner”?",
    ),
    "a key that another place has": (
        edited(L, "within: 1 day", "start: customer.birthday"),
        "life.yaml:9:5: The key “start” is not known here. Did you mean “status”?",
    ),
    "a clock that nobody knows": (
        edited(L, "within: 1 day", "time zone: customer"),
        (
            "life.yaml:9:16: Nobody knows in which time zone a customer lives. Name the fact that tells it, under "
            "“calendar” in vocabulary.yaml: “customer timezone: customer.timezone”."
        ),
    ),
    "a missing key": (
        edited(D, "            due: 1 working day\n", ""),
        "dunning.yaml:31:13: The key “due” is missing in “task”. Add it.",
    ),
    "a value of the wrong kind": (
        edited(D, "owner: finance", "owner: [finance]"),
        "dunning.yaml:8:12: Here stands a list, where a text is expected.",
    ),
    "a key without a value": (
        edited(D, "owner: finance", "owner:"),
        "dunning.yaml:8:5: Nothing stands here. Write a value, or delete the key.",
    ),
    "an unknown word": (
        edited(D, "status: live", "status: lives"),
        "dunning.yaml:9:13: “lives” is not known here. Did you mean “live”?",
    ),
    "an unknown action": (
        edited(D, "- task: payment_call", "- tsk: payment_call"),
        "dunning.yaml:31:13: “tsk” is no action. Did you mean “task”?",
    ),
    "an unknown fact in a sentence": (
        edited(D, "invoice.disputed is no\n", "invoice.disputd is no\n"),
        "dunning.yaml:15:9: “invoice.disputd”: no such fact. Did you mean “invoice.disputed”?",
    ),
    "an unknown fact in a text": (
        edited(D, "{{ invoice.balance }}", "{{ invoice.balanc }}"),
        "dunning.yaml:26:49: “invoice.balanc”: no such fact. Did you mean “invoice.balance”?",
    ),
    "an unknown fact in a message file": (
        edited("messages/last.en.txt", "Dear {{ customer.name }}", "Dear {{ customer.nam }}"),
        "messages/last.en.txt:3:9: “customer.nam”: no such fact. Did you mean “customer.name”?",
    ),
    "a text with one brace": (
        edited(D, "Call about {{ invoice.number }}", "Call about {invoice.number}"),
        "dunning.yaml:34:36: “{invoice.number}” would be sent as it is. Write {{ invoice.number }}.",
    ),
    "a missing locale": (
        edited(D, ', zh: "致电催收{{ invoice.number }}。"', ""),
        "dunning.yaml:34:13: The text is missing in “zh”. Policy asks for en, zh; here stands en.",
    ),
    "a missing message file": (
        edited(D, "messages/last", "messages/lost"),
        "dunning.yaml:45:19: There is no message “messages/lost”. Did you mean “messages/last”?",
    ),
    "an unknown channel": (
        edited(D, "send: email", "send: emial"),
        "dunning.yaml:23:19: “emial” is no channel. Did you mean “email”?",
    ),
    "a recipient that is nobody": (
        edited(D, "to: customer.manager", "to: customer.name"),
        (
            "dunning.yaml:32:17: “customer.name” is nobody. "
            "Write a fact that refers to a person or a customer, “team/…” or “role/…”."
        ),
    ),
    "a lifecycle of no choice": (
        edited(L, "of: customer.stage", "of: customer.name"),
        (
            "life.yaml:2:17: “customer.name” holds no stage. "
            "Name a fact of the customer of type choice, whose choices are the stages."
        ),
    ),
    "a move in a move": (
        edited(L, "customer.orders_count >= 1}", "customer.orders_count >= 1, do: [{move: lost}]}"),
        "life.yaml:5:89: A move stands only in a step or in an outcome. Write a rule of its own.",
    ),
    "a fact from further away in an example": (
        edited(D, "customer.manager: p1", "customer.manager.boss: p1"),
        (
            "dunning.yaml:48:117: “customer.manager.boss” is a fact of something further away. "
            "Give facts of customer or invoice, and others as rows, e.g. person: [{…}]."
        ),
    ),
    "a subject in one language only": (
        edited("messages/last.zh.txt", "Subject: 发票{{ invoice.number }}\n\n", ""),
        "dunning.yaml:45:13: The subject is missing in “zh”. Policy asks for en, zh; here stands en.",
    ),
    "an unknown stage": (
        edited(L, "to: trial,", "to: trail,"),
        "life.yaml:5:43: “trail” is no stage. Did you mean “trial”?",
    ),
    "a derived fact that is set": (
        edited(D, "customer.tier: C", "customer.orders_count: 3"),
        "dunning.yaml:42:46: “customer.orders_count” is computed from other facts. Set what it is computed from.",
    ),
    "a stage that is set": (
        edited(D, "customer.tier: C}", "customer.stage: lost}"),
        "dunning.yaml:42:46: “customer.stage” is the stage. Use “move: <stage>”.",
    ),
    "two starts": (
        edited(D, "at: invoice.due_date", "on: invoice.issued\n    at: invoice.due_date"),
        "dunning.yaml:13:5: A rule has “on” or “at”, not both. Keep “on” for an event, “at” for a date.",
    ),
    "a step before an event": (
        edited(D, "at: invoice.due_date", "on: invoice.issued", edited(D, "after: 7", "before: 7")),
        (
            "dunning.yaml:21:9: Nothing can be done before an event or before a sentence becomes true. "
            "Write “after”, or start with “at”."
        ),
    ),
    "an unknown event": (
        edited(D, "at: invoice.due_date", "on: invoice.isued"),
        "dunning.yaml:12:9: “invoice.isued” is no event of invoice. Did you mean “invoice.issued”?",
    ),
    "a step that outgrows its period": (
        edited(
            L,
            "    do: [{send",
            "    steps: [{id: a, after: 13 months, do: [{set: {customer.tier: A}}]}]\n    #",
        ),
        (
            "life.yaml:10:28: 13 months is longer than the period of 1 year, so steps of two rounds would mix. "
            "Write a shorter offset or a longer period."
        ),
    ),
    "a length that runs backwards": (
        edited(D, "after: 7 days", "after: -7 days"),
        "dunning.yaml:21:16: “-7 days” runs backwards. Write it without a minus.",
    ),
    "again outside an outcome": (
        edited(D, "set: {customer.credit_hold: yes, customer.tier: C}", "{again: 1 day, at most: 2}"),
        "dunning.yaml:42:13: “again” opens a task once more: it stands only in an outcome. Move it under “outcomes”.",
    ),
    "a rule about nobody's": (
        edited(L, "who: customer", "who: person"),
        (
            "life.yaml:3:78: “person” belongs to no customer, so no rule can be about it. "
            "Add a fact of type “customer” to person in the vocabulary."
        ),
    ),
    "an expectation without a step": (
        edited(D, "2026-02-14 week_2", "2026-02-14 week_9"),
        "dunning.yaml:50:37: There is no step “week_9” here. Did you mean “week_2”?",
    ),
    "a malformed expectation": (
        edited(D, "2026-02-14 week_2", "week_2 soon"),
        (
            "dunning.yaml:50:37: “week_2 soon” says no moment and step. "
            "Write “2026-02-07 week_1” or “2026-02-07 16:00 week_1 -> customer.tier A”."
        ),
    ),
    "a given value of the wrong kind": (
        edited(D, "due_date: 2026-01-31", "due_date: 31.1.2026"),
        "dunning.yaml:48:35: “31.1.2026” is no date. Write year-month-day, e.g. 2026-01-31.",
    ),
    "an unknown outcome": (
        edited(D, "payment_call: promised", "payment_call: promisd"),
        "dunning.yaml:54:49: “promisd” is no outcome of payment_call. Did you mean “promised”?",
    ),
    "an unknown type": (
        edited(V, "type: percent", "type: percentage"),
        "vocabulary.yaml:18:31: “percentage” is no type and no entity. Did you mean “percent”?",
    ),
    "formulas in a circle": (
        edited(
            V,
            "  order:\n",
            '      a: {type: number, from: "customer.b + 1"}\n'
            '      b: {type: number, from: "customer.a + 1"}\n  order:\n',
        ),
        "vocabulary.yaml:21:25: This formula goes in a circle: customer.a → customer.b → customer.a. Break the circle.",
    ),
    "an entity named like a word of the language": (
        edited(V, "  order:\n", "  settings: {facts: {}}\n  order:\n"),
        "vocabulary.yaml:21:3: “settings” has a meaning of its own in sentences. Give the entity another name.",
    ),
    "a cap that is none": (
        edited(P, "1 per customer per day", "often"),
        "policy.yaml:3:10: “often” is no limit. Write “1 per customer per day”, “3 per customer per week”, “5 per customer per 30 days”, or “any” alone for no limit.",
    ),
    "a second lifecycle": (
        {**FILES, "z.yaml": "format: 1\nlifecycle: {of: customer.stage, start: prospect}\n"},
        "z.yaml:2:12: A lifecycle is declared in life.yaml already. Keep one of the two.",
    ),
    "a setting with two values": (
        {**FILES, "z.yaml": "format: 1\nsettings: {discount: 20%}\n"},
        "z.yaml:2:12: The setting “discount” has another value in another file. Give one of the two another name.",
    ),
}


@pytest.mark.parametrize("fault", ONE_FAULT)
def test_one_fault_is_one_problem_at_its_own_place(fault: str) -> None:
    files, said = ONE_FAULT[fault]

    assert problems_of(files) == [said]


def test_one_id_is_one_rule_in_all_files() -> None:
    """Steps may be called alike in two rules, not in one."""
    files = {**FILES, "zz.yaml": LIFE.replace("lifecycle:", "# lifecycle:")}
    step = edited(D, "id: week_2", "id: week_1")

    assert problems_of(files)[0] == (
        "zz.yaml:5:10: The rule “first_order” stands in life.yaml:5:10 already. Give it another id."
    )
    assert (
        "dunning.yaml:28:13: The step “week_1” stands twice in this rule. Give it another id."
        in problems_of(step)
    )


def test_all_problems_of_all_files_are_said_at_once() -> None:
    files = edited(D, "owner:", "ownr:")
    files = edited(L, "to: trial,", "to: trail,", files)
    files = edited(L, "customer.orders_count >= 1", "customer.order_count >= 1", files)
    files["bad.yaml"] = "format: 1\n\tx: 1\n"

    assert [line.split(": ")[0] for line in problems_of(files)] == [
        "bad.yaml:2:1",
        "dunning.yaml:8:5",
        "life.yaml:5:43",
        "life.yaml:5:56",
    ]


def test_a_broken_vocabulary_still_lets_the_shapes_of_other_files_be_checked() -> None:
    files = edited(D, "owner:", "ownr:", edited(V, "type: percent", "type: percentage"))
    files = edited(L, "customer.orders_count >= 1", "customer.order_count >= 1", files)

    assert [line.split(": ")[0] for line in problems_of(files)] == [
        "dunning.yaml:8:5",
        "vocabulary.yaml:18:31",
    ]


def test_a_vocabulary_must_be_there() -> None:
    assert problems_of({}) == [
        "vocabulary.yaml: There is no vocabulary.yaml. It declares the entities and their facts."
    ]
