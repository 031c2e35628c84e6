"""Says a rule as plain sentences that a business user reads aloud, in English or Chinese."""

from engine.telling.lines import Told
from engine.telling.rule import tell_rule

__all__ = ["Told", "tell_rule"]
