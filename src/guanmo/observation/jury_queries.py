"""The jury as the office puts it together: whom it may seat, and lists pasted from elsewhere."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from guanmo.accounts.models import Person, Unit
from guanmo.observation import queries
from guanmo.observation.models import Juror, Tour

COLUMNS = ("姓名", "组别", "单位", "账号")
_BETWEEN = re.compile(r"\t|[,，;；]|\s{2,}")


@dataclass(frozen=True)
class SeatLine:
    """One line of a pasted list; unit and account as found, None where the line names none."""

    line: int
    name: str
    group: str
    unit: Unit | None
    person: Person | None


@dataclass
class JuryList:
    """A pasted list as it was read, and what could not be read, by line."""

    seats: list[SeatLine] = field(default_factory=list)
    problems: dict[int, list[str]] = field(default_factory=dict)


def seatable_people(by: Person, tour: Tour) -> QuerySet[Person]:
    """Accounts that can vote and have no seat on this jury yet."""
    seated = Juror.objects.filter(tour=tour, person__isnull=False).values("person")
    people = Person.objects.visible_to(by).filter(is_active=True).exclude(role="").exclude(pk__in=seated)
    return people.select_related("unit").order_by("unit__path", "name", "pk")


def judge_groups(tour: Tour) -> list[str]:
    """The groups the rule divides the jury into; none where it does not."""
    return [group.name for group in queries.pack_of(tour).ballot_rule.judge_groups]


def read_jury_list(by: Person, text: str) -> JuryList:
    """Read lines of 姓名、组别、单位、账号 between tabs, commas or wide blanks; a header line and empty lines are left out.

    What is missing at the end of a line stays empty. Units are found by name or short name, accounts by their word.
    """
    units = _units_by_name()
    people = {person.username: person for person in Person.objects.visible_to(by).filter(is_active=True)}
    read = JuryList()
    for number, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in _BETWEEN.split(_tidy(line))]
        if not any(cells) or cells[0] == COLUMNS[0]:
            continue
        name, group, unit, account = (*cells, "", "", "", "")[: len(COLUMNS)]
        problems = _line_problems(cells, unit, units, account, people)
        if problems:
            read.problems[number] = problems
        read.seats.append(SeatLine(number, _closed(name), group, units.get(unit), people.get(account)))
    return read


def _tidy(line: str) -> str:
    """Full-width letters, digits and blanks made narrow; tabs stay, since they divide the columns."""
    return "\t".join(unicodedata.normalize("NFKC", cell) for cell in line.strip("\r\n").split("\t")).strip()


def _closed(name: str) -> str:
    """Lists pad two-character names with blanks: `张 三` is 张三."""
    return re.sub(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])", "", name)


def _units_by_name() -> dict[str, Unit]:
    units = list(Unit.objects.filter(is_active=True))
    return {unit.short_name: unit for unit in units} | {unit.name: unit for unit in units}


def _line_problems(
    cells: Sequence[str], unit: str, units: dict[str, Unit], account: str, people: dict[str, Person]
) -> list[str]:
    found = []
    if len(cells) > len(COLUMNS):
        found.append(f"有{len(cells)}列，最多{len(COLUMNS)}列：{'、'.join(COLUMNS)}。")
    if unit and unit not in units:
        found.append(f"没有单位“{unit}”，请写全称或简称，或留空。")
    if account and account not in people:
        found.append(f"没有在用的账号“{account}”，请核对或留空。")
    return found
