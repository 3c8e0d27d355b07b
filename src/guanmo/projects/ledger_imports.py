"""A ledger's sheet and its matching in, rows of typed fields out; each with what is wrong by itself."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from guanmo.engines.identity import normalised_code
from guanmo.engines.sheets import (
    Precision,
    Record,
    Sheet,
    UnreadableFile,
    Workbook,
    parse_amount,
    parse_date,
    read_workbook,
)
from guanmo.engines.sheets.amounts import Standing, is_not_applicable
from guanmo.engines.sheets.characters import (
    FORMULA_ERROR_ADVICE,
    clean,
    compact,
    is_formula_error,
    one_line,
)
from guanmo.projects.enums import Attribute, Category, Stage
from guanmo.projects.enums import LedgerField as F
from guanmo.projects.ledger_queries import (
    BY_HEADINGS,
    LedgerRow,
    Matching,
    Value,
)
from guanmo.projects.matching_imports import (
    MONEY,
    category_by_headings,
    category_of,
    columns_of,
    money_unit,
)
from guanmo.projects.models import LedgerImport, MonthlyReturn, Project, YearPlan
from guanmo.projects.sector_queries import sector_rule

_LONGEST_IN_CELL = 30_000
_LINES = frozenset({F.CONTENT, F.GOAL, F.PROGRESS, F.PROBLEMS, F.LOWER_REASON})
_CODES = frozenset({F.CODE, F.NATIONAL_CODE, F.INDUSTRY})
# In these columns 不适用 says no more than a blank.
_NEVER_EMPTIED = frozenset({F.CODE, F.UNIT, F.STAGE, F.CATEGORY})
_SERIOUS = frozenset({"formula_error", "formula_not_computed", "long_number", "rows_merged"})


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell says: a value (None for 不适用), or a problem; `days` are those a date as written allows."""

    value: Value = None
    problem: str = ""
    days: tuple[date, date] | None = None


# A column's title, and how to read a cell of it.
Reader = tuple[str, Callable[[str], Cell]]


@dataclass(frozen=True)
class ReadLedger:
    """An upload as it was read: the whole file, the sheet in use, and the rows by its matching."""

    workbook: Workbook
    sheet: Sheet
    matching: Matching
    rows: Sequence[LedgerRow]


def open_ledger(content: bytes, file_name: str) -> Workbook:
    """Read a file that has projects in it; UnreadableFile, with a sentence for the clerk, for any other."""
    workbook = read_workbook(content, file_name=file_name)
    if not any(sheet.records for sheet in workbook.sheets):
        raise UnreadableFile("没有读到任何项目行。请确认表头在数据上方，且表头下面有项目。")
    prose = [problem for problem in workbook.problems if problem.code == "no_columns"]
    if len(prose) == len(workbook.sheets):
        raise UnreadableFile(prose[0].message)
    return workbook


def main_sheet(workbook: Workbook, name: str = "") -> Sheet:
    """The sheet of that name, else the one with most rows."""
    named = next((sheet for sheet in workbook.sheets if sheet.name == name), None)
    return named or max(workbook.sheets, key=lambda sheet: len(sheet.records))


def read_ledger(ledger: LedgerImport) -> ReadLedger:
    """Read an upload again, with the sheet and matching chosen for it."""
    workbook = read_workbook(bytes(ledger.content), file_name=ledger.file_name)
    sheet = main_sheet(workbook, ledger.sheet)
    matching = Matching.from_json(ledger.columns)
    return ReadLedger(workbook, sheet, matching, read_rows(sheet, matching))


def read_rows(sheet: Sheet, matching: Matching) -> list[LedgerRow]:
    """The sheet's records, field by field."""
    readers = _readers(sheet, matching)
    troubles = _troubles(sheet)
    letters = {column.title: column.letter for column in sheet.columns}
    return [_row(record, readers, troubles, letters, _category(record, matching)) for record in sheet.records]


def _row(
    record: Record,
    readers: Mapping[str, Reader],
    troubles: Mapping[str, str],
    letters: Mapping[str, str],
    category: str,
) -> LedgerRow:
    values: dict[str, Value] = {}
    typed: dict[str, str] = {}
    problems: dict[str, str] = {}
    days: dict[str, tuple[date, date]] = {}
    for word, (title, reader) in readers.items():
        text = record.values.get(title, "")
        trouble = troubles.get(f"{letters[title]}{record.row}")  # a formula without a result leaves no text
        cell = Cell(problem=trouble) if trouble else reader(text) if text else None
        if text:
            typed[word] = text
        if cell and cell.problem:
            problems[word] = cell.problem
        elif cell and (cell.value is not None or word not in _NEVER_EMPTIED):
            values[word] = cell.value
            if cell.days:
                days[word] = cell.days
    return LedgerRow(record.row, values, typed, problems, category, days)


