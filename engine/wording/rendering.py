"""Writes a message: its text with the facts filled in, for a reader of a locale.

A text is Jinja2, cut down to ``{{ path.to.fact }}``, a few filters and ``{% if %}`` over facts. Whatever else is in a
text is refused by `check_template` when it is loaded, and here again before it is rendered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias, cast
from zoneinfo import ZoneInfo

from jinja2 import StrictUndefined, Template, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.language.syntax import FactPath
from engine.problems import GuanxiError
from engine.spoken import spoken, spoken_percent
from engine.values import Money, Value, ValueProblem
from engine.wording.grammar import HOLDS, LOOK_UP, TOGETHER, Refusal, parse_text, refusals, with_look_ups

Read: TypeAlias = Callable[[FactPath], Value | None]
"""The value that a fact has for the person or subject that a message is about; None when nobody knows it."""


class MissingFact(GuanxiError):
    """A message names a fact that has no value, and says nothing for that case."""

    def __init__(self, fact: str) -> None:
        self.fact = fact
        super().__init__(
            f"The fact {fact} has no value, so the message cannot be written. "
            f'Give the fact a value, or write {{{{ {fact} | default("…") }}}} in the text.'
        )


class WrongTemplate(GuanxiError):
    """A text holds something that no message may hold; it was never checked."""


def render(  # noqa: PLR0913 - the zone alone has a default
    text: str,
    read: Read,
    settings: Mapping[str, Value],
    today: dt.date,
    locale: str,
    *,
    zone: str = "UTC",
    together: Sequence[Read] = (),
) -> str:
    """The text with its facts filled in, for a reader of that locale; moments are told in *zone*.

    *together*: the subjects of a joined message, over which a loop in the text goes.

    Raises:
        MissingFact: a fact has no value and the text has no ``| default("…")`` for it.
        WrongTemplate: the text was not accepted by `check_template`, or compares what does not compare.
    """

    def look_up(path: str, each: Read = read) -> object:
        names = tuple(path.split("."))
        if names == ("today",):
            return today
        value = settings.get(names[1]) if names[0] == "settings" else each(FactPath(names))
        return Missing(path) if value is None or value == () else value

    known = {LOOK_UP: look_up, TOGETHER: together, "locale": locale, "zone": zone}
    return _compiled(text).render(known)


class Missing:
    """A fact without a value: showing it ends the message; ``default`` and ``is empty`` know it."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __bool__(self) -> bool:
        raise MissingFact(self.path)

    def __str__(self) -> str:
        raise MissingFact(self.path)


def _holds(left: object, operator: str, right: object) -> bool:
    """Compares two values of one kind; money only in one currency."""
    left, right = _comparable(left), _comparable(right)
    if type(left) is not type(right):
        raise WrongTemplate(f"{left} and {right} do not compare: they are of two kinds.")
    if isinstance(left, Money) and isinstance(right, Money):
        left, right = _amounts(left, right)
    try:
        return _OPERATORS[operator](left, right)
    except TypeError:
        raise WrongTemplate(f"{left} and {right} have no order.") from None


def _comparable(value: object) -> object:
    """A number as the exact number that facts have, a text as a plain one; a missing fact ends the message."""
    if isinstance(value, Missing):
        raise MissingFact(str(value.path))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Decimal(str(value))
    return str(value) if isinstance(value, str) else value


def _amounts(left: Money, right: Money) -> tuple[int, int]:
    try:
        return left.in_same_currency(right), right.in_same_currency(left)
    except ValueProblem as error:
        raise WrongTemplate(str(error)) from None


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda left, right: bool(left == right),
    "ne": lambda left, right: bool(left != right),
    "gt": lambda left, right: bool(left > right),
    "gteq": lambda left, right: bool(left >= right),
    "lt": lambda left, right: bool(left < right),
    "lteq": lambda left, right: bool(left <= right),
}


@pass_context
def _show(context: Context, value: object) -> str:
    return _in_words(context, value)


def _in_words(context: Context, value: object) -> str:
    if isinstance(value, Missing):
        raise MissingFact(value.path)
    return spoken(cast("Value", value), context["locale"], context["zone"])


def _text_filter(change: Callable[[str], str]) -> Callable[[Context, object], str]:
    @pass_context
    def apply(context: Context, value: object) -> str:
        return change(_in_words(context, value))

    return apply


@pass_context
def _percent(context: Context, value: object) -> object:
    return spoken_percent(value, context["locale"]) if isinstance(value, Decimal) else value


@pass_context
def _date(context: Context, value: object) -> object:
    """The day alone of a moment."""
    return value.astimezone(ZoneInfo(context["zone"])).date() if isinstance(value, dt.datetime) else value


def _default(value: object, words: str) -> object:
    return words if isinstance(value, Missing) else value


_FILTERS: Mapping[str, Callable[..., object]] = {
    "default": _default,
    "upper": _text_filter(str.upper),
    "lower": _text_filter(str.lower),
    "title": _text_filter(str.title),
    "percent": _percent,
    "date": _date,
}
_TESTS: Mapping[str, Callable[[object], bool]] = {
    "empty": lambda value: isinstance(value, Missing),
    "yes": lambda value: _holds(value, "eq", True),  # noqa: FBT003 - an operand
    "no": lambda value: _holds(value, "eq", False),  # noqa: FBT003 - an operand
}


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, finalize=_show, keep_trailing_newline=True, autoescape=False
    )
    environment.filters = dict(_FILTERS)
    environment.tests = dict(_TESTS)
    environment.globals = {HOLDS: _holds}
    return environment


_ENVIRONMENT = _environment()


@lru_cache(maxsize=2_000)
def _compiled(text: str) -> Template:
    tree = parse_text(text)
    refusal = tree if isinstance(tree, Refusal) else next(refusals(tree), None)
    if isinstance(tree, Refusal) or refusal is not None:
        raise WrongTemplate(refusal.what if refusal else "")
    safe = with_look_ups(tree)
    safe.set_environment(_ENVIRONMENT)
    return Template.from_code(_ENVIRONMENT, _ENVIRONMENT.compile(safe), _ENVIRONMENT.make_globals(None))
