"""Registering projects, planning their years, reporting their months; each act leaves its history."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from operator import attrgetter

from django.db import transaction
from django.db.models.functions import Length

from guanmo.accounts.models import Person, Unit
from guanmo.accounts.services import NotAllowed
from guanmo.engines.coordinates import coordinate_problem
from guanmo.engines.lookup import search_key
from guanmo.engines.packs import Pack
from guanmo.engines.periods import Month
from guanmo.foundation.clock import day_of
from guanmo.foundation.history import Change, EditConflict
from guanmo.projects import rules
from guanmo.projects.enums import Category, Evidence, ReturnState
from guanmo.projects.models import LightChoice, MonthlyReturn, PlanChange, Project, YearPlan

# What a clerk may fill in; the code is given by the system, the unit by whoever registers.
EDITABLE = (
    "national_code", "name", "owner", "industry", "sector", "attributes", "stage", "carrier", "place",
    "longitude", "latitude", "content", "total_investment", "starts_on", "ends_on", "leader", "responsible",
)  # fmt: skip


# 元 typed as 万元 is ten thousand times too much; the fastest projects spend two or three plans in a year.
TIMES_THE_PLAN = 10


class NameTaken(Exception):
    """A unit has one project of a name."""

    def __init__(self, existing: Project) -> None:
        self.existing = existing
        super().__init__(
            f"“{existing.unit}”已有同名项目（{existing.code}），请核对是否重复登记，或把名称写完整。"
        )


class PlanExists(Exception):
    """A year has one plan; it changes by a re-plan."""

    def __init__(self, plan: YearPlan) -> None:
        super().__init__(
            f"{plan.year}年计划已有（{plan.amount:,.2f}万元），如需改动请办理计划调整并写明原因。"
        )


class ReasonMissing(Exception):
    """Some acts must say why."""


class AlreadyReported(Exception):
    """The month was reported and signed off."""

    def __init__(self, existing: MonthlyReturn) -> None:
        super().__init__(
            f"{existing.year}年{existing.month}月的月报已审核（累计完成 {existing.done:,.2f} 万元），"
            "不能重复填报；如需更正，请审核人先退回。"
        )


class LowerThanBefore(Exception):
    """A cumulative figure fell."""

    def __init__(self, before: MonthlyReturn) -> None:
        self.before = before
        super().__init__(
            f"本年累计低于{before.month}月的 {before.done:,.2f} 万元。累计数一般不会减少，请核对；确需核减的，请填写“低于上月的原因”。"
        )


class NotCumulative(Exception):
    """A later month holds less than the one being reported."""

    def __init__(self, after: MonthlyReturn) -> None:
        super().__init__(f"本年累计高于{after.month}月已报的 {after.done:,.2f} 万元，请核对两个月的数字。")


class NegativeMoney(Exception):
    """Investment is never below nothing."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}不能为负数，请核对。")


class WrongPlace(Exception):
    """Longitude and latitude do not name a place in China."""


class FarAbovePlan(Exception):
    """More was spent in a year than anybody plans; most often 元 typed as 万元."""

    def __init__(self, done: Decimal, plan: Decimal) -> None:
        super().__init__(
            f"本年累计 {done:,.2f} 万元是年度计划 {plan:,.2f} 万元的{done / plan:,.0f}倍，是不是把元当成了万元？"
            "确实无误的，在填月报的表里勾选确认后报送。"
        )


class FarAboveKnown(Exception):
    """A year's plan far beyond the project; most often 元 typed as 万元."""

    def __init__(self, amount: Decimal, known: Decimal, what: str) -> None:
        super().__init__(
            f"{amount:,.2f} 万元是{what} {known:,.2f} 万元的{amount / known:,.0f}倍，是不是把元当成了万元？"
            "确实无误的，请在下面勾选确认后保存。"
        )


class NotReviewable(Exception):
    """The return is not waiting for a signature."""

    def __init__(self, monthly_return: MonthlyReturn) -> None:
        super().__init__(f"这份月报{monthly_return.get_state_display()}，无须再次审核，请刷新页面。")


