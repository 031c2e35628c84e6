"""What can be wrong with a rule: how it starts, its steps, what it does, its lifecycle."""

RULES = {
    "Here stand {count} lines; {most} are the most.": "这里有{count}行，最多{most}行。",
    "Use “is one of [ ]” or a table, or write several rules.": "请用“is one of [ ]”或决策表，或写成几条规则。",
    "Nobody knows in which time zone a customer lives.": "不知道客户在哪个时区。",
    "Name the fact that tells it, under “calendar” in vocabulary.yaml: “customer timezone: customer.timezone”.": (
        "请在vocabulary.yaml的“calendar”下写明记录它的事实：“customer timezone: customer.timezone”。"
    ),
    "Write the later day as “to”.": "请把较晚的日期写作“to”。",
    "There is no vocabulary.yaml.": "缺少vocabulary.yaml（词汇表）。",
    "It declares the entities and their facts.": "它规定有哪些实体和事实。",
    "A lifecycle is declared in {file} already.": "{file}中已经定义了生命周期。",
    "Keep one of the two.": "请只保留一个。",
    "Keep one of them.": "请只保留一个。",
    "The rule “{rule}” stands in {place} already.": "规则“{rule}”已写在{place}。",
    "Give it another id.": "请换一个编号。",
    "The setting “{name}” has another value in another file.": "设置“{name}”在另一个文件中是别的值。",
    "Give one of the two another name.": "请给其中一个换个名称。",
    "The setting “{name}” has two amounts of one currency.": "设置“{name}”中同一币种有两个金额。",
    "A table “{name}” stands in {place} already.": "决策表“{name}”已写在{place}。",
    "Give it another name.": "请换一个名称。",
    # whom it is about
    "The key “who” is missing in “rules”.": "缺少键“who”（在“rules”中）。",
    "“{who}” belongs to no customer, so no rule can be about it.": "“{who}”不属于任何客户，所以规则不能以它为对象。",
    "Add a fact of type “customer” to {entity} in the vocabulary.": (
        "请在词汇表中给{entity}加一个类型为“customer”的事实。"
    ),
    "“{written}” is neither an entity nor an audience.": "“{written}”既不是实体，也不是人群。",
    "The vocabulary has no entity “{entity}”.": "词汇表中没有实体“{entity}”。",
    "The rule ends before it begins.": "规则的结束日期早于开始日期。",
    # how it starts
    "A rule has “on” or “at”, not both.": "规则只能写“on”或“at”之一，不能两者都写。",
    "Keep “on” for an event, “at” for a date.": "由事件开始的保留“on”，由日期开始的保留“at”。",
    "“{kind}” is no event of {entity}.": "“{kind}”不是{entity}的事件。",
    "“{kind}” is no event of {entity}, nor of what belongs to it.": "“{kind}”不是{entity}的事件，也不是属于它的对象的事件。",
    "Declare it under “events” of {entity} in the vocabulary.": "请在词汇表中{entity}的“events”下声明它。",
    "Without “on” and “at” a rule starts when its “when” becomes true, but it has none.": (
        "没有“on”和“at”的规则在“when”成立时开始，但这条规则没有“when”。"
    ),
    "Add “when”, “on” or “at”.": "请补上“when”、“on”或“at”。",
    "A rule starts at a date or a moment.": "规则要从日期或时刻开始。",
    "Name such a fact, e.g. invoice.due_date.": "请写这样的事实，例如invoice.due_date。",
    "A moment has its own hour.": "时刻本身已有钟点。",
    "Leave out “at”, or take a date.": "请去掉“at”，或改用日期。",
    "What comes back is counted from a date.": "周期性的规则要从日期算起。",
    "Write every year on …": "请写every year on …",
    "This is {kind}. {what}": "这是{kind}。{what}",
    "“{number}” is no number of times.": "“{number}”不是次数。",
    "Write e.g. every 3 months.": "例如写every 3 months。",
    "A rule comes back after whole weeks, months or years, not “{unit}”.": "规则只能按整周、整月或整年重复，不能按“{unit}”。",
    "Write e.g. every monday, every 2 weeks on, every month on, every 3 months on, every year on.": (
        "例如写every monday、every 2 weeks on、every month on、every 3 months on、every year on。"
    ),
    "A group needs its lines.": "条件组下面要有各行。",
    "Write “any:”, “all:” or “none:”.": "请写“any:”、“all:”或“none:”。",
    # its timing
    "“for” says how long “when” must stay true, but this rule starts with “{start}”.": (
        "“for”规定“when”要持续成立多久，但这条规则由“{start}”开始。"
    ),
    "Delete “for”, or delete “{start}”; to act later, write “after: {length}” in a step.": (
        "请删除“for”，或删除“{start}”；若要晚些执行，请在步骤里写“after: {length}”。"
    ),
    "A move has no “cooldown”.": "阶段转移不能写“cooldown”。",
    "To move later, write “for: 7 days”: it must be true so long.": "若要晚些转移，请写“for: 7 days”：条件要持续成立这么久。",
    "“catch up” says how a ladder of several steps goes on, but this rule has no such ladder.": (
        "“catch up”规定多个步骤的阶梯怎样继续，但这条规则没有这样的阶梯。"
    ),
    "Write “within: 1 day” to let a single step expire, or delete “catch up”.": (
        "若要让单个步骤过期，请写“within: 1 day”；否则请删除“catch up”。"
    ),
    "“restart on” begins a ladder afresh that counts from one date: “at: invoice.due_date”.": (
        "“restart on”让从某个日期算起的阶梯重新开始，例如“at: invoice.due_date”。"
    ),
    "Delete it: what starts with “every”, “on” or “when” begins anew by itself.": (
        "请删除它：由“every”、“on”或“when”开始的规则会自行重新开始。"
    ),
    "“{text}” is no share of the customers.": "“{text}”不是客户的比例。",
    "Write a whole percentage from 1% to 100%, e.g. 20%.": "请写1%至100%的整数百分比，例如20%。",
    "To switch a rule off, write “status: off”.": "要停用规则，请写“status: off”。",
    # its steps
    "A rule has “steps” or “do”, not both.": "规则只能写“steps”或“do”之一，不能两者都写。",
    "Move the actions of “do” into a step.": "请把“do”中的动作移到一个步骤里。",
    "The rule does nothing.": "这条规则什么也不做。",
    "Add “do” or “steps”.": "请补上“do”或“steps”。",
    "The step “{step}” stands twice in this rule.": "步骤“{step}”在这条规则里写了两次。",
    "A step has “before” or “after”, not both.": "步骤只能写“before”或“after”之一，不能两者都写。",
    "Nothing can be done before an event or before a sentence becomes true.": "事件发生之前、句子成立之前，什么都不能做。",
    "Write “after”, or start with “at”.": "请写“after”，或让规则由“at”开始。",
    "{offset} is longer than the period of {period}, so steps of two rounds would mix.": (
        "{offset}比周期{period}还长，前后两轮的步骤会混在一起。"
    ),
    "Write a shorter offset or a longer period.": "请缩短间隔或加长周期。",
    # the lifecycle
    "There is no lifecycle to move in.": "没有定义生命周期，无法转移阶段。",
    "Declare “lifecycle: {{of: customer.stage, …}}” in one of the files.": (
        "请在其中一个文件里声明“lifecycle: {{of: customer.stage, …}}”。"
    ),
    "“{fact}” holds no stage.": "“{fact}”不能用来记录阶段。",
    "Name a fact of the customer of type choice, whose choices are the stages.": (
        "请写客户的一个类型为choice（选项）的事实，它的选项就是各阶段。"
    ),
    "“{stage}” is no stage.": "“{stage}”不是阶段。",
    "Only a customer moves from stage to stage.": "只有客户才能转移阶段。",
    "Write “who: customer”.": "请写“who: customer”。",
    "A move never waits, so it has no group.": "阶段转移从不等待，所以不分组。",
    "A move has no “group”.": "阶段转移不能写“group”。",
    "A move happens when its “when” becomes true.": "阶段转移在“when”成立时发生。",
    "A move has no “{key}”.": "阶段转移不能写“{key}”。",
    "A move needs “{key}” too.": "阶段转移还需要“{key}”。",
    "“{stage}” is where the move begins.": "“{stage}”就是转移的起点。",
    "Name another stage.": "请写另一个阶段。",
    "A move stands only in a step or in an outcome.": "阶段转移只能写在步骤或结果里。",
    "Write a rule of its own.": "请另写一条规则。",
    # what it does
    "“{one}” and “{other}” cannot follow the same answer: one says where it goes on.": (
        "同一个答复之后不能既有“{one}”又有“{other}”：接下来去哪里只能说一次。"
    ),
    "“{channel}” is no channel.": "“{channel}”不是发送渠道。",
    "“{task}” and “{other}” of one step both have “{name}”: nobody could tell them apart.": (
        "同一步骤里的“{task}”和“{other}”都有“{name}”：无法区分。"
    ),
    "Open one of the two in a step of its own, with the same “after”.": (
        "请把其中一个放进单独的步骤，用同样的“after”。"
    ),
    "“again” opens a task once more: it stands only in an outcome.": "“again”把任务再开一次：只能写在结果里。",
    "Move it under “outcomes”.": "请把它移到“outcomes”之下。",
    "“at most” must be 1 or more.": "“at most”至少是1。",
    "“skip to” says where the ladder goes on after a task: it stands only in an outcome or in “late”.": (
        "“skip to”规定任务之后阶梯从哪里继续：只能写在结果或“late”里。"
    ),
    "Move it under “outcomes” or “late”.": "请把它移到“outcomes”或“late”之下。",
    "This rule has no step “{step}”.": "这条规则没有步骤“{step}”。",
    "“{step}” does not come after “{here}”: a ladder goes on upwards only.": (
        "“{step}”不在“{here}”之后：阶梯只能往上走。"
    ),
    "Name a later step. The same task comes once more with “again”.": (
        "请写后面的步骤。要把同一任务再开一次，请用“again”。"
    ),
    "Nobody is written by name: people change, the rule stays. Write a fact that refers to a person, e.g. customer.manager, else “team/…” or “role/…”.": (
        "请不要写人名：人会变动，规则长存。请写指向人员的事实，例如customer.manager，或写“team/…”、“role/…”。"
    ),
    "“{text}” is no fact, team or role.": "“{text}”不是事实、团队或岗位。",
    "“{text}” is nobody.": "“{text}”不指向任何人。",
    "Write a fact that refers to a person or a customer, “team/…” or “role/…”.": (
        "请写指向人员或客户的事实，或写“team/…”、“role/…”。"
    ),
    # facts that are set
    "Nothing is set.": "没有设定任何事实。",
    "Write e.g. set: {{customer.tier: A}}.": "例如写set: {{customer.tier: A}}。",
    "Work for a person is opened with “task: …”.": "交给人办的事请用“task: …”。",
    "“{path}” is neither the subject's nor its customer's.": "“{path}”既不属于规则的对象，也不属于它的客户。",
    "Set a fact of {owners}.": "请设定{owners}的事实。",
    "{entity} or of {other}": "{entity}或{other}",
    "“{path}” is the stage.": "“{path}”就是阶段。",
    "Use “move: <stage>”.": "请用“move: <阶段>”。",
    "“{path}” is computed from other facts.": "“{path}”由其他事实计算得出。",
    "Set what it is computed from.": "请设定它的来源事实。",
    "“{entity}” is not opened so.": "“{entity}”不能这样新建。",
    "A rule works for one customer; it opens no other.": "规则只为一位客户工作，不能新建另一位客户。",
    "Name what the customer gets.": "请写要为客户新建什么。",
    "Several facts of “{entity}” refer to a customer: nobody knows whose it would be.": (
        "“{entity}”有几个事实指向客户：无法知道它属于谁。"
    ),
    "“{entity}” belongs to no customer, so no rule can open one.": "“{entity}”不属于任何客户，所以规则不能新建它。",
    "Add a fact “customer” of type “customer” to {entity} in the vocabulary.": (
        "请在词汇表中给{entity}加一个类型为“customer”的事实“customer”。"
    ),
    "“{path}” is no fact of the new {entity}.": "“{path}”不是新建的{entity}的事实。",
    "Begin with “{entity}.”.": "请以“{entity}.”开头。",
    "“{path}” is always the customer for whom the rule works.": "“{path}”总是规则所服务的客户。",
    "Leave it out: it is filled in.": "请不要写：系统会自动填入。",
    "answer.{field} is {found}, the fact is {wanted}.": "answer.{field}是{found}，而这个事实是{wanted}。",
    "Let “form” ask for that kind.": "请让“form”询问该类型的内容。",
    "The form lets people choose {choices}: no choice of the fact.": "表单中可以选{choices}，但事实没有这个选项。",
    # forms of answers
    "“{name}” is the answer itself.": "“{name}”就是答复本身。",
    "Give the field another name.": "请给字段换个名称。",
    "“{name}” has no choices.": "“{name}”没有选项。",
    "Write e.g. [yes, no].": "例如写[yes, no]。",
    "“{kind}” does not say which ones there are.": "“{kind}”没有说明有哪些。",
    "Write the choices themselves: [price, service, other].": "请把选项写出来：[price, service, other]。",
    "“{kind}” is no kind of field.": "“{kind}”不是字段类型。",
    "Write a kind (date, text, number, money, yes_no …), an entity, or [choices].": (
        "请写类型（date、text、number、money、yes_no等）、实体，或[各选项]。"
    ),
    "Add it to “form”.": "请在“form”里补上。",
    "The form of this task has no field “{field}”.": "这个任务的表单没有字段“{field}”。",
}

