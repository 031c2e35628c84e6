"""Which notifier carries which channel of the rules."""

import difflib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from notifiers.file import FileNotifier
from notifiers.message import Message
from notifiers.notifier import AnyNotifier
from notifiers.outcome import Misconfigured, Outcome, UnknownChannel
from notifiers.smtp import SmtpNotifier

CHANNELS: Final[Mapping[str, type[AnyNotifier]]] = MappingProxyType(
    {
        "file": FileNotifier,
        "smtp": SmtpNotifier,
    }
)
"""Every kind of notifier by the name that the settings use. A new kind is added here, nowhere else."""


def notifier_kind(name: str) -> type[AnyNotifier]:
    """The class behind a kind of notifier.

    Raises:
        Misconfigured: there is no such kind.
    """
    try:
        return CHANNELS[name]
    except KeyError:
        raise Misconfigured(_no_such("kind of notifier", name, CHANNELS)) from None


class Router:
    """Sends each message through the notifier that its channel is set up with."""

    def __init__(self, notifiers: Mapping[str, AnyNotifier]) -> None:
        """Take *notifiers* by the channel names that rules use, `email` or `sms` for example."""
        self._notifiers = dict(notifiers)

    @property
    def channels(self) -> frozenset[str]:
        """The channel names that rules may use."""
        return frozenset(self._notifiers)

    def notifier_for(self, channel: str) -> AnyNotifier:
        """The notifier that carries *channel*.

        Raises:
            UnknownChannel: none is set up for it.
        """
        try:
            return self._notifiers[channel]
        except KeyError:
            raise UnknownChannel(_no_such("channel", channel, self._notifiers)) from None

    async def deliver(self, message: Message) -> Outcome:
        """Try once to deliver *message*; a channel that is not set up is an outcome too, not an exception."""
        try:
            notifier = self.notifier_for(message.channel)
        except UnknownChannel as error:
            return Outcome("failed", detail=str(error), misconfigured=True)
        return await notifier.deliver(message)


def _no_such(what: str, name: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(name.strip().lower(), known, n=1)
    hint = f' Did you mean "{close[0]}"?' if close else ""
    names = ", ".join(sorted(known)) or "none"
    return f'there is no {what} "{name}".{hint} Set up: {names}'
