"""From the files of a company to its rulebook, or to everything that is wrong with them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import TypeVar

from engine.language.cast import cast_of
from engine.language.findings import Findings
from engine.language.lifecycle_file import read_lifecycle, with_stages
from engine.language.memory import Memory, NoMemory
from engine.language.own_words import in_own_words
from engine.language.part import Part
from engine.language.policy_file import CompanyPolicy, read_policy
from engine.language.policy_sentences import check_order, read_audiences, with_holds
from engine.language.rule_file import read_rule
from engine.language.scalars import parse_constant, parse_value
from engine.language.schema import LifecyclePart, PolicyFile, RuleFile, RulePart, VocabularyFile
from engine.language.shapes import Shaped, shaped
from engine.language.source import read_yaml
from engine.language.stories import read_story
from engine.language.surroundings import Audience, Message, Surroundings
from engine.language.table_file import read_tables
from engine.language.texts import read_message
from engine.language.tree import Text
from engine.language.unnamed import declared_in, unnamed
from engine.language.vocabulary_file import read_vocabulary
from engine.problems import Place, Problem, ProblemsFound
from engine.rulebook import Example, Policy, Rule, Rulebook
from engine.tables import Table
from engine.values import Money, Value
from engine.vocabulary import FactType, Vocabulary

VOCABULARY = "vocabulary.yaml"
POLICY = "policy.yaml"
WORKBOOK = ".xlsx"

P = TypeVar("P", bound=Part)


def load_rulebook(files: Mapping[str, bytes]) -> Rulebook:
    """The rulebook that the files make together; names are paths relative to their folder.

    ``vocabulary.yaml`` must be there, ``policy.yaml`` may; every other ``*.yaml`` is a rule file, read in order of
    names; ``messages/<name>.<locale>.txt`` are texts, ``*.xlsx`` the sheets of decision tables. Other files are not looked at.

    Raises:
        ProblemsFound: every problem of every file. Without a vocabulary that holds, sentences are not checked.
    """
    return _loaded(tuple(sorted(files.items())))


@lru_cache(
    maxsize=4
)  # a command asks for the same few files again: the draft, what is published, what is rehearsed
def _loaded(contents: tuple[tuple[str, bytes], ...]) -> Rulebook:
    return _read(dict(contents), _MEMORY)


_MOST_PROBLEMS = 200
"""Of one file: whoever mends these is told the others afterwards."""
_MEMORY = Memory()


def read_rulebook(files: Mapping[str, bytes]) -> Rulebook:
    """As `load_rulebook`, reading every word anew."""
    return _read(files, NoMemory())


def _read(files: Mapping[str, bytes], memory: Memory) -> Rulebook:
    try:
        return _understood(files, memory)
    except ProblemsFound as found:
        raise ProblemsFound(in_own_words(problem, files) for problem in found.problems) from None


def _understood(files: Mapping[str, bytes], memory: Memory) -> Rulebook:
    findings = Findings()
    shapes = _Shapes.of(files, memory, findings)
    vocabulary, company = _company(shapes, files, memory, findings)
    if vocabulary is None:
        findings.raise_all()
    assert vocabulary is not None
    around = Surroundings(
        vocabulary, company.locales, shapes.messages, findings, has_broken_policy=company.is_broken
    )
    book = _assembled(shapes, around, company, files, memory)
    _leave_out_what_follows(shapes.rules, book.settings, findings)
    findings.raise_all()
    return book


def _leave_out_what_follows(
    files: Mapping[str, RuleFile], settings: Mapping[str, Value], findings: Findings
) -> None:
    """A setting whose value cannot be read is a problem once, not wherever it is named."""
    lost = {f"“settings.{name}”" for file in files.values() for name in file.settings if name not in settings}
    if lost:
        findings.problems[:] = [each for each in findings.problems if each.what.partition(":")[0] not in lost]


def content_hash(files: Mapping[str, bytes]) -> str:
    """SHA-256 over the sorted names and contents; the kind of line ends does not count."""
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        plain = content if name.endswith(WORKBOOK) else content.replace(b"\r\n", b"\n")
        # Lengths keep two files from being taken for one whose name or content is longer.
        digest.update(f"{len(name.encode())}:{name}:{len(plain)}:".encode())
        digest.update(plain)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class _Shapes:
    """All files, their keys and kinds of values checked, their sentences not yet read.

    Of those that are *damaged* something had to be left out: what refers to it need not be wrong.
    """

    rules: Mapping[str, RuleFile]
    damaged: frozenset[str]
    vocabulary: VocabularyFile | None
    policy: PolicyFile | None
    messages: Mapping[tuple[str, str], Message]
    workbooks: Mapping[str, bytes]
    has_broken_policy: bool
    texts: tuple[str, ...]

    @classmethod
    def of(cls, files: Mapping[str, bytes], memory: Memory, findings: Findings) -> _Shapes:
        names = sorted(name for name in files if name.endswith(".yaml"))
        if VOCABULARY not in files:
            mend = "It declares the entities and their facts."
            findings.add("missing-file", Place(VOCABULARY), "There is no vocabulary.yaml.", mend)
        rules = {
            name: _shape(name, files, RuleFile, memory, findings)
            for name in names
            if name not in {VOCABULARY, POLICY}
        }
        messages = [
            findings.attempt(partial(read_message, name, files[name]))
            for name in sorted(files)
            if name.startswith("messages/") and name.endswith(".txt")
        ]
        policy = _shape(POLICY, files, PolicyFile, memory, findings)
        return cls(
            {name: file.part for name, file in rules.items() if file.part is not None},
            frozenset(name for name, file in rules.items() if not file.is_whole),
            _shape(VOCABULARY, files, VocabularyFile, memory, findings).part,
            policy.part,
            dict(message for message in messages if message is not None),
            {name: content for name, content in files.items() if name.endswith(WORKBOOK)},
            POLICY in files and not policy.is_whole,
            tuple(
                content.decode(errors="replace")
                for name, content in files.items()
                if not name.endswith(WORKBOOK)
            ),
        )


def _shape(
    name: str, files: Mapping[str, bytes], shape: type[P], memory: Memory, findings: Findings
) -> Shaped[P]:
    if name not in files:
        return Shaped(None, is_whole=False)
    content = files[name]
    read = memory.recall((shape, name, content), lambda: _read_shape(name, content, shape))
    findings.problems.extend(read.problems)
    return read


def _read_shape(name: str, content: bytes, shape: type[P]) -> Shaped[P]:
    try:
        return shaped(read_yaml(name, content), shape)
    except ProblemsFound as found:
        return Shaped(None, tuple(found.problems), is_whole=False)


def _company(
    shapes: _Shapes, files: Mapping[str, bytes], memory: Memory, findings: Findings
) -> tuple[Vocabulary | None, CompanyPolicy]:
    words, rules = shapes.vocabulary, shapes.policy
    vocabulary = None
    if words is not None:
        vocabulary = findings.attempt(
            lambda: memory.recall((Vocabulary, files[VOCABULARY]), lambda: read_vocabulary(words))
        )
    policy = findings.attempt(lambda: read_policy(rules)) if rules else CompanyPolicy(Policy())
    if policy is None or shapes.has_broken_policy:
        return vocabulary, replace(policy or CompanyPolicy(Policy()), is_broken=True)
    return vocabulary, policy


def _assembled(
    shapes: _Shapes,
    around: Surroundings,
    company: CompanyPolicy,
    contents: Mapping[str, bytes],
    memory: Memory,
) -> Rulebook:
    files = shapes.rules
    lifecycle = _lifecycle_part(files, around.findings)
    if lifecycle is not None:
        around = with_stages(lifecycle, around)
    _refuse_twins(files, around.findings)
    settings: dict[str, Value] = {}
    tables: dict[str, Table] = {}
    of_files: dict[str, Surroundings] = {}
    for name, file in files.items():
        of_files[name] = around.with_settings(*_settings(file, around))
        _refuse_second_meaning(file, of_files[name], settings)
        settings |= of_files[name].settings
        _refuse_second_table(file, tables, around.findings)
        of_files[name] = replace(of_files[name], amounts=_amounts(file, around.findings))
        known = read_tables(file.tables, of_files[name], shapes.workbooks)
        of_files[name] = replace(of_files[name], tables=known)
        tables |= {title: each.table for title, each in known.items() if each is not None}
    policy, audiences = _policy(
        shapes.policy,
        company.policy,
        around.with_settings(settings, frozenset().union(*(each.percents for each in of_files.values()))),
    )
    rules: list[Rule] = []
    examples: list[Example] = []
    world = _world(contents, files, settings)
    for name, file in files.items():
        of_file = of_files[name].with_policy(policy, audiences)
        is_damaged = name in shapes.damaged
        key = (RuleFile, name, contents[name], is_damaged, world)
        told = memory.recall(key, partial(_told, file, of_file, is_damaged=is_damaged))
        around.findings.problems.extend(told.problems)
        rules += told.rules
        examples += told.examples
    moves = [rule for rule in rules if rule.moves_from]
    written = [part for file in files.values() for part in file.rules]
    if shapes.policy is not None and not shapes.damaged and not company.is_broken:
        check_order(shapes.policy, rules, {str(part.id) for part in written}, around)
    return Rulebook(
        vocabulary=around.vocabulary,
        rules=tuple(rule for rule in rules if not rule.moves_from),
        lifecycle=read_lifecycle(lifecycle, moves, around) if lifecycle is not None else None,
        policy=policy,
        examples=tuple(examples),
        locales=company.locales,
        settings=settings,
        unnamed=tuple(unnamed(declared_in(files, shapes.policy, shapes.messages), shapes.texts)),
        tables=tables,
        hash=content_hash(contents),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What one rule file says, and what is wrong with it."""

    rules: tuple[Rule, ...]
    examples: tuple[Example, ...]
    problems: tuple[Problem, ...]


