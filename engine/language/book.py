"""From the files of a company to its rulebook, or to everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from engine.language.cast import cast_of
from engine.language.files import VOCABULARY, Shapes, content_hash, shape_of
from engine.language.findings import Findings
from engine.language.lifecycle_file import read_lifecycle, with_stages
from engine.language.memory import Memory, NoMemory
from engine.language.own_words import in_own_words
from engine.language.policy_file import CompanyPolicy, read_policy
from engine.language.policy_sentences import check_order, read_audiences, with_holds
from engine.language.rule_file import read_rule
from engine.language.schema import LifecyclePart, PolicyFile, RuleFile, RulePart, VocabularyFile
from engine.language.settings import (
    Meaning,
    leave_out_what_follows,
    meanings_of,
    refuse_second_meaning,
    with_own_settings,
)
from engine.language.stories import read_story
from engine.language.surroundings import Audience, Surroundings
from engine.language.table_file import read_tables
from engine.language.unnamed import declared_in, unnamed
from engine.language.vocabulary_file import read_vocabulary
from engine.problems import Problem, ProblemsFound
from engine.rulebook import Example, Policy, Rule, Rulebook
from engine.tables import Table
from engine.vocabulary import Vocabulary


def load_rulebook(files: Mapping[str, bytes]) -> Rulebook:
    """The rulebook that the files make together; names are paths relative to their folder.

    ``vocabulary.yaml`` must be there, ``policy.yaml`` may; every other ``*.yaml`` is a rule file, read in order of
    names; ``messages/<name>.<locale>.txt`` are texts, ``*.xlsx`` the sheets of decision tables. Other files are not looked at.

    Raises:
        ProblemsFound: every problem of every file. Without a vocabulary that holds, sentences are not checked.
    """
    return _loaded(tuple(sorted(files.items())))


# A command asks for the same few files again: the draft, what is published, what is rehearsed.
@lru_cache(maxsize=4)
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
    shapes = Shapes.of(files, memory, findings)
    vocabulary, company = _company(shapes, files, memory, findings)
    if vocabulary is None:
        findings.raise_all()
    assert vocabulary is not None
    around = Surroundings(
        vocabulary, company.locales, shapes.messages, findings, has_broken_policy=company.is_broken
    )
    book = _assembled(shapes, around, company, files, memory)
    leave_out_what_follows(shapes.rules, book.settings, findings)
    findings.raise_all()
    return book


def _company(
    shapes: Shapes, files: Mapping[str, bytes], memory: Memory, findings: Findings
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
    shapes: Shapes,
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
    of_files = _of_files(shapes, around)
    settings = {name: value for each in of_files.values() for name, value in each.settings.items()}
    percents = frozenset[str]().union(*(each.percents for each in of_files.values()))
    amounts = {name: its for each in of_files.values() for name, its in each.amounts.items()}
    of_all = replace(around.with_settings(settings, percents), amounts=amounts)
    policy, audiences = _policy(shapes.policy, company.policy, of_all)
    world = _world(contents, files, {**settings, **amounts})
    told: list[_Told] = []
    for name, file in files.items():
        of_file = of_files[name].with_policy(policy, audiences)
        is_damaged = name in shapes.damaged
        key = (RuleFile, name, contents[name], is_damaged, world)
        told.append(memory.recall(key, partial(_told, file, of_file, is_damaged=is_damaged)))
        around.findings.problems.extend(told[-1].problems)
    rules = [rule for each in told for rule in each.rules]
    moves = [rule for rule in rules if rule.moves_from]
    if shapes.policy is not None and not shapes.damaged and not company.is_broken:
        written = {str(part.id) for file in files.values() for part in file.rules}
        check_order(shapes.policy, rules, written, around)
    return Rulebook(
        vocabulary=around.vocabulary,
        rules=tuple(rule for rule in rules if not rule.moves_from),
        lifecycle=read_lifecycle(lifecycle, moves, around) if lifecycle is not None else None,
        policy=policy,
        examples=tuple(example for each in told for example in each.examples),
        locales=company.locales,
        settings=settings,
        unnamed=tuple(unnamed(declared_in(files, shapes.policy, shapes.messages), shapes.texts)),
        tables={title: table for each in of_files.values() for title, table in _tables_of(each).items()},
        hash=content_hash(contents),
    )


def _of_files(shapes: Shapes, around: Surroundings) -> dict[str, Surroundings]:
    """What each rule file's sentences can name: its own settings and tables."""
    found: dict[str, Surroundings] = {}
    meanings: dict[str, Meaning] = {}
    tables: dict[str, Table] = {}
    for name, file in shapes.rules.items():
        own = with_own_settings(file, around)
        refuse_second_meaning(file, own, meanings)
        _refuse_second_table(file, tables, around.findings)
        found[name] = replace(own, tables=read_tables(file.tables, own, shapes.workbooks))
        meanings |= meanings_of(own)
        tables |= _tables_of(found[name])
    return found


def _tables_of(around: Surroundings) -> dict[str, Table]:
    """Those that could be read."""
    return {title: known.table for title, known in around.tables.items() if known is not None}


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
    contents: Mapping[str, bytes], files: Mapping[str, RuleFile], settings: Mapping[str, object]
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
    shape = shape_of(VOCABULARY, files, VocabularyFile, NoMemory(), findings)
    part = shape.part
    found = findings.attempt(lambda: read_vocabulary(part)) if part is not None else None
    return None if findings.problems else found
