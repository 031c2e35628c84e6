"""The contract of every channel: build, post, parse, and one outcome in the same words for all."""

import dataclasses
import re
from abc import ABC, abstractmethod
from typing import Any, Generic, TypeAlias, TypeVar

from notifiers.message import Address, Message, one_line
from notifiers.outcome import Misconfigured, NotifierError, Outcome, Rejected

PayloadT = TypeVar("PayloadT")
AnswerT = TypeVar("AnswerT")

LONGEST_DETAIL = 500
SHORTEST_SECRET = 5  # a damaged address of a letter or two gives nobody away, and would blot out the detail


class Notifier(ABC, Generic[PayloadT, AnswerT]):
    """A channel. Subclasses fill in three steps; `deliver` is the same for all."""

    async def deliver(self, message: Message) -> Outcome:
        """Try once to deliver *message*; every refusal and failure comes back as an outcome.

        Only a fault in the code raises, and a cancellation. Whoever sees one of these cannot know whether
        the message left, and should treat it as `unknown`.
        """
        try:
            _refuse_what_nobody_could_send(message)
            payload = self.build(message)
            answer = await self.post(payload)
            outcome = self.parse(answer, payload)
        except NotifierError as error:
            outcome = _outcome_of(error)
        return dataclasses.replace(outcome, detail=_presentable(outcome.detail, message.to))

    @property
    @abstractmethod
    def supports_idempotency_key(self) -> bool:
        """Whether the same key, delivered twice, arrives once. If so, an unknown outcome is safe to try again."""

    @abstractmethod
    def build(self, message: Message) -> PayloadT:
        """What is handed to the provider.

        Raises:
            Rejected, Unsupported: this channel can never carry *message*.
        """

    @abstractmethod
    async def post(self, payload: PayloadT) -> AnswerT:
        """Hand *payload* over and fetch the provider's answer.

        Raises:
            TemporarilyFailed, Misconfigured: the payload certainly did not arrive.
            OutcomeUnknown: it left, and no answer came.
        """

    @abstractmethod
    def parse(self, answer: AnswerT, payload: PayloadT) -> Outcome:
        """Put the provider's *answer* into our words; raises a `NotifierError` unless it was a yes."""


AnyNotifier: TypeAlias = Notifier[Any, Any]


def _refuse_what_nobody_could_send(message: Message) -> None:
    if not message.text.strip():
        raise Rejected("the message has no text")
    try:
        message.text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Rejected(
            f"the text is damaged at character {error.start + 1}: it cannot be written in UTF-8"
        ) from error


def _outcome_of(error: NotifierError) -> Outcome:
    return Outcome(
        status=error.status,
        detail=str(error),
        misconfigured=isinstance(error, Misconfigured),
    )


def _presentable(detail: str, to: Address) -> str:
    """Providers like to quote the address, and details end up in logs and histories: it is taken out."""
    for secret in (to.email, to.phone):
        if secret and len(secret.strip()) >= SHORTEST_SECRET:
            detail = re.sub(re.escape(secret.strip()), "(the recipient)", detail, flags=re.IGNORECASE)
    return one_line(detail)[:LONGEST_DETAIL]
