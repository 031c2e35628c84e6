"""Facts and entities may be called by their labels, in any language, wherever a file names them."""

import pytest

from engine.language.book import load_rulebook
from engine.language.meaning import meaning
from tests.language.books import FILES, as_bytes, edited, problems_of

CHINESE = """\
格式: 1
生命周期: {依据: 客户.阶段, 起点: prospect, 终点: [lost]}
默认: {负责人: sales_ops, 状态: 试运行, 有效期: {自: 2026-01-01}, 对象: 客户}
规则:
  - {编号: first_order, 从: prospect, 到: trial, 当: 客户.下单次数 不少于 1}
  - {编号: given_up, 从: [prospect, trial], 到: lost, 当: 今天 ≥ customer.last_order_date + 1 年}
  - 编号: greet
    时点: 每年 于 客户.生日 在 09:00
    时限: 1 天
    执行: [{发送: 消息, 发给: 客户, 话术: {en: "Happy birthday!", zh: "生日快乐！"}}]
示例:
  - 名称: a life
    已知: {客户.名称: Li Lei, 客户.下单次数: 0, 客户.阶段: prospect, 今天: 2026-01-05}
    发生:
      - 2026-01-10: {客户.下单次数: 1, customer.last_order_date: 2026-01-10}
    截至: 2027-12-31
    应当: [2026-01-10 first_order, 2027-01-10 given_up]
"""


def test_a_file_in_chinese_says_the_same_as_in_english():
    """Keys, fixed values, sentences, lengths, labels; what has no label keeps its English name."""
    chinese = load_rulebook(as_bytes({**FILES, "life.yaml": CHINESE}))

    assert meaning(chinese) == meaning(load_rulebook(as_bytes(FILES)))


SAME = [
    ("dunning.yaml", "who: invoice", "对象: invoice"),
    ("dunning.yaml", "invoice.disputed is no", "invoice.有争议 为 否"),
    ("dunning.yaml", "{invoice.promise_date: answer.date}", "{invoice.承诺付款日: 答复.date}"),
    ("dunning.yaml", "-> customer.tier C", "-> 客户.等级 C"),
    (
        "dunning.yaml",
        "order: [{date: 2026-01-01, amount: 9 CNY}]",
        "order: [{date: 2026-01-01, amount: ９ 元}]",
    ),
    (
        "dunning.yaml",
        "{{ customer.name }}您好，享{{ settings.discount }}",
        "{{ 客户.名称 }}您好，享{{ 设置.discount }}",
    ),
    ("messages/last.zh.txt", "{{ customer.name }}：", "{{ 客户.名称 }}："),
    ("messages/last.zh.txt", "发票{{ invoice.number }}", "发票{{ invoice.号码 }}"),
    ("vocabulary.yaml", 'from: "count(order)"', 'from: "计数(order)"'),
    ("vocabulary.yaml", "{type: customer, zh: 客户}", "{类型: 客户, 中文: 客户}"),
]


@pytest.mark.parametrize(("file", "english", "chinese"), SAME)
def test_a_label_means_what_the_name_means(file: str, english: str, chinese: str):
    files = edited(file, english, chinese)

    assert problems_of(files) == []
    assert meaning(load_rulebook(as_bytes(files))) == meaning(load_rulebook(as_bytes(FILES)))


WRONG = [
    ("life.yaml", "customer.orders_count >= 1", "客户.下单数 >= 1", "Did you mean “客户.下单次数”?"),
    ("life.yaml", "who: customer", "对像: customer", "Did you mean “对象”?"),
    ("life.yaml", "status: shadow", "状态: 试运", "Did you mean “试运行”?"),
    ("life.yaml", "within: 1 day", "时限: 1 个工作天", "Did you mean “个工作日”?"),
    ("life.yaml", "send: message", "发送: 短息", "Did you mean “短信”?"),
    ("dunning.yaml", "who: invoice", "who: 客戶", "Did you mean “客户”?"),
    (
        "dunning.yaml",
        "customer.credit_hold: yes",
        "客户.停止赊: yes",
        "“客户.停止赊”: no such fact.",
    ),
    (
        "dunning.yaml",
        "    owner: finance",
        "    owner: a\n    负责人: b",
        "says what “owner” says in line 8",
    ),
    ("messages/last.zh.txt", "{{ customer.name }}", "{{ 客户.名 }}", "Did you mean “客户.名称”?"),
    ("vocabulary.yaml", "zh: 等级", "zh: 阶段", "“阶段” means both “tier” and “stage”"),
    ("vocabulary.yaml", "zh: 等级", "zh: birthday", "“birthday” means both “birthday” and “tier”"),
    ("vocabulary.yaml", "type: money, zh: 余额", "类型: 钱, zh: 余额", "“钱” is no type and no entity."),
]


@pytest.mark.parametrize(("file", "english", "chinese", "said"), WRONG)
def test_what_is_wrong_is_said_in_the_language_of_the_author(
    file: str, english: str, chinese: str, said: str
):
    problems = problems_of(edited(file, english, chinese))

    assert said in "\n".join(problems)


def test_a_missing_key_is_named_as_its_neighbours_are():
    problems = problems_of({**FILES, "life.yaml": CHINESE.replace("    截至: 2027-12-31\n", "")})

    assert problems == ["life.yaml:12:5: The key “截至” is missing in “示例”. Add it."]


def test_a_choice_that_looks_like_a_word_of_the_language_is_a_choice():
    vocabulary = edited("vocabulary.yaml", "of: [A, B, C], zh: 等级", "of: [是, 否, 客户, C], zh: 等级")
    when = '"客户.等级 为 是 或 客户.等级 属于 [否, 客户]"'
    files = edited("life.yaml", "customer.orders_count >= 1", when, vocabulary)

    assert problems_of(files) == []


def test_every_problem_of_a_chinese_file_names_keys_in_chinese():
    """Those too that do not stand in the file."""
    files = {
        **FILES,
        "life.yaml": CHINESE.replace(
            "    执行: [{发送: 消息", "    事件: order.placed\n    无: [{发送: 消息"
        ),
    }

    said = "\n".join(problems_of(files))

    assert "A rule has “事件” or “时点”, not both." in said
    assert not {word for word in ("“on”", "“at”", "“do”") if word in said}
