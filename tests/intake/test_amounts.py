"""Numbers and money as files write them."""

from decimal import Decimal

import pytest

from engine.language.quantities import NotThisKind
from engine.values import Money
from intake.amounts import plain_number, read_currency, read_money, read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.50", "1234.50"),
        ("１２３４", "1234"),
        ("-12", "-12"),
        ("−12", "-12"),
        ("(12.30)", "-12.30"),
        ("（12.30）", "-12.30"),
        ("12.30-", "-12.30"),
        (" 7 ", "7"),
    ],
)
def test_a_number_may_be_written_as_bookkeepers_do(text: str, number: str):
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["", "abc", "1,23", "12,50", "1.234,50", "--5", "1e5", "(", "()", "-", "٣", "1 2"]
)
def test_what_is_no_number_or_two_is_refused(text: str):
    with pytest.raises(NotThisKind):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "given", "money"),
    [
        ("1234.5", "CNY", "1234.50 CNY"),
        ("¥1,234.50", "CNY", "1234.50 CNY"),
        ("￥1,234.50", "CNY", "1234.50 CNY"),
        ("¥100", "JPY", "100 JPY"),
        ("12 USD", None, "12.00 USD"),
        ("USD 12", None, "12.00 USD"),
        ("€12.30", None, "12.30 EUR"),
        ("(€12.30)", None, "-12.30 EUR"),
        ("-$5", "USD", "-5.00 USD"),
        ("$-5", "USD", "-5.00 USD"),
        ("１００元", None, "100.00 CNY"),
        ("5000 人民币", "CNY", "5000.00 CNY"),
        ("HK$8", None, "8.00 HKD"),
        ("0", "USD", "0.00 USD"),
    ],
)
def test_money_says_its_currency_or_is_told(text: str, given: str | None, money: str):
    assert str(read_money(text, given)) == money


@pytest.mark.parametrize(
    ("text", "given", "why"),
    [
        ("12", None, "no currency"),
        ("$12", None, "several currencies"),
        ("¥12", "USD", "contradicts"),
        ("€12", "USD", "contradicts"),
        ("12 USD", "CNY", "contradicts"),
        ("12 XQX", None, "no currency"),
        ("12.345", "CNY", "smallest coin"),
        ("--12", "CNY", "no amount"),
        ("-+12", "CNY", "no amount"),
        ("twelve", "CNY", "no amount"),
    ],
)
def test_money_without_a_currency_or_with_two_is_refused(text: str, given: str | None, why: str):
    with pytest.raises(NotThisKind, match=why):
        read_money(text, given)


@pytest.mark.parametrize(("text", "code"), [("usd", "USD"), ("RMB", "CNY"), ("人民币", "CNY"), ("€", "EUR")])
def test_a_currency_may_be_a_code_a_word_or_a_sign(text: str, code: str):
    assert read_currency(text) == code


def test_the_noise_of_a_spreadsheets_float_is_left_out():
    assert read_money(plain_number(0.1 + 0.2), "CNY") == Money(30, "CNY")
    assert plain_number(1e15) == "1000000000000000"
    assert plain_number(17.0) == "17"
