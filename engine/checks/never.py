"""Lines that never hold, always hold, or never decide; steps that never come."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from engine.checks.lines import choices_in, lines_of, place_of, sentences_in, words_of
from engine.checks.witnesses import Asked, Search
from engine.language import syntax
from engine.problems import Place, Problem
from engine.rulebook import OpenTask, Rule, Rulebook, SkipTo, Step, with_what_follows


def never_true(book: Rulebook, search: Search) -> Iterator[Problem]:
    """Rules and steps that can never act, and lines that say nothing."""
    for rule in book.moves_and_rules:
        found = list(_dead(rule.when, rule, search, "rule"))
        yield from found
        if not found:
            yield from _idle(rule.when, rule, search)
            for step in rule.steps:
                yield from _dead_step(step, rule, search)
            yield from _same_due(rule)


def _dead(condition: syntax.Condition, rule: Rule, search: Search, what: str) -> Iterator[Problem]:
    """The line that makes a condition impossible: by itself, or beside another one."""
    if not search.logic.is_impossible((condition, "true")):
        return
    lines = lines_of(condition)
    alone = [line for line in lines if search.logic.is_impossible((line, "true"))]
    for line in alone:
        told = f"“{words_of(line)}” never holds, so this {what} never acts."
        yield Problem(
            "never-true", place_of(line, rule.place), told, "Write what is meant, or delete the rule."
        )
    if alone:
        return
    for one, other in itertools.combinations(lines, 2):
        if search.logic.is_impossible((one, "true"), (other, "true")):
            yield _contradiction(one, other, rule, search)
            return
    told = f"The lines of this {what} never hold together, so it never acts."
    yield Problem("never-true", rule.place, told, "Write what is meant, or delete the rule.")


def _contradiction(one: syntax.Condition, other: syntax.Condition, rule: Rule, search: Search) -> Problem:
    witness = search.find(rule.who, (one, "true"))
    told = f"“{words_of(other)}” never holds together with “{words_of(one)}”, so this rule never acts."
    shown = f"for {witness.said(rule.who)} “{words_of(one)}” holds, and this does not" if witness else ""
    return Problem("never-true", place_of(other, rule.place), told, "Change one of the two.", shown)


def _idle(condition: syntax.Condition, rule: Rule, search: Search) -> Iterator[Problem]:
    """Lines that are true whenever they can be judged, and choices that never decide."""
    lines = lines_of(condition)
    for line in lines:
        if any(True for _ in sentences_in(line)) and search.logic.is_impossible((line, "false")):
            yield _always(line, rule, search)
    for line in lines:
        for choice, sentence in choices_in(line):
            asked: list[Asked] = [(other, "true") for other in lines if other is not line]
            for number, branch in enumerate(choice.parts, start=1):
                words = words_of(branch) or f"alternative {number} of {sentence.text if sentence else ''}"
                place = sentence.place if sentence else place_of(branch, rule.place)
                yield from _idle_branch(_Branch(branch, choice, words, place), asked, rule, search)


def _always(line: syntax.Condition, rule: Rule, search: Search) -> Problem:
    witness = search.find(rule.who, (line, "true"))
    shown = f"it holds for {witness.said(rule.who)}, as for everybody" if witness else ""
    told = f"“{words_of(line)}” is never false: it keeps nobody out of whom enough is known."
    mend = "Delete the line, or write “… is not empty” when you mean that it must be known."
    return Problem("always-true", place_of(line, rule.place), told, mend, shown, "warning")


@dataclass(frozen=True, slots=True)
class _Branch:
    """One part of a choice, as it was written, and where."""

    condition: syntax.Condition
    choice: syntax.AnyOf
    words: str
    place: Place


def _idle_branch(branch: _Branch, asked: list[Asked], rule: Rule, search: Search) -> Iterator[Problem]:
    one, others = branch.condition, branch.choice.parts
    if search.logic.is_impossible((one, "true"), *asked):
        told = f"“{branch.words}” never holds together with the other lines, so this branch never decides."
        yield Problem("dead-branch", branch.place, told, "Delete or mend it.", severity="warning")
        return
    for other in others:
        if other is one or not _implies(one, other, search):
            continue
        if _implies(other, one, search) and others.index(one) < others.index(other):
            continue  # of two that say the same the second is told
        told = (
            f"Whenever “{branch.words}” holds, another branch of the choice does, so this one never decides."
        )
        witness = search.find(rule.who, (one, "true"), (other, "true"))
        shown = f"both hold for {witness.said(rule.who)}" if witness else ""
        yield Problem("dead-branch", branch.place, told, "Delete the narrower one.", shown, "warning")
        return


def _implies(one: syntax.Condition, other: syntax.Condition, search: Search) -> bool:
    logic = search.logic
    return logic.is_impossible((one, "true"), (other, "false")) and logic.is_impossible(
        (one, "true"), (other, "unknown")
    )


def _dead_step(step: Step, rule: Rule, search: Search) -> Iterator[Problem]:
    if step.when is None:
        return
    if search.logic.is_impossible((step.when, "true")):
        told = f"“{words_of(step.when)}” never holds, so the step “{step.id}” never comes."
        yield Problem(
            "dead-step", place_of(step.when, rule.place), told, "Write what is meant, or delete the step."
        )
    elif search.logic.is_impossible((rule.when, "true"), (step.when, "true")):
        told = f"“{words_of(step.when)}” never holds while the rule's own lines do, so the step “{step.id}” never comes."
        witness = search.find(rule.who, (rule.when, "true"))
        shown = f"the rule's lines hold for {witness.said(rule.who)}, this does not" if witness else ""
        place = place_of(step.when, rule.place)
        yield Problem("dead-step", place, told, "Change the step's “when” or the rule's.", shown)


def _same_due(rule: Rule) -> Iterator[Problem]:
    """Two steps at one moment under one condition; it may be meant of two tasks, and where steps are skipped to."""
    if any(isinstance(action, SkipTo) for step in rule.steps for action in with_what_follows(step.do)):
        return
    for one, other in itertools.combinations(rule.steps, 2):
        if (
            one.offset == other.offset
            and one.when == other.when
            and not _answers_of(one) & _answers_of(other)
        ):
            told = f"The step “{other.id}” is due at the same moment as “{one.id}”, and under the same condition."
            mend = "Put what both do into one step, or give one of them another time."
            shown = f"both are due {one.offset} from the beginning of “{rule.id}”"
            yield Problem("same-due", other.place, told, mend, shown, "warning")


def _answers_of(step: Step) -> set[str]:
    """Tasks that share an answer cannot stand in one step."""
    tasks = [action for action in step.do if isinstance(action, OpenTask)]
    return {name for task in tasks for name in (*task.outcomes, *(["late"] if task.late else []))}
