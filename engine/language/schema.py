"""The whole language of the files: which keys stand where, and of what kind their values are.

Only shapes are checked here; what sentences, paths and values mean is checked by the modules that read them.
Fields are named as in the files, with ``_`` for a space (``at_most`` is the key ``at most``); the keys' words of other
languages stand in the table of words.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, ClassVar, Self, TypeAlias, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    PlainValidator,
    PrivateAttr,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from engine.language.spelling import spelled_key, spelled_value
from engine.language.tree import Items, Pairs, Text, kind_of
from engine.language.words import Language, key_in, known_key, known_value, language_of, value_in
from engine.problems import Place, did_you_mean
from engine.tables import Hit

LATER = frozenset({"start"})
"""Keys that the language will have; whoever writes them is told that they are not available yet."""


def key_of(field_name: str) -> str:
    """The key in the file of a field: ``at_most`` → ``at most``, ``from_`` → ``from``."""
    return field_name.rstrip("_").replace("_", " ")


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


def _tag(tree: object) -> str:
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
    Annotated[Words, Tag("<text>")] | Annotated[PerLocale, Tag("<pairs>")], Discriminator(_tag)
]
WordsOrList: TypeAlias = Annotated[
    Annotated[Words, Tag("<text>")] | Annotated[list[Words], Tag("<items>")], Discriminator(_tag)
]


class Part(BaseModel):
    """A mapping in a file. It knows where it stands."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=key_of, populate_by_name=False)

    title: ClassVar[str] = ""
    _place: Place = PrivateAttr(default_factory=Place)
    _tree: Pairs = PrivateAttr(default_factory=Pairs)

    @model_validator(mode="wrap")
    @classmethod
    def _remember_place(
        cls, tree: object, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo
    ) -> Self:
        if info.context is not None:
            info.context[id(tree)] = cls  # whoever explains an error here knows which keys were possible
        if isinstance(tree, Pairs):
            cls._to_english(tree)
        part = handler(tree)
        if isinstance(tree, Pairs):
            part._place, part._tree = tree.place, tree  # noqa: SLF001 - of its own class
        return part

    @classmethod
    def _to_english(cls, tree: Pairs) -> None:
        """Every key of the mapping in English from now on, each where it stands; what is no key stays as it is."""
        plain, known = Pairs(), cls.keys()
        for written, value in tree.items():
            key = cls.key(written)
            if key in plain:
                what = f"“{written}” says what “{key}” says in line {plain.place_of(key).line} already."
                raise wrong("duplicate-key", what, "Delete one of the two.")
            plain[written.meaning(key)] = value
            if key in known:
                spelled_key(written.place, written.written, key, cls.title)
        tree.clear()
        tree.update(plain)

    @property
    def place(self) -> Place:
        """Where the mapping begins."""
        return self._place

    def place_of(self, key: str) -> Place:
        """Where a key stands, or the mapping itself when the key is left out."""
        return self._tree.place_of(key)

    @property
    def said(self) -> frozenset[str]:
        """The keys that stand there."""
        return frozenset(str(key) for key in self._tree)

    @classmethod
    def keys(cls) -> list[str]:
        """Every key that may stand here."""
        return [key_of(name) for name in cls.model_fields]

    @classmethod
    def key(cls, written: str) -> str:
        """The English key that is written; what is no key here as it is."""
        return known_key(written, cls.title, cls.keys()) or written

    @classmethod
    def keys_like(cls, written: str) -> list[str]:
        """Every key that may stand here, in the language of what was written."""
        language, known = language_of(written), cls.keys()
        return [key_in(language, key, cls.title) for key in known]


class SendPart(Part):
    title = "send"
    send: Words
    to: Words
    text: TextOrFile
    subject: PerLocale | None = None


class TaskPart(Part):
    title = "task"
    task: Word
    to: Words
    due: Words
    text: TextOrFile
    form: dict[Word, WordsOrList] = Field(default_factory=dict)
    outcomes: dict[Word, ActionParts] = Field(default_factory=dict)
    late: ActionParts = Field(default_factory=list)
    keep: YesNo = False


