"""Sets of the values of one type, to reason about what sentences and tables leave out or say twice.

    tier = Space.of(FactType("choice", ("A", "B", "C")))
    days = Space("number", whole=True)                    # counts: `days since …`
    money = Space("money", currency="CNY")                # one currency each

    late = days.compared(">=", Decimal(14))               # "=", "!=", "<", "<=", ">", ">="
    some = days.between(Decimal(10), Decimal(20), high_in=False)
    gold = tier.only("A", "B")
    gold | tier.missing, late & some, late - some, ~gold  # ~ is within all of the space, missing included
    gold.is_empty, gold <= tier.present, "A" in gold, None in gold
    (~gold).witness()                                     # one value in it: "C"

None is the missing value: an element like others, in ``space.missing`` and ``space.everything``, not in ``space.present``.
A witness is a present value if there is one, as round and as near to the lower end as can be, so that people recognise it.

Ordered are numbers, percents, money of one currency, dates, moments, and durations of whole days (`Duration.is_whole_days`;
no other duration compares, and none is in the space). All others have names only: they are in or out one by one.
"""

from __future__ import annotations

import datetime as dt
import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import TypeAlias

from engine.language.syntax import Operator
from engine.values import Duration, Money, Value, YearlyDate
from engine.vocabulary import FactType, Kind

_ORDERED = {"number", "percent", "money", "date", "moment", "duration"}
_WHOLE = {"money", "date", "duration"}
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

Cut: TypeAlias = tuple[Decimal, bool]
"""A place between two values: before a position, or (True) right after it."""


