"""Comparing a ledger with the library: what would change, all that stands against it, what to look at."""

from datetime import date
from decimal import Decimal

import pytest

from guanmo.projects import services
from guanmo.projects.ledger_imports import read_ledger
from guanmo.projects.ledger_preview_services import RowResult, preview_ledger
from guanmo.projects.models import MonthlyReturn
from tests.cast import NOON, OCTOBER, Cast, make_project
from tests.projects.ledgers import Cells, compared, outcome, taken_in, workbook

CODE = "2509-320193-89-01-544060"
DONE = "1-10月累计完成投资（万元）"
PLAN = "年度计划（万元）"


def row_of(cast: Cast, *cells: str | float | None, header: Cells, office: bool = False) -> RowResult:
    """What becomes of one row in a ledger of the county, sent by its clerk or for it by the office."""
    by = cast.office if office else cast.clerk
    return outcome(workbook(cells, header=header), by=by, unit=cast.city.county)


# What is no change


@pytest.mark.parametrize(
    ("field", "stored", "title", "typed"),
    [
        ("owner", "青屿 建投", "建设单位", "青屿\n建投"),
        ("content", "一期\r\n二期", "建设内容", "一期\n二期"),
        ("responsible", "无", "责任人", "—"),
        ("industry", "c3610", "行业代码", "C3610"),
        ("national_code", CODE, "国家项目代码", "2509—320193-89-01-544060"),
        ("starts_on", date(2026, 3, 15), "开工日期", "2026年3月"),
        ("ends_on", date(2026, 3, 31), "计划竣工日期", "2026.3"),
        ("stage", "building", "阶段", "在建项目"),
        ("total_investment", Decimal("12000.5"), "总投资（亿元）", "1.20005"),
        ("total_investment", Decimal(50000), "总投资（万元）", None),
    ],
)
def test_the_same_said_otherwise_is_no_change(
    cast: Cast, field: str, stored: object, title: str, typed: str | None
) -> None:
    project = make_project(cast)
    services.update_project(project=project, values={field: stored}, by=cast.office, at=NOON)

    result = row_of(cast, "滨海产业园", typed, header=("项目名称", title))

    assert (result.outcome, dict(result.changes), dict(result.problems)) == ("same", {}, {})


def test_a_day_outside_the_month_written_is_a_change(cast: Cast) -> None:
    project = make_project(cast)
    services.update_project(project=project, values={"starts_on": date(2026, 4, 1)}, by=cast.office, at=NOON)

    result = row_of(cast, "滨海产业园", "2026年3月", header=("项目名称", "开工日期"))

    assert dict(result.changes) == {"starts_on": (date(2026, 4, 1), date(2026, 3, 1))}


# Projects


def test_a_name_taken_or_no_name_is_refused(cast: Cast) -> None:
    make_project(cast)
    other = make_project(cast, name="云溪大桥")
    header = ("记录ID", "项目名称")

    taken, none = (row_of(cast, other.code, name, header=header) for name in ("滨海产业园", "不适用"))

    assert "已有同名项目" in taken.problems["name"]
    assert none.problems["name"] == "项目名称不能是“不适用”，请填写名称。"


@pytest.mark.parametrize("unit", ["county", "other_county"])
def test_a_national_code_another_project_bears_is_refused(cast: Cast, unit: str) -> None:
    project = make_project(cast)
    holder = make_project(cast, name="云溪大桥", unit=getattr(cast.city, unit))
    services.update_project(project=holder, values={"national_code": CODE}, by=cast.office, at=NOON)

    result = row_of(cast, project.code, CODE, header=("记录ID", "国家项目代码"))

    assert result.problems["national_code"] == f"国家项目代码“{CODE}”已由另一个项目使用，请核对。"


def test_a_national_code_nobody_bears_is_written(cast: Cast) -> None:
    project = make_project(cast)

    result = row_of(cast, project.code, CODE, header=("记录ID", "国家项目代码"))

    assert dict(result.changes) == {"national_code": ("", CODE)}


def test_whoever_may_not_edit_is_told_row_by_row(cast: Cast) -> None:
    make_project(cast)
    content = workbook(("滨海产业园", 60000), header=("项目名称", "总投资（万元）"))
    ledger = taken_in(content, by=cast.clerk)

    [result] = preview_ledger(ledger=ledger, rows=read_ledger(ledger).rows, by=cast.approver).results

    assert dict(result.problems) == {"unit": "您没有修改“滨海产业园”的权限，这一行不能导入。"}


# Plans


def test_a_plan_needs_a_category(cast: Cast) -> None:
    make_project(cast, plan=None)

    result = row_of(cast, "滨海产业园", 12000, header=("项目名称", PLAN))

    assert result.problems["category"].startswith("有年度计划却没有类别")


def test_a_category_may_come_from_the_heading(cast: Cast) -> None:
    content = workbook(("一、续建项目", None), ("滨海产业园", 12000), header=("项目名称", PLAN))

    [result] = compared(taken_in(content, by=cast.clerk), cast.clerk).results

    assert (result.outcome, result.row.category) == ("new", "continued")