POLICY = {
    "Write e.g. “09:00-20:00”, or “mon-fri 09:00-18:00, sat 10:00-14:00”.": (
        "例如写“09:00-20:00”，或“mon-fri 09:00-18:00, sat 10:00-14:00”。"
    ),
    "“{text}” is no stretch of hours.": "“{text}”不是时段。",
    "“{text}” is no limit.": "“{text}”不是上限。",
    "Write “1 per customer per day”, “3 per customer per week”, “5 per customer per 30 days”, or “any” alone for no limit.": (
        "请写“1 per customer per day”（每客户每天1条）、“3 per customer per week”（每周3条）、"
        "“5 per customer per 30 days”（每30天5条）；不限请只写“any”。"
    ),
    "“{text}” stands twice here.": "“{text}”在这里写了两次。",
    "“{name}” is critical, so “{key}” never applies to it.": "“{name}”是紧急分组，所以“{key}”对它不起作用。",
    "“{name}” is critical, so nothing holds it back.": "“{name}”是紧急分组，不会被暂缓。",
    "“{text}”: {error}.": "“{text}”：{error}。",
    "“{text}” is no locale.": "“{text}”不是语言代码。",
    "Write e.g. “en” or “zh”.": "例如写“en”或“zh”。",
    "“{line}” does not say what waits while what is so.": "“{line}”没有说明在什么情况下暂缓什么。",
    "Write e.g. “greetings while customer.open_complaints > 0”.": "例如写“greetings while customer.open_complaints > 0”。",
    "There is no group “{name}”.": "没有分组“{name}”。",
    "Add it under “groups”.": "请在“groups”下补上。",
    "Declare it under “groups” in policy.yaml.": "请在policy.yaml的“groups”下声明它。",
    "“{name}” is an entity of the vocabulary, so “who: {who}” would have two meanings.": (
        "“{name}”是词汇表中的实体，“who: {who}”就会有两种含义。"
    ),
    "Give the audience another name.": "请给人群换个名称。",
    "There is no rule “{rule}”.": "没有规则“{rule}”。",
    "The rule “{rule}” is not in the group “{group}”.": "规则“{rule}”不在分组“{group}”中。",
    "Write “group: {group}” in the rule.": "请在规则中写“group: {group}”。",
}
