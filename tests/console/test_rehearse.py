"""`guanxi rehearse`: on the sample company, on history, with a future, with assumptions; nothing is ever written."""

import datetime as dt
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli import app
from console.commands.rehearsing import rehearsed
from console.commands.sampling import make_sample
from console.first_run import first_run
from console.home import Home
from console.rehearsal.supposing import Rehearsal, Wishes
from console.settings import load_settings
from console.views.rehearsal import most_telling, rehearsal_data, show_rehearsal
from engine.facts import Event, SubjectRef
from engine.problems import ProblemsFound
from engine.values import Money, Value
from store import Belonging, Store

TODAY = dt.date(2026, 11, 22)
NOW = dt.datetime(2026, 11, 22, 1, tzinfo=dt.UTC)
YEAR_LATER = dt.date(2027, 11, 21)

Guanxi = Callable[..., Result]


def content_of(home: Home) -> str:
    """All rows of the store, as one digest."""
    with sqlite3.connect(home.settings.home / "guanxi.db") as connection:
        text = "\n".join(connection.iterdump())
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The sample company, never decided by any rulebook."""
    home = Home(load_settings(tmp_path_factory.mktemp("sample")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("console.home.now", lambda: NOW)
        make_sample(home, lambda _line: None)
    yield home
    home.store.close()


@pytest.fixture(scope="module")
def year(sample: Home) -> Rehearsal:
    """Its next twelve months, on two cores."""
    return rehearsed(sample, TODAY, YEAR_LATER, Wishes(processes=2, keeps_entries=True))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A store with one customer; an invoice of 5000 CNY is due on 2 March 2026."""
    found = Home(load_settings(tmp_path / "home"))
    tell(found, "customer/C-1", "2026-01-05", {"name": "Suzhou Mill", "manager": "li"})
    facts: dict[str, Value] = {
        "due_date": dt.date(2026, 3, 2),
        "amount": Money.of(5000, "CNY"),
        "customer": "C-1",
    }
    tell(found, "invoice/INV-1", "2026-01-31", facts, "invoice.issued")
    yield found
    found.store.close()


@pytest.fixture
def guanxi(home: Home) -> Guanxi:
    return lambda *words: CliRunner().invoke(app, ["--home", str(home.settings.home), *words])


def tell(home: Home, subject: str, day: str, facts: dict[str, Value], kind: str = "facts.changed") -> None:
    at = dt.datetime.fromisoformat(f"{day}T02:00+00:00")
    entity, _, id_ = subject.partition("/")
    event = Event(f"{subject}/{day}", kind, SubjectRef(entity, id_), at, at, facts)
    ingested = home.store.ingest([event], belonging=Belonging.of(home.draft().vocabulary))
    assert not ingested.rejected


def pay(home: Home, day: str) -> None:
    tell(home, "payment/P-1", day, {"amount": Money.of(5000, "CNY"), "invoice": "INV-1"}, "payment.received")


def levels(home: Home, *, last: str = "2026-04-30", **wishes: Any) -> list[str]:  # noqa: ANN401
    """The dunning levels of February to April, as ``03-09 week_1``."""
    chosen = Wishes(processes=1, keeps_entries=True, **wishes)
    rehearsal = rehearsed(home, dt.date(2026, 2, 1), dt.date.fromisoformat(last), chosen)
    return [
        f"{entry['at'][5:10]} {entry['step']}"
        for entry in rehearsal_data(rehearsal)["entries"]
        if entry["rule"] == "dunning" and "/" not in entry["step"] and entry["status"] != "passed"
    ]


def test_a_year_of_the_sample_has_something_of_every_kind(year: Rehearsal):
    """Calls, greetings, every dunning level, moves out and back, handovers; in a table of thirteen months."""
    data = rehearsal_data(year)

    totals = dict(zip(data["columns"], data["totals"], strict=True))
    assert set(totals) >= {
        "Moves", "Retention calls", "Delivery calls", "Greetings", "Gifts", "Reminders", "1 week overdue",
        "2 weeks overdue", "1 month overdue", "Handovers", "Win-back visits",
    }  # fmt: skip
    assert all(totals.values())
    assert next(iter(data["months"])) == "2026-11"
    assert len(data["months"]) == 13
    moves = {detail for entry in data["entries"] for deed, detail in entry["did"] if deed == "move"}
    assert moves == {"development", "growth", "maturity", "termination"}
    shares = {entry["step"] for entry in data["entries"] if entry["rule"] == "developer_share"}
    assert shares >= {"second_year", "third_year", "complete"}
    assert data["troubles"] == {}


def test_the_assumptions_say_that_the_future_is_made_up(year: Rehearsal):
    told = "\n".join(rehearsal_data(year)["assumptions"])

    assert "future.jsonl (synthetic" in told
    assert "answers.yaml (synthetic" in told
    assert "Never decided by any rulebook: 60 relationships" in told
    assert year.supposed.book.hash[:12] in told


