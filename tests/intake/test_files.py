"""Files in many forms: encodings, separators, quoted lines, and those that hold no table."""

import codecs

import pytest

from intake.importing import Reading
from tests.intake.builders import Office

CHINESE = "订单号,客户编号,下单日期,订单金额\nA-1,甲01,2026年1月31日,￥1，234.50\n".replace("，", "")
ENGLISH = "order_id,customer_id,date,amount\nA-1,01,2026-01-31,1234.5\n"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with a byte order mark"),
        ("gbk", "GBK/GB18030"),
        ("gb18030", "GBK/GB18030"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
    ],
)
def test_the_encoding_is_found_and_said(office: Office, encoding: str, name: str):
    report = office.take("orders", office.write(CHINESE, encoding=encoding))

    assert report.new == 1
    assert report.form == f"CSV separated by commas, {name}"
    assert str(office.facts("order A-1")["amount"]) == "1234.50 CNY"
    assert office.store.relationship_of("甲01")


def test_utf_16_of_either_order_with_its_mark(office: Office):
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        report = office.take("orders", office.write_bytes(mark + CHINESE.encode(encoding)))

        assert report.read == 1
        assert report.rejected == 0


def test_an_encoding_may_be_given(office: Office):
    """“é,” is no GBK; which Western encoding it is nobody can know."""
    file = office.write("customer_id,name\n1,Café\n", encoding="cp1252")

    report = office.take("customers", file, reading=Reading(encoding="cp1252"))

    assert report.form.endswith("cp1252")
    assert office.facts("customer 1")["name"] == "Café"


def test_an_encoding_that_is_given_wrongly_is_refused(office: Office):
    file = office.write("customer_id,name\n1,Café\n", encoding="cp1252")

    for encoding in ("utf-8", "no such thing"):
        with pytest.raises(Exception, match=f"not written in {encoding}"):
            office.take("customers", file, reading=Reading(encoding=encoding))


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_columns_may_be_separated_by_four_signs(office: Office, sign: str):
    report = office.take("orders", ENGLISH.replace(",", sign))

    assert report.new == 1


def test_excels_own_word_on_the_separator_is_heard(office: Office):
    assert office.take("orders", "sep=;\r\n" + ENGLISH.replace(",", ";").replace("\n", "\r\n")).new == 1


def test_line_breaks_within_quotes_keep_the_count_of_lines(office: Office):
    rows = 'customer_id,name,tier\n1,"Mill\nand Sons",A\n\n2,Spinners,Z\n'

    report = office.take("customers", rows)

    assert (report.new, report.rejected) == (1, 1)
    assert office.facts("customer 1")["name"] == "Mill\nand Sons"
    assert (
        (office.folder / "rejects.csv")
        .read_text(encoding="utf-8-sig")
        .splitlines()[1]
        .startswith("5,tier,Z,")
    )


def test_rows_of_another_width_are_refused(office: Office):
    rows = "customer_id,name,tier\n1,Mill\n2,Mill,A,more\n3,Mill,A,,\n4,Mill,B\n"

    report = office.take("customers", rows)

    assert (report.new, report.rejected) == (2, 2)
    assert "has 2 columns, the header has 3" in office.reasons()[0]


def test_a_quotation_mark_that_is_not_closed_loses_nothing_silently(office: Office):
    rows = 'customer_id,name\n1,Mill\n2,"open\n' + "".join(f"{number},Name\n" for number in range(3, 30_000))

    report = office.take("customers", rows)

    assert (report.new, report.rejected) == (1, 1)
    assert "quotation mark not closed" in office.reasons()[0]


def test_a_nul_within_a_row_refuses_that_row(office: Office):
    report = office.take("customers", "customer_id,name\n1,Mi\0ll\n2,Mill\n3\0,Mill\n")

    assert (report.new, report.rejected) == (1, 2)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "no table"),
        (b"\xef\xbb\xbf", "no table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "save it as"),
        (b"%PDF-1.7 rest", "PDF"),
        (b"\x1f\x8b\x08rest", "compressed"),
        (b"PK\x03\x04rest", "damaged"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "control characters|encoding|No column"),
        (b"\x00\x01\x02\x03\n\x04\x05", "control characters"),
        (b"only one column\n1\n2\n", "separated by"),
        (b"a,b\n1,2\n", "The file has: “a”, “b”"),
    ],
)
def test_what_is_no_table_is_said_to_be_none(office: Office, content: bytes, says: str):
    import re  # noqa: PLC0415

    assert re.search(says, office.problem("orders", office.write_bytes(content)))
    assert not (office.folder / "rejects.csv").exists()
    assert office.store.imports.runs() == []


def test_a_header_alone_is_an_empty_import(office: Office):
    report = office.take("orders", ENGLISH.splitlines()[0])

    assert (report.read, report.new, report.rejects_file) == (0, 0, None)


def test_a_path_that_is_no_file_is_said_to_be_none(office: Office):
    assert "no such file" in office.problem("orders", office.folder / "nowhere.csv")
    assert "This is no file" in office.problem("orders", office.folder)
    assert "no such file" in office.problem("orders", office.folder / "a\0b")
