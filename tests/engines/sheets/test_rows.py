"""What each row is: heading with its level, record, total, note; and what merged cells and 同上 say."""

import pytest

from guanmo.engines.sheets import Sheet
from tests.engines.sheets.books import Rows, lines, read


def headings(sheet: Sheet) -> list[tuple[int, int, str]]:
    return [(one.row, one.level, one.text) for one in sheet.headings]


def records(sheet: Sheet) -> list[int]:
    return [one.row for one in sheet.records]


def skipped(sheet: Sheet) -> list[tuple[int, str, str]]:
    return [(one.row, one.text, one.reason) for one in sheet.skipped]


def table(body: str) -> Rows:
    return lines(f"序号|项目名称|建设内容|总投资（万元）|责任单位\n{body.strip()}")


def test_three_levels_of_headings_with_counts_and_sums() -> None:
    sheet = read(
        table("""
        |合计|3|600||
        |一、基础设施|3|600||
        |（一）交通|3|600||
        |——铁路|2|300||
        1|甲|新建客站|100|秀峰区政府
        2|乙|改造站房|200|市交通运输局
        |——航空|1|300||
        1|丙|通用机场|300|恭城县政府
        """)
    )

    assert headings(sheet) == [
        (3, 1, "一、基础设施"),
        (4, 2, "（一）交通"),
        (5, 3, "——铁路"),
        (8, 3, "——航空"),
    ]
    assert records(sheet) == [6, 7, 9]
    assert sheet.records[2].headings == ("一、基础设施", "（一）交通", "——航空")
    assert sheet.problems == ()


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("第一部分产业", "一、工业"),
        ("Ⅰ、产业", "（一）工业"),
        ("一、产业", "1、工业"),
        ("一、产业", "（1）工业"),
        ("（一）产业", "①工业"),
        ("一、产业", "——工业"),
    ],
)
def test_level_goes_by_the_mark(outer: str, inner: str) -> None:
    sheet = read(table(f"{outer}|||\n{inner}|||\n1|甲|厂房|100|市工信局\n{outer}|||\n1|乙|厂房|100|市工信局"))

    assert headings(sheet) == [(2, 1, outer), (3, 2, inner), (5, 1, outer)]
    assert [one.headings for one in sheet.records] == [(outer, inner), (outer,)]


def test_mark_may_stand_alone_in_the_serial_column() -> None:
    sheet = read(
        table("""
        一|产业项目（2个）|||
        （一）|工业|||
        1|甲|厂房|100|市工信局
        2|乙|厂房|100|市工信局
        二|基础设施|||
        1|丙|道路|100|市住建局
        """)
    )

    assert headings(sheet) == [(2, 1, "一、产业项目（2个）"), (3, 2, "（一）工业"), (6, 1, "二、基础设施")]
    assert records(sheet) == [4, 5, 7]


def test_records_may_be_numbered_in_their_names() -> None:
    """1、 2、 3、 that follow each other at once are projects, not headings."""
    sheet = read(lines("项目名称|总投资（万元）\n一、产业|\n1、甲|100\n2、乙|200\n二、基建|\n1、丙|300"))

    assert headings(sheet) == [(2, 1, "一、产业"), (5, 1, "二、基建")]
    assert records(sheet) == [3, 4, 6]


def test_heading_may_have_one_cell_in_words_only_in_a_wide_table() -> None:
    narrow = read(
        lines("项目名称|总投资（万元）|备注\n一、产业|100|牵头：市工信局\n二、基建|200|牵头：市住建局")
    )
    wide = read(table("一、产业||||市工信局\n1|甲|厂房|100|市工信局"))

    assert (headings(narrow), records(narrow)) == ([], [2, 3])
    assert headings(wide) == [(2, 1, "一、产业")]


def test_long_text_with_a_mark_is_a_record() -> None:
    text = "一、" + "建设内容" * 20

    assert records(read(table(f"|{text}|||\n1|甲|厂房|100|市工信局"))) == [2, 3]


def test_lone_label_opens_a_section_where_numbers_start_again() -> None:
    sheet = read(
        table("""
        产业项目||||
        1|甲|厂房|100|市工信局
        2|乙|厂房|100|市工信局
        |基础设施|||
        1|丙|道路|100|市住建局
        """)
    )

    assert headings(sheet) == [(2, 1, "产业项目"), (5, 1, "基础设施")]


def test_lone_label_opens_a_section_where_every_record_is_numbered() -> None:
    sheet = read(
        table("""
        |产业项目||300|
        1|甲|厂房|100|市工信局
        2|乙|厂房|200|市工信局
        |基础设施|1|50|
        3|丙|道路|50|市住建局
        """)
    )

    assert headings(sheet) == [(2, 1, "产业项目"), (5, 1, "基础设施")]
    assert [control.agrees for control in sheet.controls] == [True, True, True]


