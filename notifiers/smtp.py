"""E-mail through any SMTP server."""

import contextlib
import ipaddress
import re
import ssl
from dataclasses import dataclass, field
from email.utils import parseaddr
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeAlias

import aiosmtplib
from aiosmtplib import SMTPException, SMTPResponseException

from notifiers.letter import Letter, Mailbox, compose, wire_address
from notifiers.message import Message, one_line
from notifiers.notifier import Notifier
from notifiers.outcome import Misconfigured, Outcome, OutcomeUnknown, Rejected, TemporarilyFailed, Unsupported
from notifiers.smtp_answers import SmtpAnswer, Stage, refusal

Tls: TypeAlias = Literal["none", "starttls", "tls"]

START_INPUT = 354
LONGEST_GOODBYE_SECONDS = 2.0
HIGHEST_PORT = 65535


@dataclass(frozen=True, kw_only=True)
class SmtpNotifier(Notifier[Letter, SmtpAnswer]):
    """Hands each message to a mail server, one connection a message.

    SMTP knows no idempotency key: a message whose outcome is unknown may arrive twice when tried again. Its
    Message-ID stays the same, and many mail systems then show it once.

    Attributes:
        sender: `Accounts <accounts@example.com>` or a bare address.
        tls: `starttls` and `tls` demand encryption and a valid certificate, and never go on without.
        timeout: seconds that each step of the conversation may take.
        ca_file: certificates to trust besides the system's, for a company's own mail server.
        local_hostname: the name that we greet with; this machine's own by default.

    Raises:
        Misconfigured: settings that could never work, or would send a password in the clear.
    """

    host: str
    port: int
    sender: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: Tls = "starttls"
    timeout: float = 30.0
    ca_file: Path | None = None
    local_hostname: str | None = None

    def __post_init__(self) -> None:
        if not self.host.strip() or not 0 < self.port <= HIGHEST_PORT:
            raise Misconfigured(f'"{self.host}:{self.port}" is no mail server: give a host and a port')
        if (self.username is None) != (self.password is None):
            raise Misconfigured(
                "a user name and a password for the mail server go together: give both or none"
            )
        if self.password is not None and self.tls == "none" and not _is_this_machine(self.host):
            raise Misconfigured("a password is not sent unencrypted: set tls to starttls or tls")
        if self.timeout <= 0:
            raise Misconfigured("the time-out of the mail server must be more than 0 seconds")
        self._sender_mailbox()

    @property
    def supports_idempotency_key(self) -> bool:
        return False

    def build(self, message: Message) -> Letter:
        if not message.to.email:
            raise Unsupported(f"{message.to.recipient_id} has no e-mail address")
        try:
            address = wire_address(message.to.email)
        except Rejected as error:
            raise Rejected(f"{message.to.recipient_id}: {error}") from None
        return compose(message, self._sender_mailbox(), Mailbox(one_line(message.to.name), address))

    async def post(self, payload: Letter) -> SmtpAnswer:
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            use_tls=self.tls == "tls",
            start_tls=False,  # done in `_open`, where a server without it is told from one that is down
            timeout=self.timeout,
            local_hostname=self.local_hostname,
            tls_context=self._tls_context,
        )
        try:
            answer = await self._open(client) or await _converse(client, payload)
            await _say_goodbye(client)
            return answer
        finally:
            client.close()

    def parse(self, answer: SmtpAnswer, payload: Letter) -> Outcome:
        # The address in its ASCII form; `deliver` takes out the one that the customer wrote.
        text = re.sub(re.escape(payload.recipient), "(the recipient)", answer.text, flags=re.IGNORECASE)
        answer = SmtpAnswer(answer.stage, answer.code, text)
        if not answer.is_yes:
            raise refusal(answer)
        return Outcome("accepted", reference=payload.message_id, detail=str(answer))

    def _sender_mailbox(self) -> Mailbox:
        name, address = parseaddr(one_line(self.sender))
        try:
            return Mailbox(name, wire_address(address))
        except Rejected as error:
            raise Misconfigured(f'the sender "{self.sender}": {error}') from None

    @cached_property  # reading the system's certificates takes longer than sending
    def _tls_context(self) -> ssl.SSLContext | None:
        if self.tls == "none":
            return None
        context = ssl.create_default_context()
        if self.ca_file is not None:
            try:
                context.load_verify_locations(cafile=self.ca_file)
            except OSError as error:  # SSLError is one of them
                raise Misconfigured(f"cannot read the certificates in {self.ca_file}") from error
        return context

    async def _open(self, client: aiosmtplib.SMTP) -> SmtpAnswer | None:
        """Connect, encrypt and sign in; an answer only if the server refused one of these."""
        server = f"the mail server {self.host}:{self.port}"
        stage: Stage = "greeting"
        try:
            await client.connect()
            if self.tls == "starttls":
                await client.ehlo()
                if not client.supports_extension("starttls"):
                    raise Misconfigured(f"{server} offers no STARTTLS: nothing is sent unencrypted")
                await client.starttls()
            stage = "sign-in"
            if self.username is not None and self.password is not None:
                await client.ehlo()
                if not client.supported_auth_methods:
                    raise Misconfigured(f"{server} offers no way to sign in that we know")
                await client.login(self.username, self.password)
        except SMTPResponseException as refused:
            return SmtpAnswer(stage, refused.code, refused.message)
        except (SMTPException, OSError) as error:
            if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
                raise Misconfigured(f"no safe connection to {server}: {error}") from error
            raise TemporarilyFailed(f"cannot reach {server}: {error}") from error
        return None


