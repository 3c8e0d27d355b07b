"""Everything a person should look at, with its cell, in one pass."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from guanmo.engines.sheets import Problem, Sheet, read_workbook
from guanmo.engines.sheets.columns import Holds, holdings
from guanmo.engines.sheets.facts import SheetFacts
from tests.engines.sheets.books import lines, read


def told(sheet: Sheet) -> list[tuple[str, str]]:
    return [(one.cell, one.code) for one in sheet.problems]


def messages(sheet: Sheet) -> list[str]:
    return [one.message for one in sheet.problems]


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        ("#REF!", "公式引用的单元格已被删除"),
        ("#DIV/0!", "公式除以了 0 或空格"),
        ("#N/A", "公式没有查到对应的值"),
        ("#NAME?", "公式里有不认识的名称"),
        ("#VALUE!", "公式里的值类型不对"),
        ("#NUM!", "公式没有算出结果"),
    ],
)
def test_formula_errors_are_reported_wherever_they_stand(error: str, advice: str) -> None:
    sheet = read(lines(f"标题||{error}\n项目名称|总投资（万元）|\n甲|{error}|\n乙|100|"))

    assert told(sheet) == [("C1", "formula_error"), ("B3", "formula_error")]
    assert messages(sheet)[0] == f"公式出错 {error}：{advice}，请改好公式或直接填数。"


def test_one_pass_reports_all_in_order_down_the_sheet() -> None:
    sheet = read(
        lines("""
        序号 | 项目名称 | 总投资（万元） | 开工时间
        1 | 甲 | 约100 | 2026.3
        2 | 乙 | 100-200 | 3月底
        4 | 丙 | 1亿 | 2026年13月
        4 | 同上 | #N/A | 2026.1
        """)
    )

    assert told(sheet) == [
        ("C2", "amount_unclear"),
        ("C3", "amount_unclear"),
        ("D3", "date_unclear"),
        ("A4", "serial_gap"),
        ("D4", "date_unclear"),
        ("A5", "serial_gap"),
        ("B5", "ditto_resolved"),
        ("C5", "formula_error"),
        ("D5", "date_unclear"),
    ]
    assert messages(sheet)[0] == "总投资：“约100”是约数，请填确切的金额。"
    assert messages(sheet)[3] == "序号从 2 变为 4，中间可能少了行或编错了号，请核对。"
    assert messages(sheet)[5] == "序号 4 重复，请核对是编错了号还是多了一行。"
    assert {one.sheet for one in sheet.problems} == {"表"}


def test_columns_beyond_z_come_after_z() -> None:
    header = [f"栏{number}" for number in range(28)]

    sheet = read([header, ["#REF!" if i in {0, 25, 27} else "甲" for i in range(28)]])

    assert [cell for cell, _ in told(sheet)] == ["A2", "Z2", "AB2"]


def test_serial_numbers_may_start_again_and_may_be_missing() -> None:
    sheet = read(lines("序号|项目名称\n1|甲\n2|乙\n1|丙\n|丁\n2|戊\n３|己"))

    assert sheet.problems == ()


def test_money_without_unit_is_reported_once_where_it_begins() -> None:
    sheet = read(lines("项目名称|总投资|资本金（万元）|年度计划投资\n甲||20|\n乙|100|30|"))

    assert told(sheet) == [("B3", "no_unit")]
    assert messages(sheet) == ["“总投资”列没有写金额单位，请在表头写明，如“总投资（万元）”。"]


def test_money_whose_cells_name_their_units_needs_none_in_the_header() -> None:
    assert told(read(lines("项目名称|总投资\n甲|1.2亿元\n乙|3000万元"))) == []
    assert told(read(lines("项目名称|总投资\n甲|1.2亿元\n乙|3000"))) == [("B3", "no_unit")]


def test_money_with_a_column_of_currencies_must_be_converted() -> None:
    sheet = read(lines("Title|Amount|Currency\nA|100|USD\nB|200|EU"))

    assert messages(sheet) == [
        "“Amount”列没有写金额单位，币种写在“Currency”列；请折合成人民币，并在表头写明，如“Amount（万元）”。"
    ]


def test_money_in_a_measure_is_no_money() -> None:
    assert read([["单位：公里"], ["项目名称", "投资强度系数", "长度"], ["甲", "1.2", "3"]]).problems == ()


def test_sheet_whose_unit_is_no_money_asks_for_it() -> None:
    assert told(read([["单位：公里"], ["项目名称", "总投资"], ["甲", "100"]])) == [("B3", "no_unit")]


def test_years_beside_days_are_reported_once() -> None:
    sheet = read(lines("项目名称|开工时间\n甲|2026-03-15\n乙|2026\n丙|2027年\n丁|"))

    assert messages(sheet) == [
        "“开工时间”列有的只写年份（第 3 行“2026”），有的写到月或日（第 2 行“2026-03-15”），请统一。"
    ]
    assert told(sheet) == [("B3", "date_mixed")]


def test_years_alone_are_dates_enough() -> None:
    assert read(lines("项目名称|开工时间\n甲|2026\n乙|2027年")).problems == ()


def test_spans_are_no_dates() -> None:
    assert (
        read(lines("项目名称|建设起止时间|建设时间\n甲|2026-2028|2026-2028\n乙|2025-2027|2025-2027")).problems
        == ()
    )


def test_hidden_rows_are_read_and_reported() -> None:
    rows = [["项目名称"], *[[f"项目{i}"] for i in range(30)]]

    few = read(rows, facts=SheetFacts(hidden=[5, 7, 6, 11, 40]))
    many = read(rows, facts=SheetFacts(hidden=list(range(1, 30, 2))))

    assert len(few.records) == 30
    assert few.problems == (
        Problem(
            "表", "A6", "hidden_rows", "第 6—8、12 行被隐藏，内容照常读取；请核对是否应当计入，不要的请删除。"
        ),
    )
    assert "第 2、4、6、8、10、12、14、16、18、20 等 15 行被隐藏" in many.problems[0].message


def test_formula_without_result_is_reported() -> None:
    sheet = read(lines("项目名称|总投资（万元）\n甲|"), facts=SheetFacts(uncomputed=[(1, 1)]))

    assert told(sheet) == [("B2", "formula_not_computed")]


def test_long_number_is_reported() -> None:
    sheet = read(lines("项目名称|项目代码\n甲|123456789012345000"), long_numbers=[(1, 1)])

    assert told(sheet) == [("B2", "long_number")]


def test_clean_sheet_has_no_problems() -> None:
    book = read_workbook("项目名称,总投资（万元）\n甲,100\n乙,0\n丙,\n丁,—\n".encode(), file_name="a.csv")

    assert book.problems == ()


def kinds(title: str, values: Sequence[str]) -> tuple[Holds, bool]:
    sheet = read([["项目名称", title], *[["甲", value] for value in values]])
    (found,) = holdings([sheet.columns[1]], sheet.records, None)
    return found.holds, found.adds_up


@pytest.mark.parametrize(
    ("title", "values", "holds", "adds_up"),
    [
        ("总投资（万元）", ["100", "约200"], Holds.MONEY, True),
        ("总投资（万元）", [], Holds.MONEY, True),
        ("总投资（万元）", ["见附件", "待定", "100"], Holds.TEXT, False),
        ("总投资", ["100"], Holds.MONEY, True),
        ("总投资（万美元）", ["100"], Holds.NUMBER, True),
        ("投资额USD", ["100"], Holds.NUMBER, True),
        ("投资进度", ["100"], Holds.NUMBER, False),
        ("投资主体", ["市交投集团"], Holds.TEXT, False),
        ("开工时间", ["2026-03-15", "3月底"], Holds.DATE, False),
        ("开工时间", ["待定", "已开工", "2026"], Holds.TEXT, False),
        ("户数", ["10", "20", "—", "#REF!"], Holds.NUMBER, True),
        ("户数", [], Holds.TEXT, False),
        ("户数", ["10", "若干"], Holds.TEXT, False),
        ("完成率", ["10", "20"], Holds.NUMBER, False),
        ("备注", ["甲"], Holds.TEXT, False),
    ],
)
def test_column_holds_what_its_title_and_values_say(
    title: str, values: list[str], holds: Holds, *, adds_up: bool
) -> None:
    assert kinds(title, values) == (holds, adds_up)


def test_stated_unit_is_the_one_all_headers_share() -> None:
    assert read(lines("项目名称|总投资（万元）|计划（万元）|长度（公里）\n甲|1|2|3")).stated_unit == "万元"
    assert read(lines("项目名称|总投资（亿元）|计划（万元）\n甲|1|2")).stated_unit is None
    assert read([["单位：亿元"], ["项目名称", "总投资（万元）"], ["甲", "1"]]).stated_unit == "亿元"


def test_money_unit_is_the_headers_before_the_sheets() -> None:
    sheet = read(
        [
            ["单位：亿元"],
            ["项目名称", "总投资", "资本金（万元）"],
            ["甲", "1.2", "3000"],
            ["合计", "1.2", "3000"],
        ]
    )

    assert [sheet.money_unit(column) for column in sheet.columns] == ["亿元", "亿元", "万元"]
    assert [one.read for one in sheet.controls] == [Decimal("1.2"), 3000]


def test_days_that_do_not_exist_are_asked_in_a_column_of_them() -> None:
    sheet = read(lines("项目名称|开工日期\n甲|2026-13-40\n乙|2026-02-30\n丙|待定"))

    assert [one.cell for one in sheet.problems if one.code == "date_unclear"] == ["B2", "B3", "B4"]


def test_negative_money_is_told_but_what_may_fall_is_not() -> None:
    sheet = read(
        lines("""
        项目名称 | 总投资（万元） | 比上年增减额（万元） | 年度计划（万元）
        甲 | -100 | -5 | 0
        乙 | 200 | 6 | (30)
        丙 | 300 | 7 | -0.5亿
        """)
    )

    assert [one for one in told(sheet) if one[1] == "negative_amount"] == [
        ("B2", "negative_amount"),
        ("D3", "negative_amount"),
        ("D4", "negative_amount"),
    ]
    assert "总投资：“-100”是负数，投资额不会是负的，请核对。" in messages(sheet)
