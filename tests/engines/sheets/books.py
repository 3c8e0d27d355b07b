"""Sheets and workbooks for tests, written as rows of texts."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

import xlsxwriter

from guanmo.engines.sheets import Sheet
from guanmo.engines.sheets.facts import SheetFacts
from guanmo.engines.sheets.grids import Grid, Merge, grid_of
from guanmo.engines.sheets.reading import read_sheet

Rows = Sequence[Sequence[str]]
Areas = Sequence[tuple[int, int, int, int]]


def grid(rows: Rows, merges: Areas = (), **facts: object) -> Grid:
    """A grid named 表; merges as (top, left, bottom, right), counting from 0, ends included."""
    noticed = SheetFacts()
    for name, value in facts.items():
        setattr(noticed, name, value)
    return grid_of("表", [list(row) for row in rows], merges=[Merge(*one) for one in merges], facts=noticed)


def read(rows: Rows, merges: Areas = (), **facts: object) -> Sheet:
    """What the engine says of these rows."""
    return read_sheet(grid(rows, merges, **facts))


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
