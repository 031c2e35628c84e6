"""The embedded default: each message becomes a readable text file. Nothing leaves the machine."""

import asyncio
import contextlib
import os
import re
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from notifiers.message import Message, one_line
from notifiers.notifier import Notifier
from notifiers.outcome import Misconfigured, Outcome, TemporarilyFailed

LONGEST_NAME_BYTES = 80
CLAIMS = ".keys"
UNFINISHED = ".unfinished"


@dataclass(frozen=True)
class Note:
    """A message as a file: `path` below the folder is wished for, and holds only if the key has none yet."""

    key_hash: str
    path: str
    content: bytes


class FileNotifier(Notifier[Note, str]):
    """Writes each message to `<folder>/<date>/<time>-<recipient>-<short key>.txt`, exactly once by key.

    `<folder>/.keys` remembers the file name of each key, so that a later try, at another time, finds the first
    one's file. Both are written aside in `.unfinished`, flushed to disk, and then published in one step:
    a crash leaves a whole file or none, and what lies in `.unfinished` never counts.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def supports_idempotency_key(self) -> bool:
        return True

    def build(self, message: Message) -> Note:
        return Note(message.key_hash, _path_of(message), _content_of(message))

    async def post(self, payload: Note) -> str:
        try:
            return await asyncio.to_thread(self._publish, payload)
        except (PermissionError, NotADirectoryError, FileExistsError) as error:
            raise Misconfigured(
                f"cannot write messages to {self._folder} ({error.strerror}): "
                "name a folder in which the worker may write"
            ) from error
        except OSError as error:
            raise TemporarilyFailed(f"cannot write messages to {self._folder} ({error.strerror})") from error

    def parse(self, answer: str, payload: Note) -> Outcome:
        del payload
        return Outcome("accepted", reference=answer, detail="written to a file")

    def _publish(self, note: Note) -> str:
        """Write *note* unless its key is written already; the path below the folder under which it stands."""
        claim = self._folder / CLAIMS / note.key_hash[:2] / note.key_hash
        self._write_once(claim, note.path.encode())
        path = claim.read_text(encoding="utf-8")
        self._write_once(self._folder / path, note.content)
        return path

    def _write_once(self, path: Path, content: bytes) -> None:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = self._folder / UNFINISHED
            unfinished.mkdir(exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=unfinished)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                # A link, unlike a rename, refuses to replace: of many at once, one wins and all read its file.
                with contextlib.suppress(FileExistsError):
                    path.hardlink_to(name)
            finally:
                Path(name).unlink(missing_ok=True)
        # Also when the file was there: whoever wrote it may have died before its name was safe on disk.
        self._flush_names(path.parent)

    def _flush_names(self, folder: Path) -> None:
        while folder.is_relative_to(self._folder):
            _flush_folder(folder)
            folder = folder.parent


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows opens no folders, and needs no flush for names
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _path_of(message: Message) -> str:
    name = safe_name(message.to.name) or safe_name(message.to.recipient_id) or "unnamed"
    return f"{message.sent_at:%Y-%m-%d}/{message.sent_at:%H%M%S}-{name}-{message.key_hash[:16]}.txt"


def safe_name(name: str) -> str:
    """*name* as part of a file name: letters, marks and digits of any script, at most 80 bytes; perhaps empty."""
    normal = unicodedata.normalize("NFC", name)
    kept = "".join(char if unicodedata.category(char)[0] in "LMN" else "_" for char in normal)
    short = kept.encode()[:LONGEST_NAME_BYTES].decode(errors="ignore")
    return re.sub("_+", "_", short).strip("_")


def _content_of(message: Message) -> bytes:
    headers = {
        "To": message.to.name,
        "E-mail": message.to.email,
        "Phone": message.to.phone,
        "Recipient": message.to.recipient_id,
        "Channel": message.channel,
        "Subject": message.subject,
        "Sent": message.sent_at.isoformat(),
        "Locale": message.locale,
        "For": message.created_for,
        "Key": message.key,
    }
    lines = [f"{name}: {one_line(value)}\n" for name, value in headers.items() if value]
    return "".join([*lines, "\n", message.text.rstrip("\n"), "\n"]).encode()
