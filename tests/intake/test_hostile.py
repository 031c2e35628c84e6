"""Whatever the bytes: rows taken in, rows refused, or a problem; never another error, and nothing unaccounted for."""

import io
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.problems import ProblemsFound
from intake.answers import read_habits
from intake.happenings import read_events
from store import Store
from tests.intake.builders import Office
from tests.intake.test_answers import CALENDAR, a_rulebook

HEADER = b"order_id,customer_id,date,amount,kind\n"
CELLS = st.sampled_from(
    ["", "1", "c1", "2026-01-31", "31/12/2026", "1e9", "=1+1", '"', "\0", "\ud7ff", "９", "-", "(1)", "¥", "sale", ",",
     "9" * 40, "\r", "\n", "\x85", "\u2028", "0000-00-00", "99999.99999", "NaN", "Infinity", "1 元", "2026-01-01 25:00"]
)  # fmt: skip


@pytest.fixture(scope="module")
def hostile(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One office for all examples: what came before must not matter either."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "g.db").write_bytes(empty_store.read_bytes())
    with Store.open(f"sqlite:///{folder / 'g.db'}") as store:
        yield Office(store, folder)


def survives(office: Office, content: bytes) -> None:
    try:
        report = office.take("orders", office.write_bytes(content))
    except ProblemsFound as found:
        assert all(problem.what for problem in found.problems)  # noqa: PT017 - it may be raised or not
    else:
        assert report.read == report.new + report.unchanged + report.changed + report.rejected


@given(st.binary(max_size=400))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_bytes(hostile: Office, content: bytes):
    survives(hostile, content)


@given(st.binary(max_size=200))
@settings(max_examples=100)
def test_random_bytes_below_a_good_header(hostile: Office, content: bytes):
    survives(hostile, HEADER + content)


@given(
    st.lists(st.lists(CELLS, min_size=4, max_size=6), max_size=6),
    st.sampled_from(["utf-8", "gb18030", "utf-16"]),
)
@settings(max_examples=150)
def test_wild_cells(hostile: Office, rows: list[list[str]], encoding: str):
    text = HEADER.decode() + "\n".join(",".join(row) for row in rows)
    survives(hostile, text.encode(encoding))


def a_workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["order_id", "customer_id", "date", "amount"])
    book.active.append([1, "c1", 46053, "=1+1"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


WORKBOOK = a_workbook()


@given(st.lists(st.tuples(st.integers(0, len(WORKBOOK) - 1), st.integers(0, 255)), min_size=1, max_size=8))
@settings(max_examples=60)
def test_damaged_workbooks(hostile: Office, changes: list[tuple[int, int]]):
    content = bytearray(WORKBOOK)
    for at, byte in changes:
        content[at] = byte
    survives(hostile, bytes(content))


@given(
    st.binary(max_size=200)
    | st.text(alphabet="-{}[]:, \nateventsubjfc\"'01#&*|>", max_size=80).map(str.encode)
)
@settings(max_examples=200)
def test_wild_lists_of_happenings_and_habits(hostile: Office, content: bytes):
    file = hostile.write_bytes(content, name="events.yaml")
    with suppress(ProblemsFound):
        read_events(file, hostile.vocabulary)
    with suppress(ProblemsFound):
        read_habits(file, CALENDAR, a_rulebook())
