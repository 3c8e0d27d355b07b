"""Columns by their titles: what real ledgers write, what must not be taken for it, what is remembered."""

from pathlib import Path

import pytest

from guanmo.engines.sheets import Sheet, read_workbook
from guanmo.projects.ledger_imports import main_sheet, open_ledger, read_rows
from guanmo.projects.ledger_queries import MatchedColumn, Matching
from guanmo.projects.matching_imports import category_of, doubts, layout_key, propose, told_month
from tests.projects.ledgers import workbook


def sheet(*titles: str) -> Sheet:
    """A ledger with a name column and these."""
    content = workbook(("甲", *("1" for _ in titles)), header=("项目名称", *titles))
    return read_workbook(content, file_name="a.xlsx").sheets[0]


def field_of(title: str, year: int = 2026) -> str:
    return propose(sheet(title), year=year, remembered=None).matching.columns[1].field


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("总投资", "total_investment"),
        ("项目总投资（亿元）", "total_investment"),
        ("估算总投资(万元)", "total_investment"),
        ("2026年计划投资", "amount"),
        ("年度投资计划", "amount"),
        ("年度计划完成投资", "amount"),
        ("2026年度计划", "amount"),
        ("1-10月累计完成投资", "done"),
        ("2026年1—10月完成投资（万元）", "done"),
        ("今年累计完成投资", "done"),
        ("年初以来完成投资", "done"),
        ("2022年前期工作或工程形象进度目标", ""),
        ("2026年前期工作或工程形象进度目标", "goal"),
        ("年度主要建设内容", "goal"),
        ("建设规模及内容", "content"),
        ("主要建设内容及规模", "content"),
        ("目前形象进度", "progress"),
        ("项目进展情况", "progress"),
        ("存在的困难和问题", "problems"),
        ("需协调解决的问题", "problems"),
        ("市级包联领导", "leader"),
        ("项目 负责人", "responsible"),
        ("县（市、区）", "unit"),
        ("所属县区", "unit"),
        ("项目业主", "owner"),
        ("建设性质", "category"),
        ("计划开工时间", "starts_on"),
        ("预计竣工日期", "ends_on"),
        # Not the year's cumulative figure, or of another year.
        ("自开工累计完成投资", ""),
        ("截至2025年底累计完成投资", ""),
        ("10月完成投资", ""),
        ("2025年计划投资", ""),
        ("备注", ""),
    ],
)
def test_titles_are_known_for_what_they_hold(title: str, field: str) -> None:
    assert field_of(title) == field


def test_the_first_column_that_fits_holds_the_field() -> None:
    matching = propose(sheet("总投资", "计划总投资"), year=2026, remembered=None).matching

    assert [column.field for column in matching.columns] == ["name", "total_investment", ""]


def test_a_layout_is_known_again_in_another_month() -> None:
    october, november = sheet("1-10月累计完成投资（万元）"), sheet("1-11月累计完成投资（万元）")
    remembered = Matching(
        (MatchedColumn("项目名称", "name"), MatchedColumn("1-10月累计完成投资（万元）", "done"))
    )

    proposal = propose(november, year=2026, remembered=remembered)

    assert layout_key(october) == layout_key(november) != layout_key(sheet("总投资"))
    assert proposal.sure
    assert proposal.matching.title_of["done"] == "1-11月累计完成投资（万元）"


def test_only_our_own_titles_need_no_look() -> None:
    assert propose(sheet("总投资（万元）", "包联领导"), year=2026, remembered=None).sure
    assert not propose(sheet("总投资（万元）", "市领导"), year=2026, remembered=None).sure
    assert not propose(sheet("总投资"), year=2026, remembered=None).sure  # in which unit?


def test_the_month_a_title_names_is_told() -> None:
    titles = ("1-9月累计完成投资", "本年累计完成投资", "总投资")

    told = [told_month(propose(sheet(title), year=2026, remembered=None).matching) for title in titles]

    assert told == [9, None, None]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("一、续建项目（14项）", "continued"),
        ("计划新开工", "new"),
        ("竣工投产类", "completing"),
        ("前期推进", "preparing"),
        ("新建及续建", None),
        ("（一）交通", None),
    ],
)
def test_a_category_is_read_where_one_is_named(text: str, category: str | None) -> None:
    assert category_of(text) == category


def test_a_measure_is_no_unit_of_money() -> None:
    lengths = sheet("总投资（公里）")

    assert doubts(lengths, propose(lengths, year=2026, remembered=None).matching) == [
        "“总投资（公里）”没有写金额单位，请选择万元、亿元或元。"
    ]


@pytest.mark.shared
def test_a_real_plan_is_matched_and_every_amount_read(shared_data: Path) -> None:
    path = shared_data / "ledgers/cn_guilin_2022_plan_sheet_rows_1_75.csv"
    plan = main_sheet(open_ledger(path.read_bytes(), path.name))

    matching = propose(plan, year=2022, remembered=None).matching
    rows = read_rows(plan, matching)

    assert list(matching.title_of) == ["name", "unit", "owner", "content", "total_investment", "goal"]
    assert (len(rows), [row.row for row in rows if row.problems]) == (52, [])
    assert all(row.values["total_investment"] for row in rows)
