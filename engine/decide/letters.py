"""To whom something is written, in which language, and in which words."""

from __future__ import annotations

from engine.decide.terms import Terms
from engine.facts import SubjectRef
from engine.language import syntax
from engine.plan import Line, Plan
from engine.rulebook import Recipient, Role
from engine.truth.world import Subject, World
from engine.values import Value
from engine.wording import render


class Letters:
    """Addresses and words what rules send and what they ask people to do."""

    def __init__(self, plan: Plan, world: World, terms: Terms) -> None:
        self._plan, self._world, self._terms = plan, world, terms

    def who(self, line: Line, subject: Subject, to: Recipient) -> SubjectRef | None:
        """Whom *to* names; None when it names no one."""
        if isinstance(to, Role):
            return SubjectRef("role", to.name)
        name = self._plan.reference.path(to.names, line.rule.who)(subject)
        if not isinstance(name, str):
            return None
        definition = self._plan.reference.definition(to, line.rule.who)
        entity = definition.type.entity if definition else to.names[0]
        return SubjectRef(entity or to.names[0], name)

    def locale(self, ref: SubjectRef) -> str:
        """The language in which to write to someone."""
        locales = self._plan.book.locales
        subject = self._world.find(ref)
        wanted = subject.facts.get("locale") if subject else None
        return wanted if isinstance(wanted, str) and wanted in locales else locales[0]

    def words(self, line: Line, subject: Subject, text: str, locale: str) -> str:
        """*text* with the facts of *subject* filled in.

        Raises:
            MissingFact: a fact that it names has no value.
        """
        if not self._terms.renders:
            return ""
        reference, who = self._plan.reference, line.rule.who

        def read(path: syntax.FactPath) -> Value | None:
            return reference.path(path.names, who)(subject)

        book = self._plan.book
        zone = book.vocabulary.working_time.zone
        return render(text, read, book.settings, self._world.today, locale, zone=zone)