def test_row_without_number_is_a_record_where_its_amount_is_its_own() -> None:
    sheet = read(table("1|甲|厂房|100|市工信局\n|乙||70|\n2|丙|道路|50|市住建局"))

    assert (headings(sheet), records(sheet)) == ([], [2, 3, 4])


def test_row_without_number_is_a_record_where_many_have_none() -> None:
    sheet = read(table("1|甲|厂房|100|市工信局\n|乙|||\n|丙|道路||\n2|丁|道路|50|市住建局\n|戊|桥||"))

    assert (headings(sheet), records(sheet)) == ([], [2, 3, 4, 5, 6])


def test_lone_label_without_serial_column_is_a_record() -> None:
    assert records(read(lines("项目名称|总投资（万元）\n甲|\n乙|200"))) == [2, 3]


def test_lone_label_far_to_the_right_is_a_record() -> None:
    assert headings(read(table("||||待定\n1|甲|厂房|100|市工信局"))) == []


def test_label_merged_across_the_table_opens_a_section() -> None:
    sheet = read(
        lines("项目名称|总投资（万元）|备注\n城区||\n甲|100|\n县域||\n乙|200|"), [(1, 0, 1, 2), (3, 0, 3, 2)]
    )

    assert headings(sheet) == [(2, 1, "城区"), (4, 1, "县域")]


def test_unnumbered_headings_stand_outside_where_they_come_first() -> None:
    sheet = read(
        lines("项目名称|总投资（万元）|备注\n城区||\n一、产业||\n甲|100|\n县域||\n一、产业||\n乙|200|"),
        [(1, 0, 1, 2), (4, 0, 4, 2)],
    )

    assert headings(sheet) == [(2, 1, "城区"), (3, 2, "一、产业"), (5, 1, "县域"), (6, 2, "一、产业")]
    assert sheet.records[1].headings == ("县域", "一、产业")


def test_unnumbered_headings_stand_inside_where_numbered_ones_come_first() -> None:
    sheet = read(
        lines("项目名称|总投资（万元）|备注\n一、产业||\n城区||\n甲|100|\n县域||\n乙|200|"),
        [(2, 0, 2, 2), (4, 0, 4, 2)],
    )

    assert headings(sheet) == [(2, 1, "一、产业"), (3, 2, "城区"), (5, 2, "县域")]


@pytest.mark.parametrize(
    "label",
    [
        "合计", "合 计", "小计", "总计", "总　计", "共计", "累计", "全市合计", "（合计）", "合计：", "合计（2项）",
        "合计2项", "共计2个项目", "一、合计",
    ],
)  # fmt: skip
def test_totals_are_no_records(label: str) -> None:
    sheet = read(table(f"1|甲|厂房|100|市工信局\n2|乙|厂房|100|市工信局\n|{label}||200|"))

    assert records(sheet) == [2, 3]
    assert [reason for _, _, reason in skipped(sheet)] == ["合计行"]
    assert all(control.agrees for control in sheet.controls)


@pytest.mark.parametrize("name", ["合计算力中心", "小计量仪器厂", "设计总计划", "某市合计划转项目"])
def test_names_that_hold_the_word_are_records(name: str) -> None:
    assert records(read(table(f"1|{name}|厂房|100|市工信局\n2|乙|厂房|100|市工信局"))) == [2, 3]


def test_parts_of_a_total_are_left_out() -> None:
    sheet = read(table("|合计||300|\n|其中：||100|\n1|甲|厂房|100|市工信局\n2|乙|厂房|200|市工信局"))

    assert skipped(sheet) == [(2, "合计", "合计行"), (3, "其中：", "其中项")]
    assert sheet.problems == ()


def test_project_that_begins_with_the_word_for_part_is_a_record() -> None:
    assert records(read(table("1|甲|厂房|100|市工信局\n其中：|乙|厂房|100|市工信局"))) == [2, 3]


def test_repeated_header_and_blank_rows_are_left_out() -> None:
    sheet = read(
        table(
            "1|甲|厂房|100|市工信局\n||||\n序号|项目名称|建设内容|总投资（万元）|责任单位\n2|乙|厂房|100|市工信局"
        )
    )

    assert records(sheet) == [2, 5]
    assert skipped(sheet) == [(4, "序号", "重复的表头")]


@pytest.mark.parametrize("mark", ["&=[huizong].Xuhao", "{{ name }}", "${name}", "<% name %>"])
def test_template_marks_are_reported(mark: str) -> None:
    sheet = read(table(f"{mark}||||"))

    assert (records(sheet), skipped(sheet)) == ([], [(2, mark, "模板标记")])
    assert [(one.cell, one.code) for one in sheet.problems] == [("A2", "template_mark")]