def register_project(
    *, unit: Unit, values: Mapping[str, object], by: Person, at: datetime, why: str = ""
) -> Project:
    """Add a project of `unit`; `values` are words of EDITABLE. It gets the next code of the year."""
    _require(rules.may_edit_unit_projects(by, unit), f"登记“{unit}”项目")
    project = Project(unit=unit, **{field: values[field] for field in EDITABLE if field in values})
    with transaction.atomic():
        Unit.objects.select_for_update().get(parent=None)  # codes are handed out one at a time
        check_project(project)
        [project.code] = next_codes(day_of(at).year, 1)
        project.search_text = project_search_text(project)
        return Change("project.registered", by=by, at=at, why=why).create(project)


def update_project(
    *,
    project: Project,
    values: Mapping[str, object],
    by: Person,
    at: datetime,
    why: str = "",
    expected_revision: int | None = None,
) -> Project:
    """Change some of EDITABLE. Raises EditConflict when somebody saved after revision `expected_revision`."""
    _require(rules.may_edit_project(by, project), "修改这个项目")
    fields = [field for field in EDITABLE if field in values]
    for field in fields:
        setattr(project, field, values[field])
    with transaction.atomic():
        check_project(project)
        project.search_text = project_search_text(project)
        Change("project.updated", by=by, at=at, why=why).save(
            project, [*fields, "search_text"], expected_revision=expected_revision
        )
    return project


def transfer_project(
    *,
    project: Project,
    unit: Unit,
    by: Person,
    at: datetime,
    why: str,
    expected_revision: int | None = None,
) -> Project:
    """Hand a project to another unit; only who may edit both, and never without a reason.

    Raises EditConflict when somebody saved the project after revision `expected_revision`.
    """
    _require(rules.may_edit_project(by, project) and rules.may_edit_unit_projects(by, unit), "调整责任单位")
    _require_reason(why, "调整责任单位")
    project.unit = unit
    with transaction.atomic():
        check_project(project)
        Change("project.transferred", by=by, at=at, why=why).save(
            project, ["unit"], expected_revision=expected_revision
        )
    return project


def set_plan(
    *,
    project: Project,
    year: int,
    category: Category,
    amount: Decimal,
    goal: str = "",
    sure: bool = False,
    by: Person,
    at: datetime,
    why: str = "",
) -> YearPlan:
    """Set a year's first plan, which stays as its baseline for ever.

    Raises FarAboveKnown, unless the person is `sure`, for a plan of many times the project's total investment.
    """
    _require(rules.may_edit_project(by, project), "填写年度计划")
    check_not_negative(amount, "年度计划")
    if not sure:
        check_against_known(amount, project.total_investment, "总投资")
    with transaction.atomic():
        existing = YearPlan.objects.filter(project=project, year=year).first()
        if existing:
            raise PlanExists(existing)
        plan = YearPlan(
            project=project, year=year, category=category, baseline=amount, amount=amount, goal=goal
        )
        return Change("plan.set", by=by, at=at, why=why).create(plan)


def replan(
    *,
    plan: YearPlan,
    amount: Decimal,
    by: Person,
    at: datetime,
    reason: str,
    sure: bool = False,
    expected_revision: int | None = None,
) -> YearPlan:
    """Change the plan in force; the baseline stays, the change keeps its reason and approver.

    Raises EditConflict when somebody changed the plan after revision `expected_revision`, and FarAboveKnown, unless
    the person is `sure`, for many times the plan in force.
    """
    _require(rules.may_replan(by), "批准调整年度计划")
    _require_reason(reason, "调整年度计划")
    check_not_negative(amount, "年度计划")
    change = Change("plan.changed", by=by, at=at, why=reason)
    with transaction.atomic():
        locked = YearPlan.objects.select_for_update().get(pk=plan.pk)
        before, locked.amount = locked.amount, amount
        if not sure:
            check_against_known(amount, before, "现行计划")
        if change.save(locked, ["amount"], expected_revision=expected_revision):
            change.create(
                PlanChange(
                    plan=locked, before=before, after=amount, reason=reason, approved_by=by, approved_at=at
                )
            )
    return locked


