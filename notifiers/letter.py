"""An e-mail as it goes over the wire (RFC 5322, MIME), the same bytes for every try of one key.

Written out here because the standard library's `EmailMessage` takes a subject that looks like an encoded word
for one, and sends what a customer's name may have hidden in it.
"""

import base64
import quopri
import re
from dataclasses import dataclass
from email.header import Header
from email.utils import format_datetime, quote

from notifiers.message import Message, one_line
from notifiers.outcome import Rejected

LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3: a path of 256 with its brackets
LONGEST_PLAIN_HEADER = 60  # with its name, below the 78 columns that RFC 5322 asks for
NOT_IN_AN_ADDRESS = re.compile(r'[\s\x00-\x1f\x7f<>()\[\],;:\\"@]')
HOST_NAME = re.compile(r"[A-Za-z0-9_.-]+")
# Python's codec is IDNA 2003, which turns straße.de into strasse.de: somebody else's domain.
OF_TWO_MEANINGS = re.compile("[ßẞς\u200c\u200d]")


@dataclass(frozen=True)
class Mailbox:
    """A display name and an address that may stand in an SMTP command."""

    name: str
    address: str

    def header(self) -> str:
        if not self.name:
            return self.address
        return f"{_phrase(self.name)}\r\n <{self.address}>"


@dataclass(frozen=True)
class Letter:
    """An envelope, and the bytes that go into it."""

    sender: str
    recipient: str
    message_id: str
    content: bytes

    @property
    def needs_smtputf8(self) -> bool:
        """Whether a local part has letters beyond ASCII, which only some servers carry (RFC 6531)."""
        return not (self.sender + self.recipient).isascii()


def wire_address(address: str) -> str:
    """*address* as SMTP takes it, an international domain in its ASCII form.

    Raises:
        Rejected: it is no address that mail can be sent to.
    """
    local, _, domain = address.strip().rpartition("@")
    if not local or NOT_IN_AN_ADDRESS.search(local) or not local.isprintable():
        raise Rejected("the e-mail address is not valid")
    if OF_TWO_MEANINGS.search(domain):
        raise Rejected("the domain of the e-mail address can be read in two ways: write it in its xn-- form")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        raise Rejected("the domain of the e-mail address is not valid") from None
    if not HOST_NAME.fullmatch(domain):  # after IDNA, which turns some signs into punctuation
        raise Rejected("the domain of the e-mail address is not valid")
    wire = f"{local}@{domain}"
    if len(wire.encode()) > LONGEST_ADDRESS:
        raise Rejected("the e-mail address is longer than e-mail allows")
    return wire


def compose(message: Message, sender: Mailbox, recipient: Mailbox) -> Letter:
    """The letter that carries *message*; its Message-ID comes from the key, so that receivers can de-duplicate."""
    message_id = f"<{message.key_hash[:40]}@{sender.address.rpartition('@')[2]}>"
    encoding, body = _encoded_body(message.text)
    headers = {
        "Date": format_datetime(message.sent_at),
        "From": sender.header(),
        "To": recipient.header(),
        "Message-ID": message_id,
        "Subject": _unstructured(one_line(message.subject or "")),
        "Content-Language": re.sub("[^A-Za-z0-9-]", "-", message.locale),
        "Auto-Submitted": "auto-generated",  # RFC 3834: out-of-office robots do not answer
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": encoding,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    return Letter(sender.address, recipient.address, message_id, head.encode() + b"\r\n" + body)


def _encoded_body(text: str) -> tuple[str, bytes]:
    """Seven-bit lines of at most 76 columns, whatever is in *text*: no server has to cope with more."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    if lines.isascii():
        return "quoted-printable", quopri.encodestring(lines.encode()).replace(b"\n", b"\r\n")
    canonical = lines.replace("\n", "\r\n").encode()
    return "base64", base64.encodebytes(canonical).replace(b"\n", b"\r\n")


def _phrase(name: str) -> str:
    return f'"{quote(name)}"' if _is_plain(name) else _encoded_words(name)


def _unstructured(text: str) -> str:
    return text if _is_plain(text) else _encoded_words(text)


def _is_plain(text: str) -> bool:
    return text.isascii() and len(text) <= LONGEST_PLAIN_HEADER and "=?" not in text


def _encoded_words(text: str) -> str:
    return Header(text, "utf-8", header_name="Subject").encode(linesep="\r\n")
