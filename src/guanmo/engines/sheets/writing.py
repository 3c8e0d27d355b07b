"""Tables as .xlsx the way an office lays them out, such that reading them back gives the same values."""

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from guanmo.engines.periods import Month
from guanmo.engines.sheets.characters import clean, column_letter
from guanmo.engines.sheets.entry import help_filling_in
from guanmo.engines.sheets.written_columns import ColumnKind, ColumnSpec

Value = str | int | Decimal | date | Month | None
_LONGEST_TEXT = 32_767
_MOST_DIGITS = 15  # what Excel keeps of a number; longer ones are written as text
_MADE_AT = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed moment, so that the same table makes the same bytes
_LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


class UnwritableTable(ValueError):
    """The table does not fit into a worksheet; the message says why."""


def write_table(
    *,
    title: str,
    unit_line: str,
    columns: Sequence[ColumnSpec],
    rows: Sequence[Sequence[Value]],
    totals: bool = False,
    spare_rows: int = 0,
    note: str = "",
) -> bytes:
    """A worksheet: title, unit line, frozen header with filters, rows, and with `totals` a row 合计.

    With `spare_rows` it is a form: so many blank rows follow, and all rows have the drop-downs, checks and hints of
    their columns. A form has no totals. `note` stands between the title and the unit line.

    None is left blank, and 不适用 is a dash given as text; text is never taken for a formula, a number or a
    link. A percent is given as a share (Decimal("0.85") shows as 85%). Numbers of more than fifteen digits
    are written as text, so that they survive.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE_AT})
        sheet = book.add_worksheet(_sheet_name(title))
        formats = _formats(book)
        body = _write_head(sheet, formats, title, (note, unit_line), columns)
        blank: Sequence[Value] = [None] * len(columns)
        for offset, row in enumerate([*rows, *[blank] * spare_rows]):
            for c, (spec, value) in enumerate(zip(columns, row, strict=True)):
                _write_value(sheet, body + offset, c, value, spec.kind, formats)
        last = body + len(rows) + spare_rows
        if spare_rows:
            help_filling_in(book, sheet, columns, first=body, last=last - 1)
        sheet.autofilter(body - 1, 0, max(last - 1, body - 1), len(columns) - 1)
        if totals:
            _write_totals(sheet, formats, columns, rows, body)
        _lay_out_page(sheet, body)
    return buffer.getvalue()


def _sheet_name(title: str) -> str:
    return title.translate(_NOT_IN_SHEET_NAMES).strip("' ")[:_LONGEST_SHEET_NAME].rstrip("' ") or "台账"


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    line = {"border": 1, "border_color": "#BFBFBF", "valign": "vcenter"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
        "unit": book.add_format({"align": "right"}),
        "note": book.add_format({"text_wrap": True, "valign": "vcenter", "font_color": "#595959"}),
        "header": book.add_format(
            {**line, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#E8EEF1"}
        ),
        ColumnKind.TEXT: book.add_format({**line, "text_wrap": True}),
        ColumnKind.MONEY: book.add_format({**line, "num_format": "#,##0.######"}),
        "whole": book.add_format({**line, "num_format": "#,##0"}),
        ColumnKind.PERCENT: book.add_format({**line, "num_format": "0.00%"}),
        ColumnKind.DATE: book.add_format({**line, "num_format": "yyyy-mm-dd"}),
        ColumnKind.INTEGER: book.add_format({**line, "num_format": "0"}),
    }


def _write_head(
    sheet: Worksheet,
    formats: dict[str, Format],
    title: str,
    lines: Sequence[str],
    columns: Sequence[ColumnSpec],
) -> int:
    """Write what stands above the rows; the first row of the body, counting from 0."""
    last = len(columns) - 1
    head = [(title, "title"), *(line for line in zip(lines, ("note", "unit"), strict=True) if line[0])]
    for row, (text, name) in enumerate(head):
        if last > 0:
            sheet.merge_range(row, 0, row, last, "", formats[name])
        sheet.write_string(row, 0, text, formats[name])
    sheet.set_row(0, 30)
    for c, spec in enumerate(columns):
        sheet.set_column(c, c, spec.width)
        sheet.write_string(len(head), c, spec.title, formats["header"])
    sheet.freeze_panes(len(head) + 1, min(2, last))
    return len(head) + 1


def _write_value(
    sheet: Worksheet, row: int, column: int, value: Value, kind: ColumnKind, formats: dict[str, Format]
) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, formats[kind])
    elif isinstance(value, (int, Decimal)):
        _write_number(sheet, row, column, Decimal(value), kind, formats)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats[ColumnKind.DATE])
    else:
        _write_text(sheet, row, column, str(value), formats[ColumnKind.TEXT])


def _write_number(
    sheet: Worksheet, row: int, column: int, value: Decimal, kind: ColumnKind, formats: dict[str, Format]
) -> None:
    if len(value.normalize().as_tuple().digits) > _MOST_DIGITS or abs(value) >= 10**_MOST_DIGITS:
        _write_text(sheet, row, column, f"{value:f}", formats[ColumnKind.TEXT])
        return
    name = "whole" if kind is ColumnKind.MONEY and value == value.to_integral_value() else kind
    sheet.write_number(row, column, float(value), formats[name])


def _write_text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    if len(text) > _LONGEST_TEXT:
        place = f"{column_letter(column)}{row + 1}"
        raise UnwritableTable(
            f"{place} 的文字有 {len(text)} 个字，超过 Excel 一格 {_LONGEST_TEXT} 个字的上限。"
        )
    sheet.write_string(row, column, clean(text), style)


def _write_totals(
    sheet: Worksheet,
    formats: dict[str, Format],
    columns: Sequence[ColumnSpec],
    rows: Sequence[Sequence[Value]],
    body: int,
) -> None:
    """A row 合计 whose sums follow the filter; the stored results are exact sums made here."""
    last = body + len(rows)
    for c, spec in enumerate(columns):
        if spec.kind is not ColumnKind.MONEY or not rows:
            sheet.write_blank(last, c, None, formats["header"])
            continue
        amounts = [value for row in rows if isinstance(value := row[c], (int, Decimal))]
        total = sum(map(Decimal, amounts), Decimal(0))
        style = formats["whole" if total == total.to_integral_value() else ColumnKind.MONEY]
        letter = column_letter(c)
        sheet.write_formula(last, c, f"=SUBTOTAL(109,{letter}{body + 1}:{letter}{last})", style, float(total))
    label = next((c for c, spec in enumerate(columns) if spec.kind is ColumnKind.TEXT), 0)
    sheet.write_string(last, label, "合计", formats["header"])


def _lay_out_page(sheet: Worksheet, body: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(body - 1)
    sheet.set_footer("&C第 &P 页，共 &N 页")
