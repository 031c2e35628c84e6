"""How the embedded server is started: the `temporal` binary from the package index, and its flags."""

import os
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from temporalio.api.enums.v1 import IndexedValueType

from workflows.ports import LOOPBACK

DATABASE = "temporal.db"

# Without this a relationship that came to rest could be started again only a second after its last start.
DYNAMIC_CONFIG: Mapping[str, str] = {"history.workflowIdReuseMinimalInterval": '"0s"'}

# The signal for the parent's death must be asked for in the child itself. A `preexec_fn` would run Python between
# fork and exec, unsafe beside the SDK's threads; a second, bare interpreter that replaces itself is not.
DIE_WITH_PARENT = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGKILL)
if os.getppid() == int(sys.argv[1]):
    os.execv(sys.argv[2], sys.argv[2:])
"""


@dataclass(frozen=True)
class ServerSettings:
    """Of the embedded server.

    Attributes:
        port: 0 takes any free one.
        ui_port: of Temporal's own web page; 0 takes any free one, None leaves the page out.
        search_attributes: added when missing; they may hold surrogate ids, hashes and stages only.
        dynamic_config: on top of `DYNAMIC_CONFIG`, values as JSON.
    """

    port: int = 0
    ui_port: int | None = None
    log_level: str = "error"
    search_attributes: Mapping[str, IndexedValueType.ValueType] = field(default_factory=dict)
    dynamic_config: Mapping[str, str] = field(default_factory=dict)


def bound_to_parent(command: list[str]) -> list[str]:
    """*command* so that it is killed when this process is; where the system cannot do that, unchanged."""
    if sys.platform != "linux":
        return command
    return [sys.executable, "-ISc", DIE_WITH_PARENT, str(os.getpid()), *command]


def start_dev(
    settings: ServerSettings, data_dir: Path | None, port: int, ui_port: int | None
) -> Iterator[str]:
    """The command line; a *data_dir* of None keeps everything in memory."""
    yield str(Path(sysconfig.get_path("scripts")) / "temporal")
    yield from ("server", "start-dev", "--ip", LOOPBACK, "--port", str(port))
    yield from ("--log-level", settings.log_level)
    if ui_port is None:
        yield "--headless"
    else:
        yield from ("--ui-port", str(ui_port), "--ui-disable-news-fetch")
    if data_dir:
        yield from ("--db-filename", str(data_dir / DATABASE))
        yield from ("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=2")
    for key, value in {**DYNAMIC_CONFIG, **settings.dynamic_config}.items():
        yield from ("--dynamic-config-value", f"{key}={value}")
