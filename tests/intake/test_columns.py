"""Which column means what."""

from tests.intake.builders import Office

ROWS = "1,c1,2026-01-01,5\n"


def test_columns_are_known_by_name_label_or_usual_name(office: Office):
    for header in (
        "order_id,customer_id,ordered_at,amount",
        "Order ID,Customer-ID,Order Date,Total",
        "订单号,客户编号,下单时间,金额",
        "number,customer,date,amount",
        "单号,客户,日期,合计",
    ):
        report = office.take("orders", f"{header}\n{ROWS}")

        assert report.read == report.new + report.unchanged == 1
        assert report.unused == ()


def test_columns_that_mean_nothing_are_listed(office: Office):
    report = office.take("orders", "order_id,customer_id,date,amount,weather,\n1,c1,2026-01-01,5,fine,\n")

    assert report.unused == ("weather", "(column 6)")


def test_a_mapping_may_be_written_either_way_round(office: Office):
    rows = f"nr,wer,wann,wieviel\n{ROWS}"
    one_way = {"id": "nr", "customer": "wer", "ordered_at": "wann", "amount": "wieviel"}

    office.take("orders", rows, mapping=one_way)
    report = office.take("orders", rows, mapping={column: fact for fact, column in one_way.items()})

    assert report.unchanged == 1


def test_a_mapping_outweighs_a_name(office: Office):
    report = office.take(
        "orders",
        "order_id,customer,date,paid_date\n1,c1,2026-01-01,2026-02-02\n",
        mapping={"when": "paid_date"},
    )

    assert report.unused == ("date",)
    assert str(office.facts("order 1")["date"]) == "2026-02-02"


def test_a_mapping_that_names_nothing_is_refused(office: Office):
    rows = f"nr,wer,wann,wieviel\n{ROWS}"

    assert "no column “wnn”. Did you mean “wann”?" in office.problem("orders", rows, mapping={"when": "wnn"})
    assert "Did you mean “amount”?" in office.problem("orders", rows, mapping={"amuont": "wieviel"})


def test_a_missing_column_is_named_with_those_present(office: Office):
    said = office.problem("orders", "order_id,custmer_id,amount\n1,c1,5\n")

    assert "“customer” (customer / 客户)" in said
    assert "Did you mean “custmer_id”?" in said
    assert '--map "customer=COLUMN"' in said
    assert '--map "when=COLUMN"' in said
    assert "The file has: “order_id”, “custmer_id”, “amount”" in said


def test_two_columns_of_one_meaning_must_be_told_apart(office: Office):
    said = office.problem("orders", "order_id,customer_id,date,total,sum\n1,c1,2026-01-01,5,6\n")

    assert "“total”, “sum” all mean order.amount" in said
    assert '--map "amount=total"' in said


def test_a_label_is_surer_than_a_usual_name(office: Office):
    report = office.take("orders", "order_id,customer_id,date,total,金额\n1,c1,2026-01-01,5,6\n")

    assert report.unused == ("total",)


def test_people_have_no_time_of_their_own_but_may_be_given_one(office: Office):
    report = office.take("people", "工号,姓名,joined\np1,李,2020-01-01\n", mapping={"when": "joined"})

    assert report.new == 1
