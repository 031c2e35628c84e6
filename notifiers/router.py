"""Which notifier carries which channel of the rules."""

from collections.abc import Iterable, Mapping

from engine.problems import nearest
from notifiers.message import Message
from notifiers.notifier import AnyNotifier
from notifiers.outcome import Outcome, UnknownChannel


class Router:
    """Sends each message through the notifier that its channel is set up with."""

    def __init__(self, notifiers: Mapping[str, AnyNotifier]) -> None:
        """Take *notifiers* by the channel names that rules use, `email` or `sms` for example."""
        self._notifiers = dict(notifiers)

    def notifier_for(self, channel: str) -> AnyNotifier:
        """The notifier that carries *channel*.

        Raises:
            UnknownChannel: none is set up for it.
        """
        try:
            return self._notifiers[channel]
        except KeyError:
            raise UnknownChannel(_no_such(channel, self._notifiers)) from None

    async def deliver(self, message: Message) -> Outcome:
        """Try once to deliver *message*; a channel that is not set up is an outcome too, not an exception."""
        try:
            notifier = self.notifier_for(message.channel)
        except UnknownChannel as error:
            return Outcome("failed", detail=str(error), misconfigured=True)
        return await notifier.deliver(message)


def _no_such(channel: str, known: Iterable[str]) -> str:
    near = nearest(channel.strip().lower(), known)
    hint = f' Did you mean "{near}"?' if near else ""
    names = ", ".join(sorted(known)) or "none"
    return f'there is no channel "{channel}".{hint} Set up: {names}'
