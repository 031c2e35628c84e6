"""What a mail server's answer means for the message (RFC 5321, RFC 3463)."""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from notifiers.outcome import Misconfigured, NotifierError, OutcomeUnknown, Rejected, TemporarilyFailed

Stage: TypeAlias = Literal["greeting", "sign-in", "sender", "recipient", "data", "message"]
"""What the server was answering; `message` is the final dot: only a yes to that one is a yes."""

# Sign in first (530, 534, 535, 538; some say 503), or our own domain fails SPF, DKIM or the like (RFC 7372).
ABOUT_US_CODES = frozenset({503, 530, 534, 535, 538})
ABOUT_US = re.compile(r"\b5\.7\.(8|9|2[0-7])\b|\brelay(ing)?\b|authenticat", re.IGNORECASE)
TOO_MUCH = 552


@dataclass(frozen=True)
class SmtpAnswer:
    """A reply line of the server and what it replied to."""

    stage: Stage
    code: int
    text: str

    @property
    def is_yes(self) -> bool:
        return self.stage == "message" and 200 <= self.code < 300  # noqa: PLR2004  the classes of RFC 5321

    def __str__(self) -> str:
        return f"the mail server answered {self.code} {self.text}".rstrip()


def refusal(answer: SmtpAnswer) -> NotifierError:
    """The error that *answer*, which was no yes, stands for."""
    match answer.code // 100:
        case 4:
            return TemporarilyFailed(str(answer))
        case 5:
            return _permanent_refusal(answer)
        case _ if answer.stage == "message":
            return OutcomeUnknown(f"the message was handed over, and {answer}, which is no answer to that")
        case _:
            return TemporarilyFailed(f"{answer}, which is no answer to what was asked")


def _permanent_refusal(answer: SmtpAnswer) -> NotifierError:
    # A server that refuses *us* refuses every customer: taken as a bad address, all messages would be dropped.
    if answer.code in ABOUT_US_CODES or ABOUT_US.search(answer.text):
        return Misconfigured(f"{answer}: check the sender, the user name and the password")
    match answer.stage:
        case "greeting" | "sign-in":
            return Misconfigured(f"{answer}: check the mail server's settings")
        case "sender" if answer.code != TOO_MUCH:
            return Misconfigured(f"{answer}: check the sender's address")
        case "recipient" if answer.code == TOO_MUCH:
            # RFC 5321, 4.5.3.1.10: at this place 552 is to be read as 452, a mailbox that is full for now.
            return TemporarilyFailed(str(answer))
        case _:
            return Rejected(str(answer))
