"""Decision tables: how they are read, and what is wrong with them said as one case."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl
import pytest

from engine.examples import run_examples
from engine.language.book import load_rulebook
from engine.language.workbook_parts import MOST_ROWS
from engine.problems import ProblemsFound
from tests.language.books import FILES, VOCABULARY, as_bytes

RULE = """\
format: 1
tables:
  discount:
    hit: unique
    in: [customer.tier, customer.orders_count]
    out: [percent]
    rows:
      - [A, "-", 10%]
      - ["B, C", ">= 10", 5%]
      - ["not(A)", "< 10", 0%]
rules:
  - id: grant
    who: customer
    when: table discount >= 5%
    do: [{set: {customer.share: table discount}}]
    examples:
      - name: the best
        given: {customer.tier: A, today: 2026-01-05}
        until: 2026-01-31
        expect: [2026-01-05 grant -> customer.share 10]
      - name: by its orders
        given: {customer.tier: B, customer.orders_count: 9, today: 2026-01-05}
        events: [{2026-01-07: {customer.orders_count: 10}}]
        until: 2026-01-31
        expect: [2026-01-07 grant -> customer.share 5]
      - name: nobody knows how many
        given: {customer.orders_count: 20, today: 2026-01-05}
        until: 2026-01-31
        expect: []
