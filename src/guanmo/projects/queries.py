"""Projects with their plan, last return and light; the months a city works in."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery

from guanmo.accounts.models import Person, Unit
from guanmo.accounts.queries import ranked_units
from guanmo.engines.lookup import search_terms
from guanmo.engines.packs import Pack, load_pack, shipped_pack
from guanmo.engines.periods import Month
from guanmo.engines.progress import LightResult, completion, gap, light
from guanmo.projects.enums import ReturnState, Stage
from guanmo.projects.models import LightChoice, MonthlyReturn, Project, YearPlan

DEFAULT_LIGHTS = "yinchuan-2025"


@dataclass(frozen=True)
class Standing:
    """Where one project stands at the end of a month.

    Money in 万元, `gap` in 百分点 and not rounded. `reported` is the month the figures are of; None means
    nothing was returned this year, which is not the same as nothing done.
    """

    pk: int
    unit_id: int
    plan: Decimal | None
    baseline: Decimal | None
    category: str
    done: Decimal | None
    reported: int | None
    state: str
    evidence: str
    completion: Decimal | None
    gap: Decimal | None
    light: LightResult


@dataclass(frozen=True)
class Totals:
    """The sums under a list of projects; `lights` counts them by light."""

    projects: int
    total_investment: Decimal
    plan: Decimal
    done: Decimal
    lights: dict[str, int]


def search(projects: QuerySet[Project], query: str) -> QuerySet[Project]:
    """Those whose name, code, unit or pinyin holds every word of `query`."""
    for term in search_terms(query):
        projects = projects.filter(search_text__contains=term)
    return projects


def reporting_month(today: date) -> Month:
    """The month the city speaks about: the last one that is over."""
    return Month(today.year, today.month).previous()


def light_pack(year: int) -> Pack:
    """The light rule in force in `year`: the one chosen for it, else the one chosen last before, else the shipped one."""
    chosen = LightChoice.objects.filter(year__lte=year).order_by("-year").first()
    return load_pack(chosen.text) if chosen else shipped_pack(DEFAULT_LIGHTS)


def counted_returns(month: Month) -> QuerySet[MonthlyReturn]:
    """The returns of this year up to `month` that count: everything not sent back."""
    return MonthlyReturn.objects.filter(year=month.year, month__lte=month.month).exclude(
        state=ReturnState.SENT_BACK
    )


def standings(projects: QuerySet[Project], month: Month, pack: Pack) -> list[Standing]:
    """One Standing a project, in the queryset's order, in two queries."""
    last = counted_returns(month).filter(project=OuterRef("pk")).order_by("-month")
    rows = projects.annotate(
        plan=FilteredRelation("plans", condition=Q(plans__year=month.year)),
        last_return=Subquery(last.values("pk")[:1]),
    ).values_list("pk", "unit_id", "last_return", "plan__amount", "plan__baseline", "plan__category")
    found = list(rows)
    returns = {
        row[0]: row[1:]
        for row in MonthlyReturn.objects.filter(pk__in=[row[2] for row in found if row[2]]).values_list(
            "pk", "done", "month", "state", "evidence"
        )
    }
    nothing = (None, None, "", "")
    return [
        _standing(pk, unit_id, returns.get(last_return, nothing), (amount, baseline, category), month, pack)
        for pk, unit_id, last_return, amount, baseline, category in found
    ]


def _standing(
    pk: int,
    unit_id: int,
    reported: tuple[Decimal | None, int | None, str, str],
    planned: tuple[Decimal | None, Decimal | None, str | None],
    month: Month,
    pack: Pack,
) -> Standing:
    done, reported_month, state, evidence = reported
    amount, baseline, category = planned
    return Standing(
        pk=pk,
        unit_id=unit_id,
        plan=amount,
        baseline=baseline,
        category=category or "",
        done=done,
        reported=reported_month,
        state=state,
        evidence=evidence,
        completion=completion(done, amount),
        gap=gap(done, amount, month.month),
        light=light(pack, done=done, plan=amount, planned_to_date=None, month=month.month),
    )


