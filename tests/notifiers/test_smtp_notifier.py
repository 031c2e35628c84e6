"""The notifier that speaks SMTP, against servers of every temper."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import aiosmtplib
import pytest
from aiosmtpd.smtp import SMTP

from notifiers.message import Message
from notifiers.outcome import Misconfigured, Outcome, TemporarilyFailed
from notifiers.smtp import SmtpNotifier, _hand_over
from tests.notifiers import servers
from tests.notifiers.builders import a_message, an_address
from tests.notifiers.contract import Delivered, NotifierContract, Rig
from tests.notifiers.servers import CERTIFICATE, Mailroom, Running, mail_server

SIGN_IN: dict[str, Any] = {"username": "lilei", "password": "1234"}


def a_notifier(port: int = 1, **changes: Any) -> SmtpNotifier:  # noqa: ANN401  passed on as it is
    settings: dict[str, Any] = {
        "host": "127.0.0.1",
        "sender": "财务部 <accounts@example.com>",
        "tls": "none",
        "timeout": 5.0,
        "local_hostname": "guanxi.test",
    }
    return SmtpNotifier(port=port, **(settings | changes))


def deliver(
    server: AbstractAsyncContextManager[Running],
    message: Message | None = None,
    **settings: Any,  # noqa: ANN401
) -> Outcome:
    async def once() -> Outcome:
        async with server as running:
            return await a_notifier(running.port, **settings).deliver(message or a_message())

    return asyncio.run(once())


class TestSmtpNotifier(NotifierContract):
    def rig(self, tmp_path: Path) -> AbstractAsyncContextManager[Rig]:
        del tmp_path

        @asynccontextmanager
        async def smtp() -> AsyncIterator[Rig]:
            mailroom = Mailroom()

            def delivered() -> Sequence[Delivered]:
                return [
                    Delivered(
                        str(mail["Subject"] or ""),
                        mail.get_content().replace("\r\n", "\n").removesuffix("\n"),
                        mail.keys(),
                    )
                    for mail in mailroom.mails()
                ]

            async with mail_server(mailroom) as running:
                yield Rig(a_notifier(running.port), delivered)

        return smtp()


def test_a_mail_has_the_headers_that_mail_needs() -> None:
    mailroom = Mailroom()

    outcome = deliver(mail_server(mailroom), a_message(to=an_address(name="李雷, 财务"), locale="zh"))

    [mail] = mailroom.mails()
    [sender], [recipient] = mail["From"].addresses, mail["To"].addresses
    assert (sender.display_name, sender.addr_spec) == ("财务部", "accounts@example.com")
    assert (recipient.display_name, recipient.addr_spec) == ("李雷, 财务", "lilei@example.com")
    assert mail["Date"] == "Mon, 09 Mar 2026 09:00:00 +0800"
    assert mail["Message-ID"] == outcome.reference == f"<{a_message().key_hash[:40]}@example.com>"
    assert mail["Content-Language"] == "zh"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert outcome.detail == "the mail server answered 250 2.0.0 queued as 4711"


def test_our_own_names_do_not_leave_the_house() -> None:
    """The key names rules and records; outsiders see its hash at most."""
    mailroom = Mailroom()

    deliver(mail_server(mailroom), a_message(key="dunning/customer 17", created_for="rule dunning"))

    [envelope] = mailroom.envelopes
    assert b"dunning" not in (envelope.original_content or b"")


def test_the_server_is_told_how_much_is_coming() -> None:
    """So that it can refuse before the message has left."""
    mailroom = Mailroom()

    deliver(mail_server(mailroom))

    [envelope] = mailroom.envelopes
    assert f"SIZE={len(envelope.original_content or b'')}" in envelope.mail_options


@pytest.mark.parametrize(
    ("stage", "answer", "status"),
    [
        ("rcpt", "550 5.1.1 no such user", "rejected"),
        ("rcpt", "554 5.7.1 unsubscribed", "rejected"),
        ("rcpt", "552 5.2.2 mailbox full", "failed"),
        ("rcpt", "450 4.2.0 greylisted", "failed"),
        ("rcpt", "421 4.3.2 shutting down", "failed"),
        ("rcpt", "551", "rejected"),
        ("mail", "451 4.3.0 try later", "failed"),
        ("mail", "552 5.3.4 too big", "rejected"),
        ("data", "554 5.6.0 content refused", "rejected"),
        ("data", "451 4.3.0 disk full", "failed"),
        ("data", "421 4.4.2 timeout", "failed"),
        ("data", "354 go on", "unknown"),
        ("data", "299 why not", "accepted"),
    ],
)
def test_a_server_s_answer_decides_what_becomes_of_the_message(stage: str, answer: str, status: str) -> None:
    outcome = deliver(mail_server(Mailroom({stage: answer})))

    assert outcome.status == status
    assert not outcome.misconfigured
    assert f"the mail server answered {answer}" in outcome.detail


@pytest.mark.parametrize(
    ("stage", "answer"),
    [
        ("mail", "550 5.7.1 sender not allowed"),
        ("mail", "530 5.7.0 sign in first"),
        ("rcpt", "530 5.7.0 sign in first"),
        ("rcpt", "503 5.5.1 AUTH first"),
        ("rcpt", "554 5.7.1 Relay access denied"),
        ("rcpt", "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"),
        ("data", "550 5.7.26 This mail is unauthenticated"),
        ("data", "550 5.7.23 SPF validation failed"),
    ],
)
def test_a_server_that_refuses_us_is_no_bad_address(stage: str, answer: str) -> None:
    """Taken as a refusal for good, one wrong setting would drop every customer's message."""
    outcome = deliver(mail_server(Mailroom({stage: answer})))

    assert (outcome.status, outcome.misconfigured) == ("failed", True)
    assert "check the sender" in outcome.detail


