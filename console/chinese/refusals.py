"""What can be wrong with the folder, the settings or the database."""

REFUSALS = {
    "This link leads to no file.": "这个链接没有指向文件。",
    "Delete the link, or put the file in its place.": "请删除链接，或换成文件本身。",
    "The file cannot be read: {reason}.": "无法读取文件：{reason}。",
    "Ask for the right to read it.": "请申请读取它的权限。",
    "There are no rule files in {folder}. Begin with vocabulary.yaml.": "{folder}中没有规则文件。请从vocabulary.yaml开始。",
    "{folder} is a file. Name the folder that holds vocabulary.yaml and the rule files.": (
        "{folder}是文件。请写存放vocabulary.yaml和规则文件的文件夹。"
    ),
    "There is no folder {folder}. Name the folder of your rule files, or set GUANXI_RULES.": (
        "没有文件夹{folder}。请写规则文件所在的文件夹，或设置GUANXI_RULES。"
    ),
    "It cannot be used: {reason}.": "无法使用：{reason}。",
    "Is it guanxi's database, is it in use by another program, may you write to its folder?": (
        "它是guanxi的数据库吗？是否被其他程序占用？您有权写入它的文件夹吗？"
    ),
    "Channel “{channel}” is to be delivered by smtp, but smtp_host or smtp_sender is not set.": (
        "渠道“{channel}”要由smtp投递，但没有设置smtp_host或smtp_sender。"
    ),
    "There is no rule “{name}” in force. {mend}": "没有生效的规则“{name}”。{mend}",
}
