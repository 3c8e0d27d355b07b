"""The portrait of a tour's stops against the last tour or the library, each count with the projects behind it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import FilteredRelation, Q, QuerySet

from guanmo.accounts.models import Person
from guanmo.engines.packs import Kind, Pack, load_pack, shipped_packs
from guanmo.engines.packs.portrait_rules import Facts
from guanmo.engines.portrait import Portrait, portrait
from guanmo.observation.enums import TourState
from guanmo.observation.models import Stop, Tour
from guanmo.projects.models import Project
from guanmo.projects.pack_queries import last_versions


@dataclass(frozen=True)
class Comparison:
    """What a tour's stops are compared with: what it is called, and the projects."""

    called: str
    projects: QuerySet[Project]


@dataclass(frozen=True)
class Drawn:
    """A portrait, the rule it was drawn by, how many projects on each side and what the other side is called."""

    portrait: Portrait
    pack: Pack
    stops: int
    others: int
    base: str


def portrait_pack() -> Pack:
    """The rule portraits are drawn by: the one the office wrote last, else the shipped one."""
    own = [version for version in last_versions() if version.kind == Kind.PORTRAITS]
    latest = max(own, key=lambda version: version.saved_at, default=None)
    return load_pack(latest.text) if latest else shipped_packs(Kind.PORTRAITS)[0]


def last_before(tour: Tour) -> Tour | None:
    """The sealed tour before this one."""
    earlier = Tour.objects.filter(state=TourState.SEALED, held_on__lt=tour.held_on)
    return earlier.order_by("-held_on", "-pk").first()


def compared_with(by: Person, tour: Tour, *, library: bool) -> Comparison:
    """The projects of the last tour; those with a plan in the tour's year where asked for, or where there is no last tour."""
    seen, last = Project.objects.visible_to(by), last_before(tour)
    if last is None or library:
        planned = seen.filter(plans__year=tour.held_on.year)
        return Comparison(f"{tour.held_on.year}年有计划的项目", planned)
    return Comparison(str(last), seen.filter(pk__in=Stop.objects.filter(tour=last).values("project")))


def drawn(by: Person, tour: Tour, other: Comparison, pack: Pack) -> Drawn:
    """The portrait of the tour's stops beside the other projects, by this rule."""
    year = tour.held_on.year
    own = Project.objects.visible_to(by).filter(pk__in=Stop.objects.filter(tour=tour).values("project"))
    now, before = _facts(own, year), _facts(other.projects, year)
    found = portrait(pack.portrait_rule, now, before, other.called)
    return Drawn(found, pack, len(now), len(before), other.called)


def projects_behind(by: Person, keys: Collection[int]) -> QuerySet[Project]:
    """The projects of a count, in administrative order."""
    return Project.objects.visible_to(by).filter(pk__in=keys).select_related("unit")


def _facts(projects: QuerySet[Project], year: int) -> list[Facts]:
    """What the rule may ask of each, in one query; the category is that of the year's plan."""
    plan = FilteredRelation("plans", condition=Q(plans__year=year))
    rows = projects.annotate(plan=plan).order_by("unit__path", "code").distinct()
    listed = rows.values_list("pk", "stage", "plan__category", "industry", "total_investment")
    return [
        Facts(pk, stage, category or "", industry, total) for pk, stage, category, industry, total in listed
    ]
