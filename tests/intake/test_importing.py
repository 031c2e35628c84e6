"""What becomes of the rows of a file."""

import datetime as dt
from decimal import Decimal

import pytest

from engine.facts import Event, SubjectRef
from engine.problems import ProblemsFound
from engine.values import Money, Value, YearlyDate
from intake.importing import ImportReport, Reading, parse_mapping
from tests.intake.builders import EVENING, MORNING, Office, cny

CUSTOMERS = "customer_id,name,tier\n017,Mill,A\n018,纺织厂,B\n"
ORDERS = "order_id,customer_id,ordered_at,kind,amount\n1,017,2026-01-31 10:00,sale,100\n2,017,2026-02-01,credit,-5\n"


def counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    return report.read, report.new, report.unchanged, report.changed, report.rejected


def test_orders_become_events_at_their_own_date(office: Office):
    office.take("customers", CUSTOMERS)

    report = office.take("orders", ORDERS, reading=Reading(currency="CNY"))

    assert counts(report) == (2, 2, 0, 0, 0)
    assert len(report.touched) == 1
    first, second = [each for each in office.told("017") if each[0] == "order.placed"]
    assert first[1:3] == ("order 1", "2026-01-31 10:00")
    assert first[3] == {
        "number": "1", "customer": "017", "date": dt.date(2026, 1, 31), "kind": "sale", "amount": cny("100"),
    }  # fmt: skip
    assert second[2] == "2026-02-01 00:00"
    assert second[3]["kind"] == "credit"


def test_the_same_file_once_more_changes_nothing(office: Office):
    office.take("orders", ORDERS)

    again = office.take(
        "orders", ORDERS.replace("100", "100.00").replace("2026-02-01", "1.2.2026"), at=EVENING
    )

    assert counts(again) == (2, 0, 2, 0, 0)
    assert again.touched == frozenset()


def test_a_changed_row_tells_only_what_changed_and_from_now_on(office: Office):
    office.take("orders", ORDERS)

    report = office.take("orders", ORDERS.replace(",100\n", ",120\n"), at=EVENING)

    assert counts(report) == (2, 0, 1, 1, 0)
    assert office.told("017")[-1] == ("facts.changed", "order 1", "2026-03-02 18:00", {"amount": cny("120")})


def test_a_value_that_goes_back_and_forth_is_followed_each_time(office: Office):
    for amount in ("100", "120", "100", "120", "100"):
        report = office.take("orders", ORDERS.replace(",100\n", f",{amount}\n"))  # all at one moment

        assert report.unchanged < 2
        assert office.facts("order 1")["amount"] == cny(amount)


def test_a_cell_that_becomes_empty_takes_the_fact_away(office: Office):
    office.take("customers", CUSTOMERS)

    report = office.take("customers", CUSTOMERS.replace("Mill,A", "Mill,"), at=EVENING)

    assert report.changed == 1
    assert office.facts("customer 017")["tier"] is None


def test_a_file_that_repeats_itself_does_not_undo_what_a_person_said(office: Office):
    office.take("customers", CUSTOMERS)
    said = Event(
        "e1", "facts.changed", SubjectRef("customer", "017"), EVENING, EVENING, {"tier": "C"}, "person"
    )
    office.store.ingest([said])

    report = office.take("customers", CUSTOMERS, at=EVENING + dt.timedelta(days=1))

    assert report.unchanged == 2
    assert office.facts("customer 017")["tier"] == "C"


def test_what_was_posted_by_hand_is_not_news_in_a_file(office: Office):
    """A payment typed in today stands in tomorrow's export too: it was received once."""
    office.take("invoices", "invoice_no,customer_id,date,amount\nINV-7,017,2026-01-01,50\n")
    facts: dict[str, Value | None] = {
        "number": "P-1",
        "invoice": "INV-7",
        "date": dt.date(2026, 3, 1),
        "amount": cny("50"),
    }
    payment = Event("e1", "payment.received", SubjectRef("payment", "P-1"), MORNING, MORNING, facts, "person")
    office.store.ingest([payment])

    report = office.take(
        "payments", "payment_no,invoice_no,date,amount\nP-1,INV-7,2026-03-01,50\n", at=EVENING
    )

    assert counts(report) == (1, 0, 1, 0, 0)


