"""Opinions of departments as pages ask for them: by project, in a table of departments, those a person owes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from guanmo.accounts.enums import UnitKind
from guanmo.accounts.models import Person, Unit
from guanmo.observation import rules
from guanmo.observation.enums import TourState
from guanmo.observation.models import Tour
from guanmo.observation.nomination_models import Opinion
from guanmo.projects.models import Project


@dataclass(frozen=True)
class OpinionRow:
    """A project and what each department of the table says of it; None where it is not asked."""

    project: Project
    cells: Sequence[tuple[Unit, Opinion | None]]

    @property
    def is_vetoed(self) -> bool:
        return any(one is not None and one.is_veto for _, one in self.cells)


@dataclass(frozen=True)
class OpinionTable:
    """What the departments say of the projects of a tour: a row a project, a column a department."""

    departments: Sequence[Unit]
    rows: Sequence[OpinionRow]
    waiting: int
    overdue: int

    @property
    def vetoed(self) -> int:
        """How many projects are kept off the tour."""
        return sum(row.is_vetoed for row in self.rows)


def opinions(by: Person) -> QuerySet[Opinion]:
    """The opinions this person sees, with what a row shows of them."""
    return _shown(Opinion.objects.visible_to(by))


def asked_of(by: Person) -> QuerySet[Opinion]:
    """Those asked of this person's department: what is unanswered first, the first due before the others."""
    found = _shown(Opinion.objects.visible_to(by).of_department_of(by))
    return found.order_by(F("answered_at").desc(nulls_first=True), "due_on", "tour__held_on", "pk")


def owed(by: Person) -> QuerySet[Opinion]:
    """Those this person's department still has to answer."""
    if not rules.speaks_for_a_unit(by):
        return Opinion.objects.none()
    return asked_of(by).filter(stance__isnull=True, tour__state=TourState.PREPARING)


def advises(by: Person) -> bool:
    """Whether this person answers for a department that was ever asked."""
    return rules.speaks_for_a_unit(by) and asked_of(by).exists()


def is_overdue(opinion: Opinion, today: date) -> bool:
    """Whether the answer should be there by now; the last day counts."""
    return not opinion.stance and opinion.due_on < today


def overdue(by: Person, today: date) -> QuerySet[Opinion]:
    """Those the office waits for in vain, of tours in preparation."""
    waiting = Q(stance__isnull=True, due_on__lt=today, tour__state=TourState.PREPARING)
    found: QuerySet[Opinion] = Opinion.objects.visible_to(by).filter(waiting)
    return found


def by_project(tour: Tour) -> Mapping[int, Sequence[Opinion]]:
    """The opinions on a tour by the key of their project, departments in administrative order."""
    found: dict[int, list[Opinion]] = defaultdict(list)
    for one in Opinion.objects.filter(tour=tour).select_related("department"):
        found[one.project_id].append(one)
    return found


def vetoed(tour: Tour) -> Mapping[int, str]:
    """By the key of the projects kept off a tour: which departments do and why, as a sentence."""
    found: dict[int, str] = defaultdict(str)
    for one in Opinion.objects.vetoes().filter(tour=tour).select_related("department"):
        found[one.project_id] += f"{one.department}否决：{one.reason.rstrip('。')}。"
    return found


def table(by: Person, tour: Tour, today: date) -> OpinionTable:
    """The opinions on a tour; projects in administrative order of their units."""
    listed = list(opinions(by).filter(tour=tour).order_by("project__unit__path", "project__name", "project"))
    departments = sorted({one.department for one in listed}, key=lambda unit: unit.path)
    said = {(one.project_id, one.department_id): one for one in listed}
    projects = {one.project_id: one.project for one in listed}
    return OpinionTable(
        departments=departments,
        rows=[
            OpinionRow(project, [(unit, said.get((key, unit.pk))) for unit in departments])
            for key, project in projects.items()
        ],
        waiting=sum(not one.stance for one in listed),
        overdue=sum(is_overdue(one, today) for one in listed),
    )


def departments_to_ask() -> QuerySet[Unit]:
    """The departments of the city, in administrative order."""
    return Unit.objects.filter(kind=UnitKind.DEPARTMENT, parent__parent=None, is_active=True)


def asked_last() -> list[int]:
    """The keys of the departments asked for the latest tour that asked any: usually the same again."""
    last = Opinion.objects.order_by("-asked_at", "-pk").values_list("tour", flat=True).first()
    return list(Opinion.objects.filter(tour=last).order_by().values_list("department", flat=True).distinct())


def without_opinion(tour: Tour, projects: Iterable[Project]) -> set[int]:
    """The keys of those of these projects nobody was asked about yet."""
    asked = set(Opinion.objects.filter(tour=tour).values_list("project", flat=True))
    return {project.pk for project in projects} - asked


def _shown(found: QuerySet[Opinion]) -> QuerySet[Opinion]:
    return found.select_related(
        "tour", "project__unit", "department", "asked_by", "answered_by", "overruled_by"
    )