def test_the_address_that_a_server_quotes_is_taken_out() -> None:
    server = mail_server(Mailroom({"rcpt": "550 5.1.1 <LiLei@example.com>: unknown"}))

    outcome = deliver(server)

    assert outcome.detail == "the mail server answered 550 5.1.1 <(the recipient)>: unknown"


@pytest.mark.parametrize("temper", [servers.DropsAfterTheDot, servers.NeverAnswers])
def test_silence_after_the_final_dot_is_unknown(temper: type[Mailroom]) -> None:
    """The server has the message; a second try would double it."""
    mailroom = temper()

    outcome = deliver(mail_server(mailroom), timeout=1.0)

    assert outcome.status == "unknown"
    assert len(mailroom.envelopes) == 1


def test_nonsense_after_the_final_dot_is_unknown() -> None:
    assert deliver(mail_server(Mailroom({"data": "what?"}))).status == "unknown"


@pytest.mark.parametrize("kind", [servers.DropsBeforeTheMessage, servers.NeverAsksForTheMessage])
def test_silence_before_the_message_was_asked_for_is_safe_to_try_again(kind: type[SMTP]) -> None:
    mailroom = Mailroom()

    outcome = deliver(mail_server(mailroom, kind), timeout=0.3)

    assert outcome.status == "failed"
    assert mailroom.envelopes == []


def test_a_connection_lost_just_before_the_message_is_safe_to_try_again() -> None:
    with pytest.raises(TemporarilyFailed, match="before the message was sent"):
        asyncio.run(_hand_over(aiosmtplib.SMTP(hostname="127.0.0.1"), b"never sent"))


def test_a_server_that_hangs_up_at_the_recipient_is_tried_again() -> None:
    assert deliver(mail_server(servers.DropsAtRecipient())).status == "failed"


def test_a_bad_goodbye_changes_nothing() -> None:
    assert deliver(mail_server(servers.DropsAtQuit())).status == "accepted"


