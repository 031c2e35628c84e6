"""What only a whole rulebook shows, each with one concrete case."""

import pytest

from engine.checks import examine
from tests.checks.books import CALL, a_book, a_rule, found, rules, the_finding
from tests.language.books import POLICY, VOCABULARY

CUSTOMER = "who: customer"


@pytest.mark.parametrize(
    ("when", "told", "witness"),
    [
        (
            "[customer.orders_count > 5, customer.orders_count < 3]",
            "“customer.orders_count < 3” never holds together with “customer.orders_count > 5”",
            "for a customer with customer.orders_count 6",
        ),
        ("[customer.orders_count < 0]", "“customer.orders_count < 0” never holds", ""),
        ("[customer.orders_count is empty]", "“customer.orders_count is empty” never holds", ""),
        (
            '["customer.tier is A", "customer.tier is one of [B, C]"]',
            "“customer.tier is one of [B, C]” never holds together with “customer.tier is A”",
            "for a customer with customer.tier A",
        ),
        (
            "[customer.last_order_date is empty, today > customer.last_order_date + 30 days]",
            "never holds together with “customer.last_order_date is empty”",
            "for a customer of whom nothing is known",
        ),
        (
            "[today >= customer.last_order_date + 3 days, today < customer.last_order_date + 2 days]",
            "“today < customer.last_order_date + 2 days” never holds together with",
            "customer.last_order_date 2026-06-12 on 2026-06-15",
        ),
        (
            "[today >= customer.last_order_date + 1 year, today < customer.last_order_date + 11 months]",
            "“today < customer.last_order_date + 11 months” never holds together with",
            "on 2026-06-15",
        ),
        (
            "[customer.share between 10% and 20%, customer.share > 30%]",
            "“customer.share > 30%” never holds together with",
            "for a customer with customer.share 10",
        ),
        ("[customer.credit_hold is empty]", "“customer.credit_hold is empty” never holds", ""),
    ],
)
def test_lines_that_never_hold_together(when: str, told: str, witness: str):
    when = (
        when.replace("[B, C]]", "[B, C]]")
        if "[B" not in when
        else '["customer.tier is A", "customer.tier is one of [B, C]"]'
    )
    problem = the_finding(rules(a_rule("it", CUSTOMER, f"when: {when}")))

    assert (problem.code, problem.severity) == ("never-true", "error")
    assert told in problem.what
    assert witness in problem.witness


@pytest.mark.parametrize(
    "when",
    [
        "[customer.orders_count > 5, customer.orders_count < 7]",
        "[customer.last_order_date is empty, customer.tier is A]",
        "[today >= customer.last_order_date + 30 days, today < customer.last_order_date + 1 month]",
        "[today >= customer.last_order_date + 1 month, today < customer.last_order_date + 32 days]",
        "[today > customer.last_order_date + 1 day, today <= customer.last_order_date + 2 days]",
        "[days since customer.last_order_date > 30, today < customer.last_order_date + 32 days]",
        "[customer.share > 10%, customer.share < 11%]",
        "[customer.credit_hold is no, customer.tier is not A]",
    ],
)
def test_what_can_hold_is_left_alone(when: str):
    assert found(rules(a_rule("it", CUSTOMER, f"when: {when}"))) == []


def test_a_line_that_keeps_nobody_out():
    problem = the_finding(rules(a_rule("it", CUSTOMER, "when:", "  - customer.tier is one of [A, B, C]")))

    assert (problem.code, str(problem.place), problem.severity) == ("always-true", "r.yaml:6:9", "warning")
    assert "a customer with customer.tier A" in problem.witness


def test_a_branch_that_never_decides():
    dead = a_rule(
        "it", CUSTOMER, "when:", "  - customer.orders_count > 5", "  - any:",
        "      - customer.orders_count < 2", "      - customer.tier is A",
    )  # fmt: skip
    narrow = a_rule(
        "it", CUSTOMER, "when:", "  - any:", "      - customer.orders_count > 5", "      - customer.orders_count > 3",
    )  # fmt: skip

    assert found(rules(dead)) == [("dead-branch", "8:13", "warning")]
    assert found(rules(narrow)) == [("dead-branch", "7:13", "warning")]
    assert "a customer with customer.orders_count 6" in the_finding(rules(narrow)).witness