@dataclass(frozen=True, slots=True)
class Space:
    """All values of one type. *whole*: only whole numbers occur, as in counts."""

    kind: Kind
    choices: tuple[str, ...] = ()
    currency: str = ""
    whole: bool = False

    @classmethod
    def of(cls, type_: FactType, currency: str = "") -> Space:
        """The space of a fact's values; of money, those of one *currency*."""
        return cls(type_.kind, type_.choices, currency)

    @property
    def everything(self) -> ValueSet:
        """Every value, and the missing one."""
        return self._set(outside=True, missing=True)

    @property
    def present(self) -> ValueSet:
        """Every value but the missing one."""
        return self._set(outside=True)

    @property
    def missing(self) -> ValueSet:
        """Only the missing value."""
        return self._set(outside=False, missing=True)

    @property
    def nothing(self) -> ValueSet:
        """No value."""
        return self._set(outside=False)

    def only(self, *values: Value) -> ValueSet:
        """Just these values."""
        if not self.is_ordered:
            return self._set(outside=False, names=frozenset(values))
        return _union(self, [self.compared("=", value) for value in values])

    def compared(self, operator: Operator, value: Value) -> ValueSet:
        """The present values of which ``VALUE operator value`` is true.

        Raises:
            ValueError: *value* is not of this space, or the space has no order.
        """
        match operator:
            case "=":
                return self.between(value, value) if self.is_ordered else self.only(value)
            case "!=":
                return self.present - self.compared("=", value)
            case "<=" | "<":
                return self.between(None, value, high_in=operator == "<=")
            case ">=" | ">":
                return self.between(value, None, low_in=operator == ">=")

    def between(
        self, low: Value | None, high: Value | None, *, low_in: bool = True, high_in: bool = True
    ) -> ValueSet:
        """From *low* to *high*, ends included unless told; None is no end."""
        lowest, highest = _ENDS.get(self.kind, (None, None))
        first = self._cut(low, after=not low_in) if low is not None else lowest
        last = self._cut(high, after=high_in) if high is not None else highest
        if first is not None and last is not None and first >= last:
            return self.nothing
        # Where the line itself ends, no value is beyond, and nothing changes.
        cuts = (
            *([first] if first is not None and (lowest is None or first > lowest) else []),
            *([last] if last is not None and (highest is None or last < highest) else []),
        )
        starts = first is None or first == lowest or (lowest is not None and first < lowest)
        return ValueSet(self, starts, cuts)

    def samples(self, sets: Iterable[ValueSet]) -> list[Value]:
        """A present value out of every part into which the sets cut the space, in order."""
        if self.names:
            return list(self.names)
        if not self.is_ordered:
            named = sorted({name for each in sets for name in each.names}, key=str)
            return [*named, next(value for value in _others(self.kind) if value not in named)]
        cuts = sorted({cut for each in sets for cut in each.cuts})
        first = ValueSet(self, outside=True, cuts=tuple(cuts[:1]))
        spans = [
            first,
            *(ValueSet(self, outside=False, cuts=tuple(cuts[at : at + 2])) for at in range(len(cuts))),
        ]
        return [value for span in spans if (value := span.witness()) is not None]

    def places(self, sets: Iterable[ValueSet], samples: Sequence[Value]) -> Iterator[list[int]]:
        """For each set the places of those `samples` that are in it."""
        keys = [(self.position(value), False) for value in samples] if self.is_ordered else []
        for each in sets:
            if not self.is_ordered:
                yield [at for at, value in enumerate(samples) if value in each]
                continue
            edges = [
                *([0] if each.outside else []),
                *(bisect_left(keys, cut) for cut in each.cuts),
                len(keys),
            ]
            yield [
                at for start, end in zip(edges[::2], edges[1::2], strict=False) for at in range(start, end)
            ]

    @property
    def is_ordered(self) -> bool:
        """Do the values of this space stand on a line?"""
        return self.kind in _ORDERED

    @property
    def is_whole(self) -> bool:
        """Is there nothing between one value and the next?"""
        return self.whole or self.kind in _WHOLE

    @property
    def names(self) -> tuple[Value, ...]:
        """All values there are, when they can be counted; else nothing."""
        return (True, False) if self.kind == "yes_no" else self.choices

    def position(self, value: Value) -> Decimal:
        """Where a value stands on the line.

        Raises:
            ValueError: it is not of this space.
        """
        match self.kind, value:
            case ("number" | "percent", Decimal()):
                return value
            case "money", Money() if value.currency in {self.currency, ""}:
                return Decimal(value.amount_minor)
            case "moment", dt.datetime():
                return _seconds(value)
            case "date", dt.date() if not isinstance(value, dt.datetime):
                return Decimal(value.toordinal())
            case "duration", Duration() if value.is_whole_days:
                return Decimal(value.days)
        raise ValueError(f"{value} has no place among the values of {self}.")

    def value_at(self, position: Decimal) -> Value:
        """The value that stands there."""
        match self.kind:
            case "money":
                return Money(int(position), self.currency)
            case "moment":
                return _EPOCH + dt.timedelta(microseconds=int(position * 1_000_000))
            case "date":
                return dt.date.fromordinal(int(position))
            case "duration":
                return Duration(days=int(position))
            case _:
                return position

    def _cut(self, value: Value, *, after: bool) -> Cut:
        return self._cut_at(self.position(value), after=after)

    def _cut_at(self, position: Decimal, *, after: bool) -> Cut:
        if not self.is_whole:
            return position, after
        # Where nothing lies between, one place has one name: the one before a whole position.
        floor = position.to_integral_value(ROUND_FLOOR)
        return floor + (1 if after or position != floor else 0), False

    def _set(
        self, *, outside: bool, names: frozenset[Value] = frozenset(), missing: bool = False
    ) -> ValueSet:
        if self.names:  # what can be listed is listed
            names, outside = frozenset(n for n in self.names if (n in names) != outside), False
        return ValueSet(self, outside, names=names, has_missing=missing)


