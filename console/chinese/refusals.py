"""What can be wrong with the folder, the settings or the database."""

REFUSALS = {
    "{folder} is a file. Name the folder that holds vocabulary.yaml and the rule files.": (
        "{folder}是文件。请写存放vocabulary.yaml和规则文件的文件夹。"
    ),
    "There is no folder {folder}. Name the folder of your rule files, or set GUANXI_RULES.": (
        "没有文件夹{folder}。请写规则文件所在的文件夹，或设置GUANXI_RULES。"
    ),
    "There are no rule files in {folder}.": "{folder}中没有规则文件。",
    "It cannot be used: {reason}.": "无法使用：{reason}。",
    "Is it guanxi's database, is it in use by another program, may you write to its folder?": (
        "它是guanxi的数据库吗？是否被其他程序占用？您有权写入它的文件夹吗？"
    ),
    "Channel “{channel}” is to be delivered by smtp, but smtp_host or smtp_sender is not set.": (
        "渠道“{channel}”要由smtp投递，但没有设置smtp_host或smtp_sender。"
    ),
    "There is no rule “{name}” in force. {mend}": "没有生效的规则“{name}”。{mend}",
}
