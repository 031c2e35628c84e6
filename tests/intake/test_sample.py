"""The sample company: the same for the same seed and day, whole, and understood by the shipped vocabulary."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from console.home import read_rule_files
from engine.calendar import Calendar
from engine.facts import Event, SubjectRef
from engine.language.book import load_rulebook
from engine.language.scalars import parse_value, show_value
from engine.plan import calendar_of
from engine.problems import Place
from engine.rehearse import belonging
from engine.rulebook import Rulebook
from engine.values import Money, YearlyDate
from intake.answers import read_habits
from intake.happenings import read_events
from intake.sample import SampleCompany, future_text, sample_company
from intake.sample.company import ZONE
from store import Belonging, Store

TODAY = dt.date(2026, 11, 22)
NOW = dt.datetime(2026, 11, 22, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook(read_rule_files(Path(__file__).parents[2] / "rules"))


@pytest.fixture(scope="module")
def company() -> SampleCompany:
    return sample_company(TODAY, NOW)


def of_kind(events: list[Event], kind: str) -> list[Event]:
    return [event for event in events if event.kind == kind]


def facts_of(company: SampleCompany, entity: str) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for event in company.events:
        if event.subject.entity == entity:
            found.setdefault(event.subject.id, {}).update(event.facts)
    return found


def test_the_same_seed_and_day_give_the_same_bytes(company: SampleCompany):
    again = sample_company(TODAY, NOW)

    assert again == company
    assert future_text(again.future).encode() == future_text(company.future).encode()


def test_another_seed_gives_another_history(company: SampleCompany):
    assert sample_company(TODAY, NOW, seed=8).events != company.events


def test_it_is_a_company_of_the_promised_size(company: SampleCompany):
    """Company, two districts, four stations; fourteen people; sixty customers."""
    units, people, customers = (facts_of(company, each) for each in ("unit", "person", "customer"))

    assert Counter(unit["kind"] for unit in units.values()) == {"company": 1, "district": 2, "station": 4}
    assert (len(people), len(customers)) == (14, 60)
    assert all(unit["head"] in people for unit in units.values())
    assert all(str(person["email"]).endswith(".example") for person in people.values())
    assert {each.get("do_not_contact") for each in customers.values()} == {True, False, None}
    assert {each["locale"] for each in customers.values()} == {"en", "zh"}
    assert {each["tier"] for each in customers.values()} == {"A", "B", "C"}


def test_birthdays_are_solar_and_lunar_and_one_is_on_29_february(company: SampleCompany):
    birthdays = [each["birthday"] for each in facts_of(company, "customer").values() if "birthday" in each]

    solar = [each for each in birthdays if isinstance(each, YearlyDate) and each.calendar == "solar"]
    lunar = [each for each in birthdays if isinstance(each, YearlyDate) and each.calendar == "lunar"]
    assert [each for each in solar if (each.month, each.day) == (2, 29)]
    assert len(lunar) >= 3
    assert any(each.leap for each in lunar)


def test_every_subject_that_is_mentioned_is_known(company: SampleCompany, book: Rulebook):
    """References lead somewhere, in history and in the future."""
    events = [*company.events, *company.future]
    known = {event.subject for event in events}

    for event in events:
        for name, value in event.facts.items():
            fact = book.vocabulary.fact(event.subject.entity, name)
            if fact is not None and fact.type.entity:
                assert SubjectRef(fact.type.entity, str(value)) in known, (event.subject, name)


def test_every_fact_is_known_to_the_shipped_vocabulary_and_of_its_type(
    company: SampleCompany, book: Rulebook
):
    for event in (*company.events, *company.future):
        entity = book.vocabulary.entities[event.subject.entity]
        assert event.kind in {"facts.changed", *entity.events}
        for name, value in event.facts.items():
            fact = entity.facts[name]
            assert fact.source is None, f"{fact.path} is computed"
            assert value is not None
            assert parse_value(show_value(value), fact.type, Place(), zone=ZONE) == value, fact.path


def test_history_ends_before_today_and_the_future_begins_with_it(company: SampleCompany):
    """Eighteen months of orders, then a year of future; what is known was recorded now, by an import."""
    orders = [event.facts["date"] for event in of_kind(company.events, "order.placed")]
    to_come = [event.facts["date"] for event in of_kind(company.future, "order.placed")]

    assert all(isinstance(day, dt.date) for day in orders)
    assert TODAY - dt.timedelta(days=548) <= min(orders) < TODAY - dt.timedelta(days=520)  # type: ignore[type-var, operator]
    assert max(orders) < TODAY <= min(to_come)  # type: ignore[type-var, operator]
    assert {(event.origin, event.recorded_at) for event in company.events} == {("import", NOW)}
    assert {event.origin for event in company.future} == {"api"}


def test_invoices_stand_at_every_stage(company: SampleCompany):
    """Paid early, paid late, disputed, promised; open and about to be a week, two weeks, a month overdue."""
    invoices = facts_of(company, "invoice")
    paid = {
        event.facts["invoice"]: event.facts["date"] for event in of_kind(company.events, "payment.received")
    }
    due = {id_: facts["due_date"] for id_, facts in invoices.items()}
    late = [id_ for id_, day in paid.items() if day > due[str(id_)]]  # type: ignore[operator]
    overdue = {(TODAY - day).days for id_, day in due.items() if id_ not in paid and day < TODAY}  # type: ignore[operator]

    assert len(paid) - len(late) > len(late) > 0
    assert [each for each in invoices.values() if each.get("disputed")]
    assert [each for each in invoices.values() if each.get("promise_date")]
    for day in (range(1, 7), range(7, 14), range(14, 30)):
        assert overdue & set(day)


def test_money_is_whole_and_positive(company: SampleCompany):
    amounts = [e.facts["amount"] for e in (*company.events, *company.future) if "amount" in e.facts]

    assert amounts
    assert all(isinstance(each, Money) and each.amount_minor > 0 for each in amounts)


def test_the_files_of_the_future_read_back(company: SampleCompany, book: Rulebook, tmp_path: Path):
    """`rehearse` takes them as they are, and every happening finds its customer."""
    (tmp_path / "future.jsonl").write_text(future_text(company.future), encoding="utf-8")
    (tmp_path / "answers.yaml").write_text(company.answers, encoding="utf-8")

    events, problems = read_events(tmp_path / "future.jsonl", book.vocabulary)
    habits = read_habits(tmp_path / "answers.yaml", calendar_of(book), book)

    assert problems == []
    assert events == company.future
    assert isinstance(habits.calendar, Calendar)
    owners = {event.subject: "someone" for event in company.events}
    references = {
        name: [(fact.name, fact.type.entity) for fact in entity.facts.values() if fact.type.entity]
        for name, entity in book.vocabulary.entities.items()
    }
    assert belonging(events, owners, references)[1] == []


def test_the_store_takes_all_of_it(company: SampleCompany, book: Rulebook, tmp_path: Path):
    with Store.open(f"sqlite:///{tmp_path / 'sample.db'}") as store:
        ingested = store.ingest(company.events, belonging=Belonging.of(book.vocabulary))

    assert ingested.rejected == ()
    assert (ingested.new, len(ingested.touched)) == (len(company.events), 60)
