"""Writing a ledger: everything or nothing, once, with history; the same file again changes nothing."""

from datetime import date
from decimal import Decimal

import pytest

from guanmo.accounts.services import NotAllowed
from guanmo.foundation.models import HistoryEntry
from guanmo.projects import services
from guanmo.projects.enums import ImportState, ReturnState
from guanmo.projects.ledger_apply_services import LibraryMoved, NothingToWrite, RowsWrong, apply_ledger
from guanmo.projects.ledger_imports import read_ledger
from guanmo.projects.ledger_queries import written_by
from guanmo.projects.ledger_services import AlreadyApplied
from guanmo.projects.models import LedgerImport, MonthlyReturn, PlanChange, Project, YearPlan
from tests.cast import NOON, OCTOBER, Cast, make_project
from tests.projects.ledgers import applied, compared, taken_in, workbook

FULL_HEADER = (
    "项目名称", "建设单位", "阶段", "建设内容", "总投资（亿元）", "开工日期", "类别", "年度计划（万元）",
    "年度形象进度目标", "本年累计完成投资（万元）", "形象进度", "存在问题",
)  # fmt: skip


def test_a_new_row_becomes_project_plan_and_return(cast: Cast) -> None:
    row = (
        "滨海产业园",
        "青屿建投",
        "在建",
        "厂房",
        5,
        "2026年3月",
        "新建",
        12000,
        "封顶",
        9000,
        "三层",
        "无",
    )
    ledger = taken_in(workbook(row, header=FULL_HEADER), by=cast.clerk)

    preview = applied(ledger, cast.clerk)

    project = Project.objects.get()
    plan, report = YearPlan.objects.get(), MonthlyReturn.objects.get()
    assert (preview.counts["new"], project.code, project.unit) == (1, "GM2026-0001", cast.city.county)
    assert (project.total_investment, project.starts_on) == (Decimal(50000), date(2026, 3, 1))
    assert (plan.year, plan.category, plan.baseline, plan.amount) == (2026, "new", 12000, 12000)
    assert (report.month, report.done, report.progress, report.problems) == (10, 9000, "三层", "")
    assert (report.state, report.submitted_by) == (ReturnState.SUBMITTED, cast.clerk)
    assert "bhcyy" in project.search_text


def test_every_write_leaves_its_history_and_names_the_file(cast: Cast) -> None:
    ledger = taken_in(workbook((1, "滨海产业园", 50000, "新建", 12000, 9000)), by=cast.clerk)

    applied(ledger, cast.clerk)

    entries = HistoryEntry.objects.filter(by_pk=cast.clerk.pk).order_by("sequence")
    assert list(entries.values_list("action", "why")) == [
        ("ledger.uploaded", ""),
        ("project.registered", "导入台账“台账.xlsx”"),
        ("plan.set", "导入台账“台账.xlsx”"),
        ("return.submitted", "导入台账“台账.xlsx”"),
        ("ledger.applied", ""),
    ]


def test_changed_cells_are_written_and_blank_ones_say_nothing(cast: Cast) -> None:
    project = make_project(cast, done="8000")
    header = ("项目名称", "总投资（万元）", "建设单位", "1-10月累计完成投资（万元）", "形象进度")
    ledger = taken_in(
        workbook(("滨海产业园", 60000, "青屿建投", 9000, None), header=header), by=cast.colleague
    )

    applied(ledger, cast.colleague)

    project.refresh_from_db()
    report = MonthlyReturn.objects.get()
    assert (project.total_investment, project.owner, project.stage) == (
        Decimal(60000),
        "青屿建投",
        "building",
    )
    assert (report.done, report.progress, report.submitted_by) == (Decimal(9000), "", cast.colleague)
    assert "qyjt" in project.search_text


def test_not_applicable_empties_a_field(cast: Cast) -> None:
    project = make_project(cast)
    services.update_project(project=project, values={"owner": "旧业主"}, by=cast.office, at=NOON)
    ledger = taken_in(
        workbook(("滨海产业园", "—", "不适用"), header=("项目名称", "总投资（万元）", "建设单位")),
        by=cast.clerk,
    )

    applied(ledger, cast.clerk)

    project.refresh_from_db()
    assert (project.total_investment, project.owner) == (None, "")


def test_the_same_file_again_changes_nothing_and_says_so(cast: Cast) -> None:
    content = workbook(
        (1, "滨海产业园", 50000, "新建", 12000, 9000), (2, "云溪大桥", 8000, "续建", 3000, 2500)
    )
    applied(taken_in(content, by=cast.clerk), cast.clerk)
    again = taken_in(content, by=cast.clerk)
    entries = HistoryEntry.objects.count()

    with pytest.raises(NothingToWrite, match="一致"):
        applied(again, cast.clerk)

    assert compared(again, cast.clerk).counts == {"new": 0, "update": 0, "same": 2, "wrong": 0, "skipped": 0}
    assert HistoryEntry.objects.count() == entries


def test_a_second_click_writes_nothing(cast: Cast) -> None:
    ledger = taken_in(workbook((1, "滨海产业园", 50000, "新建", 12000, 9000)), by=cast.clerk)
    rows, seen = read_ledger(ledger).rows, compared(ledger, cast.clerk).digest
    apply_ledger(ledger=ledger, rows=rows, seen=seen, by=cast.clerk, at=NOON)

    with pytest.raises(AlreadyApplied, match="已导入，没有重复写入"):
        apply_ledger(ledger=ledger, rows=rows, seen=seen, by=cast.clerk, at=NOON)

    assert Project.objects.count() == 1


