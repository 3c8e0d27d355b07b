"""The reading of a workbook as plain values for JSON."""

from decimal import Decimal

from guanmo.engines.sheets.model import Control, Sheet, Workbook

Report = dict[str, list[dict[str, object]]]


def check_report(workbook: Workbook) -> Report:
    """Sheets with unit, header rows, columns, headings, records, controls and problems.

    The unit is that of the unit line, or the one all headers with a money unit share. Rows count from 1 as in Excel; `columns` are the titles, which are the keys of `values`.
    """
    return {"sheets": [_sheet(sheet) for sheet in workbook.sheets]}


def _sheet(sheet: Sheet) -> dict[str, object]:
    return {
        "name": sheet.name,
        "unit": sheet.stated_unit,
        "header_rows": list(sheet.header_rows),
        "columns": [column.title for column in sheet.columns],
        "headings": [{"row": one.row, "level": one.level, "text": one.text} for one in sheet.headings],
        "records": [{"row": one.row, "values": dict(one.values)} for one in sheet.records],
        "controls": [_control(one) for one in sheet.controls],
        "problems": [
            {"sheet": one.sheet, "cell": one.cell, "code": one.code, "message": one.message}
            for one in sheet.problems
        ],
    }


def _control(control: Control) -> dict[str, object]:
    return {
        "what": control.what,
        "declared": _number(control.declared),
        "read": _number(control.read),
        "agrees": control.agrees,
    }


def _number(value: Decimal) -> int | float:
    """A JSON number; sums of ledgers have at most the fifteen digits a float keeps."""
    return int(value) if value == value.to_integral_value() else float(value)
