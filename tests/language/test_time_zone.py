"""`time zone` of a rule and `customer timezone` of the vocabulary, as they stand in files."""

import pytest

from engine.examples import Outcome, run_examples
from engine.language.book import load_rulebook
from engine.language.translation import translated
from engine.telling import tell_rule
from tests.language.books import FILES, VOCABULARY, as_bytes, problems_of

V = "vocabulary.yaml"
ZONE = "      timezone:        {type: text, zh: 所在时区}\n"
FACTS = "      name:            {type: text, zh: 名称, personal: yes}\n"
GREETING = """\
format: 1
rules:
  - id: greet_there
    who: customer
    at: every year on customer.birthday at 09:00
    time zone: customer
    do: [{send: letter, to: customer, text: {en: "Happy birthday!", zh: "生日快乐！"}}]
    examples:
"""


def vocabulary(calendar: str = ", customer timezone: customer.timezone", fact: str = ZONE) -> str:
    with_fact = VOCABULARY.replace(FACTS, FACTS + fact)
    return with_fact.replace("{timezone: Asia/Shanghai", f"{{timezone: Asia/Shanghai{calendar}")


def files_with(*examples: str, said: str = GREETING, words: str | None = None) -> dict[str, str]:
    told = "".join(f"      - {example}\n" for example in examples) or "      []\n"
    return {**FILES, V: words or vocabulary(), "greeting.yaml": said + told}


def outcomes(*examples: str, said: str = GREETING) -> list[Outcome]:
    book = load_rulebook(as_bytes(files_with(*examples, said=said)))
    return [each for each in run_examples(book) if each.example.place.file == "greeting.yaml"]


def an_example(expect: str, zone: str = ", customer.timezone: America/New_York") -> str:
    born = f"today: 2026-01-01, customer.birthday: 03-12{zone}"
    return f"{{name: told, given: {{{born}}}, until: 2026-03-12, expect: [{expect}]}}"


def test_a_rule_goes_by_the_company_s_clock_unless_it_says_otherwise():
    book = load_rulebook(as_bytes(files_with()))
    zones = {rule.id: rule.time_zone for rule in book.rules}

    assert zones["greet_there"] == "customer"
    assert zones["dunning"] == "company"
    assert book.vocabulary.working_time.customer_zone == "timezone"


def test_a_file_says_it_once_for_all_its_rules_and_a_rule_otherwise():
    said = GREETING.replace("    time zone: customer\n", "").replace(
        "rules:", "defaults: {time zone: customer}\nrules:"
    )
    otherwise = said.replace("    who: customer", "    time zone: company\n    who: customer")

    for text, expected in ((said, "customer"), (otherwise, "company")):
        rule = load_rulebook(as_bytes(files_with(said=text))).rule("greet_there")
        assert rule is not None
        assert rule.time_zone == expected


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("    time zone: customer\n", "    time zone: customer\n", 6),
        ("rules:", "defaults: {time zone: customer}\nrules:", 2),
    ],
)
def test_a_clock_that_nobody_knows_is_a_problem_that_says_how_to_mend_it(before: str, after: str, line: int):
    said = GREETING.replace(before, after)
    said = said if line == 6 else said.replace("    time zone: customer\n", "")

    (problem,) = problems_of(files_with(said=said, words=vocabulary(calendar="")))

    assert problem.startswith(f"greeting.yaml:{line}:")
    assert "Nobody knows in which time zone a customer lives." in problem
    assert "“customer timezone: customer.timezone”" in problem


def test_whose_clock_is_one_of_two():
    (problem,) = problems_of(files_with(said=GREETING.replace("zone: customer", "zone: custmer")))

    assert problem.endswith("“custmer” is not known here. Did you mean “customer”?")


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("customer.birthday", "“customer.birthday” is no text, so it cannot name a time zone."),
        ("customer.manager.name", "“customer.manager.name” is no fact of the customer itself."),
        ("invoice.number", "invoice"),
        ("customer.timezon", "Did you mean “customer.timezone”?"),
        ("customer.stage", "“customer.stage” has the choice “prospect”, which is no time zone."),
        ("customer.where", "“customer.where” is computed, and where a customer lives must be known first."),
        ("customer", "“customer” is no fact of the customer itself."),
    ],
)
def test_the_fact_that_tells_the_zone_must_be_a_text_of_the_customer(key: str, said: str):
    words = vocabulary(
        calendar=f", customer timezone: {key}",
        fact=ZONE + "      where: {type: text, from: customer.name}\n",
    )

    problems = [each for each in problems_of(files_with(words=words)) if each.startswith(V)]

    assert len(problems) == 1
    assert said in problems[0]


