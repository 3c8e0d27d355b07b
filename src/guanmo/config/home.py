"""What the first page says: what is red, since when, whose; what waits for this person; what moved."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from guanmo.accounts.enums import Permission
from guanmo.accounts.models import Person
from guanmo.accounts.queries import current_locks
from guanmo.engines.packs import Pack
from guanmo.engines.periods import Month
from guanmo.engines.progress import completion, gap, percent_text, points_text, time_progress
from guanmo.foundation import clock
from guanmo.foundation.components import KeyFigure
from guanmo.observation import nomination_queries as nominations
from guanmo.observation import opinion_queries as opinions
from guanmo.observation import voting_queries as tours
from guanmo.observation.rules import may_manage_tours
from guanmo.projects import queries, return_queries
from guanmo.projects.models import MonthlyReturn, PlanChange, Project

SHOWN = 12
MOVED = 6


@dataclass(frozen=True)
class Waiting:
    """Something this person is expected to do, and where."""

    what: str
    url: str


@dataclass(frozen=True)
class RedRow:
    """A project that is behind, with the problem its unit reported."""

    behind: queries.Behind
    problem: str


@dataclass(frozen=True)
class UnitsTotal:
    """The row under the units."""

    totals: queries.Totals
    completion: Decimal | None
    gap: Decimal | None


@dataclass(frozen=True)
class Overview:
    """The figures of the first page, for one person and month."""

    month: Month
    pack: Pack
    figures: list[KeyFigure]
    red: list[RedRow]
    red_count: int
    longest: int
    units: list[queries.UnitSummary]
    all_units: UnitsTotal
    replanned: list[PlanChange]


def overview(by: Person, today: date) -> Overview:
    """Everything the person sees of the projects; costs the same few queries however many there are."""
    month = queries.reporting_month(today)
    pack = queries.light_pack(month.year)
    seen = Project.objects.visible_to(by)
    listed = queries.standings(seen.order_by(), month, pack)
    red = queries.behind(by, listed, today)
    units = queries.unit_summaries(listed, month)
    changes = PlanChange.objects.filter(plan__project__in=seen.order_by(), plan__year=month.year)
    return Overview(
        month=month,
        pack=pack,
        figures=list(_figures(seen, queries.totals(listed), month)),
        red=[
            RedRow(b, problem) for b, problem in zip(red[:SHOWN], _problems(red[:SHOWN], month), strict=True)
        ],
        red_count=len(red),
        longest=max((b.days for b in red), default=0),
        units=units,
        all_units=_sum_of(units, month),
        replanned=list(
            changes.select_related("plan__project__unit", "approved_by").order_by("-approved_at", "-pk")[
                :MOVED
            ]
        ),
    )


def waiting_for(by: Person, today: date) -> Iterator[Waiting]:
    """What the person's role asks for now."""
    month = queries.reporting_month(today)
    seen = Project.objects.visible_to(by)
    if by.has_permission(Permission.SUBMIT_RETURNS):
        missing = queries.missing_returns(seen, month).count()
        if missing:
            back = return_queries.sent_back(seen, month).count()
            yield Waiting(
                f"{missing}个项目未报{month.label}月报" + (f"，其中{back}个被退回" if back else ""),
                reverse("projects:returns"),
            )
    if by.has_permission(Permission.APPROVE_RETURNS):
        unsigned = queries.returns_to_review(by).count()
        if unsigned:
            yield Waiting(f"{unsigned}份月报待审核", reverse("projects:review"))
    for call, left in nominations.calls_to_answer(by, today):
        places = f"还可提{left}个" if left else "不限个数"
        what = f"“{call.tour}”请本单位提名观摩点，{places}，{call.due_on:%Y-%m-%d}截止"
        yield Waiting(what, reverse("observation:nominate", args=[call.tour_id]))
    yield from _opinions(by, today)
    for tour in tours.ballots_due(by):
        yield Waiting(f"“{tour}”请您评分", reverse("observation:ballot", args=[tour.pk]))
    if by.has_permission(Permission.UNLOCK_PEOPLE):
        locked = len(current_locks(clock.now()))
        if locked:
            yield Waiting(f"{locked}个账号被锁定", reverse("accounts:people"))


def _opinions(by: Person, today: date) -> Iterator[Waiting]:
    """What a department owes, and what the office waits for in vain."""
    owed = list(opinions.owed(by))
    if owed:
        late = sum(opinions.is_overdue(one, today) for one in owed)
        yield Waiting(
            f"{len(owed)}个项目请本单位预审" + (f"，{late}个已逾期" if late else ""),
            reverse("observation:opinions"),
        )
    if may_manage_tours(by):
        late_by_tour = Counter(opinions.overdue(by, today).values_list("tour", "tour__name"))
        for (tour, name), count in sorted(late_by_tour.items()):
            yield Waiting(
                f"“{name}”的{count}条部门预审逾期未答复",
                reverse("observation:tour_opinions", args=[tour]),
            )


def _sum_of(units: list[queries.UnitSummary], month: Month) -> UnitsTotal:
    lights: Counter[str] = Counter()
    for unit in units:
        lights.update(unit.totals.lights)
    summed = queries.Totals(
        projects=sum(unit.totals.projects for unit in units),
        total_investment=sum((unit.totals.total_investment for unit in units), Decimal(0)),
        baseline=sum((unit.totals.baseline for unit in units), Decimal(0)),
        plan=sum((unit.totals.plan for unit in units), Decimal(0)),
        done=sum((unit.totals.done for unit in units), Decimal(0)),
        lights=dict(lights),
    )
    return UnitsTotal(
        summed, completion(summed.done, summed.plan), gap(summed.done, summed.plan, month.month)
    )


def _figures(seen: QuerySet[Project], summed: queries.Totals, month: Month) -> Iterator[KeyFigure]:
    listed = reverse("projects:list")
    share = completion(summed.done, summed.plan)
    yield KeyFigure("项目", str(summed.projects), "个", url=listed)
    yield KeyFigure.of_money(f"{month.year}年计划", summed.plan, url=listed)
    yield KeyFigure.of_money("累计完成", summed.done, note=f"1至{month.month}月", url=listed)
    yield KeyFigure(
        "完成率", percent_text(share), note=f"序时 {percent_text(time_progress(month.month))}", url=listed
    )
    yield KeyFigure("比序时", points_text(gap(summed.done, summed.plan, month.month)), "百分点", url=listed)
    missing = queries.missing_returns(seen, month).count()
    yield KeyFigure(
        f"{month.month}月未报", str(missing), "个", url=f"{listed}?{urlencode({'missing': 'on'})}"
    )


def _problems(red: list[queries.Behind], month: Month) -> list[str]:
    reports = MonthlyReturn.objects.filter(
        project__in=[b.project.pk for b in red], year=month.year, month__lte=month.month
    ).order_by("month")
    latest = dict(reports.values_list("project", "problems"))
    return [latest.get(b.project.pk, "") for b in red]
