"""A library of 5,000 projects with 36 months of returns in a database of its own."""

from datetime import UTC, datetime
from decimal import Decimal
from random import Random

from django.core.management import call_command

from guanmo.accounts.enums import UnitKind
from guanmo.accounts.models import Person, Unit
from guanmo.accounts.roles import RoleName
from guanmo.accounts.services import create_person, create_unit, grant_role
from guanmo.engines.lookup import search_key
from guanmo.foundation.history import Change
from guanmo.projects.enums import Category, ReturnState, Stage
from guanmo.projects.models import MonthlyReturn, Project, YearPlan

AT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
PASSWORD = "mea-sure-2026"  # noqa: S105 - of a database thrown away
COUNTIES = 11
YEARS = (2024, 2025, 2026)


def make_library(projects: int) -> Person:
    """Build it and return somebody of the office."""
    call_command("migrate", verbosity=0, interactive=False)
    office, units = make_city()
    change = Change("project.registered", by=office, at=AT)
    created = change.create_many([_project(n, units) for n in range(projects)])
    _plans_and_returns(created, office, change)
    return office


def make_city() -> tuple[Person, list[Unit]]:
    """A city with its counties, and somebody of the office."""
    root = create_unit(
        name="测量市", short_name="测量市", kind=UnitKind.CITY, parent=None, order=1, by=None, at=AT
    )
    units = [
        create_unit(
            name=f"{n}号县", short_name=f"{n}号县", kind=UnitKind.COUNTY, parent=root, order=n, by=None, at=AT
        )
        for n in range(1, COUNTIES + 1)
    ]
    office = create_person(username="office", name="测量员", unit=root, password=PASSWORD, by=None, at=AT)
    return grant_role(person=office, role=RoleName.OFFICE, by=None, at=AT), units


def _project(n: int, units: list[Unit]) -> Project:
    name = f"测量产业园第{n}期项目"
    return Project(
        code=f"GM2024-{n:04d}",
        name=name,
        unit=units[n % COUNTIES],
        stage=Stage.BUILDING,
        total_investment=Decimal(50_000 + n),
        search_text=search_key(name),
    )


def _plans_and_returns(projects: list[Project], office: Person, change: Change) -> None:
    random = Random(2)  # noqa: S311 - invented figures
    for year in YEARS:
        plans = [
            YearPlan(
                project=p,
                year=year,
                category=Category.CONTINUED,
                baseline=Decimal(12_000),
                amount=Decimal(12_000),
            )
            for p in projects
        ]
        change.create_many(plans)
        pace = {p.pk: random.uniform(0.4, 1.1) for p in projects}
        for month in range(1, 13):
            change.create_many([_return(p, year, month, pace[p.pk], office) for p in projects])


def _return(project: Project, year: int, month: int, pace: float, office: Person) -> MonthlyReturn:
    return MonthlyReturn(
        project=project,
        year=year,
        month=month,
        done=Decimal(round(1000 * month * pace)),
        state=ReturnState.SUBMITTED,
        submitted_by=office,
        submitted_at=AT,
    )
