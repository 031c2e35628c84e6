"""What can be wrong with a file as such: its letters, its indentation, its keys, the shape of its values."""

FILES = {
    "The name of a rule file ends in .yaml: this one would not be read.": "规则文件的名字以.yaml结尾：这个文件不会被读取。",
    "Name it {file}, or take it out of the folder.": "请改名为{file}，或移出这个文件夹。",
    # quotation marks, colons, dashes
    "The quoted text ends here already, at its second {mark}.": "引号里的文字到第二个{mark}就结束了。",
    'Put the whole text in quotes: {key}: "…".': '请把整段文字放在引号里：{key}: "…"。',
    "Put a text that has {mark} in it between {other} and {other}.": "含有{mark}的文字请放在{other}和{other}之间。",
    "The quotation mark that stands here is not closed in its line.": "这里的引号在本行内没有配对。",
    "Write a second one where the text ends.": "请在文字结束处写上后一个引号。",
    "After “{key}:” a space is missing.": "“{key}:”后面缺少空格。",
    "A text with “: ” in it stands here without quotes.": "这里的文字含有“: ”，却没有引号。",
    "“{mark}” is a full-width comma.": "“{mark}”是全角逗号。",
    "A text that begins with “{{” or “[” stands here without quotes.": "这里的文字以“{{”或“[”开头，却没有引号。",
    'Put the whole text in double quotes: "…".': '请把整段文字放在英文双引号里："…"。',
    'The curly quotation marks would be a part of the text: {mark} is not ".': (
        '弯引号会成为文字的一部分：{mark}不是"。'
    ),
    'Write straight ones: "…".': '请用直引号："…"。',
    "Write a key and its value on each line, “name: …”, without “- ”.": (
        "每行请写一个键和它的值，如“name: …”，不要写“- ”。"
    ),
    "Begin each item with “- ”.": "每一项请以“- ”开头。",
    "A sentence has no colon: write e.g. “{fact} is …”.": "句子里没有冒号：例如写“{fact} is …”。",
    "Write it under “do”, as an item: “- {action}: …”.": "请写在“do”之下，作为一项：“- {action}: …”。",
    "The file does not say “{line}”.": "文件中没有写“{line}”。",
    # letters and layout
    "The file has {bytes} bytes; 1 MB is the limit.": "文件有{bytes}字节，上限是1 MB。",
    "Split it.": "请把它拆开。",
    "The file is not UTF-8.": "文件不是UTF-8编码。",
    "Save it as UTF-8.": "请另存为UTF-8编码。",
    "A hidden character (U+{code}) stands here.": "这里有一个看不见的字符（U+{code}）。",
    "Delete it.": "请删除它。",
    "The file is nested too deeply.": "文件的层次太深。",
    "The file is nested more than {depth} levels deep.": "文件的层次超过{depth}层。",
    "Write it flatter.": "请减少层次。",
    "A second document begins here.": "从这里开始是第二份文档。",
    "Delete the line “---”, or use two files.": "请删除“---”这一行，或分成两个文件。",
    "A list or mapping stands where a key is expected.": "这里应当是一个键，却写了列表或键值对。",
    "Put a text that begins with “{{” or “[” in quotes.": "以“{{”或“[”开头的文字要放在引号里。",
    "Write a plain word.": "请写一个普通的词。",
    "“{key}” stands twice here, first in line {line}.": "“{key}”在这里写了两次，第一次在第{line}行。",
    "Delete one of the two.": "请删除其中一个。",
    "“<<” (merging mappings) is not read.": "不支持“<<”（合并键值对）。",
    "Write the keys out.": "请把各个键逐一写出。",
    "Write a number, or put a text in quotes.": "请写数字；若是文字，请放在引号里。",
    "“*{anchor}” repeats something that is not complete above it.": "“*{anchor}”引用的内容在它上方还不完整。",
    "Mark what is to be repeated with “&{anchor}” further up.": "请在上方用“&{anchor}”标出要重复的内容。",
    "The file has more than {count} values, what “*” repeats counted each time.": (
        "文件中的值超过{count}个（“*”重复的内容每次都计入）。"
    ),
    "Repeat less, or split the file.": "请减少重复，或把文件拆开。",
    "The type mark “{tag}” is not allowed.": "不允许使用类型标记“{tag}”。",
    "Delete the word with “!”.": "请删除带“!”的词。",
    "The file is no YAML.": "这不是YAML文件。",
    "The file cannot be read from here on.": "从这里开始读不懂这个文件。",
    "A tab stands where only spaces may.": "这里只能用空格，却用了制表符。",
    "Indent with spaces.": "请用空格缩进。",
    "“：” is a full-width colon.": "“：”是全角冒号。",
    "Write “:” and a space after it.": "请写半角“:”，后面加一个空格。",
    "Check the indentation, whether the line before has its colon (“who: invoice”), and put a text that contains “: ” in quotes.": (
        "请检查缩进，检查上一行是否有冒号（“who: invoice”）；含有“: ”的文字要放在引号里。"
    ),
    "A quotation mark is not closed.": "有一个引号没有配对。",
    "A bracket is not closed, or a comma is missing.": "有一个括号没有配对，或缺少逗号。",
    "Check the indentation and the quotation marks.": "请检查缩进和引号。",
    "The file is empty.": "文件是空的。",
    "Begin with “format: 1”.": "请以“format: 1”开头。",
    "A file is a mapping of keys to values.": "文件应当由“键: 值”组成。",
    "This line begins with {own} spaces, the lines that it belongs to with {wanted}.": (
        "这一行以{own}个空格开头，与它同组的各行以{wanted}个空格开头。"
    ),
    "Let all lines of a block begin with the same number of spaces.": "同一组的各行开头的空格数应当相同。",
    "After “{key}” a colon is missing.": "“{key}”后面缺少冒号。",
    "Write “{line}”.": "请写“{line}”。",
    # keys and shapes
    "The key “{key}” is missing{where}.": "缺少键“{key}”{where}。",
    " in “{part}”": "（在“{part}”中）",
    " in “a rule file”": "（在规则文件中）",
    "Add it.": "请补上。",
    "The key “{key}” is not known here.": "这里没有“{key}”这个键。",
    "“{written}” says what “{key}” says in line {line} already.": "“{written}”与第{line}行的“{key}”是同一个键。",
    "Here stands {found}, where {wanted} is expected.": "这里应当是{wanted}，写的却是{found}。",
    "Here stands {found}.": "这里写的是{found}。",
    "Nothing stands here.": "这里什么也没写。",
    "Write a value, or delete the key.": "请写上值，或删除这个键。",
    "The list is empty.": "列表是空的。",
    "Write an item.": "请至少写一项。",
    "“{value}” is no name.": "“{value}”不能作名称。",
    "Write one word of letters, digits and “_” that begins with a letter.": (
        "请写一个词，由字母、数字和“_”组成，以字母开头。"
    ),
    "“{value}” is no whole number.": "“{value}”不是整数。",
    "Write digits only.": "请只写数字。",
    "“{value}” is neither yes nor no.": "“{value}”既不是“是”（yes）也不是“否”（no）。",
    "Write “yes” or “no”.": "请写“yes”（是）或“no”（否）。",
    "Write it as 2026-01-31.": "请按2026-01-31的格式写。",
    "“{value}” is not known here.": "这里没有“{value}”这个词。",
    "“{value}” is no action.": "“{value}”不是可执行的动作。",
    "Write e.g. “- send: email”.": "例如写“- send: email”。",
    "Did you mean “{near}”?": "是不是想写“{near}”？",
    "Known here: {words}.": "这里可用的有：{words}。",
    # the other language
    "These files would not mean the same in the other language.": "换成另一种语言后，这些文件的含义会改变。",
    "Tell us about it.": "请告知我们。",
    "“{word}” cannot be written in the other language where it stands.": "“{word}”在这个位置无法换成另一种语言。",
    "Write the value on one line.": "请把值写在一行里。",
    "It would be {forms}: write the value out where it is repeated with “*”.": (
        "它会同时成为{forms}：请在用“*”重复的地方把值写出来。"
    ),
}

SHAPES = {
    "a mapping": "键值对",
    "a list": "列表",
    "a text": "文本",
    "an action": "动作",
    "a value": "值",
    "nothing": "空白",
    "something else": "别的内容",
}
