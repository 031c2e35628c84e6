"""When a step is due: how long before or after the start of its rule."""

from __future__ import annotations

import re
from decimal import Decimal

from engine.language.schema import StepPart
from engine.language.scope import Scope
from engine.language.sentences import parse_expression
from engine.language.surroundings import Surroundings
from engine.language.syntax import Constant, Expression, Product, Setting
from engine.language.timing import duration
from engine.language.tree import Text
from engine.rulebook import BecomesTrue, Every, OnEvent, Start
from engine.values import Duration
from engine.vocabulary import FactType

_MINUTES_A_DAY = 24 * 60
_DAYS_A_MONTH = 31


def read_offset(
    part: StepPart, start: Start | None, scope: Scope, around: Surroundings
) -> Duration | Expression:
    """How long ``before`` or ``after`` the start a step is due; an expression where that depends on the subject."""
    if part.before is not None and part.after is not None:
        what = "A step has “before” or “after”, not both."
        around.findings.add("two-offsets", part.place_of("after"), what, "Delete one of the two.")
    if part.before is not None and isinstance(start, (OnEvent, BecomesTrue)):
        what = "Nothing can be done before an event or before a sentence becomes true."
        around.findings.add(
            "before-unknown", part.place_of("before"), what, "Write “after”, or start with “at”."
        )
    written = part.before if part.before is not None else part.after
    length = _computed(written, scope, around) if _is_computed(written) else duration(written, around)
    if length is None or written is None:
        return Duration()
    if not isinstance(length, Duration):
        return Product(length, "*", Constant(Decimal(-1))) if part.before is not None else length
    if isinstance(start, Every) and _days(length) > _days(start.period):
        what = f"{written} is longer than the period of {start.period}, so steps of two rounds would mix."
        around.findings.add(
            "offset-too-long", written.place, what, "Write a shorter offset or a longer period."
        )
    return length.negated() if part.before is not None else length


def _is_computed(written: Text | None) -> bool:
    """``table clock.level_2``, ``settings.grace``, ``customer.usual_cycle``: anything but a length as it is written."""
    return written is not None and re.match(r"\s*[-+－＋]?\s*\d", written) is None


def _computed(written: Text | None, scope: Scope, around: Surroundings) -> Duration | Expression | None:
    if written is None:
        return None
    wanted = FactType("duration")
    read = around.findings.attempt(
        lambda: parse_expression(str(written), scope, written.place, target=wanted)
    )
    if read is None:
        return None
    node = read[0]
    is_written = isinstance(node, (Constant, Setting)) and isinstance(node.value, Duration)
    return node.value if is_written else node  # type: ignore[union-attr,return-value]


def _days(length: Duration) -> float:
    """About how long: enough to tell a ladder that outgrows its period."""
    minutes = length.minutes + length.working_minutes
    return length.months * _DAYS_A_MONTH + length.days + length.working_days + minutes / _MINUTES_A_DAY