def test_the_three_most_telling_timelines_differ(year: Rehearsal):
    told = most_telling(year.tally.told)

    assert len({each.rehearsed.customer for each in told}) == 3
    assert all(each.rehearsed.entries for each in told)


def test_one_process_and_two_give_the_same(sample: Home):
    """Down to the last entry, in the same order."""
    last = TODAY + dt.timedelta(days=20)

    one, two = (rehearsed(sample, TODAY, last, Wishes(processes=n, keeps_entries=True)) for n in (1, 2))

    assert rehearsal_data(one) == rehearsal_data(two)
    assert one.tally.entries


def test_rehearsing_writes_nothing(sample: Home, year: Rehearsal):
    before = content_of(sample)

    rehearsed(sample, dt.date(2026, 9, 1), dt.date(2026, 10, 31), Wishes(processes=1))

    assert content_of(sample) == before
    assert sample.store.position("1").decided_until is None


def test_history_is_replayed_so_the_stages_are_what_they_became(sample: Home):
    """Nobody starts as a newcomer: the moves before the first day happened before it."""
    rehearsal = rehearsed(
        sample, dt.date(2026, 9, 1), dt.date(2026, 9, 2), Wishes(processes=1, keeps_entries=True)
    )

    moves = [e for e in rehearsal_data(rehearsal)["entries"] if any(deed == "move" for deed, _ in e["did"])]
    assert len(moves) < 5


def test_an_invoice_that_is_never_paid_climbs_the_whole_ladder(home: Home):
    assert levels(home) == ["03-09 week_1", "03-16 week_2", "04-02 month_1"]


def test_a_payment_in_the_stored_future_stops_the_ladder(home: Home):
    """What the store knows after the first day is the future that is replayed."""
    pay(home, "2026-03-12")

    assert levels(home) == ["03-09 week_1"]


def test_a_payment_in_a_file_stops_the_ladder(home: Home, tmp_path: Path):
    file = tmp_path / "future.yaml"
    file.write_text(
        "- {at: 2026-03-12, event: payment.received, subject: payment/P-7, facts: {invoice: INV-1, amount: 5000 CNY}}\n",
        encoding="utf-8",
    )

    assert levels(home, future=str(file)) == ["03-09 week_1"]
    assert levels(home, future="none") == ["03-09 week_1", "03-16 week_2", "04-02 month_1"]


def test_a_promise_given_as_an_answer_holds_the_ladder(home: Home, tmp_path: Path):
    file = tmp_path / "answers.yaml"
    file.write_text(
        "find_reason: [{outcome: promised, after: 1 working day, date: 15 days}]\n", encoding="utf-8"
    )

    assert levels(home, answers=str(file), last="2026-03-20") == ["03-09 week_1"]


def test_an_assumed_fact_holds_from_the_first_day(home: Home):
    assert levels(home, assume=["invoice.disputed=yes"]) == []


def test_one_rule_alone(home: Home):
    rehearsal = rehearsed(
        home,
        dt.date(2026, 2, 1),
        dt.date(2026, 4, 30),
        Wishes(rules=["payment_reminder"], processes=1, keeps_entries=True),
    )

    assert {entry["rule"] for entry in rehearsal_data(rehearsal)["entries"]} == {"payment_reminder"}


def test_a_customer_of_the_future_file_that_nobody_knows_is_said_to_be_left_out(home: Home, tmp_path: Path):
    file = tmp_path / "future.yaml"
    file.write_text(
        "- {at: 2026-03-12, event: order.placed, subject: order/O-7, facts: {customer: C-99, amount: 50 CNY}}\n",
        encoding="utf-8",
    )

    rehearsal = rehearsed(
        home, dt.date(2026, 2, 1), dt.date(2026, 4, 30), Wishes(future=str(file), processes=1)
    )

    assert any(
        "left out: 1 that belong to no customer" in line for line in rehearsal_data(rehearsal)["assumptions"]
    )


def test_what_is_already_past_on_the_first_day_is_passed_over(home: Home):
    rehearsal = rehearsed(
        home, dt.date(2026, 3, 12), dt.date(2026, 3, 20), Wishes(processes=1, keeps_entries=True)
    )

    done = [e["step"] for e in rehearsal_data(rehearsal)["entries"] if e["rule"] == "dunning" and e["did"]]
    assert done == ["week_2", "week_2/late"]


def test_the_command_prints_assumptions_table_and_timeline(guanxi: Guanxi):
    result = guanxi("rehearse", "--from", "2026-02-01", "--to", "2026-04-30", "--jobs", "1")

    assert result.exit_code == 0, result.output
    told = result.output
    assert told.index("Rules: the files in") < told.index("Month") < told.index("Suzhou Mill (C-1)")
    assert "1 month overdue" in told
    assert "9 Mar 2026 09:00  Chase an overdue invoice: week_1, invoice INV-1." in told


