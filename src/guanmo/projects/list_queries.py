"""The project list: which projects it shows, in which order, with which sums."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter

from django.db.models import F, Min, OrderBy, QuerySet

from guanmo.accounts.enums import Permission
from guanmo.accounts.models import Person, Unit
from guanmo.engines.packs import Pack
from guanmo.engines.periods import Month
from guanmo.engines.progress import Light
from guanmo.projects import queries
from guanmo.projects.models import Project, YearPlan
from guanmo.projects.queries import Standing, Totals
from guanmo.projects.sector_queries import in_sector, sector_label

DEFAULT_SORT = "unit"
# Orders the database makes; a project without the date stands last either way.
BY_FIELD: dict[str, tuple[str, ...]] = {
    "unit": ("unit__path", "code"),
    "code": ("code",),
    "starts": ("starts_on", "code"),
    "ends": ("ends_on", "code"),
}
WORST_FIRST = {light.value: rank for rank, light in enumerate((Light.BEHIND, Light.WARNING, Light.NORMAL))}
# Orders made from figures; a project without the figure stands last either way.
BY_FIGURE: dict[str, Callable[[Standing], Decimal | int | None]] = {
    "total": attrgetter("total_investment"),
    "plan": attrgetter("plan"),
    "done": attrgetter("done"),
    "completion": attrgetter("completion"),
    "gap": attrgetter("gap"),
    "reported": attrgetter("reported"),
    "light": lambda standing: WORST_FIRST.get(standing.lamp.value),
}


@dataclass(frozen=True)
class ProjectFilter:
    """Which projects a list shows; what is None or empty does not narrow it."""

    text: str = ""
    unit: int | None = None
    light: str = ""
    stage: str = ""
    category: str = ""
    leader: str = ""
    sector: str = ""
    attribute: str = ""
    carrier: str = ""
    missing: bool = False


@dataclass(frozen=True)
class ProjectList:
    """All projects a filter leaves, in order, with their sums."""

    month: Month
    pack: Pack
    standings: list[Standing]
    totals: Totals

    @property
    def gap(self) -> Decimal | None:
        """Completion of the sums less time progress, in 百分点."""
        return self.totals.gap_at(self.month)


@dataclass(frozen=True)
class ListedProject:
    """One line of the list."""

    project: Project
    standing: Standing

    @property
    def sector(self) -> str:
        """The city's industry the project counts as; empty outside its system."""
        return sector_label(self.project)


def project_list(by: Person, wanted: ProjectFilter, month: Month, sort: str = "") -> ProjectList:
    """The projects `by` sees that fit every condition at the end of `month`.

    `sort` is a word of BY_FIELD or BY_FIGURE, with `-` in front for the reverse; any other word gives the
    administrative order.
    """
    pack = queries.light_pack(month.year)
    key = sort.removeprefix("-")
    found = matching(by, wanted, month)
    if key in BY_FIGURE:
        listed = _by_figure(queries.standings(found, month, pack), key, down=sort.startswith("-"))
    else:
        listed = queries.standings(found.order_by(*_field_order(key, down=sort.startswith("-"))), month, pack)
    if wanted.light:
        listed = [standing for standing in listed if standing.lamp == wanted.light]
    return ProjectList(month, pack, listed, queries.totals(listed))


def matching(by: Person, wanted: ProjectFilter, month: Month) -> QuerySet[Project]:
    """The projects `by` sees that fit every condition but the light, which is computed and not stored."""
    found: QuerySet[Project] = Project.objects.visible_to(by)
    if wanted.unit:
        found = found.filter(unit__in=subtree(wanted.unit))
    if wanted.stage:
        found = found.filter(stage=wanted.stage)
    if wanted.category:
        found = found.filter(plans__year=month.year, plans__category=wanted.category)
    if wanted.leader:
        found = found.filter(leader=wanted.leader)
    if wanted.sector:
        found = in_sector(found, wanted.sector)
    if wanted.attribute:
        found = found.filter(attributes__contains=wanted.attribute)
    if wanted.carrier:
        found = found.filter(carrier=wanted.carrier)
    if wanted.missing:
        found = queries.missing_returns(found, month)
    return queries.search(found, wanted.text)


def lit_projects(by: Person, wanted: ProjectFilter, month: Month) -> QuerySet[Project]:
    """The projects that fit every condition, the light too, in administrative order."""
    found = matching(by, wanted, month).order_by(*BY_FIELD[DEFAULT_SORT])
    if not wanted.light:
        return found
    lit = project_list(by, wanted, month).standings
    return found.filter(pk__in=[standing.pk for standing in lit])


def subtree(unit: int) -> QuerySet[Unit]:
    """The unit of this key and everything below it."""
    return Unit.objects.within(Unit.objects.get(pk=unit))


def listed_projects(by: Person, page: Sequence[Standing]) -> list[ListedProject]:
    """The projects of one page of standings, with their units, in one query."""
    projects = Project.objects.visible_to(by).select_related("unit").in_bulk([s.pk for s in page])
    return [ListedProject(projects[standing.pk], standing) for standing in page]


def units_of(by: Person) -> QuerySet[Unit]:
    """The units whose projects a person sees, in administrative order."""
    if by.has_permission(Permission.VIEW_ALL_PROJECTS):
        return Unit.objects.visible_to(by)
    return Unit.objects.visible_to(by).filter(path__startswith=by.unit.path)


def open_units_of(by: Person) -> QuerySet[Unit]:
    """Those of them that are in use, where a project can be put."""
    return units_of(by).filter(is_active=True)


def leaders_of(by: Person) -> list[str]:
    """The leaders in charge named by the projects a person sees."""
    seen = Project.objects.visible_to(by).exclude(leader="")
    return list(seen.order_by("leader").values_list("leader", flat=True).distinct())


def carriers_of(by: Person) -> list[str]:
    """The parks and other carriers named by the projects a person sees."""
    seen = Project.objects.visible_to(by).exclude(carrier="")
    return list(seen.order_by("carrier").values_list("carrier", flat=True).distinct())


def months_on_record(today: date) -> list[Month]:
    """The months a list can speak about, the latest first: from January of the first planned year to this month."""
    this = Month.of(today)
    first = YearPlan.objects.aggregate(first=Min("year"))["first"]
    start = Month(min(first or this.year, this.year), 1)
    return list(reversed(list(start.months_until(this))))


def _by_figure(listed: list[Standing], key: str, *, down: bool) -> list[Standing]:
    figure = BY_FIGURE[key]
    known = [(value, s) for s in listed if (value := figure(s)) is not None]
    unknown = [s for s in listed if figure(s) is None]
    return [s for _, s in sorted(known, key=lambda pair: pair[0], reverse=down)] + unknown


def _field_order(key: str, *, down: bool) -> list[str | OrderBy]:
    first, *rest = BY_FIELD.get(key, BY_FIELD[DEFAULT_SORT])
    field = F(first)
    return [field.desc(nulls_last=True) if down else field.asc(nulls_last=True), *rest]
