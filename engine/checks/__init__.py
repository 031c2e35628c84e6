"""Finds what only a whole rulebook shows, each finding with one concrete customer or date as its witness."""

from engine.checks.examining import examine

__all__ = ["examine"]