def _told(file: RuleFile, around: Surroundings, *, is_damaged: bool) -> _Told:
    findings = Findings()
    alone = replace(around, findings=findings)
    read: dict[str, Rule | None] = {}
    for part in file.rules:
        if len(findings.problems) > _MOST_PROBLEMS:
            break
        read[str(part.id)] = read_rule(part, file.defaults, alone)
    is_damaged = is_damaged or len(read) < len({part.id for part in file.rules})
    rules = tuple(rule for rule in read.values() if rule is not None)
    examples = () if is_damaged else tuple(_stories(file, read, alone))
    return _Told(rules, examples, tuple(findings.problems))


def _world(
    contents: Mapping[str, bytes], files: Mapping[str, RuleFile], settings: Mapping[str, Value]
) -> tuple[str, str]:
    """All that a rule file can name outside of itself: every other kind of file, the lifecycle, the policy's settings."""
    shared = {
        name: content
        for name, content in contents.items()
        if name not in files or files[name].lifecycle is not None
    }
    return content_hash(shared), repr(sorted(settings.items(), key=lambda each: each[0]))


def _policy(
    file: PolicyFile | None, policy: Policy, around: Surroundings
) -> tuple[Policy, Mapping[str, Audience]]:
    """The policy with its sentences read, and the audiences that it names."""
    if file is None or around.has_broken_policy:
        return policy, {}
    return with_holds(policy, file, around), read_audiences(file, around)