class SetPart(Part):
    title = "set"
    set_: dict[Words, WordsOrList]


class MovePart(Part):
    title = "move"
    move: Words


class AgainPart(Part):
    title = "again"
    again: Words
    at_most: WholeNumber


class SkipToPart(Part):
    title = "skip to"
    skip_to: Words


class OpenPart(Part):
    title = "open"
    open_: Words
    facts: dict[Words, WordsOrList] = Field(default_factory=dict)


ACTIONS = ("send", "task", "set", "open", "move", "again", "skip to")


class UnknownAction(Part):
    """What stands where an action should: refused, with what could be meant."""

    @model_validator(mode="before")
    @classmethod
    def _refuse(cls, tree: object) -> object:
        if not isinstance(tree, Pairs):
            what = f"Here stands {kind_of(tree)}, where an action is expected."
            raise wrong("wrong-kind", what, "Write e.g. “- send: email”.")
        first = str(next(iter(tree), ""))
        near = did_you_mean(first, [key_in(language_of(first), name, "") for name in ACTIONS])
        mend = "It is not available yet." if known_key(first, "", LATER) else near
        raise wrong("unknown-action", f"“{first}” is no action.", mend)


def _action(tree: object) -> str:
    keys = [known_key(key, "", ACTIONS) for key in tree] if isinstance(tree, Pairs) else []
    named = [name for name in ACTIONS if name in keys]
    return f"<{named[0]}>" if named else "<unknown>"


ActionPart: TypeAlias = (
    SendPart | TaskPart | SetPart | OpenPart | MovePart | AgainPart | SkipToPart | UnknownAction
)
ActionParts: TypeAlias = Annotated[
    list[
        Annotated[
            Annotated[SendPart, Tag("<send>")]
            | Annotated[TaskPart, Tag("<task>")]
            | Annotated[SetPart, Tag("<set>")]
            | Annotated[OpenPart, Tag("<open>")]
            | Annotated[MovePart, Tag("<move>")]
            | Annotated[AgainPart, Tag("<again>")]
            | Annotated[SkipToPart, Tag("<skip to>")]
            | Annotated[UnknownAction, Tag("<unknown>")],
            Discriminator(_action),
        ]
    ],
    Listed(),
]


class GroupPart(Part):
    """Lines held together: any of them, all of them, none of them."""

    title = "when"
    any_: Lines | None = None
    all_: Lines | None = None
    none_: Lines | None = None


Lines: TypeAlias = Annotated[
    list[
        Annotated[Annotated[Words, Tag("<text>")] | Annotated[GroupPart, Tag("<pairs>")], Discriminator(_tag)]
    ],
    Listed(),
]


class StepPart(Part):
    title = "steps"
    id: Word
    before: Words | None = None
    after: Words | None = None
    when: Lines | None = None
    do: ActionParts


class ValidPart(Part):
    title = "valid"
    from_: Day | None = None
    to: Day | None = None


class ExamplePart(Part):
    title = "examples"
    name: Words
    given: Annotated[dict[Words, Anything], Field(default_factory=dict)]
    events: Annotated[list[dict[Words, Anything]], Field(default_factory=list)]
    until: Day
    expect: list[Words]


StatusWord: TypeAlias = Annotated[
    Words,
    OneOf("draft", "shadow", "live", "off"),
    WithJsonSchema({"enum": ["draft", "shadow", "live", "off"]}),
]
NamePart: TypeAlias = TextOrFile


class DefaultsPart(Part):
    """What a rule of this file says when it does not say otherwise."""

    title = "defaults"
    owner: Words | None = None
    status: StatusWord | None = None
    valid: ValidPart | None = None
    who: Words | None = None
    group: Words | None = None
    within: Words | None = None
    cooldown: Words | None = None
    catch_up: Annotated[Words, OneOf("next", "latest", "skip")] | None = None
    time_zone: Annotated[Words, OneOf("company", "customer")] | None = None
    missing_day: Annotated[Words, OneOf("day before", "day after", "skip")] | None = None
    leap_month: Annotated[Words, OneOf("regular month", "leap month")] | None = None


