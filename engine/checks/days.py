"""Days that do not come every time: 29 February, the lunar 30th, leap months, the 31st of a month."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checks.values import Values
from engine.language import syntax
from engine.problems import Problem
from engine.rulebook import Every, Rule, Rulebook


def ambiguous_days(book: Rulebook) -> Iterator[Problem]:
    """What comes back on a day that some years or months do not have, and does not say what happens then."""
    values = Values(book.vocabulary)
    for rule in book.rules:
        if isinstance(rule.start, Every) and rule.status != "off":
            yearly = _is_yearly(rule.start, values)
            yield from _of_years(rule, rule.start) if yearly else _of_months(rule, rule.start)


def _is_yearly(start: Every, values: Values) -> bool:
    definition = values.definition(start.anchor) if isinstance(start.anchor, syntax.FactPath) else None
    return definition is not None and definition.type.kind == "yearly_date"


def _of_years(rule: Rule, start: Every) -> Iterator[Problem]:
    """A yearly date, solar or lunar."""
    if "missing day" not in rule.said:
        told = f"“{rule.id}” does not say what happens in a year without its day; the day before is taken."
        mend = "Write “missing day: day before”, “day after” or “skip”."
        shown = f"{_anchor(start)} 1992-02-29: in 2027 it comes on 28 February"
        yield Problem("missing-day", rule.place, told, mend, shown, "warning")
    if "leap month" not in rule.said:
        told = f"“{rule.id}” does not say what happens to a day in a lunar leap month; the regular month is taken."
        mend = "Write “leap month: regular month” or “leap month: leap month”."
        shown = f"{_anchor(start)} lunar 1987-06L-12: it comes in the ordinary sixth month"
        yield Problem("leap-month", rule.place, told, mend, shown, "warning")


def _of_months(rule: Rule, start: Every) -> Iterator[Problem]:
    """Months counted from a date: the last day of a month stands for one that it does not have. Weeks lack no day."""
    if not start.period.months:
        return
    is_yearly = start.period.months % 12 == 0
    example = "2024-02-29" if is_yearly else "2026-01-31"
    shown = f"{_anchor(start)} {example}: in a February of 28 days it comes on the 28th"
    if rule.missing_day != "day before":
        told = f"“{rule.id}” counts from a date: “missing day: {rule.missing_day}” is heeded for yearly dates only."
        mend = "Write “missing day: day before”: the last day of the month is taken."
        yield Problem("missing-day", rule.place, told, mend, f"{shown} all the same")
    elif "missing day" not in rule.said:
        lacking = "year" if is_yearly else "month"
        told = f"“{rule.id}” does not say what happens in a {lacking} without its day; the last day is taken."
        mend = "Write “missing day: day before” when that is meant."
        yield Problem("missing-day", rule.place, told, mend, shown, "warning")


def _anchor(start: Every) -> str:
    return str(start.anchor) if isinstance(start.anchor, syntax.FactPath) else "an anchor"
