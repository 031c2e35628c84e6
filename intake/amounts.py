"""Numbers and money as files write them: ``¥1,234.50``, ``(12.30)``, ``１２３``, ``USD 12``, a spreadsheet's float."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from engine.language import quantities
from engine.language.quantities import NotThisKind
from engine.problems import did_you_mean
from engine.values import Money, currencies

WORDS: Mapping[str, str] = {
    "€": "EUR", "£": "GBP", "₩": "KRW", "₹": "INR", "₽": "RUB", "฿": "THB", "₫": "VND",
    "US$": "USD", "HK$": "HKD", "NT$": "TWD", "RMB": "CNY", "CN¥": "CNY",
    "元": "CNY", "人民币": "CNY", "美元": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "港元": "HKD", "港币": "HKD",
}  # fmt: skip
"""Signs and words that mean one currency."""

SHARED: Mapping[str, frozenset[str]] = {
    "¥": frozenset({"CNY", "JPY"}),
    "$": frozenset({"USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN", "CLP", "COP", "ARS"}),
}
"""Signs that several currencies share: which one is meant must be said elsewhere."""

_PARTS = re.compile(r"(?P<before>[^\d().,+-]*)(?P<number>[+-]?[\d.,]*\d)(?P<after>[^\d().,+-]*)")
FLOAT_DIGITS = 15
"""What a spreadsheet's number really holds; later digits are noise (0.1 + 0.2 = 0.30000000000000004)."""


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Full-width digits, letters and signs as plain ones, a real minus as ``-``, without spaces around."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text).replace("\u2212", "-")
    return plain.strip()


def plain_number(number: float | Decimal) -> str:
    """A spreadsheet's number without the noise of floats and without an exponent."""
    exact = Decimal(f"{number:.{FLOAT_DIGITS}g}") if isinstance(number, float) else Decimal(number)
    return format(exact, "f") if exact.is_finite() else str(number)


def read_number(text: str) -> Decimal:
    """A number with thousands separators; ``(12.30)`` and ``12.30-`` are negative, as bookkeepers write.

    Raises:
        NotThisKind: it is none.
    """
    plain = _without_brackets(folded(text))
    return quantities.read_number(plain)


def read_money(text: str, currency: str | None) -> Money:
    """An amount; its currency stands with it (``12 USD``, ``€12``) or is *currency*.

    Raises:
        NotThisKind: no amount, no currency (``unknown-currency``), or two that contradict each other.
    """
    plain = _without_brackets(folded(text))
    negative, rest = plain.startswith("-"), plain.removeprefix("-").strip()
    parts = _PARTS.fullmatch(rest)
    if parts is None or (negative and not parts["number"][0].isdigit()):
        raise NotThisKind(f"“{text}” is no amount.", "Write digits, e.g. 1000 or 1,000.50.")
    marks = [mark for part in ("before", "after") if (mark := parts[part].strip())]
    number = quantities.read_number(parts["number"])
    return quantities.money_of(-number if negative else number, _currency_of(marks, currency, text))


@lru_cache(maxsize=1024)
def read_currency(text: str) -> str:
    """The ISO code that a currency column means: ``usd``, ``RMB``, ``人民币``.

    Raises:
        NotThisKind: it means none.
    """
    word = folded(text)
    code = WORDS.get(word) or WORDS.get(word.upper()) or word.upper()
    if code not in currencies():
        mend = did_you_mean(code, currencies()) or "Write its ISO code, e.g. CNY."
        raise NotThisKind(f"“{text}” is no currency.", mend, "unknown-currency")
    return code


def _without_brackets(text: str) -> str:
    if text.startswith("(") and text.endswith(")"):
        return f"-{text[1:-1].strip()}"
    return f"-{text[:-1].strip()}" if text.endswith("-") and len(text) > 1 else text


def _currency_of(marks: list[str], given: str | None, text: str) -> str:
    said = given
    for mark in marks:
        if mark in SHARED:
            if said is None:
                mend = f"Say which of {', '.join(sorted(SHARED[mark]))} with a currency column or --currency."
                raise NotThisKind(f"“{text}”: several currencies share the sign {mark}.", mend, "no-currency")
            meant = said if said in SHARED[mark] else f"{mark}"
        else:
            meant = read_currency(mark)
        if said is not None and meant != said:
            raise NotThisKind(f"“{text}” contradicts the currency {said}.", "Correct one of the two.")
        said = meant
    if said is None:
        raise NotThisKind(
            f"“{text}” has no currency.", "Add a currency column, or give --currency, e.g. --currency CNY.",
            "no-currency",
        )  # fmt: skip
    return said
