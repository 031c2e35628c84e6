"""A rule as a Chinese sales department writes it, and the same in English: they decide alike."""

from engine.examples import run_examples
from engine.language.book import load_rulebook
from engine.language.meaning import meaning
from engine.language.translation import translated
from tests.language.books import POLICY, as_bytes

VOCABULARY = """\
词汇: 1
日历: {时区: Asia/Shanghai, 工作时间: "mon-fri 09:00-18:00", 节假日: CN}
实体:
  person:
    标签: {en: person, zh: 员工}
    事实:
      name: {类型: 文本, 中文: 姓名, 个人信息: 是}
  customer:
    标签: {en: customer, zh: 客户}
    事实:
      name:            {类型: 文本, 中文: 名称, 个人信息: 是}
      tier:            {类型: 选项, 取值: [A, B, C], 中文: 等级}
      do_not_contact:  {类型: 是非, 中文: 勿扰}
      manager:         {类型: 员工, 中文: 客户经理}
      orders_count:    {类型: 数字, 中文: 下单次数}
      last_order_date: {类型: 日期, 中文: 最近下单日}
      usual_cycle:     {类型: 时长, 中文: 采购周期}
      volume_30d:      {类型: 金额, 中文: 近30天采购额}
      volume_avg:      {类型: 金额, 中文: 月均采购额}
"""
AUDIENCE = "人群: {wholesale: {对象: 客户, 条件: [客户.等级 属于 [A、B], 客户.勿扰 为 否]}}\n".replace(
    "[客户.等级 属于 [A、B], 客户.勿扰 为 否]", '["客户.等级 属于 [A、B]", 客户.勿扰 为 否]'
)
RETENTION = """\
# 流失预警
格式: 1
规则:
  - 编号: retention_call
    负责人: sales_ops
    状态: 启用
    对象: wholesale
    当:
      - 客户.下单次数 >= 4
      - 任一:
          - 今天 >= 客户.最近下单日 + 客户.采购周期 + 3 天      # 超过自己的周期
          - 客户.近30天采购额 至少 30% 低于 客户.月均采购额
    每次仅限: 客户.最近下单日
    冷却: 30 天
    执行:
      - 任务: retention_call
        交给: 客户.客户经理
        期限: 2 个工作日
        话术: {zh: "回访{{ 客户.名称 }}。", en: "Call {{ customer.name }}."}
    示例:
      - 说明: 超过采购周期三天
        已知: &customer {客户.名称: 苏州纺织, 客户.等级: A, 客户.勿扰: 否, 客户.客户经理: li, 客户.下单次数: 9, 客户.最近下单日: 2026-03-01, 客户.采购周期: 30 天, 客户.近30天采购额: 9000 CNY, 客户.月均采购额: 10000 元}
        截至: 2026-05-31
        应当: [2026-04-03 retention_call]
      - 说明: 采购额降了三成
        已知: *customer
        发生: [{2026-03-10: {客户.近30天采购额: 7000 CNY}}]
        截至: 2026-04-02
        应当: [2026-03-10 retention_call]
      - 说明: 不愿被打扰
        已知: {客户.等级: A, 客户.勿扰: 是, 客户.下单次数: 9, 客户.最近下单日: 2026-03-01, 客户.采购周期: 30 天}
        截至: 2026-05-31
        应当: []
"""
CHINESE = as_bytes(
    {"vocabulary.yaml": VOCABULARY, "policy.yaml": POLICY + AUDIENCE, "retention.yaml": RETENTION}
)


def test_its_examples_come_out():
    outcomes = list(run_examples(load_rulebook(CHINESE)))

    assert [outcome.passed for outcome in outcomes] == [True, True, True]


def test_in_english_it_says_the_same_and_its_examples_come_out_alike():
    english = {**CHINESE, **translated(CHINESE, "en")}
    book, chinese = load_rulebook(english), load_rulebook(CHINESE)

    assert b"customer.volume_30d is at least 30% below customer.volume_avg" in english["retention.yaml"]
    assert meaning(book) == meaning(chinese)
    assert all(each.passed for each in run_examples(book))


def test_the_rule_itself_comes_back_identical():
    """Of the two words for one key, 说明 and 名称, the first stays only where it was not exchanged."""
    there = {**CHINESE, **translated(CHINESE, "en")}
    back = {**there, **translated(there, "zh")}

    assert back["retention.yaml"].decode().replace("- 名称: ", "- 说明: ") == RETENTION
