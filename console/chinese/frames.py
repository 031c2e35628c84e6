"""What commands say around the problems: headings, counts, endings."""

FRAMES = {
    # check
    "1 rule": "1条规则",
    "{count} rules": "{count}条规则",
    "1 example": "1个示例",
    "{count} examples": "{count}个示例",
    "1 message": "1条消息",
    "{count} messages": "{count}条消息",
    "1 warning": "1个警告",
    "{count} warnings": "{count}个警告",
    "1 step": "1个步骤",
    "{count} steps": "{count}个步骤",
    "no problems": "没有问题",
    "no errors, {warnings}": "没有错误，{warnings}",
    "{count} problem and {warnings} in {folder}": "{folder}：{count}个问题，{warnings}",
    "{count} problems and {warnings} in {folder}": "{folder}：{count}个问题，{warnings}",
    "{count} problem in {folder}": "{folder}：{count}个问题",
    "{count} problems in {folder}": "{folder}：{count}个问题",
    "{count} warning in {folder}": "{folder}：{count}个警告",
    "{count} warnings in {folder}": "{folder}：{count}个警告",
    "warning: ": "警告：",
    # test
    "Playing the examples": "正在演练示例",
    "There are no examples in these rule files.": "这些规则文件里没有示例。",
    "Rule file": "规则文件",
    "Examples": "示例",
    "Passed": "符合",
    "Failed": "不符",
    "{examples}: all passed": "{examples}：全部符合",
    "{examples}: {count} failed": "{examples}：{count}个不符",
    "{count} of {steps} shown both happening and held back": "{steps}中有{count}个既显示了发生，也显示了被拦住",
    # fmt
    "{file}: would change": "{file}：将会改动",
    "{file}: written": "{file}：已写入",
    "Nothing to change.": "没有需要改动的。",
    # publish
    "Nothing runs to act on it now: it is stored, and acted upon as soon as `guanxi up` (or a worker) runs.": (
        "目前没有运行中的程序来处理：已经保存，等`guanxi up`（或worker）运行后立即处理。"
    ),
    "These rule files are in force already.": "这些规则文件已经生效。",
    "Put the rule files in force?": "让这些规则文件生效吗？",
    "Rulebook {hash} is in force: {decided} relationships decided, {fired} steps due.": (
        "规则集{hash}已生效：判定了{decided}段关系，有{fired}个步骤到期。"
    ),
    "No rule would act now, or as soon as hours permit. What is already past is passed over.": (
        "目前（或一到允许时段）没有规则会执行。已经过去的一律略过。"
    ),
    "{rule} would act now, or as soon as hours permit, on {count} relationships.": (
        "{rule}会立即（或一到允许时段）对{count}段关系执行。"
    ),
}
