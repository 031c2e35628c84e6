"""What people write where a sentence cannot be read, and what to write instead."""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.language.words import is_chinese


class Slip(NamedTuple):
    """What is wrong at the character *at*, and how it is mended."""

    at: int
    what: str
    mend: str


_QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
_NO_DATE = re.compile(
    r"(?<![\w.])(?:[0-9]{1,2}([./])[0-9]{1,2}\1[0-9]{4}|[0-9]{4}\.[0-9]{1,2}\.[0-9]{1,2})(?![\w.])"
    r"|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日?"
)
_ROUND = re.compile(r"[0-9]\s*([万亿千百])")
_IN_FRONT = re.compile(r"([$¥￥€£])\s*([0-9][0-9,.]*)")
CURRENCIES = {"$": "USD", "¥": "CNY", "￥": "CNY", "€": "EUR", "£": "GBP"}
"""Signs that stand before an amount, each with the code to be written after it."""

_SIGNS = {"==": "Write = once.", "=>": "Write >=.", "=<": "Write <=.", "<>": "Write !=."}
_ONE_OF = "Write is one of [A, B]."
_SLIPS: tuple[tuple[str, str], ...] = (
    (r"&&?", "Write and."),
    (r"\|\|?", "Write or."),
    (r"!", "Write not, or != between two values."),
    (r"['‘’`]", 'Put a text between double quotes: "…".'),
    (r"[\"“”]", "Close the quoted text with a second double quote."),
    (r"\{", "Write a fact without braces."),
    (r"not\s+in\b", "Write is not one of [A, B]."),
    (r"in\b", _ONE_OF),
    (r"[,，、]", _ONE_OF),
    (r"[)）\]]", "There is one closing bracket too many, or something is missing before it."),
    (r"(?:IS|AND|OR|NOT|EMPTY|CONTAINS|BETWEEN|OF|IN|TODAY|NOW)\b", "Write it in small letters."),
    (r"equals?\b", "Write is, or =."),
    (r"not\b", "Write is not."),
    (r"at\s+least\b|至少", "Write >=."),
    (r"at\s+most\b|至多|最多", "Write <=."),
    (r"exists?\b|known\b|已知|存在", "Write is not empty."),
    (r"(?:within|older|ago|距今)\b", "Write e.g. days since customer.last_order_date > 30."),
    (r":[0-9]{2}", "Write the day before the hour, e.g. now > 2026-01-31 22:30."),
    (r"before\b|earlier\b", "Write <, e.g. customer.last_order_date < 2026-01-31."),
    (r"after\b|later\b", "Write >, e.g. customer.last_order_date > 2026-01-31."),
    (
        r"(?:greater|more|larger|bigger|higher|above|over|exceeds)\b",
        "Write >, or >= if the limit itself counts.",
    ),
    (r"(?:less|smaller|fewer|lower|below|under)\b", "Write <, or <= if the limit itself counts."),
    (
        r"(?:days|months|years|count|sum|any|median|every)\b",
        "Quote it if it is a text, else see the forms of a sentence.",
    ),
    (
        r"[^\W\d]\w*(?:\.\w+)+",
        "Join two sentences by and, or put each on a line of its own that begins with “- ”.",
    ),
)
_COMPARING = re.compile(
    r"(?<![\w.])(?:before|after|earlier|later|greater|more|less|smaller|fewer|not\s+in|in)\s*$"
)
_START_SLIPS: tuple[tuple[str, str], ...] = (
    (
        r"after\b|before\b|之后|之前|后|前",
        "Write the date alone, and the length of time in a step: “after: 7 days”.",
    ),
    (r"[0-9]{1,2}\s*(?:am|pm|AM|PM|点|o'clock)|noon|midnight", "Write the hour as 09:00 or 17:30."),
)
_SENTENCE = "A sentence compares a fact, e.g. invoice.balance > 200 CNY, customer.tier is one of [A, B]."
_CHINESE_SENTENCE = "A sentence compares a fact, e.g. 发票.余额 > 200 CNY, 客户.等级 属于 [A, B]."
_START = "Write e.g. invoice.due_date, or every year on customer.birthday at 09:00."


