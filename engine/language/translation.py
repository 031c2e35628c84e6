"""Rule files in the words of the other language, everything else in them left as it is, letter for letter."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import TypeAlias

from engine.language.book import load_rulebook, read_rulebook
from engine.language.meaning import meaning
from engine.language.places import Letters
from engine.language.source import readable_text
from engine.language.spelling import Spelled, Spelling, listening
from engine.language.words import Language
from engine.problems import Place, Problem, ProblemsFound

Exchange: TypeAlias = tuple[int, str, str]
"""Where a word begins, the word, and the one that takes its place."""

_MARK = b"\xef\xbb\xbf"


def translated(
    files: Mapping[str, bytes], language: Language, only: Collection[str] | None = None
) -> Mapping[str, bytes]:
    """Those of the rule files, or of *only* these, that change when their words are written in a language.

    Keys, the words of sentences and lengths, fixed values and the names of facts are words of the language; texts for
    people, ids, choices and comments are not.

    Raises:
        ProblemsFound: everything wrong with the files, or a word that cannot be exchanged where it stands.
    """
    with listening() as spelling:
        before = read_rulebook(files)
    rewritten = {
        name: _rewritten(name, content, spelling, language)
        for name, content in files.items()
        if name.endswith(".yaml") and (only is None or name in only)
    }
    changed = {name: content for name, content in rewritten.items() if content != files[name]}
    # Whoever reads the new files must read the same: nothing is taken on trust here.
    if changed and meaning(load_rulebook({**files, **changed})) != meaning(before):
        what = "These files would not mean the same in the other language."
        raise ProblemsFound(
            [Problem("not-translatable", Place(next(iter(changed))), what, "Tell us about it.")]
        )
    return changed


def _rewritten(name: str, content: bytes, spelling: Spelling, language: Language) -> bytes:
    text = readable_text(name, content)
    letters, problems = Letters(text), list[Problem]()
    exchanges: list[Exchange] = []
    for place, words in spelling.words.items():
        if place.file == name:
            try:
                exchanges += _exchanges(place, words, letters, language)
            except ProblemsFound as found:
                problems += found.problems
    if problems:
        raise ProblemsFound(problems)
    plain = content.removeprefix(_MARK).decode()
    mark = _MARK if content.startswith(_MARK) else b""
    return mark + "".join(_exchanged(plain, _with_line_ends(plain, sorted(exchanges)))).encode()


def _exchanges(
    place: Place, words: list[Spelled], letters: Letters, language: Language
) -> Iterator[Exchange]:
    """The word that is to be exchanged at a place, if there is one."""
    wanted = {word.in_(language) for word in words}
    if wanted == {words[0].written}:
        return
    index = letters.index(place, words[0].written)
    if index is None or len(wanted) > 1:
        what = f"“{words[0].written}” cannot be written in the other language where it stands."
        mend = (
            "Write the value on one line."
            if index is None
            else f"It would be {' as well as '.join(sorted(wanted))}: write the value out where it is repeated with “*”."
        )
        raise ProblemsFound([Problem("not-translatable", place, what, mend)])
    yield index, words[0].written, wanted.pop()


def _with_line_ends(plain: str, exchanges: list[Exchange]) -> list[Exchange]:
    r"""The same where ``\r\n`` ends the lines: each of these has one letter more than was counted."""
    ends = [number for number, (one, other) in enumerate(pairwise(plain)) if one + other == "\r\n"]
    moved, passed = list[Exchange](), 0
    for index, written, wanted in exchanges:
        while passed < len(ends) and ends[passed] < index + passed:
            passed += 1
        moved.append((index + passed, written, wanted))
    return moved


def _exchanged(plain: str, exchanges: list[Exchange]) -> Iterator[str]:
    """The pieces of the new text. Words that Chinese writes together are apart in English."""
    done = 0
    for index, written, wanted in exchanges:
        yield plain[done:index]
        done = index + len(written)
        before, after = plain[index - 1 : index], plain[done : done + 1]
        if _would_join(before, wanted[:1]):
            yield " "
        yield wanted
        if _would_join(wanted[-1:], after):
            yield " "
    yield plain[done:]


def _would_join(one: str, other: str) -> bool:
    return one.isascii() and (one.isalnum() and other.isalnum())