@pytest.mark.parametrize(("plan", "told"), [(None, "请先填年度计划投资"), ("约3000", "约数")])
def test_a_goal_without_a_plan_is_told_once(cast: Cast, plan: str | None, told: str) -> None:
    result = row_of(cast, "滨海产业园", plan, "封顶", header=("项目名称", PLAN, "年度形象进度目标"))

    assert [told in message for message in result.problems.values()] == [True]


def test_a_plan_is_not_emptied(cast: Cast) -> None:
    make_project(cast)

    result = row_of(cast, "滨海产业园", "—", header=("项目名称", PLAN), office=True)

    assert result.problems["amount"] == "2026年计划已有，不能改为“不适用”；如需取消请办理计划调整。"


def test_a_clerk_changes_no_plan(cast: Cast) -> None:
    make_project(cast)

    result = row_of(cast, "滨海产业园", 10000, header=("项目名称", PLAN))

    assert result.problems["amount"].startswith("2026年计划已有（12,000万元，新建），表中与它不同。")


# Returns


def test_progress_without_a_figure_is_refused(cast: Cast) -> None:
    make_project(cast)
    header = ("项目名称", DONE, "形象进度")

    blank, unclear = (row_of(cast, "滨海产业园", done, "三层", header=header) for done in (None, "约3000"))

    assert dict(blank.problems) == {"progress": "写了进展却没有累计完成投资；确实没有完成投资的，请填 0。"}
    assert list(unclear.problems) == ["done"]


def test_a_figure_reported_is_not_emptied(cast: Cast) -> None:
    make_project(cast, done="9000")

    result = row_of(cast, "滨海产业园", "不适用", header=("项目名称", DONE))

    assert result.problems["done"] == "10月已报累计完成 9,000 万元，不能改为“不适用”。"


def test_progress_is_added_to_a_figure_reported(cast: Cast) -> None:
    make_project(cast, done="9000")

    result = row_of(cast, "滨海产业园", "三层", header=("项目名称", "形象进度"))

    assert dict(result.changes) == {"progress": ("", "三层")}


def test_a_lower_figure_stands_by_the_reason_already_given(cast: Cast) -> None:
    project = make_project(cast)
    for month, done, reason in ((OCTOBER.previous(), 9000, ""), (OCTOBER, 8000, "审计核减")):
        services.submit_return(
            project=project, month=month, done=Decimal(done), lower_reason=reason, by=cast.clerk, at=NOON
        )

    result = row_of(cast, "滨海产业园", 8100, header=("项目名称", DONE))

    assert (result.outcome, MonthlyReturn.objects.count()) == ("update", 2)


# The file as a whole


def test_two_rows_of_one_project_are_both_wrong(cast: Cast) -> None:
    project = make_project(cast)
    header = ("记录ID", "项目名称", "国家项目代码")
    content = workbook(
        (project.code, None, None),
        (None, "滨海产业园", None),
        (None, "云溪大桥", CODE),
        (None, "云溪水厂", CODE),
        (None, "海湾学校", None),
        header=header,
    )

    preview = compared(taken_in(content, by=cast.clerk), cast.clerk)

    said = "与第{}行是同一个项目，一个项目只能有一行，请合并或删去多余的行。"
    assert [dict(result.problems) for result in preview.results] == [
        {"name": said.format(4)},
        {"name": said.format(3)},
        {"national_code": said.format(6)},
        {"national_code": said.format(5)},
        {},
    ]
    assert preview.counts == {"new": 1, "update": 0, "same": 0, "wrong": 4, "skipped": 0}


def test_a_row_renamed_to_what_another_registers_is_wrong(cast: Cast) -> None:
    project = make_project(cast)
    content = workbook((project.code, "云溪大桥"), (None, "云溪大桥"), header=("记录ID", "项目名称"))

    preview = compared(taken_in(content, by=cast.clerk), cast.clerk)

    assert [result.outcome for result in preview.results] == ["wrong", "wrong"]


def test_what_to_look_at_is_noted_without_being_wrong(cast: Cast) -> None:
    header = ("项目名称", "总投资（万元）", "类别", PLAN, DONE, "国家项目代码", "行业代码")

    result = row_of(
        cast, "滨海产业园", 100, "新建", 200, 300, "2509-320193-89-01-544061", "制造", header=header
    )

    assert result.outcome == "new"
    assert list(result.notes) == ["national_code", "industry", "amount", "done"]
    assert result.notes["done"] == "本年累计完成投资大于总投资（100万元），请核对金额单位。"


def test_good_codes_are_not_noted(cast: Cast) -> None:
    header = ("项目名称", "国家项目代码", "行业代码")

    assert dict(row_of(cast, "滨海产业园", CODE, "C3610", header=header).notes) == {}


@pytest.mark.parametrize(("header", "plan"), [(("项目名称", DONE), None), (("项目名称", DONE, PLAN), 12000)])
def test_a_figure_far_above_the_plan_is_asked(cast: Cast, header: Cells, plan: float | None) -> None:
    make_project(cast, plan="12000")

    result = row_of(cast, "滨海产业园", 90000000, plan, header=header)

    assert (result.outcome, list(result.problems)) == ("wrong", ["done"])
    assert "7,500倍" in result.problems["done"]
