"""Everything in a sheet a person should look at, each with its cell, found in one pass."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from guanmo.engines.sheets.amounts import Standing, parse_amount, plain_number
from guanmo.engines.sheets.bodies import Body
from guanmo.engines.sheets.characters import FORMULA_ERROR_ADVICE, address, is_formula_error
from guanmo.engines.sheets.columns import Holding, Holds
from guanmo.engines.sheets.dates import Precision, WrittenDate, parse_date
from guanmo.engines.sheets.grids import Grid
from guanmo.engines.sheets.headers import Header, is_key
from guanmo.engines.sheets.model import Column, Control, Problem, Record
from guanmo.engines.sheets.rows import RowKind
from guanmo.engines.sheets.sections import Question
from guanmo.engines.sheets.units import is_money

_MAY_FALL = re.compile(r"增|减|降|变|差|调整|结余|余额|盈|亏|利润|净|回收|change|net", re.IGNORECASE)
_CURRENCY_TITLES = frozenset({"currency", "币种", "货币", "货币种类"})


def cell_problems(grid: Grid) -> Iterator[Problem]:
    """What is wrong with a cell wherever it stands."""
    for row, column in grid.errors:
        error = grid.cell(row, column)
        advice = FORMULA_ERROR_ADVICE.get(error, "公式没有算出结果")
        yield _at(grid, row, column, "formula_error", f"公式出错 {error}：{advice}，请改好公式或直接填数。")
    for row, column in grid.uncomputed:
        yield _at(
            grid, row, column, "formula_not_computed", "公式没有存结果，请用 Excel 或 WPS 打开并保存一次。"
        )
    for row, column in grid.long_numbers:
        told = "数字超过 15 位，Excel 已丢掉后面的数字；代码和号码请先把单元格设为文本再填。"
        yield _at(grid, row, column, "long_number", told)
    for row, column, swallowed in grid.swallowing:
        told = f"这一格并进了 {swallowed} 行，每一行都像单独的一条，多半是引号没有配对。请打开文件删去多余的引号，再重新上传。"
        yield _at(grid, row, column, "rows_merged", told)


def hidden_row_problems(grid: Grid) -> Iterator[Problem]:
    """Rows that a filter or a hand has hidden: read all the same, since nobody can know why."""
    if grid.hidden_rows:
        told = f"第 {_ranges(grid.hidden_rows)} 行被隐藏，内容照常读取；请核对是否应当计入，不要的请删除。"
        yield _at(grid, min(grid.hidden_rows), 0, "hidden_rows", told)


def _ranges(rows: Sequence[int]) -> str:
    """Row numbers from 1, neighbours joined: 5—7、12."""
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    shown = [f"{first + 1}—{last + 1}" if first < last else f"{first + 1}" for first, last in runs]
    return "、".join(shown[:10]) + (f" 等 {len(rows)}" if len(shown) > 10 else "")


def header_problems(grid: Grid, header: Header) -> Iterator[Problem]:
    """Columns without a title, with the same title, or no header at all."""
    if not header.found:
        if grid.rows:
            yield Problem(
                grid.name, "A1", "no_header", "没有找到表头，各列按 A列、B列 称呼。请在数据上方加一行列名。"
            )
        return
    top = header.rows[0]
    if len(header.columns) == 1 and not is_key(header.columns[0]):
        told = "只读到一列文字，没有找到台账的列。请确认选对了文件：台账要有项目名称、总投资等各列，用逗号或制表符隔开。"
        yield _at(grid, top, header.columns[0].index, "no_columns", told)
    titles = Counter(column.title.split("（")[0] for column in header.columns)
    for column in header.columns:
        if not column.titled:
            told = f"{column.letter} 列有内容但没有表头，读作“{column.title}”；请补上表头或删除这一列。"
            yield _at(grid, top, column.index, "no_title", told)
        elif column.title.endswith(f"（{column.letter}列）") and titles[column.title.split("（")[0]] > 1:
            told = f"{column.letter} 列的表头与前面的列重名，读作“{column.title}”，请改成不同的名称。"
            yield _at(grid, top, column.index, "same_title", told)


def row_problems(grid: Grid, body: Body) -> Iterator[Problem]:
    """Rows that are no data though they stand among it."""
    for row in body.rows:
        if row.kind is RowKind.TEMPLATE:
            told = f"第 {row.index + 1} 行是模板标记（{next(iter(row.cells.values()))[:20]}），还没有填数据，没有读取。"
            yield _at(grid, row.index, min(row.cells), "template_mark", told)


def ditto_problems(grid: Grid, questions: Iterable[Question]) -> Iterator[Problem]:
    for one in questions:
        yield _at(grid, one.row, one.column, one.code, one.message)


def control_problems(grid: Grid, controls: Iterable[Control]) -> Iterator[Problem]:
    """Declared counts and sums that do not agree."""
    for control in controls:
        if control.agrees:
            continue
        code = "count_differs" if control.unit == "项" else "sum_differs"
        tail = "" if control.closed else "；这部分一直读到表格末尾，也可能是文件不完整"
        cell = control.cell or address(control.row, 0)
        yield Problem(
            grid.name, cell, code, f"{control.what}：{control.sentence}，{control.gap}{tail}，请核对。"
        )


def value_problems(
    grid: Grid, records: Sequence[Record], holdings: Sequence[Holding], unit: str | None
) -> Iterator[Problem]:
    """Amounts and dates that must be asked, serial numbers that jump."""
    currency = next((one.column.title for one in holdings if one.column.key in _CURRENCY_TITLES), "")
    for one in holdings:
        if one.holds is Holds.SERIAL:
            yield from _serials(grid, records, one.column)
        elif one.holds is Holds.MONEY:
            money_unit = one.column.unit or unit
            if not is_money(money_unit):
                yield from _no_unit(grid, records, one.column, currency)
            yield from _amounts(grid, records, one.column, money_unit)
        elif one.holds is Holds.DATE:
            yield from _dates(grid, records, one.column)


def _no_unit(grid: Grid, records: Sequence[Record], column: Column, currency: str) -> Iterator[Problem]:
    """Asked at the first bare number; cells that name their own unit need none in the header."""
    filled = next((one for one in records if plain_number(one.values[column.title]) is not None), None)
    if filled is not None:
        advice = f"币种写在“{currency}”列；请折合成人民币，并" if currency else "请"
        told = f"“{column.title}”列没有写金额单位，{advice}在表头写明，如“{column.plain_title}（万元）”。"
        yield _at(grid, filled.row - 1, column.index, "no_unit", told)


def _amounts(grid: Grid, records: Sequence[Record], column: Column, unit: str | None) -> Iterator[Problem]:
    for record in records:
        text = record.values[column.title]
        amount = parse_amount(text, unit=unit if is_money(unit) else "万元")
        if amount.standing is Standing.UNCLEAR and not is_formula_error(text):
            yield _at(
                grid,
                record.row - 1,
                column.index,
                "amount_unclear",
                f"{column.plain_title}：{amount.question}",
            )
        elif amount.wan is not None and amount.wan < 0 and not _MAY_FALL.search(column.title):
            told = f"{column.plain_title}：“{text}”是负数，投资额不会是负的，请核对。"
            yield _at(grid, record.row - 1, column.index, "negative_amount", told)


def _dates(grid: Grid, records: Sequence[Record], column: Column) -> Iterator[Problem]:
    exact: tuple[int, str] | None = None
    rough: tuple[int, str] | None = None
    for record in records:
        text = record.values[column.title]
        written = parse_date(text)
        if written.standing is Standing.UNCLEAR and not is_formula_error(text):
            yield _at(
                grid, record.row - 1, column.index, "date_unclear", f"{column.title}：{written.question}"
            )
        if _is_only_year(written):
            rough = rough or (record.row, text)
        elif written.standing is Standing.VALUE:
            exact = exact or (record.row, text)
    if exact and rough:
        told = (
            f"“{column.title}”列有的只写年份（第 {rough[0]} 行“{rough[1]}”），"
            f"有的写到月或日（第 {exact[0]} 行“{exact[1]}”），请统一。"
        )
        yield _at(grid, rough[0] - 1, column.index, "date_mixed", told)


def _is_only_year(written: WrittenDate) -> bool:
    return written.precision is Precision.YEAR


def _serials(grid: Grid, records: Sequence[Record], column: Column) -> Iterator[Problem]:
    """Serial numbers count up by one and may start again at 1; anything else is a gap or a repetition."""
    last = 0
    for record in records:
        text = record.values[column.title]
        if not text.isdecimal():
            continue
        number = int(text)
        if last and number not in {last + 1, 1}:
            told = (
                f"序号 {number} 重复，请核对是编错了号还是多了一行。"
                if number == last
                else f"序号从 {last} 变为 {number}，中间可能少了行或编错了号，请核对。"
            )
            yield _at(grid, record.row - 1, column.index, "serial_gap", told)
        last = number


def _at(grid: Grid, row: int, column: int, code: str, message: str) -> Problem:
    return Problem(grid.name, address(row + 1, column), code, message)
