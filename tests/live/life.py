"""One relationship carried by its real workflow through virtual time, while things happen and people answer."""

import asyncio
import datetime as dt
import heapq
from collections.abc import Callable, Iterable

from engine.decide import Answers
from engine.facts import Event
from engine.relationship import Decision
from store import Belonging, Store
from tests.live.listening import Decisions
from workflows.position import workflow_id
from workflows.virtual_time import VirtualTime
from workflows.wake import wake

Enough = Callable[[Decision], bool]


class Life:
    """What happens is stored at its moment, by the workflow's own clock, and the workflow is woken for it."""

    def __init__(
        self,
        relationship: str,
        virtual: VirtualTime,
        store: Store,
        decisions: Decisions,
        belonging: Belonging,
    ) -> None:
        self._id, self._virtual, self._store = relationship, virtual, store
        self._decisions, self._belonging = decisions, belonging
        self._coming: list[tuple[tuple[dt.datetime, dt.datetime, str], Event]] = []
        self._heard = 0

    async def live(self, future: Iterable[Event], answers: Answers, end: dt.datetime) -> None:
        """From its next due moment to *end*; its workflow runs, or is at rest because nothing is due."""
        for event in future:
            self._expect(event)
        due = self._due()
        while (moment := self._next_moment(due)) is not None and moment <= end:
            if due is not None:
                await self._advance(moment)
                if due <= moment:
                    await self._until(lambda made, due=due: made.decided_until >= due or _rests(made, due))  # type: ignore[misc]
            if now := self._happening_at(moment):
                await self._happen(now, moment)
            self._let_answer(answers)
            due = self._due()

    def _next_moment(self, due: dt.datetime | None) -> dt.datetime | None:
        coming = self._coming[0][1].happened_at if self._coming else None
        return min((each for each in (due, coming) if each is not None), default=None)

    def _due(self) -> dt.datetime | None:
        """When the workflow does something by itself: a decision, or a message that waits for its hour."""
        moments = [self._store.position(self._id).next_due, *self._undelivered()]
        return min((each for each in moments if each is not None), default=None)

    def _undelivered(self) -> list[dt.datetime]:
        messages = self._store.outbox.messages(relationship=self._id)
        return [each.message.at for each in messages if each.is_undelivered]

    def _expect(self, event: Event) -> None:
        heapq.heappush(self._coming, (event.order, event))

    def _happening_at(self, moment: dt.datetime) -> list[Event]:
        found: list[Event] = []
        while self._coming and self._coming[0][1].happened_at <= moment:
            found.append(heapq.heappop(self._coming)[1])
        return found

    async def _advance(self, moment: dt.datetime) -> None:
        handle = self._virtual.client.get_workflow_handle(workflow_id(int(self._id)))
        ahead = moment - await self._virtual.now(handle)
        if ahead > dt.timedelta(0):
            await self._virtual.advance(handle, ahead)

    async def _happen(self, events: list[Event], moment: dt.datetime) -> None:
        """As the command does it: store, then wake. A workflow begun anew for it is behind, and will come to it."""
        ingested = await asyncio.to_thread(self._store.ingest, events, belonging=self._belonging)
        assert not ingested.rejected
        ids = {event.id for event in events}
        await wake(self._virtual.client, [int(self._id)])
        await self._until(lambda made: ids <= set(made.consumed) or not _rests(made, moment))

    async def _until(self, enough: "Enough") -> None:
        """Wait for a decision that is *enough*, and then until nothing is under way."""
        await self._decisions.until(self._id, enough, behind=self._heard)
        await self._decisions.until(self._id, self._is_quiet, behind=self._decisions.count(self._id) - 1)

    def _is_quiet(self, made: Decision) -> bool:
        """Whether no message is on its way; one that got there makes the relationship due at once."""
        due = self._due()
        return due is None or due > made.decided_until

    def _let_answer(self, answers: Answers) -> None:
        made = self._decisions.made[self._id]
        opened = {task.id: task for each in made[self._heard :] for task in each.tasks}
        self._heard = len(made)
        for task in opened.values():
            event = answers(task) if task.status == "open" and not task.late else None
            if event is not None:
                self._expect(event)


def _rests(made: Decision, moment: dt.datetime) -> bool:
    """Whether nothing is due any more at *moment*."""
    return made.next_due is None or made.next_due > moment
