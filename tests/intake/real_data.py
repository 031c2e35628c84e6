"""What both real data sets are checked by."""

from pathlib import Path

from intake.importing import Reading, import_file
from tests.intake.builders import MORNING, Office


def imported_whole(office: Office, file: Path, rows: int, currency: str) -> None:
    """The first time every row is new, nothing is refused, and a part of it taken in again is known."""
    reading = Reading(currency=currency, create_missing_customers=True)
    report = office.take("orders", file, reading=reading)

    assert (report.read, report.new, report.unchanged, report.changed, report.rejected) == (
        rows,
        rows,
        0,
        0,
        0,
    )

    head = office.folder / "head.csv"
    with file.open(encoding="utf-8") as stream:
        head.write_text("".join(line for line, _ in zip(stream, range(5001), strict=False)), encoding="utf-8")
    again = import_file(
        office.store,
        office.vocabulary,
        "orders",
        head,
        recorded_at=MORNING,
        rejects_to=office.folder,
        reading=reading,
    )

    assert (again.read, again.unchanged) == (5000, 5000)
