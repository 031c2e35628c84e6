"""Every text of a problem has its Chinese, found where it is written."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from console.chinese import in_chinese
from console.chinese.catalogue import AREAS, entries
from engine.language import words
from tests.conftest import ROOT

ROOMS = (
    "engine/language",
    "engine/checks",
    "engine/wording",
    "engine/calendar",
    "engine/decide",
    "engine/problems.py",
    "engine/examples",
    "engine/matching/normal_form.py",
    "engine/matching/expressions.py",
    "console/home.py",
    "console/views/problems.py",
)
"""Where the texts of problems, and of examples that come out otherwise, are made."""

NO_PROSE = {
    "engine/language/editor.py": "the schema for editors tells in English",
    "engine/language/words.py": "the table of words itself",
    "engine/decide/agreement.py": "for whoever runs durable_rules",
    "engine/decide/competition.py": "reasons in the ledger, no problems",
    "engine/decide/confirm.py": "for whoever runs durable_rules",
    "engine/decide/letters.py": "reasons in the ledger",
    "engine/decide/permission.py": "reasons in the ledger",
    "engine/decide/ladder.py": "reasons in the ledger",
    "engine/decide/watching.py": "reasons in the ledger",
}
"""Files of these rooms whose texts are no problems, and why."""

SEVERAL = {
    "joined": ("compared with", "added to", "taken from"),
    "verb": ("multiplied", "divided"),
}
"""Values on which the whole sentence depends."""

NO_PROBLEM = {
    # parts of a whole that is tested below
    " with ⟨⟩",
    " of ⟨⟩ nothing is known",
    " on ⟨⟩",
    "E.g. ⟨⟩.",
    " or of ",
    " as well as ",
    "” and “",
    "alternative ⟨⟩ of ⟨⟩",
    "is no fact of the customer itself",
    "is no text, so it cannot name a time zone",
    "is computed, and where a customer lives must be known first",
    "has the choice “⟨⟩”, which is no time zone",
    *SEVERAL["joined"],
    # words of the language and of sentences that a rule is written with
    "a rule file",
    "every day",
    "median gap",
    "table ⟨⟩.⟨⟩",
    "⟨⟩ | percent",
    "⟨⟩ -> due ⟨⟩",
    "{cap.most} per customer per day",
    "{cap.most} per customer per week",
    "{cap.most} per customer per {cap.days} days",
    "每客户每天 {cap.most} 条",
    "每客户每周 {cap.most} 条",
    "每客户每 {cap.days} 天 {cap.most} 条",
    # what is said in the ledger
    "It had to wait: ⟨⟩",
    "It lost its turn: ⟨⟩",
    "Skipped: the ladder went on at ⟨⟩.",
    "The rule no longer holds.",
    "The rule is no longer in force.",
    "The ladder has begun afresh.",
    "A later step of the ladder was due as well.",
    "The step's own condition did not hold when it was due.",
    # looked for in another library's text, or told to programmers
    "end of stream",
    "mapping values are not allowed",
    "while scanning a quoted",
    "expected ',' or",
    "⟨⟩ has no time zone: an instant is an aware datetime in UTC",
}
"""Texts that are no problem, or not one by themselves."""

_CODE = re.compile(r"[\\^]|(?:Literal|list)\[|^<|\(\?|\| None")
_PROSE = re.compile(r"[A-Za-z]{2,}")
_HOLE = re.compile(r"⟨[^⟩]*⟩")
_ENGLISH = re.compile(r"[A-Za-z]+")


def test_every_text_of_a_problem_has_its_chinese():
    unsaid = [
        f"{place}: {text}"
        for room in ROOMS
        for path in _files(room)
        for place, text in _texts(path)
        if not all(map(_is_said, _variants(text)))
    ]

    assert not unsaid, "no Chinese in console/chinese for\n" + "\n".join(unsaid)


@pytest.mark.parametrize(
    "text", ["Nobody wrote “{x}” in Chinese.", "“{x}”: nobody wrote this in Chinese.", "Add it. Then go."]
)
def test_a_text_without_chinese_is_found(text: str, tmp_path: Path):
    (tmp_path / "new.py").write_text(f"def f(x):\n    what = f{text!r}\n", encoding="utf-8")

    ((place, found),) = _texts(tmp_path / "new.py")

    assert place.endswith("new.py:2")
    assert not all(map(_is_said, _variants(found)))


def test_an_entry_names_the_same_values_in_both_languages():
    assert [
        entry for entry in entries() if not set(_names(entry.chinese)) <= set(_names(entry.english))
    ] == []


def test_no_entry_stands_twice():
    """The later one would silently count."""
    parts = [Path(each.__file__ or "").read_text(encoding="utf-8") for each in AREAS]
    keys = [key for part in parts for node in ast.walk(ast.parse(part)) for key in _keys(node)]

    assert sorted(key for key, times in Counter(keys).items() if times > 1) == []


def _keys(node: ast.AST) -> list[str]:
    return [str(ast.literal_eval(key)) for key in node.keys if key] if isinstance(node, ast.Dict) else []


def _files(room: str) -> list[Path]:
    path = ROOT / room
    found = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return [each for each in found if each.relative_to(ROOT).as_posix() not in NO_PROSE]


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    """Each text that people read, a hole for each value, and where it is written."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    apart = {id(node) for node in _no_texts(tree)}
    for node in ast.walk(tree):
        text = "" if id(node) in apart else _template(node)
        plain = _HOLE.sub("⟨⟩", text)
        is_prose = " " in text.strip() and _PROSE.search(plain.replace("⟨⟩", "")) and not _CODE.search(plain)
        if is_prose and plain not in NO_PROBLEM and not _is_word_of_language(text):
            yield f"{path}:{getattr(node, 'lineno', 0)}", text


def _no_texts(tree: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, annotations, patterns, and the parts of texts."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(ast.Constant() as text):
                yield text
            case ast.JoinedStr():
                yield from (part for part in ast.walk(node) if part is not node)
            case ast.Call(ast.Attribute(ast.Name("re"))):
                yield from ast.walk(node)
            case ast.AnnAssign() | ast.arg() if node.annotation:
                yield from ast.walk(node.annotation)


def _template(node: ast.AST) -> str:
    match node:
        case ast.Constant(str() as text):
            return text
        case ast.JoinedStr(parts):
            return "".join(_part(part) for part in parts)
        case _:
            return ""


def _part(part: ast.expr) -> str:
    if isinstance(part, ast.FormattedValue):
        name = ast.unparse(part.value)
        return f"⟨{name if name in SEVERAL else ''}⟩"
    return str(ast.literal_eval(part))


def _is_word_of_language(text: str) -> bool:
    tables = (words.KEYS, words.VALUES, words.UNITS)
    spoken = {word.en for group in words.SENTENCE.values() for word in group}
    return any(text in table for table in (*tables, spoken))


def _variants(text: str) -> Iterator[str]:
    """The text with each value on which it depends, and numbers for the others."""
    for name in _HOLE.findall(text):
        if name[1:-1] in SEVERAL:
            for value in SEVERAL[name[1:-1]]:
                yield from _variants(text.replace(name, value))
            return
    yield _HOLE.sub("1", text)


def _is_said(text: str) -> bool:
    """Is it Chinese, but for the words that stand in the catalogue's Chinese?"""
    found = in_chinese(text) or in_chinese(text.strip())
    return found is not None and set(_ENGLISH.findall(found)) <= _left_in_english()


@cache
def _left_in_english() -> set[str]:
    return {word for entry in entries() for word in _ENGLISH.findall(re.sub(r"\{\w+\}", "", entry.chinese))}


def _names(template: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(template) if name]
