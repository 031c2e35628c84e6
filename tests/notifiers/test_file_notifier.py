"""The notifier that writes files."""

import asyncio
import datetime as dt
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from notifiers.file import FileNotifier, safe_name
from notifiers.message import Message
from notifiers.outcome import Outcome
from tests.notifiers.builders import NINE_O_CLOCK, SHANGHAI, a_message, an_address
from tests.notifiers.contract import Delivered, NotifierContract, Rig

ROOT = Path(__file__).resolve().parents[2]


def deliver(folder: Path, message: Message) -> Outcome:
    return asyncio.run(FileNotifier(folder).deliver(message))


def messages_in(folder: Path) -> list[Path]:
    return sorted(
        file for file in folder.rglob("*.txt") if not file.relative_to(folder).parts[0].startswith(".")
    )


def read(file: Path) -> Delivered:
    with file.open(encoding="utf-8", newline="") as opened:
        head, _, text = opened.read().partition("\n\n")
    headers = dict(line.split(": ", 1) for line in head.split("\n"))
    return Delivered(headers.get("Subject", ""), text.removesuffix("\n"), list(headers))


class TestFileNotifier(NotifierContract):
    def rig(self, tmp_path: Path) -> AbstractAsyncContextManager[Rig]:
        @asynccontextmanager
        async def files() -> AsyncIterator[Rig]:
            def delivered() -> Sequence[Delivered]:
                return [read(file) for file in messages_in(tmp_path)]

            yield Rig(FileNotifier(tmp_path), delivered, reaches_everybody=True)

        return files()


def test_a_message_is_a_file_that_people_can_find_and_read(tmp_path: Path) -> None:
    message = a_message(subject="发票88", text="请安排付款。", locale="zh")

    outcome = deliver(tmp_path, message)

    assert outcome.reference == f"2026-03-09/090000-李雷-{message.key_hash[:16]}.txt"
    assert (tmp_path / outcome.reference).read_text(encoding="utf-8") == (
        "To: 李雷\n"
        "E-mail: lilei@example.com\n"
        "Phone: +86 138 0000 0000\n"
        "Recipient: customer 17\n"
        "Channel: email\n"
        "Subject: 发票88\n"
        "Sent: 2026-03-09T09:00:00+08:00\n"
        "Locale: zh\n"
        "For: rule dunning, step week_1, invoice 88\n"
        "Key: dunning/week_1/invoice 88/1/1/send/customer 17/email\n"
        "\n"
        "请安排付款。\n"
    )


def test_the_day_of_the_folder_is_the_day_where_the_message_is_sent(tmp_path: Path) -> None:
    """Half past midnight in Shanghai is still the day before in London."""
    outcome = deliver(tmp_path, a_message(sent_at=dt.datetime(2026, 3, 9, 0, 30, tzinfo=SHANGHAI)))

    assert (outcome.reference or "").startswith("2026-03-09/003000-")


def test_only_the_one_who_runs_the_worker_can_read_the_messages(tmp_path: Path) -> None:
    deliver(tmp_path, a_message())

    assert [file.stat().st_mode & 0o777 for file in messages_in(tmp_path)] == [0o600]


def test_twenty_at_once_with_one_key_make_one_file(tmp_path: Path) -> None:
    """Separate notifiers, as in separate workers, each believing in another time."""

    async def deliver_together() -> Sequence[Outcome]:
        times = [NINE_O_CLOCK + dt.timedelta(seconds=n) for n in range(20)]
        return await asyncio.gather(
            *(FileNotifier(tmp_path).deliver(a_message(sent_at=time)) for time in times)
        )

    outcomes = asyncio.run(deliver_together())

    assert {outcome.status for outcome in outcomes} == {"accepted"}
    assert len({outcome.reference for outcome in outcomes}) == 1
    assert len(messages_in(tmp_path)) == 1


KILLED = """
import asyncio, os, sys
from pathlib import Path
from notifiers.file import FileNotifier
from tests.notifiers.builders import a_message

real, calls = getattr(Path, sys.argv[2]), 0

def die_on_call(*args, **kwargs):
    global calls
    calls += 1
    if calls == int(sys.argv[3]):
        os._exit(9)  # like kill -9: no clean-up runs
    return real(*args, **kwargs)

setattr(Path, sys.argv[2], die_on_call)
asyncio.run(FileNotifier(Path(sys.argv[1])).deliver(a_message()))
"""


@pytest.mark.parametrize(
    ("step", "call", "files_left"),
    [
        pytest.param("hardlink_to", 1, 0, id="before the key is claimed"),
        pytest.param("unlink", 1, 0, id="after the key is claimed"),
        pytest.param("hardlink_to", 2, 0, id="before the message is published"),
        pytest.param("unlink", 2, 1, id="after the message is published"),
    ],
)
def test_a_worker_killed_anywhere_leaves_a_whole_message_or_none(
    tmp_path: Path, step: str, call: int, files_left: int
) -> None:
    """What it was writing does not count; the next try finishes the job, once."""
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, tmp_path, step, str(call)], cwd=ROOT, check=False, capture_output=True
    )
    assert killed.returncode == 9, killed.stderr
    assert len(messages_in(tmp_path)) == files_left
    assert list((tmp_path / ".unfinished").iterdir()), "the kill came too late to prove anything"

    later = a_message(sent_at=NINE_O_CLOCK + dt.timedelta(hours=1))
    outcome = deliver(tmp_path, later)

    assert outcome.status == "accepted"
    [file] = messages_in(tmp_path)
    assert file == tmp_path / (outcome.reference or "")
    assert read(file).text == later.text


def test_nothing_unfinished_is_left_behind(tmp_path: Path) -> None:
    deliver(tmp_path, a_message())

    assert list((tmp_path / ".unfinished").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("李雷", "李雷"),
        ("José Müller-Lüdenscheidt", "José_Müller_Lüdenscheidt"),
        ("नमस्ते", "नमस्ते"),
        ("Jose\u0301", "José"),
        ("😀", ""),
        ("../../etc/passwd", "etc_passwd"),
        ("C:\\CON", "C_CON"),
        ("a\x00b\nc", "a_b_c"),
        ("\u202egnp.exe", "gnp_exe"),
        ("...", ""),
        ("", ""),
        ("长" * 1000, "长" * 26),
        ("a" + "长" * 1000, "a" + "长" * 26),
    ],
)
def test_a_name_of_any_kind_is_safe_in_a_file_name(name: str, safe: str) -> None:
    """80 bytes hold 26 Chinese characters of three bytes; none is cut in half."""
    assert safe_name(name) == safe


def test_a_name_without_a_letter_gives_way_to_the_record(tmp_path: Path) -> None:
    outcome = deliver(tmp_path, a_message(to=an_address(name="😀")))

    assert "-customer_17-" in (outcome.reference or "")


def test_a_recipient_cannot_choose_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"

    deliver(folder, a_message(to=an_address(name="../../x", recipient_id="/etc/../y"), key="../../z"))

    assert len(messages_in(folder)) == 1
    assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_that_cannot_be_written_is_a_matter_for_the_operator(tmp_path: Path) -> None:
    occupied = tmp_path / "outbox"
    occupied.write_text("a file where the folder should be", encoding="utf-8")

    outcome = deliver(occupied, a_message())

    assert (outcome.status, outcome.misconfigured) == ("failed", True)
    assert "name a folder" in outcome.detail


def test_a_full_disk_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", no_space)
        outcome = deliver(tmp_path, a_message())

    assert (outcome.status, outcome.misconfigured) == ("failed", False)
    assert messages_in(tmp_path) == []
    assert deliver(tmp_path, a_message()).status == "accepted"