def foreign_form(text: str) -> Slip | None:
    """A date or an amount in a form that is not read, or read as something else: 5.1.2026 is no division."""
    plain = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)
    if date := _NO_DATE.search(plain):
        mend = "Write year-month-day, e.g. 2026-01-31."
        return Slip(date.start(), f"“{date[0]}” is no date.", mend)
    if amount := _IN_FRONT.search(plain):
        mend = f"Write the currency after the amount: {amount[2]} {CURRENCIES[amount[1]]}."
        return Slip(amount.start(), f"“{amount[1]}” cannot stand here.", mend)
    if round_ := _ROUND.search(plain):
        return Slip(round_.start(1), f"“{round_[1]}” cannot stand here.", "Write all digits, e.g. 50000 CNY.")
    return None


def slip(text: str, at: int, start: str) -> Slip:
    """What is most likely meant where the text *start* cannot be read on from *at*."""
    at = _first_letter(text, at)
    word = re.match(r"[\w.]+|.", text[at:], re.DOTALL)
    sign = text[at : at + 2] if text[at : at + 2] in _SIGNS else word[0] if word else text[at]
    return Slip(at, f"“{sign}” cannot stand here.", _mend(text, at, start))


def _first_letter(text: str, at: int) -> int:
    """Where the sign or the word begins that was not meant to be read as far as it could be."""
    if text[at - 1 : at + 1] in _SIGNS:
        return at - 1
    comparing = _COMPARING.search(text[:at])
    return comparing.start() if comparing else at


def _mend(text: str, at: int, start: str) -> str:
    if text[at : at + 2] in _SIGNS:
        return _SIGNS[text[at : at + 2]]
    currency, number = re.search(r"\b([A-Z]{3})\s*$", text[:at]), re.match(r"[0-9][0-9,.]*", text[at:])
    if currency and number:
        return f"Write the currency after the amount: {number[0]} {currency[1]}."
    if start == "moment":
        return _start_mend(text, at)
    if joining := _joined(text, at):
        return joining
    mend = next((mend for form, mend in _SLIPS if re.match(form, text[at:])), None)
    if mend == _ONE_OF and is_chinese(text):
        return "Write 属于 [A, B]."
    return mend or (_CHINESE_SENTENCE if is_chinese(text) else _SENTENCE)


def _joined(text: str, at: int) -> str:
    """What is wrong about an “and” or “or”; nothing when it is something else."""
    if not text[:at].strip():
        if re.match(r"(?:and|且|并且)(?!\w)", text[at:], re.IGNORECASE):
            return "All lines of a list must hold anyway: leave the word out."
        if re.match(r"(?:or|或|或者)(?!\w)", text[at:], re.IGNORECASE):
            return "Put the lines of which one is enough under “any:”."
    if re.match(r"[<>=!≥≤≠]", text[at:]) and re.search(r"(?:and|or|且|或)\s*$", text[:at]):
        return "Write again what is compared, e.g. customer.orders_count > 3 and customer.orders_count < 5."
    if re.match(r"[<>≥≤]", text[at:]) and re.search(r"[<>≥≤]\s*[\w.]+\s*$", text[:at]):
        return "Compare once in a sentence, or write between, e.g. customer.orders_count between 3 and 5."
    return ""


def _start_mend(text: str, at: int) -> str:
    if re.match(r"[^\W\d]\w*\.", text[at:]) and re.match(r"\s*(?:every|每)", text):
        on, fact = (
            ("于", text[at:].split(maxsplit=1)[0])
            if is_chinese(text)
            else ("on", text[at:].split(maxsplit=1)[0])
        )
        return f"Write “{on}” before it: {text[:at].strip()} {on} {fact}."
    return next((mend for form, mend in _START_SLIPS if re.match(form, text[at:])), _START)