async def _converse(client: aiosmtplib.SMTP, letter: Letter) -> SmtpAnswer:
    stage: Stage = "sender"
    try:
        await client.ehlo()
        utf8 = letter.needs_smtputf8
        if utf8 and not client.supports_extension("smtputf8"):
            raise Unsupported("the mail server cannot send to addresses with letters beyond ASCII")
        options = ["SMTPUTF8", "BODY=8BITMIME"] if utf8 else []
        if client.supports_extension("size"):
            options.append(f"SIZE={len(letter.content)}")
        await client.mail(letter.sender, options=options, encoding="utf-8" if utf8 else "ascii")
        stage = "recipient"
        await client.rcpt(letter.recipient, encoding="utf-8" if utf8 else "ascii")
        stage = "data"
        start = await client.execute_command(b"DATA")
    except SMTPResponseException as refused:
        return SmtpAnswer(stage, refused.code, refused.message)
    except SMTPException as error:
        raise TemporarilyFailed(f"the mail server broke off before the message was sent: {error}") from error
    if start.code != START_INPUT:
        return SmtpAnswer(stage, start.code, start.message)
    return await _hand_over(client, letter.content)


async def _hand_over(client: aiosmtplib.SMTP, content: bytes) -> SmtpAnswer:
    """Send the message and its final dot.

    Not `client.data()`: that cannot tell a server lost before it asked for the message, which is safe to try
    again, from one lost after it had the message.
    """
    protocol = client.protocol
    if protocol is None or not protocol.is_connected:
        raise TemporarilyFailed("the mail server broke off before the message was sent")
    protocol.write(re.sub(rb"(?m)^\.", b"..", content) + b".\r\n")
    # From here on only an answer of the server tells whether it has the message.
    try:
        response = await protocol.read_response(timeout=client.timeout)
    except SMTPException as error:
        raise OutcomeUnknown(f"the message was handed over, but no answer came: {error}") from error
    return SmtpAnswer("message", response.code, response.message)


async def _say_goodbye(client: aiosmtplib.SMTP) -> None:
    """Politeness only: the answer is in, and nothing that happens now changes it."""
    with contextlib.suppress(SMTPException):
        await client.quit(timeout=LONGEST_GOODBYE_SECONDS)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
