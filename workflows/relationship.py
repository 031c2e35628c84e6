"""One customer relationship, for years: sleep until something can happen, decide, deliver, sleep again.

It knows no rule and no fact. The store is the truth; this is the clock that asks for a decision in time.

**No wake is lost.** `wake` sets a flag. The flag is cleared before a decision begins, so that a wake during it
asks for another. The last look at the flag and the end of the run lie in one stretch of code without an `await`;
the SDK hands signals over before anything else that a workflow task brings, so a wake known to the worker is
seen. One that reaches the server after the task began makes the server refuse the completion (and likewise a
continue-as-new) with *UnhandledCommand* and hand out a new task that brings the wake. One that comes later finds
the run closed, and signal-with-start starts a new run, which begins woken.
"""

import asyncio
import datetime as dt
from contextlib import suppress

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError
from temporalio.workflow import ContinueAsNewVersioningBehavior

with workflow.unsafe.imports_passed_through():
    from workflows.activities import Activities, Decided
    from workflows.position import DELIVERIES, WAKE, WORKFLOW, Held, Position, whole_second

# A decision is repeated for as long as it takes: it fails when the database is away or the code is wrong.
DECIDE_WITHIN = dt.timedelta(seconds=15)
DECIDE_AGAIN = RetryPolicy(
    initial_interval=dt.timedelta(milliseconds=200), maximum_interval=dt.timedelta(minutes=1)
)

# Five tries in about 15 s, then the message is held and the history stays short, however long a channel is down.
DELIVER_WITHIN = dt.timedelta(seconds=30)
DELIVER_AGAIN = RetryPolicy(initial_interval=dt.timedelta(seconds=1), maximum_attempts=5)
HELD_FOR = dt.timedelta(minutes=15)

# A message that was settled and still comes back as undelivered is a fault of the store: no tight loop over it.
SETTLED_FOR = dt.timedelta(minutes=1)


@workflow.defn(name=WORKFLOW)
class RelationshipWorkflow:
    @workflow.init
    def __init__(self, position: Position) -> None:
        self._id = position.relationship_id
        self._woken = position.woken
        self._next_due = position.next_due
        self._held = {held.message_id: held.until for held in position.held}
        self._under_way: dict[int, asyncio.Task[None]] = {}

    @workflow.signal(name=WAKE)
    def wake(self) -> None:
        """Something happened; what, stands in the store."""
        self._woken = True

    @workflow.run
    async def run(self, _position: Position) -> None:
        while not self._is_at_rest():
            self._continue_as_new_if_need_be()
            await self._until_something_can_happen()
            await self._decide()

    def _is_at_rest(self) -> bool:
        return not self._woken and not self._under_way and self._due() is None

    async def _until_something_can_happen(self) -> None:
        while not self._woken:
            due, now = self._due(), workflow.now()
            if due is not None and due <= now:
                return
            with suppress(TimeoutError):
                # A delivery that ends meanwhile may move what is due: look again then.
                await workflow.wait_condition(
                    lambda: self._woken or self._due() != due,  # noqa: B023 the loop waits for it
                    timeout=None if due is None else due - now,
                )

    async def _decide(self) -> None:
        self._woken = False
        decided = await workflow.execute_activity_method(
            Activities.decide,
            args=[self._id, workflow.now()],
            start_to_close_timeout=DECIDE_WITHIN,
            retry_policy=DECIDE_AGAIN,
        )
        self._take(decided)

    def _take(self, decided: Decided) -> None:
        now = workflow.now()
        # Never sooner than the next second: a next_due in the past must not spin.
        self._next_due = decided.next_due and whole_second(max(decided.next_due, now))
        self._held = {m: until for m, until in self._held.items() if m in decided.undelivered}
        for message_id in decided.undelivered:
            if message_id not in self._under_way and self._held.get(message_id, now) <= now:
                self._under_way[message_id] = asyncio.create_task(self._deliver(message_id))

    async def _deliver(self, message_id: int) -> None:
        """Beside the main loop: a channel that hangs must not hold up the next decision."""
        try:
            delivery = await workflow.execute_activity_method(
                Activities.deliver,
                args=[message_id, workflow.now()],
                task_queue=DELIVERIES,
                start_to_close_timeout=DELIVER_WITHIN,
                retry_policy=DELIVER_AGAIN,
            )
        except ActivityError:
            until = workflow.now() + HELD_FOR
        else:
            self._woken |= delivery.status == "settled"
            until = delivery.retry_at or workflow.now() + SETTLED_FOR
        self._held[message_id] = whole_second(until)
        del self._under_way[message_id]

    def _due(self) -> dt.datetime | None:
        held = (until for message_id, until in self._held.items() if message_id not in self._under_way)
        return min((due for due in (self._next_due, *held) if due is not None), default=None)

    def _continue_as_new_if_need_be(self) -> None:
        info = workflow.info()
        upgrade = info.is_target_worker_deployment_version_changed()
        if not upgrade and not info.is_continue_as_new_suggested():
            return
        # With a delivery under way it waits for the next round: a new run would not hear of its end.
        if self._under_way or not workflow.all_handlers_finished():
            return
        behaviour = ContinueAsNewVersioningBehavior.AUTO_UPGRADE if upgrade else None
        workflow.continue_as_new(self._position(), initial_versioning_behavior=behaviour)

    def _position(self) -> Position:
        held = [Held(message_id, until) for message_id, until in self._held.items()]
        return Position(self._id, self._woken, self._next_due, held)
