"""What a message must have before anybody is asked to carry it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifiers.message import one_line
from tests.notifiers.builders import NINE_O_CLOCK, a_message


@pytest.mark.parametrize("key", ["", "  "])
def test_a_message_without_a_key_cannot_be_made(key: str) -> None:
    with pytest.raises(ValueError, match="needs a key"):
        a_message(key=key)


def test_a_message_without_a_time_zone_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        a_message(sent_at=dt.datetime(2026, 3, 9, 9, 0))


def test_the_hash_belongs_to_the_key_alone() -> None:
    later = NINE_O_CLOCK + dt.timedelta(days=1)

    assert a_message(sent_at=later, text="other").key_hash == a_message().key_hash
    assert a_message(key="other").key_hash != a_message().key_hash


@given(st.text(st.characters()))
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)

    assert len(line.splitlines()) <= 1
    assert line.isascii() <= line.isprintable()
    line.encode()
