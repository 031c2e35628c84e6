"""Rulebooks made to take long, or to fill the memory: read or refused in time, and said plainly."""

import time
from collections.abc import Iterable

import pytest

from engine.checks import examine
from engine.language.book import load_rulebook
from engine.problems import ProblemsFound
from tests.language.books import FILES, as_bytes

IN_TIME = 2.0
"""Seconds of the processor: what the language promises for any file."""


def a_rule(number: int, lines: Iterable[str], keys: str = "") -> str:
    when = "".join(f"      - {line}\n" for line in lines)
    return (
        f"  - id: r{number}\n    status: live\n    who: customer\n{keys}    when:\n{when}"
        "    do: [{set: {customer.tier: C}}]\n"
    )


def rules(*told: str) -> str:
    return f"format: 1\nrules:\n{''.join(told)}"


def said(file: str) -> list[str]:
    """What is said about the file, and that it was said in time."""
    begun = time.process_time()
    try:
        problems = list(examine(load_rulebook(as_bytes({**FILES, "z.yaml": file}))))
    except ProblemsFound as found:
        problems = list(found.problems)
    assert time.process_time() - begun < IN_TIME
    return [str(problem) for problem in problems]


def test_600_rules_are_read_and_examined_in_time():
    file = rules(*(a_rule(n, [f"customer.orders_count > {n}"]) for n in range(600)))

    assert not any("is the limit" in line for line in said(file))


def test_a_rule_with_10_000_lines_is_refused():
    file = rules(a_rule(0, (f"customer.orders_count > {n}" for n in range(10_000))))

    assert said(file) == [
        (
            "z.yaml:7:9: Here stand 10,000 lines; 200 are the most. "
            "Use “is one of [ ]” or a table, or write several rules."
        )
    ]


def test_200_lines_are_taken_and_201_are_not():
    lines = [f"any: [customer.orders_count > {n}, customer.tier is A]" for n in range(100)]

    assert not any("are the most" in line for line in said(rules(a_rule(0, lines))))
    assert any("are the most" in line for line in said(rules(a_rule(0, [*lines, "customer.tier is B"]))))


@pytest.mark.parametrize(
    "length", ["999999999999999 years", "999999999999999 working days", "10001 years", "130000 months"]
)
def test_a_length_of_time_beyond_ten_thousand_years_is_refused(length: str):
    (problem,) = said(rules(a_rule(0, ["customer.tier is A"], keys=f"    within: {length}\n")))

    assert f"z.yaml:6:13: {length} is longer than 10,000 years." in problem


def test_a_number_of_5_000_digits_is_refused_and_not_shown_whole():
    (problem,) = said(f"format: 1\nsettings: {{a: {'9' * 5000}}}\n")

    assert "has more than 15 digits" in problem
    assert len(problem) < 1000


@pytest.mark.parametrize(
    "file",
    [
        rules(a_rule(0, (f"customer.fact_{n} is A" for n in range(199)))),
        rules(*(a_rule(n, [f"customer.fact_{n} is A"]) for n in range(3000))),
        rules(*(f"  - {{id: a{n}, wno: customer, wehn: customer.tier is A, od: []}}\n" for n in range(2500))),
        rules(a_rule(0, [f"{'{any: [' * 15}customer.tier is A{']}' * 15}"])),
        rules(
            a_rule(
                0, (f"any: [customer.orders_count > {n}, customer.share < {n}%, customer.tier is A]" for n in range(30))
            )
        ),
        f"format: 1\nrules:\n  - {'客户' * 100_000}\n",
        f"format: 1\nrules:\n  {'a ' * 100_000}\n  b: 1\n",
        'format: 1\nrules:\n  a: "' + "a: \\" * 100_000 + "\n  b: 1\n",
    ],
    ids=[
        "unknown facts",
        "unknown facts in many rules",
        "unknown keys",
        "any in any",
        "any beside any",
        "a long Chinese line",
        "words without a colon",
        "an open quotation mark",
    ],
)  # fmt: skip
def test_a_bomb_is_told_in_time(file: str):
    assert said(file)


def test_a_table_of_many_columns_and_rows_is_told_in_time():
    """Nine columns of 300 rows leave more cases than could be counted."""
    kinds = {
        "customer.orders_count": "> {0}",
        "customer.share": ">= {0}%",
        "customer.last_order_date": "> 2026-01-15",
        "days since customer.last_order_date": "< {0}",
        "months since customer.last_order_date": "> {0}",
        "years since customer.last_order_date": "< {0}",
        "customer.tier": "A",
        "customer.credit_hold": "yes",
        "customer.stage": "lost",
    }
    cells = [", ".join(f'"{form.format(n)}"' for form in kinds.values()) for n in range(300)]
    table = "".join(f"      - [{row}, {n}]\n" for n, row in enumerate(cells))

    file = f"format: 1\ntables:\n  t:\n    in: [{', '.join(kinds)}]\n    out: [number]\n    rows:\n{table}"

    assert any("No row of “t” says what happens" in line for line in said(file))
