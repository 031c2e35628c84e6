"""Delivers a message of the outbox: looks once more, hands it over, writes down what came of it."""

import asyncio
import datetime as dt
import logging
from collections.abc import Mapping
from typing import assert_never
from weakref import WeakValueDictionary

from engine.delivery import Verdict, check_delivery
from engine.facts import SubjectRef
from engine.values import Value
from notifiers.message import Address, Message
from notifiers.outcome import Outcome
from notifiers.router import Router
from store import OutboxMessage, Store
from workflows.activities import Delivery
from workflows.in_force import Rulebooks

log = logging.getLogger(__name__)

SETTLED = Delivery("settled")


class StoreDelivers:
    """The activity `deliver`, for real: harmless to repeat, for the key of a message goes with it."""

    def __init__(self, store: Store, rulebooks: Rulebooks, router: Router) -> None:
        self._store, self._rulebooks, self._router = store, rulebooks, router
        self._one_by_one: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def deliver(self, message_id: int, as_of: dt.datetime) -> Delivery:
        """Deliver one message, unless it is no longer true, or not yet permitted.

        A try that was cut off may have arrived: where the channel knows no idempotency key, the message is then
        held for a person instead of being sent twice.
        """
        now = as_of.replace(microsecond=0)
        key = await asyncio.to_thread(self._store.outbox.key_of, message_id)
        waiting = await asyncio.to_thread(self._store.outbox.message, key)
        # To one customer after the other: what the first does to the day's count, the second must see.
        async with self._one_by_one.setdefault(waiting.relationship, asyncio.Lock()):
            return await self._deliver(key, now)

    async def _deliver(self, key: str, now: dt.datetime) -> Delivery:
        verdict = await asyncio.to_thread(self._verdict, key, now)
        match verdict.action:
            case "wait":
                return Delivery("postponed", retry_at=verdict.until)
            case "withdraw":
                await asyncio.to_thread(self._store.outbox.mark_withdrawn, key, now, verdict.reason)
                return SETTLED
            case "deliver":
                return await self._hand_over(key, now)
            case _:
                assert_never(verdict.action)

    def _verdict(self, key: str, now: dt.datetime) -> Verdict:
        waiting = self._store.outbox.message(key)
        relationship = self._store.load(waiting.relationship)
        return check_delivery(self._rulebooks.current().plan, relationship, waiting.message, now)

    async def _hand_over(self, key: str, now: dt.datetime) -> Delivery:
        before = await asyncio.to_thread(self._store.outbox.claim, key, now)
        if not before.is_undelivered:
            return SETTLED
        notifier = self._router.notifier_for(before.message.channel)
        if before.claimed_at is not None and not notifier.supports_idempotency_key:
            await asyncio.to_thread(
                self._store.outbox.mark_uncertain, key, now, "A try was cut off: it may have arrived."
            )
            return SETTLED
        message = await asyncio.to_thread(self._message, before, now)
        outcome = await self._router.deliver(message)
        if outcome.misconfigured:
            log.error(
                "Channel %s delivers nothing until it is set right: %s", message.channel, outcome.detail
            )
        if outcome.status == "rejected" and before.message.recipient.entity == "role":
            # Nobody's address stands for a team: dropped, the message would be lost without anyone knowing.
            outcome = Outcome("unknown", detail=f"{outcome.detail} Hand it on, then settle it.")
        return await asyncio.to_thread(self._write_down, key, outcome, now)

    def _write_down(self, key: str, outcome: Outcome, now: dt.datetime) -> Delivery:
        outbox = self._store.outbox
        match outcome.status:
            case "accepted":
                outbox.mark_accepted(key, now, outcome.reference or "")
                return SETTLED
            case "rejected":
                outbox.mark_dropped(key, now, outcome.detail)
                return SETTLED
            case "unknown":
                outbox.mark_uncertain(key, now, outcome.detail)
                return SETTLED
            case "failed":
                outbox.mark_failed(key, now, outcome.detail)
                return Delivery("failed")
            case _:
                assert_never(outcome.status)

    def _message(self, waiting: OutboxMessage, now: dt.datetime) -> Message:
        """The message with the recipient's address as it is known now."""
        message = waiting.message
        facts = self._store.facts_of(message.recipient)
        calendar = self._rulebooks.current().plan.calendar
        return Message(
            key=message.key,
            channel=message.channel,
            to=address_of(message.recipient, facts),
            subject=message.subject,
            text=message.text,
            locale=message.locale,
            created_for=f"{message.firing.rule}/{message.firing.step}",
            sent_at=calendar.local(now),
        )


def address_of(recipient: SubjectRef, facts: Mapping[str, Value]) -> Address:
    """How a customer, a person or a role is reached: by the facts `name`, `email` and `phone`."""
    name, email, phone = (facts.get(fact) for fact in ("name", "email", "phone"))
    return Address(
        name=name if isinstance(name, str) else recipient.id,
        email=email if isinstance(email, str) else None,
        phone=phone if isinstance(phone, str) else None,
        recipient_id=str(recipient),
    )
