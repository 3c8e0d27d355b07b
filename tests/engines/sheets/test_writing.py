"""Tables written as an office lays them out, and read back the same."""

import io
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from guanmo.engines.periods import Month
from guanmo.engines.sheets import ColumnKind, ColumnSpec, UnwritableTable, read_workbook, write_table
from guanmo.engines.sheets.writing import Value

COLUMNS = (
    ColumnSpec("项目名称", width=30),
    ColumnSpec("总投资（万元）", ColumnKind.MONEY),
    ColumnSpec("完成率", ColumnKind.PERCENT),
    ColumnSpec("开工时间", ColumnKind.DATE),
    ColumnSpec("序号", ColumnKind.INTEGER),
)
ROWS: list[list[Value]] = [
    ["甲", Decimal("1269611.5"), Decimal("0.85"), date(2026, 3, 15), 1],
    ["乙", Decimal(200), Decimal("0.125"), None, 2],
    ["丙", None, None, Month(2026, 3), 3],
    ["丁", "—", "", "2026年3月底", 4],
]
DANGEROUS = [
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\t=1",
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "http://x.example/a",
    "00123",
    "1e5",
]


def written(rows: list[list[Value]], *, totals: bool = False, title: str = "重点项目") -> bytes:
    return write_table(title=title, unit_line="单位：万元", columns=COLUMNS, rows=rows, totals=totals)


def opened(content: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def test_table_is_read_back_as_it_was_written() -> None:
    (sheet,) = read_workbook(written(ROWS, totals=True), file_name="a.xlsx").sheets

    assert (sheet.unit, sheet.header_rows, sheet.titles) == ("万元", (3,), ("重点项目", "单位：万元"))
    assert [list(one.values.values()) for one in sheet.records] == [
        ["甲", "1269611.5", "85%", "2026-03-15", "1"],
        ["乙", "200", "12.5%", "", "2"],
        ["丙", "", "", "2026-03", "3"],
        ["丁", "—", "", "2026年3月底", "4"],
    ]
    assert [(one.what, one.declared, one.agrees) for one in sheet.controls] == [
        ("合计（第8行）总投资", Decimal("1269811.5"), True)
    ]
    assert sheet.problems == ()


def test_page_is_laid_out_for_the_office() -> None:
    sheet = opened(written(ROWS, totals=True))

    assert sheet.freeze_panes == "C4"
    assert sheet.auto_filter.ref == "A3:E7"
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A1:E1", "A2:E2"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage  # one page wide,
    assert sheet.page_setup.fitToHeight == 0  # as many pages long as it takes
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["B"].width
    assert sheet["B4"].number_format == "#,##0.######"
    assert sheet["B5"].number_format == "#,##0"
    assert sheet["C4"].number_format == "0.00%"
    assert sheet["D4"].number_format == "yyyy-mm-dd"


def test_totals_follow_the_filter() -> None:
    sheet = opened(written(ROWS, totals=True))

    assert [cell.value for cell in sheet[8]] == ["合计", "=SUBTOTAL(109,B4:B7)", None, None, None]


def test_totals_of_whole_amounts_show_no_point() -> None:
    assert opened(written(ROWS[1:], totals=True))["B7"].number_format == "#,##0"


def test_totals_without_rows_are_blank() -> None:
    sheet = opened(written([], totals=True))

    assert [cell.value for cell in sheet[4]] == ["合计", None, None, None, None]
    assert sheet.auto_filter.ref == "A3:E3"


def test_label_of_totals_needs_no_column_of_text() -> None:
    content = write_table(
        title="表", unit_line="", columns=[ColumnSpec("户数", ColumnKind.INTEGER)], rows=[[1]], totals=True
    )

    assert [[cell.value for cell in row] for row in opened(content)] == [["表"], ["户数"], [1], ["合计"]]


def test_table_of_one_column_without_unit_line() -> None:
    sheet = opened(write_table(title="名单", unit_line="", columns=[ColumnSpec("项目名称")], rows=[["甲"]]))

    assert (sheet.freeze_panes, sheet.merged_cells.ranges) == ("A3", set())


def test_same_table_makes_the_same_bytes() -> None:
    assert written(ROWS) == written(ROWS)


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_is_never_a_formula_a_number_or_a_link(text: str) -> None:
    sheet = opened(written([[text, None, None, None, 1]]))

    assert (sheet["A4"].data_type, sheet["A4"].value, sheet["A4"].hyperlink) == ("s", text.strip(), None)


def test_negative_number_stays_a_number() -> None:
    cell = opened(written([["甲", Decimal(-5), None, None, 1]]))["B4"]

    assert (cell.data_type, cell.value) == ("n", -5)


@pytest.mark.parametrize("number", [Decimal("1234567890123456"), Decimal("0.1234567890123456"), 10**16])
def test_number_of_more_than_fifteen_digits_survives_as_text(number: Decimal | int) -> None:
    cell = opened(written([["甲", number, None, None, 1]]))["B4"]

    assert (cell.data_type, cell.value) == (
        "s",
        f"{number:f}" if isinstance(number, Decimal) else str(number),
    )


def test_text_beyond_what_a_cell_holds_is_refused() -> None:
    with pytest.raises(UnwritableTable, match=r"A4 的文字有 32768 个字，超过 Excel 一格 32767 个字的上限"):
        written([["长" * 32_768, None, None, None, 1]])


def test_row_of_another_length_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="zip"):
        written([["甲"]])


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("重点项目", "重点项目"),
        ("2026/10 [月报]: 全市*?\\", "2026 10  月报   全市"),
        ("长" * 40, "长" * 31),
        ("'引号'", "引号"),
        ("///", "台账"),
    ],
)
def test_sheet_name_is_one_excel_allows(title: str, name: str) -> None:
    assert opened(written([], title=title)).title == name


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=8),
            st.integers(-(10**12), 10**12),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_amounts_are_read_back_exactly(pairs: list[tuple[str, int]]) -> None:
    columns = [ColumnSpec("项目名称"), ColumnSpec("总投资（万元）", ColumnKind.MONEY), ColumnSpec("备注")]
    rows = [[f"项目{name}", Decimal(cents).scaleb(-2), "无"] for name, cents in pairs]

    (sheet,) = read_workbook(
        write_table(title="表", unit_line="单位：万元", columns=columns, rows=rows), file_name="a.xlsx"
    ).sheets

    assert [Decimal(one.values["总投资（万元）"]) for one in sheet.records] == [row[1] for row in rows]
    assert [one.values["项目名称"] for one in sheet.records] == [row[0] for row in rows]


