"""Undoing an import: what nobody touched returns to what it was, the rest is listed with its reason."""

from decimal import Decimal

import pytest

from guanmo.accounts.services import NotAllowed
from guanmo.engines.periods import Month
from guanmo.foundation.history import Change
from guanmo.foundation.models import HistoryEntry
from guanmo.projects import services
from guanmo.projects.ledger_queries import written_by
from guanmo.projects.ledger_undo_services import GONE, TOUCHED, USED, NotUndoable, undo_import
from guanmo.projects.models import LedgerImport, MonthlyReturn, PlanChange, Project, YearPlan
from tests.cast import NOON, OCTOBER, Cast, make_project
from tests.projects.ledgers import HEADER, applied, taken_in, workbook

NEW_ROW = (2, "云溪大桥", 8000, "续建", 3000, 2500)


def imported(cast: Cast, *rows: tuple[object, ...], office: bool = False) -> LedgerImport:
    by = cast.office if office else cast.clerk
    ledger = taken_in(workbook(*rows, header=HEADER), by=by, unit=cast.city.county)
    applied(ledger, by, reason="年中调整")
    return ledger


def test_untouched_records_return_to_what_they_were(cast: Cast) -> None:
    project = make_project(cast, done="8000")
    ledger = imported(cast, (1, "滨海产业园", 60000, "续建", 10000, 9000), NEW_ROW, office=True)

    kept = undo_import(ledger=ledger, by=cast.office, at=NOON)

    ledger.refresh_from_db()
    plan, report = YearPlan.objects.get(), MonthlyReturn.objects.get()
    assert (kept, ledger.state, ledger.undone_by, ledger.written) == ([], "undone", cast.office, [])
    assert list(Project.objects.all()) == [project]
    assert (Project.objects.get().total_investment, plan.amount, plan.category) == (50000, 12000, "new")
    assert (PlanChange.objects.count(), report.done, report.submitted_by) == (0, 8000, cast.clerk)
    why = HistoryEntry.objects.order_by("-sequence").values_list("action", "why")[0]
    assert why == ("ledger.undone", "撤销台账导入“台账.xlsx”")


def test_touched_records_stay_and_are_listed(cast: Cast) -> None:
    project = make_project(cast, done="8000")
    ledger = imported(cast, (1, "滨海产业园", 60000, None, None, 9000))
    services.update_project(
        project=Project.objects.get(), values={"owner": "新业主"}, by=cast.office, at=NOON
    )

    kept = undo_import(ledger=ledger, by=cast.clerk, at=NOON, why="传错了表")

    project.refresh_from_db()
    ledger.refresh_from_db()
    assert [(record.kind, record.kept) for record in kept] == [("project", TOUCHED)]
    assert written_by(ledger) == kept
    assert (project.total_investment, MonthlyReturn.objects.get().done) == (60000, 8000)


def test_a_new_project_with_later_records_stays(cast: Cast) -> None:
    ledger = imported(cast, NEW_ROW, (3, "云溪水厂", 800, "续建", 300, 250))
    bridge = Project.objects.get(name="云溪大桥")
    services.submit_return(project=bridge, month=Month(2026, 11), done=Decimal(2600), by=cast.clerk, at=NOON)

    kept = undo_import(ledger=ledger, by=cast.clerk, at=NOON)

    assert [(record.kind, record.name, record.kept) for record in kept] == [("project", "云溪大桥", USED)]
    assert [project.name for project in Project.objects.all()] == ["云溪大桥"]


def test_records_removed_since_are_listed(cast: Cast) -> None:
    ledger = imported(cast, NEW_ROW)
    Change("return.corrected", by=cast.office, at=NOON).delete(MonthlyReturn.objects.get())

    kept = undo_import(ledger=ledger, by=cast.clerk, at=NOON)

    assert [(record.kind, record.kept) for record in kept] == [("return", GONE)]


def test_an_old_figure_that_no_longer_fits_is_not_put_back(cast: Cast) -> None:
    project = make_project(cast, done="8000")
    header = ("项目名称", "1-10月累计完成投资（万元）")
    ledger = taken_in(workbook(("滨海产业园", 7000), header=header), by=cast.clerk)
    applied(ledger, cast.clerk)
    services.submit_return(project=project, month=Month(2026, 11), done=Decimal(7500), by=cast.clerk, at=NOON)

    [kept] = undo_import(ledger=ledger, by=cast.clerk, at=NOON)

    assert kept.kept == "本年累计高于11月已报的 7,500.00 万元，请核对两个月的数字。"
    assert MonthlyReturn.objects.get(month=OCTOBER.month).done == 7000


def test_an_old_name_taken_since_is_not_put_back(cast: Cast) -> None:
    project = make_project(cast)
    header = ("记录ID", "项目名称")
    ledger = taken_in(workbook((project.code, "滨海产业新城"), header=header), by=cast.clerk)
    applied(ledger, cast.clerk)
    make_project(cast)

    [kept] = undo_import(ledger=ledger, by=cast.clerk, at=NOON)

    assert "已有同名项目" in kept.kept


def test_only_an_import_in_force_is_undone_once(cast: Cast) -> None:
    waiting = taken_in(workbook(NEW_ROW, header=HEADER), by=cast.clerk)
    with pytest.raises(NotUndoable, match="待核对"):
        undo_import(ledger=waiting, by=cast.clerk, at=NOON)

    applied(waiting, cast.clerk)
    undo_import(ledger=waiting, by=cast.clerk, at=NOON)

    with pytest.raises(NotUndoable, match="已撤销"):
        undo_import(ledger=waiting, by=cast.clerk, at=NOON)


def test_strangers_undo_nothing(cast: Cast) -> None:
    ledger = imported(cast, NEW_ROW)

    with pytest.raises(NotAllowed):
        undo_import(ledger=ledger, by=cast.stranger, at=NOON)

    assert Project.objects.count() == 1
