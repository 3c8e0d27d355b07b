"""Files as grids of text, every cell as it is shown."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from guanmo.engines.sheets.characters import clean, is_formula_error
from guanmo.engines.sheets.delimited import read_delimited, swallowing_cells
from guanmo.engines.sheets.facts import SheetFacts
from guanmo.engines.sheets.file_kinds import FileKind, UnreadableFile, recognise, says_excel
from guanmo.engines.sheets.old_workbooks import inspect_xls
from guanmo.engines.sheets.workbook_parts import inspect_xlsx

_DAMAGED = "文件内容已损坏，打不开。请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。"
_EMPTY = "文件里没有任何内容，请检查是否选对了文件。"
_EXACT_INTEGERS = 10**15  # Excel keeps fifteen digits
_Cell = str | float | bool | date | time | timedelta


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged area, ends included, counting from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One worksheet as text; rows may be of different lengths, everything counts from 0."""

    name: str
    rows: Sequence[Sequence[str]]
    merges: Sequence[Merge] = ()
    uncomputed: Sequence[tuple[int, int]] = ()
    long_numbers: Sequence[tuple[int, int]] = ()
    errors: Sequence[tuple[int, int]] = ()
    hidden_rows: Sequence[int] = ()
    hidden: bool = False
    swallowing: Sequence[tuple[int, int, int]] = ()
    width: int = field(default=0)

    def cell(self, row: int, column: int) -> str:
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""


def read_grids(content: bytes, *, file_name: str) -> list[Grid]:
    """Every visible worksheet of a file; UnreadableFile with a Chinese sentence where there is none."""
    kind = recognise(content, file_name)
    grids = [_text_grid(content, file_name)] if kind is FileKind.TEXT else _excel_grids(content, kind)
    if not any(grid.rows or grid.hidden for grid in grids):
        raise UnreadableFile(_EMPTY)
    return grids


def shown(value: _Cell) -> str:
    """A typed cell as text: numbers with the fifteen digits Excel keeps, dates as 2026-03-15.

    >>> shown(1269611.0), shown(0.1 + 0.2), shown(date(2026, 3, 15))
    ('1269611', '0.3', '2026-03-15')
    """
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, datetime):
        return (
            value.isoformat(" ", timespec="minutes") if value.time() != time() else value.date().isoformat()
        )
    if isinstance(value, timedelta):
        return _number(value / timedelta(days=1))
    return value.isoformat()


def _number(value: float) -> str:
    if value == int(value) and abs(value) < _EXACT_INTEGERS:
        return str(int(value))
    return f"{Decimal(format(value, '.15g')):f}"


def _text_grid(content: bytes, file_name: str) -> Grid:
    rows, delimiter = read_delimited(content)
    if says_excel(file_name) and max(map(len, rows), default=0) < 2:
        raise UnreadableFile("文件名像 Excel，内容却不是表格。请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。")
    name = re.sub(r"^.*[\\/]|\.\w+$", "", file_name)
    swallowing = list(swallowing_cells(rows, delimiter))
    return replace(grid_of(name, [[clean(cell) for cell in row] for row in rows]), swallowing=swallowing)


def _excel_grids(content: bytes, kind: FileKind) -> list[Grid]:
    by_name = inspect_xlsx(content) if kind is FileKind.XLSX else {}
    by_order = inspect_xls(content) if kind is FileKind.XLS else []
    grids = []
    with damage_told(), CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        for index, sheet in enumerate(workbook.sheets_metadata):
            if sheet.typ is not SheetTypeEnum.WorkSheet or sheet.visible is SheetVisibleEnum.VeryHidden:
                continue
            facts = by_name.get(sheet.name) or (by_order[index] if index < len(by_order) else SheetFacts())
            if sheet.visible is SheetVisibleEnum.Hidden:
                grids.append(Grid(sheet.name, (), hidden=True))
            else:
                grids.append(_sheet_grid(workbook.get_sheet_by_index(index), sheet.name, facts))
    return grids


@contextmanager
def damage_told() -> Iterator[None]:
    """Whatever a reader stumbles over is damage; its Rust panics too, which are no Exceptions."""
    try:
        yield
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise UnreadableFile(_DAMAGED) from error
        raise


def _sheet_grid(sheet: CalamineSheet, name: str, facts: SheetFacts) -> Grid:
    rows, long_numbers = [], []
    indent = sheet.start[1] if sheet.start else 0  # calamine begins at the first filled column, but at row 1
    for r, cells in enumerate(sheet.iter_rows() if sheet.end else ()):
        row = [""] * indent
        for c, cell in enumerate(cells, start=indent):
            row.append(shown(cell))
            if isinstance(cell, float) and abs(cell) >= _EXACT_INTEGERS:
                long_numbers.append((r, c))
        rows.append(row)
    _put_back(rows, facts)
    merges = [
        Merge(top, left, bottom, right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        if top <= bottom and left <= right
    ]
    return grid_of(name, rows, merges=merges, facts=facts, long_numbers=long_numbers)


def _put_back(rows: list[list[str]], facts: SheetFacts) -> None:
    """Error values and percent signs, which calamine drops."""
    for (r, c), error in facts.errors.items():
        rows[r].extend([""] * (c + 1 - len(rows[r])))
        rows[r][c] = error
    for r, c in facts.percents:
        if r < len(rows) and c < len(rows[r]) and re.fullmatch(r"-?[\d.]+", rows[r][c]):
            rows[r][c] = f"{(Decimal(rows[r][c]) * 100).normalize():f}%"


def grid_of(
    name: str,
    rows: list[list[str]],
    *,
    merges: Iterable[Merge] = (),
    facts: SheetFacts | None = None,
    long_numbers: Sequence[tuple[int, int]] = (),
) -> Grid:
    facts = facts or SheetFacts()
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((c + 1 for row in rows for c in range(len(row) - 1, -1, -1) if row[c]), default=0)
    errors = [(r, c) for r, row in enumerate(rows) for c, cell in enumerate(row) if is_formula_error(cell)]
    clipped = (_clipped(one, len(rows), width) for one in merges if one.top < len(rows) and one.left < width)
    return Grid(
        name,
        rows,
        [one for one in clipped if (one.top, one.left) != (one.bottom, one.right)],
        uncomputed=facts.uncomputed,
        long_numbers=long_numbers,
        errors=errors,
        hidden_rows=[row for row in facts.hidden if row < len(rows) and any(rows[row])],
        width=width,
    )


def _clipped(merge: Merge, height: int, width: int) -> Merge:
    return Merge(merge.top, merge.left, min(merge.bottom, height - 1), min(merge.right, width - 1))
