"""A ledger file in, its sheets out."""

import re
from collections.abc import Iterable

from guanmo.engines.sheets import checks, sections
from guanmo.engines.sheets.bodies import Body, read_body
from guanmo.engines.sheets.characters import one_line
from guanmo.engines.sheets.columns import holdings
from guanmo.engines.sheets.controls import Ledger, find_controls
from guanmo.engines.sheets.grids import Grid, read_grids
from guanmo.engines.sheets.headers import Header, find_header, layout_hash
from guanmo.engines.sheets.model import Problem, Sheet, SkippedRow, Workbook
from guanmo.engines.sheets.rows import RowKind
from guanmo.engines.sheets.units import line_unit

_REASONS = {
    RowKind.TOTAL: "合计行",
    RowKind.PART: "其中项",
    RowKind.NOTE: "单位、注释或签名行",
    RowKind.REPEATED: "重复的表头",
    RowKind.TEMPLATE: "模板标记",
    RowKind.STRAY: "只有没有表头的列里有内容，或只有合并单元格里的说明",
}
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")


def read_workbook(content: bytes, *, file_name: str) -> Workbook:
    """Read a ledger: .xlsx, .xls or delimited text, told apart by content.

    Raises UnreadableFile, whose message is a Chinese sentence for the user, for anything that is no ledger,
    is damaged, locked, carries macros or would exhaust the machine. A readable file never raises: what is
    odd in it is in `problems`.

    >>> book = read_workbook("项目名称,总投资（万元）\\n甲,12".encode(), file_name="a.csv")
    >>> book.sheets[0].records[0].values
    {'项目名称': '甲', '总投资（万元）': '12'}
    """
    return Workbook(tuple(read_sheet(grid) for grid in read_grids(content, file_name=file_name)))


def read_sheet(grid: Grid) -> Sheet:
    """One worksheet."""
    if grid.hidden:
        told = "工作表被隐藏，没有读取。要读的话请取消隐藏后另存。"
        return Sheet(grid.name, problems=(Problem(grid.name, "", "hidden_sheet", told),))
    header = find_header(grid)
    body = read_body(grid, header)
    records, questions = sections.records(body, header.columns, grid.rows)
    holding = holdings(header.columns, records, body.serial)
    titles = _titles(grid, header)
    unit = _sheet_unit(grid, header, body)
    ledger = Ledger(body, records, holding, unit, titles)
    controls = tuple(find_controls(ledger))
    problems = [
        *checks.cell_problems(grid),
        *checks.hidden_row_problems(grid),
        *checks.header_problems(grid, header),
        *checks.row_problems(grid, body),
        *checks.ditto_problems(grid, questions),
        *checks.value_problems(grid, records, holding, unit),
        *checks.control_problems(grid, controls),
    ]
    return Sheet(
        name=grid.name,
        unit=unit,
        header_rows=tuple(row + 1 for row in header.rows),
        columns=header.columns,
        headings=sections.headings(body),
        records=records,
        controls=controls,
        problems=_in_order(problems),
        layout_hash=layout_hash(header.columns),
        titles=tuple(text for _, text in titles),
        skipped=_skipped(grid, body),
    )


def _titles(grid: Grid, header: Header) -> list[tuple[int, str]]:
    """The texts above the header."""
    above = header.rows[0] if header.rows else 0
    return [(r, one_line(cell)) for r in range(above) for cell in grid.rows[r] if cell]


def _sheet_unit(grid: Grid, header: Header, body: Body) -> str | None:
    """The unit that a row above the header declares, the lowest speaking last; otherwise a note below it.

    单位： and 万元 may stand in two cells, so each row is looked at as one line.
    """
    above = range(header.rows[0] - 1, -1, -1) if header.rows else ()
    notes = [row.index for row in body.rows if row.kind is RowKind.NOTE]
    lines = ("  ".join(filter(None, grid.rows[row])) for row in (*above, *notes))
    return next((unit for unit in map(line_unit, lines) if unit), None)


def _skipped(grid: Grid, body: Body) -> tuple[SkippedRow, ...]:
    return tuple(
        SkippedRow(
            row.index + 1, one_line(row.label or next(filter(None, grid.rows[row.index]))), _REASONS[row.kind]
        )
        for row in body.rows
        if row.kind in _REASONS
    )


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Down the sheet, from left to right."""
    return tuple(sorted(problems, key=_place))


def _place(problem: Problem) -> tuple[int, ...]:
    found = _ADDRESS.fullmatch(problem.cell)
    return (int(found[2]), len(found[1]), *map(ord, found[1])) if found else (0,)
