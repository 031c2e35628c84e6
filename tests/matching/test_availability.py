"""Without the C engine (Python 3.13, or not built) everything imports, and says what is missing."""

import subprocess
import sys
from textwrap import dedent

from engine.matching import available, why_unavailable


def test_it_is_available_here():
    assert available()
    assert why_unavailable() == ""


def test_without_the_engine_only_a_matcher_cannot_be_made():
    script = """
        import sys
        sys.modules["durable_rules_engine"] = None  # any import of it fails
        from engine.matching import Matcher, MatchingUnavailable, available, why_unavailable, why_unsafe
        assert not available()
        try:
            Matcher({}, None)
        except MatchingUnavailable as problem:
            assert str(problem) == why_unavailable() == why_unsafe({}, None)
            print(problem)
    """

    said = subprocess.run(
        [sys.executable, "-c", dedent(script)], capture_output=True, text=True, check=True, timeout=60
    ).stdout

    assert "durable_rules does not import" in said
    assert "reference evaluator carries on alone" in said