def _lifecycle_part(files: Mapping[str, RuleFile], findings: Findings) -> LifecyclePart | None:
    parts = [file.lifecycle for file in files.values() if file.lifecycle is not None]
    for other in parts[1:]:
        what = f"A lifecycle is declared in {parts[0].place.file} already."
        findings.add("duplicate-lifecycle", other.place, what, "Keep one of the two.")
    return parts[0] if parts else None


def _refuse_twins(files: Mapping[str, RuleFile], findings: Findings) -> None:
    first: dict[str, RulePart] = {}
    for file in files.values():
        for part in file.rules:
            if part.id in first:
                what = f"The rule “{part.id}” stands in {first[part.id].id.place} already."
                findings.add("duplicate-id", part.id.place, what, "Give it another id.")
            first.setdefault(part.id, part)


def _settings(file: RuleFile, around: Surroundings) -> tuple[dict[str, Value], frozenset[str]]:
    """The values by name, and the names of those written with a percent sign."""
    zone = around.vocabulary.working_time.zone
    values: dict[str, Value] = {}
    for name, text in file.settings.items():
        if not isinstance(text, Text):
            continue
        value = around.findings.attempt(partial(parse_constant, str(text), text.place, zone=zone))
        if value is not None:
            values[str(name)] = value
    written = {str(name): text for name, text in file.settings.items() if isinstance(text, Text)}
    percents = {name for name, text in written.items() if text.rstrip().endswith(("%", "％"))}
    return values, frozenset(percents & values.keys())


