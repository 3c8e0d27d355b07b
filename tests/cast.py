"""The standing cast: a small city and one person of each kind, made through the services as in real life."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from guanmo.accounts import services
from guanmo.accounts.enums import UnitKind
from guanmo.accounts.models import Person, Unit
from guanmo.accounts.roles import RoleName
from guanmo.engines.periods import Month
from guanmo.projects.enums import Category, Stage
from guanmo.projects.models import Project
from guanmo.projects.services import register_project, set_plan, submit_return

# A Tuesday noon in the city; the reporting month is then October 2026.
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
OCTOBER = Month(2026, 10)
PASSWORD = "guan-lan-2026"


@dataclass(frozen=True)
class City:
    """The units of the cast."""

    root: Unit
    office: Unit
    county: Unit
    county_bureau: Unit
    other_county: Unit
    district: Unit
    zone: Unit


@dataclass(frozen=True)
class Cast:
    """The people of the cast; `clerk`, `colleague` and `approver` belong to the county, `stranger` to the other one."""

    city: City
    office: Person
    clerk: Person
    colleague: Person
    approver: Person
    stranger: Person
    leader: Person
    juror: Person
    auditor: Person
    system_admin: Person
    security_admin: Person
    nobody: Person

    def everybody(self) -> dict[str, Person]:
        """Each person by the name of the part."""
        return {part: person for part, person in vars(self).items() if part != "city"}


def make_city() -> City:
    """Seven units: the city, its office, two counties, a district, a zone, and a bureau in the first county."""

    def unit(name: str, kind: UnitKind, parent: Unit | None, order: int) -> Unit:
        return services.create_unit(
            name=name, short_name=name[:4], kind=kind, parent=parent, order=order, by=None, at=NOON
        )

    root = unit("观澜市", UnitKind.CITY, None, 1)
    county = unit("青屿县", UnitKind.COUNTY, root, 1)
    return City(
        root=root,
        office=unit("市重点办", UnitKind.DEPARTMENT, root, 90),
        county=county,
        county_bureau=unit("青屿县发改局", UnitKind.DEPARTMENT, county, 1),
        other_county=unit("云溪县", UnitKind.COUNTY, root, 2),
        district=unit("城北区", UnitKind.DISTRICT, root, 3),
        zone=unit("高新功能区", UnitKind.ZONE, root, 4),
    )


def make_person(username: str, name: str, unit: Unit, role: str) -> Person:
    """One account with a role."""
    person = services.create_person(
        username=username, name=name, unit=unit, password=PASSWORD, by=None, at=NOON
    )
    return services.grant_role(person=person, role=role, by=None, at=NOON)


def make_cast() -> Cast:
    """The whole cast in its city."""
    city = make_city()
    return Cast(
        city=city,
        office=make_person("office", "周统筹", city.office, RoleName.OFFICE),
        clerk=make_person("clerk", "陈填报", city.county, RoleName.CLERK),
        colleague=make_person("colleague", "李同事", city.county, RoleName.CLERK),
        approver=make_person("approver", "吴审核", city.county, RoleName.APPROVER),
        stranger=make_person("stranger", "赵外县", city.other_county, RoleName.CLERK),
        leader=make_person("leader", "郑市长", city.root, RoleName.LEADER),
        juror=make_person("juror", "孙评委", city.office, RoleName.JUROR),
        auditor=make_person("auditor", "钱审计", city.office, RoleName.AUDITOR),
        system_admin=make_person("sysadmin", "冯系统", city.office, RoleName.SYSTEM_ADMIN),
        security_admin=make_person("secadmin", "褚安全", city.office, RoleName.SECURITY_ADMIN),
        nobody=make_person("nobody", "卫新人", city.office, ""),
    )


def make_project(
    cast: Cast,
    *,
    name: str = "滨海产业园",
    unit: Unit | None = None,
    plan: str | None = "12000",
    done: str | None = None,
) -> Project:
    """The smallest valid project, with a plan of 2026 and a return of October where figures are given (万元)."""
    project = register_project(
        unit=unit or cast.city.county,
        values={"name": name, "stage": Stage.BUILDING, "total_investment": Decimal(50000)},
        by=cast.office,
        at=NOON,
    )
    if plan is not None:
        set_plan(
            project=project, year=2026, category=Category.NEW, amount=Decimal(plan), by=cast.office, at=NOON
        )
    if done is not None:
        submit_return(project=project, month=OCTOBER, done=Decimal(done), by=cast.clerk, at=NOON)
    return project
