"""What takes effect while everything runs: a payment, another rulebook, a mail server that says nothing."""

import asyncio
import datetime as dt
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from temporalio.client import Client
from temporalio.runtime import Runtime

from console.commands.waking import store_then_wake
from console.home import Home, now, read_rule_files
from console.live import Live
from console.settings import SHIPPED_RULES, Settings
from engine.facts import Event, SubjectRef
from engine.language.book import load_rulebook
from engine.rehearse import rehearse
from engine.relationship import Decision
from engine.values import Money, Value
from store import Belonging
from store.outbox import OutboxMessage
from tests.conftest import ROOT
from tests.live.listening import Decisions
from tests.live.shop import BELONGING, FILES, RULES, an_order, customers, opened
from tests.notifiers.servers import DropsAfterTheDot, Mailroom, mail_server
from worker import working
from workflows.data_directory import DataDirectoryLock
from workflows.ports import LOOPBACK
from workflows.publishing import Draft, publish
from workflows.server import EmbeddedServer
from workflows.wake import wake

DAY = dt.timedelta(days=1)
CUSTOMER = "1"
"""The surrogate id of the only relationship."""


@dataclass(frozen=True)
class Running:
    home: Home
    client: Client
    decisions: Decisions

    async def place(self, number: str) -> None:
        at = now()
        order = an_order(number, 0, at, at)
        await asyncio.to_thread(self.home.store.ingest, [order], belonging=BELONGING)
        await wake(self.client, [int(CUSTOMER)])

    async def until_sent(self, *texts: str) -> None:
        """Whatever becomes of a message, the relationship is decided again."""
        await self.decisions.until(CUSTOMER, lambda _: set(texts) <= self.sent("accepted"))

    def sent(self, status: str) -> set[str]:
        return {each.message.text for each in self.messages() if each.status == status}

    def messages(self) -> list[OutboxMessage]:
        return list(self.home.store.outbox.messages())


@asynccontextmanager
async def running(home: Home, runtime: Runtime) -> AsyncIterator[Running]:
    """Server and workers as `guanxi up` has them."""
    async with EmbeddedServer(home.settings.home, runtime) as server:
        decisions = Decisions()
        async with working(home, server.client, decisions):
            yield Running(home, server.client, decisions)
    home.store.close()


def a_shop(folder: Path, **settings: object) -> Home:
    """With one customer, known for an hour."""
    home = Home(Settings.model_validate({"home": folder / "home", "rules": folder / "rules", **settings}))
    write(FILES, home.settings.rules)
    at = now() - dt.timedelta(hours=1)
    opened(home.store, customers(1, at), at)
    return home


def write(files: Mapping[str, bytes], folder: Path) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


async def test_a_payment_stops_a_ladder_at_once_and_withdraws_its_open_call(
    tmp_path: Path, temporal_runtime: Runtime
) -> None:
    home = chased_for_a_week(tmp_path)
    async with running(home, temporal_runtime) as live:
        chased = await live.decisions.until(CUSTOMER, lambda made: bool(made.tasks))
        await live.decisions.until(
            CUSTOMER, lambda _: {each.status for each in live.messages()} == {"accepted"}
        )
        ahead = dunned_in_two_months(home)

        paid = a_fact(
            "payment", "P-1", now(), "payment.received", amount=Money.of(5000, "CNY"), invoice="INV-1"
        )
        await asyncio.to_thread(
            store_then_wake,
            home,
            lambda: home.store.ingest([paid], belonging=belonging()),
            lambda ingested: map(int, ingested.touched),
        )
        decided = await live.decisions.until(CUSTOMER, lambda made: paid.id in made.consumed)

    assert {"week_2", "month_1"} <= set(ahead)
    assert [(task.kind, task.status) for task in chased.tasks] == [("find_reason", "open")]
    assert [(task.kind, task.status) for task in decided.tasks] == [("find_reason", "withdrawn")]
    with home.store:
        assert dunned_in_two_months(home) == []


def chased_for_a_week(folder: Path) -> Home:
    """An invoice that was due a week ago, under the shipped rules, but at any hour of the day."""
    home = Home(Settings(home=folder / "home"))
    files = any_hour()
    due = (now() + dt.timedelta(hours=8)).date() - 7 * DAY
    at = now() - 10 * DAY
    home.store.ingest(
        [
            a_fact("person", "li", at, name="Li Na"),
            a_fact("customer", "C-1", at, name="Mill", manager="li"),
            a_fact("invoice", "INV-1", at, customer="C-1", due_date=due, amount=Money.of(5000, "CNY")),
        ],
        belonging=belonging(),
    )
    publish(home.store, home.rulebooks, Draft(files, load_rulebook(files)), at)
    return home


