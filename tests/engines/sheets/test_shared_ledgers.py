"""The real ledgers: what a careful clerk would say of each."""

import csv
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from guanmo.engines.sheets import Sheet, Workbook, read_workbook

pytestmark = pytest.mark.shared

GUILIN = "ledgers/cn_guilin_2022_plan_sheet_rows_1_75.csv"
READABLE = {".xlsx", ".xls", ".csv"}


@pytest.fixture(scope="module")
def book(shared_data: Path) -> Callable[[str], Workbook]:
    def read(name: str) -> Workbook:
        path = shared_data / name
        return read_workbook(path.read_bytes(), file_name=path.name)

    return read


@pytest.fixture(scope="module")
def guilin(book: Callable[[str], Workbook]) -> Sheet:
    (sheet,) = book(GUILIN).sheets
    return sheet


@pytest.fixture(scope="module")
def guilin_totals(shared_data: Path) -> list[dict[str, str]]:
    path = shared_data / "projects/cn_guilin_2022_category_totals.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def level_of(heading: str) -> int:
    return 1 if heading.startswith("一、") else 2 if heading.startswith("（") else 3


def codes(sheet: Sheet) -> Counter[str]:
    return Counter(problem.code for problem in sheet.problems)


def shape(sheet: Sheet) -> tuple[str, tuple[int, ...], int, int, int]:
    """Name, header rows, columns, headings, records."""
    return (sheet.name, sheet.header_rows, len(sheet.columns), len(sheet.headings), len(sheet.records))


def test_every_ledger_and_project_list_is_read(shared_data: Path) -> None:
    paths = [
        p
        for folder in ("ledgers", "projects")
        for p in (shared_data / folder).iterdir()
        if p.suffix in READABLE
    ]

    for path in paths:
        found = read_workbook(path.read_bytes(), file_name=path.name)
        for sheet in found.sheets:
            titles = [column.title for column in sheet.columns]
            assert len(set(titles)) == len(titles)
            assert all(list(one.values) == titles for one in sheet.records)
    assert len(paths) >= 15


def test_guilin_has_its_projects_unit_and_columns(guilin: Sheet) -> None:
    assert (len(guilin.records), guilin.unit, guilin.header_rows) == (52, "万元", (4,))
    assert guilin.titles == (
        "附件1",
        "桂林市2022年重大（前期）项目投资计划",
        "编制单位：桂林市重大项目推进办公室",
        "单位：万元",
    )
    assert [column.title for column in guilin.columns] == [
        "序号",
        "项目名称",
        "建设规模及内容",
        "总投资",
        "2022年前期工作或工程形象进度目标",
        "项目业主",
        "责任单位",
        "H列",
        "I列",
        "J列",
    ]


def test_guilin_headings_are_all_headings(guilin: Sheet, guilin_totals: list[dict[str, str]]) -> None:
    expected = [
        (int(row["sheet_row"]), level_of(row["heading"]), row["heading"])
        for row in guilin_totals
        if 5 < int(row["sheet_row"]) <= 75
    ]

    assert [(one.row, one.level, one.text) for one in guilin.headings] == expected
    assert len(expected) == 18


def test_guilin_projects_are_those_of_the_published_list(guilin: Sheet, shared_data: Path) -> None:
    path = shared_data / "projects/cn_guilin_2022_preliminary_projects.csv"
    listed = [
        row
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
        if row["total_investment_wan"]
    ]
    found = [(one.row, one.values["项目名称"], Decimal(one.values["总投资"])) for one in guilin.records]

    assert [(row, total) for row, _, total in found] == [
        (int(row["sheet_row"]), Decimal(row["total_investment_wan"])) for row in listed
    ]


def test_guilin_controls_agree_where_the_section_is_complete(
    guilin: Sheet, guilin_totals: list[dict[str, str]]
) -> None:
    declared = {int(row["sheet_row"]): row for row in guilin_totals}
    cut = {5, 6, 51, 70}  # 合计 and the sections that go on behind row 75

    assert len(guilin.controls) == 38
    for control in guilin.controls:
        row = declared[control.row]
        own = row["declared_count"] if control.unit == "项" else row["declared_investment_wan"]
        assert control.declared == Decimal(own)
        assert control.agrees == (control.row not in cut)
        assert control.closed == (control.row not in cut)
    assert guilin.controls[4].sentence == "表头写 14 项，读到 14 项"


