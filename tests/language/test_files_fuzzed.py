"""Every shipped file spoilt at random: what comes of it is a rulebook or problems, in time, and nothing else."""

import random
import re
import time
from collections.abc import Callable, Mapping

import pytest

from engine.checks import examine
from engine.language.book import load_rulebook
from engine.problems import ProblemsFound
from tests.conftest import ROOT
from tests.language.books import FILES, as_bytes

IN_TIME = 2.0
READ = {".yaml", ".txt", ".xlsx"}
WORDS = (
    *(
        "",
        ":",
        "\t",
        "{",
        "]",
        "[",
        "}",
        "“",
        "：",
        "&a ",
        "*a",
        "- ",
        "\n",
        "'",
        '"',
        " ",
        "|",
        ">",
        "#",
        "?",
        "!",
    ),
    *(
        "any:",
        "all:",
        "none:",
        "yes",
        "-1",
        "0",
        "9" * 20,
        "1e9",
        "null",
        "~",
        "true",
        "%",
        "@",
        "`",
        "，",
        "。",
    ),
    *(
        "2026-02-30",
        "9999-12-31",
        "0001-01-01",
        "24:00",
        "today",
        "now",
        "customer",
        "customer.name",
        "invoice.balance",
    ),
    *(
        "30%",
        "200 CNY",
        "1 JPY",
        "7 days",
        "999 years",
        "99999 years",
        "999999 working days",
        "-3 days",
        "0 days",
    ),
    *(
        "every 1 week on",
        "every monday",
        "{{",
        "}}",
        "{%",
        "%}",
        "table x",
        "settings.x",
        "()",
        ")",
        "(",
        "1/0",
    ),
    *(
        "not ",
        " and ",
        " or ",
        "客户",
        "今天",
        "format: 1",
        "lunar 1988-08-15",
        "count(order)",
        "\u00a0",
        "\u3000",
    ),
    *("é", "😀", "$", "\\", "answer.x", "team/", "is empty", "over last", "..", "[0..1)", "* 1000000"),
)
_WORD = re.compile(r"[\w.%]+")
Files = Mapping[str, bytes]


def folder(name: str) -> Files:
    root = ROOT / name
    files = sorted(file for file in root.rglob("*") if file.suffix in READ)
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in files}


BOOKS: Mapping[str, Files] = {
    "rules": folder("rules"),
    "doubtful": folder("tests/doubtful"),
    "small": as_bytes(FILES),
}


def a_letter(dice: random.Random, text: str) -> str:
    at = dice.randrange(len(text) + 1)
    return text[:at] + dice.choice(WORDS) + text[at + dice.choice([0, 0, 1, 2]) :]


def a_word(dice: random.Random, text: str) -> str:
    words = list(_WORD.finditer(text))
    if not words:
        return text
    word = dice.choice(words)
    new = dice.choice(WORDS) if dice.random() < 0.5 else dice.choice(words)[0]
    return text[: word.start()] + new + text[word.end() :]


def a_line(dice: random.Random, text: str) -> str:
    lines = text.split("\n")
    at = dice.randrange(len(lines))
    match dice.randrange(4):
        case 0:
            del lines[at]
        case 1:
            lines.insert(dice.randrange(len(lines) + 1), lines[at])
        case 2:
            lines[at] = dice.choice([" ", "  ", "\t"]) + lines[at]
        case _:
            lines[at] = lines[at][1:]
    return "\n".join(lines)


SLIPS: tuple[Callable[[random.Random, str], str], ...] = (a_letter, a_word, a_word, a_line)


def spoilt(dice: random.Random, files: Files) -> Files:
    """One to three slips, in any of the files; now and then a byte that is no letter."""
    found = dict(files)
    for _ in range(dice.choice([1, 1, 2, 3])):
        name = dice.choice(sorted(found))
        if dice.random() < 0.1 or name.endswith(".xlsx"):
            content = bytearray(found[name] or b" ")
            content[dice.randrange(len(content))] = dice.randrange(256)
            found[name] = bytes(content)
        else:
            found[name] = dice.choice(SLIPS)(dice, found[name].decode(errors="surrogateescape")).encode(
                errors="surrogateescape"
            )
    return found


def survives(seed: int) -> None:
    dice = random.Random(seed)
    files = spoilt(dice, BOOKS[dice.choice(sorted(BOOKS))])
    begun = time.process_time()
    try:
        told = list(examine(load_rulebook(files)))
    except ProblemsFound as found:
        told = list(found.problems)
        assert told
    assert time.process_time() - begun < IN_TIME
    for problem in told:
        assert problem.what
        assert "Traceback" not in str(problem)


@pytest.mark.parametrize("first", range(0, 160, 20))
def test_a_spoilt_rulebook_is_read_or_refused(first: int):
    for seed in range(first, first + 20):
        survives(seed)


def test_the_neighbour_of_what_does_not_fit_stays():
    """Two keys are missing in one item of a list: found by such a run."""
    survives(958)


@pytest.mark.campaign
def test_thousands_of_spoilt_rulebooks_are_read_or_refused():
    for seed in range(1000, 9000):
        survives(seed)