"""


def files(before: str = "", after: str = "", **workbooks: bytes) -> dict[str, bytes]:
    """The small rulebook with the rule above, one thing in it written otherwise, and spreadsheets beside it."""
    assert before in RULE
    books = {f"{name}.xlsx": content for name, content in workbooks.items()}
    vocabulary = VOCABULARY.replace('orders_count:    {type: number, zh: 下单次数, from: "count(order)"}',
                                    "orders_count:    {type: number, zh: 下单次数}\n      since: {type: date}")  # fmt: skip
    return (
        as_bytes({**FILES, "vocabulary.yaml": vocabulary, "table.yaml": RULE.replace(before, after, 1)})
        | books
    )


def problems(before: str = "", after: str = "", **workbooks: bytes) -> list[str]:
    try:
        load_rulebook(files(before, after, **workbooks))
    except ProblemsFound as found:
        return [str(problem) for problem in found.problems]
    return []


def rows(*lines: str) -> tuple[str, str]:
    """The rows of the table above, to be replaced by these."""
    start = RULE.index("      - [A,")
    return RULE[start : RULE.index("rules:")], "".join(f"      - {line}\n" for line in lines)


def test_a_table_is_a_value_in_a_sentence_and_in_what_is_set() -> None:
    outcomes = [o for o in run_examples(load_rulebook(files())) if o.example.rules == ("grant",)]

    assert len(outcomes) == 3
    assert [outcome.differences for outcome in outcomes] == [[], [], []]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            rows('[A, "-", 10%]', '["B, C", ">= 10", 5%]', '[B, "< 10", 0%]'),
            "table.yaml:3:3: No row of “discount” says what happens for customer.tier C, customer.orders_count 0. Add",
        ),
        (
            rows('[A, "-", 10%]', '["-", ">= 10", 5%]', '["not(A)", "< 10", 0%]'),
            "table.yaml:9:11: This row and the one at line 8 both match customer.tier A, customer.orders_count 10.",
        ),
        (
            rows('["-", "<= 10", 5%]', '["-", "> 10.5", 0%]'),
            "No row of “discount” says what happens for customer.tier A, customer.orders_count 10.1.",
        ),
        (
            rows('[A, "-", 10%]', '[D, "-", 0%]'),
            "table.yaml:9:10: “D” is no choice here. Known here: A, B, C.",
        ),
        (rows('[A, "-", 10%]', "[B, 10..3, 0%]"), "table.yaml:9:13: “10..3” ends before it begins."),
        (rows('[A, "-", 10%]', "[B, many, 0%]"), "table.yaml:9:13: “many” is no number."),
        (rows('[A, "-", 10%]', '[B, "1,000", 0%]'), "table.yaml:9:14: “1,000” may be one number or two."),
        (rows('[A, "-", 10%]', '[B, "", 0%]'), "table.yaml:9:14: This cell is empty."),
        (rows('[A, "-", 10%]', "[B, 3]"), "table.yaml:9:10: This row has 2 cells, not 3."),
        (rows('[A, "-", 10%]', '[B, "-", some]'), "table.yaml:9:18: “some” is no number."),
        (("in: [customer.tier,", "in: [customer.teer,"), "“customer.teer”: no such fact. Did you mean"),
        (("in: [customer.tier,", "in: [3,"), "A table cannot look at this."),
        (("hit: unique", "hit: uniq"), "“uniq” is not known here. Did you mean “unique”?"),
        (("table discount >=", "table discont >="), "“discont”: no such table. Did you mean “discount”?"),
        (("table discount >=", "table discount.x >="), "“discount.x” is no output of that table."),
        (("table discount >= 5%", "table discount >= 5 CNY"), "A percentage cannot be compared with money."),
        (("    out: [percent]\n", ""), "The table “discount” has no “out”."),
        (("hit: unique", "file: x.xlsx"), "A table is in the file or here, not both."),
    ],
)
def test_what_is_wrong_with_a_table_is_told_where_it_stands(changed: tuple[str, str], told: str) -> None:
    found = problems(*changed)

    assert any(told in problem for problem in found), found


def test_a_table_about_another_subject_cannot_be_used() -> None:
    start, end = RULE.index("    in: ["), RULE.index("rules:")
    about_invoices = "    in: [invoice.disputed]\n    out: [percent]\n    rows: [[yes, 1%], [no, 2%]]\n"

    found = problems(RULE[start:end], about_invoices)

    assert len(found) == 2
    assert all(
        "The table “discount” is about invoice, this sentence about customer." in each for each in found
    )


def test_overlaps_do_not_matter_where_the_upper_row_counts() -> None:
    first = RULE.replace("hit: unique", "hit: first", 1)
    lines = rows('[A, "-", 10%]', '["-", ">= 10", 5%]', '["-", "-", 0%]')

    assert not problems(RULE[: RULE.index("rules:")], first[: first.index("rules:")].replace(*lines))


def a_workbook(*lines: Sequence[object], change: Callable[[Any], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(list(line))
    if change:
        change(book.active)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


HEADER = ("customer.tier", "customer.orders_count", "-> share", "why")
BODY = (("A", "-", "10%", "the best"), ("B, C", ">= 10", 0.05, None), ("not(A)", "< 10", "0%", None))
INLINE = RULE[RULE.index("    hit: unique") : RULE.index("rules:")]
IN_A_FILE = "    file: discount.xlsx\n"


def percent(sheet: Any) -> None:  # noqa: ANN401 - openpyxl ships no types
    sheet["C3"].number_format = "0%"


def test_a_table_may_stand_in_a_spreadsheet() -> None:
    """Its first row names the inputs, then the outputs; what comes after is a note. 0.05 shown as 5% is 5%."""
    content = a_workbook(HEADER, *BODY, change=percent)

    book = load_rulebook(files(INLINE, IN_A_FILE, discount=content))

    outcomes = [o for o in run_examples(book) if o.example.rules == ("grant",)]
    assert [outcome.differences for outcome in outcomes] == [[], [], []]


SPOILT: dict[str, Callable[[Any], object]] = {
    "formula": lambda sheet: sheet.cell(4, 3, "=1/20"),
    "merged": lambda sheet: sheet.merge_cells("A3:A4"),
    "hidden row": lambda sheet: setattr(sheet.row_dimensions[3], "hidden", True),
    "second sheet": lambda sheet: setattr(sheet.parent.create_sheet("old"), "sheet_state", "hidden"),
    "overlap": lambda sheet: sheet.cell(4, 1, "-"),
    "gap": lambda sheet: sheet.cell(4, 2, "< 9"),
    "wrong": lambda sheet: sheet.cell(3, 2, "lots"),
    "no outputs": lambda sheet: sheet.cell(1, 3, "share"),
    "rows": lambda sheet: [sheet.append(["A", number, "1%"]) for number in range(MOST_ROWS)],
}


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("formula", "discount.xlsx:C4: Here stands a formula. Write its value."),
        ("merged", "discount.xlsx:A3: The cells A3:A4 are merged."),
        ("hidden row", "discount.xlsx:A3: Row 3 is hidden."),
        ("second sheet", "discount.xlsx has several sheets: “Sheet”, “old” (some are hidden). Name the one"),
        (
            "overlap",
            "discount.xlsx:A4: This row and the one at A2 both match customer.tier A, customer.orders_count 0.",
        ),
        ("gap", "No row of “discount” says what happens for customer.tier B, customer.orders_count 9."),
        ("wrong", "discount.xlsx:B3: “lots” is no number."),
        ("no outputs", "discount.xlsx:A1: The sheet of discount.xlsx has no outputs."),
        (
            "rows",
            "discount.xlsx: The sheet has 2,004 rows and 4 columns. 2,000 rows, 60 columns and 40,000 cells are the most.",
        ),
    ],
)
def test_what_is_wrong_with_a_spreadsheet_is_told_by_its_cell(kind: str, told: str) -> None:
    def spoil(sheet: Any) -> None:  # noqa: ANN401 - openpyxl ships no types
        percent(sheet)
        SPOILT[kind](sheet)

    found = problems(INLINE, IN_A_FILE, discount=a_workbook(HEADER, *BODY, change=spoil))

    assert any(told in problem for problem in found), found


def test_a_spreadsheet_that_is_missing_or_none_is_refused() -> None:
    assert any("There is no file “discount.xlsx”." in each for each in problems(INLINE, IN_A_FILE))
    assert any(
        "damaged or no XLSX file" in each for each in problems(INLINE, IN_A_FILE, discount=b"PK\x03\x04")
    )


def test_a_table_as_long_as_may_be_is_checked_in_a_moment() -> None:
    lines = [("A, B, C", f"{n}", "1%") for n in range(MOST_ROWS - 2)]
    content = a_workbook(HEADER[:3], *lines, ("-", f"> {MOST_ROWS - 3}", "2%"), ("-", "< 0", "3%"))
    before = time.perf_counter()

    found = problems(INLINE, IN_A_FILE, discount=content)

    assert any("customer.orders_count 0.1" in each for each in found)
    assert time.perf_counter() - before < 10
