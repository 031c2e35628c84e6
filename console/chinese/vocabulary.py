"""What can be wrong with the vocabulary: entities, facts, labels, the calendar."""

VOCABULARY = {
    "Name a fact of the customer of “type: text” that holds e.g. “America/New_York”.": (
        "请写客户的一个“type: text”的事实，其值如“America/New_York”。"
    ),
    "“{text}” is no fact of the customer itself.": "“{text}”不是客户本身的事实。",
    "“{text}” is no text, so it cannot name a time zone.": "“{text}”不是文本，不能用来记录时区。",
    "“{text}” is computed, and where a customer lives must be known first.": "“{text}”是计算得出的，而客户所在地必须事先知道。",
    "“{text}” has the choice “{choice}”, which is no time zone.": "“{text}”有选项“{choice}”，它不是时区。",
    "The entity “customer” is missing.": "缺少实体“customer”（客户）。",
    "Each relationship is one customer: declare it under “entities”.": "每段关系就是一位客户：请在“entities”下声明它。",
    "“{name}” has a meaning of its own in sentences.": "“{name}”在句子里另有含义。",
    "Give the entity another name.": "请给实体换个名称。",
    "Write “{entity}.” and a word, e.g. “{event}”.": "请写“{entity}.”加一个词，例如“{event}”。",
    "{fact} has both “from” and “if missing”.": "{fact}同时写了“from”和“if missing”。",
    "Only a choice or a list has “of”.": "只有选项或列表才写“of”。",
    "Write “type: choice”.": "请写“type: choice”。",
    "“{type}” is no type and no entity.": "“{type}”既不是类型，也不是实体。",
    "A choice needs its choices.": "选项类型要写出各选项。",
    "Write e.g. “of: [A, B, C]”.": "例如写“of: [A, B, C]”。",
    "“{name}” is no time zone.": "“{name}”不是时区。",
    "Write e.g. “Asia/Shanghai”.": "例如写“Asia/Shanghai”。",
    "“{label}” means both “{one}” and “{other}”; each {what} needs a word of its own.": (
        "“{label}”既指“{one}”又指“{other}”；每个{what}都要有自己的叫法。"
    ),
    "entity": "实体",
    "fact of {entity}": "{entity}的事实",
    "Give one of the two another label.": "请给其中一个换个标签。",
    "This formula goes in a circle: {way}.": "这个公式循环引用：{way}。",
    "Break the circle.": "请打断循环。",
}
