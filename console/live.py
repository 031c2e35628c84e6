"""What `guanxi up` shows: the first run, what happens as it happens, edits of the rule files."""

import getpass
from collections.abc import Callable

from console.home import Home, NoRuleFiles, now
from console.settings import SHIPPED_RULES
from console.views.names import Names, names_in
from console.views.problems import problem_lines
from console.views.sentences import describe_decision
from console.views.voice import Voice
from engine.problems import ProblemsFound, warnings_in
from engine.relationship import Decision
from workflows.in_force import InForce
from workflows.publishing import Draft, publish
from workflows.wake import Reconciled

FirstRun = Callable[[Home], None]
"""Makes a sample company, puts the rules in force and rehearses the next year."""


class Live:
    """Tells what happens; *say* prints one line and may be called from any thread."""

    def __init__(self, home: Home, say: Callable[[str], None], first_run: FirstRun) -> None:
        self._home, self._say, self._first_run = home, say, first_run
        self._words: tuple[str, Names] | None = None

    def prepare(self) -> None:
        """On an empty data directory the first run; then see to it that a rulebook is in force.

        Raises:
            ProblemsFound: nothing is in force yet, and the rule files have problems.
        """
        store = self._home.store
        if store.rulebooks.in_force() is None and not store.positions(limit=1):
            self._first_run(self._home)
        if store.rulebooks.in_force() is None:
            self.publish_draft()
        else:
            self.edited(publish_it=False)

    def publish_draft(self) -> tuple[int, ...]:
        """Put the rule files in force; the relationships to wake.

        Raises:
            ProblemsFound: they have problems; nothing changes.
        """
        book = self._home.proven_draft()
        draft = Draft(self._home.files_of(book), book)
        published = publish(self._home.store, self._home.rulebooks, draft, now(), by=getpass.getuser())
        self._say(
            f"Rulebook {book.hash[:12]} is in force for {published.decided} relationships: "
            f"{published.fired} steps are due now; what was already past is passed over."
        )
        return published.moved

    def begun(self, reconciled: Reconciled, ui_url: str | None) -> None:
        """Everything runs."""
        self._tell_alone(self._home.rulebooks.current())
        self._say(f"Live. {reconciled.sleeping} relationships sleep until their next moment.")
        self._say(
            f"Messages lie in {self._home.settings.outbox}. Nothing leaves this machine unless you set a channel."
        )
        if ui_url:
            self._say(f"Temporal's own web page: {ui_url}")
        self._say("Ctrl-C stops; the next start carries on.")

    def works(self) -> None:
        """A worker of a cluster has begun. Rule files of its own are looked at, never put in force by it."""
        in_force = self._home.rulebooks.current()
        self._say(f"At work. Rulebook {in_force.hash[:12]} is in force.")
        self._tell_alone(in_force)
        if self._home.settings.rules != SHIPPED_RULES:
            self.edited(publish_it=False)

    def decided(self, decision: Decision) -> None:
        """A decision was committed; tells what it did, if anything."""
        for line in describe_decision(decision, self._names()):
            self._say(line)

    def edited(self, *, publish_it: bool) -> tuple[int, ...]:
        """The rule files may have changed on disk; the relationships to wake when they were published."""
        try:
            book = self._home.proven_draft() if publish_it else self._home.checked_draft()
        except (ProblemsFound, NoRuleFiles) as error:
            self._say("The rule files have problems; the rulebook in force stays in force:")
            for line in problem_lines(error, self._voice):
                self._say(line)
            return ()
        publication = self._home.store.rulebooks.in_force()
        if publication is not None and book.hash == publication.hash:
            return ()
        for problem in warnings_in(self._home.findings(book)):
            self._say(f"Warning: {self._voice.line(problem)}")
        if publish_it:
            return self.publish_draft()
        self._say("The rule files were edited. They are in force once you say: guanxi publish")
        return ()

    def tell(self, line: str) -> None:
        """Say one thing more."""
        self._say(line)

    def server_restarted(self) -> None:
        """The Temporal server had died."""
        self._say("The Temporal server died and was started again. Nothing was lost.")

    def ended(self) -> None:
        """All workers have finished what they held."""
        self._say("Stopped. Everything is stored; `guanxi up` carries on.")

    def _tell_alone(self, in_force: InForce) -> None:
        if in_force.alone:
            self._say(f"Rules are judged by the reference evaluator alone: {in_force.alone}")

    @property
    def _voice(self) -> Voice:
        """The rule files change: a new one for each edit."""
        return Voice(self._home.settings.rules, self._home.settings.lang)

    def _names(self) -> Names:
        """The words of the rulebook in force."""
        in_force = self._home.rulebooks.current()
        if self._words is None or self._words[0] != in_force.hash:
            self._words = in_force.hash, names_in(self._home.store, in_force.plan.book)
        return self._words[1]
