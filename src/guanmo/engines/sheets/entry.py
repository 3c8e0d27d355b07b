"""What helps a person fill a written table in: choices to pick from, words beside a cell, numbers and days checked."""

from collections.abc import Sequence
from datetime import date

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from guanmo.engines.sheets.characters import column_letter
from guanmo.engines.sheets.written_columns import ColumnKind, ColumnSpec

CHOICES_SHEET = "下拉选项"
_EARLIEST = date(1949, 10, 1)
_LONGEST_HINT_TITLE = 32


def help_filling_in(
    book: xlsxwriter.Workbook, sheet: Worksheet, columns: Sequence[ColumnSpec], *, first: int, last: int
) -> None:
    """Give the rows `first` to `last` (from 0) of each column its drop-down, its check and its words.

    A choice that is not in the list is refused. Money and days out of the ordinary are only asked about, since the
    reader knows 1.2亿 and 2026年3月 as well.
    """
    listed = [(c, spec.choices) for c, spec in enumerate(columns) if spec.choices]
    ranges = _list_choices(book, listed) if listed else {}
    for c, spec in enumerate(columns):
        rule = _rule(spec, ranges.get(c, ""))
        if spec.hint:
            rule |= {"input_title": spec.title[:_LONGEST_HINT_TITLE], "input_message": spec.hint}
        if rule:
            sheet.data_validation(first, c, last, c, {"validate": "any", **rule})


def _list_choices(book: xlsxwriter.Workbook, listed: Sequence[tuple[int, Sequence[str]]]) -> dict[int, str]:
    """Write the choices to a sheet nobody sees or reads, since a list inside a rule ends at 255 characters; column → its range."""
    sheet = book.add_worksheet(CHOICES_SHEET)
    sheet.very_hidden()
    ranges = {}
    for place, (column, choices) in enumerate(listed):
        for row, choice in enumerate(choices):
            sheet.write_string(row, place, choice)
        letter = column_letter(place)
        ranges[column] = f"='{CHOICES_SHEET}'!${letter}$1:${letter}${len(choices)}"
    return ranges


def _rule(spec: ColumnSpec, choices: str) -> dict[str, object]:
    if choices:
        return {
            "validate": "list",
            "source": choices,
            "error_title": "请从下拉框里选",
            "error_message": f"“{spec.title}”没有这一项，请按格子右边的箭头选。",
        }
    if spec.kind is ColumnKind.MONEY:
        return {
            "validate": "decimal",
            "criteria": ">=",
            "value": 0,
            "error_type": "warning",
            "error_title": "请核对金额",
            "error_message": f"“{spec.title}”请填不小于0的数；用别的单位请连单位一起写，如1.2亿。",
        }
    if spec.kind is ColumnKind.DATE:
        return {
            "validate": "date",
            "criteria": ">=",
            "value": _EARLIEST,
            "error_type": "warning",
            "error_title": "请核对日期",
            "error_message": "请写成2026-03-15；只知道月份的写2026年3月。",
        }
    return {}
