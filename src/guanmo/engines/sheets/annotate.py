"""A clerk's own workbook back with its errors marked: red cells, comments, a last column 错误原因."""

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import cast
from zipfile import BadZipFile

import openpyxl
import xlsxwriter
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter.exceptions import OverlappingRange
from xlsxwriter.format import Format

from guanmo.engines.sheets.file_kinds import FileKind, recognise
from guanmo.engines.sheets.grids import Grid, Merge, read_grids
from guanmo.engines.sheets.headers import REASONS_TITLE, find_header
from guanmo.engines.sheets.workbook_parts import inspect_xlsx

# openpyxl needs fifty times the file in memory; what is larger comes back as a plain copy.
_MOST_CELLS_KEPT = 300_000
_LARGEST_KEPT = 5_000_000
_RED = "FFC7CE"
_DARK_RED = "9C0006"
_AUTHOR = "观摩"
_LONGEST_TEXT = 32_767
_MADE_AT = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed moment, so that the same errors make the same bytes
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?")


@dataclass(frozen=True, slots=True)
class RowError:
    """One message for a row; row from 1 as in Excel, column from 0, None for the row as a whole."""

    sheet: str
    row: int
    column_index: int | None
    message: str


def mark_errors(content: bytes, *, file_name: str, errors: Sequence[RowError]) -> bytes:
    """The workbook with its errors marked, as .xlsx.

    An .xlsx keeps its formats, widths and other sheets. An .xls, a text file or a very large .xlsx comes back
    as a new .xlsx with the same cells. Raises UnreadableFile as reading does. Reading the result again
    ignores the added column.
    """
    grids = read_grids(content, file_name=file_name)
    if recognise(content, file_name) is FileKind.XLSX and _can_be_kept(content):
        return _mark_own(content, grids, errors)
    return _mark_copy(grids, errors)


def _can_be_kept(content: bytes) -> bool:
    cells = sum(facts.cells for facts in inspect_xlsx(content).values())
    return cells <= _MOST_CELLS_KEPT and len(content) <= _LARGEST_KEPT


def _reasons_places(grids: Sequence[Grid]) -> Mapping[str, tuple[int, int]]:
    """Row and column, from 0, where the title 错误原因 stands or shall stand."""
    places = {}
    for grid in grids:
        header = find_header(grid)
        top = header.rows[-1] if header.rows else 0
        there = [c for c in range(grid.width) if header.rows and grid.cell(top, c) == REASONS_TITLE]
        places[grid.name] = (top, there[0] if there else grid.width)
    return places


def _reasons(errors: Sequence[RowError]) -> Mapping[tuple[str, int], str]:
    """All messages of a row in one text."""
    found: dict[tuple[str, int], list[str]] = {}
    for error in errors:
        found.setdefault((error.sheet, error.row), []).append(error.message)
    return {place: "\n".join(dict.fromkeys(messages))[:_LONGEST_TEXT] for place, messages in found.items()}


def _mark_own(content: bytes, grids: Sequence[Grid], errors: Sequence[RowError]) -> bytes:
    try:
        with warnings.catch_warnings():
            # openpyxl warns of extensions it drops; the clerk keeps the original file anyway.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content))
            places = _reasons_places(grids)
            for error in errors:
                if error.column_index is not None:
                    _mark_cell(book[error.sheet], error)
            for (name, row), reason in _reasons(errors).items():
                _write_reason(book[name], places[name], row, reason)
            saved = io.BytesIO()
            book.save(saved)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OSError, BadZipFile):
        # calamine read it, openpyxl cannot: the clerk still gets the reasons.
        return _mark_copy(grids, errors)
    return saved.getvalue()


def _mark_cell(sheet: Worksheet, error: RowError) -> None:
    cell = _anchor(sheet, error.row, (error.column_index or 0) + 1)
    cell.fill = PatternFill("solid", fgColor=_RED)
    said = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment(f"{said}{error.message}"[:_LONGEST_TEXT], _AUTHOR)


def _anchor(sheet: Worksheet, row: int, column: int) -> Cell:
    """The cell itself, or the first cell of the merged area it lies in."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        area = next(one for one in sheet.merged_cells.ranges if cell.coordinate in one)
        cell = sheet.cell(area.min_row, area.min_col)
    return cast("Cell", cell)


def _write_reason(sheet: Worksheet, place: tuple[int, int], row: int, reason: str) -> None:
    top, column = place
    title = _anchor(sheet, top + 1, column + 1)
    title.value, title.font = REASONS_TITLE, Font(bold=True, color=_DARK_RED)
    cell = _anchor(sheet, row, column + 1)
    cell.value, cell.data_type, cell.font = reason, "s", Font(color=_DARK_RED)
    sheet.column_dimensions[get_column_letter(column + 1)].width = 50


def _mark_copy(grids: Sequence[Grid], errors: Sequence[RowError]) -> bytes:
    places, reasons = _reasons_places(grids), _reasons(errors)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE_AT})
        red = book.add_format({"bg_color": f"#{_RED}", "font_color": f"#{_DARK_RED}"})
        for grid in grids:
            marked = {
                (error.row - 1, error.column_index): error.message
                for error in errors
                if error.sheet == grid.name and error.column_index is not None
            }
            own = {row: reason for (name, row), reason in reasons.items() if name == grid.name}
            _copy_sheet(book, grid, marked, own, places[grid.name], red)
    return buffer.getvalue()


def _copy_sheet(
    book: xlsxwriter.Workbook,
    grid: Grid,
    marked: Mapping[tuple[int, int], str],
    reasons: Mapping[int, str],
    place: tuple[int, int],
    red: Format,
) -> None:
    sheet = book.add_worksheet(_sheet_name(grid.name, {one.name.lower() for one in book.worksheets()}))
    for merge in grid.merges:
        _copy_merge(sheet, merge)
    for r, cells in enumerate(grid.rows):
        for c, text in enumerate(cells):
            _copy_cell(sheet, r, c, text, red if (r, c) in marked else None)
    for (r, c), message in marked.items():
        if not grid.rows or r >= len(grid.rows) or c >= len(grid.rows[r]):
            sheet.write_blank(r, c, None, red)
        sheet.write_comment(r, c, message, {"author": _AUTHOR})
    top, column = place
    if reasons:
        sheet.write_string(top, column, REASONS_TITLE, red)
        sheet.set_column(column, column, 50)
    for row, reason in reasons.items():
        sheet.write_string(row - 1, column, reason, red)


def _copy_merge(sheet: "xlsxwriter.worksheet.Worksheet", merge: Merge) -> None:
    try:
        sheet.merge_range(merge.top, merge.left, merge.bottom, merge.right, "")
    except OverlappingRange:
        return  # a damaged file's areas overlap; the cells themselves are copied all the same


def _copy_cell(
    sheet: "xlsxwriter.worksheet.Worksheet", row: int, column: int, text: str, style: Format | None
) -> None:
    if _PLAIN_NUMBER.fullmatch(text) and len(Decimal(text).as_tuple().digits) <= 15:
        sheet.write_number(row, column, float(text), style)
    elif text:
        sheet.write_string(row, column, text[:_LONGEST_TEXT], style)
    elif style is not None:
        sheet.write_blank(row, column, None, style)


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name Excel allows and that is not taken yet."""
    base = re.sub(r"[\[\]:*?/\\]", " ", name).strip("' ")[:28].strip("' ") or "台账"
    candidate, number = base, 1
    while candidate.lower() in taken:
        number += 1
        candidate = f"{base}{number}"
    return candidate
