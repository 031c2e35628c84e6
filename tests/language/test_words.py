"""The table of words: every word has one meaning where it stands."""

from itertools import combinations

import pytest
from lark import Tree

from engine.language import schema, words
from engine.language.grammar import parse
from engine.language.part import Part
from tests.language.builders import HERE

PARTS = [part for part in vars(schema).values() if isinstance(part, type) and issubclass(part, Part)]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_key_has_a_chinese_word_of_its_own_where_it_stands(part: type[Part]):
    written = {key: words.key_in("zh", key, part.title) for key in part.keys()}  # noqa: SIM118 - a class

    assert all(map(words.is_chinese, written.values()))
    assert {part.key(word) for word in written.values()} == set(written)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_no_chinese_key_means_two_things_in_one_place(part: type[Part]):
    meant = {
        key: set((words.KEYS_THERE.get(part.title, {}).get(key) or words.KEYS[key]).split())
        for key in part.keys()  # noqa: SIM118 - a class
    }

    assert not [(one, other) for one, other in combinations(meant, 2) if meant[one] & meant[other]]


SAME = {
    "客户.等级 为 A 且 发票.余额 不低于 200 CNY": "客户.等级 is A and 发票.余额 >= 200 CNY",
    "今天 >= 客户.a + 客户.b + 3天": "today >= 客户.a + 客户.b + 3 days",
    "客户.a 至少 30% 低于 客户.b": "客户.a is at least 30% below 客户.b",
    "客户.等级 属于【A、B】": "客户.等级 is one of [A, B]",
    "客户.等级 不属于 [A，B]": "客户.等级 is not one of [A, B]",
    "发票.余额＞２００ CNY": "发票.余额 > 200 CNY",
    "发票.余额 超过200 CNY": "发票.余额 > 200 CNY",
    "a.b 介于 1 和 3": "a.b is between 1 and 3",
    "（a.b 为空 或 a.c 不为空）": "(a.b is empty or a.c is not empty)",
    "并非 a.b 是 是": "not a.b is yes",
    "天数自 客户.a > 设置.b": "days since 客户.a > settings.b",
    "a.b ＋ ３０％ 的 a.c 小于 5": "a.b + 30% of a.c < 5",
}


@pytest.mark.parametrize("chinese", SAME)
def test_a_sentence_has_the_same_tree_in_both_languages(chinese: str):
    assert _plain(parse(chinese, "sentence", HERE)) == _plain(parse(SAME[chinese], "sentence", HERE))


def test_a_start_has_the_same_tree_in_both_languages():
    chinese = parse("每 3 个月 于 客户.生日 在 09：00", "moment", HERE)

    assert _plain(chinese) == _plain(parse("every 3 months on 客户.生日 at 09:00", "moment", HERE))


def test_a_figure_has_the_same_tree_in_both_languages():
    chinese = parse("合计(订单.金额 其中 订单.类别 为 sale) 更早 30 天 那段 截至 客户.a", "source", HERE)
    english = "sum(订单.金额 where 订单.类别 is sale) over the 30 days before that up to 客户.a"

    assert _plain(chinese) == _plain(parse(english, "source", HERE))


def test_what_is_quoted_keeps_its_full_width_signs():
    assert words.narrow("a.b ＝ “（１）”") == "a.b = “（１）”"


def _plain(node: object) -> object:
    """The tree with units in the singular: a number tells the rest."""
    if isinstance(node, Tree):
        return (str(node.data), tuple(map(_plain, node.children)))
    return (words.known_unit(str(node)) or str(node)) if node is not None else None
