"""In which encoding a text file is written: decided in a fixed order, and said in the report."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from engine.problems import Place, Problem, ProblemsFound

CHUNK = 1 << 20
SAMPLE = 1 << 16

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMES = {
    "utf-8-sig": "UTF-8 with a byte order mark",
    "utf-8": "UTF-8",
    "gb18030": "GBK/GB18030",
    "utf-16": "UTF-16",
}


@dataclass(frozen=True, slots=True)
class Examined:
    """What a first pass over a file told: its encoding, its content's hash, about how many lines it has."""

    encoding: str
    content_hash: str
    lines: int

    @property
    def name(self) -> str:
        return _NAMES.get(self.encoding, self.encoding)


def examine(path: Path, file: str, encoding: str | None = None) -> Examined:
    """Read the whole file once: byte order mark, else UTF-8, else GB18030, else the best guess of a library.

    Raises:
        ProblemsFound: it is in none, or not in the *encoding* that it was said to be in.
    """
    with path.open("rb") as stream:
        head = stream.read(SAMPLE)
    for candidate in _candidates(head) if encoding is None else [encoding]:
        if examined := _decoded(path, candidate):
            return examined
    if (
        encoding is None
        and (guess := from_bytes(head).best())
        and (examined := _decoded(path, guess.encoding))
    ):
        return examined
    what = (
        f"The file is not written in {encoding}."
        if encoding
        else "In which encoding the file is written is unclear."
    )
    mend = "Save it as UTF-8 (Excel: “CSV UTF-8”), or give --encoding."
    raise ProblemsFound([Problem("bad-encoding", Place(file), what, mend)])


def _candidates(head: bytes) -> list[str]:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return [encoding]
    if wide := _unmarked_utf16(head):
        return [wide]
    return ["utf-8", "gb18030"]


def _unmarked_utf16(head: bytes) -> str | None:
    """Plain characters (commas, line ends) have a zero byte on one side in UTF-16, always the same one."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < 2 or min(even, odd) > 0:  # noqa: PLR2004 - at least a comma and a line end
        return None
    encoding = "utf-16-le" if odd else "utf-16-be"
    text = head.decode(encoding, "ignore")
    return encoding if "\n" in text and "\0" not in text else None


def _decoded(path: Path, encoding: str) -> Examined | None:
    digest, lines = hashlib.sha256(), 0
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        for chunk in _chunks(path):
            digest.update(chunk)
            lines += decoder.decode(chunk).count("\n")
        decoder.decode(b"", final=True)
    except (UnicodeError, LookupError):
        return None
    return Examined(encoding, digest.hexdigest(), lines)


def content_hash(path: Path) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(path):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