def _category(record: Record, matching: Matching) -> str:
    if matching.category == BY_HEADINGS:
        return category_by_headings(record.headings)
    return matching.category


def _troubles(sheet: Sheet) -> Mapping[str, str]:
    """Cells the reading engine could not make out, by their address."""
    return {problem.cell: problem.message for problem in sheet.problems if problem.code in _SERIOUS}


def _readers(sheet: Sheet, matching: Matching) -> dict[str, Reader]:
    """How to read each field that has a column."""
    columns = {column.title: column for column in columns_of(sheet)}
    matched = {column.field: column for column in matching.columns if column.field}
    readers: dict[str, Reader] = {}
    for word, title in matching.title_of.items():
        field = F(word)
        if field in MONEY:
            unit = money_unit(sheet, columns[title], matched[word])
            readers[word] = title, partial(_amount, unit=unit or None)
        else:
            readers[word] = title, _BY_FIELD.get(field) or partial(_text, field=field)
    return readers


def _amount(text: str, *, unit: str | None) -> Cell:
    amount = parse_amount(text, unit=unit)
    return Cell(amount.wan, problem=amount.question)


def _date(text: str, *, last: bool) -> Cell:
    """A day, or the first or last day of the month named: 开工 counts from its first, 竣工 to its last."""
    written = parse_date(text)
    if written.standing is not Standing.VALUE or written.first is None or written.last is None:
        return Cell(problem=written.question)
    if written.precision in {Precision.YEAR, Precision.HALF, Precision.QUARTER}:
        return Cell(problem=f"“{one_line(text)}”没有写到月份，请写成 2026年3月 或 2026-03-15。")
    return Cell(written.last if last else written.first, days=(written.first, written.last))


def _stage(text: str) -> Cell:
    named = [stage for stage in Stage if stage.label in compact(text)]
    if len(named) == 1:
        return Cell(named[0].value)
    return Cell(problem=_unknown(text, "、".join(Stage.labels)))


def _category_cell(text: str) -> Cell:
    category = category_of(text)
    if category:
        return Cell(category.value)
    return Cell(problem=_unknown(text, "、".join(Category.labels)))


def _attributes(text: str) -> Cell:
    """Several attributes in one cell, however they are set apart; each piece names exactly one."""
    if is_not_applicable(text):
        return Cell()
    named = []
    for piece in re.findall(r"[^、,，;；/\s]+", text):
        held = [attribute for attribute in Attribute if attribute.label in piece]
        if len(held) != 1:
            return Cell(problem=_unknown(piece, "、".join(Attribute.labels)))
        named.append(held[0])
    return Cell("、".join(attribute.label for attribute in Attribute if attribute in named))


def _sector(text: str) -> Cell:
    names = sector_rule().names
    named = [name for name in names if compact(name) in compact(text)]
    if len(named) == 1:
        return Cell(named[0])
    return Cell(problem=_unknown(text, "、".join(names)))


def _unknown(text: str, allowed: str) -> str:
    return "" if is_not_applicable(text) else f"“{one_line(text)[:20]}”认不出来，请写 {allowed} 之一。"


def _text(text: str, *, field: F) -> Cell:
    """Text as people mean it: without the blanks that only spread it out; 不适用 and the like say there is none."""
    if is_formula_error(text):
        advice = FORMULA_ERROR_ADVICE.get(text, "公式没有算出结果")
        return Cell(problem=f"公式出错（{text}）：{advice}，请改好公式或直接填写。")
    if field is not F.NAME and is_not_applicable(text):
        return Cell()
    said = clean(text) if field in _LINES else one_line(text)
    if field in _CODES:
        said = normalised_code(text)
    most = _longest(field)
    if len(said) > most:
        return Cell(problem=f"{field.label}有{len(said)}个字，最多{most}个字，请缩短。")
    return Cell(said)


def _longest(field: F) -> int:
    """How many characters the field holds."""
    for model in (Project, YearPlan, MonthlyReturn):
        for held in model._meta.concrete_fields:
            if held.name == field.value and field is not F.UNIT:
                return held.max_length or _LONGEST_IN_CELL
    return _LONGEST_IN_CELL


_BY_FIELD: Mapping[F, Callable[[str], Cell]] = {
    F.STARTS_ON: partial(_date, last=False),
    F.ENDS_ON: partial(_date, last=True),
    F.SECTOR: _sector,
    F.ATTRIBUTES: _attributes,
    F.STAGE: _stage,
    F.CATEGORY: _category_cell,
}
