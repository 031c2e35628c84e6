"""The words of messages and tasks: inline or under `messages/`, in every language of the company."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.language.findings import Findings
from engine.language.scope import Scope
from engine.language.source import readable_text
from engine.language.surroundings import Message, Surroundings
from engine.language.tree import Text
from engine.problems import Place, did_you_mean
from engine.rulebook import Texts
from engine.wording import check_template, has_loop, settled, with_names

_FILE = re.compile(r"messages/(?P<name>[\w/-]+)\.(?P<locale>[A-Za-z_]+)\.txt")


@dataclass(frozen=True, slots=True)
class _Written:
    """The words of one locale, and where they begin."""

    words: str
    place: Place


def read_message(file: str, content: bytes) -> tuple[tuple[str, str], Message]:
    """``messages/welcome.zh.txt`` under its name and locale.

    Raises:
        ProblemsFound: the file has another name, or is no readable text.
    """
    text = readable_text(file, content)
    named = _FILE.fullmatch(file)
    findings = Findings()
    if named is None:
        findings.add("wrong-file-name", Place(file), "This file's name tells no message and locale.",
                     "Name it e.g. messages/welcome.zh.txt.")  # fmt: skip
        findings.raise_all()
        return ("", ""), Message(file, "", 1)
    subject, body = None, text
    if heading := re.match(r"Subject:[ \t]*(.*)\n?", text):
        subject, body = heading[1].strip(), text[heading.end() :]
    skipped = len(body) - len(body.lstrip("\n"))
    first = text.count("\n", 0, len(text) - len(body)) + skipped + 1
    return (named["name"], named["locale"]), Message(file, body.lstrip("\n").rstrip("\n"), first, subject)


def read_texts(
    text: Text | Mapping[Text, Text],
    subject: Mapping[Text, Text] | None,
    place: Place,
    scope: Scope,
    around: Surroundings,
) -> tuple[Texts, Texts | None]:
    """The checked words per locale, and the subject lines if there are any; problems go to *around*."""
    bodies, headings = _from_files(text, around) if isinstance(text, Text) else (_inline(text), {})
    if subject is not None:
        headings = _inline(subject)
    missing_file = isinstance(text, Text) and not bodies
    if not missing_file:
        _say_missing(bodies, place, "text", around)
        if headings:
            _say_missing(headings, place, "subject", around)
    if scope.together:
        _say_where_a_loop_is_missing(bodies, around)
    plain = replace(scope, together=False)  # a subject line tells of each in a few words
    return _checked(bodies, scope, around), _checked(headings, plain, around) if headings else None


def _inline(text: Mapping[Text, Text]) -> dict[str, _Written]:
    return {str(locale): _Written(str(words), words.place) for locale, words in text.items()}


def _from_files(text: Text, around: Surroundings) -> tuple[dict[str, _Written], dict[str, _Written]]:
    name = text.removeprefix("messages/")
    files = {locale: message for (its, locale), message in around.messages.items() if its == name}
    if not text.startswith("messages/") or not files:
        known = {f"messages/{its}" for its, _ in around.messages}
        near = did_you_mean(text, known) or _per_locale(around)
        around.findings.add("missing-message", text.place, f"There is no message “{text}”.", near)
    bodies = {key: _Written(it.body, Place(it.file, it.first_line, 1)) for key, it in files.items()}
    headings = {
        key: _Written(it.subject, Place(it.file, 1, len("Subject: ") + 1))
        for key, it in files.items()
        if it.subject is not None
    }
    return bodies, headings


def _per_locale(around: Surroundings) -> str:
    words = ", ".join(f"{locale}: …" for locale in around.locales)
    return f"Write the words per locale: {{{words}}}."


def _say_where_a_loop_is_missing(texts: Mapping[str, _Written], around: Surroundings) -> None:
    """Whoever reads another language must be told as much."""
    looping = [locale for locale, written in texts.items() if has_loop(written.words)]
    for locale, written in texts.items() if looping else ():
        if locale not in looping:
            what = f"The text has a loop in “{looping[0]}” and none in “{locale}”."
            around.findings.add("message-loop", written.place, what, "Write it in each language or in none.")


def _say_missing(texts: Mapping[str, _Written], place: Place, what: str, around: Surroundings) -> None:
    for locale in around.locales:
        if locale not in texts:
            there = ", ".join(texts) or "nothing"
            mend = f"Policy asks for {', '.join(around.locales)}; here stands {there}."
            around.findings.add("missing-locale", place, f"The {what} is missing in “{locale}”.", mend)


def _checked(texts: Mapping[str, _Written], scope: Scope, around: Surroundings) -> Texts:
    fine: dict[str, str] = {}
    for locale, written in texts.items():
        problems = check_template(written.words, scope, written.place)
        around.findings.problems.extend(problems)
        if locale not in around.locales:
            near = did_you_mean(locale, around.locales)
            around.findings.add("unknown-locale", written.place, f"Policy does not list “{locale}”.", near)
        elif not problems:
            fine[locale] = settled(with_names(written.words, scope), scope, around.percents, locale)
    return fine
