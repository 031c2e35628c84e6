"""What may stand behind a key of a file: a text, a word, a number, a day, yes or no, one of some words, a list."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, TypeAlias

from pydantic import (
    AfterValidator,
    Discriminator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    Tag,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from engine.language.spelling import spelled_value
from engine.language.tree import Items, Pairs, Text, kind_of
from engine.language.words import Language, known_value, language_of, value_in
from engine.problems import did_you_mean


def wrong(code: str, what: str, mend: str = "") -> PydanticCustomError:
    """An error that becomes a `Problem` of this code."""
    # The text is brought by the context: a brace in it must not be read as a template.
    return PydanticCustomError("problem", "{what}", {"code": code, "what": what, "mend": mend})


def _as_text(value: object) -> Text:
    if not isinstance(value, Text):
        raise wrong("wrong-kind", f"Here stands {kind_of(value)}, where a text is expected.")
    if value.is_missing:
        raise wrong("wrong-kind", "Nothing stands here.", "Write a value, or delete the key.")
    return value


def _word(value: Text) -> Text:
    if not re.fullmatch(r"[^\W\d]\w*", value):
        mend = "Write one word of letters, digits and “_” that begins with a letter."
        raise wrong("wrong-word", f"“{value}” is no name.", mend)
    return value


def _whole_number(value: Text) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", value):
        raise wrong("wrong-kind", f"“{value}” is no whole number.", "Write digits only.")
    return int(value)


def _day(value: Text) -> dt.date:
    try:
        return dt.datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        raise wrong("wrong-kind", f"“{value}” is no date.", "Write it as 2026-01-31.") from None


def _yes_no(value: Text) -> bool:
    known = known_value(value, ("yes", "no"))
    if known is None:
        raise wrong("wrong-kind", f"“{value}” is neither yes nor no.", "Write “yes” or “no”.")
    spelled_value(value.place, value.written, known)
    return known == "yes"


class OneOf:
    """One of these words, in any language."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Checked once it is a text."""
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """What an editor offers."""
        return {"enum": [value_in(language, word) for language in LANGUAGES for word in self.words]}

    def _check(self, value: Text) -> Text:
        known = known_value(value, self.words)
        if known is None:
            near = did_you_mean(value, [value_in(language_of(value), word) for word in self.words])
            raise wrong("unknown-word", f"“{value}” is not known here.", near)
        spelled_value(value.place, value.written, known)
        return value.meaning(known)


class Listed:
    """One thing is a list of one thing."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Made a list before it is checked."""
        return core_schema.no_info_before_validator_function(_listed, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """An item or a list of them."""
        many = handler(core)
        return {"anyOf": [many["items"], many]}


def by_kind(tree: object) -> str:
    """Which branch of a union a tree takes: by its kind."""
    return "<pairs>" if isinstance(tree, dict) else "<items>" if isinstance(tree, list) else "<text>"


def _listed(tree: object) -> object:
    """One thing is a list of one thing."""
    return tree if isinstance(tree, list) else Items([tree]) if isinstance(tree, (Text, Pairs)) else tree


LANGUAGES: tuple[Language, ...] = ("en", "zh")
_SCALAR = WithJsonSchema({"type": ["string", "number", "boolean"]})
Words: TypeAlias = Annotated[Text, PlainValidator(_as_text), _SCALAR]
Word: TypeAlias = Annotated[Words, AfterValidator(_word)]
WholeNumber: TypeAlias = Annotated[int, PlainValidator(lambda v: _whole_number(_as_text(v))), _SCALAR]
Day: TypeAlias = Annotated[dt.date, PlainValidator(lambda v: _day(_as_text(v))), _SCALAR]
YesNo: TypeAlias = Annotated[bool, PlainValidator(lambda v: _yes_no(_as_text(v))), _SCALAR]
Version: TypeAlias = Annotated[Words, OneOf("1")]
Anything: TypeAlias = Annotated[Any, PlainValidator(lambda v: v)]
PerLocale: TypeAlias = dict[Words, Words]
TextOrFile: TypeAlias = Annotated[
    Annotated[Words, Tag("<text>")] | Annotated[PerLocale, Tag("<pairs>")], Discriminator(by_kind)
]
WordsOrList: TypeAlias = Annotated[
    Annotated[Words, Tag("<text>")] | Annotated[list[Words], Tag("<items>")], Discriminator(by_kind)
]
Several: TypeAlias = Annotated[list[Words], Listed()]