@pytest.mark.office
def test_table_survives_another_office_program(tmp_path: Path) -> None:
    """LibreOffice opens and saves it: no formula where text was, the same values, the same sum."""
    if shutil.which("soffice") is None:
        pytest.skip("未安装 LibreOffice，跳过往返测试")
    rows: list[list[Value]] = [
        [text, Decimal("100.5"), Decimal("0.5"), date(2026, 3, 15), 1] for text in DANGEROUS
    ]
    (tmp_path / "甲.xlsx").write_bytes(written(rows, totals=True))

    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out"), str(tmp_path / "甲.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip

    saved = (tmp_path / "out" / "甲.xlsx").read_bytes()
    (sheet,) = read_workbook(saved, file_name="甲.xlsx").sheets
    assert [cell.data_type for cell in opened(saved)["A"][3:-1]] == ["s"] * len(DANGEROUS)
    assert [one.values["项目名称"] for one in sheet.records] == [text.strip() for text in DANGEROUS]
    assert {one.values["总投资（万元）"] for one in sheet.records} == {"100.5"}
    assert [control.agrees for control in sheet.controls] == [True]


# A table to be filled in


def form(choices: tuple[str, ...] = ("续建", "新建，含扩建")) -> bytes:
    columns = (
        ColumnSpec("类别", choices=choices, hint="从下拉框里选。"),
        ColumnSpec("项目名称", hint="必填。"),
        ColumnSpec("总投资（万元）", ColumnKind.MONEY),
        ColumnSpec("开工日期", ColumnKind.DATE, hint="写成2026-03-15。"),
        ColumnSpec("备注"),
    )
    return write_table(
        title="重点项目台账",
        unit_line="单位：万元",
        note="一行一个项目。",
        columns=columns,
        rows=[["续建", "甲", Decimal(5), None, None]],
        spare_rows=3,
    )


def test_a_form_reads_as_the_table_it_is() -> None:
    (sheet,) = read_workbook(form(), file_name="a.xlsx").sheets

    assert (sheet.titles, sheet.unit) == (("重点项目台账", "一行一个项目。", "单位：万元"), "万元")
    assert [list(record.values.values()) for record in sheet.records] == [["续建", "甲", "5", "", ""]]
    assert sheet.problems == ()


def test_a_form_offers_choices_and_says_how_to_fill_a_cell_in() -> None:
    book = openpyxl.load_workbook(io.BytesIO(form()))
    rules = {str(rule.sqref): rule for rule in book["重点项目台账"].data_validations.dataValidation}

    assert {area: (rule.type, rule.errorStyle, rule.prompt) for area, rule in rules.items()} == {
        "A5:A8": ("list", None, "从下拉框里选。"),
        "B5:B8": (None, None, "必填。"),
        "C5:C8": ("decimal", "warning", None),
        "D5:D8": ("date", "warning", "写成2026-03-15。"),
    }
    assert rules["A5:A8"].formula1 == "'下拉选项'!$A$1:$A$2"
    assert [cell.value for (cell,) in book["下拉选项"].rows] == ["续建", "新建，含扩建"]
    assert book["下拉选项"].sheet_state == "veryHidden"


def test_a_form_without_choices_needs_no_list_of_them() -> None:
    assert openpyxl.load_workbook(io.BytesIO(form(choices=()))).sheetnames == ["重点项目台账"]
