"""What became of a message, and the errors that say why not."""

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

Status: TypeAlias = Literal["accepted", "rejected", "failed", "unknown"]


@dataclass(frozen=True)
class Outcome:
    """What a channel says of one message; the same words whatever the provider.

    Attributes:
        status: `accepted`: the provider took it.
            `rejected`: refused for good, never try again.
            `failed`: not taken, safe to try again.
            `unknown`: perhaps taken: trying again may double it, unless the channel supports idempotency keys.
        reference: under what name the provider knows the message; the same for every try of one key.
        detail: one plain line for people, without the recipient's address or number.
        misconfigured: nothing will pass until somebody mends the settings: worth an alarm.
    """

    status: Status
    reference: str | None = None
    detail: str = ""
    misconfigured: bool = False


class NotifierError(Exception):
    """The message was not accepted; the text says why and, where somebody can act, what to do."""

    status: ClassVar[Status] = "failed"


class Rejected(NotifierError):
    """Refused for good: a bad address, an opt-out. Never tried again."""

    status: ClassVar[Status] = "rejected"


class Unsupported(Rejected):
    """The message asks for something that this channel cannot do."""


class TemporarilyFailed(NotifierError):
    """Not taken this time; safe to try again."""


class Misconfigured(NotifierError):
    """Not taken, nor will any other message be, until the settings are mended; then safe to try again."""


class UnknownChannel(Misconfigured):
    """No notifier is set up for the channel that a rule names."""


class OutcomeUnknown(NotifierError):
    """The message left, and the answer never came: it may or may not have been taken."""

    status: ClassVar[Status] = "unknown"
