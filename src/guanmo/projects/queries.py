"""Projects with their plan, last return and light; the months a city works in."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery

from guanmo.accounts.models import Person, Unit
from guanmo.accounts.queries import ranked_units, units_found
from guanmo.engines.lookup import search_terms
from guanmo.engines.packs import Pack, load_pack, shipped_pack
from guanmo.engines.periods import Month
from guanmo.engines.progress import Light, LightResult, completion, gap, lamp, light
from guanmo.projects.enums import Category, Evidence, ReturnState, Stage
from guanmo.projects.models import LightChoice, MonthlyReturn, Project, YearPlan

DEFAULT_LIGHTS = "yinchuan-2025"
IN_ONE_QUERY = 10_000


@dataclass(frozen=True)
class Standing:
    """Where one project stands at the end of a month.

    Money in 万元. `reported` is the month the figures are of; None means
    nothing was returned this year, which is not the same as nothing done.
    """

    pk: int
    unit_id: int
    total_investment: Decimal | None
    plan: Decimal | None
    baseline: Decimal | None
    category: str
    done: Decimal | None
    reported: int | None
    state: str
    evidence: str
    lamp: Light
    month: Month
    pack: Pack = field(repr=False)

    @cached_property
    def completion(self) -> Decimal | None:
        """Done as a share of the plan in force; worked out when asked for, like all that only some lines need."""
        return completion(self.done, self.plan)

    @cached_property
    def gap(self) -> Decimal | None:
        """Completion less time progress, in 百分点 and not rounded."""
        return gap(self.done, self.plan, self.month.month)

    @cached_property
    def light(self) -> LightResult:
        """The light with its reason; worded when asked for, since a list needs the words of few."""
        return light(self.pack, done=self.done, plan=self.plan, month=self.month.month)

    @property
    def category_label(self) -> str:
        """What the year's plan lists the project as; nothing without a plan."""
        return Category(self.category).label if self.category else ""

    @property
    def evidence_label(self) -> str:
        """How far the figure was checked; nothing without a figure."""
        return Evidence(self.evidence).label if self.evidence else ""

    @property
    def is_stale(self) -> bool:
        """Whether the figures are of an earlier month than the one asked for."""
        return self.reported is not None and self.reported < self.month.month


@dataclass(frozen=True)
class Totals:
    """The sums under a list of projects; `lights` counts them by light."""

    projects: int
    total_investment: Decimal
    baseline: Decimal
    plan: Decimal
    done: Decimal
    lights: dict[str, int]

    @property
    def completion(self) -> Decimal | None:
        """All that was done as a share of all that was planned."""
        return completion(self.done, self.plan)

    def gap_at(self, month: Month) -> Decimal | None:
        """Completion of the sums less time progress, in 百分点."""
        return gap(self.done, self.plan, month.month)


def search(projects: QuerySet[Project], query: str) -> QuerySet[Project]:
    """Those whose name, code, unit or pinyin holds every word of `query`."""
    for term in search_terms(query):
        projects = projects.filter(Q(search_text__contains=term) | Q(unit__in=units_found(term)))
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
    ).values_list(
        "pk", "unit_id", "total_investment", "plan__amount", "plan__baseline", "plan__category", "last_return"
    )
    listed = list(rows)
    returns = _figures_of([row[-1] for row in listed if row[-1]])
    nothing = (None, None, "", "")
    return [_standing(row, returns.get(row[-1], nothing), month, pack) for row in listed]


def _figures_of(pks: Sequence[int]) -> dict[int, tuple[Decimal, int, str, str]]:
    """Done, month, state and evidence of returns; asked by the thousand, since databases bound the length of a list."""
    found: dict[int, tuple[Decimal, int, str, str]] = {}
    for start in range(0, len(pks), IN_ONE_QUERY):
        rows = MonthlyReturn.objects.filter(pk__in=pks[start : start + IN_ONE_QUERY]).order_by()
        for pk, done, number, state, evidence in rows.values_list("pk", "done", "month", "state", "evidence"):
            found[pk] = (done, number, state, evidence)
    return found