def submit_return(
    *,
    project: Project,
    month: Month,
    done: Decimal,
    progress: str = "",
    problems: str = "",
    lower_reason: str = "",
    sure: bool = False,
    by: Person,
    at: datetime,
    expected_revision: int | None = None,
    why: str = "",
) -> MonthlyReturn:
    """Report a month, or correct a report not yet signed off.

    `done` is the cumulative investment of the year in 万元. Raises AlreadyReported, LowerThanBefore,
    NotCumulative, NegativeMoney, EditConflict, and FarAbovePlan unless the person is `sure`. `expected_revision` is that of the report the form showed, 0 for none.
    """
    _require(rules.may_submit_return(by, project), "填报这个项目的月报")
    check_not_negative(done, "本年累计完成投资")
    with transaction.atomic():
        # One report of a project at a time: two clerks pressing "submit" together meet here.
        Project.objects.select_for_update().get(pk=project.pk)
        plan = YearPlan.objects.filter(project=project, year=month.year).first()
        if plan and not sure:
            check_against_plan(done, plan.amount)
        check_cumulative(project=project, month=month, done=done, lower_reason=lower_reason)
        existing = MonthlyReturn.objects.filter(project=project, year=month.year, month=month.month).first()
        report = existing or MonthlyReturn(project=project, year=month.year, month=month.month)
        if existing and not rules.may_correct_return(existing):
            raise AlreadyReported(existing)
        for field, value in {
            "done": done, "progress": progress, "problems": problems, "lower_reason": lower_reason,
            "state": ReturnState.SUBMITTED, "evidence": Evidence.SELF_REPORTED,
            "submitted_by": by, "submitted_at": at, "reviewed_by": None, "reviewed_at": None, "review_note": "",
        }.items():  # fmt: skip
            setattr(report, field, value)
        if existing is None:
            return Change("return.submitted", by=by, at=at, why=why).create(report)
        Change("return.corrected", by=by, at=at, why=why).save(
            report, RETURN_FIELDS, expected_revision=expected_revision
        )
    return report


RETURN_FIELDS = (
    "done", "progress", "problems", "lower_reason", "state", "evidence",
    "submitted_by", "submitted_at", "reviewed_by", "reviewed_at", "review_note",
)  # fmt: skip


def approve_return(
    *,
    monthly_return: MonthlyReturn,
    by: Person,
    at: datetime,
    evidence: Evidence = Evidence.SELF_REPORTED,
    note: str = "",
    expected_revision: int | None = None,
) -> MonthlyReturn:
    """Sign a report off, saying how far its figure was checked.

    Raises EditConflict when the report was corrected after revision `expected_revision`: nobody signs a figure
    they have not seen.
    """
    change = Change("return.approved", by=by, at=at, why=note)
    return _review(monthly_return, ReturnState.APPROVED, evidence, by, change, expected_revision)


def send_back_return(
    *,
    monthly_return: MonthlyReturn,
    by: Person,
    at: datetime,
    note: str,
    expected_revision: int | None = None,
) -> MonthlyReturn:
    """Send a report back to be corrected; it no longer counts. The note tells the clerk what to mend."""
    _require_reason(note, "退回月报")
    change = Change("return.sent_back", by=by, at=at, why=note)
    return _review(
        monthly_return, ReturnState.SENT_BACK, Evidence.SELF_REPORTED, by, change, expected_revision
    )


def choose_lights(*, year: int, pack: Pack, by: Person, at: datetime, why: str) -> LightChoice:
    """Put a light pack in force for a year, keeping its text as it is now."""
    _require(rules.may_choose_lights(by), "选定亮灯规则")
    _require_reason(why, "更换亮灯规则")
    change = Change("lights.chosen", by=by, at=at, why=why)
    values = {"pack_id": pack.id, "text": pack.text, "pack_hash": pack.hash, "chosen_by": by, "chosen_at": at}
    with transaction.atomic():
        rule = LightChoice.objects.select_for_update().filter(year=year).first()
        if rule is None:
            return change.create(LightChoice(year=year, **values))
        for field, value in values.items():
            setattr(rule, field, value)
        change.save(rule, values.keys())
    return rule


