"""What can be wrong with a value: a number, an amount, a day, a length of time, a choice."""

VALUES = {
    "{length} is longer than {count} years.": "{length}超过{count}年。",
    "Write a shorter length of time.": "请写短一些的时长。",
    "A value is missing here.": "这里缺少一个值。",
    "Leave the fact out if it is not known.": "如果不知道这个事实，请不要写它。",
    "A list stands where one value is expected.": "这里应当是一个值，却写了列表。",
    "Write one value.": "请只写一个值。",
    "“{word}” is no choice here.": "“{word}”不是这里的选项。",
    "Write yes or no.": "请写yes（是）或no（否）。",
    "An id is missing here.": "这里缺少编号。",
    "Write the id of what is meant.": "请写所指对象的编号。",
    # numbers and money
    "“{text}” is no number.": "“{text}”不是数字。",
    "Write digits, e.g. 1000 or 1,000.50.": "请写数字，例如1000或1,000.50。",
    "“{text}” has more than {digits} digits.": "“{text}”超过{digits}位数字。",
    "Write a shorter number.": "请写短一些的数字。",
    "“{text}” is no money.": "“{text}”不是金额。",
    "Write an amount with its currency, e.g. 200 CNY.": "金额要带币种，例如200 CNY。",
    "“{currency}” is no currency.": "“{currency}”不是币种。",
    "Write its ISO code, e.g. CNY.": "请写币种的ISO代码，例如CNY。",
    "{amount} {code} is finer than the smallest coin.": "{amount} {code}比该币种的最小单位还小。",
    "{code} has {digits} decimal places.": "{code}有{digits}位小数。",
    "“{words}” may be one number or two.": "“{words}”可能是一个数，也可能是两个数。",
    "Write a space after the comma, or no comma.": "请在逗号后加一个空格，或去掉逗号。",
    # days and moments
    "“{text}” is no date.": "“{text}”不是日期。",
    "Write year-month-day, e.g. 2026-01-31.": "请按“年-月-日”写，例如2026-01-31。",
    "“{text}”: there is no such day.": "“{text}”：没有这一天。",
    "Check the month and the day.": "请检查月份和日子。",
    "“{text}” is no time of day.": "“{text}”不是钟点。",
    "Write hours and minutes, e.g. 09:00.": "请写时和分，例如09:00。",
    "“{text}” is no moment.": "“{text}”不是时刻。",
    "Write a day and an hour, e.g. 2026-01-31 10:00.": "请写日期和钟点，例如2026-01-31 10:00。",
    "“{text}”: there is no such moment.": "“{text}”：没有这个时刻。",
    "Check the day and the hour.": "请检查日期和钟点。",
    "“{text}” is no day of the year.": "“{text}”不是一年中的某一天。",
    "Write 1992-02-29, 02-29, lunar 1988-08-15 or, for a leap month, lunar 1987-06L-12.": (
        "请写1992-02-29、02-29、lunar 1988-08-15（农历）；闰月写lunar 1987-06L-12。"
    ),
    "“{text}” does not say in which time zone.": "“{text}”没有说明时区。",
    "Write its offset: 2026-01-31 10:00+08:00.": "请写明时差：2026-01-31 10:00+08:00。",
    "“{text}” cannot be placed in the time zone “{zone}”.": "“{text}”在时区“{zone}”中没有对应的时刻。",
    "Check both.": "请检查两者。",
    # lengths of time
    "“{text}” is no length of time.": "“{text}”不是时间长度。",
    "Write a number and a unit, e.g. 30 days.": "请写数字和单位，例如30 days（30天）。",
    "“{name}” is no unit of time.": "“{name}”不是时间单位。",
    "{count} {name}: only whole {name} can be counted.": "{count} {name}：{name}只能用整数。",
    "Write it in a smaller unit.": "请改用更小的单位。",
    "“{text}” runs backwards.": "“{text}”是倒退的时间。",
    "Write it without a minus.": "请去掉负号。",
}

