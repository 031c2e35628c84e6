"""Matching by durable_rules: which conditions are true of a subject.

The second opinion beside the reference evaluator (`engine.truth`), which stays the authority. Imports everywhere;
where the C engine does not (`available()`), only a `Matcher` cannot be made.
"""

from engine.matching.guard import why_unsafe
from engine.matching.matcher import Matcher
from engine.matching.reading import DateArithmetic, Reading
from engine.matching.ruleset import EngineFault, MatchingUnavailable, available, why_unavailable

__all__ = [
    "DateArithmetic",
    "EngineFault",
    "Matcher",
    "MatchingUnavailable",
    "Reading",
    "available",
    "why_unavailable",
    "why_unsafe",
]
