"""The words of messages: what may stand in them, and how people of a locale read them."""

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from engine.language.book import load_rulebook
from engine.language.scope import Scope
from engine.language.syntax import FactPath
from engine.problems import Place
from engine.values import Duration, Money, Value, YearlyDate
from engine.wording import MissingFact, WrongTemplate, check_template, render, settled
from tests.language.books import FILES, as_bytes

TODAY = dt.date(2026, 2, 1)
VOCABULARY = load_rulebook(as_bytes(FILES)).vocabulary
SCOPE = Scope(VOCABULARY, "invoice", {"ignore_below": Money.of(200, "CNY"), "nobody": "none"})
FACTS: Mapping[str, Value] = {
    "customer.name": "Li Lei",
    "customer.tier": "A",
    "customer.credit_hold": False,
    "invoice.balance": Money.of(5000, "CNY"),
    "invoice.due_date": dt.date(2026, 1, 31),
}


def rendered(text: str, locale: str = "en", facts: Mapping[str, Value] = FACTS) -> str:
    def read(path: FactPath) -> Value | None:
        return facts.get(str(path))

    return render(text, read, SCOPE.settings, TODAY, locale, zone="Asia/Shanghai")


def said_about(text: str) -> list[str]:
    return [str(problem) for problem in check_template(text, SCOPE, Place("a.yaml", 10, 5))]


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (Money.of(5000, "CNY"), "CN¥5,000.00", "¥5,000.00"),
        (Money.of(5000, "JPY"), "¥5,000", "JP¥5,000"),
        (dt.date(2026, 1, 31), "31 January 2026", "2026年1月31日"),
        (dt.datetime(2026, 1, 30, 16, 30, tzinfo=dt.UTC), "31 January 2026 00:30", "2026年1月31日 00:30"),
        (Duration(days=30), "30 days", "30天"),
        (Duration(months=12, days=1), "1 year 1 day", "1年1天"),
        (Duration(working_days=2), "2 working days", "2个工作日"),
        (Duration(), "0 days", "0天"),
        (True, "yes", "是"),
        (False, "no", "否"),
        (Decimal("1234.5"), "1,234.5", "1,234.5"),
        (YearlyDate(2, 29), "29 February", "2月29日"),
        (YearlyDate(6, 12, 1987, "lunar", leap=True), "day 12 of leap lunar month 6", "农历闰6月12日"),
        (("golf", "tea", "chess"), "golf, tea, and chess", "golf、tea和chess"),
        (("golf",), "golf", "golf"),
        ("a {{ b }}", "a {{ b }}", "a {{ b }}"),
    ],
)
def test_values_are_told_as_people_of_the_locale_read_them(value: Value, english: str, chinese: str) -> None:
    facts = {"invoice.x": value}

    assert rendered("{{ invoice.x }}", "en", facts) == english
    assert rendered("{{ invoice.x }}", "zh", facts) == chinese


def test_filters_change_what_is_shown() -> None:
    facts: Mapping[str, Value] = {
        **FACTS,
        "c.p": Decimal("12.5"),
        "c.m": dt.datetime(2026, 1, 1, 20, tzinfo=dt.UTC),
    }

    assert rendered("{{ customer.name | upper }}") == "LI LEI"
    assert (
        rendered("{{ c.p | percent }} {{ c.m | date }} {{ today }}", "en", facts)
        == "12.5% 2 January 2026 1 February 2026"
    )
    assert rendered("{{ settings.ignore_below }}") == "CN¥200.00"


def test_a_condition_chooses_words() -> None:
    text = "{% if invoice.balance > settings.ignore_below and customer.tier == 'A' %}much{% else %}little{% endif %}"

    assert rendered(text) == "much"
    assert rendered(text, facts={**FACTS, "invoice.balance": Money.of(200, "CNY")}) == "little"
    assert rendered("{% if customer.credit_hold %}a{% elif customer.credit_hold is no %}b{% endif %}") == "b"


def test_a_missing_fact_is_never_sent_as_a_gap() -> None:
    with pytest.raises(MissingFact, match=r"customer\.share") as missing:
        rendered("{{ customer.share }}")

    assert missing.value.fact == "customer.share"


@pytest.mark.parametrize(
    "text",
    [
        "{{ customer.share | upper }}",
        "{% if customer.share %}x{% endif %}",
        "{% if customer.share > 3 %}x{% endif %}",
        "{% if customer.share is yes %}x{% endif %}",
        "{{ settings.unheard_of }}",
    ],
)
def test_nor_does_it_pass_a_filter_or_a_condition(text: str) -> None:
    with pytest.raises(MissingFact):
        rendered(text)


