"""What is said, in each language side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.language.words import Language

PHRASES: Mapping[str, tuple[str, str]] = {
    # the rule
    "title": ("{name} ({id})", "{name}（{id}）"),
    "about": ("This rule is about {who}.", "适用对象：{who}。"),
    "about_audience": (
        "This rule is about {who} of the audience “{audience}”.",
        "适用对象：人群“{audience}”中的{who}。",
    ),
    "owner": ("{owner} is responsible for it.", "负责人：{owner}。"),
    "draft": ("It is only a draft and is not in force.", "它只是草稿，尚未生效。"),
    "shadow": (
        "It runs on trial: what it would do is recorded, and nothing is done.",
        "它处于试运行：只记录本应做的事，不实际执行。",
    ),
    "live": ("It is in force.", "它已启用。"),
    "off": ("It is switched off.", "它已停用。"),
    "from": ("It holds from {day}.", "自{day}起有效。"),
    "until": ("It holds until {day}.", "有效至{day}。"),
    "from_until": ("It holds from {first} until {last}.", "{first}至{last}有效。"),
    "rollout": ("It is in force for {share} of the customers.", "目前只对{share}的客户生效。"),
    # when it starts
    "on_event": ("It starts each time “{event}” happens to {subject}.", "{subject}每次发生“{event}”时启动。"),
    "at_moment": ("Its time is counted from {moment}.", "时间从{moment}算起。"),
    "at_moment_hour": ("Its time is counted from {moment}, at {hour}.", "时间从{moment}的{hour}算起。"),
    "every": (
        "It comes back every {period}, counted from {anchor}{hour}.",
        "以{anchor}为起点，每{period}一次{hour}。",
    ),
    "every_after": (
        "It comes back every {period}, for the first time {length} after {anchor}{hour}.",
        "自{anchor}起满{length}为第一次，此后每{period}一次{hour}。",
    ),
    "yearly": ("It comes back every year on {anchor}{hour}.", "每年在{anchor}当天启动{hour}。"),
    "hour": (", at {hour}", "，时间为{hour}"),
    "becomes_true": ("It starts as soon as this is true:", "以下条件一旦成立即启动："),
    "becomes_true_for": (
        "It starts when this has been true for {length}:",
        "以下条件持续成立满{length}后启动：",
    ),
    "while_true": ("It acts only while this is true:", "只有以下条件成立时才执行："),
    "move": (
        "It moves the customer from {stages} to “{stage}” as soon as this is true:",
        "以下条件一旦成立，就把客户从{stages}转入“{stage}”：",
    ),
    "move_for": (
        "It moves the customer from {stages} to “{stage}” when this has been true for {length}:",
        "以下条件持续成立满{length}后，就把客户从{stages}转入“{stage}”：",
    ),
    "also": ("Then it does this as well:", "同时执行："),
    "any": ("at least one of these is true:", "以下至少一项成立："),
    "all": ("all of these are true:", "以下各项都成立："),
    "none": ("none of these is true:", "以下各项均不成立："),
    # steps
    "at_once": ("At that time:", "届时："),
    "step_at_once": ("At that time (step “{step}”):", "届时（步骤“{step}”）："),
    "step_after": ("{length} after that (step “{step}”):", "此后{length}（步骤“{step}”）："),
    "step_before": ("{length} before that (step “{step}”):", "此前{length}（步骤“{step}”）："),
    "step_when": ("only if this is true at that time:", "仅当届时以下条件成立："),
    # what it does
    "send": ("send {channel} to {to}", "向{to}发送{channel}"),
    "task": ("give {to} the task “{task}”, to be done within {due}", "向{to}布置任务“{task}”，期限{due}"),
    "keep": (
        "The task stays open even when the conditions no longer hold.",
        "即使条件不再成立，任务仍然保留。",
    ),
    "form": ("the answer says: {fields}", "答复内容：{fields}"),
    "field": ("“{name}” ({kind})", "“{name}”（{kind}）"),
    "outcome": ("if the answer is “{answer}”: {then}", "如答复“{answer}”：{then}"),
    "outcomes": ("if the answer is “{answer}”:", "如答复“{answer}”："),
    "late": ("if nobody has answered by then: {then}", "如到期无人答复：{then}"),
    "lates": ("if nobody has answered by then:", "如到期无人答复："),
    "nothing": ("nothing more is done", "不再采取措施"),
    "set": ("set {fact} to {value}", "将{fact}设为{value}"),
    "mark": ("mark {subject} as “{fact}”", "将{subject}标记为“{fact}”"),
    "unmark": ("mark {subject} as not “{fact}”", "取消{subject}的“{fact}”标记"),
    "open": ("open a new {entity}", "新建{entity}"),
    "open_with": ("open a new {entity} with {facts}", "新建{entity}，其中{facts}"),
    "first_fact": ("{fact} {value}", "{fact}为{value}"),
    "move_to": ("move the customer to the stage “{stage}”", "将客户转入“{stage}”阶段"),
    "again": (
        "give the task once more after {after}, at most {most} times in all",
        "{after}后再次布置，总共最多{most}次",
    ),
    "skip_to": ("go on at once with the step “{step}”", "立即跳至步骤“{step}”"),
    # limits
    "once_per": ("It happens once for each value of {value}.", "{value}的每个值只执行一次。"),
    "within": (
        "A step that could not be taken within {length} is no longer taken.",
        "超过{length}仍未执行的步骤不再执行。",
    ),
    "cooldown": (
        "Between two rounds for the same {who} at least {length} pass.",
        "同一{who}的两轮之间至少间隔{length}。",
    ),
    "catch_latest": (
        "Of several steps that are late only the last is taken.",
        "如有多个步骤延误，只补办最后一个。",
    ),
    "catch_skip": ("A step that could not be taken on its day is left out.", "当天未能执行的步骤不再补办。"),
    "customer_clock": (
        "Its days and hours are those of the place where the customer lives.",
        "日期和时段按客户所在地的时间计算。",
    ),
    "restart": ("Each “{event}” starts it afresh.", "每次发生“{event}”都会重新开始。"),
    "day before": (
        "Where that day does not exist, the day before counts.",
        "当年没有这一天时，按前一天计算。",
    ),
    "day after": ("Where that day does not exist, the day after counts.", "当年没有这一天时，按后一天计算。"),
    "skip": ("Where that day does not exist, it does not happen.", "当年没有这一天时，不执行。"),
    "regular month": ("A lunar leap month counts as the regular one.", "农历闰月按平月计算。"),
    "leap month": ("A lunar leap month counts where there is one.", "农历闰月有闰则按闰月计算。"),
    "from_the_start": (
        "It also acts on what was true before it was published.",
        "发布之前已经成立的情况也会执行。",
    ),
    "group": (
        "Its messages to the customer belong to the group “{group}”.",
        "它发给客户的消息属于“{group}”组。",
    ),
    "group_critical": (
        "Its messages to the customer are critical: no limit holds them back.",
        "它发给客户的消息属于紧急消息，不受次数限制。",
    ),
    "group_cap": (
        "Of this group at most {most} reach a customer in {days}.",
        "本组在{days}内最多向同一客户发送{most}条。",
    ),
    "group_drops": ("A message that finds the limit used up is dropped.", "超出限额的消息不再发送。"),
    "group_together": (
        "Messages of one step to the same customer are joined into one.",
        "同一步骤发给同一客户的消息合并为一条。",
    ),
    "group_hold": ("They wait while {condition}.", "在以下情况下暂缓发送：{condition}。"),
    # conditions
    "and": (" and ", "，且"),
    "or": (" or ", "，或"),
    "either": ("either {parts}", "要么{parts}"),
    "both": ("both {parts}", "{parts}"),
    "not": ("it is not so that {part}", "以下情况不成立：{part}"),
    "=": ("{left} is {right}", "{left}为{right}"),
    "!=": ("{left} is not {right}", "{left}不为{right}"),
    ">": ("{left} is more than {right}", "{left}大于{right}"),
    ">=": ("{left} is at least {right}", "{left}不低于{right}"),
    "<": ("{left} is less than {right}", "{left}小于{right}"),
    "<=": ("{left} is at most {right}", "{left}不超过{right}"),
    "time >": ("{left} is after {right}", "{left}晚于{right}"),
    "time >=": ("{left} is {right} or later", "{left}不早于{right}"),
    "time <": ("{left} is before {right}", "{left}早于{right}"),
    "time <=": ("{left} is {right} or earlier", "{left}不晚于{right}"),
    "marked": ("{subject} is marked “{fact}”", "{subject}已标记“{fact}”"),
    "not marked": ("{subject} is marked not “{fact}”", "{subject}未标记“{fact}”"),
    "empty": ("{value} is not known", "{value}为空"),
    "not empty": ("{value} is known", "{value}不为空"),
    "one of": ("{value} is {choices}", "{value}为{choices}"),
    "none of": ("{value} is neither {choices}", "{value}不为{choices}"),
    "contains": ("{value} contains {item}", "{value}包含{item}"),
    "not contains": ("{value} does not contain {item}", "{value}不包含{item}"),
    "below": ("{value} is at least {percent} below {base}", "{value}比{base}至少低{percent}"),
    "above": ("{value} is at least {percent} above {base}", "{value}比{base}至少高{percent}"),
    # values
    "each": ("each {entity}", "{entity}"),
    "the": ("the {entity}", "{entity}"),
    "fact": ("{owner}'s {fact}", "{owner}的{fact}"),
    "odd fact": ("the {kind} “{fact}” of {owner}", "{owner}的{fact}"),
    "setting": ("the setting “{name}” ({value})", "设置“{name}”（{value}）"),
    "answer": ("what is answered as “{name}”", "答复中的“{name}”"),
    "today": ("today", "今天"),
    "now": ("now", "现在"),
    "+": ("{left} plus {right}", "{left}加{right}"),
    "-": ("{left} minus {right}", "{left}减{right}"),
    "*": ("{left} times {right}", "{left}乘以{right}"),
    "/": ("{left} divided by {right}", "{left}除以{right}"),
    "share": ("{percent} of {whole}", "{whole}的{percent}"),
    "days since": ("the number of days since {start}", "距{start}的天数"),
    "months since": ("the number of months since {start}", "距{start}的月数"),
    "years since": ("the number of years since {start}", "距{start}的年数"),
    "table": ("what the table “{table}” says for {inputs}", "决策表“{table}”按{inputs}给出的结果"),
    "figure": ("{function} {rows}", "{rows}的{function}"),
    "role": ("the {name}", "{name}（岗位）"),
    "team": ("the team “{name}”", "{name}团队"),
    "quoted": ("“{word}”", "“{word}”"),
    # channels
    "email": ("an e-mail", "邮件"),
    "message": ("a message", "消息"),
    "sms": ("a text message", "短信"),
    "letter": ("a letter", "信函"),
    # figures
    "count": ("the number of", "数量"),
    "sum": ("the sum of", "合计"),
    "average": ("the average of", "平均值"),
    "min": ("the least of", "最小值"),
    "max": ("the most of", "最大值"),
    "first": ("the first of", "首个"),
    "last": ("the last of", "末个"),
    "median gap": ("the usual gap between", "间隔中位数"),
    "any rows": ("whether there is any of", "有无"),
}

_PLACE = {"en": 0, "zh": 1}


def say(language: Language, phrase: str, **parts: object) -> str:
    """The phrase in a language, with its parts filled in."""
    return PHRASES[phrase][_PLACE[language]].format(**parts)


def listed(language: Language, items: Iterable[str], *, last: str = "and") -> str:
    """``A, B and C``; ``A、B和C``."""
    *before, end = list(items) or [""]
    if not before:
        return end
    if language == "zh":
        return "、".join(before) + {"and": "和", "or": "或", "nor": "或"}[last] + end
    return f"{', '.join(before)} {last} {end}"
