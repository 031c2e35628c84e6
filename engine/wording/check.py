"""Checks the text of a message when it is loaded: every fact exists, every comparison can be made."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from jinja2 import nodes

from engine.language.scope import type_of
from engine.language.sentences import Scope, parse_path
from engine.problems import Place, Problem, ProblemsFound, did_you_mean
from engine.spoken import spoken, spoken_percent
from engine.vocabulary import FactType
from engine.wording.grammar import Refusal, fact_paths, loops, parse_text, path_of, refusals

_ONE_BRACE = re.compile(r"(?<!\{)\{([^\W\d]\w*(?:\.\w+)+)\}(?!\})")
_SHOWN_PATH = re.compile(r"(\{\{[-+]?\s*)((?:[^\W\d]\w*)(?:\s*\.\s*\w+)+)")
_ORDERED = frozenset({"number", "percent", "money", "date", "moment"})


def check_template(text: str, scope: Scope, place: Place) -> list[Problem]:
    """Everything wrong with a text that begins at *place*; nothing when it can be rendered for that subject."""
    problems = [
        Problem("message-one-brace", _at(text, place, found.start()), f"“{found[0]}” would be sent as it is.",
                f"Write {{{{ {found[1]} }}}}.")
        for found in _ONE_BRACE.finditer(text)
    ]  # fmt: skip
    tree = parse_text(text)
    if isinstance(tree, Refusal):
        return [*problems, _unreadable(tree, text, place)]
    refused = list(refusals(tree)) or list(_wrong_loops(tree, scope))
    problems += [_refused(refusal, place) for refusal in refused]
    if not problems:
        problems += _unknown_facts(tree, text, scope, place)
    if not problems:
        problems += [_refused(refusal, place) for refusal in _clashes(tree, scope)]
    return list(dict.fromkeys(problems))


@lru_cache(maxsize=2_000)
def has_loop(text: str) -> bool:
    """Whether the text goes over the subjects of a joined message itself."""
    tree = parse_text(text)
    return not isinstance(tree, Refusal) and bool(loops(tree))


def settled(text: str, scope: Scope, percents: frozenset[str], locale: str) -> str:
    """A checked text that can stand alone: settings as words, percentages marked as such.

    A percentage is a plain number wherever its fact type is not at hand; here it still is.
    *percents* are the settings that were written with a percent sign.
    """

    def settle(found: re.Match[str]) -> str:
        path = re.sub(r"\s", "", found[2])
        if path.startswith("settings."):
            name = path.removeprefix("settings.")
            value = scope.settings.get(name)
            if value is None:  # in a comment: it was not checked, and is not shown
                return found[0]
            is_percent = name in percents and isinstance(value, Decimal)
            words = spoken_percent(value, locale) if is_percent else spoken(value, locale, scope.zone)  # type: ignore[arg-type]
            return found[1] + '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
        try:
            is_percent = parse_path(path, scope, Place())[1].kind == "percent"
        except ProblemsFound:  # in a comment, as above
            return found[0]
        return f"{found[0]} | percent" if is_percent else found[0]

    return _SHOWN_PATH.sub(settle, text)


def _at(text: str, place: Place, offset: int) -> Place:
    line = text.count("\n", 0, offset)
    start = text.rfind("\n", 0, offset) + 1
    return Place(place.file, place.line + line, offset - start + (place.col if line == 0 else 1))


def _refused(refusal: Refusal, place: Place) -> Problem:
    line = max(refusal.line, 1) - 1
    where = Place(place.file, place.line + line, place.col if line == 0 else 1)
    return Problem(refusal.code, where, refusal.what, refusal.mend)


_OPEN_BRACES = re.compile(r"\{\{(?![^{}]*\}\})|\{%(?![^{}]*%\})")


def _unreadable(refusal: Refusal, text: str, place: Place) -> Problem:
    """At the braces that are not closed, if that is what is wrong."""
    problem, braces = _refused(refusal, place), _OPEN_BRACES.search(text)
    if braces is None or refusal.code != "message-syntax":
        return problem
    end = "}}" if braces[0] == "{{" else "%}"
    what, mend = f"“{braces[0]}” is not closed.", f"Write “{end}” where the fact ends."
    return Problem(refusal.code, _at(text, place, braces.start()), what, mend)


def _wrong_loops(tree: nodes.Template, scope: Scope) -> Iterator[Refusal]:
    """A loop goes over what a joined message tells of, by its own name; around it nothing is one of them."""
    found = loops(tree)
    for loop in found:
        if not scope.together:
            what = "Only a message that a step sends may have a loop."
            yield Refusal(loop.lineno, what, "Write the text for one subject.", "message-loop")
        elif scope.entity == "customer":
            what = "The rule is about the customer itself, so there is nothing to go over."
            yield Refusal(loop.lineno, what, "Write the text without a loop.", "message-loop")
        elif _entity_at(path_of(loop.target) or "", scope) != scope.entity:
            what = f"“{path_of(loop.target)}” is not what the rule is about."
            mend = f"Write {{% for {scope.entity} in together %}}."
            yield Refusal(loop.lineno, what, mend, "message-loop")
    for path, line in fact_paths(tree, outside=True) if found else ():
        if _entity_at(path.partition(".")[0], scope) == scope.entity != "customer":
            what = f"“{path}” stands outside of the loop, where there may be several of them."
            yield Refusal(line, what, "Move it into the loop.", "message-loop")


def _entity_at(root: str, scope: Scope) -> str:
    """The entity with which a path begins, by its name or by a label; nothing when it begins otherwise."""
    try:
        return str(parse_path(root, scope, Place())[0])
    except ProblemsFound:
        return ""


def _unknown_facts(tree: nodes.Template, text: str, scope: Scope, place: Place) -> Iterator[Problem]:
    for path, line in dict.fromkeys(fact_paths(tree)):
        where = _place_of(path, line, text, place)
        if path == "today":
            continue
        if path.startswith("settings."):
            name = path.removeprefix("settings.")
            if name in scope.amounts:
                what = f"“{path}” has an amount for each currency: nothing says which is meant here."
                yield Problem("message-unknown-fact", where, what, "Name an amount of the subject instead.")
            elif name not in scope.settings:
                near = did_you_mean(path, (f"settings.{name}" for name in scope.settings))
                yield Problem("message-unknown-fact", where, f"“{path}”: no such setting.", near)
            continue
        try:
            _, type_ = parse_path(path, scope, Place())
        except ProblemsFound as found:
            for problem in found.problems:
                yield Problem("message-unknown-fact", where, problem.what, problem.mend)
        else:
            yield from _bare_reference(path, type_, where, scope)


def _bare_reference(path: str, type_: FactType, where: Place, scope: Scope) -> Iterator[Problem]:
    """A reader wants a name, not the number under which somebody is filed."""
    if type_.kind == "reference" and scope.vocabulary.fact(type_.entity or "", "name"):
        what = f"“{path}” would be sent as an id."
        yield Problem("message-reference", where, what, f"Write {{{{ {path}.name }}}}.")


def _place_of(path: str, line: int, text: str, place: Place) -> Place:
    lines = text.split("\n")
    words = lines[line - 1] if line <= len(lines) else ""
    found = re.search(rf"(?<![\w.]){re.escape(path)}(?![\w.])", words)
    col = found.start() if found else 0
    return Place(place.file, place.line + line - 1, col + (place.col if line == 1 else 1))


def _clashes(tree: nodes.Template, scope: Scope) -> Iterator[Refusal]:
    """Comparisons and yes-or-no questions that the facts' types do not allow."""
    for branch in tree.find_all(nodes.If):
        yield from _condition(branch.test, scope)


