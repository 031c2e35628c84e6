"""`policy.yaml`: groups, limits, holds and audiences, and what is refused in them."""

import pytest

from engine.language.book import load_rulebook
from engine.language.syntax import All, Sentence
from engine.rulebook import Cap, Group, Rule, Rulebook, Send
from tests.language.books import DUNNING, FILES, LIFE, POLICY, as_bytes, problems_of

GROUPED = """\
groups:
  dunning:
    order: [dunning]
    together: per customer
  notices: {critical: yes}
  greetings: {at most: [1 per customer per week, 2 per customer per 30 days], loser: dropped}
hold:
  - greetings while customer.credit_hold is yes
  - greetings while customer.share > 10%
audiences:
  wholesale: {of: customer, where: ["customer.tier is one of [A, B]", customer.credit_hold is no]}
  large_debts: {of: invoice, where: "invoice.balance > settings.ignore_below"}
"""


def files_with(policy: str = GROUPED) -> dict[str, str]:
    """The small rulebook with *policy* added, its rules in groups."""
    files = {**FILES, "policy.yaml": POLICY + policy}
    files["dunning.yaml"] = DUNNING.replace(
        "    owner: finance\n", "    owner: finance\n    group: dunning\n"
    )
    files["life.yaml"] = LIFE.replace("    within: 1 day\n", "    within: 1 day\n    group: greetings\n")
    return files


def loaded(files: dict[str, str]) -> Rulebook:
    return load_rulebook(as_bytes(files))


def edited(before: str, after: str, file: str = "policy.yaml") -> dict[str, str]:
    files = files_with()
    assert before in files[file]
    return {**files, file: files[file].replace(before, after, 1)}


def rule_of(book: Rulebook, name: str) -> Rule:
    rule = book.rule(name)
    assert rule is not None
    return rule


def lines_of(rule: Rule) -> list[str]:
    assert isinstance(rule.when, All)
    return [part.text if isinstance(part, Sentence) else "…" for part in rule.when.parts]


def test_groups_keep_their_order_and_say_what_holds_for_them() -> None:
    dunning, notices, greetings = loaded(files_with()).policy.groups

    assert (dunning.name, dunning.order, dunning.together, dunning.loser) == (
        "dunning",
        ("dunning",),
        True,
        "waits",
    )
    assert notices == Group("notices", critical=True)
    assert greetings.caps == (Cap(1, 7), Cap(2, 30))
    assert greetings.loser == "dropped"
    assert [hold.text for hold in greetings.holds if isinstance(hold, Sentence)] == [
        "customer.credit_hold is yes",
        "customer.share > 10%",
    ]


def test_a_rule_says_its_group_itself_or_by_the_defaults_of_its_file() -> None:
    by_default = edited("who: customer}", "who: customer, group: greetings}", "life.yaml")
    by_default["life.yaml"] = by_default["life.yaml"].replace("    group: greetings\n", "")

    assert rule_of(loaded(files_with()), "greet").group == "greetings"
    assert rule_of(loaded(by_default), "greet").group == "greetings"
    assert rule_of(loaded(by_default), "first_order").group == "", "a move never waits"


@pytest.mark.parametrize(
    ("written", "caps"),
    [
        ("any", ()),
        ("2 per customer per day", (Cap(2, 1),)),
        ("3 per customer per week", (Cap(3, 7),)),
        ("5 per customer per 30 days", (Cap(5, 30),)),
        ("1 per customer per 1 day", (Cap(1, 1),)),
        ("[1 per customer per day, 3 per customer per week]", (Cap(1, 1), Cap(3, 7))),
    ],
)
def test_limits_are_said_by_the_day_the_week_or_so_many_days(written: str, caps: tuple[Cap, ...]) -> None:
    files = edited("at most: 1 per customer per day", f"at most: {written}")

    assert loaded(files).policy.caps == caps


