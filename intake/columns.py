"""Which column of a file means which fact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.problems import Place, Problem, ProblemsFound, did_you_mean, nearest
from engine.vocabulary import Entity, FactDefinition
from intake.amounts import folded
from intake.kinds import ALIASES, CURRENCY, ID, NEEDED, SPECIAL, WHEN

_TIMES = ("date", "moment")


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of the columns, counted from 0. *special* are number, time and currency, *facts* those of the vocabulary.

    *unused* are the columns that nothing was taken from, *notes* say why where there is a reason.
    """

    header: tuple[str, ...]
    special: Mapping[str, int]
    facts: Mapping[str, int]
    unused: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def name(self, target: str) -> str:
        """The column that a target is read from, as the file names it; the target when it has none."""
        at = self.special.get(target, self.facts.get(target))
        return target if at is None else self.header[at]


def recognise(header: Sequence[str], entity: Entity, mapping: Mapping[str, str], file: str) -> Columns:
    """Columns by ``--map``, by name or label of a fact, or by a usual name, in this order.

    *mapping* may be written either way round: ``ordered_at=date`` (fact=column) or ``date=ordered_at``.

    Raises:
        ProblemsFound: a needed column is missing, two mean the same, or the mapping names what does not exist.
    """
    return _Recognition(tuple(header), entity, file).columns(mapping)


