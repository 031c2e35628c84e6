"""One installation: its settings, its store, its rule files, its rulebook in force. Built once for each command."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from console.settings import Settings
from engine.checks import examine
from engine.examples import Outcome, run_examples
from engine.language.actions import CHANNELS
from engine.language.book import load_rulebook
from engine.problems import GuanxiError, Place, Problem, ProblemsFound, errors_in
from engine.rulebook import Rulebook
from notifiers.file import FileNotifier
from notifiers.notifier import AnyNotifier
from notifiers.router import Router
from notifiers.smtp import SmtpNotifier
from store import Store
from workflows.in_force import Rulebooks

RULE_FILES = (".yaml", ".yml", ".txt", ".xlsx")


class NoRuleFiles(GuanxiError):
    """The folder of rule files is missing or empty."""


def now() -> dt.datetime:
    """The wires are the only place that reads the clock; everything below takes the moment as an argument."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


class Home:
    """Settings, and what is made of them when first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._findings: dict[str, Sequence[Problem]] = {}
        self._files: dict[str, Mapping[str, bytes]] = {}

    @cached_property
    def store(self) -> Store:
        """The store, ready to use.

        Raises:
            DatabaseNewer, DatabaseOlder: the database is not of this version of the program.
        """
        self.settings.home.mkdir(parents=True, exist_ok=True)
        return Store.open(self.settings.database_url)

    @cached_property
    def rulebooks(self) -> Rulebooks:
        """What is in force."""
        return Rulebooks(self.store)

    @cached_property
    def router(self) -> Router:
        """Every channel with its notifier."""
        file = FileNotifier(self.settings.outbox)
        return Router({channel: self._notifier(channel, file) for channel in CHANNELS})

    def draft(self, folder: Path | None = None) -> Rulebook:
        """The rule files as they stand on disk.

        Raises:
            ProblemsFound: everything wrong with them.
        """
        files = self.draft_files(folder)
        misnamed = [_misnamed(name) for name in files if _is_misnamed(name)]
        try:
            book = load_rulebook(files)
        except ProblemsFound as found:
            raise ProblemsFound([*found.problems, *misnamed]) from None
        if misnamed:
            raise ProblemsFound(misnamed)
        self._files[book.hash] = files
        return book

    def files_of(self, draft: Rulebook) -> Mapping[str, bytes]:
        """The files from which *draft* was read: those on disk may have been saved again since."""
        return self._files[draft.hash]

    def findings(self, book: Rulebook) -> Sequence[Problem]:
        """What only the whole book shows, errors and warnings; looked for once."""
        if book.hash not in self._findings:
            self._findings[book.hash] = tuple(examine(book))
        return self._findings[book.hash]

    def checked_draft(self) -> Rulebook:
        """The rule files on disk, when nothing in them must be mended first.

        Raises:
            ProblemsFound: everything wrong with them.
        """
        book = self.draft()
        if errors_in(self.findings(book)):
            raise ProblemsFound(self.findings(book))
        return book

    def proven_draft(self) -> Rulebook:
        """The rule files on disk, when their examples come out as they say.

        Raises:
            ProblemsFound: everything wrong with them, or the examples that fail.
        """
        book = self.checked_draft()
        failed = [outcome for outcome in run_examples(book) if not outcome.passed]
        if failed:
            raise ProblemsFound([*map(_failure, failed), Problem("examples-failed", Place(), _WHAT_TO_DO)])
        return book

    def draft_files(self, folder: Path | None = None) -> Mapping[str, bytes]:
        """The rule files by their path within the folder.

        Raises:
            NoRuleFiles: there is no such folder, or nothing in it.
        """
        return read_rule_files(folder or self.settings.rules)

    def _notifier(self, channel: str, file: FileNotifier) -> AnyNotifier:
        if self.settings.channels.get(channel, "file") == "file":
            return file
        settings = self.settings
        if not settings.smtp_host or not settings.smtp_sender:
            what = f"Channel “{channel}” is to be delivered by smtp, but smtp_host or smtp_sender is not set."
            raise ProblemsFound([Problem("bad-setting", Place("settings"), what)])
        password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
        return SmtpNotifier(
            host=settings.smtp_host,
            port=settings.smtp_port,
            sender=settings.smtp_sender,
            username=settings.smtp_username,
            password=password,
            tls=settings.smtp_tls,
        )


_WHAT_TO_DO = "Mend the rules or the examples (guanxi test), or publish all the same with --despite-examples."


def _is_misnamed(name: str) -> bool:
    """Whether people take it for a rule file, though only what ends in .yaml is read as one."""
    return name.lower().removesuffix(".txt").endswith((".yml", ".yaml")) and not name.endswith(".yaml")


def _misnamed(name: str) -> Problem:
    right = name[: name.lower().rindex(".y")] + ".yaml"
    what = "The name of a rule file ends in .yaml: this one would not be read."
    return Problem("file-misnamed", Place(name), what, f"Name it {right}, or take it out of the folder.")


def _failure(outcome: Outcome) -> Problem:
    different = "; ".join(line.rstrip(".") for line in outcome.differences)
    what = f"Example “{outcome.example.name}” fails: {different}."
    return Problem("example-failed", outcome.example.place, what)


def read_rule_files(folder: Path) -> Mapping[str, bytes]:
    """Every rule file below *folder*, hidden files left out."""
    if folder.is_file():
        raise NoRuleFiles(
            f"{folder} is a file. Name the folder that holds vocabulary.yaml and the rule files."
        )
    if not folder.is_dir():
        raise NoRuleFiles(
            f"There is no folder {folder}. Name the folder of your rule files, or set GUANXI_RULES."
        )
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in RULE_FILES or path.name.startswith((".", "~")):
            continue
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() and not path.exists():
            mend = "Delete the link, or put the file in its place."
            problems.append(Problem("no-access", Place(name), "This link leads to no file.", mend))
        elif path.is_file():
            try:
                with path.open("rb") as file:
                    files[name] = file.read(_MOST_BYTES)
            except OSError as error:
                what = f"The file cannot be read: {error.strerror}."
                problems.append(Problem("no-access", Place(name), what, "Ask for the right to read it."))
    if problems:
        raise ProblemsFound(problems)
    if not files:
        raise NoRuleFiles(f"There are no rule files in {folder}. Begin with vocabulary.yaml.")
    return files


_MOST_BYTES = 20_000_000
"""No more is taken into memory of a file; a far smaller one is refused as too large already."""