@dataclass(frozen=True, slots=True)
class ValueSet:
    """Some values of a space; equal sets compare equal.

    *outside*: are values before the first cut, or those that are not named, in? It changes at each of *cuts* (on a
    line, in order) and for each of *names*.
    """

    space: Space
    outside: bool
    cuts: tuple[Cut, ...] = ()
    names: frozenset[Value] = frozenset()
    has_missing: bool = False

    def __or__(self, other: ValueSet) -> ValueSet:
        return self._with(other, lambda a, b: a or b)

    def __and__(self, other: ValueSet) -> ValueSet:
        return self._with(other, lambda a, b: a and b)

    def __sub__(self, other: ValueSet) -> ValueSet:
        return self._with(other, lambda a, b: a and not b)

    def __invert__(self) -> ValueSet:
        return self.space.everything - self

    def __le__(self, other: ValueSet) -> bool:
        return (self - other).is_empty

    def __contains__(self, value: Value | None) -> bool:
        if value is None:
            return self.has_missing
        if not self.space.is_ordered:
            return (value in self.names) != self.outside
        position = self.space.position(value)
        if self.space.is_whole and position != position.to_integral_value():
            return False
        return self._holds_after((position, False))

    @property
    def is_empty(self) -> bool:
        """Is no value in it, not even the missing one?"""
        return not (self.has_present or self.has_missing)

    @property
    def has_present(self) -> bool:
        """Is a value in it, other than the missing one?"""
        return self.outside or bool(self.cuts) or bool(self.names)

    def witness(self) -> Value | None:
        """One value of the set; None is the missing value, told only when there is no other.

        Raises:
            ValueError: the set is empty.
        """
        if self.is_empty:
            raise ValueError("An empty set has no witness.")
        if not self.has_present:
            return None
        if not self.space.is_ordered:
            return self._name()
        low, high = (None, *self.cuts, None)[0 if self.outside else 1 :][:2]
        return self.space.value_at(_rounded(self.space, low, high))

    def _name(self) -> Value:
        if self.outside:
            return next(value for value in _others(self.space.kind) if value not in self.names)
        return next((name for name in self.space.names if name in self.names), min(self.names, key=str))

    def _with(self, other: ValueSet, both: Callable[[bool, bool], bool]) -> ValueSet:
        assert self.space == other.space, "sets of two types do not mix"
        outside = both(self.outside, other.outside)
        missing = both(self.has_missing, other.has_missing)
        if self.space.is_ordered:
            return ValueSet(self.space, outside, self._changes(other, both, outside), has_missing=missing)
        named = self.names | other.names
        odd = frozenset(name for name in named if both(name in self, name in other) != outside)
        return ValueSet(self.space, outside, names=odd, has_missing=missing)

    def _changes(self, other: ValueSet, both: Callable[[bool, bool], bool], holds: bool) -> tuple[Cut, ...]:  # noqa: FBT001 - the state that the loop carries on
        cuts: list[Cut] = []
        for cut in sorted({*self.cuts, *other.cuts}):
            if both(self._holds_after(cut), other._holds_after(cut)) != holds:
                holds = not holds
                cuts.append(cut)
        return tuple(cuts)

    def _holds_after(self, cut: Cut) -> bool:
        return self.outside != (bisect_right(self.cuts, cut) % 2 == 1)


def _union(space: Space, sets: list[ValueSet]) -> ValueSet:
    together = space.nothing
    for each in sets:
        together |= each
    return together


def _others(kind: Kind) -> Iterator[Value]:
    if kind == "yearly_date":
        return (YearlyDate(1 + n % 12, 1 + n // 12) for n in range(12 * 28))
    return (f"another{'' if n == 1 else f' {n}'}" for n in itertools.count(1))


def _rounded(space: Space, low: Cut | None, high: Cut | None) -> Decimal:
    """A position within a stretch: its lower end, else the roundest one near that."""
    if low is None:
        return _below(space, high)
    if not low[1]:
        return low[0]
    step = Decimal(3600 if space.kind == "moment" else 1)
    while True:
        position = ((low[0] / step).to_integral_value(ROUND_FLOOR) + 1) * step
        if high is None or (position, True) <= high:
            return position
        step = step / 60 if step > 1 else step / 10


def _below(space: Space, high: Cut | None) -> Decimal:
    start = _EARLY.get(space.kind, Decimal(0))
    if high is None or (start, True) <= high:
        return start
    return high[0] if high[1] else high[0] - 1


def _seconds(moment: dt.datetime) -> Decimal:
    return Decimal((moment - _EPOCH) // dt.timedelta(microseconds=1)) / 1_000_000


_EARLY = {
    "date": Decimal(dt.date(2026, 1, 1).toordinal()),
    "moment": _seconds(dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
}
_ENDS: dict[str, tuple[Cut, Cut]] = {
    "date": (
        (Decimal(dt.date.min.toordinal()), False),
        (Decimal(dt.date.max.toordinal() + 1), False),
    ),
    "moment": (
        (_seconds(dt.datetime.min.replace(tzinfo=dt.UTC)), False),
        (_seconds(dt.datetime.max.replace(tzinfo=dt.UTC)), True),
    ),
}
