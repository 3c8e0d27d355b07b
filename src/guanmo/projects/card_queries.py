"""One project's card: where it stands, its plans and re-plans, its months."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from guanmo.engines.packs import Pack
from guanmo.engines.periods import Month
from guanmo.engines.progress import Light, completion, gap, lamp
from guanmo.foundation.models import HistoryEntry
from guanmo.foundation.queries import entries_of
from guanmo.projects import queries
from guanmo.projects.attachment_queries import figure_counts
from guanmo.projects.enums import ReturnState
from guanmo.projects.models import MonthlyReturn, PlanChange, Project, YearPlan
from guanmo.projects.queries import Standing


@dataclass(frozen=True)
class CardMonth:
    """One month of a year: its return if there is one, and what the figure says against the year's plan.

    `added` is what came on top of the last counted month, in 万元; `gap` is in 百分点. A return sent back counts for
    nothing and has neither. `is_due` says that the month is over, so that no return means one is missing.
    """

    month: Month
    report: MonthlyReturn | None
    is_due: bool
    added: Decimal | None
    completion: Decimal | None
    gap: Decimal | None
    lamp: Light
    attachments: int = 0


@dataclass(frozen=True)
class CardPlan:
    """A year's plan with its changes and how far the year came."""

    plan: YearPlan
    changes: list[PlanChange]
    done: Decimal | None

    @property
    def completion(self) -> Decimal | None:
        """The last counted figure of the year as a share of the plan in force."""
        return completion(self.done, self.plan.amount)


@dataclass(frozen=True)
class Card:
    """Everything the card shows; `month` is the last month of the year shown that is over."""

    project: Project
    month: Month
    pack: Pack
    standing: Standing
    plans: list[CardPlan]
    months: list[CardMonth]
    years: list[int]

    @property
    def plan(self) -> CardPlan | None:
        """The plan of the year shown."""
        return next((p for p in self.plans if p.plan.year == self.month.year), None)

    @property
    def problems(self) -> list[MonthlyReturn]:
        """The returns of the year that report a problem, the latest first."""
        return [m.report for m in reversed(self.months) if m.report and m.report.problems]

    @property
    def since(self) -> Month | None:
        """The month from which the project has been behind without a break; None if it is not."""
        if self.standing.lamp is not Light.BEHIND:
            return None
        done = {m.month.month: m.report.done for m in self.months if m.report and _counts(m.report)}
        return queries.red_since(self.standing, done, self.month, self.pack)

    @property
    def pace(self) -> list[Decimal | None]:
        """Completion month by month up to the month shown, for the small line."""
        return [m.completion for m in self.months if m.month <= self.month]


def project_card(project: Project, year: int, today: date) -> Card:
    """The card of a project for one year; the same few queries however long its life."""
    month = shown_month(year, today)
    pack = queries.light_pack(year)
    plans = list(project.plans.all())
    returns = list(project.returns.select_related("submitted_by", "reviewed_by"))
    [standing] = queries.standings(Project.objects.filter(pk=project.pk), month, pack)
    changes = PlanChange.objects.filter(plan__in=plans).select_related("approved_by")
    return Card(
        project=project,
        month=month,
        pack=pack,
        standing=standing,
        plans=_card_plans(plans, list(changes), returns),
        months=_months(month, [r for r in returns if r.year == year], standing, figure_counts([project.pk])),
        years=sorted({year, today.year, *(p.year for p in plans), *(r.year for r in returns)}, reverse=True),
    )


def shown_month(year: int, today: date) -> Month:
    """The last month of `year` that is over; December of a past year, January of one that has not got so far."""
    return max(Month(year, 1), min(Month(year, 12), queries.reporting_month(today)))


def history_of_project(project: Project) -> QuerySet[HistoryEntry]:
    """Everything written about the project, its plans, their changes and its returns, newest first."""
    changes = PlanChange.objects.filter(plan__project=project)
    return (
        entries_of(project)
        | entries_of(*project.plans.all())
        | entries_of(*changes)
        | entries_of(*project.returns.all())
    )


def _card_plans(
    plans: Sequence[YearPlan], changes: Sequence[PlanChange], returns: Sequence[MonthlyReturn]
) -> list[CardPlan]:
    reached = {r.year: r.done for r in returns if _counts(r)}  # in order of months, so the last one stays
    return [
        CardPlan(plan, [c for c in changes if c.plan_id == plan.pk], reached.get(plan.year)) for plan in plans
    ]


def _months(
    shown: Month,
    returns: Sequence[MonthlyReturn],
    standing: Standing,
    attached: Mapping[tuple[int, int, int], int],
) -> list[CardMonth]:
    by_month = {r.month: r for r in returns}
    months, before = [], Decimal(0)
    for number in range(1, 13):
        report = by_month.get(number)
        done = report.done if report and _counts(report) else None
        months.append(
            CardMonth(
                month=Month(shown.year, number),
                report=report,
                is_due=Month(shown.year, number) <= shown,
                added=None if done is None else done - before,
                completion=completion(done, standing.plan),
                gap=gap(done, standing.plan, number),
                lamp=lamp(standing.pack, done=done, plan=standing.plan, month=number),
                attachments=attached.get((standing.pk, shown.year, number), 0),
            )
        )
        before = before if done is None else done
    return months


def _counts(report: MonthlyReturn) -> bool:
    return report.state != ReturnState.SENT_BACK
