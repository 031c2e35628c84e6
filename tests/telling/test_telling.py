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
    assert told(SHIPPED, "retention_call", "en") == [
        "Call a customer who is slipping away (retention_call)",
        "  This rule is about each customer.",
        "  It is in force.",
        "  sales is responsible for it.",
        "  It starts as soon as this is true:",
        "    the customer's number of orders is at least 4",
        "    the customer's stage is not “termination”",
        "    at least one of these is true:",
        (
            "      today is the customer's last order plus the customer's usual cycle plus "
            "the setting “late_by” (3 days) or later"
        ),
        (
            "      the customer's volume of the last three cycles is at least the setting “drop” (30%) below "
            "the customer's volume of the three cycles before"
        ),
        "  At that time:",
        "    give the customer's account manager the task “retention call”, to be done within 2 working days",
        "      if the answer is “will order”: nothing more is done",
        "      if the answer is “unhappy”:",
        "        set the customer's reason for silence to what is answered as “reason”",
        "        set the customer's measure taken to what is answered as “measure”",
        (
            "      if the answer is “no answer”: give the task once more after 1 working day, "
            "at most 3 times in all"
        ),
        "      if nobody has answered by then: send a message to the customer's account manager's superior",
        "  It happens once for each value of the customer's last order.",
    ]


def test_the_same_rule_in_chinese():
    assert told(SHIPPED, "retention_call", "zh") == [
        "流失预警回访（retention_call）",
        "  适用对象：客户。",
        "  它已启用。",
        "  负责人：sales。",
        "  以下条件一旦成立即启动：",
        "    客户的下单次数不低于4",
        "    客户的阶段不为“termination”",
        "    以下至少一项成立：",
        "      今天不早于客户的最近下单日加客户的采购周期加设置“late_by”（3天）",
        "      客户的近三个周期采购额比客户的此前三个周期采购额至少低设置“drop”（30%）",
        "  届时：",
        "    向客户的客户经理布置任务“retention call”，期限2个工作日",
        "      如答复“will order”：不再采取措施",
        "      如答复“unhappy”：",
        "        将客户的停购原因设为答复中的“reason”",
        "        将客户的处理措施设为答复中的“measure”",
        "      如答复“no answer”：1个工作日后再次布置，总共最多3次",
        "      如到期无人答复：向客户的客户经理的上级发送消息",
        "  客户的最近下单日的每个值只执行一次。",
    ]


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
    told_here |= {"once_per", "within", "holds_for", "cooldown", "catch_up", "restart_on", "rollout"}
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