def any_hour() -> Mapping[str, bytes]:
    files = dict(read_rule_files(SHIPPED_RULES))
    files["policy.yaml"] = files["policy.yaml"].replace(b'"09:00-20:00"', b"always")
    return files


def belonging() -> Belonging:
    return Belonging.of(load_rulebook(any_hour()).vocabulary)


def a_fact(
    entity: str, id_: str, at: dt.datetime, kind: str = "facts.changed", **facts: Value | None
) -> Event:
    return Event(f"{entity} {id_}", kind, SubjectRef(entity, id_), at, at, facts)


def dunned_in_two_months(home: Home) -> list[str]:
    at = now()
    plan = home.rulebooks.current().plan
    ahead, _ = rehearse(plan, home.store.load(CUSTOMER), at, at + 60 * DAY)
    return [entry.step for entry in ahead.entries if entry.rule == "dunning"]


async def test_what_is_published_while_live_decides_from_then_on(
    tmp_path: Path, temporal_runtime: Runtime
) -> None:
    """A step that was done is not done again; a broken draft changes nothing."""
    home, said = a_shop(tmp_path), list[str]()
    watching = Live(home, said.append, lambda _home: None)
    async with running(home, temporal_runtime) as live:
        await live.place("A")
        await live.until_sent("Order A is confirmed.")

        write({"rules.yaml": RULES.replace("is confirmed", "is welcome").encode()}, home.settings.rules)
        await wake(live.client, await asyncio.to_thread(watching.publish_draft))
        await live.place("B")
        await live.until_sent("Order B is welcome.")

        write({"rules.yaml": RULES.replace("order.placed", "order.plcaed").encode()}, home.settings.rules)
        assert await asyncio.to_thread(watching.edited, publish_it=True) == ()
        await live.place("C")
        await live.until_sent("Order C is welcome.", "Order C is near.")
        welcomes = [each.message.text for each in live.messages() if each.message.firing.rule == "confirm"]

    assert sorted(welcomes) == ["Order A is confirmed.", "Order B is welcome.", "Order C is welcome."]
    assert any("rules.yaml:5" in line and "order.placed" in line for line in said), said


async def test_a_mail_server_gets_each_letter_once(tmp_path: Path, temporal_runtime: Runtime) -> None:
    mailroom = Mailroom()
    async with (
        mail_server(mailroom) as server,
        running(a_shop(tmp_path, **by_mail(server.port)), temporal_runtime) as live,
    ):
        await live.place("A")
        await live.until_sent("Order A is confirmed.", "Order A is coming.", "Order A is near.")

    letters = {mail.get_content().strip(): mail for mail in mailroom.mails()}
    assert sorted(letters) == ["Order A is coming.", "Order A is confirmed."]
    assert len(mailroom.mails()) == len(letters)
    assert {mail["To"].addresses[0].addr_spec for mail in mailroom.mails()} == {"c0@shop.example"}


async def test_a_letter_that_may_have_arrived_is_held_for_a_person(
    tmp_path: Path, temporal_runtime: Runtime
) -> None:
    """It is not sent again, nor is the next step done that requires it; what a person says settles it."""
    mailroom = DropsAfterTheDot()
    async with (
        mail_server(mailroom) as server,
        running(a_shop(tmp_path, **by_mail(server.port)), temporal_runtime) as live,
    ):
        await live.place("A")
        held = {"Order A is confirmed.", "Order A is coming."}
        await live.decisions.until(CUSTOMER, lambda _: live.sent("uncertain") == held)
        heard = live.decisions.count(CUSTOMER)
        await wake(live.client, [int(CUSTOMER)])
        await live.decisions.until(CUSTOMER, is_any, behind=heard)

        assert len(mailroom.envelopes) == len(held)
        assert {each.message.text for each in live.messages()} == held

        for each in live.messages():
            live.home.store.outbox.mark_accepted(each.message.key, now())
        await wake(live.client, [int(CUSTOMER)])
        await live.until_sent("Order A is near.")

    assert len(mailroom.envelopes) == len(held)


def by_mail(port: int) -> dict[str, object]:
    smtp = {"smtp_host": LOOPBACK, "smtp_port": port, "smtp_sender": "shop@shop.example", "smtp_tls": "none"}
    return {"channels": {"email": "smtp"}, **smtp}


def is_any(_made: Decision) -> bool:
    return True


def test_a_second_up_on_the_same_data_directory_is_refused(tmp_path: Path) -> None:
    """In plain words, before it has touched anything."""
    lock = DataDirectoryLock(tmp_path)
    asyncio.run(lock.acquire())
    second = subprocess.run(
        [sys.executable, "-W", "error", "-m", "cli", "--home", str(tmp_path), "up", "--for", "1s"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    lock.release()

    assert second.returncode == 1
    assert f"process {os.getpid()}" in second.stderr
    assert "Traceback" not in second.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["lock"]
