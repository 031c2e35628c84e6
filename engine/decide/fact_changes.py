"""Facts that rules change: set when a pass ends, for all its rules see the same; a stage at once.

Subjects that rules open appear when the pass ends, too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from engine.decide.terms import Terms
from engine.facts import Event, SubjectRef
from engine.language import syntax
from engine.plan import Line, Plan
from engine.relationship import FiringKey
from engine.rulebook import OpenSubject, SetFact
from engine.truth.world import Subject, World
from engine.values import Value


@dataclass(frozen=True, slots=True)
class _Opening:
    """A subject that a rule wants opened; *id* is the event's."""

    id: str
    subject: SubjectRef
    facts: Mapping[str, Value]


def openings_of(key: FiringKey) -> str:
    """How the ids of the events begin with which a firing opens subjects.

    They do not grow with the firing's key, for what is opened may itself open something. A step that was withdrawn
    and is done again in the same occurrence opens nothing twice; each answer to a task is an answer of its own.
    """
    stable = key if "/" in key.step else key._replace(attempt=1)
    return f"{key.rule}/open/{hashlib.sha256(str(stable).encode()).hexdigest()[:16]}/"


class FactChanges:
    """Applies what rules change to the world, and keeps the events that tell of it."""

    def __init__(self, plan: Plan, world: World, terms: Terms) -> None:
        self._plan, self._world, self._terms = plan, world, terms
        self._wishes: dict[tuple[SubjectRef, str], list[tuple[FiringKey, Value]]] = {}
        self._openings: list[_Opening] = []
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
        value = self._value(line, subject, action.value, answer)
        if value is None:
            self._world.trouble(
                "no-value", subject.ref, f"{key.rule}: no value to set {action.target} to.", key.rule
            )
            return
        self._wishes.setdefault((target.ref, fact), []).append((key, value))

    def wish_for(  # noqa: PLR0913, PLR0917 - as `wish`, and the number of the action in its step
        self,
        line: Line,
        subject: Subject,
        key: FiringKey,
        number: int,
        action: OpenSubject,
        answer: Mapping[str, Value | None],
    ) -> None:
        """Want a subject opened when the pass ends; what no value is known for is left out."""
        facts: dict[str, Value] = {}
        for name, expression in action.facts.items():
            value = self._value(line, subject, expression, answer)
            if value is None:
                what = f"{key.rule}: no value to set {action.entity}.{name} to."
                self._world.trouble("no-value", subject.ref, what, key.rule)
            else:
                facts[name] = value
        event_id = f"{openings_of(key)}{number}"
        opened = SubjectRef(action.entity, event_id.partition("/open/")[2].replace("/", "-"))
        if self._terms.called is not None:
            opened = self._terms.called(opened)
        self._openings.append(_Opening(event_id, opened, facts))

    def apply(self) -> Mapping[str, set[SubjectRef]]:
        """Set the facts and open the subjects that this pass wants; give by kind of event whose facts changed.

        Two different values for one fact are both left out.
        """
        changed: dict[str, set[SubjectRef]] = {}
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
                changed.setdefault("facts.changed", set()).add(ref)
        self._wishes.clear()
        for opening in self._openings:
            if self._world.find(opening.subject) is None:
                kind = self._kind_of_opening(opening.subject.entity)
                self._change(opening.id, kind, opening.subject, opening.facts)
                changed.setdefault(kind, set()).add(opening.subject)
        self._openings.clear()
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

    def _kind_of_opening(self, entity: str) -> str:
        known = self._plan.book.vocabulary.entities[entity].events
        return f"{entity}.opened" if f"{entity}.opened" in known else "facts.changed"

    def _value(
        self,
        line: Line,
        subject: Subject,
        expression: syntax.Expression,
        answer: Mapping[str, Value | None],
    ) -> Value | None:
        if isinstance(expression, syntax.Answer):
            return answer.get(expression.name)
        return line.reference.expression(expression, line.rule.who)(subject)

    def _change(self, event_id: str, kind: str, ref: SubjectRef, facts: Mapping[str, Value]) -> None:
        event = Event(event_id, kind, ref, self._world.now, self._world.record_time(), facts, "rule")
        self._world.apply(event)
        self.events.append(event)
