"""Channels by name."""

import asyncio
from pathlib import Path

import pytest

from notifiers.file import FileNotifier
from notifiers.outcome import UnknownChannel
from notifiers.router import Router
from tests.notifiers.builders import a_message


def test_a_message_goes_the_way_of_its_channel(tmp_path: Path) -> None:
    router = Router({"email": FileNotifier(tmp_path / "a"), "sms": FileNotifier(tmp_path / "b")})

    outcome = asyncio.run(router.deliver(a_message(channel="sms")))

    assert outcome.status == "accepted"
    assert (tmp_path / "b").is_dir()
    assert not (tmp_path / "a").exists()


def test_a_channel_that_is_not_set_up_is_refused_with_what_may_have_been_meant(tmp_path: Path) -> None:
    router = Router({"email": FileNotifier(tmp_path), "sms": FileNotifier(tmp_path)})

    with pytest.raises(UnknownChannel) as refused:
        router.notifier_for("emial")

    assert str(refused.value) == 'there is no channel "emial". Did you mean "email"? Set up: email, sms'


def test_a_channel_like_no_other_gets_no_guess() -> None:
    with pytest.raises(UnknownChannel) as refused:
        Router({}).notifier_for("pigeon")

    assert str(refused.value) == 'there is no channel "pigeon". Set up: none'


def test_delivering_to_no_channel_is_an_outcome_that_can_be_mended() -> None:
    outcome = asyncio.run(Router({}).deliver(a_message(channel="pigeon")))

    assert (outcome.status, outcome.misconfigured) == ("failed", True)
