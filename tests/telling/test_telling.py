"""A rule said as plain sentences: everything that it says, in either language, and nothing half translated."""

import re
from dataclasses import fields

import pytest

from engine.language.book import load_rulebook
from engine.language.words import Language
from engine.rulebook import Rule, Rulebook
from engine.telling import tell_rule
from engine.telling.phrases import PHRASES, listed
from tests.conftest import ROOT
from tests.language import books
from tests.language.test_translation import files_in

SMALL = load_rulebook(books.as_bytes(books.FILES))
SHIPPED = load_rulebook(files_in(ROOT / "rules"))


def told(book: Rulebook, rule_id: str, language: Language) -> list[str]:
    rule = book.rule(rule_id)
    assert rule is not None
    return [f"{'  ' * line.depth}{line.text}" for line in tell_rule(rule, book, language)]


def told_of(rule: str, language: Language) -> str:
    """What is told of one rule that is added to the small book."""
    text = books.LIFE.replace("\nexamples:", f"\n{rule}\nexamples:")
    policy = books.POLICY + (
        "groups: {greetings: {at most: 1 per customer per week, loser: dropped, together: per customer}}\n"
        "hold: [greetings while customer.credit_hold is yes]\n"
        "audiences: {wholesale: {of: customer, where: customer.tier is A}}\n"
    )
    files = {**books.FILES, "life.yaml": text, "policy.yaml": policy}
    vocabulary = files["vocabulary.yaml"].replace(
        "  order:\n    events", "  order:\n    zh: 订单\n    events"
    )
    book = load_rulebook(books.as_bytes({**files, "vocabulary.yaml": vocabulary}))
    return "\n".join(told(book, "odd", language))


def test_a_rule_in_english():
    assert told(SMALL, "dunning", "en") == [
        "Chase an overdue invoice (dunning)",
        "  This rule is about each invoice.",
        "  It is in force.",
        "  finance is responsible for it.",
        "  It holds from 1 January 2026.",
        "  Its time is counted from the invoice's due date.",
        "  It acts only while this is true:",
        "    the invoice's balance is more than the setting “ignore_below” (CN¥200.00)",
        "    the invoice is marked not “disputed”",
        "    at least one of these is true:",
        "      the invoice's promise date is not known",
        "      today is after the invoice's promise date",
        "  7 days after that (step “week_1”):",
        "    send an e-mail to the invoice's customer",
        "  14 days after that (step “week_2”):",
        "    give the customer's manager the task “payment call”, to be done within 1 working day",
        "      if the answer is “promised”: set the invoice's promise date to what is answered as “date”",
        "      if the answer is “disputed”: mark the invoice as “disputed”",
        "      if the answer is “no answer”: give the task once more after 1 working day, at most 3 times in all",
        "  1 month after that (step “month_1”):",
        "    mark the customer as “credit hold”",
        "    set the customer's tier to “C”",
        "    send a letter to the customer",
    ]


def test_the_same_rule_in_chinese():
    assert told(SMALL, "dunning", "zh") == [
        "催收逾期发票（dunning）",
        "  适用对象：invoice。",
        "  它已启用。",
        "  负责人：finance。",
        "  自2026年1月1日起有效。",
        "  时间从invoice的到期日算起。",
        "  只有以下条件成立时才执行：",
        "    invoice的余额大于设置“ignore_below”（¥200.00）",
        "    invoice未标记“有争议”",
        "    以下至少一项成立：",
        "      invoice的承诺付款日为空",
        "      今天晚于invoice的承诺付款日",
        "  此后7天（步骤“week_1”）：",
        "    向invoice的客户发送邮件",
        "  此后14天（步骤“week_2”）：",
        "    向客户的客户经理布置任务“payment call”，期限1个工作日",
        "      如答复“promised”：将invoice的承诺付款日设为答复中的“date”",
        "      如答复“disputed”：将invoice标记为“有争议”",
        "      如答复“no answer”：1个工作日后再次布置，总共最多3次",
        "  此后1个月（步骤“month_1”）：",
        "    将客户标记为“credit hold”",
        "    将客户的等级设为“C”",
        "    向客户发送信函",
    ]


def test_what_a_sentence_counts_is_told_with_its_settings():
    """The last order is late by its own cycle; the volume is compared with the one before."""
    english, chinese = told(SHIPPED, "retention_call", "en"), told(SHIPPED, "retention_call", "zh")

    late = "the customer's last order plus the customer's usual cycle plus the setting “late_by” (3 days)"
    assert f"      today is {late} or later" in english
    assert "      今天不早于客户的最近下单日加客户的采购周期加设置“late_by”（3天）" in chinese
    assert "      客户的近三个周期采购额比客户的此前三个周期采购额至少低设置“drop”（30%）" in chinese


