"""What can be wrong with an example, and what is said when one comes out otherwise."""

EXAMPLES = {
    "Nothing says when this example begins.": "没有说明这个示例从何时开始。",
    "Give “today: 2026-01-01”.": "请写“today: 2026-01-01”。",
    "The example ends before it begins on {day}.": "示例在开始日{day}之前就结束了。",
    "Each event is one moment with what happens then.": "每个事件是一个时刻加当时发生的事。",
    "Write “- 2026-03-12: {{…}}”, one moment a line.": "请写“- 2026-03-12: {{…}}”，每行一个时刻。",
    "Write facts “{{invoice.balance: 0 CNY}}” or an event “complaint.opened”.": (
        "请写事实，如“{{invoice.balance: 0 CNY}}”，或事件，如“complaint.opened”。"
    ),
    "“{line}” says no moment and step.": "“{line}”没有写明时刻和步骤。",
    "Write “2026-02-07 week_1” or “2026-02-07 16:00 week_1 -> customer.tier A”.": (
        "请写“2026-02-07 week_1”或“2026-02-07 16:00 week_1 -> customer.tier A”。"
    ),
    "There is no step “{name}” here.": "这里没有步骤“{name}”。",
    "No task here is answered “{branch}”.": "这里没有任务会答复“{branch}”。",
    "“{key}” is a fact of something further away.": "“{key}”是更远对象的事实。",
    "Give facts of {subjects}, and others as rows, e.g. person: [{{…}}].": (
        "请给出{subjects}的事实，其他的写成行，例如person: [{{…}}]。"
    ),
    "Write e.g. {{date: 2026-01-01, amount: 100 CNY}}.": "例如写{{date: 2026-01-01, amount: 100 CNY}}。",
    "“{entity}.{name}”: no such fact.": "没有“{entity}.{name}”这个事实。",
    "Write “answer: {{payment_call: promised, date: 2026-03-20}}”.": (
        "请写“answer: {{payment_call: promised, date: 2026-03-20}}”。"
    ),
    "There is no task “{task}” here.": "这里没有任务“{task}”。",
    "“{name}” is no outcome of {task}.": "“{name}”不是{task}的结果。",
    "The outcome “{outcome}” needs “{field}”.": "结果“{outcome}”需要“{field}”。",
    "Add “{field}: …”.": "请补上“{field}: …”。",
    "The form of {task} has no field “{name}”.": "{task}的表单没有字段“{name}”。",
    "“{kind}” is no event here.": "“{kind}”不是这里的事件。",
    # how it came out
    "{place}: example “{name}”": "{place}：示例“{name}”",
    "{example} came out otherwise.": "{example}与预期不符。",
    "{example} came out as expected.": "{example}符合预期。",
    "Example “{name}” fails: {differences}.": "示例“{name}”不符：{differences}。",
    "expected, but did not happen: {line}": "应当发生而没有发生：{line}",
    "happened, but was not expected: {line}": "不应发生却发生了：{line}",
    "expected order: {expected}; got: {got}": "应有的次序：{expected}；实际：{got}",
    "Mend the rules or the examples (guanxi test), or publish all the same with --despite-examples.": (
        "请改正规则或示例（guanxi test）；若仍要发布，请加--despite-examples。"
    ),
    "{place}: no example of “{name}” shows {what}.": "{place}：“{name}”没有示例显示{what}。",
    "that it happens": "它会发生",
    "that it is held back": "它会被拦住",
    "{place}: “{step}” had nobody to be about on {day}: there was no {entity}.": (
        "{place}：{day}“{step}”没有对象：那时没有{entity}。"
    ),
    "{place}: “{step}” was due on {day}, and every line of its rule held.": (
        "{place}：“{step}”在{day}到期，规则的各行都成立。"
    ),
    "{place}: “{step}” was not due on {day}: {due} at the earliest.": "{place}：“{step}”在{day}还没有到期：{due}。",
    "{path} comes on {day}": "{path}最早在{day}到期",
    "{place}: “{step}” had no occurrence on {day}.": "{place}：“{step}”在{day}没有启动。",
    "{place}: “{step}” was held back on {day}: “{line}” {judged} ({values}).": (
        "{place}：“{step}”在{day}被拦住：“{line}”{judged}（{values}）。"
    ),
    "held": "成立",
    "did not hold": "不成立",
    "was unknown": "未知",
}

TROUBLES = {
    'The fact {fact} has no value, so the message cannot be written. Give the fact a value, or write {{{{ {same} | default("…") }}}} in the text.': (
        '事实{fact}没有值，无法写出这条消息。请给它一个值，或在文字里写{{{{ {same} | default("…") }}}}。'
    ),
    "{reason} “{step}” waits until it does.": "{reason}“{step}”会等到有了为止。",
    "{rule}: {reason} “{step}” waits until it does.": "{rule}：{reason}“{step}”会等到有了为止。",
    "{to} names no one to send to.": "{to}没有指明发给谁。",
    "{rule}: {to} names no one to send to.": "{rule}：{to}没有指明发给谁。",
    "{rule}: {to} names no one for {task}.": "{rule}：{to}没有指明由谁办理{task}。",
    "{rule}: the message cannot be written. {missing}": "{rule}：无法写出消息。{missing}",
    "{rule}: no value to set {fact} to.": "{rule}：没有可以设给{fact}的值。",
    "Rules want different values for {fact}: {rules}. None was set.": "几条规则要给{fact}不同的值：{rules}。一个也没有设定。",
    "Two moves are possible at once: {rules}.": "两个阶段转移可能同时发生：{rules}。",
    "Rules set each other off without end: this round was cut short.": "规则互相触发、没完没了：这一轮已中断。",
    "Rules set each other off without end.": "规则互相触发、没完没了。",
    "Nothing follows the answer “{outcome}”.": "答复“{outcome}”之后没有后续。",
    "The answer “{outcome}”": "答复“{outcome}”",
    "{answer} came to a task that is not known.": "{answer}所答的任务不存在。",
    "{answer} came too late and nothing follows from it: “{task}” had been {ended} ({on}).": (
        "{answer}来得太晚，没有后续：“{task}”已{ended}（{on}）。"
    ),
    "answered “{outcome}”": "答复“{outcome}”",
    "withdrawn, for it was not needed any more": "因不再需要而收回",
    "{one} and {other} are of two currencies: not compared.": "{one}与{other}币种不同，没有比较。",
}
