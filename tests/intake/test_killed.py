"""kill -9 in the middle of an import: run again, nothing is missing and nothing is there twice."""

import signal
import subprocess
import sys
from pathlib import Path

from tests.intake.builders import EVENING, Office

VICTIM = """
import os, signal, sys
from pathlib import Path
from store import Store
from tests.intake.builders import Office

folder = Path(sys.argv[1])
office = Office(Store.open(f"sqlite:///{folder / 'guanxi.db'}"), folder)

def kill(done, total):
    if done == 600:
        os.kill(os.getpid(), signal.SIGKILL)

office.take("orders", folder / "file.csv", progress=kill)
"""


def test_an_import_that_is_killed_is_simply_run_again(office: Office):
    rows = "customer_id,date\n" + "".join(
        f"{number % 9},2026-01-0{number % 3 + 1}\n" for number in range(1000)
    )
    file = office.write(rows)
    root = Path(__file__).resolve().parents[2]

    died = subprocess.run([sys.executable, "-c", VICTIM, str(office.folder)], cwd=root, check=False)
    report = office.take("orders", file, at=EVENING)

    assert died.returncode == -signal.SIGKILL
    assert (report.read, report.new, report.unchanged) == (1000, 400, 600)
    placed = [each for number in range(9) for each in office.told(str(number)) if each[0] == "order.placed"]
    assert len(placed) == 1000