def test_a_text_may_say_what_stands_for_a_missing_fact() -> None:
    assert rendered('{{ customer.share | default("your share") }}') == "your share"
    assert rendered("{% if customer.share is empty %}none{% endif %}") == "none"
    assert rendered("{% if customer.name is not empty %}some{% endif %}") == "some"


def test_a_fact_is_never_read_as_a_text_of_ours() -> None:
    """A customer who is called ``{{ invoice.balance }}`` is greeted by that name."""
    assert (
        rendered("{{ customer.name }}", facts={"customer.name": "{{ invoice.balance }}"})
        == "{{ invoice.balance }}"
    )


def test_money_of_two_currencies_does_not_compare() -> None:
    with pytest.raises(WrongTemplate, match="two currencies"):
        rendered(
            "{% if invoice.balance > settings.ignore_below %}x{% endif %}",
            facts={"invoice.balance": Money.of(1, "USD")},
        )


HOSTILE = {
    "{{ ''.__class__ }}": "An attribute of anything but a fact is not allowed in a text.",
    "{% for i in range(999999999) %}x{% endfor %}": "A loop is not allowed in a text.",
    "{{ 'a'*2000000000 }}": "Arithmetic is not allowed in a text.",
    "{{ 2**999999999 }}": "Arithmetic is not allowed in a text.",
    "{% include '/etc/passwd' %}": "include is not allowed in a text.",
    "{% import 'x' as y %}": "import is not allowed in a text.",
    "{% macro a() %}{% endmacro %}": "macro is not allowed in a text.",
    "{% set a = 1 %}": "set is not allowed in a text.",
    "{{ customer.name() }}": "A call is not allowed in a text.",
    "{{ customer['name'] }}": "A bracket is not allowed in a text.",
    "{{ customer.name if customer.credit_hold }}": "An inline if is not allowed in a text.",
    "{{ customer.name ~ 'x' }}": "Joining with “~” is not allowed in a text.",
    "{{ customer.name | attr('x') }}": "The filter “attr” is not known.",
    "{{ customer.name | default(customer.name()) }}": "The filter “default” is not used like this.",
    "{{ customer.name | upper | default('x') }}": "“default” stands after “upper”, which needs a value.",
    "{% if customer.name is sameas(1) %}x{% endif %}": "“is sameas” is not known.",
    "{% if 'a' in customer.name %}x{% endif %}": "This comparison is not known.",
    "{% block a %}{% endblock %}": "“block” is not allowed in a text.",
    "{{" + "(" * 3000 + "x": "The text is nested too deeply.",
    "{% if customer.credit_hold %}" * 90 + "{% endif %}" * 90: "The text is nested too deeply.",
    "{{ customer.name": "“{{” is not closed. Write “}}” where the fact ends.",
    "x" * 20_001: "The text is longer than 20 kB.",
}


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:30])
def test_a_hostile_text_is_refused_when_loaded_and_again_when_rendered(text: str) -> None:
    begun = time.process_time()

    assert HOSTILE[text] in "\n".join(said_about(text))
    with pytest.raises(WrongTemplate):
        rendered(text)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Dear {{ customer.nam }}",
            "a.yaml:10:13: “customer.nam”: no such fact. Did you mean “customer.name”?",
        ),
        (
            "Dear\n  {{ customer.nam }}",
            "a.yaml:11:6: “customer.nam”: no such fact. Did you mean “customer.name”?",
        ),
        (
            "{{ settings.ignore_belo }}",
            "a.yaml:10:8: “settings.ignore_belo”: no such setting. Did you mean “settings.ignore_below”?",
        ),
        (
            "{{ customer.manager }}",
            "a.yaml:10:8: “customer.manager” would be sent as an id. Write {{ customer.manager.name }}.",
        ),
        (
            "{% if customer.name %}x{% endif %}",
            "a.yaml:10:5: “customer.name” is not a yes-or-no fact. Compare it, or write “is empty”.",
        ),
        (
            "{% if invoice.balance > 3 %}x{% endif %}",
            "a.yaml:10:5: A money and a number do not compare. Both sides must be of one type.",
        ),
        (
            "{% if customer.tier == 'D' %}x{% endif %}",
            "a.yaml:10:5: “D” is no choice here. Known here: A, B, C.",
        ),
        ("{% if customer.tier > 'A' %}x{% endif %}", "a.yaml:10:5: A choice has no order. Use == or !=."),
    ],
)
def test_what_cannot_be_filled_in_is_found_before_anybody_waits_for_it(text: str, said: str) -> None:
    assert said_about(text) == [said]


