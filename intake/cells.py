"""One cell of a file, typed by the vocabulary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from engine.calendar import checked_yearly_date, parse_yearly_date
from engine.language.quantities import NotThisKind
from engine.language.scalars import read_value
from engine.problems import did_you_mean
from engine.values import Value, ValueProblem, YearlyDate
from engine.vocabulary import FactType
from intake.amounts import folded, plain_number, read_money, read_number
from intake.days import DayOrder, Stamp, day_of, instant_of, serial_stamp, stamp_of

LONGEST_ID = 200
_YES_NO: Mapping[str, str] = {"y": "yes", "1": "yes", "t": "yes", "n": "no", "0": "no", "f": "no"}


@dataclass(frozen=True, slots=True)
class BrokenCell:
    """A cell of a spreadsheet that holds no value: a formula never computed, an error."""

    reason: str
    shown: str = ""


Cell: TypeAlias = (
    str | bool | int | float | Decimal | dt.date | dt.datetime | dt.time | dt.timedelta | BrokenCell | None
)


def is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def shown(cell: Cell) -> str:
    """The cell as people would write it; a whole number without its ``.0``."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool():
            return "yes" if cell else "no"
        case int() | float() | Decimal():
            return plain_number(cell)
        case BrokenCell():
            return cell.shown
        case _:
            return str(cell)


@dataclass(frozen=True, slots=True)
class CellReader:
    """Reads cells where the company is: *zone* for hours without an offset, *day_order* for ``01/02/2026``."""

    zone: str
    day_order: DayOrder | None = None

    def value(  # noqa: C901, PLR0911, PLR0912 - one line for each type
        self, cell: Cell, type_: FactType, currency: str | None
    ) -> Value | None:
        """The value, or None for an empty cell.

        Raises:
            NotThisKind: it is none of that type.
        """
        if is_empty(cell):
            return None
        match type_.kind:
            case "money":
                return read_money(self._text(cell), currency)
            case "number":
                return read_number(self._text(cell))
            case "percent":
                return self._percent(cell)
            case "date":
                return day_of(self._stamp(cell), self.zone)
            case "moment":
                return self.instant(cell)
            case "yearly_date":
                return self._yearly_date(cell)
            case "reference":
                return self.id(cell)
            case "choice":
                return _choice(self._text(cell), type_.choices)
            case "list":
                return read_value(self._text(cell), type_, None)
            case "yes_no":
                word = folded(self._text(cell)).lower()
                return read_value(_YES_NO.get(word, word), type_, None)
            case "text":
                return self._text(cell)
            case "duration":
                return read_value(folded(self._text(cell)), type_, None)

    def instant(self, cell: Cell) -> dt.datetime:
        """The moment that a cell means; a day means its start here."""
        return instant_of(self._stamp(cell), self.zone)

    def id(self, cell: Cell) -> str:
        """An id exactly as written, leading zeros too."""
        text = self._text(cell).strip()
        if len(text) > LONGEST_ID:
            raise NotThisKind(
                f"“{text[:20]}…” is too long for an id.", "Are quotation marks or columns mixed up?"
            )
        if not text.isprintable():
            raise NotThisKind("The id holds a line break or a hidden character.", "Delete it.")
        return text

    def _text(self, cell: Cell) -> str:
        if isinstance(cell, BrokenCell):
            raise NotThisKind(cell.reason)
        text = shown(cell)
        if "\x00" in text:
            raise NotThisKind("The cell holds a NUL character.", "Export the file anew, as text.")
        return text

    def _stamp(self, cell: Cell) -> Stamp:
        match cell:
            case dt.datetime():
                return Stamp(cell, has_time=cell.time() != dt.time())
            case dt.date():
                return Stamp(dt.datetime.combine(cell, dt.time()), has_time=False)
            case bool() | dt.time() | dt.timedelta():
                raise NotThisKind(f"“{shown(cell)}” is no date.", "Write year-month-day, e.g. 2026-01-31.")
            case int() | float() | Decimal() if 10_000 <= cell < 100_000:  # noqa: PLR2004 - as in a text: five digits
                return serial_stamp(float(cell))
            case _:
                return stamp_of(self._text(cell), self.day_order)

    def _percent(self, cell: Cell) -> Decimal:
        return read_number(folded(self._text(cell)).removesuffix("%"))

    def _yearly_date(self, cell: Cell) -> YearlyDate:
        if isinstance(cell, str) and (text := _lunar_or_yearless(cell)):
            try:
                return parse_yearly_date(text)
            except ValueProblem:
                mend = "Write 1992-02-29, 02-29, lunar 1988-08-15 or lunar 1987-06L-12."
                raise NotThisKind(f"“{cell}” is no day of the year.", mend) from None
        day = day_of(self._stamp(cell), self.zone)
        return checked_yearly_date(YearlyDate(day.month, day.day, day.year))


def _lunar_or_yearless(cell: str) -> str:
    """A day that no ordinary date can be, as the engine writes it; else nothing."""
    text = folded(cell)
    for zh, plain in (("年", "-"), ("月", "-"), ("日", ""), ("/", "-"), (".", "-")):
        text = text.replace(zh, plain)
    is_lunar = text.lower().startswith(("lunar", "农历"))
    return text if is_lunar or text.count("-") == 1 else ""


def _choice(word: str, choices: tuple[str, ...]) -> str:
    if not choices or word in choices:
        return word
    alike = [choice for choice in choices if folded(choice).casefold() == folded(word).casefold()]
    if len(alike) == 1:
        return alike[0]
    raise NotThisKind(f"“{word}” is no choice here.", did_you_mean(word, choices), "unknown-choice")
