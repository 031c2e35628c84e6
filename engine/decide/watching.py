"""Truth followed over time: when a rule's `when` becomes true, and when it no longer is."""

from __future__ import annotations

from dataclasses import replace

from engine.decide.candidate import Candidate
from engine.decide.case import Case
from engine.decide.confirm import Confirmation
from engine.decide.pairs import Pair
from engine.decide.past import Past
from engine.due.schedule import occurrences_of
from engine.relationship import Watch


class Watching:
    """Judges conditions, by both evaluators where there are two, and remembers since when they hold."""

    def __init__(self, case: Case, past: Past) -> None:
        self._case, self._ledger, self._past = case, case.ledger, past
        matcher = case.terms.matcher
        self._confirmation = Confirmation(matcher) if matcher else None

    def holds(self, pair: Pair) -> bool | None:
        """Whether the rule's `when` holds for the subject now."""
        truth = pair.truth()
        if self._confirmation is not None:
            self._confirmation.compare(pair.line, pair.subject, truth)
        return truth

    def follow(self, pair: Pair) -> None:
        """Note when the `when` becomes true and when it no longer is; a rise that is history is passed over."""
        pair.look_at(pair.next_change())
        risen = self.rises(pair, holds=self.holds(pair) is True)
        if risen is not None and self._past.covers(pair):
            self._pass_over(pair, risen)

    def forget(self) -> None:
        """Forget since when rules hold that are not, or no longer, rolled out to the customer.

        Should they be one day, what is true then is so already.
        """
        plan, customer = self._case.plan, self._case.world.customer.ref
        for watch in list(self._ledger.watches.values()):
            line = plan.by_id.get(watch.rule)
            if line is not None and watch.true_since is not None and not plan.is_for(line.rule, customer.id):
                self._ledger.remember(replace(watch, true_since=None))

    def rises(self, pair: Pair, *, holds: bool) -> Watch | None:
        """Remember whether it *holds*; give what is remembered when it has just become so."""
        rule, ref = pair.line.rule.id, pair.subject.ref
        watch = self._ledger.watch(pair.line, ref)
        was_true = watch is not None and watch.true_since is not None
        value = pair.line.once_per(pair.subject) if pair.line.once_per and holds else None
        once_per = "" if value is None else str(value)
        if holds and not (was_true and watch and watch.once_per == once_per):
            risen = Watch(rule, ref, self._case.now, watch.rises + 1 if watch else 1, once_per)
            self._ledger.remember(risen)
            return risen
        if watch is not None and was_true and not holds:
            self._ledger.remember(replace(watch, true_since=None))
        return None

    def _pass_over(self, pair: Pair, watch: Watch) -> None:
        if pair.line.rule.from_the_start:
            return
        for occurrence in occurrences_of(pair.line, pair.subject, watch, ()):
            for rung in pair.line.rungs:
                candidate = Candidate(pair, rung, occurrence, self._case.now, 1)
                known = self._ledger.latest(pair.line.rule.id, pair.subject.ref, occurrence.id, rung.step.id)
                if known is None:
                    reason = "It was already so when the rule came into force."
                    self._case.effects.write_off(candidate, "passed", reason)