@pytest.mark.parametrize(
    ("greeting", "misconfigured"),
    [
        (b"", False),
        (b"421 busy\r\n", False),
        (b"554 no service for you\r\n", True),
        (b"HTTP/1.1 400\r\n", False),
    ],
)
def test_a_server_that_does_not_let_us_in_has_taken_nothing(greeting: bytes, misconfigured: bool) -> None:
    outcome = deliver(servers.broken_server(greeting))

    assert (outcome.status, outcome.misconfigured) == ("failed", misconfigured)


def test_a_server_that_is_down_is_tried_again() -> None:
    async def once() -> Outcome:
        return await a_notifier(await servers.an_unused_port()).deliver(a_message())

    outcome = asyncio.run(once())

    assert (outcome.status, outcome.misconfigured) == ("failed", False)
    assert outcome.detail.startswith("cannot reach the mail server 127.0.0.1:")


class TestEncryption:
    def test_starttls_carries_the_message_and_the_password(self) -> None:
        mailroom = Mailroom()
        server = mail_server(
            mailroom, tls_context=servers.tls_context(), auth_required=True, authenticator=servers.only_lilei
        )

        outcome = deliver(server, tls="starttls", ca_file=CERTIFICATE, **SIGN_IN)

        assert outcome.status == "accepted", outcome.detail
        assert len(mailroom.envelopes) == 1

    def test_tls_from_the_first_byte(self) -> None:
        mailroom = Mailroom()

        outcome = deliver(
            mail_server(mailroom, over_tls=servers.tls_context()), tls="tls", ca_file=CERTIFICATE
        )

        assert outcome.status == "accepted", outcome.detail
        assert len(mailroom.envelopes) == 1

    def test_without_starttls_nothing_is_sent(self) -> None:
        mailroom = Mailroom()

        outcome = deliver(mail_server(mailroom), tls="starttls", **SIGN_IN)

        assert (outcome.status, outcome.misconfigured) == ("failed", True)
        assert "offers no STARTTLS: nothing is sent unencrypted" in outcome.detail
        assert mailroom.envelopes == []

    @pytest.mark.parametrize("tls", ["starttls", "tls"])
    def test_a_certificate_that_nobody_vouches_for_is_refused(self, tls: str) -> None:
        mailroom = Mailroom()
        context = servers.tls_context()
        server = (
            mail_server(mailroom, over_tls=context)
            if tls == "tls"
            else mail_server(mailroom, tls_context=context)
        )

        outcome = deliver(server, tls=tls)

        assert (outcome.status, outcome.misconfigured) == ("failed", True)
        assert "no safe connection" in outcome.detail
        assert mailroom.envelopes == []

    def test_tls_with_a_server_that_speaks_none_is_a_wrong_setting(self) -> None:
        outcome = deliver(mail_server(Mailroom()), tls="tls")

        assert (outcome.status, outcome.misconfigured) == ("failed", True)

    def test_certificates_that_cannot_be_read_are_a_wrong_setting(self, tmp_path: Path) -> None:
        outcome = asyncio.run(a_notifier(tls="tls", ca_file=tmp_path / "none.pem").deliver(a_message()))

        assert (outcome.status, outcome.misconfigured) == ("failed", True)
        assert "none.pem" in outcome.detail


class TestSigningIn:
    def test_a_wrong_password_is_a_wrong_setting(self) -> None:
        server = mail_server(Mailroom(), auth_require_tls=False, authenticator=servers.only_lilei)

        outcome = deliver(server, **SIGN_IN | {"password": "secret"})

        assert (outcome.status, outcome.misconfigured) == ("failed", True)
        assert "check the sender, the user name and the password" in outcome.detail
        assert "secret" not in outcome.detail

    def test_a_server_without_sign_in_is_a_wrong_setting(self) -> None:
        outcome = deliver(mail_server(Mailroom()), **SIGN_IN)

        assert (outcome.status, outcome.misconfigured) == ("failed", True)
        assert "no way to sign in" in outcome.detail

    def test_a_password_is_not_shown(self) -> None:
        assert "1234" not in repr(a_notifier(**SIGN_IN))


