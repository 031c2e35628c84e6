"""The whole language of the files: which keys stand where, and of what kind their values are.

Only shapes are checked here; what sentences, paths and values mean is checked by the modules that read them.
Fields are named as in the files, with ``_`` for a space (``at_most`` is the key ``at most``); the keys' words of other
languages stand in the table of words.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias, get_args

from pydantic import Discriminator, Field, Tag, model_validator

from engine.language.entries import (
    Anything,
    Day,
    Listed,
    OneOf,
    PerLocale,
    Several,
    TextOrFile,
    Version,
    WholeNumber,
    Word,
    Words,
    WordsOrList,
    YesNo,
    by_kind,
    wrong,
)
from engine.language.part import Part
from engine.language.tree import Pairs, kind_of
from engine.language.words import key_in, known_key, language_of
from engine.problems import did_you_mean
from engine.tables import Hit


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
        raise wrong("unknown-action", f"“{first}” is no action.", near)


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
        Annotated[
            Annotated[Words, Tag("<text>")] | Annotated[GroupPart, Tag("<pairs>")], Discriminator(by_kind)
        ]
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


class DefaultsPart(Part):
    """What a rule of this file says when it does not say otherwise."""

    title = "defaults"
    owner: Words | None = None
    status: Annotated[Words, OneOf("draft", "shadow", "live", "off")] | None = None
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
    name: TextOrFile | None = None
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
    from_: Several | None = None
    to: Words | None = None
    examples: Annotated[list[ExamplePart], Field(default_factory=list)]


class LifecyclePart(Part):
    title = "lifecycle"
    of: Words
    start: Words
    end: Annotated[Several, Field(default_factory=list)]


class TablePart(Part):
    """A decision table: in the file itself, or the *file* of a spreadsheet beside it."""

    title = "tables"
    file: Words | None = None
    sheet: Words | None = None
    hit: Annotated[Words, OneOf(*get_args(Hit))] | None = None
    in_: Annotated[Several, Field(min_length=1)] | None = None
    out: (
        Annotated[
            Annotated[list[Words], Tag("<items>"), Field(min_length=1)]
            | Annotated[dict[Words, WordsOrList], Tag("<pairs>")],
            Discriminator(by_kind),
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