class RulePart(DefaultsPart):
    title = "rules"
    id: Word
    name: NamePart | None = None
    on: Words | None = None
    at: Words | None = None
    when: Lines | None = None
    steps: Annotated[list[StepPart], Field(min_length=1)] | None = None
    do: ActionParts | None = None
    for_: Words | None = None
    once_per: Words | None = None
    restart_on: Words | None = None
    rollout: Words | None = None
    from_the_start: YesNo = False
    from_: Annotated[list[Words], Listed()] | None = None
    to: Words | None = None
    examples: Annotated[list[ExamplePart], Field(default_factory=list)]


class LifecyclePart(Part):
    title = "lifecycle"
    of: Words
    start: Words
    end: Annotated[list[Words], Listed(), Field(default_factory=list)]


class TablePart(Part):
    """A decision table: in the file itself, or the *file* of a spreadsheet beside it."""

    title = "tables"
    file: Words | None = None
    sheet: Words | None = None
    hit: Annotated[Words, OneOf(*get_args(Hit))] | None = None
    in_: Annotated[list[Words], Listed(), Field(min_length=1)] | None = None
    out: (
        Annotated[
            Annotated[list[Words], Tag("<items>"), Field(min_length=1)]
            | Annotated[dict[Words, WordsOrList], Tag("<pairs>")],
            Discriminator(_tag),
        ]
        | None
    ) = None
    rows: Annotated[list[list[Words]], Field(min_length=1)] | None = None


class RuleFile(Part):
    title = "a rule file"
    format: Version
    settings: Annotated[dict[Word, WordsOrList], Field(default_factory=dict)]
    defaults: Annotated[DefaultsPart, Field(default_factory=DefaultsPart)]
    lifecycle: LifecyclePart | None = None
    tables: Annotated[dict[Word, TablePart], Field(default_factory=dict)]
    rules: Annotated[list[RulePart], Field(default_factory=list)]
    examples: Annotated[list[ExamplePart], Field(default_factory=list)]


class FactPart(Part):
    title = "facts"
    type: Words
    of: list[Words] | None = None
    label: PerLocale | None = None
    zh: Words | None = None
    en: Words | None = None
    if_missing: WordsOrList | None = None
    personal: YesNo = False
    from_: Words | None = None


class EntityPart(Part):
    title = "entities"
    label: PerLocale | None = None
    zh: Words | None = None
    en: Words | None = None
    events: Annotated[list[Words], Field(default_factory=list)]
    facts: dict[Word, FactPart]


class CalendarPart(Part):
    title = "calendar"
    timezone: Words | None = None
    customer_timezone: Words | None = None
    working: Words | None = None
    holidays: Words | None = None


class VocabularyFile(Part):
    title = "vocabulary.yaml"
    vocabulary: Version
    calendar: CalendarPart | None = None
    entities: dict[Word, EntityPart]


Several: TypeAlias = Annotated[list[Words], Listed()]


class CompetingPart(Part):
    """One group of rules, in the order of importance of the groups."""

    title = "groups"
    order: Annotated[Several, Field(default_factory=list)]
    at_most: Several | None = None
    loser: Annotated[Words, OneOf("waits", "dropped")] | None = None
    critical: YesNo = False
    together: Annotated[Words, OneOf("per customer")] | None = None


class AudiencePart(Part):
    title = "audiences"
    of: Words
    where: Lines


class PolicyFile(Part):
    title = "policy.yaml"
    policy: Version
    permitted_hours: Words | None = None
    at_most: Several | None = None
    least_gap: Words | None = None
    locales: Annotated[list[Words], Field(min_length=1)] | None = None
    groups: Annotated[dict[Word, CompetingPart], Field(default_factory=dict)]
    hold: Annotated[Several, Field(default_factory=list)]
    audiences: Annotated[dict[Word, AudiencePart], Field(default_factory=dict)]
