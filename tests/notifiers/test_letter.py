"""The bytes of an e-mail, read back by the standard library."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import SMTPUTF8
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifiers.letter import Mailbox, compose
from notifiers.message import one_line
from tests.notifiers.builders import a_message

US = Mailbox("Accounts", "accounts@example.com")
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(name=ANY_TEXT, subject=ANY_TEXT, text=ANY_TEXT)
def test_whatever_is_written_is_seven_bit_lines_without_new_headers(
    name: str, subject: str, text: str
) -> None:
    letter = compose(a_message(subject=subject, text=text), US, Mailbox(one_line(name), "lilei@example.com"))

    lines = letter.content.split(b"\r\n")
    assert letter.content.isascii()
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert max(map(len, lines)) <= 78
    parsed = message_from_bytes(letter.content, policy=SMTPUTF8)
    allowed = "Date From To Message-ID Subject Content-Language Auto-Submitted MIME-Version Content-Type"
    assert set(parsed.keys()) <= {*allowed.split(), "Content-Transfer-Encoding"}
    assert [address.addr_spec for address in parsed["To"].addresses] == ["lilei@example.com"]


@pytest.mark.parametrize(
    "name",
    [
        "李, 雷",
        '李雷 "老李" (CEO), Inc.',
        "Bob, Jr.",
        'back\\slash "quoted"',
        "李" * 80,
        "a" * 200,
        "😀" * 30,
        "=?utf-8?q?=0aBcc:?=",
        "eve@example.com",
        "<eve@example.com>",
    ],
)
def test_a_display_name_comes_back_as_it_went(name: str) -> None:
    letter = compose(a_message(), US, Mailbox(name, "lilei@example.com"))

    # Not with the newer policies: their parser of Python 3.11 leaves spaces between encoded words of a name.
    phrase, address = parseaddr(message_from_bytes(letter.content)["To"])
    assert (str(make_header(decode_header(phrase))), address) == (name, "lilei@example.com")


def test_the_same_message_is_the_same_bytes() -> None:
    lilei = Mailbox("李雷", "lilei@example.com")

    assert compose(a_message(), US, lilei) == compose(a_message(), US, lilei)


def test_a_long_address_stands_on_a_line_of_its_own() -> None:
    letter = compose(a_message(), US, Mailbox("", "l" * 200 + "@example.com"))

    assert b"To: " + b"l" * 200 + b"@example.com\r\n" in letter.content