class TestInternationalAddresses:
    def test_a_chinese_domain_is_written_in_ascii(self) -> None:
        """Also with the full stop that a Chinese keyboard types."""
        mailroom = Mailroom()

        outcome = deliver(mail_server(mailroom), a_message(to=an_address(email="lilei@例子。中国")))

        assert outcome.status == "accepted"
        assert mailroom.envelopes[0].rcpt_tos == ["lilei@xn--fsqu00a.xn--fiqs8s"]

    def test_a_chinese_mailbox_is_written_as_it_is(self) -> None:
        mailroom = Mailroom()

        outcome = deliver(mail_server(mailroom), a_message(to=an_address(email="李雷@example.com")))

        assert outcome.status == "accepted", outcome.detail
        assert mailroom.envelopes[0].rcpt_tos == ["李雷@example.com"]
        assert mailroom.envelopes[0].smtp_utf8
        assert mailroom.mails()[0]["To"].addresses[0].addr_spec == "李雷@example.com"

    def test_a_server_that_cannot_write_a_chinese_mailbox_is_not_tried_again(self) -> None:
        server = mail_server(Mailroom(), enable_SMTPUTF8=False)

        outcome = deliver(server, a_message(to=an_address(email="李雷@example.com")))

        assert outcome.status == "rejected"
        assert "beyond ASCII" in outcome.detail

    @pytest.mark.parametrize(
        "email",
        [
            "lilei",
            "@example.com",
            "lilei@",
            "li lei@example.com",
            "lilei@example.com, eve@example.com",
            "lilei@example.com> SIZE=1 <eve@example.com",
            "lilei@example.com\r\nRCPT TO:<eve@example.com>",
            "li\x00lei@example.com",
            "li@lei@example.com",
            "lilei@a..b",
            "lilei@" + "a" * 64 + ".com",
            "l" * 250 + "@example.com",
            "lilei@straße.de",
            "lilei@exa\u2100mple.com",
            "\ud800@example.com",
            " ",
        ],
    )
    def test_what_is_no_address_is_refused_before_anybody_is_asked(self, email: str) -> None:
        outcome = asyncio.run(a_notifier().deliver(a_message(to=an_address(email=email))))

        assert outcome.status == "rejected"
        assert outcome.detail.startswith("customer 17")


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"host": " "}, "no mail server"),
        ({"port": 0}, "no mail server"),
        ({"port": 65536}, "no mail server"),
        ({"username": "lilei"}, "go together"),
        ({"password": "1234"}, "go together"),
        ({"host": "mail.example.com", "username": "lilei", "password": "1234"}, "not sent unencrypted"),
        ({"timeout": 0}, "time-out"),
        ({"sender": "Accounts"}, "the sender"),
    ],
)
def test_settings_that_cannot_work_are_refused_at_the_start(settings: dict[str, Any], complaint: str) -> None:
    with pytest.raises(Misconfigured, match=complaint):
        a_notifier(**settings)


def test_a_password_may_stay_on_this_machine_unencrypted() -> None:
    for host in ("localhost", "127.0.0.1", "::1"):
        assert a_notifier(host=host, **SIGN_IN).host == host


def test_a_cancelled_delivery_lets_go_of_the_connection() -> None:
    """What is cancelled raises: whether the message left, only the caller's rules can say."""

    async def cancel_while_waiting() -> bool:
        mailroom = servers.NeverAnswers()
        async with mail_server(mailroom) as running, asyncio.timeout(5):
            delivery = asyncio.create_task(a_notifier(running.port).deliver(a_message()))
            await mailroom.has_message.wait()
            delivery.cancel()
            with pytest.raises(asyncio.CancelledError):
                await delivery
            return True

    assert asyncio.run(cancel_while_waiting())