def test_an_audience_names_an_entity_and_puts_its_lines_first() -> None:
    files = edited("    who: invoice\n", "    who: large_debts\n", "dunning.yaml")

    rule = rule_of(loaded(files), "dunning")

    assert (rule.who, rule.audience) == ("invoice", "large_debts")
    assert lines_of(rule)[:2] == ["invoice.balance > settings.ignore_below"] * 2, "its own line comes after"
    assert isinstance(rule.when, All)
    first = rule.when.parts[0]
    assert isinstance(first, Sentence)
    assert (first.place.file, first.place.line) == ("policy.yaml", 17)


def test_an_audience_may_be_all_that_starts_a_rule() -> None:
    files = files_with()
    files["life.yaml"] = files["life.yaml"].replace(
        "examples:",
        "  - {id: hail, who: wholesale, do: [{task: call, to: team/sales, due: 1 day, text: {en: a, zh: b}}]}\nexamples:",
    )

    assert lines_of(rule_of(loaded(files), "hail")) == [
        "customer.tier is one of [A, B]",
        "customer.credit_hold is no",
    ]


PROBLEMS = {
    "a limit that is none": (
        edited("1 per customer per week", "1 per customer per month"),
        (
            "policy.yaml:11:25: “1 per customer per month” is no limit. Write “1 per customer per day”, "
            "“3 per customer per week”, “5 per customer per 30 days”, or “any” alone for no limit."
        ),
    ),
    "a rule in order that is not there": (
        edited("order: [dunning]", "order: [duning]"),
        "policy.yaml:8:13: There is no rule “duning”. Did you mean “dunning”?",
    ),
    "a rule in order that is of another group": (
        edited("order: [dunning]", "order: [greet]"),
        "policy.yaml:8:13: The rule “greet” is not in the group “dunning”. Write “group: dunning” in the rule.",
    ),
    "a rule in order twice": (
        edited("order: [dunning]", "order: [dunning, dunning]"),
        "policy.yaml:8:22: “dunning” stands twice here. Delete one of the two.",
    ),
    "a loser that is neither": (
        edited("loser: dropped", "loser: droped"),
        "policy.yaml:11:86: “droped” is not known here. Did you mean “dropped”?",
    ),
    "something joined otherwise": (
        edited("together: per customer", "together: yes"),
        "policy.yaml:9:15: “yes” is not known here. Known here: per customer.",
    ),
    "a critical group with a limit": (
        edited("notices: {critical: yes}", "notices: {critical: yes, at most: 1 per customer per day}"),
        "policy.yaml:10:28: “notices” is critical, so “at most” never applies to it. Delete one of the two.",
    ),
    "a critical group that is held": (
        edited("- greetings while customer.credit_hold", "- notices while customer.credit_hold"),
        "policy.yaml:13:5: “notices” is critical, so nothing holds it back. Delete one of the two.",
    ),
    "a hold of an unknown group": (
        edited("- greetings while customer.credit_hold", "- greeting while customer.credit_hold"),
        "policy.yaml:13:5: There is no group “greeting”. Did you mean “greetings”?",
    ),
    "a hold without its sentence": (
        edited("- greetings while customer.credit_hold is yes", "- greetings"),
        (
            "policy.yaml:13:5: “greetings” does not say what waits while what is so. "
            "Write e.g. “greetings while customer.open_complaints > 0”."
        ),
    ),
    "a hold with a wrong sentence": (
        edited("while customer.credit_hold is yes", "while customer.credit_hld is yes"),
        "policy.yaml:13:21: “customer.credit_hld”: no such fact. Did you mean “customer.credit_hold”?",
    ),
    "a hold about something else than the customer": (
        edited("while customer.credit_hold is yes", "while invoice.disputed is yes"),
        (
            "policy.yaml:13:21: “invoice.disputed” cannot be read here: the sentence is about customer. "
            "Begin with customer."
        ),
    ),
    "an audience named like an entity": (
        edited("  wholesale:", "  invoice:"),
        (
            "policy.yaml:16:3: “invoice” is an entity of the vocabulary, so “who: invoice” would have two meanings. "
            "Give the audience another name."
        ),
    ),
    "an audience of nothing": (
        edited("{of: customer, where", "{of: custmer, where"),
        "policy.yaml:16:19: The vocabulary has no entity “custmer”. Did you mean “customer”?",
    ),
    "an audience of somebody who belongs to no customer": (
        edited(
            '{of: invoice, where: "invoice.balance > settings.ignore_below"}',
            "{of: person, where: person.name is Li}",
        ),
        (
            "policy.yaml:17:21: “person” belongs to no customer, so no rule can be about it. "
            "Add a fact of type “customer” to person in the vocabulary."
        ),
    ),
    "an audience with a wrong line": (
        edited("customer.tier is one of [A, B]", "customer.tier is one of [A, D]"),
        "policy.yaml:16:66: “D” is no choice of customer.tier. Known here: A, B, C.",
    ),
    "an unknown audience": (
        edited("who: invoice\n", "who: large_debt\n", "dunning.yaml"),
        "dunning.yaml:12:10: “large_debt” is neither an entity nor an audience. Did you mean “large_debts”?",
    ),
    "an unknown group": (
        edited("group: greetings", "group: greeting", "life.yaml"),
        "life.yaml:10:12: There is no group “greeting”. Did you mean “greetings”?",
    ),
    "a loop in one language only": (
        edited(
            '"Dear {{ customer.name }}, {{ invoice.balance }} was due on {{ invoice.due_date }}."',
            '"{% for invoice in together %}{{ invoice.balance }}{% endfor %}"',
            "dunning.yaml",
        ),
        (
            "dunning.yaml:28:20: The text has a loop in “en” and none in “zh”. "
            "Write it in each language or in none."
        ),
    ),
    "a loop in the text of a task": (
        edited(
            "Call about {{ invoice.number }}.",
            "{% for invoice in together %}x{% endfor %}",
            "dunning.yaml",
        ),
        (
            "dunning.yaml:35:25: Only a message that a step sends may have a loop. "
            "Write the text for one subject."
        ),
    ),
    "a move in a group": (
        edited("to: trial,", "to: trial, group: greetings,", "life.yaml"),
        "life.yaml:5:50: A move has no “group”. A move never waits, so it has no group.",
    ),
}