def test_rows_without_a_number_are_repeats_when_they_are_alike(office: Office):
    rows = "customer_id,date,cds,amount\n1,1997-01-01,1,11.77\n1,1997-01-01,1,11.77\n1,1997-01-02,1,11.77\n"

    first = office.take("orders", rows)
    again = office.take("orders", rows, at=EVENING)
    more = office.take("orders", rows + "1,1997-01-01,1,11.77\n", at=EVENING)

    assert (first.new, again.new, again.unchanged, more.new) == (3, 0, 3, 1)
    assert "no number of their own" in first.notes[0]
    orders = [each for each in office.told("1") if each[0] == "order.placed"]
    assert len(orders) == 4
    assert orders[0][3]["units"] == Decimal(1)


def test_an_unknown_customer_is_refused_unless_told_to_make_it(office: Office):
    refused = office.take("orders", ORDERS, reading=Reading(currency="CNY"))

    assert counts(refused) == (2, 0, 0, 0, 2)
    assert "unknown customer 017: import customers first, or add --create-customers" in office.reasons()[0]

    made = office.take("orders", ORDERS)

    assert made.new == 2
    assert any("1 customers were not known" in note for note in made.notes)


def test_a_customer_known_by_number_alone_gets_its_facts_later(office: Office):
    office.take("orders", ORDERS)

    office.take("customers", CUSTOMERS, at=EVENING)

    assert office.facts("customer 017") == {"number": "017", "name": "Mill", "tier": "A"}


def test_a_payment_of_an_unknown_invoice_is_refused(office: Office):
    office.take("invoices", "invoice_no,customer_id,date,amount\nINV-7,017,2026-01-01,50\n")

    report = office.take(
        "payments", "payment_no,invoice_no,date,amount\nP-1,INV-7,2026-02-01,50\nP-2,INV-8,2026-02-01,50\n"
    )

    assert (report.new, report.rejected) == (1, 1)
    assert office.reasons()[0].startswith("unknown invoice INV-8: import invoices first")
    assert "payment.received" in [each[0] for each in office.told("017")]


def test_an_order_does_not_wander_to_another_customer(office: Office):
    office.take("orders", ORDERS)

    report = office.take("orders", ORDERS.replace("2,017", "2,018"), at=EVENING)

    assert report.rejected == 1
    assert "belongs to customer 017" in office.reasons()[0]


def test_a_row_goes_in_whole_or_not_at_all(office: Office):
    rows = "order_id,customer_id,date,amount\n1,017,2026-02-30,abc\n2,017,2026-02-01,5\n"

    report = office.take("orders", rows)

    assert counts(report) == (2, 1, 0, 0, 1)
    assert report.rejects_file is not None
    content = report.rejects_file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    header, row = content.decode("utf-8-sig").splitlines()
    assert header == "line,field,value,reason,order_id,customer_id,date,amount"
    assert row.startswith("2,date; amount,2026-02-30; abc,")
    assert "there is no such day" in row
    assert row.endswith(",1,017,2026-02-30,abc")


def test_rejects_that_are_mended_in_their_file_can_be_imported(office: Office):
    office.take("orders", "order_id,customer_id,date,amount\n1,017,2026-02-30,5\n")
    mended = (office.folder / "rejects.csv").read_text(encoding="utf-8-sig").replace("02-30", "02-28")

    report = office.take("orders", office.write(mended, name="mended.csv"))

    assert report.new == 1
    assert set(report.unused) == {"line", "field", "value", "reason"}


def test_rejects_are_not_written_over_the_file_itself(office: Office):
    file = office.write(ORDERS, name="rejects.csv")

    assert "over the file itself" in office.problem("orders", file)
    assert file.read_text(encoding="utf-8") == ORDERS


def test_an_amount_without_a_currency_is_refused(office: Office):
    report = office.take("orders", ORDERS, reading=Reading(create_missing_customers=True))

    assert report.rejected == 2
    assert "no currency" in office.reasons()[0]
    assert report.reasons == {"no-currency": 2}


def test_a_row_says_its_own_currency(office: Office):
    rows = "order_id,customer_id,date,amount,币种\n1,1,2026-01-01,5,usd\n2,1,2026-01-01,5,\n3,1,2026-01-01,5,XQX\n"

    report = office.take("orders", rows)

    assert (report.new, report.rejected) == (2, 1)
    assert office.facts("order 1")["amount"] == Money(500, "USD")
    assert office.facts("order 2")["amount"] == Money(500, "CNY")


