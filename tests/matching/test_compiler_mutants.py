# ruff: noqa: ANN401 - what is replaced may be anything
"""Every translation rule of the compiler, broken on purpose: the differential test finds each of them."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from engine.language.syntax import All, Operator
from engine.matching import arithmetic, columns, comparisons, compiler, expressions, normal_form, ruleset
from engine.values import Duration, Money
from tests.matching.differential import compare_at_boundaries

Break = Callable[[pytest.MonkeyPatch], None]


def _each_of(
    name: str, table: dict[Operator, Operator], wrong: dict[Operator, Operator]
) -> Iterator[tuple[str, Break]]:
    """One entry of a table of operators at a time."""
    for key, value in wrong.items():
        yield f"{name} {key}", lambda patch, key=key, value=value: patch.setitem(table, key, value)  # type: ignore[misc]


def _replaced(where: Any, name: str, wrong: Callable[[Any], Any]) -> Break:
    """*wrong* is given what stood there, and gives what stands there now."""
    return lambda patch: patch.setattr(where, name, wrong(getattr(where, name)))


def _shifted(by: int) -> Callable[[Any], Any]:
    def wrong(right: Callable[..., int | None]) -> Callable[..., int | None]:
        def column(*arguments: Any) -> int | None:
            value = right(*arguments)
            return None if value is None else value + by

        return column

    return wrong


def _constant(value: object) -> Callable[[Any], Any]:
    return lambda _right: lambda *_arguments: value


def _unknown_is(truth: object) -> Callable[[Any], Any]:
    """A judgement that takes the unknown for something."""

    def wrong(right: Callable[..., Any]) -> Callable[..., Any]:
        def judged(*arguments: Any) -> Any:
            judge = right(*arguments)
            return lambda row: truth if (found := judge(row)) is None else found

        return judged

    return wrong


def _opposite(right: Callable[..., Any]) -> Callable[..., Any]:
    def judged(*arguments: Any) -> Any:
        judge = right(*arguments)
        return lambda row: None if (found := judge(row)) is None else not found

    return judged


def _flag_of_the_other_side(right: Callable[..., Any]) -> Callable[..., Any]:
    return lambda judge, wanted: right(judge, not wanted)


def _flag_without_unknown(_: Callable[..., Any]) -> Callable[..., Any]:
    return lambda judge, wanted: lambda row: 1 if judge(row) is not (not wanted) else None


def _negation_lost(right: Callable[..., Any]) -> Callable[..., Any]:
    def branches(self: Any, condition: Any, *, wanted: bool) -> Any:
        return right(self, condition, wanted=True)

    return branches


def _without_de_morgan(right: Callable[..., Any]) -> Callable[..., Any]:
    def branches(self: Any, condition: Any, *, wanted: bool) -> Any:
        if wanted or not hasattr(condition, "parts"):
            return right(self, condition, wanted=wanted)
        parts = (self.branches(part, wanted=False) for part in condition.parts)
        return self._joined(parts) if isinstance(condition, All) else self._listed(parts)

    return branches


def _last_test_lost(right: Callable[..., Any]) -> Callable[..., Any]:
    def joined(self: Any, parts: Any) -> Any:
        return tuple(
            frozenset(sorted(branch)[:-1]) if len(branch) > 1 else branch for branch in right(self, parts)
        )

    return joined


def _last_branch_lost(right: Callable[..., Any]) -> Callable[..., Any]:
    def listed(self: Any, parts: Any) -> Any:
        branches = right(self, parts)
        return branches[:-1] if len(branches) > 1 else branches

    return listed


def _keys_moved(right: Callable[..., Any]) -> Callable[..., Any]:
    def shard(self: Any, *arguments: Any) -> Any:
        made = right(self, *arguments)
        return compiler.Shard(made.columns, made.conjunctions, made.keys[1:] + made.keys[:1])

    return shard


def _columns_moved(right: Callable[..., Any]) -> Callable[..., Any]:
    def shard(self: Any, *arguments: Any) -> Any:
        made = right(self, *arguments)
        return compiler.Shard(made.columns[1:] + made.columns[:1], made.conjunctions, made.keys)

    return shard


def _second_part_lost(right: Callable[..., Any]) -> Callable[..., Any]:
    """A rulebook too big for one shard loses the rest."""
    return lambda self: iter(list(right(self))[:1])


def _other_sign(right: Callable[..., Any]) -> Callable[..., Any]:
    return lambda left, sign, *others: right(left, "-" if sign == "+" else "+", *others)


def _any_currency(_: object) -> Callable[..., bool]:
    return lambda _left, _right: True


def _days_as_months(right: Callable[..., Any]) -> Callable[..., Any]:
    return lambda begin, today, unit, calendar: right(
        begin, today, "months" if unit == "days" else unit, calendar
    )


def _year_too_early(right: Callable[..., Any]) -> Callable[..., Any]:
    return lambda begin, today, unit, calendar: right(begin, today, unit, calendar) + (unit == "years")


def _off_the_other_way(right: Callable[..., Any]) -> Callable[..., Any]:
    return lambda value, percent, direction, base: right(
        value, percent, "above" if direction == "below" else "below", base
    )


def _off_by_more_than(right: Callable[..., Any]) -> Callable[..., Any]:
    """Exactly 30 % would no longer count."""

    def off(value: Any, percent: Any, direction: Any, base: Any) -> Any:
        return right(
            value, percent + Decimal("0.0001") if isinstance(percent, Decimal) else percent, direction, base
        )

    return off


def _missing_is_nothing(right: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, reading: [Decimal(0) if value is None else value for value in right(self, reading)]


def _clocks_swapped(right: Callable[..., Any]) -> Callable[..., Any]:
    def row(self: Any, reading: Any) -> Any:
        today, now, *facts = right(self, reading)
        return [today.replace(day=1), now.replace(hour=0), *facts]

    return row


def _months_as_days(right: Callable[..., Any]) -> Callable[..., Any]:
    def added(left: Any, sign: Any, other: Any, calendar: Any) -> Any:
        if isinstance(other, Duration) and other.months:
            other = Duration(days=30 * other.months)
        return right(left, sign, other, calendar)

    return added


def _share_rounded_down(_: object) -> Callable[..., Any]:
    return lambda money, factor: Money(int(money.amount_minor * factor), money.currency)


INVERTED: dict[Operator, Operator] = {"=": "=", "!=": "!=", "<": ">", ">=": "<=", ">": "<", "<=": ">="}
FLIPPED: dict[Operator, Operator] = {"<": "<", ">": ">", "<=": "<=", ">=": ">="}

MUTANTS: dict[str, Break] = {
    **dict(_each_of("inverse of", columns.INVERSE, INVERTED)),
    **dict(_each_of("mirror of", columns.MIRRORED, FLIPPED)),
    **{
        f"the engine's word for {operator}": lambda patch, operator=operator: patch.setitem(  # type: ignore[misc]
            ruleset._OPERATORS, operator, "$lte" if operator != "<=" else "$gte"
        )
        for operator in ruleset._OPERATORS
    },
    "flags swapped": _replaced(columns, "_flag", _flag_of_the_other_side),
    "unknown raises a flag": _replaced(columns, "_flag", _flag_without_unknown),
    "X is A: unknown is false": _replaced(columns, "_is", _unknown_is(truth=False)),
    "one of: unknown is false": _replaced(columns, "_one_of", _unknown_is(truth=False)),
    "one of: the opposite": _replaced(columns, "_one_of", _opposite),
    "contains: unknown is false": _replaced(columns, "_has", _unknown_is(truth=False)),
    "contains: the opposite": _replaced(columns, "_has", _opposite),
    "none: without not": _replaced(normal_form._Expansion, "branches", _negation_lost),
    "not all is all not": _replaced(normal_form._Expansion, "branches", _without_de_morgan),
    "a test lost in all": _replaced(normal_form._Expansion, "_joined", _last_test_lost),
    "an alternative lost in any": _replaced(normal_form._Expansion, "_listed", _last_branch_lost),
    "rules change their names": _replaced(compiler._Draft, "_shard", _keys_moved),
    "columns change places": _replaced(compiler._Draft, "_shard", _columns_moved),
    "the second shard is lost": _replaced(compiler._Draft, "_parts", _second_part_lost),
    "a number one step up": _replaced(columns, "number_column", _shifted(1)),
    "a number two steps down": _replaced(columns, "number_column", _shifted(-2)),
    "an amount one fen up": _replaced(columns, "money_column", _shifted(1)),
    "a moment one second up": _replaced(columns, "moment_column", _shifted(2)),
    "a moment half a second up": _replaced(columns, "moment_column", _shifted(1)),
    "a threshold one step up": _replaced(columns, "threshold", _shifted(1)),
    "a threshold two steps down": _replaced(columns, "threshold", _shifted(-2)),
    "a distance of one": _replaced(columns, "distance", _shifted(1)),
    "no distance is ever known": _replaced(columns, "distance", _constant(None)),
    "nothing is ever equal": _replaced(comparisons, "same", _constant(value=False)),
    "two currencies compare": _replaced(comparisons, "same_currency", _any_currency),
    "below is above": _replaced(columns, "off", _off_the_other_way),
    "exactly 30 % does not count": _replaced(columns, "off", _off_by_more_than),
    "plus is minus": _replaced(expressions, "added", _other_sign),
    "a month has thirty days": _replaced(expressions, "added", _months_as_days),
    "days since are months since": _replaced(expressions, "units_between", _days_as_months),
    "a year too early": _replaced(expressions, "units_between", _year_too_early),
    "nothing known is zero": _replaced(expressions.Expressions, "row", _missing_is_nothing),
    "today is the first, now is midnight": _replaced(expressions.Expressions, "row", _clocks_swapped),
    "times is divided by": lambda patch: patch.setattr(expressions, "multiplied", arithmetic.divided),
    "half a fen is lost": lambda patch: patch.setattr(
        "engine.matching.arithmetic._share", _share_rounded_down(None)
    ),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_broken_translation_is_found(name: str, monkeypatch: pytest.MonkeyPatch):
    MUTANTS[name](monkeypatch)

    assert compare_at_boundaries() is not None, f"nobody noticed: {name}"
