"""Cells as they are shown, whatever Excel stores."""

import io
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
import xlsxwriter

from guanmo.engines.sheets import UnreadableFile, read_workbook
from guanmo.engines.sheets.grids import Merge, damage_told, grid_of, read_grids, shown
from tests.engines.sheets.books import workbook
from tests.engines.sheets.hostile_files import SHEET_END, SHEET_START
from tests.engines.sheets.hostile_files import workbook as raw_workbook


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (" 甲\r\n乙 ", "甲\n乙"),
        (1269611.0, "1269611"),
        (0.1 + 0.2, "0.3"),
        (0.85, "0.85"),
        (-0.0, "0"),
        (1e21, "1000000000000000000000"),
        (1.5e-7, "0.00000015"),
        (113934.98, "113934.98"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2026, 3, 15), "2026-03-15"),
        (datetime(2026, 3, 15), "2026-03-15"),  # noqa: DTZ001 - Excel knows no zones
        (datetime(2026, 3, 15, 8, 30), "2026-03-15 08:30"),  # noqa: DTZ001 - Excel knows no zones
        (time(8, 30), "08:30:00"),
        (timedelta(hours=36), "1.5"),
    ],
)
def test_cell_is_shown_as_people_see_it(value: str | float | date | time | timedelta, text: str) -> None:
    assert shown(value) == text


def test_typed_cells_of_a_workbook_are_shown() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        day = book.add_format({"num_format": "yyyy年m月"})
        share = book.add_format({"num_format": "0.0%"})
        sheet.write_row(0, 0, ["项目名称", "总投资（万元）", "开工时间", "完成率", "项目代码"])
        sheet.write_row(1, 0, ["甲", 1269611.5])
        sheet.write_datetime(1, 2, date(2026, 3, 1), day)
        sheet.write_number(1, 3, 0.855, share)
        sheet.write_number(1, 4, 123456789012345678)

    found = read_workbook(buffer.getvalue(), file_name="a.xlsx").sheets[0]

    assert list(found.records[0].values.values()) == [
        "甲",
        "1269611.5",
        "2026-03-01",
        "85.5%",
        "123456789012346000",
    ]
    assert [(one.cell, one.code) for one in found.problems] == [("E2", "long_number")]


def test_merged_areas_are_clipped_to_what_is_filled() -> None:
    found = grid_of(
        "表",
        [["甲", ""], ["乙"]],
        merges=[Merge(0, 0, 90, 90), Merge(50, 0, 60, 0), Merge(0, 9, 0, 12), Merge(1, 0, 1, 5)],
    )

    assert list(found.merges) == [Merge(0, 0, 1, 0)]
    assert (found.width, found.cell(1, 1)) == (1, "")


def test_table_may_begin_anywhere() -> None:
    rows = [[], [], ["", "", "项目名称", "总投资（万元）"], ["", "", "甲", "约100"]]

    sheet = read_workbook(workbook({"台账": rows}), file_name="a.xlsx").sheets[0]

    assert (sheet.header_rows, [one.letter for one in sheet.columns]) == ((3,), ["C", "D"])
    assert [one.cell for one in sheet.problems] == ["D4"]


def test_empty_rows_at_the_end_are_dropped() -> None:
    assert len(grid_of("表", [["甲"], [""], []]).rows) == 1


def test_chart_sheets_and_very_hidden_sheets_are_no_ledgers() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet("台账").write(0, 0, "项目名称")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=台账!$A$1:$A$1"})
        book.add_chartsheet("图").set_chart(chart)
        book.add_worksheet("系统").very_hidden()

    assert [grid.name for grid in read_grids(buffer.getvalue(), file_name="a.xlsx")] == ["台账"]


def test_hidden_sheet_is_named_but_not_read() -> None:
    visible, hidden = read_grids(
        workbook({"台账": [["甲"]], "旧": [["乙"]]}, hidden=["旧"]), file_name="a.xlsx"
    )

    assert (visible.hidden, hidden.hidden, hidden.rows) == (False, True, ())


def test_workbook_without_content_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="没有任何内容"):
        read_workbook(workbook({"一": [], "二": []}), file_name="a.xlsx")


def test_error_values_beyond_the_last_row_are_put_back() -> None:
    sheet = '<row r="1"><c r="A1"><v>1</v></c></row><row r="4"><c r="B4" t="e"><v>#N/A</v></c></row>'

    (grid,) = read_grids(raw_workbook(SHEET_START + sheet + SHEET_END), file_name="a.xlsx")

    assert (len(grid.rows), grid.cell(3, 1), list(grid.errors)) == (4, "#N/A", [(3, 1)])


def test_interruption_is_no_damage() -> None:
    with pytest.raises(KeyboardInterrupt), damage_told():
        raise KeyboardInterrupt
    with pytest.raises(UnreadableFile, match="已损坏"), damage_told():
        raise ZeroDivisionError


def test_workbook_saved_by_another_program_is_read() -> None:
    book = openpyxl.Workbook()
    book.active.append(["项目名称", "总投资（万元）"])
    book.active.append(["甲", 100])
    buffer = io.BytesIO()
    book.save(buffer)

    assert len(read_workbook(buffer.getvalue(), file_name="a.xlsx").sheets[0].records) == 1


@pytest.mark.parametrize(
    "sheet",
    [
        SHEET_START + '<row r="1"><c r="A1" t="s"><v>99</v></c></row>' + SHEET_END,
        "<worksheet><sheetData/>",
    ],
)
def test_damage_is_a_sentence(sheet: str) -> None:
    with pytest.raises(UnreadableFile, match="已损坏"):
        read_workbook(raw_workbook(sheet), file_name="a.xlsx")