def test_guilin_serial_numbers_start_again_without_complaint(guilin: Sheet) -> None:
    starts = [one.row for one in guilin.records if one.values["序号"] == "1"]

    assert len(starts) == 13
    assert "serial_gap" not in codes(guilin)


def test_guilin_problems_are_all_and_only_these(guilin: Sheet) -> None:
    assert [(one.cell, one.code) for one in guilin.problems] == [
        ("H4", "no_title"),
        ("I4", "no_title"),
        ("J4", "no_title"),
        ("C5", "count_differs"),
        ("D5", "sum_differs"),
        ("J5", "formula_error"),
        ("C6", "count_differs"),
        ("D6", "sum_differs"),
        ("C51", "count_differs"),
        ("D51", "sum_differs"),
        ("C70", "count_differs"),
        ("D70", "sum_differs"),
    ]
    assert "公式出错 #REF!" in guilin.problems[5].message
    assert "可能是文件不完整" in guilin.problems[3].message


def test_guilin_records_know_their_sections(guilin: Sheet) -> None:
    airport = next(one for one in guilin.records if one.values["项目名称"] == "恭城县通用机场")

    assert (airport.row, airport.headings) == (12, ("一、基础设施", "（一）交通", "——航空"))


def test_special_bonds_have_no_units_in_their_header(book: Callable[[str], Workbook]) -> None:
    (sheet,) = book("ledgers/cn_special_bond_projects_guangdong_202403.xlsx").sheets

    assert shape(sheet) == ("Sheet1", (1,), 111, 0, 30)
    assert codes(sheet) == {"no_unit": 6, "date_mixed": 4}
    assert (sheet.records[0].values["totalInvestment"], sheet.records[0].values["capital"]) == (
        "159.9611",
        "1269611",
    )


def test_expressway_has_eight_sheets(book: Callable[[str], Workbook]) -> None:
    sheets = book("ledgers/cn_expressway_subgrade_ledger_chongqing_2017_2018.xlsx").sheets

    assert [shape(sheet) for sheet in sheets] == [
        ("路基时间台账", (2,), 8, 0, 757),
        ("浆砌排水沟浆砌试验台账", (1,), 5, 0, 281),
        ("混凝土盖板边沟", (1,), 6, 0, 61),
        ("浆砌片石护坡", (1,), 5, 0, 22),
        ("喷播植草护坡", (1,), 11, 0, 59),
        ("挂三维网植草护坡", (1,), 5, 0, 55),
        ("挂CF网植草护坡", (1,), 5, 0, 42),
        ("挂铁丝网", (1,), 5, 0, 3),
    ]
    assert sheets[0].titles == ("重庆潼南至荣昌高速公路TJ9标合同段路基单位、分部及分项工程划分表",)
    assert sum((codes(sheet) for sheet in sheets), Counter()) == {"no_title": 7, "same_title": 1}


def test_expressway_merged_cells_speak_for_their_rows(book: Callable[[str], Workbook]) -> None:
    sheet = book("ledgers/cn_expressway_subgrade_ledger_chongqing_2017_2018.xlsx").sheets[0]
    by_row = {one.row: one.values for one in sheet.records}

    assert by_row[7]["单位工程"] == by_row[6]["单位工程"] != ""
    assert by_row[7]["分部工程"] == by_row[6]["分部工程"]
    assert (by_row[6]["序号"], by_row[7]["序号"]) == ("1", "")
    assert by_row[6]["施工开始时间"] == "2017-08-22"


