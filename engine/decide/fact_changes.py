"""Facts that rules change: set when a pass ends, for all its rules see the same; a stage at once."""

from __future__ import annotations

from collections.abc import Mapping

from engine.facts import Event, SubjectRef
from engine.language import syntax
from engine.plan import Line, Plan
from engine.relationship import FiringKey
from engine.rulebook import SetFact
from engine.truth.world import Subject, World
from engine.values import Value


class FactChanges:
    """Applies what rules change to the world, and keeps the events that tell of it."""

    def __init__(self, plan: Plan, world: World) -> None:
        self._plan, self._world = plan, world
        self._wishes: dict[tuple[SubjectRef, str], list[tuple[FiringKey, Value]]] = {}
        self.events: list[Event] = []

    def wish(
        self,
        line: Line,
        subject: Subject,
        key: FiringKey,
        action: SetFact,
        answer: Mapping[str, Value | None],
    ) -> None:
        """Want a fact set when the pass ends; *answer* is what a task was answered with."""
        entity, fact = action.target.names
        target = subject if entity == line.rule.who else self._world.customer
        match action.value:
            case syntax.Answer(name):
                value = answer.get(name)
            case expression:
                value = self._plan.reference.expression(expression, line.rule.who)(subject)
        if value is None:
            self._world.trouble(
                "no-value", subject.ref, f"{key.rule}: no value to set {action.target} to.", key.rule
            )
            return
        self._wishes.setdefault((target.ref, fact), []).append((key, value))

    def apply(self) -> set[SubjectRef]:
        """Set the facts that this pass wants set; two different values for one fact are both left out."""
        changed: set[SubjectRef] = set()
        for (ref, fact), wishes in self._wishes.items():
            values = {value for _, value in wishes}
            if len(values) > 1:
                rules = ", ".join(sorted({key.rule for key, _ in wishes}))
                self._world.trouble(
                    "conflict",
                    ref,
                    f"Rules want different values for {ref.entity}.{fact}: {rules}. None was set.",
                )
                continue
            subject = self._world.find(ref)
            (key, value), *_ = wishes
            if subject is None or subject.facts.get(fact) != value:
                self._change(f"{key}/set/{ref.entity}.{fact}", "facts.changed", ref, {fact: value})
                changed.add(ref)
        self._wishes.clear()
        return changed

    def move(self, key: FiringKey, stage: str) -> set[SubjectRef]:
        """Change the stage of the customer at once; give whose facts changed."""
        lifecycle = self._plan.book.lifecycle
        assert lifecycle is not None
        entity, _, fact = lifecycle.fact.partition(".")
        facts: dict[str, Value] = {fact: stage}
        if self._plan.book.vocabulary.fact(entity, f"{fact}_since") is not None:
            facts[f"{fact}_since"] = self._world.today
        customer = self._world.customer.ref
        self._change(f"{key}/move", "stage.changed", customer, facts)
        return {customer}

    def _change(self, event_id: str, kind: str, ref: SubjectRef, facts: Mapping[str, Value]) -> None:
        event = Event(event_id, kind, ref, self._world.now, self._world.record_time(), facts, "rule")
        self._world.apply(event)
        self.events.append(event)
