"""One ruleset inside the C engine `durable_rules_engine`; nothing else imports it.

Release 2.0.28 is safe in this form only: flat conjunctions of integer comparisons, one flat fact at a time in one
session, retracted after each evaluation, and a rule fired once before anything else.
"""

from __future__ import annotations

import json
import platform
import weakref
from collections.abc import Sequence
from typing import Any, TypeAlias

from engine.language.syntax import Operator
from engine.problems import GuanxiError

try:
    import durable_rules_engine
except ImportError as _error:
    _engine: Any = None
    _Refusal: type[Exception] = ImportError  # never raised: nothing is asked
    _missing = str(_error)
else:
    _engine = durable_rules_engine
    _Refusal = durable_rules_engine.error
    _missing = ""

NumberedTest: TypeAlias = tuple[int, Operator, int]
"""Column p<number>, operator, constant."""

_OPERATORS = {"!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
_SESSION = "s"
_KEY = '"sid":"s","id":"f"'
_WARM_UP = "w"

_NOT_MATCHED = 1
"""The code for a fact that no rule takes: nothing was stored."""


class MatchingUnavailable(GuanxiError):
    """The C engine is not installed or does not import here."""


class EngineFault(GuanxiError):
    """The C engine answered something that it must not; its session is given up."""


def available() -> bool:
    """Whether the C engine can be used in this interpreter."""
    return _engine is not None


def why_unavailable() -> str:
    """A sentence for the start of the program, empty when the engine is available."""
    if available():
        return ""
    return (
        f"durable_rules does not import on {platform.python_implementation()} {platform.python_version()} ({_missing}): "
        "the reference evaluator carries on alone. Use CPython 3.11 or 3.12 to have every decision matched twice."
    )


def definition(conjunctions: Sequence[Sequence[NumberedTest]]) -> str:
    """The ruleset as the JSON that the C engine reads; conjunction i is rule ``"i"``."""
    rules = {
        str(number): _rule({"$and": [_test(test) for test in conjunction]})
        for number, conjunction in enumerate(conjunctions)
    }
    return json.dumps({**rules, _WARM_UP: _rule({"warm": 1})})


def _rule(condition: dict[str, Any]) -> dict[str, Any]:
    return {"all": [{"m": condition}]}


def _test(test: NumberedTest) -> dict[str, Any]:
    number, operator, constant = test
    comparison = {f"p{number}": constant}
    return comparison if operator == "=" else {_OPERATORS[operator]: comparison}


class Ruleset:
    """A loaded ruleset with its one session; belongs to one thread, and is freed with the last reference to it.

    Raises:
        MatchingUnavailable: there is no C engine.
        EngineFault: it did not take the ruleset.
    """

    def __init__(self, conjunctions: Sequence[Sequence[NumberedTest]]) -> None:
        if not available():
            raise MatchingUnavailable(why_unavailable())
        try:
            self._handle = _engine.create_ruleset("r", definition(conjunctions))
        except _Refusal as refusal:
            raise EngineFault(f"durable_rules refused the rulebook: {refusal}") from refusal
        if self._fired('{"warm":1,' + _KEY + "}") != [_WARM_UP]:
            raise EngineFault(
                "durable_rules did not fire the warm-up rule: it is not used for this rulebook."
            )
        # Only now: the C engine crashes when it deletes a session that never fired.
        self._free = weakref.finalize(self, _freed, self._handle)
        self._free.atexit = False

    def matched(self, columns: Sequence[str]) -> list[int]:
        """The numbers of the conjunctions that hold for the columns, each given as ``"p3":17``.

        After an exception the session may still hold the fact: let go of the ruleset then.

        Raises:
            EngineFault: the engine refused the fact.
        """
        try:
            return [int(name) for name in self._fired("{" + ",".join((*columns, _KEY)) + "}")]
        except _Refusal as refusal:
            raise EngineFault(f"durable_rules refused a fact: {refusal}") from refusal

    def _fired(self, fact: str) -> list[str]:
        handle = self._handle
        code, session = _engine.assert_fact(handle, fact)
        if code == _NOT_MATCHED:
            return []
        if code:
            raise EngineFault(f"durable_rules answered {code} to a fact: its session was not empty.")
        fired = []
        started = _engine.start_action_for_state(handle, session)
        message = started and started[1]
        while message:
            # {"12":{"m":…}}: the name of the rule is all that is asked.
            fired.append(message[2 : message.index('"', 2)])
            message = _engine.complete_and_start_action(handle, session)
        _engine.retract_fact(handle, "{" + _KEY + "}")
        return fired


def _freed(handle: int) -> None:
    _engine.delete_state(handle, _SESSION)
    _engine.delete_ruleset(handle)
