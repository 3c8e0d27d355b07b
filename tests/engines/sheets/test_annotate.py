"""The clerk's own workbook back, with its errors marked."""

import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from guanmo.engines.sheets import RowError, UnreadableFile, mark_errors, read_workbook
from tests.engines.sheets import old_files as old
from tests.engines.sheets.books import lines, workbook
from tests.engines.sheets.hostile_files import cells
from tests.engines.sheets.hostile_files import workbook as raw_workbook

TABLE = "项目名称,总投资（万元）,备注\n甲,约100,无\n乙,200,\n"
ERRORS = [
    RowError("台账", 2, 1, "总投资是约数。"),
    RowError("台账", 2, None, "没有责任单位。"),
    RowError("台账", 3, 1, "总投资与上月不符。"),
]


def office_workbook() -> bytes:
    """A workbook with what a clerk put into it: colours, widths, a comment, a formula, a second sheet."""
    book = Workbook()
    sheet = worksheet(book)
    sheet.title = "台账"
    for row in TABLE.strip().split("\n"):
        sheet.append(row.split(","))
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["A2"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["B2"].comment = Comment("上月也没有填", "张三")
    sheet["C3"] = "=1+1"
    sheet["A4"].value, sheet["A4"].data_type = "=不是公式", "s"
    sheet.column_dimensions["A"].width = 33
    sheet.row_dimensions[2].height = 44
    sheet.freeze_panes = "B2"
    book.create_sheet("附表")["A1"] = "别动我"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def worksheet(book: Workbook) -> Worksheet:
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return sheet


def opened(content: bytes) -> Worksheet:
    return worksheet(openpyxl.load_workbook(io.BytesIO(content)))


def marked(content: bytes, errors: list[RowError], name: str = "台账.xlsx") -> Worksheet:
    return opened(mark_errors(content, file_name=name, errors=errors))


def comment(sheet: Worksheet, place: str) -> str:
    found = sheet[place].comment
    return "" if found is None else str(found.text)


def test_cells_turn_red_and_the_reasons_stand_in_a_last_column() -> None:
    sheet = marked(office_workbook(), ERRORS)

    assert [sheet.cell(row, 4).value for row in (1, 2, 3)] == [
        "错误原因",
        "总投资是约数。\n没有责任单位。",
        "总投资与上月不符。",
    ]
    assert {sheet[place].fill.fgColor.rgb for place in ("B2", "B3")} == {"00FFC7CE"}
    assert comment(sheet, "B2") == "上月也没有填\n总投资是约数。"
    assert comment(sheet, "B3") == "总投资与上月不符。"
    assert sheet.column_dimensions["D"].width == 50


def test_what_the_clerk_made_is_kept() -> None:
    content = mark_errors(office_workbook(), file_name="台账.xlsx", errors=ERRORS)
    sheet = opened(content)

    assert (sheet["A1"].font.size, sheet["A2"].fill.fgColor.rgb) == (16, "00FFFF00")
    assert (sheet.column_dimensions["A"].width, sheet.row_dimensions[2].height, sheet.freeze_panes) == (
        33,
        44,
        "B2",
    )
    assert (sheet["C3"].data_type, sheet["C3"].value) == ("f", "=1+1")
    assert (sheet["A4"].data_type, sheet["A4"].value) == ("s", "=不是公式")
    assert openpyxl.load_workbook(io.BytesIO(content))["附表"]["A1"].value == "别动我"


def test_reading_the_marked_workbook_again_ignores_the_column() -> None:
    before = read_workbook(office_workbook(), file_name="a.xlsx").sheets[0]
    after = read_workbook(
        mark_errors(office_workbook(), file_name="a.xlsx", errors=ERRORS), file_name="a.xlsx"
    ).sheets[0]

    assert after.columns == before.columns
    assert after.layout_hash == before.layout_hash
    assert [one.values["项目名称"] for one in after.records] == ["甲", "乙", "=不是公式"]


def test_marking_again_uses_the_same_column() -> None:
    once = mark_errors(office_workbook(), file_name="a.xlsx", errors=ERRORS)

    sheet = marked(once, [RowError("台账", 3, 0, "重名。")])

    assert [sheet.cell(3, column).value for column in (4, 5)] == ["重名。", None]


def test_reasons_stand_in_the_last_row_of_the_header() -> None:
    rows = lines("某市2026年台账||\n单位：万元||\n序号|项目名称|总投资\n1|甲|约100")

    sheet = marked(workbook({"台账": rows}), [RowError("台账", 4, 2, "是约数。")])

    assert [sheet.cell(row, 4).value for row in (1, 3, 4)] == [None, "错误原因", "是约数。"]


def test_sheet_without_header_gets_its_reasons_above() -> None:
    sheet = marked(workbook({"台账": [["1", "2"], ["3", "4"]]}), [RowError("台账", 2, None, "没有表头。")])

    assert [sheet.cell(row, 3).value for row in (1, 2)] == ["错误原因", "没有表头。"]


def test_error_in_a_merged_area_marks_its_first_cell() -> None:
    rows = lines("责任单位|项目名称|总投资（万元）\n市工信局|甲|100\n|乙|200")

    sheet = marked(
        workbook({"台账": rows}, merges=[(1, 0, 2, 0)]), [RowError("台账", 3, 0, "没有这个单位。")]
    )

    assert comment(sheet, "A2") == "没有这个单位。"
    assert sheet["D3"].value == "没有这个单位。"


def test_same_message_is_said_once_in_a_row() -> None:
    sheet = marked(office_workbook(), [RowError("台账", 2, 0, "重复。"), RowError("台账", 2, 1, "重复。")])

    assert sheet["D2"].value == "重复。"


def test_reason_that_begins_like_a_formula_is_text() -> None:
    sheet = marked(office_workbook(), [RowError("台账", 2, None, "=1+1")])

    assert (sheet["D2"].data_type, sheet["D2"].value) == ("s", "=1+1")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_text_file_comes_back_as_a_workbook(encoding: str) -> None:
    sheet = marked(TABLE.encode(encoding), ERRORS, "台账.csv")

    assert sheet.title == "台账"
    assert [[cell.value for cell in row] for row in sheet] == [
        ["项目名称", "总投资（万元）", "备注", "错误原因"],
        ["甲", "约100", "无", "总投资是约数。\n没有责任单位。"],
        ["乙", 200, None, "总投资与上月不符。"],
    ]
    assert sheet["B2"].fill.fgColor.rgb == "FFFFC7CE"
    assert comment(sheet, "B2") == "总投资是约数。"


def test_old_workbook_comes_back_as_a_new_one() -> None:
    strings = old.strings(3, old.text("项目名称") + old.text("总投资（万元）") + old.text("甲"))
    page = old.shared(0, 0, 0) + old.shared(0, 1, 1) + old.shared(1, 0, 2) + old.number(1, 1, 99.5)
    merged = old.record(0x00E5, bytes([1, 0, 2, 0, 3, 0, 0, 0, 1, 0])) + old.number(2, 0, 7)
    content = old.old_workbook(
        [old.Page("台账", page + merged), old.Page("附表", old.shared(0, 0, 2))], before=strings
    )

    saved = mark_errors(content, file_name="台账.xls", errors=[RowError("台账", 2, 1, "太小。")])

    sheet = opened(saved)
    assert [[cell.value for cell in row][:3] for row in sheet][:2] == [
        ["项目名称", "总投资（万元）", "错误原因"],
        ["甲", 99.5, "太小。"],
    ]
    assert openpyxl.load_workbook(io.BytesIO(saved)).sheetnames == ["台账", "附表"]


def test_empty_cells_are_marked_too() -> None:
    errors = [RowError("台账", 3, 2, "没有填备注。"), RowError("台账", 9, 0, "缺行。")]

    sheet = marked(
        "项目名称,备注,说明\n甲,无,无\n乙,无\n丙,,无\n".encode(),
        [*errors, RowError("台账", 4, 1, "空。")],
        "台账.csv",
    )

    assert [comment(sheet, place) for place in ("C3", "A9", "B4")] == ["没有填备注。", "缺行。", "空。"]
    assert {sheet[place].fill.fgColor.rgb for place in ("C3", "A9", "B4")} == {"FFFFC7CE"}


def test_codes_keep_their_zeros_and_all_their_digits() -> None:
    sheet = marked(
        "项目名称,代码\n甲,00123\n乙,1234567890123456\n丙,1.10\n".encode(),
        [RowError("台账", 2, 0, "重名。")],
        "台账.csv",
    )

    assert [sheet.cell(row, 2).value for row in (2, 3, 4)] == ["00123", "1234567890123456", 1.1]


def test_sheet_names_are_ones_excel_allows() -> None:
    name = "一[二]：台账" + "长" * 30

    sheet = marked(TABLE.encode(), [RowError(name, 2, 0, "重名。")], f"{name}.csv")

    assert sheet.title == ("一 二 ：台账" + "长" * 30)[:28]


def test_names_that_become_equal_are_told_apart() -> None:
    pages = [old.Page("长" * 29 + end, old.number(0, 0, 1)) for end in ("甲", "乙")]

    saved = mark_errors(old.old_workbook(pages), file_name="a.xls", errors=[])

    assert openpyxl.load_workbook(io.BytesIO(saved)).sheetnames == ["长" * 28, "长" * 28 + "2"]


def test_overlapping_merges_of_a_damaged_file_are_copied_as_cells() -> None:
    areas = b"".join(bytes([0, 0, 1, 0, first, 0, first + 1, 0]) for first in (0, 1)) + bytes(
        [5, 0, 9, 0, 0, 0, 0, 0]
    )
    page = old.number(0, 0, 1) + old.number(1, 2, 5) + old.record(0x00E5, bytes([3, 0]) + areas)

    sheet = marked(old.old_workbook([old.Page("台账", page)]), [RowError("台账", 1, 0, "错。")], "a.xls")

    assert (sheet["A1"].value, sheet["C2"].value) == (1, 5)


def test_very_large_workbook_comes_back_as_a_plain_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    """openpyxl would need fifty times its size in memory."""
    monkeypatch.setattr("guanmo.engines.sheets.annotate._MOST_CELLS_KEPT", 5)

    sheet = marked(office_workbook(), [RowError("台账", 2, 0, "重名。")])

    assert (sheet["A1"].font.size, sheet["D2"].value) == (11, "重名。")


def test_workbook_openpyxl_cannot_open_comes_back_as_a_plain_copy() -> None:
    parts: dict[str, str | bytes] = {
        "xl/styles.xml": '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="1"><xf numFmtId="many"/></cellXfs></styleSheet>'
    }
    content = raw_workbook(cells("项目名称", "甲"), parts=parts)
    with pytest.raises((ValueError, TypeError)):
        openpyxl.load_workbook(io.BytesIO(content))

    sheet = marked(content, [RowError("台账", 2, 0, "重名。")])

    assert [cell.value for cell in sheet[2]] == ["甲", "重名。"]


def test_hostile_file_is_refused_here_as_well() -> None:
    with pytest.raises(UnreadableFile, match="宏"):
        mark_errors(raw_workbook(cells("甲"), macro=True), file_name="a.xlsm", errors=ERRORS)


@pytest.mark.office
def test_marked_workbook_opens_in_another_office_program(tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("未安装 LibreOffice，跳过往返测试")
    (tmp_path / "甲.xlsx").write_bytes(mark_errors(office_workbook(), file_name="台账.xlsx", errors=ERRORS))

    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
         "xls:MS Excel 97", "--outdir", str(tmp_path / "out"), str(tmp_path / "甲.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip

    found = read_workbook((tmp_path / "out" / "甲.xls").read_bytes(), file_name="甲.xls").sheets
    assert [sheet.name for sheet in found] == ["台账", "附表"]
    assert [list(one.values.values()) for one in found[0].records] == [
        ["甲", "约100", "无"],
        ["乙", "200", "2"],
        ["=不是公式", "", ""],
    ]