def check_project(project: Project) -> None:
    """Raise NameTaken, NegativeMoney or WrongPlace if the project cannot stand as it is."""
    if project.total_investment is not None:
        check_not_negative(project.total_investment, "总投资")
    misplaced = coordinate_problem(project.longitude, project.latitude)
    if misplaced:
        raise WrongPlace(misplaced)
    existing = Project.objects.filter(unit=project.unit, name=project.name).exclude(pk=project.pk).first()
    if existing:
        raise NameTaken(existing)


def check_not_negative(amount: Decimal, what: str) -> None:
    """Raise NegativeMoney for less than nothing."""
    if amount < 0:
        raise NegativeMoney(what)


def check_against_plan(done: Decimal, plan: Decimal) -> None:
    """Raise FarAbovePlan if the year's cumulative figure is beyond what a year's plan can mean."""
    if plan and done > plan * TIMES_THE_PLAN:
        raise FarAbovePlan(done, plan)


def check_against_known(amount: Decimal, known: Decimal | None, what: str) -> None:
    """Raise FarAboveKnown if a year's plan is beyond what a project of the known size (万元) can mean."""
    if known and amount > known * TIMES_THE_PLAN:
        raise FarAboveKnown(amount, known, what)


def check_cumulative(*, project: Project, month: Month, done: Decimal, lower_reason: str) -> None:
    """Raise LowerThanBefore or NotCumulative if `done` breaks the order of the year's cumulative figures."""
    counted = MonthlyReturn.objects.filter(project=project, year=month.year).exclude(
        state=ReturnState.SENT_BACK
    )
    check_order(counted, month=month.month, done=done, lower_reason=lower_reason)


def check_order(counted: Iterable[MonthlyReturn], *, month: int, done: Decimal, lower_reason: str) -> None:
    """The same for returns at hand: those of one project and year that count."""
    in_order = sorted(counted, key=attrgetter("month"))
    before = next((other for other in reversed(in_order) if other.month < month), None)
    if before and done < before.done and not lower_reason.strip():
        raise LowerThanBefore(before)
    after = next((other for other in in_order if other.month > month), None)
    if after and done > after.done and not after.lower_reason:
        raise NotCumulative(after)


def next_codes(year: int, count: int) -> list[str]:
    """The next free project codes of a year, as `GM2026-0001`; call it under the lock on the city's unit."""
    prefix = f"GM{year}-"
    last = (
        Project.objects.filter(code__startswith=prefix)
        .order_by(Length("code").desc(), "-code")  # GM2026-10000 follows GM2026-9999
        .values_list("code", flat=True)
        .first()
    )
    first = int(last.removeprefix(prefix)) + 1 if last else 1
    return [f"{prefix}{number:04d}" for number in range(first, first + count)]


def project_search_text(project: Project) -> str:
    """What the search box reads for a project, besides the names of its unit."""
    return search_key(project.name, project.code, project.national_code, project.owner)


def _review(
    monthly_return: MonthlyReturn,
    state: ReturnState,
    evidence: Evidence,
    by: Person,
    change: Change,
    expected_revision: int | None,
) -> MonthlyReturn:
    _require(rules.may_review_return(by, monthly_return), "审核这份月报")
    with transaction.atomic():
        locked = MonthlyReturn.objects.select_for_update().get(pk=monthly_return.pk)
        if expected_revision not in (None, locked.revision):
            raise EditConflict(locked)
        if not rules.may_be_reviewed(locked, state):
            raise NotReviewable(locked)
        for field, value in {
            "state": state, "evidence": evidence, "review_note": change.why, "reviewed_by": by, "reviewed_at": change.at,
        }.items():  # fmt: skip
            setattr(locked, field, value)
        change.save(locked, ["state", "evidence", "review_note", "reviewed_by", "reviewed_at"])
    return locked


def _require(allowed: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence at every call
    if not allowed:
        raise NotAllowed(what)


def _require_reason(text: str, what: str) -> None:
    if not text.strip():
        raise ReasonMissing(f"{what}须写明原因。")