def _amounts(file: RuleFile, findings: Findings) -> dict[str, tuple[Money, ...]]:
    """The settings that list an amount for each currency: ``[200 CNY, 30 USD]``."""
    found: dict[str, tuple[Money, ...]] = {}
    for name, texts in file.settings.items():
        if isinstance(texts, Text):
            continue
        read = [
            findings.attempt(partial(parse_value, str(text), FactType("money"), text.place)) for text in texts
        ]
        amounts = tuple(amount for amount in read if isinstance(amount, Money))
        found[str(name)] = amounts
        if len({amount.currency for amount in amounts}) < len(amounts):
            what = f"The setting “{name}” has two amounts of one currency."
            findings.add("duplicate-setting", name.place, what, "Keep one of the two.")
    return found


def _refuse_second_meaning(file: RuleFile, of_file: Surroundings, before: Mapping[str, Value]) -> None:
    """A setting has one value in a rulebook: a text may name it wherever it was declared."""
    for name in file.settings:
        if name in before and name in of_file.settings and before[name] != of_file.settings[name]:
            what = f"The setting “{name}” has another value in another file."
            of_file.findings.add("duplicate-setting", name.place, what, "Give one of the two another name.")


def _refuse_second_table(file: RuleFile, before: Mapping[str, Table], findings: Findings) -> None:
    for name in file.tables:
        if name in before:
            what = f"A table “{name}” stands in {before[name].place} already."
            findings.add("duplicate-id", name.place, what, "Give it another name.")


def _stories(file: RuleFile, read: Mapping[str, Rule | None], around: Surroundings) -> Iterator[Example]:
    """The examples of each rule, then those over the whole file; none where a rule has no subject."""
    subjects = {part.id: rule.who for part in file.rules if (rule := read[part.id]) is not None}
    told = [(story, [part]) for part in file.rules if part.id in subjects for story in part.examples]
    told += [(story, file.rules) for story in file.examples]
    for story, parts in told:
        cast = cast_of(parts, [subjects[part.id] for part in parts if part.id in subjects])
        example = read_story(story, cast, around)
        if example is not None:
            yield example


def vocabulary_in(files: Mapping[str, bytes]) -> Vocabulary | None:
    """The vocabulary alone, though other files may be wrong; None when it has problems itself."""
    findings = Findings()
    shape = _shape(VOCABULARY, files, VocabularyFile, NoMemory(), findings)
    part = shape.part
    found = findings.attempt(lambda: read_vocabulary(part)) if part is not None else None
    return None if findings.problems else found
