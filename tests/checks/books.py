"""Small rulebooks, and what is found in them."""

from engine.checks import examine
from engine.language.book import load_rulebook
from engine.problems import Problem
from engine.rulebook import Rulebook
from tests.language.books import POLICY, VOCABULARY, as_bytes

CALL = '{task: call, to: customer.manager, due: 1 day, text: {en: "Call", zh: "致电"}}'


def a_book(rules: str, **files: str) -> Rulebook:
    """A rulebook of one file with these rules, written as in a file."""
    text = f"format: 1\n{rules}"
    return load_rulebook(
        as_bytes({"vocabulary.yaml": VOCABULARY, "policy.yaml": POLICY, "r.yaml": text, **files})
    )


def a_rule(name: str, *keys: str, do: str = CALL) -> str:
    """One rule; *keys* are lines like ``when: customer.tier is A``."""
    lines = "".join(f"    {key}\n" for key in keys)
    return f"  - id: {name}\n{lines}    do: [{do}]\n"


def rules(*written: str, before: str = "") -> Rulebook:
    return a_book(f"{before}rules:\n{''.join(written)}")


def found(book: Rulebook) -> list[tuple[str, str, str]]:
    """What is found: code, place without the file, severity."""
    return [(each.code, str(each.place).partition(":")[2], each.severity) for each in examine(book)]


def the_finding(book: Rulebook) -> Problem:
    (problem,) = examine(book)
    return problem
