"""What a message text may hold: an allow-list over the tree that Jinja reads, and nothing outside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.language.words import known_root

MAX_BYTES = 20_000
MAX_DEPTH = 20
"""Expressions and ``{% if %}`` inside each other; Python's own compiler gives up at about 100."""

LOOK_UP = "_look_up"
HOLDS = "_holds"
TOGETHER = "together"
"""What a loop goes over: the subjects of a joined message. The loop's own name is that of their entity."""
EACH = "_each"
FILTERS: Mapping[str, int] = {"default": 1, "upper": 0, "lower": 0, "title": 0, "percent": 0, "date": 0}
"""The filters that a text may use, and how many words in quotes each takes."""
NEED_A_VALUE = frozenset({"upper", "lower", "title"})
TESTS = frozenset({"empty", "yes", "no"})

_READER = ImmutableSandboxedEnvironment(keep_trailing_newline=True)
_ALLOWED = "Only {{ facts }}, filters and {% if %} may stand in a text."
_NAMES: Mapping[type[nodes.Node], str] = {
    nodes.For: "A loop",
    nodes.Call: "A call",
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "import",
    nodes.Extends: "extends",
    nodes.Macro: "macro",
    nodes.Assign: "set",
    nodes.AssignBlock: "set",
    nodes.Getattr: "An attribute of anything but a fact",
    nodes.Getitem: "A bracket",
    nodes.Const: "A bare value",
    nodes.CondExpr: "An inline if",
    nodes.BinExpr: "Arithmetic",
    nodes.Neg: "Arithmetic",
    nodes.Concat: "Joining with “~”",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that may not stand in a text, at a line of it counted from 1."""

    line: int
    what: str
    mend: str = _ALLOWED
    code: str = "message-not-allowed"


def parse_text(text: str) -> nodes.Template | Refusal:
    """The tree of a text, or why there is none. Nothing is evaluated."""
    if len(text.encode()) > MAX_BYTES:
        return Refusal(1, "The text is longer than 20 kB.", "Shorten it.", "message-too-long")
    try:
        return _READER.parse(text)
    except TemplateSyntaxError as error:
        mend = "Check that each {{ has its }} and each {% if %} its {% endif %}."
        return Refusal(
            error.lineno,
            f"The text cannot be read: {(error.message or 'it breaks off').rstrip('.')}.",
            mend,
            "message-syntax",
        )
    except RecursionError:
        return Refusal(1, "The text is nested too deeply.", "Write it flatter.")


def lexed(text: str) -> Iterator[tuple[str, str]]:
    """Each token's kind and letters; together they are the text."""
    return ((kind, letters) for _, kind, letters in _READER.lex(text))


def refusals(tree: nodes.Template) -> Iterator[Refusal]:
    """Everything in a tree that is not on the allow-list."""
    for node in tree.body:
        yield from _statement(node, 1)


def fact_paths(node: nodes.Node, *, outside: bool = False) -> Iterator[tuple[str, int]]:
    """Every path written in a tree that was found allowed, with its line; *outside* those of loops are left out."""
    path = path_of(node)
    if path is not None:
        yield path, node.lineno
        return
    if isinstance(node, nodes.For):
        inside = () if outside else node.body
        for part in inside:
            yield from fact_paths(part)
        return
    for child in node.iter_child_nodes():
        yield from fact_paths(child, outside=outside)


def path_of(node: nodes.Node) -> str | None:
    """``customer.manager.name``, or None when the node is no path."""
    names: list[str] = []
    while isinstance(node, nodes.Getattr):
        names.append(node.attr)
        node = node.node
    if not isinstance(node, nodes.Name):
        return None
    return known_root(".".join([node.name, *reversed(names)]))


def loops(tree: nodes.Template) -> list[nodes.For]:
    """The loops of a tree, in order."""
    return list(tree.find_all(nodes.For))


def with_look_ups(tree: nodes.Template) -> nodes.Template:
    """The tree with each path as a look-up of its text, each comparison as a call: no attribute is ever read."""
    rewritten = _rewrite(tree)
    assert isinstance(rewritten, nodes.Template)
    return rewritten


def _rewrite(node: nodes.Node, each: str | None = None) -> nodes.Node:
    """*each* is the name that a loop gives to the subject that it is at: its facts are looked up there."""
    path = path_of(node)
    if path is not None:
        its = [nodes.Name(EACH, "load")] if path.partition(".")[0] == each else []
        return _call(LOOK_UP, [nodes.Const(path), *its], node.lineno)
    if isinstance(node, nodes.For):
        assert isinstance(node.target, nodes.Name)
        body = [_rewrite(part, node.target.name) for part in node.body]
        names = nodes.Name(EACH, "store"), nodes.Name(TOGETHER, "load")
        return nodes.For(*names, body, [], None, False, lineno=node.lineno)  # noqa: FBT003 - not recursive
    for name, value in list(node.iter_fields()):
        if isinstance(value, nodes.Node):
            setattr(node, name, _rewrite(value, each))
        elif isinstance(value, list):
            changed = [_rewrite(item, each) if isinstance(item, nodes.Node) else item for item in value]
            setattr(node, name, changed)
    if isinstance(node, nodes.Compare):
        operand = node.ops[0]
        return _call(HOLDS, [node.expr, nodes.Const(operand.op), operand.expr], node.lineno)
    return node


def _call(function: str, arguments: list[nodes.Expr], line: int) -> nodes.Call:
    return nodes.Call(nodes.Name(function, "load"), arguments, [], None, None, lineno=line)


def _statement(node: nodes.Node, depth: int) -> Iterator[Refusal]:
    if depth > MAX_DEPTH:
        yield Refusal(node.lineno, "The text is nested too deeply.", "Write it flatter.")
        return
    match node:
        case nodes.Output():
            for part in node.nodes:
                if not isinstance(part, nodes.TemplateData):
                    yield from _shown(part, depth + 1)
        case nodes.If():
            yield from _condition(node.test, depth + 1)
            for inner in (*node.body, *node.else_):
                yield from _statement(inner, depth + 1)
            for branch in node.elif_:
                yield from _statement(branch, depth)
        case nodes.For() if _is_over_together(node):
            for inner in node.body:
                yield from _statement(inner, depth + 1)
        case _:
            yield _not_allowed(node)


def _is_over_together(node: nodes.For) -> bool:
    """``{% for invoice in together %}`` and nothing more; none within it, for that would grow by the square."""
    is_plain = isinstance(node.target, nodes.Name) and isinstance(node.iter, nodes.Name)
    more = node.else_ or node.test is not None or node.recursive or next(node.find_all(nodes.For), None)
    return is_plain and not more and path_of(node.iter) == TOGETHER


def _shown(node: nodes.Node, depth: int) -> Iterator[Refusal]:
    if path_of(node) is not None or (isinstance(node, nodes.Const) and isinstance(node.value, str)):
        return
    if not isinstance(node, nodes.Filter) or node.node is None or depth > MAX_DEPTH:
        yield _not_allowed(node)
        return
    yield from _filter(node)
    yield from _shown(node.node, depth + 1)


def _filter(node: nodes.Filter) -> Iterator[Refusal]:
    if node.name not in FILTERS:
        known = ", ".join(FILTERS)
        yield Refusal(node.lineno, f"The filter “{node.name}” is not known.", f"Known filters: {known}.")
        return
    words = [arg for arg in node.args if isinstance(arg, nodes.Const) and isinstance(arg.value, str)]
    extra = node.kwargs or node.dyn_args or node.dyn_kwargs
    if len(words) != FILTERS[node.name] or len(node.args) != FILTERS[node.name] or extra:
        mend = 'Write default("some words").' if node.name == "default" else f"Write “| {node.name}” alone."
        yield Refusal(node.lineno, f"The filter “{node.name}” is not used like this.", mend)
    if node.name == "default" and isinstance(node.node, nodes.Filter) and node.node.name in NEED_A_VALUE:
        what = f"“default” stands after “{node.node.name}”, which needs a value."
        yield Refusal(node.lineno, what, "Write “default” first.")


def _condition(node: nodes.Node, depth: int) -> Iterator[Refusal]:
    if depth > MAX_DEPTH:
        yield Refusal(node.lineno, "The condition is nested too deeply.", "Write it flatter.")
        return
    match node:
        case nodes.And() | nodes.Or():
            yield from _condition(node.left, depth + 1)
            yield from _condition(node.right, depth + 1)
        case nodes.Not():
            yield from _condition(node.node, depth + 1)
        case nodes.Compare():
            yield from _comparison(node)
        case nodes.Test() if node.name in TESTS and not node.args and path_of(node.node) is not None:
            return
        case nodes.Test():
            yield Refusal(
                node.lineno, f"“is {node.name}” is not known.", "Write “is empty”, “is yes” or “is no”."
            )
        case _ if path_of(node) is None:
            yield _not_allowed(node)


def _comparison(node: nodes.Compare) -> Iterator[Refusal]:
    if len(node.ops) != 1 or node.ops[0].op in {"in", "notin"}:
        mend = "Compare two values with ==, !=, <, <=, > or >=, joined with “and”, “or”."
        yield Refusal(node.lineno, "This comparison is not known.", mend)
        return
    for side in (node.expr, node.ops[0].expr):
        if path_of(side) is None and not isinstance(side, nodes.Const):
            yield _not_allowed(side)


def _not_allowed(node: nodes.Node) -> Refusal:
    names = (name for kind, name in _NAMES.items() if isinstance(node, kind))
    name = next(names, f"“{type(node).__name__.lower()}”")
    return Refusal(node.lineno, f"{name} is not allowed in a text.")
