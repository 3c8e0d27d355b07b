"""Sheets and workbooks for tests, written as rows of texts."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

import xlsxwriter

from guanmo.engines.sheets import Sheet
from guanmo.engines.sheets.facts import SheetFacts
from guanmo.engines.sheets.grids import Merge, grid_of
from guanmo.engines.sheets.reading import read_sheet

Rows = Sequence[Sequence[str]]
Areas = Sequence[tuple[int, int, int, int]]


def read(
    rows: Rows,
    merges: Areas = (),
    *,
    facts: SheetFacts | None = None,
    long_numbers: Sequence[tuple[int, int]] = (),
) -> Sheet:
    """What the engine says of these rows, in a sheet named 表.

    Merges as (top, left, bottom, right), counting from 0, ends included.
    """
    areas = [Merge(*one) for one in merges]
    cells = [list(row) for row in rows]
    return read_sheet(grid_of("表", cells, merges=areas, facts=facts, long_numbers=long_numbers))


def lines(text: str) -> list[list[str]]:
    """Rows from lines of cells set apart by |, so that a table in a test looks like one."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").splitlines()]


def workbook(sheets: Mapping[str, Rows], *, merges: Areas = (), hidden: Sequence[str] = ()) -> bytes:
    """An .xlsx; texts stay texts. Merges go to every sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - the same bytes every time
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for top, left, bottom, right in merges:
                sheet.merge_range(top, left, bottom, right, "")
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if cell:
                        sheet.write_string(r, c, cell)
            if name in hidden:
                sheet.hide()
    return buffer.getvalue()