def _standing(
    row: Sequence[Any],  # Any: a row of values, in the order `standings` asks for them
    figures: tuple[Decimal | None, int | None, str, str],
    month: Month,
    pack: Pack,
) -> Standing:
    pk, unit_id, total_investment, plan, baseline, category, _ = row
    done, reported, state, evidence = figures
    return Standing(
        pk=pk,
        unit_id=unit_id,
        total_investment=total_investment,
        plan=plan,
        baseline=baseline,
        category=category or "",
        done=done,
        reported=reported,
        state=state,
        evidence=evidence,
        lamp=lamp(pack, done=done, plan=plan, month=month.month),
        month=month,
        pack=pack,
    )


def totals(listed: Sequence[Standing]) -> Totals:
    """The sums under a list; a figure not reported adds nothing."""
    return Totals(
        projects=len(listed),
        total_investment=_sum(s.total_investment for s in listed),
        baseline=_sum(s.baseline for s in listed),
        plan=_sum(s.plan for s in listed),
        done=_sum(s.done for s in listed),
        lights=dict(Counter(s.lamp.value for s in listed)),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


@dataclass(frozen=True)
class Behind:
    """A project that is behind: since which month without a break, and how long."""

    project: Project
    standing: Standing
    since: Month
    days: int


def behind(by: Person, listed: Iterable[Standing], today: date) -> list[Behind]:
    """The projects among those listed that are behind, the longest first; what is at full output or gone is left out.

    Since when: the first month of the unbroken run of red months this year that ends at the listed month; days count
    from the first day after that month ended.
    """
    red = {s.pk: s for s in listed if s.lamp is Light.BEHIND}
    going = Project.objects.visible_to(by).exclude(stage__in=(Stage.EXITED, Stage.FULL))
    found = []
    for project, standing, done in _with_done(going.select_related("unit").in_bulk(list(red)), red):
        since = red_since(standing, done, standing.month, standing.pack)
        found.append(Behind(project, standing, since, (today - since.next().first_day).days))
    return sorted(found, key=lambda b: (-b.days, b.standing.gap or Decimal(0), b.project.code))


def _with_done(
    projects: Mapping[int, Project], red: Mapping[int, Standing]
) -> Iterator[tuple[Project, Standing, Mapping[int, Decimal]]]:
    """Each project with its standing and what was done by month."""
    done: dict[int, dict[int, Decimal]] = {pk: {} for pk in projects}
    if projects:
        month = red[next(iter(projects))].month
        reports = counted_returns(month).filter(project__in=list(projects)).order_by()
        for project, number, amount in reports.values_list("project", "month", "done"):
            done[project][number] = amount
    for pk, found in projects.items():
        yield found, red[pk], done[pk]


def red_since(standing: Standing, done: Mapping[int, Decimal], month: Month, pack: Pack) -> Month:
    """The first month of the unbroken run of red months of the year that ends at the red `month`; `done` by month."""
    since = month
    while since.month > 1:
        earlier = since.previous()
        known = [done[number] for number in sorted(done) if number <= earlier.month]
        done_then = known[-1] if known else None
        if lamp(pack, done=done_then, plan=standing.plan, month=earlier.month) is not Light.BEHIND:
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


def unit_summaries(listed: Sequence[Standing], month: Month) -> list[UnitSummary]:
    """Counties, districts and zones in administrative order, each with the listed projects of its whole subtree."""
    paths = dict(Unit.objects.values_list("pk", "path"))
    summaries = []
    for unit in ranked_units():
        own = [s for s in listed if paths[s.unit_id].startswith(unit.path)]
        if own:
            summed = totals(own)
            summaries.append(UnitSummary(unit, summed, summed.completion, summed.gap_at(month)))
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
    return _of_others(by).filter(state=ReturnState.SUBMITTED)


def signed_returns(by: Person) -> QuerySet[MonthlyReturn]:
    """Returns signed off that this person may still send back, the latest month first."""
    signed = _of_others(by).filter(state=ReturnState.APPROVED)
    return signed.order_by("-year", "-month", "project__unit__path", "project__code")


def _of_others(by: Person) -> QuerySet[MonthlyReturn]:
    return (
        MonthlyReturn.objects.filter(project__in=Project.objects.visible_to(by).order_by())
        .exclude(submitted_by=by)
        .select_related("project__unit", "submitted_by", "reviewed_by")
        .order_by("year", "month", "project__unit__path", "project__code")
    )
