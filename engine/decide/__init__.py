"""Decides: what is due for one relationship, and when to look again."""

from engine.decide.stretch import decide
from engine.decide.terms import Answers, Terms

__all__ = ["Answers", "Terms", "decide"]