def test_the_same_number_twice_in_a_file_counts_once_or_is_a_contradiction(office: Office):
    rows = (
        ORDERS + "1,017,2026-01-31 10:00,sale,100\n1,017,2026-01-31,sale,7\n1,017,2026-01-31 10:00,sale,100\n"
    )

    report = office.take("orders", rows)

    assert counts(report) == (5, 2, 2, 0, 1)
    assert "stands in line 2 already" in office.reasons()[0]
    assert office.facts("order 1")["amount"] == cny("100")


def test_a_repeated_row_is_refused_as_the_first_one_was(office: Office):
    report = office.take("orders", ORDERS + ORDERS.splitlines()[1] + "\n", reading=Reading(currency="CNY"))

    assert counts(report) == (3, 0, 0, 0, 3)


def test_customers_come_with_what_is_personal_to_them(office: Office):
    rows = (
        "客户编号,客户名称,生日,勿扰,客户经理,since\n"
        "１,纺织厂,农历1988-08-15,是,p1,2020-05-01\n2,Mill,1992/2/29,n,,\n3,X,1988-02-31,,,\n4,Y,,也许,,\n"
    )

    report = office.take("customers", rows)

    assert (report.new, report.rejected) == (2, 2)
    assert office.told("１")[0][2] == "2020-05-01 00:00"
    assert office.facts("customer １") == {
        "number": "１", "name": "纺织厂", "birthday": YearlyDate(8, 15, 1988, "lunar"), "do_not_contact": True,
        "manager": "p1",
    }  # fmt: skip
    assert office.facts("customer 2")["birthday"] == YearlyDate(2, 29, 1992)
    assert office.told("2")[0][2] == "2026-03-02 09:00"


def test_people_wake_the_relationships_that_refer_to_them(office: Office):
    office.take("customers", "customer_id,manager\n1,p1\n2,p2\n")

    report = office.take("people", "工号,姓名,上级\np1,李,p0\np0,王,\n")

    assert report.new == 2
    assert report.touched == {office.store.relationship_of("1")}
    assert office.store.directory().facts[SubjectRef("person", "p1")] == {
        "number": "p1",
        "name": "李",
        "boss": "p0",
    }


def test_a_derived_fact_is_not_imported(office: Office):
    report = office.take("invoices", "invoice_no,customer_id,amount,balance\nI1,1,5,5\n")

    assert "balance" in report.unused
    assert any("computes invoice.balance itself" in note for note in report.notes)


def test_every_import_is_on_record(office: Office):
    office.take("orders", ORDERS)

    run = office.store.imports.runs()[0]

    assert (run.file_name, run.kind, run.read, run.new, run.finished_at) == (
        "file.csv",
        "orders",
        2,
        2,
        MORNING,
    )


def test_progress_is_told_batch_by_batch(office: Office):
    rows = "customer_id,date\n" + "".join(f"{number},2026-01-01\n" for number in range(450))
    seen: list[tuple[int, int]] = []

    office.take("orders", rows, progress=lambda done, total: seen.append((done, total)))

    assert seen == [(200, 450), (400, 450), (450, 450)]


def test_an_import_that_is_broken_off_is_simply_run_again(office: Office):
    rows = "customer_id,date\n" + "".join(
        f"{number % 7},2026-01-0{number % 3 + 1}\n" for number in range(450)
    )

    def break_off(done: int, _total: int) -> None:
        if done == 400:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        office.take("orders", rows, progress=break_off)
    assert office.store.imports.runs()[0].finished_at is None

    report = office.take("orders", rows, at=EVENING)

    assert counts(report) == (450, 50, 400, 0, 0)
    orders = [each for number in range(7) for each in office.told(str(number)) if each[0] == "order.placed"]
    assert len(orders) == 450


def test_kinds_that_do_not_exist_are_named(office: Office):
    assert "Did you mean “orders”?" in office.problem("order5", ORDERS)
    assert "customers" in office.problem("zzz", ORDERS)
    assert "cannot be imported" in office.problem("tasks", ORDERS)


def test_a_currency_that_does_not_exist_is_named(office: Office):
    with pytest.raises(ProblemsFound, match="currency"):
        office.take("orders", ORDERS, reading=Reading(currency="XQX"))


def test_a_mapping_is_a_pair():
    assert parse_mapping(["ordered_at = date", "amount=总 额"]) == {"ordered_at": "date", "amount": "总 额"}
    with pytest.raises(ProblemsFound, match="no pair"):
        parse_mapping(["ordered_at"])
