"""Texts that say less in one language than in the other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from engine.problems import Problem
from engine.rulebook import OpenTask, Rulebook, Send, Step, Texts, with_what_follows
from engine.wording.grammar import Refusal, fact_paths, parse_text


def unequal_texts(book: Rulebook) -> Iterator[Problem]:
    """Facts that a message shows in one language and leaves out in another."""
    for rule in book.moves_and_rules:
        for step in rule.steps:
            for texts in _texts_of(step):
                yield from _compared(texts, step)


def _texts_of(step: Step) -> Iterator[Texts]:
    for action in with_what_follows(step.do):
        if isinstance(action, Send | OpenTask):
            yield action.text
        if isinstance(action, Send) and action.subject is not None:
            yield action.subject


def _compared(texts: Texts, step: Step) -> Iterator[Problem]:
    shown = {locale: _shown(text) for locale, text in texts.items()}
    everywhere = frozenset[str]().union(*shown.values())
    for locale, facts in shown.items():
        for fact in sorted(everywhere - facts):
            others = ", ".join(each for each in shown if fact in shown[each])
            told = f"The text of “{step.id}” shows {fact} in {others}, but not in {locale}."
            witness = f"whoever reads {locale} is not told {fact}"
            yield Problem(
                "text-differs", step.place, told, f"Write {{{{ {fact} }}}} there too.", witness, "warning"
            )


@lru_cache(maxsize=8_192)  # after an edit most texts are those of the check before
def _shown(text: str) -> frozenset[str]:
    tree = parse_text(text)
    return frozenset() if isinstance(tree, Refusal) else frozenset(path for path, _ in fact_paths(tree))
