"""The words of messages: texts with facts in them, written for people in their language."""

from engine.wording.check import check_template, has_loop, settled
from engine.wording.labels import with_names
from engine.wording.rendering import MissingFact, Read, WrongTemplate, render

__all__ = [
    "MissingFact",
    "Read",
    "WrongTemplate",
    "check_template",
    "has_loop",
    "render",
    "settled",
    "with_names",
]