def test_a_step_that_never_comes():
    book = a_book(f"""\
rules:
  - id: it
    who: invoice
    at: invoice.due_date
    when: invoice.balance > 200 CNY
    steps:
      - {{id: first, after: 1 day, do: [{CALL}]}}
      - {{id: second, after: 2 days, when: invoice.balance < 100 CNY, do: [{CALL}]}}
""")

    problem = the_finding(book)

    assert (problem.code, str(problem.place)) == ("dead-step", "r.yaml:9:43")
    assert "the step “second” never comes" in problem.what
    assert "an invoice with invoice.balance 200.01 CNY" in problem.witness


def test_a_rule_written_twice():
    book = rules(
        a_rule("one", CUSTOMER, "when: customer.orders_count >= 3"),
        a_rule("two", CUSTOMER, "when: customer.orders_count > 2"),
    )

    problem = the_finding(book)

    assert (problem.code, problem.severity) == ("duplicate-rule", "error")
    assert "“two” does the same as “one”" in problem.what
    assert problem.witness == "a customer with customer.orders_count 3 meets both"


def test_a_rule_within_another():
    book = rules(
        a_rule("wide", CUSTOMER, "when: customer.orders_count >= 3"),
        a_rule("narrow", CUSTOMER, "when: [customer.orders_count >= 3, customer.tier is A]"),
    )

    assert found(book) == [("subsumed-rule", "7:5", "warning")]


def test_rules_that_do_otherwise_or_at_another_time_are_two_rules():
    book = rules(
        a_rule("one", CUSTOMER, "when: customer.orders_count >= 3"),
        a_rule("two", CUSTOMER, "when: customer.orders_count >= 3", do="{set: {customer.tier: A}}"),
        a_rule("three", CUSTOMER, "at: customer.last_order_date", "when: customer.orders_count >= 3"),
    )

    assert found(book) == []


def test_one_fact_set_to_two_values():
    book = rules(
        a_rule("good", CUSTOMER, "when: customer.orders_count >= 3", do="{set: {customer.tier: A}}"),
        a_rule("held", CUSTOMER, "when: customer.credit_hold is yes", do="{set: {customer.tier: C}}"),
    )

    problem = the_finding(book)

    assert (problem.code, problem.severity) == ("clashing-sets", "error")
    assert "“held” sets customer.tier to C, “good” sets it to A at the same time" in problem.what
    assert (
        problem.witness == "it happens to a customer with customer.credit_hold yes, customer.orders_count 3"
        or ("customer.credit_hold yes" in problem.witness)
    )


@pytest.mark.parametrize(
    "other",
    [
        a_rule("other", CUSTOMER, "when: customer.orders_count < 3", do="{set: {customer.tier: C}}"),
        a_rule("other", CUSTOMER, "when: customer.credit_hold is yes", do="{set: {customer.tier: A}}"),
        a_rule("other", CUSTOMER, "at: customer.last_order_date", do="{set: {customer.tier: C}}"),
    ],
)
def test_a_fact_set_by_two_rules_that_exclude_each_other_or_agree(other: str):
    """Or at another time: then the later one counts."""
    one = a_rule("one", CUSTOMER, "when: customer.orders_count >= 3", do="{set: {customer.tier: A}}")

    assert found(rules(one, other)) == []


def test_rules_that_set_each_other_off():
    book = rules(
        a_rule("on", CUSTOMER, "when: customer.credit_hold is no", do="{set: {customer.credit_hold: yes}}"),
        a_rule("off", CUSTOMER, "when: customer.credit_hold is yes", do="{set: {customer.credit_hold: no}}"),
    )

    problem = the_finding(book)

    assert problem.code == "self-feeding"
    assert "“on” → “off” → “on”" in problem.what


