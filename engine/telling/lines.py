"""A rule that is told, as lines."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A line, *depth* levels below what it belongs to."""

    depth: int
    text: str