def _condition(node: nodes.Node, scope: Scope) -> Iterator[Refusal]:
    match node:
        case nodes.And() | nodes.Or():
            yield from _condition(node.left, scope)
            yield from _condition(node.right, scope)
        case nodes.Not():
            yield from _condition(node.node, scope)
        case nodes.Compare():
            yield from _comparison(node, scope)
        case nodes.Test(name="empty"):
            return
        case nodes.Test():
            yield from _question(node.node, scope)
        case _:
            yield from _question(node, scope)


def _question(node: nodes.Node, scope: Scope) -> Iterator[Refusal]:
    type_ = _type(node, scope)
    if type_.kind != "yes_no":
        what = f"“{path_of(node)}” is not a yes-or-no fact."
        yield Refusal(node.lineno, what, "Compare it, or write “is empty”.", "message-clash")


def _comparison(node: nodes.Compare, scope: Scope) -> Iterator[Refusal]:
    sides = node.expr, node.ops[0].expr
    operator = node.ops[0].op
    left, right = (_type(side, scope) for side in sides)
    if not _alike(left, right):
        what = f"A {left.kind} and a {right.kind} do not compare."
        yield Refusal(node.lineno, what, "Both sides must be of one type.", "message-clash")
    elif operator not in {"eq", "ne"} and left.kind not in _ORDERED:
        yield Refusal(node.lineno, f"A {left.kind} has no order.", "Use == or !=.", "message-clash")
    else:
        yield from _unknown_choices(sides, (left, right))


def _unknown_choices(
    sides: tuple[nodes.Expr, nodes.Expr], types: tuple[FactType, FactType]
) -> Iterator[Refusal]:
    for side, other in zip(sides, reversed(types), strict=True):
        if isinstance(side, nodes.Const) and other.choices and side.value not in other.choices:
            mend = did_you_mean(str(side.value), other.choices)
            yield Refusal(side.lineno, f"“{side.value}” is no choice here.", mend, "message-clash")


def _alike(left: FactType, right: FactType) -> bool:
    text, number = {"text", "choice", "reference"}, {"number", "percent"}
    kinds = {left.kind, right.kind}
    return len(kinds) == 1 or kinds <= text or kinds <= number


def _type(node: nodes.Node, scope: Scope) -> FactType:
    path = path_of(node)
    if path == "today":
        return FactType("date")
    if path is not None:
        if path.startswith("settings."):
            return type_of(scope.settings[path.removeprefix("settings.")])
        return parse_path(path, scope, Place())[1]
    value = node.value if isinstance(node, nodes.Const) else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return FactType("number")
    return type_of(value) if isinstance(value, (str, bool)) else FactType("reference")
