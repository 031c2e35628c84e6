"""What a rule's parts need to know while they are read: the company's words, and where problems go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from engine.language.findings import Findings
from engine.language.scalars import parse_duration
from engine.language.schema import GroupPart, Lines
from engine.language.scope import KnownTable, Scope, spelled_path
from engine.language.sentences import parse_condition, parse_path
from engine.language.syntax import All, AnyOf, Condition, FactPath, Not
from engine.language.tree import Text
from engine.language.words import language_of
from engine.problems import Place, Problem, ProblemsFound, did_you_mean
from engine.rulebook import Group, Policy, Recipient, Role
from engine.values import Duration, Money, Value
from engine.vocabulary import FactType, Vocabulary


@dataclass(frozen=True, slots=True)
class Message:
    """A file under `messages/`: an optional subject, the body, and the line where the body begins."""

    file: str
    body: str
    first_line: int
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Audience:
    """A named part of the subjects of one entity: those of which *where* holds. None: it could not be read."""

    of: str
    where: All | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """One rule file's world. *stage_fact* and *stages* are those of the lifecycle, wherever it is declared.

    A lifecycle that is declared but wrong (*has_lifecycle* without *stage_fact*) is a problem once, not in each move;
    so is a broken policy (*has_broken_policy*): whatever names its groups and audiences is not judged.
    *percents* are the settings written with a percent sign. *steps* are those of the ladder
    that is read, *step* the one of them in which an action stands.
    """

    vocabulary: Vocabulary
    locales: tuple[str, ...]
    messages: Mapping[tuple[str, str], Message]
    findings: Findings
    settings: Mapping[str, Value] = field(default_factory=dict)
    percents: frozenset[str] = frozenset()
    tables: Mapping[str, KnownTable | None] = field(default_factory=dict)
    amounts: Mapping[str, tuple[Money, ...]] = field(default_factory=dict)
    stage_fact: str | None = None
    stages: tuple[str, ...] = ()
    has_lifecycle: bool = False
    groups: Mapping[str, Group] = field(default_factory=dict)
    audiences: Mapping[str, Audience] = field(default_factory=dict)
    has_broken_policy: bool = False
    steps: tuple[str, ...] = ()
    step: str = ""

    def scope(self, entity: str) -> Scope:
        """Where the sentences of a rule about *entity* are read."""
        return Scope(
            self.vocabulary,
            entity,
            self.settings,
            tables=self.tables,
            percents=self.percents,
            amounts=self.amounts,
        )

    def with_settings(self, settings: Mapping[str, Value], percents: frozenset[str]) -> Surroundings:
        """The world of another file: its own settings."""
        return replace(self, settings=settings, percents=percents)

    def with_policy(self, policy: Policy, audiences: Mapping[str, Audience]) -> Surroundings:
        """The same world, knowing its groups and audiences."""
        return replace(self, groups={group.name: group for group in policy.groups}, audiences=audiences)

    def at_step(self, step: str, steps: tuple[str, ...]) -> Surroundings:
        """The world of the actions of one step of a ladder."""
        return replace(self, step=step, steps=steps)


def named_entity(written: Text, around: Surroundings, also: Iterable[str] = ()) -> Text | None:
    """The name of the entity that stands there by its name or label; None with a problem. *also* could be meant."""
    vocabulary = around.vocabulary
    name = vocabulary.entity_called(written)
    if name is not None:
        spelled_path(written.place, written.written, [name], vocabulary)
        return written.meaning(name)
    entities = [vocabulary.in_words([known], language_of(written)) for known in vocabulary.entities]
    near = did_you_mean(written, [*entities, *also])
    what = f"“{written}” is neither an entity nor an audience." if also else _NO_ENTITY.format(written)
    around.findings.add("unknown-entity", written.place, what, near)
    return None


_NO_ENTITY = "The vocabulary has no entity “{}”."


def read_lines(lines: Lines, scope: Scope, findings: Findings) -> All:
    """All lines together; a line that cannot be read is left out and kept as a problem."""
    count = sum(map(_count, lines))
    if count > _MOST_LINES:
        what = f"Here stand {count:,} lines; {_MOST_LINES} are the most."
        mend = "Use “is one of [ ]” or a table, or write several rules."
        findings.add("too-many-lines", lines[0].place, what, mend)
        return All(())
    parts = [_line(line, scope, findings) for line in lines]
    return All(tuple(part for part in parts if part is not None))


_MOST_LINES = 200
"""Of one rule or step. Whether two of them contradict each other is asked of every two."""


def _count(line: Text | GroupPart) -> int:
    if isinstance(line, Text):
        return 1
    return sum(_count(each) for group in (line.any_, line.all_, line.none_) for each in group or ())


def _line(line: Text | GroupPart, scope: Scope, findings: Findings) -> Condition | None:
    if isinstance(line, Text):
        return findings.attempt(lambda: parse_condition(str(line), scope, line.place))
    groups: list[Condition] = []
    if line.all_ is not None:
        groups.append(read_lines(line.all_, scope, findings))
    if line.any_ is not None:
        groups.append(_any(line.any_, scope, findings))
    if line.none_ is not None:
        groups.append(Not(_any(line.none_, scope, findings)))
    if not groups:
        findings.add(
            "missing-key", line.place, "A group needs its lines.", "Write “any:”, “all:” or “none:”."
        )
    return groups[0] if len(groups) == 1 else All(tuple(groups))


def _any(lines: Lines, scope: Scope, findings: Findings) -> Condition:
    parts = [_line(line, scope, findings) for line in lines]
    return AnyOf(tuple(part for part in parts if part is not None))


def read_length(text: Text) -> Duration:
    """A length of time that does not run backwards.

    Raises:
        ProblemsFound: it is no duration, or a negative one.
    """
    length = parse_duration(text, text.place)
    if min(length.months, length.days, length.minutes, length.working_days, length.working_minutes) < 0:
        what = f"“{text}” runs backwards."
        raise ProblemsFound([Problem("bad-value", text.place, what, "Write it without a minus.")])
    return length


def read_recipient(text: Text, scope: Scope) -> tuple[Recipient, FactType]:
    """Whom a message or a task goes to: ``customer.manager``, ``invoice.customer``, ``team/finance_lead``.

    Raises:
        ProblemsFound: nobody.
    """
    if text.startswith(("team/", "role/")):
        if not text.partition("/")[2]:
            raise _nobody(text.place, text)
        return Role(str(text)), FactType("reference")
    if "@" in text or ("." not in text and not scope.vocabulary.entity_called(text)):
        what = f"“{text}” is no fact, team or role."
        raise ProblemsFound([Problem("not-a-recipient", text.place, what, _WHO_GETS_IT)])
    path, type_ = parse_path(str(text), scope, text.place)
    if type_.kind != "reference":
        raise _nobody(text.place, text)
    return FactPath(path.names), type_


def _nobody(place: Place, text: str) -> ProblemsFound:
    mend = "Write a fact that refers to a person or a customer, “team/…” or “role/…”."
    return ProblemsFound([Problem("not-a-recipient", place, f"“{text}” is nobody.", mend)])


_WHO_GETS_IT = (
    "Nobody is written by name: people change, the rule stays. Write a fact that refers to a person, e.g. "
    "customer.manager, else “team/…” or “role/…”."
)