TIMES = {
    "every {every} does not repeat on the calendar: use whole days, weeks, months or years": (
        "每{every}无法按日历重复：请用整天、整周、整月或整年"
    ),
    "'every {every}' does not repeat on the calendar: use whole days, weeks, months or years": (
        "“every {every}”无法按日历重复：请用整天、整周、整月或整年"
    ),
    "{anchor} + {count} x {every} leaves the calendar (years 1 to 9999)": (
        "{anchor}加{count}个{every}超出了日历（公元1年至9999年）"
    ),
    "{anchor} + {months} months leaves the calendar (years 1 to 9999): use a shorter duration": (
        "{anchor}加{months}个月超出了日历（公元1年至9999年）：请用短一些的时间"
    ),
    "{day} + {duration} gives no date: add hours and minutes to a moment, not to a date": (
        "{day}加{duration}得不出日期：小时和分钟要加在时刻上，不能加在日期上"
    ),
    "{day} + {duration} leaves the calendar (years 1 to 9999)": "{day}加{duration}超出了日历（公元1年至9999年）",
    "{instant} has no time zone: an instant is an aware datetime in UTC": "{instant}没有时区：应当是UTC时刻",
    "permitted hours need a window: write for example '09:00-20:00'": "允许时段要写起止钟点：例如写“09:00-20:00”",
    "lunar year {year} is not known: lunar dates reach from {first} to {last}": (
        "不知道农历{year}年：农历日期只支持{first}年至{last}年"
    ),
    "did you mean {near}?": "是不是想写{near}？",
    "write an IANA name such as Asia/Shanghai": "请写IANA时区名，例如Asia/Shanghai",
    "{name} is no time zone: {hint}": "{name}不是时区：{hint}",
    "no holidays are known for country {country}: write an ISO 3166 code such as CN, or leave it out and list the company's own days": (
        "不知道{country}的法定节假日：请写ISO 3166国家代码，例如CN；或者不写，自行列出公司的休息日"
    ),
    "{text} lacks hours: write for example 'mon-fri 09:00-18:00'": "{text}没有写钟点：例如写“mon-fri 09:00-18:00”",
    "{part} in {text} is no days and hours: write for example 'mon-fri 09:00-18:00'": (
        "{text}中的{part}不是“星期加钟点”：例如写“mon-fri 09:00-18:00”"
    ),
    "{name} in {text} names no days: write mon, tue, wed, thu, fri, sat, sun or mon-fri": (
        "{text}中的{name}不是星期：请写mon、tue、wed、thu、fri、sat、sun或mon-fri"
    ),
    "{start}-{end} in {text} is empty: the whole day is 00:00-24:00": (
        "{text}中的{start}-{end}是空的：全天写作00:00-24:00"
    ),
    "{start}-24:00 and, on the day after, 00:00-{end}": "{start}-24:00，次日再写00:00-{end}",
    "{start}-{end} in {text} runs over midnight: write {remedy}": "{text}中的{start}-{end}跨过了午夜：请写{remedy}",
    "{clock} in {text} is no time of day: write 00:00 to 24:00": "{text}中的{clock}不是钟点：请写00:00至24:00",
    "{text} does not say on which days: write for example 'mon-fri 09:00-18:00'": (
        "{text}没有说明是星期几：例如写“mon-fri 09:00-18:00”"
    ),
    "{text} names hours of {day} twice: let the windows not overlap": "{text}中{day}的钟点有重复：各时段不能重叠",
    "a working week has hours": "一周里必须有工作时间",
    "{yearly} does not come round in {year}: the calendar has the years 1 to 9999": (
        "{yearly}在{year}年不会到来：日历只有公元1年至9999年"
    ),
    "{text} is no yearly date: write 1992-02-29, 02-29, lunar 1988-08-15 or lunar 1987-06L-12": (
        "{text}不是年度日期：请写1992-02-29、02-29、lunar 1988-08-15或lunar 1987-06L-12"
    ),
    "{yearly} is impossible: months go from 1 to 12": "{yearly}不可能存在：月份是1至12",
    "{yearly} is impossible: that month has days 1 to {count}": "{yearly}不可能存在：那个月只有1日至{count}日",
    "{yearly} is impossible: only lunar dates have a leap month; write 'lunar {plain}'": (
        "{yearly}不可能存在：只有农历才有闰月；请写“lunar {plain}”"
    ),
    "{yearly} is impossible: years go from 1 to 9999; leave an unknown year out": (
        "{yearly}不可能存在：年份是1至9999；不知道年份就不写"
    ),
    "{yearly} is impossible: no year from 1900 to 2100 has that leap month; leave out the L": (
        "{yearly}不可能存在：1900年至2100年都没有这个闰月；请去掉L"
    ),
    "{yearly} is impossible: {year} had no leap month {month}; leave out the L": (
        "{yearly}不可能存在：{year}年没有闰{month}月；请去掉L"
    ),
    "{left} and {right} are of two currencies and do not compare": "{left}和{right}币种不同，不能比较",
}