ODD = [
    ("when: customer.tier is A, for: 1 day", "when this has been true for 1 day", "持续成立满1天后启动"),
    ("when: customer.tier is A, cooldown: 30 days", "at least 30 days pass", "两轮之间至少间隔30天"),
    ("when: customer.tier is A, catch up: latest", "only the last is taken", "只补办最后一个"),
    ("when: customer.tier is A, catch up: skip", "on its day is left out", "当天未能执行的步骤不再补办"),
    ("when: customer.tier is A, rollout: 20%", "in force for 20% of the customers", "只对20%的客户生效"),
    ("when: customer.tier is A, status: off", "It is switched off.", "它已停用。"),
    ("when: customer.tier is A, from the start: yes", "true before it was published", "发布之前已经成立"),
    ("when: customer.tier is A, valid: {to: 2026-05-01}", "until 1 May 2026", "有效至2026年5月1日"),
    ('when: ["customer.tier is not one of [A, B]"]', "is neither “A” nor “B”", "客户的等级不为“A”或“B”"),
    ("when: customer.tier is A, who: wholesale", "of the audience “wholesale”", "人群“wholesale”中的客户"),
    (
        "when: customer.tier is A, group: greetings",
        "at most 1 reach a customer in 7 days",
        "在7天内最多向同一客户发送1条",
    ),
    (
        "when: customer.tier is A, group: greetings",
        "They wait while the customer is marked “credit hold”.",
        "暂缓发送",
    ),
    (
        "when: customer.tier is A or customer.tier is B",
        "at least one of these is true:",
        "以下至少一项成立：",
    ),
    ("when: not (customer.tier is A and customer.tier is B)", "it is not so that both", "以下情况不成立："),
    ("when: {none: [customer.tier is A]}", "none of these is true:", "以下各项均不成立："),
    (
        "when: days since customer.last_order_date > 9",
        "number of days since the customer's last order date is more than 9",
        "天数大于9",
    ),
    ("when: customer.share > 30%", "the customer's share is more than 30%", "大于30%"),
    ("at: customer.last_order_date at 10:00", "from the customer's last order date, at 10:00", "的10:00算起"),
    ("at: every 3 months on customer.last_order_date", "every 3 months, counted from", "每3个月一次"),
    (
        "at: every year after customer.last_order_date",
        "every year, for the first time 1 year after",
        "起满1年为第一次",
    ),
    (
        "on: order.placed, who: order",
        "each time “order.placed” happens to the order",
        "订单每次发生“order.placed”",
    ),
    (
        "at: customer.last_order_date, restart on: order.placed",
        "Each “order.placed” starts it afresh.",
        "重新开始",
    ),
]


@pytest.mark.parametrize(("said", "english", "chinese"), ODD)
def test_every_key_is_told(said: str, english: str, chinese: str):
    do = '[{send: letter, to: customer, text: {en: "x", zh: "x"}}]'
    does = (
        f"steps: [{{id: a, do: {do}}}, {{id: b, after: 1 day, do: {do}}}]"
        if "catch up" in said
        else f"do: {do}"
    )
    rule = f"  - {{id: odd, {said}, {does}}}"

    assert english in told_of(rule, "en")
    assert chinese in told_of(rule, "zh")


def test_nothing_that_a_rule_holds_is_forgotten():
    """Whoever gives a rule something new must decide how it is told."""
    told_here = {"id", "who", "start", "when", "steps", "names", "owner", "status", "valid_from", "valid_to"}
    told_here |= {
        "once_per",
        "within",
        "holds_for",
        "cooldown",
        "catch_up",
        "restart_on",
        "rollout",
        "time_zone",
    }
    told_here |= {"from_the_start", "missing_day", "leap_month", "moves_from", "group", "audience"}

    assert {field.name for field in fields(Rule)} - told_here == {"said", "place"}


@pytest.mark.parametrize("rule", SHIPPED.moves_and_rules, ids=lambda rule: rule.id)
def test_no_sentence_is_half_translated(rule: Rule):
    """Outside quotation marks there is no English in Chinese, and no Chinese in English."""
    for line in tell_rule(rule, SHIPPED, "zh")[1:]:
        words = re.sub(r"“[^”]*”|（[a-z_]*）", "", line.text).replace("负责人", "")
        if rule.owner not in words and "岗位" not in words and "团队" not in words:
            assert not re.search(r"[A-Za-z_]{2,}", words), line.text
    for line in tell_rule(rule, SHIPPED, "en"):
        assert not re.search(r"[\u3400-\u9fff]", line.text), line.text


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_has_the_same_parts_in_both_languages(phrase: str):
    english, chinese = (set(re.findall(r"\{(\w+)\}", said)) for said in PHRASES[phrase])

    assert english - {"kind"} == chinese - {"kind"}


def test_lists_are_joined_as_people_do():
    assert listed("en", ["A"]) == "A"
    assert listed("en", ["A", "B", "C"], last="or") == "A, B or C"
    assert listed("zh", ["A", "B", "C"]) == "A、B和C"