@pytest.mark.parametrize(
    "text",
    [
        "{{ customer.name }}",
        "{{ invoice.customer.manager.boss.name }}",
        "{{ today }}",
        "{# a note #}100 % {x}",
        "{{ 'a' }}",
    ],
)
def test_what_a_text_may_hold(text: str) -> None:
    assert said_about(text) == []


def test_a_long_text_is_compiled_once() -> None:
    text = "{{ customer.name }} " * 900
    rendered(text)
    begun = time.process_time()
    for _ in range(5):
        rendered(text)

    assert time.process_time() - begun < 1


def test_what_stands_in_a_comment_is_left_alone() -> None:
    text = "{# {{ settings.gone }} {{ customer.gone }} #}{% raw %}{{ settings.gone }}{% endraw %}"

    assert said_about(text) == []
    assert settled(text, SCOPE, frozenset(), "en") == text


TOGETHER = replace(SCOPE, together=True)


def said_in_a_joined_text(text: str, scope: Scope = TOGETHER) -> list[str]:
    return [problem.what for problem in check_template(text, scope, Place("a.yaml", 10, 5))]


def test_a_loop_shows_the_facts_of_each() -> None:
    others = [{**FACTS, "invoice.balance": Money.of(amount, "CNY")} for amount in (1, 2)]
    text = "{{ customer.name }}:{% for invoice in together %} {{ invoice.balance }}{% if invoice.balance > settings.ignore_below %}!{% endif %}{% endfor %}"

    shown = render(
        text,
        lambda path: FACTS.get(str(path)),
        SCOPE.settings,
        TODAY,
        "en",
        together=[lambda path, each=each: each.get(str(path)) for each in (FACTS, *others)],  # type: ignore[misc]
    )

    assert shown == "Li Lei: CN¥5,000.00! CN¥1.00 CN¥2.00"
    assert said_in_a_joined_text(text) == []


def test_a_fact_that_one_of_them_lacks_ends_the_message() -> None:
    with pytest.raises(MissingFact, match=r"invoice\.balance"):
        render(
            "{% for invoice in together %}{{ invoice.balance }}{% endfor %}",
            lambda path: FACTS.get(str(path)),
            {},
            TODAY,
            "en",
            together=[lambda _path: None],
        )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "{% for invoice in together %}{{ invoice.nmber }}{% endfor %}",
            "“invoice.nmber”: no such fact.",
        ),
        ("{% for i in together %}{{ i.number }}{% endfor %}", "“i” is not what the rule is about."),
        (
            "{{ invoice.number }}{% for invoice in together %}x{% endfor %}",
            "“invoice.number” stands outside of the loop, where there may be several of them.",
        ),
        ("{% for invoice in customer.invoices %}x{% endfor %}", "A loop is not allowed in a text."),
        (
            "{% for invoice in together if invoice.disputed %}x{% endfor %}",
            "A loop is not allowed in a text.",
        ),
        ("{% for invoice in together recursive %}x{% endfor %}", "A loop is not allowed in a text."),
        ("{% for invoice in together %}x{% else %}y{% endfor %}", "A loop is not allowed in a text."),
        ("{% for a, b in together %}x{% endfor %}", "A loop is not allowed in a text."),
        (
            "{% for invoice in together %}{% for invoice in together %}x{% endfor %}{% endfor %}",
            "A loop is not allowed in a text.",
        ),
        ("{% for invoice in together %}{{ loop.index }}{% endfor %}", "“loop.index”: no such fact."),
        (
            "{% for invoice in together %}{{ invoice.__class__ }}{% endfor %}",
            "“invoice.__class__”: no such fact.",
        ),
        ("{{ together }}", "“together”: no such fact."),
        ("{% for together in together %}x{% endfor %}", "“together” is not what the rule is about."),
    ],
)
def test_a_loop_is_for_what_one_message_tells_of_and_nothing_else(text: str, said: str) -> None:
    assert said_in_a_joined_text(text) == [said]


def test_what_is_about_one_subject_only_has_no_loop() -> None:
    text = "{% for invoice in together %}x{% endfor %}"
    of_customer = replace(TOGETHER, entity="customer")

    assert said_in_a_joined_text(text, SCOPE) == ["Only a message that a step sends may have a loop."]
    assert said_in_a_joined_text(text.replace("invoice", "customer"), of_customer) == [
        "The rule is about the customer itself, so there is nothing to go over."
    ]
