"""Units and people of the demonstration city."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.contrib.auth.hashers import make_password

from guanmo.accounts.enums import UnitKind
from guanmo.accounts.models import Person, Unit
from guanmo.accounts.roles import RoleName
from guanmo.accounts.services import create_unit
from guanmo.demo.names import COUNTIES, DEPARTMENTS, GIVEN, SHORT_NAMES, SURNAMES
from guanmo.foundation.history import Change

WHY = "载入演示城市"
DEMO_PASSWORD = "guanlan-2026"  # noqa: S105 - printed at every start; guards invented data
# The accounts the first screen of `make demo` names, in the order of DESIGN's table of people.
LOGINS = (
    ("zhongdian", "重点办", RoleName.OFFICE, "市重点项目建设办公室"),
    ("qingyu", "青屿县填报员", RoleName.CLERK, "青屿县"),
    ("qingyu-sh", "青屿县审核人", RoleName.APPROVER, "青屿县"),
    ("shizhang", "市领导", RoleName.LEADER, "观澜市"),
    ("pingwei", "评委", RoleName.JUROR, "市发展和改革委员会"),
    ("shenji", "审计员", RoleName.AUDITOR, "观澜市"),
    ("xitong", "系统管理员", RoleName.SYSTEM_ADMIN, "观澜市"),
    ("anquan", "安全管理员", RoleName.SECURITY_ADMIN, "观澜市"),
)
# Whoever answers for a department that is asked before a tour.
ADVISERS = {
    "市自然资源和规划局": "bumen01",
    "市生态环境局": "bumen02",
    "市住房和城乡建设局": "bumen03",
    "市应急管理局": "bumen04",
}
# Printed beside the others.
MORE_LOGINS = (("bumen02", "市生态环境局填报员", RoleName.CLERK, "市生态环境局"),)
OFFICE_UNIT = "市重点项目建设办公室"
# Proposing and sealing take two of the office.
SECOND_OF_OFFICE = "zhongdian-fh"
# A paper ballot two typed differently takes a third; the surname is in no list, so that all other names stay.
THIRD_OF_OFFICE, NAME_OF_THIRD = "zhongdian-ky", "欧阳岚"
# The departments a joint review asks for an opinion.
ASKED = (
    ("fagai", "市发展和改革委员会"),
    ("bumen01", "市自然资源和规划局"),
    ("bumen02", "市生态环境局"),
    ("bumen04", "市应急管理局"),
)
TITLES = {
    RoleName.OFFICE: "综合科科长",
    RoleName.CLERK: "项目科科员",
    RoleName.APPROVER: "项目科科长",
    RoleName.LEADER: "副市长",
    RoleName.JUROR: "二级调研员",
    RoleName.AUDITOR: "审计专员",
    RoleName.SYSTEM_ADMIN: "信息中心工程师",
    RoleName.SECURITY_ADMIN: "保密办主任",
}


@dataclass(frozen=True)
class City:
    """What the rest of the demonstration is built on."""

    root: Unit
    counties: list[Unit]
    departments: list[Unit]
    people: dict[str, Person]
    jurors: list[Person]


def make_city(random: Random, at: datetime) -> City:
    """The unit tree, an account of each role, a clerk and an approver for each county, forty jurors."""
    root = _unit("观澜市", UnitKind.CITY, None, 1, at)
    counties = [_unit(name, kind, root, n, at) for n, (name, kind) in enumerate(COUNTIES, 1)]
    departments = [_unit(name, UnitKind.DEPARTMENT, root, n, at) for n, name in enumerate(DEPARTMENTS, 101)]
    bureaus = [_unit(f"{c.short_name}发展和改革局", UnitKind.DEPARTMENT, c, 1, at) for c in counties]
    units = {unit.name: unit for unit in (root, *counties, *departments, *bureaus)}
    people = _people(units, counties, random, at)
    jurors = [person for person in people if person.username.startswith(("pingwei", "juror"))]
    return City(root, counties, departments + bureaus, {p.username: p for p in people}, jurors)


def _unit(name: str, kind: UnitKind, parent: Unit | None, order: int, at: datetime) -> Unit:
    short = SHORT_NAMES.get(name, name.removeprefix("市") if kind == UnitKind.DEPARTMENT else name)
    return create_unit(
        name=name, short_name=short[:20], kind=kind, parent=parent, order=order, by=None, at=at, why=WHY
    )


def _people(units: dict[str, Unit], counties: list[Unit], random: Random, at: datetime) -> list[Person]:
    seats = [(username, role, units[unit]) for username, _, role, unit in LOGINS]
    for n, county in enumerate(counties, 1):
        seats += [(f"xian{n:02d}", RoleName.CLERK, county), (f"xian{n:02d}-sh", RoleName.APPROVER, county)]
    departments = [unit for unit in units.values() if unit.kind == UnitKind.DEPARTMENT]
    seats += [(f"juror{n:02d}", RoleName.JUROR, departments[n % len(departments)]) for n in range(2, 41)]
    # One hash for all: forty slow hashes would be half of the loading time, and the password is printed anyway.
    password = make_password(DEMO_PASSWORD)
    people = [
        Person(username=username, name=name, unit=unit, role=role, title=TITLES[role], password=password)
        for (username, role, unit), name in zip(seats, _names(len(seats), random), strict=True)
    ]
    people += _unnamed(people, units, password)
    people.append(
        Person(
            username=THIRD_OF_OFFICE,
            name=NAME_OF_THIRD,
            unit=units[OFFICE_UNIT],
            role=RoleName.OFFICE,
            title="综合科科员",
            password=password,
        )
    )
    return Change("person.created", by=None, at=at, why=WHY).create_many(people)


def _unnamed(people: list[Person], units: dict[str, Unit], password: str) -> list[Person]:
    """Another person of the office, since a seal takes two, and one for each adviser; named without drawing, so that all other names stay."""
    taken = {person.name for person in people}
    names = (name for surname in SURNAMES for given in GIVEN if (name := surname + given) not in taken)
    seats = [(SECOND_OF_OFFICE, RoleName.OFFICE, OFFICE_UNIT, "综合科副科长")]
    seats += [(username, RoleName.CLERK, unit, "法规科科长") for unit, username in ADVISERS.items()]
    seats += [(ASKED[0][0], RoleName.CLERK, ASKED[0][1], "投资科科员")]
    return [
        Person(username=username, name=name, unit=units[unit], role=role, title=title, password=password)
        for (username, role, unit, title), name in zip(seats, names, strict=False)
    ]


def _names(count: int, random: Random) -> list[str]:
    """Different invented names."""
    every = [surname + given for surname in SURNAMES for given in GIVEN]
    return random.sample(every, count)
