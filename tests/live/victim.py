"""`guanxi up` to be killed: `python -m tests.live.victim HOME`.

Composed as the command does it, but for the channel *sms*, which knows no idempotency key: each post is a line in
HOME/telegrams. It prints a line for whatever it has just done.
"""

import os
import sys
from pathlib import Path
from typing import Any

from console.home import Home
from console.live import Live
from console.settings import load_settings
from engine.relationship import Decision
from notifiers.file import FileNotifier
from notifiers.message import Message
from notifiers.notifier import Notifier
from notifiers.outcome import Outcome
from notifiers.router import Router
from worker import UpOptions, up
from workflows.interpreter_exit import run

TELEGRAMS = "telegrams"


class Telegraph(Notifier[str, str]):
    """Whatever is posted twice arrives twice."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @property
    def supports_idempotency_key(self) -> bool:
        return False

    def build(self, message: Message) -> str:
        return message.text

    async def post(self, payload: str) -> str:
        line = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            os.write(line, f"{payload}\n".encode())
        finally:
            os.close(line)
        say("posted")
        return "posted"

    def parse(self, answer: str, payload: str) -> Outcome:
        del payload
        return Outcome("accepted", reference=answer)


class Telling(Live):
    """Tells of every decision, of those too that did nothing: whoever reads it looks into the store then."""

    def decided(self, decision: Decision) -> None:
        say(f"decided {decision.relationship}")

    def begun(self, *_args: Any) -> None:  # noqa: ANN401 - what it is told does not matter
        say("live")

    def server_restarted(self) -> None:
        say("restarted")


def say(line: str) -> None:
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


def main(folder: str) -> None:
    home = Home(load_settings(Path(folder)))
    file = FileNotifier(home.settings.outbox)
    vars(home)["router"] = Router({"email": file, "sms": Telegraph(home.settings.home / TELEGRAMS)})
    live = Telling(home, say, lambda _home: None)
    run(lambda runtime: up(home, live, runtime, UpOptions()))


if __name__ == "__main__":
    main(*sys.argv[1:])
