"""Declared counts and sums beside what was read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanmo.engines.sheets import Control, Sheet
from tests.engines.sheets.books import Rows, lines, read


def said(sheet: Sheet) -> list[tuple[str, bool]]:
    return [(f"{one.what}：{one.sentence}", one.agrees) for one in sheet.controls]


def table(
    body: str, header: str = "序号|项目名称|建设内容|总投资（万元）|2026年计划（万元）|责任单位"
) -> Rows:
    return lines(f"{header}\n{body.strip()}")


def test_heading_declares_count_and_sum() -> None:
    sheet = read(
        table("""
        |（一）交通|2|300||
        1|甲|客站|100|20|市住建局
        2|乙|站房|200|30|市住建局
        |（二）能源|2|500|90|
        1|丙|风电|500|40|市能源局
        """)
    )

    assert said(sheet) == [
        ("（一）交通（第2行）项数：表头写 2 项，读到 2 项", True),
        ("（一）交通（第2行）总投资：表头写 300 万元，读到 300 万元", True),
        ("（二）能源（第5行）项数：表头写 2 项，读到 1 项", False),
        ("（二）能源（第5行）总投资：表头写 500 万元，读到 500 万元", True),
        ("（二）能源（第5行）2026年计划：表头写 90 万元，读到 40 万元", False),
    ]
    assert [(one.cell, one.code, one.message) for one in sheet.problems] == [
        (
            "C5",
            "count_differs",
            "（二）能源（第5行）项数：表头写 2 项，读到 1 项，少 1 项；这部分一直读到表格末尾，也可能是文件不完整，请核对。",
        ),
        (
            "E5",
            "sum_differs",
            "（二）能源（第5行）2026年计划：表头写 90 万元，读到 40 万元，少 50 万元；这部分一直读到表格末尾，也可能是文件不完整，请核对。",
        ),
    ]


def test_control_says_where_it_stands() -> None:
    control = read(table("|（一）交通|1|||\n1|甲|客站|100|20|市住建局")).controls[0]

    assert control == Control(
        "（一）交通（第2行）项数",
        Decimal(1),
        Decimal(1),
        agrees=True,
        row=2,
        cell="C2",
        unit="项",
        closed=False,
    )


@pytest.mark.parametrize(
    ("text", "agrees"), [("2", True), ("2项", True), ("2个", True), ("共2个项目", True), ("３", False)]
)
def test_count_may_be_written_in_words(text: str, *, agrees: bool) -> None:
    sheet = read(table(f"|一、交通|{text}|||\n1|甲|客站|100|20|市住建局\n2|乙|站房|200|30|市住建局"))

    assert [(one.unit, one.agrees) for one in sheet.controls] == [("项", agrees)]


def test_total_speaks_for_all_from_above_and_from_below() -> None:
    records = "1|甲|客站|100|20|市住建局\n2|乙|站房|200|30|市住建局"

    above = read(table(f"|合计|2|300|50|\n{records}"))
    below = read(table(f"{records}\n|合计|2|300|50|"))

    for sheet, row, closed in (above, 2, False), (below, 4, True):
        assert said(sheet) == [
            (f"合计（第{row}行）项数：合计行写 2 项，读到 2 项", True),
            (f"合计（第{row}行）总投资：合计行写 300 万元，读到 300 万元", True),
            (f"合计（第{row}行）2026年计划：合计行写 50 万元，读到 50 万元", True),
        ]
        assert {one.closed for one in sheet.controls} == {closed}


def test_subtotal_speaks_for_its_section() -> None:
    sheet = read(
        table("""
        一、产业|||||
        1|甲|厂房|100||市工信局
        2|乙|厂房|200||市工信局
        |小计||300||
        二、基建|||||
        |小计||50||
        1|丙|道路|50||市住建局
        三、民生|||||
        1|丁|学校|70||市教育局
        |小计||71||
        |合计||420||
        """)
    )

    assert [(one.row, one.declared, one.read) for one in sheet.controls] == [
        (5, 300, 300),
        (7, 50, 50),
        (11, 71, 70),
        (12, 420, 420),
    ]


def test_subtotal_without_headings_speaks_for_the_rows_since_the_last() -> None:
    sheet = read(
        table(
            "1|甲|厂|100||东县\n2|乙|厂|200||东县\n|小计||300||\n3|丙|厂|50||西县\n|小计||50||\n|合计||350||"
        )
    )

    assert [(one.row, one.agrees) for one in sheet.controls] == [(4, True), (6, True), (7, True)]


def test_first_subtotal_speaks_for_the_rows_below_to_the_next() -> None:
    """Some put the subtotal first and name the county in it."""
    sheet = read(
        table("|东县小计||300||\n1|甲|厂|100||东县\n2|乙|厂|200||东县\n|西县小计||50||\n1|丙|厂|50||西县")
    )

    assert [(one.row, one.agrees, one.closed) for one in sheet.controls] == [
        (2, True, True),
        (5, True, False),
    ]


def test_totals_under_each_section_need_no_grand_total() -> None:
    sheet = read(table("1|甲|厂|100||东县\n|合计||100||\n2|乙|厂|200||西县\n|合计||200||"))

    assert [(one.row, one.read) for one in sheet.controls] == [(3, 100), (5, 200)]


def test_total_under_a_heading_speaks_for_the_heading() -> None:
    sheet = read(
        table(
            "一、产业|||||\n|合计||300||\n（一）工业|||||\n1|甲|厂|100||东县\n（二）农业|||||\n1|乙|田|200||西县"
        )
    )

    assert [(one.row, one.declared, one.read) for one in sheet.controls] == [(3, 300, 300)]


def test_total_between_sections_speaks_for_its_own() -> None:
    sheet = read(
        table("1|甲|厂|100||东县\n|东县合计||100||\n2|乙|厂|200||西县\n|西县合计||200||\n|合计||300||")
    )

    assert [(one.row, one.read) for one in sheet.controls] == [(3, 100), (5, 200), (6, 300)]


def test_total_alone_is_compared_with_nothing() -> None:
    sheet = read(table("|合计|0|0|0|"))

    assert [(one.declared, one.read, one.agrees) for one in sheet.controls] == [(0, 0, True)] * 3


def test_title_declares_count_and_sum_in_words() -> None:
    rows = [["2026年重点项目表（共2项，总投资1.3亿元，年度计划投资0.5亿元）"]]
    header = "序号|项目名称|建设内容|总投资（万元）|年度计划投资（万元）|责任单位"

    sheet = read([*rows, *table("1|甲|客站|5000|20|东县\n2|乙|站房|8000|30|西县", header)])

    title = "2026年重点项目表（共2项，总投资1.3亿元，年度计划投资0.5亿元）（第1行）"
    assert said(sheet) == [
        (f"{title}项数：标题写 2 项，读到 2 项", True),
        (f"{title}总投资：标题写 1.3 亿元，读到 1.3 亿元", True),
        (f"{title}年度计划投资：标题写 0.5 亿元，读到 0.005 亿元", False),
    ]
    assert sheet.problems[0].cell == "A1"


@pytest.mark.parametrize(
    ("heading", "agrees"),
    [
        ("一、产业项目（2个）", [True]),
        ("一、产业项目（共2项）", [True]),
        ("一、产业项目共3个", [False]),
        ("一、产业项目2项", [True]),
        ("一、产业项目（2项，总投资158.5亿元）", [True, True]),
        ("一、产业项目，总投资158.45亿元", [True]),
        ("一、产业项目，总投资158亿元", [True]),
        ("一、产业项目，总投资1584500万元", [True]),
        ("一、产业项目，总投资159亿元", [False]),
        ("一、产业项目，总投资1,584,500万元", [True]),
        ("一、产业项目，税收2亿元", []),
        ("一、产业项目，完成投资2亿元", []),
        ("一、3个月内开工的项目", []),
        ("一、产业项目", []),
    ],
)
def test_heading_declares_in_words_to_the_digits_written(heading: str, agrees: list[bool]) -> None:
    sheet = read(table(f"{heading}|||||\n1|甲|厂|1000000||东县\n2|乙|厂|584500||西县"))

    assert [one.agrees for one in sheet.controls] == agrees


def test_cell_that_names_its_own_unit_is_converted() -> None:
    sheet = read(table("1|甲|厂|1.2亿|2000|东县\n2|乙|厂|3000|1千万|西县\n|合计||1.5亿元|3000|"))

    assert said(sheet) == [
        ("合计（第4行）总投资：合计行写 15,000 万元，读到 15,000 万元", True),
        ("合计（第4行）2026年计划：合计行写 3,000 万元，读到 3,000 万元", True),
    ]


def test_sum_over_a_cell_that_cannot_be_read_does_not_agree() -> None:
    """约100 may be just what is missing, so agreement would be luck."""
    sheet = read(table("1|甲|厂|200||东县\n2|乙|厂|约100||西县\n3|丙|厂|—||西县\n|合计||200||"))

    assert [one.agrees for one in sheet.controls] == [False]
    assert "但有的格读不出数" in sheet.problems[-1].message


def test_numbers_of_any_kind_are_added_but_not_shares_or_codes() -> None:
    header = "序号|项目名称|长度（公里）|户数|完成率|名次|邮政编码"
    sheet = read(table("1|甲|1.5|10|50%|1|450000\n2|乙|2.5|20|60%|2|450001\n|合计|4|30|55%|3|900001", header))

    assert said(sheet) == [
        ("合计（第4行）长度：合计行写 4，读到 4", True),
        ("合计（第4行）户数：合计行写 30，读到 30", True),
    ]


def test_words_in_the_place_of_a_sum_declare_nothing() -> None:
    assert read(table("1|甲|厂|200||东县\n|合计||见附件||")).controls == ()


def test_label_column_and_what_stands_left_of_it_declare_nothing() -> None:
    sheet = read(lines("行次|项目名称|总投资（万元）\n1|甲|100\n2|乙|200\n3|合计|300"))

    assert [one.what for one in sheet.controls] == ["合计（第4行）总投资"]


def test_sums_have_no_needless_zeros() -> None:
    sheet = read(table("1|甲|厂|100.50||东县\n2|乙|厂|99.50||西县\n|合计||200.00||"))

    assert said(sheet) == [("合计（第4行）总投资：合计行写 200 万元，读到 200 万元", True)]


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=20), st.integers(-3, 3))
def test_sum_agrees_exactly_when_it_is_the_sum(cents: list[int], off: int) -> None:
    amounts = [Decimal(one) / 100 for one in cents]
    body = [[str(i), f"项目{i}", "厂", f"{amount:.2f}", "", "东县"] for i, amount in enumerate(amounts, 1)]
    total = ["", "合计", "", f"{sum(amounts) + Decimal(off) / 100:.2f}", "", ""]

    (control,) = read([*table(""), *body, total]).controls

    assert control.agrees == (off == 0)
    assert control.read - control.declared == -Decimal(off) / 100


def test_large_sums_are_said_with_separators() -> None:
    control = Control(
        "合计（第2行）总投资",
        Decimal("1234567.5"),
        Decimal("9E+6"),
        agrees=False,
        row=2,
        unit="万元",
        source="合计行",
    )

    assert (control.sentence, control.gap) == (
        "合计行写 1,234,567.5 万元，读到 9,000,000 万元", "多 7,765,432.5 万元",
    )  # fmt: skip