@pytest.mark.parametrize("problem", PROBLEMS)
def test_what_is_wrong_is_said_where_it_stands(problem: str) -> None:
    files, said = PROBLEMS[problem]

    assert problems_of(files) == [said]


def test_a_group_without_a_policy_is_unknown() -> None:
    assert problems_of(files_with("")) == [
        "dunning.yaml:9:12: There is no group “dunning”. Declare it under “groups” in policy.yaml.",
        "life.yaml:10:12: There is no group “greetings”. Declare it under “groups” in policy.yaml.",
    ]


def test_a_loop_may_use_labels() -> None:
    text = "{% for 发票 in together %}{{ 发票.余额 }}{% endfor %}"
    files = edited(
        '"Dear {{ customer.name }}, {{ invoice.balance }} was due on {{ invoice.due_date }}."',
        f'"{text}"',
        "dunning.yaml",
    )
    zh = '"{{ customer.name }}您好，享{{ settings.discount }}、{{ customer.share }}优惠。"'
    assert zh in files["dunning.yaml"]
    files["dunning.yaml"] = files["dunning.yaml"].replace(zh, f'"{text}"')
    files["vocabulary.yaml"] = files["vocabulary.yaml"].replace(
        "  invoice:\n", "  invoice:\n    label: {en: invoice, zh: 发票}\n"
    )

    (send,) = rule_of(loaded(files), "dunning").steps[0].do

    assert isinstance(send, Send)
    assert send.text["zh"] == "{% for invoice in together %}{{ invoice.balance }}{% endfor %}"
