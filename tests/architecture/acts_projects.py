"""One act for each service of the project library; see `test_history_guard`."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from guanmo.engines.packs import shipped_pack
from guanmo.projects import services
from guanmo.projects.enums import Category, Evidence, Stage
from guanmo.projects.models import MonthlyReturn, YearPlan
from tests.cast import NOON, OCTOBER, Cast, make_project

# Every word a clerk may fill in, all different from what a project of the cast holds.
EVERY_FIELD: dict[str, object] = {
    "national_code": "2026-370000-26-01-000001",
    "name": "滨海产业园二期",
    "owner": "观澜建设集团",
    "industry": "4811",
    "sector": "现代物流",
    "attributes": "招商、高新",
    "stage": Stage.PRODUCING,
    "carrier": "滨海产业集聚区",
    "place": "滨海街道",
    "longitude": Decimal("115.32"),
    "latitude": Decimal("34.31"),
    "content": "厂房十二栋",
    "total_investment": Decimal(60000),
    "starts_on": date(2026, 3, 1),
    "ends_on": date(2027, 12, 31),
    "leader": "郑市长",
    "responsible": "钱某某",
}

# Columns a check holds together; see `test_history_guard`.
TOGETHER: dict[str, dict[str, object]] = {
    "projects.MonthlyReturn.reviewed_by_id": {"reviewed_at": NOON},
    "projects.MonthlyReturn.reviewed_at": {"reviewed_by": "a person"},
    "projects.LedgerImport.applied_by_id": {"applied_at": NOON},
    "projects.LedgerImport.applied_at": {"applied_by": "a person"},
    "projects.LedgerImport.undone_by_id": {"undone_at": NOON},
    "projects.LedgerImport.undone_at": {"undone_by": "a person"},
}


def register_project(cast: Cast) -> Callable[[], object]:
    return lambda: services.register_project(
        unit=cast.city.county, values=EVERY_FIELD, by=cast.office, at=NOON
    )


def update_project(cast: Cast) -> Callable[[], object]:
    project = make_project(cast)
    return lambda: services.update_project(project=project, values=EVERY_FIELD, by=cast.office, at=NOON)


def transfer_project(cast: Cast) -> Callable[[], object]:
    project = make_project(cast)
    return lambda: services.transfer_project(
        project=project, unit=cast.city.zone, by=cast.office, at=NOON, why="园区托管"
    )


def set_plan(cast: Cast) -> Callable[[], object]:
    project = make_project(cast, plan=None)
    return lambda: services.set_plan(
        project=project,
        year=2026,
        category=Category.NEW,
        amount=Decimal(9000),
        goal="主体封顶",
        by=cast.office,
        at=NOON,
    )


def replan(cast: Cast) -> Callable[[], object]:
    """Two rows: the plan in force and the change kept beside it."""
    make_project(cast)
    plan = YearPlan.objects.get()
    return lambda: services.replan(
        plan=plan, amount=Decimal(8000), by=cast.office, at=NOON, reason="用地批复推迟"
    )


def submit_return(cast: Cast) -> Callable[[], object]:
    project = make_project(cast)
    return lambda: services.submit_return(
        project=project,
        month=OCTOBER,
        done=Decimal(7000),
        progress="主体施工",
        problems="用地",
        by=cast.clerk,
        at=NOON,
    )


def approve_return(cast: Cast) -> Callable[[], object]:
    make_project(cast, done="7000")
    report = MonthlyReturn.objects.get()
    return lambda: services.approve_return(
        monthly_return=report, by=cast.approver, at=NOON, evidence=Evidence.ON_SITE, note="已看现场"
    )


def send_back_return(cast: Cast) -> Callable[[], object]:
    make_project(cast, done="7000")
    report = MonthlyReturn.objects.get()
    return lambda: services.send_back_return(
        monthly_return=report, by=cast.approver, at=NOON, note="与凭证不符"
    )


def choose_lights(cast: Cast) -> Callable[[], object]:
    """A choice over an earlier one."""
    services.choose_lights(
        year=2026, pack=shipped_pack("wuhan-2022"), by=cast.office, at=NOON, why="市办文件"
    )
    pack = shipped_pack("sanya-2022")
    return lambda: services.choose_lights(year=2026, pack=pack, by=cast.office, at=NOON, why="改办法")


ACTS = {
    f"projects.services.{act.__name__}": act
    for act in (
        register_project,
        update_project,
        transfer_project,
        set_plan,
        replan,
        submit_return,
        approve_return,
        send_back_return,
        choose_lights,
    )
}
