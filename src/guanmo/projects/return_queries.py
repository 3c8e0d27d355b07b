"""Monthly returns as they are typed and as they are reviewed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from guanmo.accounts.models import Person
from guanmo.engines.periods import Month
from guanmo.engines.progress import completion, gap
from guanmo.projects import list_queries, queries
from guanmo.projects.attachment_queries import figure_counts, month_counts
from guanmo.projects.enums import ReturnState
from guanmo.projects.list_queries import ProjectFilter
from guanmo.projects.models import MonthlyReturn, Project, YearPlan

RETURN_FIELDS = ("done", "progress", "problems", "lower_reason")


@dataclass(frozen=True)
class ReturnRow:
    """One project in the grid of a month.

    `before` is the last return before the month that counts; in January it is that of the year before, whose figure
    does not carry over. `current` is the return of the month itself, also one sent back.
    """

    project: Project
    month: Month
    plan: Decimal
    before: MonthlyReturn | None
    current: MonthlyReturn | None
    attachments: int = 0

    @property
    def carried(self) -> MonthlyReturn | None:
        """The earlier return of the same year, whose cumulative figure this month adds to."""
        return self.before if self.before and self.before.year == self.month.year else None

    @property
    def skips_a_month(self) -> bool:
        """Whether the figure carried over is older than last month's."""
        return self.carried is not None and self.carried.month < self.month.month - 1

    @property
    def is_signed(self) -> bool:
        """Whether the return is signed off; it then changes only after it is sent back."""
        return self.current is not None and self.current.state == ReturnState.APPROVED

    @property
    def revision(self) -> int:
        """The revision a form opened now is based on; 0 for a return not there yet."""
        return self.current.revision if self.current else 0

    def initial(self) -> dict[str, object]:
        """What the cells hold at first: the return itself, or what the last one said."""
        if self.current:
            return {field: getattr(self.current, field) for field in RETURN_FIELDS}
        said = (
            {field: getattr(self.before, field) for field in ("progress", "problems")} if self.before else {}
        )
        return {**said, "done": self.carried.done if self.carried else None}


@dataclass(frozen=True)
class ReviewRow:
    """A return with what its reviewer compares it with: the year's plan and the last counted return before it."""

    report: MonthlyReturn
    plan: Decimal | None
    before: MonthlyReturn | None
    attachments: int = 0

    @property
    def added(self) -> Decimal:
        """What came on top of the earlier return of the year, in 万元."""
        before: Decimal = self.before.done if self.before else Decimal(0)
        done: Decimal = self.report.done
        return done - before

    @property
    def completion(self) -> Decimal | None:
        return completion(self.report.done, self.plan)

    @property
    def gap(self) -> Decimal | None:
        """Completion less time progress, in 百分点."""
        return gap(self.report.done, self.plan, self.report.month)


def reportable(
    by: Person, month: Month, *, unit: int | None = None, missing: bool = False
) -> QuerySet[Project]:
    """The projects `by` sees that have a plan for the year of `month`, in administrative order; or only those not reported."""
    seen = list_queries.matching(by, ProjectFilter(unit=unit, missing=missing), month)
    planned = YearPlan.objects.filter(year=month.year)
    return seen.filter(pk__in=planned.values("project")).select_related("unit").order_by("unit__path", "code")


def sent_back(projects: QuerySet[Project], month: Month) -> QuerySet[MonthlyReturn]:
    """The returns of the month that wait to be corrected."""
    return MonthlyReturn.objects.filter(
        project__in=projects.order_by(), year=month.year, month=month.month, state=ReturnState.SENT_BACK
    )


def return_rows(projects: Sequence[Project], month: Month) -> list[ReturnRow]:
    """The grid's rows for planned projects, in their order, in three queries."""
    plans = _plans(projects, [month.year])
    attached = month_counts([project.pk for project in projects], month)
    returns: dict[int, list[MonthlyReturn]] = {}
    for report in MonthlyReturn.objects.filter(_year_of(month), project__in=projects):
        returns.setdefault(report.project_id, []).append(report)
    return [
        ReturnRow(
            project=project,
            month=month,
            plan=plans[project.pk, month.year],
            before=_before(returns.get(project.pk, []), month),
            current=next((r for r in returns.get(project.pk, []) if _month_of(r) == month), None),
            attachments=attached.get(project.pk, 0),
        )
        for project in projects
    ]


def reviewable(
    by: Person, *, month: Month | None = None, unit: int | None = None, signed: bool = False
) -> QuerySet[MonthlyReturn]:
    """The returns this person may sign off; with `signed` those signed already, which may still be sent back."""
    found = queries.signed_returns(by) if signed else queries.returns_to_review(by)
    if month:
        found = found.filter(year=month.year, month=month.month)
    return found.filter(project__unit__in=list_queries.subtree(unit)) if unit else found


def visible_returns(by: Person) -> QuerySet[MonthlyReturn]:
    """Every return of a project this person sees."""
    seen = Project.objects.visible_to(by).order_by()
    return MonthlyReturn.objects.filter(project__in=seen).select_related("project__unit")


def review_rows(reports: Sequence[MonthlyReturn]) -> list[ReviewRow]:
    """What the reviewer sees of these returns, in their order, in three queries."""
    projects = [report.project for report in reports]
    years = {report.year for report in reports}
    plans = _plans(projects, years)
    attached = figure_counts({project.pk for project in projects})
    earlier: dict[tuple[int, int], list[MonthlyReturn]] = {}
    for other in MonthlyReturn.objects.filter(project__in=projects, year__in=years):
        earlier.setdefault((other.project_id, other.year), []).append(other)
    return [
        ReviewRow(
            report=report,
            plan=plans.get((report.project_id, report.year)),
            before=_before(earlier[report.project_id, report.year], _month_of(report)),
            attachments=attached.get((report.project_id, report.year, report.month), 0),
        )
        for report in reports
    ]


def _plans(projects: Sequence[Project], years: Sequence[int] | set[int]) -> Mapping[tuple[int, int], Decimal]:
    found = YearPlan.objects.filter(project__in=projects, year__in=years)
    return {(pk, year): amount for pk, year, amount in found.values_list("project", "year", "amount")}


def _year_of(month: Month) -> Q:
    """The months of a year up to `month`; for January also those of the year before, whose words carry over."""
    year = Q(year=month.year, month__lte=month.month)
    return year | Q(year=month.year - 1) if month.month == 1 else year


def _before(returns: Sequence[MonthlyReturn], month: Month) -> MonthlyReturn | None:
    earlier = [r for r in returns if _month_of(r) < month and r.state != ReturnState.SENT_BACK]
    return max(earlier, key=_month_of, default=None)


def _month_of(report: MonthlyReturn) -> Month:
    return Month(report.year, report.month)
