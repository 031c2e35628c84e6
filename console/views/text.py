"""Text for a terminal: widths of Chinese letters, counts, and nothing that would steer the terminal."""

from __future__ import annotations

import unicodedata


def width_of(text: str) -> int:
    """Columns on a terminal."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def counted(count: int, what: str) -> str:
    """``1 rule``, ``2 rules``."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def harmless(text: str) -> str:
    """Without control characters, which a name from a file could bring; line ends stay."""
    return "".join(each if each in "\n\t" or unicodedata.category(each) != "Cc" else "�" for each in text)