def test_a_rule_that_opens_what_it_starts_on():
    words = (
        VOCABULARY
        + """\
  complaint:
    events: [complaint.opened]
    facts: {severity: {type: choice, of: [slight, serious]}, customer: {type: customer}}
"""
    )
    again = a_rule("it", "who: complaint", "on: complaint.opened", "when: complaint.severity is serious",
                   do="{open: complaint, facts: {complaint.severity: SEVERITY}}")  # fmt: skip

    endless = the_finding(
        a_book("rules:\n" + again.replace("SEVERITY", "serious"), **{"vocabulary.yaml": words})
    )
    once = found(a_book("rules:\n" + again.replace("SEVERITY", "slight"), **{"vocabulary.yaml": words}))

    assert endless.code == "self-feeding"
    assert endless.witness == "it goes on with a complaint with complaint.severity serious"
    assert once == []


@pytest.mark.parametrize(("severity", "codes"), [("serious", [("breeding", "3:5", "error")]), ("slight", [])])
def test_a_rule_that_opens_what_it_is_about_some_day_later(severity: str, codes: list[tuple[str, str, str]]):
    """No round has to be cut short, yet each complaint leads to the next."""
    words = (
        VOCABULARY
        + """\
  complaint:
    facts: {severity: {type: choice, of: [slight, serious]}, due: {type: date}, customer: {type: customer}}
"""
    )
    again = a_rule("it", "who: complaint", "at: complaint.due", "when: complaint.severity is serious",
                   do=f"{{open: complaint, facts: {{complaint.severity: {severity}, complaint.due: today + 30 days}}}}")  # fmt: skip

    assert found(a_book("rules:\n" + again, **{"vocabulary.yaml": words})) == codes


def test_a_rule_that_ends_what_set_it_off_is_no_loop():
    book = rules(
        a_rule("it", CUSTOMER, "when: customer.credit_hold is no", do="{set: {customer.credit_hold: yes}}")
    )

    assert found(book) == []


LIFE = "lifecycle: {of: customer.stage, start: prospect, end: [lost]}\n"


def a_move(name: str, here: str, there: str, when: str) -> str:
    return f"  - {{id: {name}, from: {here}, to: {there}, when: {when}}}\n"


def test_two_moves_at_once():
    book = rules(
        a_move("tries", "prospect", "trial", "customer.orders_count >= 1"),
        a_move("leaves", "prospect", "lost", "customer.tier is C"),
        a_move("gives_up", "trial", "lost", "customer.tier is C"),
        before=LIFE,
    )

    problem = the_finding(book)

    assert problem.code == "overlapping-moves"
    assert "“leaves” and “tries” are possible at once from “prospect”" in problem.what
    assert "customer.orders_count 1" in problem.witness
    assert "customer.tier C" in problem.witness


def test_moves_that_exclude_each_other():
    book = rules(
        a_move("tries", "prospect", "trial", "customer.orders_count >= 1"),
        a_move("leaves", "prospect", "lost", "customer.orders_count < 1"),
        a_move("gives_up", "trial", "lost", "customer.tier is C"),
        before=LIFE,
    )

    assert found(book) == []


def test_moves_to_and_fro():
    book = rules(
        a_move("tries", "prospect", "trial", "customer.orders_count >= 1"),
        a_move("back", "trial", "prospect", "customer.orders_count >= 0"),
        a_move("leaves", "trial", "lost", "customer.orders_count < 0"),
        before=LIFE,
    )

    codes = {code for code, _, _ in found(book)}

    assert "looping-moves" in codes


def test_moves_round_three_stages():
    book = rules(
        a_move("one", "prospect", "trial", "customer.orders_count >= 1"),
        a_move("two", "trial", "lost", "customer.orders_count >= 1"),
        a_move("three", "lost", "prospect", "customer.orders_count >= 1"),
        before=LIFE,
    )

    problem = the_finding(book)

    assert problem.code == "looping-moves"
    assert "“one” and “two” and “three” move a customer round and back without end" in problem.what
    assert "customer.orders_count 1" in problem.witness


def test_moves_round_three_stages_that_ask_for_something_else_each_time():
    book = rules(
        a_move("one", "prospect", "trial", "customer.orders_count >= 1"),
        a_move("two", "trial", "lost", "customer.orders_count >= 2"),
        a_move("three", "lost", "prospect", "customer.orders_count < 2"),
        before=LIFE,
    )

    assert found(book) == []


