"""Our side of the ledger benchmark: reading, comparing and writing 5,000 × 40 rows, with history, plans and returns."""

import os
import tempfile
import time

import django
from ledger_file import UNITS, as_ledger
from measured import Figure, peak_megabytes, report

ROWS = 5000


def main() -> None:
    """Time the preview (reading and comparing) and the import (reading, comparing again, writing)."""
    from django.core.management import call_command  # noqa: PLC0415 - after the settings of this process
    from library import AT, make_city  # noqa: PLC0415 - after the settings of this process

    from guanmo.engines.periods import Month  # noqa: PLC0415 - after the settings of this process
    from guanmo.projects.enums import Category  # noqa: PLC0415 - after the settings of this process
    from guanmo.projects.ledger_apply_services import apply_ledger  # noqa: PLC0415 - after the settings
    from guanmo.projects.ledger_imports import main_sheet, open_ledger, read_ledger  # noqa: PLC0415 - as above
    from guanmo.projects.ledger_preview_services import preview_ledger  # noqa: PLC0415 - as above
    from guanmo.projects.ledger_services import upload_ledger  # noqa: PLC0415 - as above
    from guanmo.projects.matching_imports import propose  # noqa: PLC0415 - as above

    call_command("migrate", verbosity=0, interactive=False)
    office, units = make_city()
    content = as_ledger(ROWS)
    figures = []

    start = time.perf_counter()
    sheet = main_sheet(open_ledger(content, "台账.xlsx"))
    print(f"upload reads in {time.perf_counter() - start:.2f} s")
    matching = propose(sheet, year=2026, remembered=None).matching
    ledger = upload_ledger(
        unit=office.unit,
        month=Month(2026, 10),
        file_name="台账.xlsx",
        content=content,
        sheet=sheet.name,
        matching=type(matching)(matching.columns, Category.CONTINUED.value),
        by=office,
        at=AT,
    ).ledger
    assert len(units) == UNITS  # noqa: S101 - the file names these units

    start = time.perf_counter()
    preview = preview_ledger(ledger=ledger, rows=read_ledger(ledger).rows, by=office)
    seconds = time.perf_counter() - start
    if preview.counts["new"] != ROWS:
        raise SystemExit(f"we compared {preview.counts}")
    figures.append(Figure("ledger preview", seconds, 10, peak_megabytes(), "40 columns, matched, checked"))

    start = time.perf_counter()
    apply_ledger(ledger=ledger, rows=read_ledger(ledger).rows, seen=preview.digest, by=office, at=AT)
    seconds = time.perf_counter() - start
    figures.append(
        Figure("ledger apply", seconds, 20, peak_megabytes(), "projects, plans, returns, 15,001 entries")
    )
    report(figures)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(
            GUANMO_HOME=home,
            GUANMO_TODAY="2026-11-24",
            DJANGO_SETTINGS_MODULE="guanmo.config.settings.embedded",
        )
        django.setup()
        main()