class _Recognition:
    def __init__(self, header: tuple[str, ...], entity: Entity, file: str) -> None:
        self.header, self.entity, self.file = header, entity, file
        self.words = _words(entity)
        self.place = Place(file, 1)
        self.problems: list[Problem] = []
        self.notes: list[str] = []

    def columns(self, mapping: Mapping[str, str]) -> Columns:
        found = self._mapped(mapping)
        claims = self._claims(set(found.values()))
        for target, places in claims.items():
            if target not in found:
                found[target] = self._one(target, places)
        special = {target: at for target, at in found.items() if target in SPECIAL}
        facts = {
            target: at for target, at in found.items() if target not in SPECIAL and self._is_told(target, at)
        }
        self._add_facts_of_special(special, facts)
        self._need(special, facts)
        if self.problems:
            raise ProblemsFound(self.problems)
        used = {*special.values(), *facts.values()}
        unused = tuple(name or f"(column {at + 1})" for at, name in enumerate(self.header) if at not in used)
        return Columns(self.header, special, facts, unused, tuple(self.notes))

    def _mapped(self, mapping: Mapping[str, str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for left, right in mapping.items():
            for target_word, column in ((left, right), (right, left)):
                at = _place(self.header, column)
                target = self.words.get(_key(target_word), (None, 0))[0]
                if at is not None and target is not None:
                    found[target] = at
                    break
            else:
                self._refuse_mapping(left, right)
        return found

    def _refuse_mapping(self, left: str, right: str) -> None:
        facts = [name for name, fact in self.entity.facts.items() if fact.source is None]
        if _place(self.header, left) is None and _place(self.header, right) is None:
            what, mend = f"there is no column “{right}”.", did_you_mean(right, filter(None, self.header))
        else:
            what = f"“{left}” is no fact of {self.entity.name}."
            mend = did_you_mean(left, [*facts, *SPECIAL])
        self.problems.append(Problem("bad-mapping", self.place, f"--map {left}={right}: {what}", mend))

    def _claims(self, taken: set[int]) -> dict[str, list[tuple[int, int]]]:
        """What each target could be read from: places with their rank, the surest first."""
        claims: dict[str, list[tuple[int, int]]] = {}
        for at, name in enumerate(self.header):
            if at not in taken and (meaning := self.words.get(_key(name))):
                claims.setdefault(meaning[0], []).append((meaning[1], at))
        return {target: sorted(places) for target, places in claims.items()}

    def _one(self, target: str, places: list[tuple[int, int]]) -> int:
        rank, at = places[0]
        rivals = [self.header[place] for other, place in places if other == rank]
        if len(rivals) > 1:
            what = f"The columns {_listed(rivals)} all mean {self.entity.name}.{target}."
            self.problems.append(
                Problem("ambiguous-column", self.place, what, f'Say which: --map "{target}={rivals[0]}".')
            )
        return at

    def _is_told(self, target: str, at: int) -> bool:
        """Derived facts are computed, never told."""
        fact = self.entity.facts[target]
        if fact.source is not None:
            self.notes.append(
                f"The column “{self.header[at]}” is not imported: guanxi computes {fact.path} itself."
            )
        return fact.source is None

    def _add_facts_of_special(self, special: Mapping[str, int], facts: dict[str, int]) -> None:
        """The number and the date of a row are facts too, where the vocabulary has them."""
        for target, at in special.items():
            for name in _facts_of(target, self.entity):
                fact = self.entity.facts.get(name)
                if fact and fact.source is None and _fits(fact, target):
                    facts.setdefault(name, at)
                    break

    def _need(self, special: Mapping[str, int], facts: Mapping[str, int]) -> None:
        for choice in needed_of(self.entity):
            if any(target in special or target in facts for target in choice):
                continue
            wanted = " or ".join(f"“{target}” ({self._meaning(target)})" for target in choice)
            present = _listed([name for name in self.header if name]) or "none"
            one_column = (
                " Is it separated by commas, semicolons, tabs or bars?" if len(self.header) == 1 else ""
            )
            what = f"No column gives the {self.entity.name}'s {wanted}. The file has: {present}.{one_column}"
            mend = f'{self._near(choice)}Name it with --map "{choice[0]}=COLUMN".'
            self.problems.append(Problem("missing-column", self.place, what, mend))

    def _meaning(self, target: str) -> str:
        fact = self.entity.facts.get(target)
        return SPECIAL[target] if fact is None else " / ".join(dict.fromkeys(fact.labels.values()))

    def _near(self, choice: Iterable[str]) -> str:
        names = {_key(name): name for name in self.header if name}
        for word, (target, _) in self.words.items():
            if target in choice and (near := nearest(word, names)):
                return f"Did you mean “{names[near]}”? "
        return ""


def needed_of(entity: Entity) -> list[tuple[str, ...]]:
    """What each row must tell, as far as the vocabulary knows it."""
    wanted = NEEDED.get(entity.name, ((ID,),))
    known = [tuple(each for each in choice if each in SPECIAL or each in entity.facts) for choice in wanted]
    return [choice for choice in known if choice]


def _words(entity: Entity) -> dict[str, tuple[str, int]]:
    """Every word that means something here → (target, rank); a smaller rank is surer."""
    words: dict[str, tuple[str, int]] = {}
    aliases = ALIASES.get(entity.name, {ID: (f"{entity.name}_id", "number"), CURRENCY: ("currency",)})
    for target in SPECIAL:
        words[_key(target)] = (target, 0)
    for rank, named in ((0, _names), (1, _labels)):
        for name, fact in entity.facts.items():
            for word in named(fact):
                words.setdefault(_key(word), (_special_of(name, aliases) or name, rank))
    for target, others in aliases.items():
        if target in SPECIAL or target in entity.facts:
            for word in others:
                words.setdefault(_key(word), (target, 2))
    return words


def _special_of(name: str, aliases: Mapping[str, tuple[str, ...]]) -> str | None:
    """``order.number`` is the number of the row, ``order.date`` when it happened."""
    return next((target for target in (ID, WHEN) if name in aliases.get(target, ())), None)


def _facts_of(target: str, entity: Entity) -> tuple[str, ...]:
    """The facts in which the number of a row, or the day on which it happened, may be kept."""
    if target == ID:
        return ("number",)
    return ALIASES.get(entity.name, {}).get(WHEN, ()) if target == WHEN else ()


def _names(fact: FactDefinition) -> Iterable[str]:
    return (fact.name,)


def _labels(fact: FactDefinition) -> Iterable[str]:
    return fact.labels.values()


def _fits(fact: FactDefinition, target: str) -> bool:
    return fact.type.kind == "text" if target == ID else fact.type.kind in _TIMES


def _key(word: str) -> str:
    """A column's name without what does not matter: case, width, spaces, hyphens."""
    return re.sub(r"[\s_\-./#:]+", "_", folded(word).casefold()).strip("_")


def _place(header: Sequence[str], column: str) -> int | None:
    exact = [at for at, name in enumerate(header) if name == column]
    alike = [at for at, name in enumerate(header) if name and _key(name) == _key(column)]
    return next(iter(exact or alike), None)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
