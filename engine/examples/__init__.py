"""**plays**: the examples that stand in rule files, whole schedules over virtual time."""

from engine.examples.running import Outcome, run_example, run_examples

__all__ = ["Outcome", "run_example", "run_examples"]
