"""Lifecycle moves: at most one at a time, before any rule, from the stage that the customer is in."""

from __future__ import annotations

import datetime as dt

from engine.decide.candidate import Candidate
from engine.decide.case import Case
from engine.decide.open_tasks import OpenTasks
from engine.decide.pairs import Pair
from engine.decide.past import Past
from engine.decide.validity import Validity
from engine.decide.watching import Watching
from engine.due.schedule import Occurrence, matured
from engine.relationship import Firing
from engine.truth.world import Subject


class Moves:
    """Makes the moves of the lifecycle. What is past moves the stage too, but does nothing else."""

    def __init__(
        self, case: Case, tasks: OpenTasks, validity: Validity, past: Past, watching: Watching
    ) -> None:
        self._case, self._tasks = case, tasks
        self._validity, self._past, self._watching = validity, past, watching

    def move(self) -> bool:
        """Make the one move that is possible, if any; two at once are a trouble and the first in the file wins."""
        possible = [pair for pair in self._case.pairs.due(moves=True) if self._is_possible(pair)]
        if not possible:
            return False
        if len(possible) > 1:
            rules = ", ".join(pair.line.rule.id for pair in possible)
            world = self._case.world
            world.trouble(
                "overlapping-moves", world.customer.ref, f"Two moves are possible at once: {rules}."
            )
        self._make(possible[0])
        return True

    def stage_of(self, customer: Subject) -> str:
        """The stage that the customer is in."""
        lifecycle = self._case.plan.book.lifecycle
        assert lifecycle is not None
        return str(customer.facts.get(lifecycle.fact.partition(".")[2], lifecycle.start))

    def matures(self, pair: Pair) -> dt.datetime | None:
        """When a move that must stay possible for a while has been so; None when it is not, or need not."""
        watch = self._case.ledger.watch(pair.line, pair.subject.ref)
        if pair.line.rule.holds_for is None or watch is None or watch.true_since is None:
            return None
        return matured(pair.line.rule, watch.true_since, pair.line.calendar)

    def _is_possible(self, pair: Pair) -> bool:
        """Look at one move; one that is only recorded is so here, once each time that it becomes possible."""
        line = pair.line
        pair.begin_look()
        self._tasks.watch_over(pair)
        holds = False
        if self.stage_of(pair.subject) in line.rule.moves_from:  # any other ends by a move, which asks again
            pair.look_at(pair.next_change(), self._validity.begins(line))
            holds = self._watching.holds(pair) is True
        if line.rule.holds_for is not None:
            return self._has_held(pair, holds=holds)
        possible = holds and self._validity.is_given(line)
        if not self._case.plan.is_shadow(line.rule):
            return possible
        if self._watching.rises(pair, holds=possible):
            self._make(pair)
        return False

    def _has_held(self, pair: Pair, *, holds: bool) -> bool:
        """Whether a move has been possible for as long as it asks: leaving the stage ends that, as any untruth does."""
        line = pair.line
        self._watching.rises(pair, holds=holds)
        watch, matures = self._case.ledger.watch(line, pair.subject.ref), self.matures(pair)
        if watch is None or watch.true_since is None or matures is None:
            return False
        if matures > self._case.now:
            pair.look_at(matures)
            return False
        if not self._validity.is_given(line):
            return False
        if not self._case.plan.is_shadow(line.rule):
            return True
        made = self._last_made(pair)
        if made is None or made.at < watch.true_since:
            self._make(pair)
        return False

    def _make(self, pair: Pair) -> None:
        case, rung, made = self._case, pair.line.rungs[0], self._last_made(pair)
        attempt = made.key.attempt + 1 if made else 1
        candidate = Candidate(pair, rung, Occurrence("moves", case.now), case.now, attempt)
        case.pairs.touch(case.effects.fire(candidate, moves_only=self._past.covers(pair)))

    def _last_made(self, pair: Pair) -> Firing | None:
        line = pair.line
        return self._case.ledger.latest(line.rule.id, pair.subject.ref, "moves", line.rungs[0].step.id)
