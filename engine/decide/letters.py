"""To whom something is written, in which language, and in which words."""

from __future__ import annotations

from collections.abc import Sequence

from engine.decide.terms import Terms
from engine.facts import SubjectRef
from engine.plan import Line, Plan
from engine.rulebook import Recipient, Role, Send
from engine.truth.world import Subject, World
from engine.wording import Read, has_loop, render


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

    def written(
        self, line: Line, subjects: Sequence[Subject], send: Send, locale: str
    ) -> tuple[str, str | None]:
        """The text and the subject line of one message about these subjects.

        A text with a loop goes over them itself; otherwise each has its own words, and equal ones stand once.

        Raises:
            MissingFact: a fact that it names has no value.
        """
        text, heading = send.text[locale], send.subject[locale] if send.subject else None
        readers = [self._reader(line, subject) for subject in subjects]
        if has_loop(text):
            body = self._render(text, readers[0], locale, readers)
        else:
            body = "\n\n".join(dict.fromkeys(self._render(text, each, locale) for each in readers))
        if heading is None:
            return body, None
        return body, "; ".join(dict.fromkeys(self._render(heading, each, locale) for each in readers))

    def words(self, line: Line, subject: Subject, text: str, locale: str) -> str:
        """*text* with the facts of *subject* filled in.

        Raises:
            MissingFact: a fact that it names has no value.
        """
        return self._render(text, self._reader(line, subject), locale)

    def _reader(self, line: Line, subject: Subject) -> Read:
        reference, who = self._plan.reference, line.rule.who
        return lambda path: reference.path(path.names, who)(subject)

    def _render(self, text: str, read: Read, locale: str, together: Sequence[Read] = ()) -> str:
        if not self._terms.renders:
            return ""
        book = self._plan.book
        zone = book.vocabulary.working_time.zone
        return render(text, read, book.settings, self._world.today, locale, zone=zone, together=together)
