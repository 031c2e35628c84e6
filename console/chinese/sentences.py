"""What can be wrong with a sentence: its facts, its kinds, what is compared with what."""

SENTENCES = {
    "For what nobody has given, write is empty, or is not empty.": "没有人填过的，请写is empty；填过的写is not empty。",
    "{kind} is no list: only a list of words contains some.": "{kind}不是列表：只有词语列表才谈得上包含。",
    "Write is not.": "请写is not。",
    "Write is not empty.": "请写is not empty。",
    "Write e.g. days since customer.last_order_date > 30.": "请写例如days since customer.last_order_date > 30。",
    "Write the day before the hour, e.g. now > 2026-01-31 22:30.": "钟点之前请写日期，例如now > 2026-01-31 22:30。",
    "Compare once in a sentence, or write between, e.g. customer.orders_count between 3 and 5.": (
        "一个句子只比较一次；或用between，例如customer.orders_count between 3 and 5。"
    ),
    # slips of the pen
    "Write today >= … + 30 days, or days since … >= 30.": "请写today >= … + 30 days，或days since … >= 30。",
    "Move the rest to the other side, e.g. now > complaint.opened_at + 3 days.": (
        "请把其余部分移到另一边，例如now > complaint.opened_at + 3 days。"
    ),
    "Move the rest to the other side, e.g. today > customer.last_order_date + 30 days.": (
        "请把其余部分移到另一边，例如today > customer.last_order_date + 30 days。"
    ),
    "Write the number alone: {number}.": "请只写数字：{number}。",
    "A day that comes back starts a rule: “at: every year on customer.birthday”.": (
        "每年到来的日子用来开始规则：“at: every year on customer.birthday”。"
    ),
    "Say the rest, e.g. every year on customer.birthday.": "请写完整，例如every year on customer.birthday。",
    "Say the rest, e.g. customer.orders_count is between 3 and 5.": (
        "请写完整，例如customer.orders_count is between 3 and 5。"
    ),
    "What is only counted has no unit: write the number alone.": "只计个数的不带单位：请只写数字。",
    "“{text}” alone says nothing.": "单独的“{text}”没有意义。",
    "Write e.g. invoice.due_date, or every year on customer.birthday at 09:00.": (
        "例如写invoice.due_date，或every year on customer.birthday at 09:00。"
    ),
    "Write it in small letters.": "请用小写字母。",
    "Write the whole comparison again, or is one of [A, B].": "请把整个比较再写一遍，或写is one of [A, B]。",
    "Write 属于 [A, B].": "请写属于 [A, B]。",
    "A sentence compares a fact, e.g. 发票.余额 > 200 CNY, 客户.等级 属于 [A, B].": (
        "句子用来比较事实，例如发票.余额 > 200 CNY、客户.等级 属于 [A, B]。"
    ),
    "Write is not one of [A, B].": "请写is not one of [A, B]。",
    "Write is, or =.": "请写is，或=。",
    "Write <, e.g. customer.last_order_date < 2026-01-31.": "请写<，例如customer.last_order_date < 2026-01-31。",
    "Write >, e.g. customer.last_order_date > 2026-01-31.": "请写>，例如customer.last_order_date > 2026-01-31。",
    "Write >, or >= if the limit itself counts.": "请写>；如果包括界限本身，请写>=。",
    "Write <, or <= if the limit itself counts.": "请写<；如果包括界限本身，请写<=。",
    "Join two sentences by and, or put each on a line of its own that begins with “- ”.": (
        "两个句子之间请用and连接，或各占一行，以“- ”开头。"
    ),
    "Write the date alone, and the length of time in a step: “after: 7 days”.": (
        "请只写日期，时长写在步骤里：“after: 7 days”。"
    ),
    "Write the hour as 09:00 or 17:30.": "钟点请写成09:00或17:30。",
    "Write again what is compared, e.g. customer.orders_count > 3 and customer.orders_count < 5.": (
        "请把比较的对象再写一遍，例如customer.orders_count > 3 and customer.orders_count < 5。"
    ),
    "Write “{word}” before it: {one} {word} {other}.": "请在它前面写“{word}”：{one} {word} {other}。",
    "Write “{word}” before it: {sentence}.": "请在它前面写“{word}”：{sentence}。",
    "Write all digits, e.g. 50000 CNY.": "请把数字写全，例如50000 CNY。",
    "All lines of a list must hold anyway: leave the word out.": "列表的各行本来就要全部成立：请去掉这个词。",
    "Put the lines of which one is enough under “any:”.": "只要一行成立的各行，请写在“any:”之下。",
    "Put all lines of which one is enough under “any:”.": "只要一行成立的各行，请全部写在“any:”之下。",
    "Name such a fact, e.g. invoice.due_date, or a whole date, e.g. 2026-12-25.": (
        "请写这样的事实，例如invoice.due_date；或完整的日期，例如2026-12-25。"
    ),
    "This sentence cannot be understood.": "看不懂这个句子。",
    "Write it in a simpler way.": "请写得简单一些。",
    "This is a value, not something that holds or not.": "这是一个值，不是一个能成立或不成立的说法。",
    "Compare it, e.g. customer.tier is A.": "请加上比较，例如customer.tier is A。",
    "This is a figure, not something that holds or not.": "这是一个数字，不是一个能成立或不成立的说法。",
    "Compare it, e.g. count(order) > 3.": "请加上比较，例如count(order) > 3。",
    "This holds or does not: it is no value.": "这是一个成立或不成立的说法，不是值。",
    "Write a fact, an amount, a date …": "请写事实、金额、日期等。",
    "Write e.g. is one of [A, B].": "例如写is one of [A, B]。",
    "A list holds values only.": "列表里只能写值。",
    "Compare with a fact by = and join by or.": "与事实比较请用=，几个比较之间用or连接。",
    "{kind} contains nothing.": "{kind}没有可包含的内容。",
    "Write is, or is one of [ ].": "请写is，或is one of [ ]。",
    "{kind} cannot be contained in a list.": "列表中不能包含{kind}。",
    "Write a word, or a text between double quotes.": "请写一个词；若是几个词的文字，请放在英文双引号里。",
    "Only a fact can be empty.": "只有事实才可能为空。",
    "Name one, e.g. customer.tier.": "请写一个事实，例如customer.tier。",
    "How far below or above is a percentage.": "低多少或高多少要用百分比表示。",
    "Write e.g. is at least 30% below …": "例如写is at least 30% below …。",
    "There is no share of this.": "这个值不能按比例比较。",
    "Compare money with money or a number with a number.": "金额请与金额比较，数字请与数字比较。",
    # its form
    "A sentence is missing here.": "这里缺少一个句子。",
    "Write what must hold.": "请写出必须成立的条件。",
    "This sentence has {count} characters; {most} are the most.": "这个句子有{count}个字符，最多{most}个。",
    "Split it into several lines.": "请拆成几行。",
    "This sentence is nested too deep; {most} parentheses in each other are the most.": (
        "这个句子的括号层次太深，最多{most}层。"
    ),
    "The sentence breaks off here.": "句子到这里中断了。",
    "Close the parenthesis.": "请补上右括号。",
    "Say the rest, e.g. customer.tier is A.": "请写完整，例如customer.tier is A。",
    "“{word}” cannot stand here.": "“{word}”不能写在这里。",
    "Write the currency after the amount: {amount}.": "币种请写在金额后面：{amount}。",
    "Write = once.": "请只写一个=。",
    "Write {sign}.": "请写{sign}。",
    "Write not, or != between two values.": "请写not；两个值之间写!=。",
    'Put a text between double quotes: "…".': '文字要放在英文双引号里："…"。',
    "Close the quoted text with a second double quote.": "请补上后一个双引号。",
    "Write a fact without braces.": "写事实时不加大括号。",
    "Write is one of [A, B].": "请写is one of [A, B]。",
    "There is one closing bracket too many, or something is missing before it.": (
        "多了一个右括号，或它前面缺了内容。"
    ),
    "Quote it if it is a text, else see the forms of a sentence.": (
        "如果是文字，请加引号；否则请参看句子的各种写法。"
    ),
    "A sentence compares a fact, e.g. invoice.balance > 200 CNY, customer.tier is one of [A, B].": (
        "句子用来比较事实，例如invoice.balance > 200 CNY、customer.tier is one of [A, B]。"
    ),
    # facts and names
    "A fact is written with its entity, e.g. customer.tier; a text between double quotes.": (
        "事实要连同所属实体一起写，例如customer.tier；文字要放在英文双引号里。"
    ),
    "“{path}”: no such fact.": "没有“{path}”这个事实。",
    "“{path}”: no such fact; “{walked}” is {kind} and has no facts of its own.": (
        "没有“{path}”这个事实；“{walked}”是{kind}，本身没有事实。"
    ),
    "“{walked}.{word}”: no such fact.": "没有“{walked}.{word}”这个事实。",
    "The facts there are stand in vocabulary.yaml.": "有哪些事实，见vocabulary.yaml。",
    "“{path}” cannot be read here: the sentence is about {root}.": "这里不能用“{path}”：这个句子的对象是{root}。",
    "Begin with {roots}": "请以{roots}开头。",
    "“{path}”: no such setting.": "没有“{path}”这个设置。",
    "Add it under settings.": "请在settings（设置）下补上。",
    "“{path}”: an answer has fields only.": "“{path}”：答复只有字段，没有下一级。",
    "Write e.g. answer.date.": "例如写answer.date。",
    "“{path}” cannot stand here.": "“{path}”不能写在这里。",
    "It can only be the value of set: in an outcome, and stands alone there.": (
        "它只能在结果里作set（设定）的值，而且要单独写。"
    ),
    "settings.{name}: {what}": "settings.{name}：{what}",
    "settings.{name} has an amount for each currency: nothing says which is meant here.": (
        "settings.{name}按币种各有一个金额：这里没有说明指哪一个。"
    ),
    "Compare it alone with an amount, e.g. invoice.balance > it.": "请让它单独与金额比较，例如invoice.balance > …。",
    # kinds
    "{kind} stands where {wanted} is expected.": "这里应当是{wanted}，写的却是{kind}。",
    "Write a number, e.g. 3.": "请写数字，例如3。",
    "Write a percent sign, e.g. 30%.": "请带百分号，例如30%。",
    "Write the unit, e.g. 30 days.": "请带单位，例如30 days。",
    "Write a date, e.g. 2026-01-31, or a fact that is one.": "请写日期，例如2026-01-31，或类型为日期的事实。",
    "Write e.g. 30 days.": "例如写30 days。",
    "Name a fact that is {wanted}.": "请写一个类型为{wanted}的事实。",
    "To count days write days since …, e.g. days since customer.last_order_date > 30.": (
        "要计算天数请写days since …，例如days since customer.last_order_date > 30。"
    ),
    "To count days write days since …, e.g. days since complaint.opened_at > 3.": (
        "要计算天数请写days since …，例如days since complaint.opened_at > 3。"
    ),
    "To count the days since a date write days since …": "要计算距某日的天数，请写days since …。",
    "Write today >= … + 30 days.": "请写today >= … + 30 days。",
    "Compare a date with today or 2026-01-31, a moment with now or 2026-01-31 10:00.": (
        "日期请与today或2026-01-31比较，时刻请与now或2026-01-31 10:00比较。"
    ),
    "Write contains, e.g. customer.interests contains golf.": "请用contains，例如customer.interests contains golf。",
    "Put the id between double quotes.": "请把编号放在英文双引号里。",
    "“{word}” is no choice of {fact}.": "“{word}”不是{fact}的选项。",
    "Two lists do not compare.": "两个列表不能比较。",
    "{kind} is neither more nor less than another.": "{kind}没有大小之分。",
    "Write is, is not or is one of [ ].": "请写is、is not或is one of [ ]。",
    "{unit} since … can only be compared with a number.": "{unit} since …只能与数字比较。",
    "Write it alone on one side: {unit} since … > 30.": "请让它单独占一边：{unit} since … > 30。",
    "now can only stand alone on one side of a comparison.": "now只能单独占比较的一边。",
    "Move the rest to the other side: now > complaint.opened_at + 3 days.": (
        "请把其余部分移到另一边：now > complaint.opened_at + 3 days。"
    ),
    "today can only stand alone on one side of a comparison.": "today只能单独占比较的一边。",
    "Move the rest to the other side: today > customer.last_order_date + 30 days + 3 days.": (
        "请把其余部分移到另一边：today > customer.last_order_date + 30 days + 3 days。"
    ),
    "“days since” may stand only as one whole side of a comparison": "“days since”只能单独占比较的一边",
    "{one} cannot be compared with {other}.": "{one}不能与{other}比较。",
    "{one} cannot be added to {other}.": "{one}不能与{other}相加。",
    "{one} cannot be taken from {other}.": "不能从{other}中减去{one}。",
    "Both must be of one kind.": "两者必须是同一类型。",
    "Write now to compare with a moment.": "与时刻比较请写now。",
    "Write today to compare with a date.": "与日期比较请写today。",
    "These two have no choice in common.": "这两者没有共同的选项。",
    "One refers to {one}, the other to {other}.": "一个指向{one}，另一个指向{other}。",
    "The table “{table}” gives “{value}”, which is no choice here.": "决策表“{table}”给出“{value}”，它不是这里的选项。",
    # arithmetic
    "Add days, working days, months or years to a date, or take a moment.": (
        "日期只能加减天、工作日、月或年；要用小时请改用时刻。"
    ),
    "Hours and minutes cannot be added to a date.": "日期不能加减小时和分钟。",
    "Money of two currencies does not add.": "两种币种的金额不能相加。",
    "Money of two currencies does not compare.": "两种币种的金额不能比较。",
    "Write one currency.": "请只用一种币种。",
    "Nothing can be divided by 0.": "不能除以0。",
    "Write another number.": "请换一个数字。",
    "Only a percentage can be a share of something.": "只有百分比才能表示占比。",
    "Write e.g. 30% of …": "例如写30% of …。",
    "There is no share of {kind}.": "{kind}不能取占比。",
    "Write a share of money or of a number.": "只有金额或数字可以取占比。",
    "A length of time can only be multiplied by a whole number.": "时间长度只能乘以整数。",
    "Write e.g. 3 * customer.usual_cycle.": "例如写3 * customer.usual_cycle。",
    "{one} cannot be multiplied by {other}.": "{one}不能乘以{other}。",
    "{one} cannot be divided by {other}.": "{one}不能除以{other}。",
    "Money, numbers and percentages go with a number, e.g. * 3 or / 2.": (
        "金额、数字和百分比只能与数字相乘除，例如* 3或/ 2。"
    ),
    "Time is counted since a date or a moment.": "时间要从某个日期或时刻算起。",
    "Name such a fact, e.g. customer.last_order_date.": "请写这样的事实，例如customer.last_order_date。",
    # figures over many rows
    "“{number}” rows have no gap.": "“{number}”行之间没有间隔。",
    "“{number}” is no number of rows.": "“{number}”不是行数。",
    "Write e.g. the last 12.": "例如写the last 12。",
    "“{name}”: no such entity.": "没有“{name}”这个实体。",
    "“{name}” has no fact that refers to {owner}: nobody knows whose rows to take.": (
        "“{name}”没有指向{owner}的事实：无法知道该取谁的行。"
    ),
    "Give it one: {name}: {{type: {kind}}}.": "请给它加一个：{name}: {{type: {kind}}}。",
    "{function} takes rows, not a fact.": "{function}统计的是行，不是事实。",
    "Write {function}({entity}) or {function}({entity} where …).": (
        "请写{function}({entity})或{function}({entity} where …)。"
    ),
    "“{said}”: no such fact.": "没有“{said}”这个事实。",
    "{function} does not go with {kind}.": "{function}不能用于{kind}。",
    "It takes {kinds}.": "它可用于{kinds}。",
    "“{entity}” has no fact named date, so its rows have no order in time.": (
        "“{entity}”没有名为date的事实，所以它的行没有时间先后。"
    ),
    "A stretch of time ends on a date.": "一段时间要以日期结束。",
    "Write e.g. up to customer.last_order_date.": "例如写up to customer.last_order_date。",
    "A stretch of time is a number of whole days.": "一段时间要用整天数表示。",
    "Write e.g. 30 days or 3 * customer.usual_cycle.": "例如写30 days或3 * customer.usual_cycle。",
    "A figure over many rows cannot stand here.": "这里不能写对多行的统计。",
    "Make it a fact of the vocabulary (from: …) and name that fact here.": (
        "请在词汇表中把它定义为事实（from: …），再在这里写那个事实。"
    ),
    # too much
    "This condition has more than {most} alternatives when its “any” lines are multiplied out.": (
        "把“any”各行展开后，这个条件有超过{most}种情况。"
    ),
    "Split the rule into several with fewer alternatives each, or name a part of it as a derived fact.": (
        "请把规则拆成几条，每条少一些情况；或把其中一部分定义为计算得出的事实。"
    ),
    "It asks more than {most} things at once: split the rule.": "它一次问了超过{most}件事：请拆分规则。",
    "It computes something itself ({what}): make that a derived fact.": (
        "它自己在计算（{what}）：请把它定义为计算得出的事实。"
    ),
}

KINDS = {
    "a number": "数字",
    "money": "金额",
    "a percentage": "百分比",
    "yes or no": "是非",
    "a choice": "选项",
    "a date": "日期",
    "a moment": "时刻",
    "a length of time": "时长",
    "a yearly date": "年度日期",
    "a reference": "指向他人的事实",
    "text": "文本",
    "number": "数字",
    "percent": "百分比",
    "yes_no": "是非",
    "choice": "选项",
    "date": "日期",
    "moment": "时刻",
    "duration": "时长",
    "yearly_date": "年度日期",
    "list": "列表",
    "reference": "指向他人的事实",
    "a {entity}": "{entity}",
    "an {entity}": "{entity}",
}
