"""What only the whole rulebook shows: never true, twice the same, clashes, circles, and one case of each."""

FINDINGS = {
    # customers as witnesses
    "a {entity} with {facts}": "某{entity}（{facts}）",
    "an {entity} with {facts}": "某{entity}（{facts}）",
    "a {entity} with {facts} on {day}": "某{entity}（{facts}；当天是{day}）",
    "an {entity} with {facts} on {day}": "某{entity}（{facts}；当天是{day}）",
    "a {entity} of whom nothing is known": "一无所知的某{entity}",
    "a {entity} of which nothing is known": "一无所知的某{entity}",
    "an {entity} of which nothing is known": "一无所知的某{entity}",
    "a {entity} of whom nothing is known on {day}": "一无所知的某{entity}（当天是{day}）",
    "a {entity} of which nothing is known on {day}": "一无所知的某{entity}（当天是{day}）",
    "an {entity} of which nothing is known on {day}": "一无所知的某{entity}（当天是{day}）",
    # twice the same
    "The rule “{rule}” does the same as “{other}”, for the same people at the same time.": (
        "规则“{rule}”与“{other}”在同一时间对同样的人做同样的事。"
    ),
    "Whenever “{narrow}” acts, “{wide}” does the same: it happens twice.": (
        "每当“{narrow}”执行，“{wide}”也做同样的事：会重复两次。"
    ),
    "Delete the narrower rule, or say in the wider one whom to leave out.": (
        "请删除范围较窄的规则，或在较宽的规则里写明不包括谁。"
    ),
    "{who} meets both": "{who}同时符合两者",
    # clashes
    "“{rule}” sets {fact} to {value}, “{other}” sets it to {other_value} at the same time: then neither counts.": (
        "“{rule}”把{fact}设为{value}，“{other}”同时把它设为{other_value}：结果两者都不算数。"
    ),
    "Let their “when” exclude each other, or keep one of the two.": "请让两者的“when”互不重叠，或只保留一个。",
    "Let their “when” exclude each other.": "请让它们的“when”互不重叠。",
    "it happens to {who}": "{who}就会遇到",
    "“{rule}” is about each {entity} and opens another {entity2}, about which it is again: that has no end.": (
        "“{rule}”针对每个{entity}，又会新建一个{entity2}，而新建的又归它管：没有尽头。"
    ),
    "Write a line that does not hold for one that was opened by this rule.": (
        "请加一行条件，使它对本规则新建的不成立。"
    ),
    "a {entity} of today leads to one more each time": "今天的一个{entity}每次都会再带来一个",
    "What these rules set makes them true again, without end: “{names}”.": (
        "这些规则设定的内容又使它们自己成立，没完没了：“{names}”。"
    ),
    "Let one of them ask for something that none of them sets.": "请在其中一条里加上一个它们都不设定的条件。",
    "it goes on with {who}": "{who}就会一直循环",
    # days that there may not be
    "“{rule}” does not say what happens in a year without its day; the day before is taken.": (
        "“{rule}”没有说明没有那一天的年份怎么办；目前取前一天。"
    ),
    "Write “missing day: day before”, “day after” or “skip”.": (
        "请写“missing day: day before”（前一天）、“day after”（后一天）或“skip”（跳过）。"
    ),
    "{anchor} 1992-02-29: in 2027 it comes on 28 February": "{anchor}为1992-02-29：2027年落在2月28日",
    "“{rule}” does not say what happens to a day in a lunar leap month; the regular month is taken.": (
        "“{rule}”没有说明农历闰月里的日子怎么办；目前取平月。"
    ),
    "Write “leap month: regular month” or “leap month: leap month”.": (
        "请写“leap month: regular month”（平月）或“leap month: leap month”（闰月）。"
    ),
    "{anchor} lunar 1987-06L-12: it comes in the ordinary sixth month": "{anchor}为lunar 1987-06L-12：落在平六月",
    "“{rule}” counts from a date: “missing day: {value}” is heeded for yearly dates only.": (
        "“{rule}”从日期算起：“missing day: {value}”只对年度日期起作用。"
    ),
    "Write “missing day: day before”: the last day of the month is taken.": (
        "请写“missing day: day before”：取当月最后一天。"
    ),
    "{anchor} {day}: in a February of 28 days it comes on the 28th": "{anchor}为{day}：2月只有28天时落在28日",
    "{case} all the same": "{case}，写不写都一样",
    "“{rule}” does not say what happens in a {period} without its day; the last day is taken.": (
        "“{rule}”没有说明没有那一天的{period}怎么办；目前取当月最后一天。"
    ),
    "year": "年份",
    "month": "月份",
    "Write “missing day: day before” when that is meant.": "如果正是此意，请写“missing day: day before”。",
    "an anchor": "起算日",
    # never and always true
    "“{line}” never holds, so this {what} never acts.": "“{line}”永不成立，所以这条{what}从不执行。",
    "rule": "规则",
    "move": "阶段转移",
    "The lines of this {what} never hold together, so it never acts.": "这条{what}的各行永不同时成立，所以它从不执行。",
    "“{line}” never holds together with “{other}”, so this rule never acts.": (
        "“{line}”与“{other}”永不同时成立，所以这条规则从不执行。"
    ),
    "for {who} “{line}” holds, and this does not": "对{who}，“{line}”成立，而这一句不成立",
    "Change one of the two.": "请修改其中一句。",
    "Write what is meant, or delete the rule.": "请写成您的本意，或删除这条规则。",
    "“{line}” is never false: it keeps nobody out of whom enough is known.": (
        "“{line}”从不为假：只要信息齐全，它不会排除任何人。"
    ),
    "it holds for {who}, as for everybody": "它对{who}成立，对其他人也一样",
    "Delete the line, or write “… is not empty” when you mean that it must be known.": (
        "请删除这一行；如果意思是“必须已知”，请写“… is not empty”。"
    ),
    "“alternative {number} of {sentence}” never holds together with the other lines, so this branch never decides.": (
        "“{sentence}”的第{number}种情况与其他各行永不同时成立，所以这个分支从不起作用。"
    ),
    "Whenever “alternative {number} of {sentence}” holds, another branch of the choice does, so this one never decides.": (
        "每当“{sentence}”的第{number}种情况成立，另一个分支也成立，所以这个分支从不起作用。"
    ),
    "“{words}” never holds together with the other lines, so this branch never decides.": (
        "“{words}”与其他各行永不同时成立，所以这个分支从不起作用。"
    ),
    "Delete or mend it.": "请删除或改正它。",
    "Whenever “{words}” holds, another branch of the choice does, so this one never decides.": (
        "每当“{words}”成立，另一个分支也成立，所以这个分支从不起作用。"
    ),
    "both hold for {who}": "两者对{who}都成立",
    "Delete the narrower one.": "请删除范围较窄的一个。",
    "“{line}” never holds, so the step “{step}” never comes.": "“{line}”永不成立，所以步骤“{step}”从不执行。",
    "Write what is meant, or delete the step.": "请写成您的本意，或删除这个步骤。",
    "“{line}” never holds while the rule's own lines do, so the step “{step}” never comes.": (
        "规则本身的各行成立时，“{line}”永不成立，所以步骤“{step}”从不执行。"
    ),
    "the rule's lines hold for {who}, this does not": "规则的各行对{who}成立，而这一句不成立",
    "Change the step's “when” or the rule's.": "请修改步骤的“when”或规则的“when”。",
    "The step “{step}” is due at the same moment as “{other}”, and under the same condition.": (
        "步骤“{step}”与“{other}”在同一时刻到期，条件也相同。"
    ),
    "Put what both do into one step, or give one of them another time.": "请把两者合成一个步骤，或给其中一个另定时间。",
    "both are due {offset} from the beginning of “{rule}”": "两者都在“{rule}”开始后{offset}到期",
    # texts, names, stages
    "The text of “{step}” shows {fact} in {others}, but not in {locale}.": (
        "“{step}”的文字在{others}中写了{fact}，在{locale}中没有写。"
    ),
    "whoever reads {locale} is not told {fact}": "读{locale}的人看不到{fact}",
    "Write {{{{ {fact} }}}} there too.": "请在那里也写上{{{{ {fact} }}}}。",
    "The {kind} “{name}” is used nowhere.": "{kind}“{name}”没有用在任何地方。",
    "setting": "设置",
    "table": "决策表",
    "audience": "人群",
    "group": "分组",
    "Delete it, or name it where it was meant.": "请删除它，或在本该用到的地方写上它。",
    "another value of {name} would change nothing": "把{name}换成别的值，什么都不会改变",
    "{names} move a customer round and back without end.": "{names}使客户在阶段之间来回转移，没完没了。",
    "Let one of them ask for something that another one ends.": "请在其中一条里加上一个会被另一条终止的条件。",
    "“{move}” and “{other}” are possible at once from “{stage}”: the first in the file wins.": (
        "在“{stage}”阶段，“{move}”与“{other}”可能同时发生：以文件中靠前的为准。"
    ),
    "No way leads from “{start}” to the stage “{stage}”.": "从“{start}”出发，到不了阶段“{stage}”。",
    "Add a rule with “to: {stage}”, or take it out of the vocabulary.": "请加一条“to: {stage}”的规则，或从词汇表中去掉它。",
    "a customer who begins in {start} is never in {stage}": "从{start}开始的客户永远到不了{stage}",
    "No move leaves the stage “{stage}”.": "没有规则能离开阶段“{stage}”。",
    "Add a rule “from: {stage}”, or list it under “end”.": "请加一条“from: {stage}”的规则，或把它列入“end”。",
    "a customer who comes to {stage} stays there for ever": "到了{stage}的客户会永远停在那里",
}
