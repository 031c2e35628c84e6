"""Rows: CDNOW, 69,659 purchases of 23,570 customers, imported and rehearsed by the very commands of the issue.

Wall-clock time, as their user feels it; the CPU time beside it, for machines on which others work. Memory is the largest
sum of what all processes of the rehearsal held resident at one moment (pages that they share count in each).
"""

import os
import re
import resource
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from tests.bench.builders import ROOT
from tests.bench.measuring import Effort, Row, cpu_rates, middle, plain_python, skipped

FILE = ROOT.parent / "shared/data/cdnow/cdnow_transactions.csv"
IMPORT_GOAL, REHEARSE_GOAL = 60.0, 180.0
MEMORY_GOAL = 2_000
"""Megabytes."""

LOOK_EACH = 0.1
IMPORT, REHEARSE, MEMORY = "import CDNOW", "rehearse CDNOW, 12 months", "… its memory"
YEAR = ("rehearse", "--from", "1997-07-01", "--to", "1998-06-30", "--rule", "retention_call", "--as-live")


def rows(effort: Effort) -> list[Row]:
    """Three lines."""
    goals = {
        IMPORT: f"< {IMPORT_GOAL:.0f} s",
        REHEARSE: f"< {REHEARSE_GOAL:.0f} s",
        MEMORY: f"< {MEMORY_GOAL:,} MB",
    }
    if not FILE.is_file():
        return [skipped(what, goal, f"there is no {FILE}") for what, goal in goals.items()]
    if effort.is_quick:
        return [skipped(what, goal, "it takes a minute; leave --quick out") for what, goal in goals.items()]
    steps = middle(cpu_rates({"plain": plain_python}, effort)["plain"])
    with TemporaryDirectory(prefix="guanxi-bench-") as folder:
        taken = _run(folder, "import", "orders", str(FILE), "--create-customers", "--currency", "USD")
        year = _run(folder, *YEAR)
    calls = re.search(r"^ *Total +([\d,]+)", year.output, re.MULTILINE)
    assert calls is not None, year.output
    return [
        _timed(IMPORT, taken, IMPORT_GOAL, steps),
        _timed(f"{REHEARSE}: {calls[1]} calls", year, REHEARSE_GOAL, steps),
        Row(
            MEMORY,
            f"{year.megabytes:,.0f} MB",
            goal=goals[MEMORY],
            is_met=year.megabytes < MEMORY_GOAL,
            raw={"megabytes": year.megabytes, "calls": calls[1]},
        ),
    ]


@dataclass(frozen=True)
class Ran:
    """A command that ended well: its time on the wall and on all cores, and the most that it held in memory."""

    seconds: float
    cpu_seconds: float
    megabytes: float
    output: str = field(repr=False)


def _run(home: str, *arguments: str) -> Ran:
    command = [sys.executable, "-m", "cli", "--home", home, *arguments]
    with TemporaryFile("w+") as output:
        before, begun, most = _cpu_of_children(), time.perf_counter(), 0
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
        while process.poll() is None:
            most = max(most, _resident(process.pid))
            with suppress(subprocess.TimeoutExpired):
                process.wait(LOOK_EACH)
        seconds = time.perf_counter() - begun
        output.seek(0)
        told = output.read()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{told}")
    return Ran(seconds, _cpu_of_children() - before, most / 1e6, told)


def _timed(what: str, ran: Ran, goal: float, steps: float) -> Row:
    return Row(
        what,
        f"{ran.seconds:.1f} s (CPU {ran.cpu_seconds:.1f} s)",
        f"{steps / 1e6:.1f} M steps/s",
        f"{ran.cpu_seconds * steps / 1e6:,.0f} M steps of CPU",
        f"< {goal:.0f} s",
        ran.seconds < goal,
        {"seconds": ran.seconds, "cpu_seconds": ran.cpu_seconds},
    )


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _resident(pid: int) -> int:
    """Bytes that a process and all its descendants hold resident now; 0 where there is no /proc."""
    try:
        own = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf(
            "SC_PAGE_SIZE"
        )
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
        return 0
    return own + sum(_resident(int(child)) for child in children)