def totals(projects: QuerySet[Project], listed: Sequence[Standing]) -> Totals:
    """The sums under a list; a figure not reported adds nothing."""
    invested = dict(projects.order_by().values_list("pk", "total_investment"))
    return Totals(
        projects=len(listed),
        total_investment=sum((invested.get(s.pk) or Decimal(0) for s in listed), Decimal(0)),
        plan=sum((s.plan or Decimal(0) for s in listed), Decimal(0)),
        done=sum((s.done or Decimal(0) for s in listed), Decimal(0)),
        lights=dict(Counter(s.light.light for s in listed)),
    )


@dataclass(frozen=True)
class Behind:
    """A project that is behind: since which month without a break, and how long."""

    project: Project
    standing: Standing
    since: Month
    days: int


def behind(by: Person, month: Month, pack: Pack, today: date) -> list[Behind]:
    """The projects this person sees that are behind at the end of `month`, the longest first.

    Since when: the first month of the unbroken run of red months this year that ends at `month`; days count from
    the first day after that month ended.
    """
    seen = Project.objects.visible_to(by).exclude(stage__in=(Stage.EXITED, Stage.FULL))
    red = [s for s in standings(seen, month, pack) if s.light.light == "behind"]
    projects = seen.select_related("unit").in_bulk([s.pk for s in red])
    by_month = _done_by_month([s.pk for s in red], month)
    found = []
    for standing in red:
        since = _red_since(standing, by_month.get(standing.pk, {}), month, pack)
        found.append(Behind(projects[standing.pk], standing, since, (today - since.next().first_day).days))
    return sorted(found, key=lambda b: (-b.days, b.standing.gap or Decimal(0), b.project.code))


def _done_by_month(projects: Sequence[int], month: Month) -> dict[int, dict[int, Decimal]]:
    found: dict[int, dict[int, Decimal]] = {}
    for project, number, done in (
        counted_returns(month).filter(project__in=projects).values_list("project", "month", "done")
    ):
        found.setdefault(project, {})[number] = done
    return found


def _red_since(standing: Standing, done: dict[int, Decimal], month: Month, pack: Pack) -> Month:
    since = month
    while since.month > 1:
        earlier = since.previous()
        known = [done[number] for number in sorted(done) if number <= earlier.month]
        result = light(
            pack,
            done=known[-1] if known else None,
            plan=standing.plan,
            planned_to_date=None,
            month=earlier.month,
        )
        if result.light != "behind":
            break
        since = earlier
    return since


@dataclass(frozen=True)
class UnitSummary:
    """One ranked unit's projects at the end of a month."""

    unit: Unit
    totals: Totals
    completion: Decimal | None
    gap: Decimal | None


def unit_summaries(by: Person, month: Month, pack: Pack) -> list[UnitSummary]:
    """Counties, districts and zones in administrative order, each with the projects of its whole subtree that `by` sees."""
    seen = Project.objects.visible_to(by)
    listed = standings(seen, month, pack)
    paths = dict(Unit.objects.values_list("pk", "path"))
    summaries = []
    for unit in ranked_units():
        own = [s for s in listed if paths[s.unit_id].startswith(unit.path)]
        if own:
            summed = totals(seen, own)
            summaries.append(
                UnitSummary(
                    unit,
                    summed,
                    completion(summed.done, summed.plan),
                    gap(summed.done, summed.plan, month.month),
                )
            )
    return summaries


def missing_returns(projects: QuerySet[Project], month: Month) -> QuerySet[Project]:
    """Projects with a plan this year and no counted return for exactly `month`."""
    given = MonthlyReturn.objects.filter(year=month.year, month=month.month).exclude(
        state=ReturnState.SENT_BACK
    )
    planned = YearPlan.objects.filter(year=month.year)
    return projects.filter(pk__in=planned.values("project")).exclude(pk__in=given.values("project"))


def returns_to_review(by: Person) -> QuerySet[MonthlyReturn]:
    """Submitted returns this person may sign off: of the own projects, sent by somebody else."""
    return (
        MonthlyReturn.objects.filter(
            state=ReturnState.SUBMITTED, project__in=Project.objects.visible_to(by).order_by()
        )
        .exclude(submitted_by=by)
        .select_related("project__unit", "submitted_by")
        .order_by("year", "month", "project__unit__path", "project__code")
    )
