"""The one table of words: each word of the language once in English, with its Chinese.

Keys, fixed values, units and the words of sentences are made from it, in the schema and in the grammar. The first
Chinese word is the one that `fmt` writes; the others are understood as well. Full-width digits, letters and signs,
as Chinese keyboards give them, are read as their plain form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["en", "zh"]

KEYS: Mapping[str, str] = {
    # a file
    "format": "格式",
    "settings": "设置",
    "defaults": "默认",
    "rules": "规则",
    "tables": "决策表",
    "examples": "示例",
    "lifecycle": "生命周期",
    # a rule
    "id": "编号",
    "name": "名称 说明",
    "owner": "负责人",
    "status": "状态",
    "valid": "有效期",
    "who": "对象",
    "on": "事件",
    "at": "时点",
    "when": "当",
    "any": "任一",
    "all": "全部",
    "none": "皆非 均不",
    "for": "持续",
    "steps": "步骤",
    "before": "提前 之前",
    "after": "之后",
    "do": "执行",
    "once per": "每次仅限",
    "cooldown": "冷却",
    "within": "时限",
    "missing day": "缺日",
    "leap month": "闰月",
    "from the start": "含既往",
    "catch up": "补办",
    "restart on": "重启事件",
    "rollout": "灰度",
    "time zone": "时区",
    "group": "分组",
    # what it does
    "send": "发送",
    "task": "任务",
    "set": "设定",
    "move": "转入",
    "again": "再次",
    "open": "新建",
    "skip to": "跳至",
    "to": "交给",
    "from": "从",
    "due": "期限",
    "text": "话术 内容",
    "subject": "标题",
    "outcomes": "结果",
    "late": "逾期",
    "keep": "保留",
    "form": "表单",
    "facts": "事实",
    "at most": "最多",
    # an example
    "given": "已知",
    "events": "发生",
    "until": "截至",
    "expect": "应当",
    "today": "今天",
    "answer": "答复",
    "pinned": "固定",
    # the lifecycle
    "of": "依据",
    "start": "起点",
    "end": "终点",
    # a table
    "hit": "命中",
    "in": "输入",
    "out": "输出",
    "rows": "行",
    "file": "文件",
    "sheet": "工作表",
    # the policy
    "policy": "政策",
    "permitted hours": "允许时段",
    "least gap": "最小间隔",
    "locales": "语言",
    "groups": "分组",
    "order": "次序",
    "together": "合并",
    "critical": "紧急",
    "loser": "落选者",
    "hold": "暂缓",
    "audiences": "人群",
    "where": "条件",
    # the vocabulary
    "vocabulary": "词汇",
    "calendar": "日历",
    "timezone": "时区",
    "customer timezone": "客户时区",
    "working": "工作时间",
    "holidays": "节假日",
    "entities": "实体",
    "label": "标签",
    "type": "类型",
    "if missing": "缺省",
    "personal": "个人信息",
    "zh": "中文",
    "en": "英文",
}
"""Keys, wherever they stand."""

KEYS_THERE: Mapping[str, Mapping[str, str]] = {
    "rules": {"to": "到 转入"},
    "valid": {"from": "自 从", "to": "至 到"},
    "send": {"to": "发给 交给"},
    "facts": {"of": "取值", "from": "来源"},
    "entities": {"events": "事件"},
    "audiences": {"of": "对象"},
}
"""Keys that are called otherwise in one part (by its title) than in the others."""

VALUES: Mapping[str, str] = {
    "yes": "是 是的",
    "no": "否",
    # status
    "draft": "草稿",
    "shadow": "试运行",
    "live": "启用",
    "off": "停用",
    # missing day, leap month, catch up, time zone, loser
    "day before": "前一天",
    "day after": "后一天",
    "skip": "跳过",
    "regular month": "平月",
    "leap month": "闰月",
    "next": "依次",
    "latest": "最近一步",
    "company": "公司",
    "customer": "客户",
    "waits": "等待",
    "dropped": "放弃",
    # hit policies
    "unique": "唯一",
    "first": "首个",
    "collect": "汇集",
    "collect sum": "汇集求和",
    "collect min": "汇集最小",
    "collect max": "汇集最大",
    "collect count": "汇集计数",
    # channels
    "email": "邮件",
    "message": "消息",
    "sms": "短信",
    "letter": "信函",
    # kinds of facts
    "text": "文本",
    "number": "数字",
    "money": "金额",
    "percent": "百分比",
    "yes_no": "是非",
    "choice": "选项",
    "date": "日期",
    "moment": "时刻",
    "duration": "时长",
    "yearly_date": "年度日期",
    "list": "列表",
    "lunar": "农历",
    "while": "当",
    # limits
    "any": "不限",
    "per customer": "每客户",
}
"""Values that the language fixes."""

UNITS: Mapping[str, str] = {
    "minute": "分钟",
    "hour": "小时 个小时",
    "day": "天 日",
    "week": "周 个星期 星期",
    "month": "个月 月",
    "year": "年",
    "working minute": "个工作分钟 工作分钟",
    "working hour": "个工作小时 工作小时",
    "working day": "个工作日 工作日",
}
"""Lengths of time."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of sentences.

    *pattern* is what stands for it in English where that is more than the word itself; *ahead* what must follow it,
    where that is more than the end of a word.
    """

    en: str
    zh: str
    pattern: str = ""
    ahead: str = ""

    @property
    def chinese(self) -> tuple[str, ...]:
        """The Chinese words, that which is written first."""
        return tuple(self.zh.split())

    @property
    def english(self) -> str:
        """The pattern of the English word."""
        return self.pattern or r"\s+".join(self.en.split())

    def written(self, language: Language) -> str:
        """The word as `fmt` writes it."""
        return self.en if language == "en" else self.chinese[0]


_NO_LETTER = r"(?![\w.])"
_NO_LETTER_BUT_DIGITS = r"(?![^\W0-9]|\.)"
_A_NUMBER = r"(?=\s*[0-9])"
_CALLED = r"(?=\s*\()"


SENTENCE: Mapping[str, tuple[Word, ...]] = {
    "_OR": (Word("or", "或 或者"),),
    "_AND": (Word("and", "且 并且 和 与"),),
    "_NOT": (Word("not", "并非 非 不"),),
    "IS": (Word("is", "为 是"),),
    "IS_NOT": (Word("is not", "不为 不是"),),
    "IS_EMPTY": (Word("is empty", "为空 是空"),),
    "IS_NOT_EMPTY": (Word("is not empty", "不为空 非空 不是空"),),
    "IS_ONE_OF": (Word("is one of", "属于 为以下之一 是以下之一 以下之一"),),
    "IS_NOT_ONE_OF": (Word("is not one of", "不属于"),),
    "CONTAINS": (Word("contains", "包含 含有"),),
    "CONTAINS_NOT": (Word("does not contain", "不包含 不含"),),
    "_AT_LEAST": (Word("is at least", "至少"),),
    "_BETWEEN": (Word("is between", "介于", r"(is\s+)?between"),),
    "BELOW": (Word("below", "低于"),),
    "ABOVE": (Word("above", "高于"),),
    "_OF": (Word("of", "的"),),
    "SINCE": (
        Word("days since", "天数自 距今天数"),
        Word("months since", "月数自 距今月数"),
        Word("years since", "年数自 距今年数"),
    ),
    "_TABLE": (Word("table", "查表", ahead=r"(?=\s*[^\W\d])"),),
    "_WHERE": (Word("where", "其中"),),
    "_UP_TO": (Word("up to", "截至"),),
    "_BEFORE_THAT": (Word("before that", "那段"),),
    "OF_LAST": (Word("of the last", "取最近", r"of\s+(the\s+)?last", _A_NUMBER),),
    "OF_THE": (Word("of the", "取更早", ahead=_A_NUMBER),),
    "OVER_LAST": (Word("over last", "最近", r"over\s+(the\s+)?last"),),
    "OVER_THE": (Word("over the", "更早", r"over\s+the(?!\s+last)"),),
    "_MEDIAN": (Word("median gap of the", "间隔中位数", r"median\s+gap\s+of(\s+the)?"),),
    "_LAST": (Word("last", "最近", ahead=r"(?=\s*[0-9])"),),
    "FUNCTION": (
        Word("count", "计数", ahead=_CALLED),
        Word("sum", "合计", ahead=_CALLED),
        Word("average", "平均", ahead=_CALLED),
        Word("min", "最小", ahead=_CALLED),
        Word("max", "最大", ahead=_CALLED),
        Word("first", "首个", ahead=_CALLED),
        Word("last", "末个", ahead=_CALLED),
        Word("any", "存在", ahead=_CALLED),
    ),
    "EVERY": (Word("every", "每", ahead=r"(?=\s|[0-9年月周天日星])"),),
    "WEEKDAY": (
        Word("monday", "星期一 周一"),
        Word("tuesday", "星期二 周二"),
        Word("wednesday", "星期三 周三"),
        Word("thursday", "星期四 周四"),
        Word("friday", "星期五 周五"),
        Word("saturday", "星期六 周六"),
        Word("sunday", "星期日 星期天 周日"),
    ),
    "ON": (Word("on", "于"),),
    "AFTER": (Word("after", "后于"),),
    "_AT": (Word("at", "在"),),
    "TODAY": (Word("today", "今天"),),
    "NOW": (Word("now", "现在 此刻"),),
    "YES": (Word("yes", "是 是的"),),
    "NO": (Word("no", "否"),),
    "CMP": (
        Word(">=", "不低于 不少于 大于等于", ">=|≥"),
        Word("<=", "不高于 不多于 小于等于 不超过", "<=|≤"),
        Word("!=", "不等于", "!=|≠"),
        Word(">", "大于 超过 多于"),
        Word("<", "小于 少于"),
        Word("=", "等于"),
    ),
}
"""The words of sentences, by the token of the grammar that they make."""

SIGNS = frozenset({"CMP"})
"""Tokens that are signs in every language: their Chinese words are understood, `fmt` leaves signs alone."""

ROOTS: Mapping[str, str] = {"settings": "设置", "answer": "答复"}
"""What a name may begin with besides an entity."""

_ROOTS = {chinese: english for english, chinese in ROOTS.items()}
_FULL_WIDTH = {0xFF01 + n: 0x21 + n for n in range(94)} | {
    ord("\u3000"): " ",
    ord("、"): ",",
    ord("【"): "[",
    ord("】"): "]",
}
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
_HAN = re.compile(r"[\u3400-\u9fff]")


def narrow(text: str) -> str:
    """The text with plain signs and digits for full-width ones, letter for letter; what is quoted stays."""
    if text.isascii():
        return text
    quoted = _QUOTED.findall(text)
    rest = [part.translate(_FULL_WIDTH) for part in _QUOTED.split(text)]
    return "".join(part for pair in zip(rest, [*quoted, ""], strict=True) for part in pair)


def is_chinese(text: str) -> bool:
    """Is the word, or a part of the text, Chinese?"""
    return _HAN.search(text) is not None


def language_of(text: str) -> Language:
    """The language in which somebody wrote that."""
    return "zh" if is_chinese(text) else "en"


def known_key(written: str, place: str, keys: Iterable[str]) -> str | None:
    """The English key that *written* means in the part titled *place*, where these *keys* may stand."""
    possible = tuple(keys)
    if written in possible:
        return possible[possible.index(written)]
    return next((key for key in possible if written in chinese_keys(key, place)), None)


def key_in(language: Language, key: str, place: str) -> str:
    """The key as it is written in a language; a key without a word of that language as it is."""
    return key if language == "en" else next(iter(chinese_keys(key, place)), key)


def known_value(written: str, values: Iterable[str]) -> str | None:
    """Which of these fixed *values* is written."""
    possible = tuple(values)
    if written in possible:
        return possible[possible.index(written)]
    return next((value for value in possible if written in VALUES.get(value, "").split()), None)


def value_in(language: Language, value: str) -> str:
    """The fixed value as it is written in a language."""
    return value if language == "en" else VALUES.get(value, value).split()[0]


def known_unit(written: str) -> str | None:
    """``days`` and ``天`` are a day."""
    name = " ".join(written.split())
    return _units().get(name) or _units().get(name.removesuffix("s"))


def chinese_units() -> str:
    """A pattern of the Chinese units."""
    return "|".join(sorted((word for zh in UNITS.values() for word in zh.split()), key=len, reverse=True))


def unit_in(language: Language, unit: str, count: str | None) -> str:
    """The unit after a number, or without one (``every month``)."""
    if language == "en":
        return unit if count is None or count.lstrip("+-") == "1" else f"{unit}s"
    chinese = UNITS[unit].split()
    return chinese[1] if unit == "month" and count is None else chinese[0]


def known_root(name: str) -> str:
    """``设置.x`` is ``settings.x``; any other name as it is."""
    root, dot, rest = name.partition(".")
    return f"{_ROOTS.get(root, root)}.{rest}" if dot else name


@cache
def known_word(token: str, written: str) -> Word | None:
    """The word of the table that stands written for a token of the grammar."""
    words = SENTENCE.get(token, ())
    return next((w for w in words if written in w.chinese or re.fullmatch(w.english, written)), None)


def terminals() -> str:
    """The words of sentences as terminals of the grammar."""
    return "\n".join(f"{token}.{_rank(words)}: /{_pattern(words)}/" for token, words in SENTENCE.items())


def reserved(*tokens: str) -> str:
    """A pattern of words that no name may be."""
    return "|".join(_pattern(SENTENCE[token]) for token in tokens)


def chinese_keys(key: str, place: str) -> list[str]:
    return (KEYS_THERE.get(place, {}).get(key) or KEYS.get(key, "")).split()


@cache
def _units() -> Mapping[str, str]:
    return {unit: unit for unit in UNITS} | {word: unit for unit, zh in UNITS.items() for word in zh.split()}


def _rank(words: tuple[Word, ...]) -> int:
    """A longer phrase goes before its beginning, every word before a name."""
    return 4 + max(len(word.en.split()) for word in words)


def _pattern(words: tuple[Word, ...]) -> str:
    return "|".join(form for word in words for form in _forms(word))


def _forms(word: Word) -> Iterable[str]:
    """A word ends where no letter follows, a Chinese one before a digit too, a sign anywhere."""
    yield word.english + (word.ahead or (_NO_LETTER if word.en[-1].isalpha() else ""))
    for chinese in sorted(word.chinese, key=len, reverse=True):
        yield chinese + (word.ahead or _NO_LETTER_BUT_DIGITS)
