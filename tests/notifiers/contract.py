"""What every notifier must do, whatever its channel. A new one inherits these tests and says how it is set up."""

import asyncio
import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest

from notifiers.message import Message
from notifiers.notifier import AnyNotifier
from notifiers.outcome import Outcome
from tests.notifiers.builders import NINE_O_CLOCK, a_message, an_address


@dataclass(frozen=True)
class Delivered:
    """One message as the receiving side has it, decoded."""

    subject: str
    text: str
    header_names: Sequence[str]


@dataclass(frozen=True)
class Rig:
    """A notifier, and a look at what arrived."""

    notifier: AnyNotifier
    delivered: Callable[[], Sequence[Delivered]]
    reaches_everybody: bool = False


class NotifierContract(ABC):
    @abstractmethod
    def rig(self, tmp_path: Path) -> AbstractAsyncContextManager[Rig]:
        """Set up a working channel."""

    def run(self, tmp_path: Path, *messages: Message) -> tuple[Rig, Sequence[Outcome], Sequence[Delivered]]:
        async def deliver_one_by_one() -> tuple[Rig, Sequence[Outcome], Sequence[Delivered]]:
            async with self.rig(tmp_path) as rig:
                outcomes = [await rig.notifier.deliver(message) for message in messages]
                return rig, outcomes, rig.delivered()

        return asyncio.run(deliver_one_by_one())

    def test_a_message_arrives_as_it_was_written(self, tmp_path: Path) -> None:
        _, [outcome], [arrived] = self.run(
            tmp_path, a_message(subject="Invoice 88", text="Please pay.\nThanks.")
        )

        assert outcome.status == "accepted"
        assert outcome.reference
        assert (arrived.subject, arrived.text) == ("Invoice 88", "Please pay.\nThanks.")

    def test_the_same_key_is_the_same_message(self, tmp_path: Path) -> None:
        """Once where the channel can tell; elsewhere at least under the same reference."""
        again = a_message(sent_at=NINE_O_CLOCK + dt.timedelta(minutes=5))

        rig, outcomes, arrived = self.run(tmp_path, a_message(), again)

        assert [outcome.status for outcome in outcomes] == ["accepted", "accepted"]
        assert outcomes[0].reference == outcomes[1].reference
        assert len(arrived) == (1 if rig.notifier.supports_idempotency_key else 2)

    def test_another_key_is_another_message(self, tmp_path: Path) -> None:
        """Even to the same person, with the same words, in the same second."""
        _, outcomes, arrived = self.run(tmp_path, a_message(key="one"), a_message(key="two"))

        assert len({outcome.reference for outcome in outcomes}) == 2
        assert len(arrived) == 2

    @pytest.mark.parametrize(
        "text", ["发票88已于3月2日到期，请安排付款。", "😀 到期 naïve", ".\n..\n.a\nFrom me"]
    )
    def test_every_script_arrives_unharmed(self, tmp_path: Path, text: str) -> None:
        subject = "催收：发票88 " + "到期" * 60

        _, _, [arrived] = self.run(tmp_path, a_message(subject=subject, text=text, locale="zh"))

        assert (arrived.subject, arrived.text) == (subject, text)

    @pytest.mark.parametrize("line", ["很长" * 25_000, "a long line " * 8_500, "line\n" * 20_000])
    def test_a_hundred_kilobytes_arrive_whole(self, tmp_path: Path, line: str) -> None:
        text = line.strip()

        _, [outcome], [arrived] = self.run(tmp_path, a_message(text=text))

        assert outcome.status == "accepted"
        assert arrived.text == text

    @pytest.mark.parametrize("empty", ["", "  \n\t ", "\u3000"])
    def test_an_empty_message_is_refused_for_good(self, tmp_path: Path, empty: str) -> None:
        _, [outcome], arrived = self.run(tmp_path, a_message(text=empty))

        assert (outcome.status, outcome.detail) == ("rejected", "the message has no text")
        assert arrived == []

    def test_a_text_that_cannot_be_written_is_refused_for_good(self, tmp_path: Path) -> None:
        _, [outcome], arrived = self.run(tmp_path, a_message(text="ab\ud800c"))

        assert outcome.status == "rejected"
        assert "character 3" in outcome.detail
        assert arrived == []

    @pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\x0b", "\x1c", "\x85", "\u2028"])
    def test_no_text_can_start_a_header_of_its_own(self, tmp_path: Path, newline: str) -> None:
        """A template's stray line break is folded into a space, wherever it stands."""
        evil = f"Hello{newline}Bcc: everybody@example.com"
        message = a_message(
            subject=evil, to=an_address(name=evil, recipient_id=evil), locale=evil, created_for=evil, key=evil
        )

        _, [outcome], [arrived] = self.run(tmp_path, message)

        assert outcome.status == "accepted"
        assert "bcc" not in [name.lower() for name in arrived.header_names]
        assert arrived.subject == "Hello Bcc: everybody@example.com"

    def test_a_subject_that_looks_encoded_stays_what_it_is(self, tmp_path: Path) -> None:
        disguised = "=?utf-8?q?x=0aBcc:_everybody@example.com?="

        _, _, [arrived] = self.run(tmp_path, a_message(subject=disguised))

        assert arrived.subject == disguised

    def test_a_message_needs_no_subject(self, tmp_path: Path) -> None:
        _, [outcome], [arrived] = self.run(tmp_path, a_message(subject=None))

        assert outcome.status == "accepted"
        assert arrived.subject == ""

    def test_a_recipient_out_of_reach_is_refused_by_name_of_the_record(self, tmp_path: Path) -> None:
        nowhere = an_address(email=None, phone=None)
        rig, [outcome], arrived = self.run(tmp_path, a_message(to=nowhere))

        if rig.reaches_everybody:
            assert outcome.status == "accepted"
        else:
            assert outcome.status == "rejected"
            assert outcome.detail.startswith("customer 17 has no ")
            assert arrived == []

    def test_what_is_told_gives_away_no_address(self, tmp_path: Path) -> None:
        """Outcomes end up in logs and histories, which nobody can erase."""
        message = a_message()

        _, [outcome], _ = self.run(tmp_path, message)

        assert message.to.email
        assert message.to.email not in outcome.detail

    def test_many_at_once_do_not_disturb_each_other(self, tmp_path: Path) -> None:
        async def deliver_together() -> tuple[Sequence[Outcome], Sequence[Delivered]]:
            async with self.rig(tmp_path) as rig:
                messages = [a_message(key=f"key {n}", text=f"text {n}") for n in range(20)]
                outcomes = await asyncio.gather(*map(rig.notifier.deliver, messages))
                return outcomes, rig.delivered()

        outcomes, arrived = asyncio.run(deliver_together())

        assert {outcome.status for outcome in outcomes} == {"accepted"}
        assert sorted(message.text for message in arrived) == sorted(f"text {n}" for n in range(20))