def test_text_in_columns_without_title_makes_no_record() -> None:
    sheet = read(lines("项目名称|总投资（万元）|\n甲|100|\n||核对过"))

    assert (records(sheet), skipped(sheet)) == (
        [2],
        [(3, "核对过", "只有没有表头的列里有内容，或只有合并单元格里的说明")],
    )


def test_notes_below_the_table_are_no_records() -> None:
    sheet = read(
        table("""
        1|甲|厂房|100|市工信局
        2|乙|厂房|100|市工信局
        ||||
        注：1.本表一式三份||||
        2.金额含税||||
        （3）以批复为准||||
        填表人：张三||审核人：李四||
        """)
    )

    assert records(sheet) == [2, 3]
    assert [(row, text) for row, text, _ in skipped(sheet)] == [
        (5, "注：1.本表一式三份"),
        (6, "2.金额含税"),
        (7, "（3）以批复为准"),
        (8, "填表人：张三"),
    ]
    assert sheet.headings == ()


def test_remark_below_the_table_stands_where_the_number_should() -> None:
    body = "1|甲|厂房|100|市工信局\n2|乙|厂房|100|市工信局"

    assert skipped(read(table(f"{body}\n★为省重点项目||||"))) == [(4, "★为省重点项目", "单位、注释或签名行")]
    assert headings(read(table(f"{body}\n二、基建||||"))) == [(4, 1, "二、基建")]
    assert records(read(table(f"{body}\n3||||"))) == [2, 3, 4]
    assert records(read(table(f"{body}\n|丙|||"))) == [2, 3, 4]


def test_remark_below_the_table_is_merged_across_it() -> None:
    rows = lines("项目名称|总投资（万元）|备注\n甲|100|\n以上项目均已开工||")

    assert records(read(rows)) == [2, 3]
    assert records(read(rows, [(2, 0, 2, 2)])) == [2]


def test_list_of_names_is_a_list_of_records() -> None:
    assert records(read(lines("项目名称\n甲\n乙\n丙"))) == [2, 3, 4]


def test_merged_text_is_said_of_every_row_and_a_merged_amount_once() -> None:
    sheet = read(
        lines("责任单位|项目名称|总投资（万元）\n市工信局|甲|300\n|乙|\n|丙|"),
        [(1, 0, 3, 0), (1, 2, 3, 2)],
    )

    assert [list(one.values.values()) for one in sheet.records] == [
        ["市工信局", "甲", "300"],
        ["市工信局", "乙", ""],
        ["市工信局", "丙", ""],
    ]


def test_merged_text_alone_makes_no_record() -> None:
    """An explanation merged down the side of the table belongs to no row of its own."""
    sheet = read(lines("项目名称|总投资（万元）|说明\n||须注明原因\n甲|100|\n乙|200|"), [(1, 2, 3, 2)])

    assert records(sheet) == [3, 4]
    assert sheet.records[0].values["说明"] == "须注明原因"


def test_record_over_merged_rows_is_one_record() -> None:
    sheet = read(lines("项目名称|总投资（万元）\n甲|100\n|"), [(1, 0, 2, 0), (1, 1, 2, 1)])

    assert records(sheet) == [2]


def test_ditto_is_read_and_reported() -> None:
    sheet = read(table("1|甲|厂房|100|市工信局\n2|乙|同上|200|同上"))

    assert sheet.records[1].values == {
        "序号": "2",
        "项目名称": "乙",
        "建设内容": "厂房",
        "总投资（万元）": "200",
        "责任单位": "市工信局",
    }
    assert [(one.cell, one.code, one.message) for one in sheet.problems] == [
        ("C3", "ditto_resolved", "“同上”按第 2 行读作“厂房”，请核对。"),
        ("E3", "ditto_resolved", "“同上”按第 2 行读作“市工信局”，请核对。"),
    ]


def test_ditto_never_reaches_over_a_heading() -> None:
    sheet = read(table("一、产业||||\n1|甲|厂房|100|市工信局\n二、基建||||\n1|乙|道路|200|同上"))

    assert sheet.records[1].values["责任单位"] == "同上"
    assert [(one.cell, one.code) for one in sheet.problems] == [("E5", "ditto_unclear")]


def test_too_many_merged_cells_are_not_spread() -> None:
    sheet = read([["项目名称", "总投资（万元）"], *[["甲", "100"]] * 1500], [(1, 0, 1500, 0)] * 1500)

    assert records(sheet) == list(range(2, 1502))