def test_a_stage_without_a_way_to_it_and_one_without_a_way_out():
    book = rules(a_move("tries", "prospect", "trial", "customer.orders_count >= 1"), before=LIFE)

    assert found(book) == [("dead-end", "2:50", "error"), ("unreachable-stage", "2:50", "warning")]


def test_days_that_do_not_come_every_year():
    open_ = rules(a_rule("it", CUSTOMER, "at: every year on customer.birthday"))
    said = rules(
        a_rule(
            "it",
            CUSTOMER,
            "at: every year on customer.birthday",
            "missing day: skip",
            "leap month: leap month",
        )
    )

    assert [code for code, _, _ in found(open_)] == ["missing-day", "leap-month"]
    assert "1992-02-29" in examine(open_)[0].witness
    assert found(said) == []


def test_days_that_do_not_come_every_month():
    at = "at: every 3 months on customer.last_order_date"

    assert found(rules(a_rule("it", CUSTOMER, at))) == [("missing-day", "3:5", "warning")]
    assert found(rules(a_rule("it", CUSTOMER, at, "missing day: skip"))) == [("missing-day", "3:5", "error")]
    assert found(rules(a_rule("it", CUSTOMER, at, "missing day: day before"))) == []


def test_of_days_that_come_every_year_only_29_february_is_missing():
    (warning,) = examine(rules(a_rule("it", CUSTOMER, "at: every year on customer.last_order_date")))

    assert "in a year without its day" in warning.what
    assert "2024-02-29" in warning.witness


@pytest.mark.parametrize("at", ["at: every monday at 09:00", "at: every 2 weeks on customer.last_order_date"])
def test_every_week_has_all_its_days(at: str):
    assert found(rules(a_rule("it", CUSTOMER, at))) == []


def test_a_setting_that_nobody_uses():
    line = a_rule("it", CUSTOMER, "when: customer.orders_count >= settings.enough")

    assert found(rules(line, before="settings: {enough: 3}\n")) == []
    assert found(rules(line, before="settings: {enough: 3, patience: 4}\n")) == [
        ("unused-setting", "2:23", "warning")
    ]


def test_what_the_policy_or_a_file_declares_and_nobody_names():
    policy = (
        POLICY + "groups: {greetings: {}}\naudiences: {good: {of: customer, where: [customer.tier is A]}}\n"
    )
    table = 'tables: {rebate: {in: [customer.tier], out: [percent], rows: [["A", "1%"], ["B", "2%"], ["C", "3%"]]}}\n'
    rule = a_rule("it", CUSTOMER, "when: customer.tier is A")

    problems = examine(a_book(f"{table}rules:\n{rule}", **{"policy.yaml": policy}))

    assert [each.code for each in problems] == ["unused-group", "unused-audience", "unused-table"]


def test_two_steps_at_one_moment():
    steps = "    steps:\n" + "".join(f"      - {{id: {name}, after: 1 day, do: [{CALL}]}}\n" for name in "ab")
    rule = f"rules:\n  - id: it\n    who: invoice\n    at: invoice.due_date\n{steps}"

    assert found(a_book(rule)) == [("same-due", "8:10", "warning")]
    assert found(a_book(rule.replace("b, after: 1 day", "b, after: 2 days"))) == []


def test_a_message_that_nobody_sends():
    texts = {f"messages/late.{locale}.txt": "Hello" for locale in ("en", "zh")}
    book = a_book("rules:\n" + a_rule("it", CUSTOMER, "when: customer.tier is A"), **texts)

    assert [(each.code, str(each.place)) for each in examine(book)] == [
        ("unused-message", "messages/late.en.txt")
    ]


def test_a_text_that_says_less_in_one_language():
    less = (
        '{task: call, to: customer.manager, due: 1 day, text: {en: "Call {{ customer.name }}", zh: "致电"}}'
    )

    problem = the_finding(rules(a_rule("it", CUSTOMER, "when: customer.tier is A", do=less)))

    assert problem.code == "text-differs"
    assert "shows customer.name in en, but not in zh" in problem.what