def test_on_a_narrow_terminal_the_months_go_across(home: Home, capsys: pytest.CaptureFixture[str]):
    rehearsal = rehearsed(home, dt.date(2026, 2, 1), dt.date(2027, 1, 31), Wishes(processes=1))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("console.views.terminal.WIDE", 70)
        show_rehearsal(rehearsal, home.store)

    lines = capsys.readouterr().out.splitlines()
    heads = next(line for line in lines if "Feb" in line and "Dec" in line)
    assert heads.split() == [
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Oct",
        "Nov",
        "Dec",
        "Jan",
    ]
    assert any(line.split()[:3] == ["1", "week", "overdue"] for line in lines)
    assert all(len(line) <= 70 for line in lines if "overdue" in line and "invoice" not in line)


def test_rules_of_the_stage_are_told_what_it_is_taken_to_be(home: Home):
    wishes = Wishes(rules=["retention_call"], processes=1)
    rehearsal = rehearsed(home, dt.date(2026, 2, 1), dt.date(2026, 2, 2), wishes)

    assert any("customer.stage is potential" in line for line in rehearsal_data(rehearsal)["assumptions"])


def test_the_command_gives_all_of_it_as_json(guanxi: Guanxi):
    result = guanxi("rehearse", "--from", "2026-02-01", "--to", "2026-04-30", "--jobs", "1", "--json")

    data = json.loads(result.stdout)
    assert data["months"]["2026-03"][data["columns"].index("1 week overdue")] == 1
    assert data["entries"]


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (["--from", "2026-04-30", "--to", "2026-02-01"], 2, "before the first"),
        (["--from", "soon", "--to", "2026-02-01"], 2, "soon"),
        (["--from", "2026-02-01", "--to", "2026-02-02", "--rule", "duning"], 1, "Did you mean “dunning”?"),
        (["--from", "2026-02-01", "--to", "2026-02-02", "--assume", "invoice.disputd=yes"], 1, "“disputed”"),
        (["--from", "2026-02-01", "--to", "2026-02-02", "--assume", "invoice.balance=5 CNY"], 1, "computed"),
        (
            ["--from", "2026-02-01", "--to", "2026-02-02", "--assume", "invoice.disputed=perhaps"],
            1,
            "yes nor no",
        ),
        (["--from", "2026-02-01", "--to", "2026-02-02", "--assume", "disputed"], 1, "no fact with a value"),
        (["--from", "2026-02-01", "--to", "2026-02-02", "--future", "nowhere.yaml"], 1, "nowhere.yaml"),
        (["--from", "2026-02-01", "--to", "2026-02-02", "--answers", "nowhere.yaml"], 1, "nowhere.yaml"),
        (["--from", "2026-02-01", "--to", "2026-02-02", "--in-force"], 1, "guanxi publish"),
    ],
)
def test_what_does_not_fit_is_said_before_any_work(guanxi: Guanxi, words: list[str], code: int, hint: str):
    result = guanxi("rehearse", *words)

    assert result.exit_code == code
    assert hint in result.stderr


def test_the_first_run_goes_from_nothing_to_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """A sample company, the rules in force, its next year: what a newcomer sees first."""
    home = Home(load_settings(tmp_path))
    with pytest.MonkeyPatch.context() as patch:
        for module in ("console.home", "console.first_run"):
            patch.setattr(f"{module}.now", lambda: NOW)
        first_run(home)
    told = capsys.readouterr().out
    home.store.close()

    assert (
        told.index("60 customers")
        < told.index("is in force for 60")
        < told.index("Rehearsal from 22 Nov 2026")
    )
    assert told.index("Month") < told.index("2027-11") < told.index("The 3 most telling timelines:")
    assert "Never decided" not in told
    assert "troubles" not in told


def test_a_sample_is_not_made_among_customers(home: Home, guanxi: Guanxi):
    before = content_of(home)

    result = guanxi("sample")

    assert result.exit_code == 1
    assert "holds customers already" in result.stderr
    assert content_of(home) == before
    with pytest.raises(ProblemsFound):
        make_sample(home, print)


def test_a_sample_says_that_it_is_synthetic(tmp_path: Path):
    result = CliRunner().invoke(app, ["--home", str(tmp_path), "sample", "--seed", "3"])

    assert result.exit_code == 0, result.output
    assert "synthetic (seed 3)" in result.output
    assert "Synthetic" in (tmp_path / "sample" / "answers.yaml").read_text(encoding="utf-8")
    with Store.open(f"sqlite:///{tmp_path / 'guanxi.db'}") as store:
        assert len(store.positions()) == 60
