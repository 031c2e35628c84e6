"""What is true of a relationship at an instant: its facts, and the reference evaluator of sentences about them."""

from engine.truth.compiled import Evaluate, Judge
from engine.truth.reference import Reference

__all__ = ["Evaluate", "Judge", "Reference"]
