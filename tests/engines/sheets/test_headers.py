"""Where the header is, what its columns are called, and which unit each is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanmo.engines.sheets import Sheet
from guanmo.engines.sheets.headers import is_label, layout_hash
from tests.engines.sheets.books import lines, read


def titles(sheet: Sheet) -> list[str]:
    return [column.title for column in sheet.columns]


def units(sheet: Sheet) -> list[str | None]:
    return [column.unit for column in sheet.columns]


def test_title_rows_and_unit_line_stand_above() -> None:
    sheet = read(
        lines("""
        附件1 | | |
        某市2026年重点项目计划表 | | |
        编制单位：市重大办 | | 单位：亿元 |
        序号 | 项目名称 | 总投资 | 责任单位
        1 | 甲 | 1.2 | 市住建局
        """)
    )

    assert (sheet.unit, sheet.header_rows) == ("亿元", (4,))
    assert sheet.titles == ("附件1", "某市2026年重点项目计划表", "编制单位：市重大办", "单位：亿元")
    assert titles(sheet) == ["序号", "项目名称", "总投资", "责任单位"]
    assert sheet.money_unit(sheet.columns[2]) == "亿元"


@pytest.mark.parametrize(
    ("above", "below", "unit"),
    [
        ("单位：|万元||", "", "万元"),
        ("单 位：万 元|||", "", "万元"),
        ("单位：亿元|||\n（单位：万元）|||", "", "万元"),
        ("", "注：金额单位为亿元|||", "亿元"),
        ("", "|||单位：万元", "万元"),
        ("单位：万元|||", "注：金额单位为亿元|||", "万元"),
        ("编制单位：市重大办|||", "", None),
    ],
)
def test_unit_line_may_stand_anywhere(above: str, below: str, unit: str | None) -> None:
    table = "序号|项目名称|总投资|责任单位\n1|甲|100|市住建局\n2|乙|200|市交通局"

    sheet = read(lines("\n".join(filter(None, [above, table, below]))))

    assert sheet.unit == unit
    assert len(sheet.records) == 2


def test_unit_line_between_header_and_rows_is_no_heading() -> None:
    sheet = read(lines("序号|项目名称|总投资\n||单位：万元\n1|甲|100"))

    assert (sheet.unit, sheet.headings, len(sheet.records)) == ("万元", (), 1)
    assert [(one.row, one.text, one.reason) for one in sheet.skipped] == [
        (2, "单位：万元", "单位、注释或签名行")
    ]


def test_two_rows_merged() -> None:
    sheet = read(
        lines("""
        序号 | 项目名称 | 投资（万元） | | 责任单位
         | | 总投资 | 2026年计划 |
        1 | 甲 | 100 | 20 | 市住建局
        """),
        merges=[(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 1, 4)],
    )

    assert sheet.header_rows == (1, 2)
    assert titles(sheet) == ["序号", "项目名称", "投资（万元）/总投资", "投资（万元）/2026年计划", "责任单位"]
    assert units(sheet) == [None, None, "万元", "万元", None]
    assert sheet.columns[2].key == "投资/总投资"


def test_two_rows_without_merges() -> None:
    """A dump loses its merges: a label speaks for the unlabelled columns on its right."""
    sheet = read(
        lines("""
        序号 | 项目名称 | 总投资（万元） | 2026年投资（万元） | | 责任单位
         | | | 计划 | 完成 |
        1 | 甲 | 100 | 50 | 20 | 市住建局
        """)
    )

    assert sheet.header_rows == (1, 2)
    assert titles(sheet)[3:] == ["2026年投资（万元）/计划", "2026年投资（万元）/完成", "责任单位"]


def test_two_rows_of_which_only_the_group_is_merged() -> None:
    sheet = read(lines("序号|项目名称|投资（万元）||单位\n||计划|完成|\n1|甲|5|2|东县"), [(0, 2, 0, 3)])

    assert sheet.header_rows == (1, 2)
    assert titles(sheet)[2:] == ["投资（万元）/计划", "投资（万元）/完成", "单位"]


def test_three_rows_merged() -> None:
    sheet = read(
        lines("""
        序号 | 项目名称 | 投资（万元） | | | | 责任单位
         | | 总投资 | 2026年 | | |
         | | | 计划 | 完成 | 完成率 |
        1 | 甲 | 100 | 50 | 20 | 40% | 市住建局
        """),
        merges=[(0, 0, 2, 0), (0, 1, 2, 1), (0, 2, 0, 5), (1, 2, 2, 2), (1, 3, 1, 5), (0, 6, 2, 6)],
    )

    assert sheet.header_rows == (1, 2, 3)
    assert titles(sheet)[2:] == [
        "投资（万元）/总投资",
        "投资（万元）/2026年/计划",
        "投资（万元）/2026年/完成",
        "投资（万元）/2026年/完成率",
        "责任单位",
    ]
    assert units(sheet)[2:] == ["万元", "万元", "万元", None, None]  # a share takes no unit from its group


def test_row_of_units_belongs_to_the_header() -> None:
    for unit in "（万元）", "万元":
        sheet = read(
            [["序号", "项目名称", "总投资", "长度"], ["", "", unit, "公里"], ["1", "甲", "100", "3"]]
        )

        assert sheet.header_rows == (1, 2)
        assert titles(sheet) == ["序号", "项目名称", "总投资（万元）", "长度（公里）"]
        assert units(sheet) == [None, None, "万元", "公里"]


def test_row_of_column_numbers_belongs_to_the_header() -> None:
    for numbers in "甲|乙|1|2|3", "1|2|3|4|5", "1|2|3|4|5=4/3":
        sheet = read(lines(f"序号|项目名称|总投资（万元）|完成（万元）|完成率\n{numbers}\n1|甲|100|40|40%"))

        assert (sheet.header_rows, len(sheet.records)) == ((1, 2), 1)


def test_record_that_happens_to_count_is_a_record() -> None:
    sheet = read(lines("序号|长度（公里）|宽度（米）\n1|2|3\n2|5|6"))

    assert (sheet.header_rows, [one.row for one in sheet.records]) == ((1,), [2, 3])


@pytest.mark.parametrize("row", ["1|甲|100|2|3", "1|2|4|3|5", "1|2||||"])
def test_row_of_other_numbers_is_a_record(row: str) -> None:
    sheet = read(lines(f"序号|项目名称|总投资（万元）|完成（万元）|完成率\n{row}"))

    assert (sheet.header_rows, len(sheet.records)) == ((1,), 1)


def test_years_and_months_are_labels() -> None:
    sheet = read(lines("指标代码|指标名称|2018年02月|201806|1-3月|2季度\nNM1210|户数|45|46|1|2"))

    assert titles(sheet) == ["指标代码", "指标名称", "2018年02月", "201806", "1-3月", "2季度"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("项目名称", True),
        ("2026年", True),
        ("2026", True),
        ("10月", True),
        ("", False),
        ("12", False),
        ("2026-03-15", False),
        ("#REF!", False),
        ("长" * 61, False),
    ],
)
def test_label_is_words_a_year_or_a_month(text: str, *, label: bool) -> None:
    assert is_label(text) == label


def test_no_header_is_said_and_columns_go_by_letter() -> None:
    sheet = read(lines("1|100|2026-03-15\n2|200|2026-04-15"))

    assert (sheet.header_rows, titles(sheet), len(sheet.records)) == ((), ["A列", "B列", "C列"], 2)
    assert [(one.cell, one.code) for one in sheet.problems] == [("A1", "no_header")]
    assert "请在数据上方加一行列名" in sheet.problems[0].message


def test_empty_sheet_says_nothing() -> None:
    sheet = read([])

    assert (sheet.columns, sheet.records, sheet.problems) == ((), (), ())


def test_columns_without_title_and_twins_are_reported() -> None:
    sheet = read(lines("项目名称|备注||备注\n甲|一|二|三"))

    assert titles(sheet) == ["项目名称", "备注", "C列", "备注（D列）"]
    assert sheet.records[0].values == {"项目名称": "甲", "备注": "一", "C列": "二", "备注（D列）": "三"}
    assert [(one.cell, one.code) for one in sheet.problems] == [("C1", "no_title"), ("D1", "same_title")]
    assert sheet.problems[1].message == "D 列的表头与前面的列重名，读作“备注（D列）”，请改成不同的名称。"


def test_title_that_ends_like_our_own_names_is_no_twin() -> None:
    assert read(lines("项目名称|备注（B列）\n甲|一")).problems == ()


def test_empty_column_is_left_out() -> None:
    assert titles(read(lines("项目名称||责任单位\n甲||市住建局"))) == ["项目名称", "责任单位"]


def test_column_of_reasons_is_ours() -> None:
    sheet = read(lines("项目名称|总投资（万元）|错误原因\n甲|100|总投资不是金额"))

    assert titles(sheet) == ["项目名称", "总投资（万元）"]
    assert sheet.problems == ()


def test_label_merged_over_columns_fills_them_all() -> None:
    """Two merged columns, each with content, need two names; an empty one needs none."""
    merges = [(0, 1, 0, 2)]

    assert titles(read(lines("序号|分项工程||日期\n1|甲||2026-03-15"), merges)) == [
        "序号",
        "分项工程",
        "日期",
    ]
    assert titles(read(lines("序号|分项工程||日期\n1|甲|乙|2026-03-15"), merges)) == [
        "序号",
        "分项工程",
        "分项工程（C列）",
        "日期",
    ]


def test_record_like_row_under_a_merged_label_is_no_header() -> None:
    """The row below repeats the merge, so it is a record, though it is all words."""
    rows = lines("类别|分项工程||单位\n路基|甲||市住建局\n路面|乙||市交通局")

    sheet = read(rows, merges=[(0, 1, 0, 2), (1, 1, 1, 2), (2, 1, 2, 2)])

    assert (sheet.header_rows, len(sheet.records)) == ((1,), 2)


def test_records_of_words_are_no_header() -> None:
    sheet = read(lines("项目名称|责任单位|联系人\n甲|市住建局|张三\n乙|市交通局|李四"))

    assert (sheet.header_rows, len(sheet.records)) == ((1,), 2)


def test_label_beside_a_group_that_has_its_own_above_it_ends_the_header() -> None:
    """Beneath 2026年 it could be a label, beneath 责任单位 it cannot."""
    sheet = read(lines("序号|项目名称|2026年||责任单位\n1|甲|计划|完成|市住建局"), merges=[(0, 2, 0, 3)])

    assert (sheet.header_rows, len(sheet.records)) == ((1,), 1)


def test_words_under_a_group_and_under_a_closed_label_are_a_record() -> None:
    sheet = read(lines("类别|项目名称|2026年||责任单位\n路基|甲|计划|完成|市住建局"), merges=[(0, 2, 0, 3)])

    assert (sheet.header_rows, len(sheet.records)) == ((1,), 1)


def test_header_alone_is_read() -> None:
    sheet = read(lines("序号|项目名称|总投资（万元）"))

    assert (sheet.header_rows, titles(sheet), sheet.records) == (
        (1,),
        ["序号", "项目名称", "总投资（万元）"],
        (),
    )


def test_header_is_found_below_a_full_line_about_the_form() -> None:
    sheet = read(
        lines("填报单位：东县|填报人：张三|日期：2026-03-15\n项目名称|责任单位|总投资（万元）\n甲|市住建局|1")
    )

    assert sheet.header_rows == (2,)


@given(st.lists(st.sampled_from(["项目名称", "总投资（万元）", "备注"]), min_size=1, unique=True))
def test_layout_hash_is_blind_to_spaces_and_widths(names: list[str]) -> None:
    spread = [name.replace("（", " (").replace("）", ") ").replace("项目", "项 目\n") for name in names]

    plain, typed = (layout_hash(read([row, ["甲"] * len(row)]).columns) for row in (names, spread))

    assert plain == typed
    assert len(plain) == 32
