"""Puts together what `why` tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from console.commands.finding import NotFound, find_customer, find_rule, find_subject
from console.commands.rulebook import looking
from console.home import Home, now
from console.views.why import is_quiet
from engine.explain.standing import Explanation
from engine.explain.why import inquire
from engine.facts import SubjectRef
from engine.plan import Line, Plan
from engine.relationship import Firing
from engine.rulebook import Rule, Rulebook

FEW = 3
"""So many subjects are told in full, whether there is something to tell or not."""


@dataclass(frozen=True, slots=True)
class Answers:
    """One explanation for each subject of the rule, and the ledger."""

    book: Rulebook
    customer: SubjectRef
    rule: Rule
    explanations: Sequence[Explanation]
    firings: Sequence[Firing]

    @property
    def telling(self) -> Sequence[Explanation]:
        """Those to be told in full: where something happened or comes, at least the last one."""
        if len(self.explanations) <= FEW:
            return self.explanations
        telling = [each for each in self.explanations if not is_quiet(each, self.fired(each))]
        return telling or self.explanations[-1:]

    @property
    def quiet(self) -> Sequence[Explanation]:
        """The rest."""
        told = {each.subject for each in self.telling}
        return [each for each in self.explanations if each.subject not in told]

    def fired(self, explanation: Explanation) -> list[Firing]:
        """The rows of the ledger about a rule and subject. What still waits is told by its standing."""
        about = (explanation.rule, explanation.subject)
        return [
            firing
            for firing in self.firings
            if (firing.key.rule, firing.key.subject) == about and firing.status != "waiting"
        ]


def answers(home: Home, customer: str, rule: str, subject: str | None) -> Answers:
    """Explain a rule for a customer, for each of its subjects or the one that is named.

    Raises:
        NotFound, NotUnique: the customer, the rule or the subject.
        NothingPublished: no rulebook is in force.
    """
    store = home.store
    row = find_customer(store, customer)
    view = looking(home)
    found = find_rule(view.plan.book, rule)
    inquiry = inquire(view.plan, store.load(row.relationship), now(), view.terms)
    line = line_of(view.plan, found)
    refs = inquiry.subjects(line)
    if subject is not None:
        refs = [_one_of(refs, find_subject(subject), found, row.customer)]
    return Answers(
        book=view.plan.book,
        customer=SubjectRef("customer", row.customer),
        rule=found,
        explanations=[inquiry.explain(line, ref) for ref in refs],
        firings=store.reports.firings(row.relationship),
    )


def line_of(plan: Plan, rule: Rule) -> Line:
    """The compiled rule; one that is not on is compiled for looking only."""
    known = plan.by_id.get(rule.id)
    return known or Plan(plan.book, as_live=True, only=frozenset({rule.id})).lines[0]


def _one_of(refs: Sequence[SubjectRef], wanted: SubjectRef, rule: Rule, customer: str) -> SubjectRef:
    if wanted in refs:
        return wanted
    if wanted.entity != rule.who:
        raise NotFound(f"“{rule.id}” is about {rule.who}, not about {wanted.entity}.")
    known = ", ".join(ref.id for ref in refs[:10]) or "none"
    raise NotFound(f"Customer {customer} has no {wanted}. It has: {known}.")