def test_one_wrong_row_stops_all_unless_only_right_ones_are_wanted(cast: Cast) -> None:
    content = workbook((1, "滨海产业园", 50000, "新建", 12000, 9000), (2, "云溪大桥", -1, "续建", 3000, 2500))
    ledger = taken_in(content, by=cast.clerk)

    with pytest.raises(RowsWrong, match="有1行还有错误，没有导入任何一行"):
        applied(ledger, cast.clerk)
    assert Project.objects.count() == 0

    applied(ledger, cast.clerk, only_right=True)
    ledger.refresh_from_db()
    assert [project.name for project in Project.objects.all()] == ["滨海产业园"]
    assert (ledger.state, ledger.counts["new"], ledger.counts["wrong"]) == (ImportState.APPLIED, 1, 1)


def test_what_was_not_seen_is_not_written(cast: Cast) -> None:
    project = make_project(cast)
    ledger = taken_in(workbook(("滨海产业园", 60000), header=("项目名称", "总投资（万元）")), by=cast.clerk)
    seen = compared(ledger, cast.clerk).digest
    services.update_project(
        project=project, values={"total_investment": Decimal(55000)}, by=cast.office, at=NOON
    )

    with pytest.raises(LibraryMoved):
        apply_ledger(ledger=ledger, rows=read_ledger(ledger).rows, seen=seen, by=cast.clerk, at=NOON)

    assert Project.objects.get().total_investment == Decimal(55000)


def test_office_changes_a_plan_with_a_reason_and_the_baseline_stays(cast: Cast) -> None:
    make_project(cast)
    header = ("项目名称", "类别", "年度计划（万元）", "年度形象进度目标")
    ledger = taken_in(
        workbook(("滨海产业园", "续建", 10000, "主体封顶"), header=header),
        by=cast.office,
        unit=cast.city.county,
    )

    with pytest.raises(services.ReasonMissing):
        applied(ledger, cast.office)
    applied(ledger, cast.office, reason="年中调整")

    plan, change = YearPlan.objects.get(), PlanChange.objects.get()
    assert (plan.category, plan.baseline, plan.amount, plan.goal) == ("continued", 12000, 10000, "主体封顶")
    assert (change.before, change.after, change.approved_by) == (12000, 10000, cast.office)
    assert change.reason == "年中调整"


def test_a_changed_goal_alone_makes_no_plan_change(cast: Cast) -> None:
    make_project(cast)
    ledger = taken_in(
        workbook(("滨海产业园", "主体封顶"), header=("项目名称", "年度形象进度目标")),
        by=cast.office,
        unit=cast.city.county,
    )

    applied(ledger, cast.office, reason="补填目标")

    assert (YearPlan.objects.get().goal, PlanChange.objects.count()) == ("主体封顶", 0)


def test_a_signed_off_return_stays(cast: Cast) -> None:
    make_project(cast, done="8000")
    services.approve_return(monthly_return=MonthlyReturn.objects.get(), by=cast.approver, at=NOON)
    header = ("项目名称", "1-10月累计完成投资（万元）")
    ledger = taken_in(workbook(("滨海产业园", 9000), header=header), by=cast.clerk)

    [result] = compared(ledger, cast.clerk).results

    assert (result.outcome, "已审核" in result.problems["done"]) == ("wrong", True)


def test_a_sent_back_return_is_reported_anew(cast: Cast) -> None:
    make_project(cast, done="8000")
    services.send_back_return(
        monthly_return=MonthlyReturn.objects.get(), by=cast.approver, at=NOON, note="数字有误"
    )
    header = ("项目名称", "1-10月累计完成投资（万元）")

    applied(taken_in(workbook(("滨海产业园", 7800), header=header), by=cast.clerk), cast.clerk)

    report = MonthlyReturn.objects.get()
    assert (report.done, report.state, report.reviewed_by, report.review_note) == (
        7800,
        "submitted",
        None,
        "",
    )


def test_what_was_written_is_noted_with_what_it_was_before(cast: Cast) -> None:
    make_project(cast, done="8000")
    content = workbook((1, "滨海产业园", 60000, None, None, 9000), (2, "云溪大桥", 8000, "续建", 3000, 2500))
    ledger = taken_in(content, by=cast.clerk)

    applied(ledger, cast.clerk)

    written = written_by(LedgerImport.objects.get())
    assert [(w.row, w.kind, w.name, w.old is None, w.revision) for w in written] == [
        (4, "project", "云溪大桥", True, 1),
        (3, "project", "滨海产业园", False, 2),
        (4, "plan", "云溪大桥", True, 1),
        (4, "return", "云溪大桥", True, 1),
        (3, "return", "滨海产业园", False, 2),
    ]
    assert (written[1].old or {})["total_investment"] == "50000"
    assert (written[4].old or {})["submitted_by_id"] == cast.clerk.pk


@pytest.mark.parametrize("part", ["stranger", "approver", "leader", "nobody"])
def test_only_those_who_may_import_for_the_unit_apply(cast: Cast, part: str) -> None:
    ledger = taken_in(workbook((1, "滨海产业园", 50000, "新建", 12000, 9000)), by=cast.clerk)

    with pytest.raises(NotAllowed):
        applied(ledger, cast.everybody()[part])

    assert (Project.objects.count(), OCTOBER.month) == (0, ledger.month)
