"""A list of projects as a ledger: every column, the right month, blanks where nothing was filled in."""

from datetime import date
from decimal import Decimal

from pytest_django import DjangoAssertNumQueries

from guanmo.engines.periods import Month
from guanmo.engines.sheets import Sheet, read_workbook
from guanmo.projects.exports import project_ledger
from guanmo.projects.models import MonthlyReturn, Project
from guanmo.projects.services import send_back_return, submit_return, update_project
from tests.cast import NOON, OCTOBER, Cast, make_project


def exported(*, month: Month = OCTOBER) -> Sheet:
    [sheet] = read_workbook(
        project_ledger(Project.objects.order_by("code"), month), file_name="a.xlsx"
    ).sheets
    return sheet


def test_every_field_has_a_column_and_money_names_its_unit(cast: Cast) -> None:
    make_project(cast)

    sheet = exported()

    assert [column.title for column in sheet.columns] == [
        "记录ID", "国家项目代码", "项目名称", "责任单位", "建设单位", "行业代码", "市产业类别", "项目属性", "阶段",
        "所在载体", "建设地点", "建设内容", "总投资（万元）", "开工日期", "计划竣工日期", "包联领导", "责任人", "类别", "年度计划（万元）",
        "年度形象进度目标", "本年累计完成投资（万元）", "形象进度", "存在问题", "低于上月的原因",
    ]  # fmt: skip
    assert (sheet.titles, sheet.problems) == (("2026年10月重点项目台账", "单位：万元"), ())


def test_a_row_shows_the_project_its_plan_and_its_return(cast: Cast) -> None:
    project = make_project(cast, plan="12000.5", done=None)
    update_project(
        project=project,
        values={"starts_on": date(2026, 3, 15), "content": "=SUM(A1)\n二期", "leader": ""},
        by=cast.office,
        at=NOON,
    )
    submit_return(
        project=project, month=OCTOBER, done=Decimal("9000.0001"), progress="主体封顶", by=cast.clerk, at=NOON
    )

    [record] = exported().records

    assert {title: text for title, text in record.values.items() if text} == {
        "记录ID": project.code,
        "项目名称": "滨海产业园",
        "责任单位": "青屿县",
        "阶段": "在建",
        "建设内容": "=SUM(A1)\n二期",
        "总投资（万元）": "50000",
        "开工日期": "2026-03-15",
        "类别": "新建",
        "年度计划（万元）": "12000.5",
        "本年累计完成投资（万元）": "9000.0001",
        "形象进度": "主体封顶",
    }


def test_nothing_filled_in_stays_blank_and_nothing_done_is_zero(cast: Cast) -> None:
    make_project(cast, name="甲", plan=None)
    make_project(cast, name="乙", done="0")

    blank, zero = exported().records

    assert (blank.values["年度计划（万元）"], blank.values["本年累计完成投资（万元）"]) == ("", "")
    assert zero.values["本年累计完成投资（万元）"] == "0"


def test_only_the_month_asked_for_is_shown_and_only_what_counts(cast: Cast) -> None:
    make_project(cast, done="9000")

    assert exported(month=Month(2026, 9)).records[0].values["本年累计完成投资（万元）"] == ""

    report = MonthlyReturn.objects.get()
    send_back_return(monthly_return=report, by=cast.approver, at=NOON, note="数字有误")
    assert exported().records[0].values["本年累计完成投资（万元）"] == ""


def test_sums_stand_below_and_agree(cast: Cast) -> None:
    for name in ("甲", "乙", "丙"):
        make_project(cast, name=name, done="1000")

    controls = {control.what: (control.declared, control.agrees) for control in exported().controls}

    assert controls == {
        "合计（第7行）总投资": (Decimal(150_000), True),
        "合计（第7行）年度计划": (Decimal(36_000), True),
        "合计（第7行）本年累计完成投资": (Decimal(3_000), True),
    }


def test_a_long_list_costs_no_more_queries(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        make_project(cast, name=f"项目{number}", done="100")

    with django_assert_num_queries(3):  # projects with their units, plans, returns
        exported()