def test_telecom_returns_have_sections_instructions_and_totals(book: Callable[[str], Workbook]) -> None:
    month, area, quarter = book("ledgers/cn_telecom_capability_returns_2018.xls").sheets

    assert [shape(one) for one in (month, area, quarter)] == [
        ("通信能力月报表", (2,), 8, 1, 163),
        ("区域情况统计表（三）", (2,), 7, 1, 99),
        ("地市填写——移动通信能力季报表（二）", (2,), 6, 7, 182),
    ]
    assert [(one.row, one.level, one.text) for one in quarter.headings] == [
        (3, 1, "八、铁塔"),
        (4, 2, "1、铁塔"),
        (30, 1, "四、传送网"),
        (31, 2, "1、传送网"),
        (82, 2, "1、省际骨干传送网"),
        (113, 2, "2、省内骨干传送网"),
        (145, 2, "3、城域传送网"),
    ]
    assert [column.title for column in month.columns][3:5] == ["2018年02月", "2018年06月"]
    assert [(one.row, one.reason) for one in quarter.skipped] == [(58, "合计行")]
    assert month.records[0].values["说明"].startswith("1、所有有变化的值均需注明原因")
    assert (codes(month), area.problems, quarter.problems) == ({"no_title": 1}, (), ())


def test_project_form_has_two_units_and_no_data(book: Callable[[str], Workbook]) -> None:
    (sheet,) = book("ledgers/cn_project_library_summary_form_2018_2020.xls").sheets

    assert (sheet.header_rows, sheet.unit, sheet.stated_unit, sheet.records) == ((2, 3), None, None, ())
    assert [(column.title, column.unit) for column in sheet.columns] == [
        ("项目序号", None),
        ("使用单位", None),
        ("项目名称", None),
        ("总金额（万元）", "万元"),
        ("分年度金额（千元）/2018年", "千元"),
        ("分年度金额（千元）/2016年建议安排金额", "千元"),
        ("分年度金额（千元）/2019年", "千元"),
        ("分年度金额（千元）/2020年", "千元"),
        ("项目简介", None),
        ("备注", None),
        ("专家意见", None),
        ("备注（L列）", None),
    ]
    assert [(one.row, one.reason) for one in sheet.skipped] == [(4, "合计行"), (5, "模板标记")]
    assert [(one.cell, one.code) for one in sheet.problems] == [("L2", "same_title"), ("A5", "template_mark")]
    assert all(control.agrees for control in sheet.controls)


def test_cyprus_dates_and_currencies(book: Callable[[str], Workbook]) -> None:
    first, *empty = book("ledgers/cy_cooperation_projects.xlsx").sheets

    assert shape(first) == ("Sheet1", (1,), 16, 0, 104)
    assert codes(first) == {"date_unclear": 28, "no_unit": 2, "date_mixed": 1}
    assert first.columns[3].title == "Long Description"
    assert (first.records[0].values["Start Date"], first.records[0].values["End Date"]) == (
        "2010-01-01",
        "31/12/2010",
    )
    assert all("Currency" in one.message for one in first.problems if one.code == "no_unit")
    assert [(one.columns, one.problems) for one in empty] == [((), ()), ((), ())]


def test_lithuanian_pairs_of_columns(book: Callable[[str], Workbook]) -> None:
    sheet, empty = book("ledgers/lt_development_projects_2009.xlsx").sheets

    assert shape(sheet) == ("Auto-tranlated desc", (1,), 14, 0, 73)
    assert sheet.records[0].values["Sector_en"].startswith("Social protection and\n")
    assert not any("_x000D_" in text for one in sheet.records for text in one.values.values())
    assert (codes(sheet), empty.columns) == ({"no_unit": 1}, ())


@pytest.mark.parametrize(
    ("name", "columns", "records", "unit"),
    [
        ("adb_china_projects_1998_2005", 10, 269, None),
        ("cn_guilin_2022_category_totals", 4, 35, "万元"),
        ("cn_guilin_2022_preliminary_projects", 12, 241, "万元"),
        ("cn_major_projects_facts", 7, 315, "亿元"),
        ("cn_ningxia_2020_plan_names", 7, 210, None),
        ("cn_special_bond_projects_2024", 15, 30, None),
        ("worldbank_china_locations", 7, 1779, None),
        ("worldbank_china_projects", 11, 112, None),
    ],
)
def test_project_lists_are_read_whole(
    book: Callable[[str], Workbook], name: str, columns: int, records: int, unit: str | None
) -> None:
    (sheet,) = book(f"projects/{name}.csv").sheets

    assert (sheet.name, len(sheet.columns), len(sheet.records)) == (name, columns, records)
    assert (sheet.header_rows, sheet.headings, sheet.stated_unit) == ((1,), (), unit)
