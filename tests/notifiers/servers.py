"""Real mail servers (aiosmtpd) in the test's own event loop, well-behaved and otherwise."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_string
from email.message import EmailMessage
from email.policy import SMTPUTF8
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

CERTIFICATE = Path(__file__).parent / "tls" / "server.pem"
PRIVATE_KEY = CERTIFICATE.with_suffix(".key")


@dataclass
class Mailroom:
    """A server that answers *answers* to a stage (`mail`, `rcpt`, `data`), and otherwise takes everything."""

    answers: dict[str, str] = field(default_factory=dict)
    envelopes: list[Envelope] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.answers.get("mail", "250 OK")

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if "rcpt" in self.answers:
            return self.answers["rcpt"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if "data" in self.answers:
            return self.answers["data"]
        self.envelopes.append(envelope)
        return "250 2.0.0 queued as 4711"

    def mails(self) -> list[EmailMessage]:
        return [parsed(envelope) for envelope in self.envelopes]


class DropsAfterTheDot(Mailroom):
    """Takes the message, and is gone before it says so."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await super().handle_DATA(server, session, envelope)
        abort(server)
        return "250 too late"


class NeverAnswers(Mailroom):
    """Takes the message, and thinks about it for ever."""

    def __init__(self) -> None:
        super().__init__()
        self.has_message = asyncio.Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await super().handle_DATA(server, session, envelope)
        self.has_message.set()
        await asyncio.Event().wait()
        return "250 never said"


class DropsAtQuit(Mailroom):
    """Takes the message, says so, and hangs up instead of saying goodbye."""

    async def handle_QUIT(self, server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        abort(server)
        return "221 too late"


class DropsAtRecipient(Mailroom):
    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: SMTP, _session: Session, _envelope: Envelope, _address: str, _options: list[str]
    ) -> str:
        abort(server)
        return "250 too late"


class DropsBeforeTheMessage(SMTP):
    """Hangs up when asked for DATA: the message never leaves the client."""

    async def smtp_DATA(self, _arg: str | None) -> None:  # noqa: N802
        abort(self)


class NeverAsksForTheMessage(SMTP):
    """Is asked for DATA and thinks about it for ever."""

    async def smtp_DATA(self, _arg: str | None) -> None:  # noqa: N802
        await asyncio.Event().wait()


@dataclass(frozen=True)
class Running:
    port: int


@asynccontextmanager
async def mail_server(
    mailroom: Mailroom,
    kind: type[SMTP] = SMTP,
    *,
    over_tls: ssl.SSLContext | None = None,
    **settings: Any,  # noqa: ANN401  aiosmtpd's own
) -> AsyncIterator[Running]:
    """Serve on a free port of this machine; when it ends, nothing of it is left in the loop."""
    loop = asyncio.get_running_loop()
    sessions: list[SMTP] = []

    def session() -> SMTP:
        options: dict[str, Any] = {"hostname": "mail.test", "enable_SMTPUTF8": True}
        sessions.append(kind(mailroom, loop=loop, **options | settings))
        return sessions[-1]

    server = await loop.create_server(session, "127.0.0.1", 0, ssl=over_tls)
    try:
        yield Running(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        tasks = [one._handler_coroutine for one in sessions if one._handler_coroutine is not None]
        for one in sessions:
            abort(one)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


@asynccontextmanager
async def broken_server(greeting: bytes) -> AsyncIterator[Running]:
    """Says *greeting* to whoever calls, and hangs up."""

    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        yield Running(server.sockets[0].getsockname()[1])


async def an_unused_port() -> int:
    server = await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port


def abort(server: SMTP) -> None:
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()


def tls_context() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE, PRIVATE_KEY)
    return context


def only_lilei(_: SMTP, __: Session, ___: Envelope, ____: str, login: object) -> AuthResult:
    """Lets in the user lilei with the password 1234."""
    known = isinstance(login, LoginPassword) and (login.login, login.password) == (b"lilei", b"1234")
    return AuthResult(success=known, handled=False)


def parsed(envelope: Envelope) -> EmailMessage:
    assert isinstance(envelope.content, bytes)
    # From a string: read from bytes, letters beyond ASCII in an address come back as surrogates.
    message = message_from_string(envelope.content.decode(), policy=SMTPUTF8)
    assert isinstance(message, EmailMessage)
    return message
