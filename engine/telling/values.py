"""Values of sentences as noun phrases: ``the invoice's due date plus 7 days``, ``发票的到期日加7天``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from engine.language.syntax import (
    Aggregate,
    AmountFor,
    Answer,
    Constant,
    Expression,
    FactPath,
    Now,
    Product,
    Setting,
    Since,
    Sum,
    TableLookup,
    Today,
    Truth,
)
from engine.language.words import Language
from engine.rulebook import Recipient, Role, Rulebook
from engine.spoken import spoken, spoken_percent
from engine.telling.phrases import listed, say
from engine.values import Duration, Value
from engine.vocabulary import FactType

_NO_NOUN = ("for", "on", "since", "to", "by", "at", "of", "with", "from", "in")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells the values of one rulebook in one language."""

    book: Rulebook
    language: Language

    def say(self, phrase: str, **parts: object) -> str:
        """The phrase with its parts."""
        return say(self.language, phrase, **parts)

    def entity(self, name: str) -> str:
        """``invoice``, ``发票``."""
        known = self.book.vocabulary.entities.get(name)
        return known.labels.get(self.language, plain(name)) if known else plain(name)

    def path(self, names: Sequence[str]) -> str:
        """``the superior of …`` is told from its owner: ``the customer's account manager's superior``."""
        told = self.say("the", entity=self.entity(names[0]))
        for number in range(1, len(names)):
            label, type_ = self.label(names[: number + 1])
            is_odd = self.language == "en" and label.split()[-1] in _NO_NOUN
            kind = {"date": "date", "moment": "time"}.get(type_.kind, "fact")
            told = self.say("odd fact" if is_odd else "fact", owner=told, fact=label, kind=kind)
        return told

    def label(self, names: Sequence[str]) -> tuple[str, FactType]:
        """What people call the fact at the end of a path, and its type."""
        entity, known = names[0], None
        for name in names[1:]:
            known = self.book.vocabulary.fact(entity, name)
            entity = (known.type.entity or "") if known else ""
        if known is None:
            return plain(names[-1]), FactType("text")
        return known.labels.get(self.language, plain(known.name)), known.type

    def type_of(self, node: Expression) -> FactType | None:
        """The type that a value's facts give it."""
        match node:
            case FactPath(names) if len(names) > 1:
                return self.label(names)[1]
            case Sum(left, _, _) | Product(left, _, _):
                return self.type_of(left)
            case Today() | Now():
                return FactType("date")
            case _:
                return None

    def recipient(self, to: Recipient) -> str:
        """``the customer's account manager``, ``the credit manager``."""
        if isinstance(to, Role):
            kind, _, name = to.name.partition("/")
            return self.say("team" if kind == "team" else "role", name=plain(name))
        return self.path(to.names)

    def constant(self, value: Value, type_: FactType | None) -> str:
        """A value as its type is read: 30 as ``30%``."""
        if isinstance(value, Decimal) and type_ is not None and type_.kind == "percent":
            return spoken_percent(value, self.language)
        told = spoken(value, self.language, self.book.vocabulary.working_time.zone)
        return self.say("quoted", word=told) if isinstance(value, str) else told

    def value(self, node: Expression, type_: FactType | None = None) -> str:  # noqa: C901, PLR0911, PLR0912 - one for each form
        """The noun phrase of a value that is of that type."""
        match node:
            case Constant(value):
                return self.constant(value, type_)
            case FactPath(names):
                return self.path(names)
            case Setting(name, value):
                return self.say("setting", name=name, value=self._bare(value, type_))
            case Answer(name):
                return self.say("answer", name=name)
            case Today():
                return self.say("today")
            case Now():
                return self.say("now")
            case Sum(left, sign, right):
                return self.say(
                    sign, left=self.value(left, type_), right=self.value(right, self._added(left, right))
                )
            case Product(left, sign, right):
                return self._product(left, sign, right)
            case Since(unit, start):
                return self.say(f"{unit} since", start=self.value(start))
            case Aggregate():
                return self._figure(node)
            case TableLookup(table, _, inputs):
                told = listed(self.language, [self.value(each) for each in inputs])
                return self.say("table", table=table.name, inputs=told)
            case AmountFor(name, amounts):
                told = listed(self.language, [self._bare(each, None) for each in amounts])
                return self.say("setting", name=name, value=told)
            case Truth():
                raise AssertionError("A condition is a value only in the vocabulary.")
            case _:
                assert_never(node)

    def _bare(self, value: Value, type_: FactType | None) -> str:
        return value if isinstance(value, str) else self.constant(value, type_)

    def _added(self, left: Expression, right: Expression) -> FactType | None:
        is_length = isinstance(right, Constant) and isinstance(right.value, Duration)
        return None if is_length else self.type_of(left)

    def _product(self, left: Expression, sign: str, right: Expression) -> str:
        match right:
            case Constant(Decimal() as factor) if sign == "*" and abs(factor) < 1:
                return self.say(
                    "share", percent=spoken_percent(factor * 100, self.language), whole=self.value(left)
                )
            case Product(share, "/", Constant(value)) if sign == "*" and value == _HUNDRED:
                return self.say(
                    "share", percent=self.value(share, FactType("percent")), whole=self.value(left)
                )
            case _:
                return self.say(sign, left=self.value(left), right=self.value(right))

    def _figure(self, node: Aggregate) -> str:
        rows = self.path([node.entity, node.fact]) if node.fact else self.entity(node.entity)
        function = self.say("any rows" if node.function == "any" else node.function)
        return self.say("figure", function=function, rows=rows)


def plain(name: str) -> str:
    """``credit_manager`` as people say it."""
    return name.replace("_", " ")
