"""Cells as typed values, each problem at its cell; files that hold no projects are refused."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from guanmo.engines.sheets import UnreadableFile
from guanmo.projects.ledger_imports import main_sheet, open_ledger, read_rows
from guanmo.projects.ledger_queries import LedgerRow, MatchedColumn, Matching
from guanmo.projects.matching_imports import propose
from tests.projects.ledgers import Cells, workbook


def read(title: str, typed: str | float | None) -> LedgerRow:
    """One row with a name and one more cell."""
    sheet = main_sheet(open_ledger(workbook(("甲", typed), header=("项目名称", title)), "a.xlsx"))
    [row] = read_rows(sheet, propose(sheet, year=2026, remembered=None).matching)
    return row


@pytest.mark.parametrize(
    ("title", "typed", "word", "value"),
    [
        ("总投资（亿元）", 1.5, "total_investment", Decimal(15000)),
        ("总投资（万元）", "1.2亿", "total_investment", Decimal(12000)),
        ("总投资（元）", "１２，３４５．６", "total_investment", Decimal("1.23456")),
        ("总投资（万元）", "—", "total_investment", None),
        ("总投资（万元）", 0, "total_investment", Decimal(0)),
        ("责任人", "张　三", "responsible", "张三"),
        ("建设内容", "一期\n二期", "content", "一期\n二期"),
        ("存在问题", "无", "problems", None),
        ("开工日期", "2026年3月", "starts_on", date(2026, 3, 1)),
        ("竣工时间", "2026年3月底", "ends_on", date(2026, 3, 31)),
        ("阶段", "前期工作", "stage", "early"),
        ("类别", "续建项目", "category", "continued"),
        ("国家项目代码", "2509—320193-89-01-54406０", "national_code", "2509-320193-89-01-544060"),
        ("项目属性", "高新技术,招商引资项目", "attributes", "招商、高新"),
        ("项目属性", "无", "attributes", None),
        ("市产业类别", "智能装备产业", "sector", "智能装备"),
        ("市产业类别", "不适用", "sector", None),
    ],
)
def test_a_cell_is_read_as_people_mean_it(title: str, typed: str | float, word: str, value: object) -> None:
    row = read(title, typed)

    assert (row.values[word], dict(row.problems)) == (value, {})


@pytest.mark.parametrize(
    ("title", "typed"), [("阶段", "—"), ("类别", "/"), ("责任单位", "不适用"), ("总投资（万元）", None)]
)
def test_what_cannot_be_emptied_says_nothing(title: str, typed: str | None) -> None:
    row = read(title, typed)

    assert (list(row.values), dict(row.problems)) == (["name"], {})


@pytest.mark.parametrize(
    ("title", "typed", "said"),
    [
        ("总投资（万元）", "300万左右", "约数"),
        ("开工日期", "2026年", "“2026年”没有写到月份，请写成 2026年3月 或 2026-03-15。"),
        ("开工日期", "3月底", "没有写年份"),
        ("阶段", "在建转投产", "“在建转投产”认不出来，请写 谋划、储备、前期、在建、投产、达产、退出 之一。"),
        (
            "项目属性",
            "招商、重点",
            "“重点”认不出来，请写 招商、民生、高新、战新、外资、央企、新旧动能 之一。",
        ),
        ("市产业类别", "石油化工", "“石油化工”认不出来，请写 新能源电池、"),
        ("建设单位", "业" * 101, "建设单位有101个字，最多100个字，请缩短。"),
        ("建设内容", "桥" * 10_001, "建设内容有10001个字，最多10000个字，请缩短。"),
        ("责任人", "#N/A", "公式没有查到对应的值"),
        ("国家项目代码", 2509320193890154406, "数字超过 15 位"),
    ],
)
def test_what_is_not_clear_is_asked(title: str, typed: str | float, said: str) -> None:
    [message] = read(title, typed).problems.values()

    assert said in message


def test_a_formula_without_a_result_is_asked_though_the_cell_looks_blank() -> None:
    book = openpyxl.Workbook()
    for cells in (("项目名称", "总投资（万元）"), ("甲", "=1+2"), ("乙", 5)):
        book.worksheets[0].append(cells)
    stream = io.BytesIO()
    book.save(stream)
    sheet = main_sheet(open_ledger(stream.getvalue(), "a.xlsx"))

    rows = read_rows(sheet, propose(sheet, year=2026, remembered=None).matching)

    assert [list(row.problems) for row in rows] == [["total_investment"], []]
    assert rows[0].problems["total_investment"] == "公式没有存结果，请用 Excel 或 WPS 打开并保存一次。"


def test_plans_may_all_be_of_one_category() -> None:
    sheet = main_sheet(open_ledger(workbook(("甲", 5), header=("项目名称", "年度计划（万元）")), "a.xlsx"))
    columns = (MatchedColumn("项目名称", "name"), MatchedColumn("年度计划（万元）", "amount"))

    [row] = read_rows(sheet, Matching(columns, "new"))

    assert row.category == "new"


@pytest.mark.parametrize("rows", [[], [(None, None)]])
def test_a_file_without_projects_is_refused(rows: list[Cells]) -> None:
    with pytest.raises(UnreadableFile, match="没有读到任何项目行"):
        open_ledger(workbook(*rows), "a.xlsx")


def test_the_sheet_named_is_read_else_the_longest() -> None:
    book = open_ledger(workbook((1, "甲", 5, None, None, None)), "a.xlsx")

    assert main_sheet(book, "进度表") == main_sheet(book, "没有这张") == book.sheets[0]


def test_a_page_of_prose_is_refused_with_what_a_ledger_has() -> None:
    prose = "关于召开观摩会的通知\n各县区人民政府：\n现将有关事项通知如下。\n"

    with pytest.raises(UnreadableFile, match=r"^只读到一列文字，没有找到台账的列。"):
        open_ledger(prose.encode(), "通知.csv")