def test_a_choice_of_zones_tells_the_zone_too():
    fact = "      timezone: {type: choice, of: [Asia/Shanghai, Europe/Berlin]}\n"

    assert problems_of(files_with(words=vocabulary(fact=fact))) == []


def test_what_is_expected_is_told_by_the_clock_of_the_rule():
    """Nine of New York is nine in the evening of Shanghai, on the last day of the story."""
    passed = outcomes(
        an_example("2026-03-12 09:00 greet_there"),
        an_example("2026-03-12 greet_there"),
        an_example("2026-03-12 09:00 greet_there", zone=""),
        an_example("2026-03-12 09:00 greet_there", zone=", customer.timezone: Pacific/Apia"),
        an_example("2026-03-12 09:00 greet_there", zone=", customer.timezone: Pacific/Honolulu"),
    )

    assert [str(each) for each in passed if not each.passed] == []
    assert len(passed) == 5


def test_a_story_ends_with_the_last_day_there():
    """Late in the evening of Honolulu it is the next day for the company; the day after is not told of."""
    said = GREETING.replace("at 09:00", "at 19:30")
    zone = ", customer.timezone: Pacific/Honolulu"

    (last,) = outcomes(an_example("2026-03-12 19:30 greet_there", zone=zone), said=said)
    (early,) = outcomes(
        an_example("", zone=", customer.timezone: Pacific/Apia").replace(
            "until: 2026-03-12", "until: 2026-03-11"
        ),
        said=said.replace("19:30", "09:00"),
    )

    assert last.passed
    assert early.passed  # nine of the 12th in Apia is still the 11th in Shanghai


def test_a_customer_who_moves_in_a_story():
    moved = an_example("2026-03-12 09:00 greet_there").replace(
        "until:", "events: [{2026-03-01: {customer.timezone: Europe/Berlin}}], until:"
    )

    assert [each.passed for each in outcomes(moved)] == [True]


def test_an_answer_of_the_day_is_of_the_day_there():
    """The task is opened at 14:00 of New York, when the company has the 13th already."""
    said = GREETING.replace("at 09:00", "at 14:00").replace(
        'do: [{send: letter, to: customer, text: {en: "Happy birthday!", zh: "生日快乐！"}}]',
        "do: [{task: call, to: team/sales, due: 1 day, text: {en: Call., zh: 致电。}, "
        "outcomes: {reached: {set: {customer.tier: A}}}}]",
    )
    answer = an_example("2026-03-12 14:00 greet_there, 2026-03-12 greet_there/reached -> customer.tier A")
    answer = answer.replace("until:", "events: [{2026-03-12: {answer: {call: reached}}}], until:")

    assert [str(each) for each in outcomes(answer, said=said) if not each.passed] == []


def test_an_example_that_fails_names_the_day_there():
    (failed,) = outcomes(an_example("2026-03-11 09:00 greet_there"))

    assert failed.got == ("2026-03-12 09:00 greet_there",)
    assert "“greet_there” was not due on 2026-03-11" in str(failed)


def test_both_keys_in_chinese_and_back():
    files = as_bytes(files_with(an_example("2026-03-12 09:00 greet_there")))

    chinese = {**files, **translated(files, "zh")}

    assert "客户时区: 客户.所在时区" in chinese[V].decode()
    assert "时区: 客户" in chinese["greeting.yaml"].decode()
    assert {**chinese, **translated(chinese, "en")} == files
    assert all(each.passed for each in run_examples(load_rulebook(chinese)))


def test_read_tells_whose_clock_it_is():
    book = load_rulebook(as_bytes(files_with()))
    rule = book.rule("greet_there")
    assert rule is not None

    english, chinese = ([line.text for line in tell_rule(rule, book, language)] for language in ("en", "zh"))

    assert "Its days and hours are those of the place where the customer lives." in english
    assert "日期和时段按客户所在地的时间计算。" in chinese
