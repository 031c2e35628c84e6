"""The messages of a decision; those of one instant that tell of several subjects are one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from engine.decide.letters import Letters
from engine.facts import SubjectRef
from engine.plan import Line
from engine.relationship import FiringKey, OutgoingMessage
from engine.rulebook import Send
from engine.truth.world import Subject


class Likeness(NamedTuple):
    """What two firings must share for one message to tell of both: *number* is the place of the action in the step."""

    at: dt.datetime
    rule: str
    step: str
    number: int
    recipient: SubjectRef
    locale: str


@dataclass(frozen=True, slots=True)
class _Joined:
    """A message that more may join: its place among all, and of whom it tells so far."""

    place: int
    subjects: tuple[Subject, ...]


class Outgoing:
    """Collects messages. One that joins another of its likeness changes its words instead of standing beside it."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters
        self._joined: dict[Likeness, _Joined] = {}
        self.messages: list[OutgoingMessage] = []

    def add(self, message: OutgoingMessage) -> None:
        """A message of its own."""
        self.messages.append(message)

    def join(
        self, message: OutgoingMessage, likeness: Likeness, line: Line, subject: Subject, send: Send
    ) -> None:
        """A message that tells of all subjects of its likeness."""
        known = self._joined.get(likeness)
        if known is None:
            self._joined[likeness] = _Joined(len(self.messages), (subject,))
            self.messages.append(message)
            return
        subjects = (*known.subjects, subject)
        first = self.messages[known.place]
        text, heading = self._letters.written(line, subjects, send, message.locale)
        also = (*first.also, message.firing)
        self.messages[known.place] = replace(first, text=text, subject=heading, also=also)
        self._joined[likeness] = replace(known, subjects=subjects)

    def reaches_customer_anyway(self, rule: str, step: str, at: dt.datetime) -> bool:
        """Whether a message of this step reaches the customer at this instant, which another firing may join."""
        return any(
            (each.at, each.rule, each.step) == (at, rule, step)
            and self.messages[known.place].reaches_customer
            for each, known in self._joined.items()
        )


def joined_along(messages: Iterable[OutgoingMessage]) -> frozenset[FiringKey]:
    """The firings that sent nothing of their own: another's message tells of them."""
    return frozenset(key for message in messages for key in message.also)
