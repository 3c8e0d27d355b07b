"""Which project or unit of the city a written name means: its own name, a remembered one, or the nearest."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guanmo.accounts.models import Person, Unit
from guanmo.engines.text import Known, mentions_in
from guanmo.engines.text.highlighting import around
from guanmo.engines.text.nearness import Near, name_key, nearest
from guanmo.intake.enums import NAMES_PROJECT, NAMES_UNIT
from guanmo.intake.models import Alias, Finding
from guanmo.projects.models import Project

Named = tuple[int, str]


def project_names(by: Person) -> list[Named]:
    """Every name of every project this person may see, with its key: its own and those remembered."""
    seen = Project.objects.visible_to(by).order_by()
    remembered = Alias.objects.filter(project__in=seen).order_by()
    return [*seen.values_list("pk", "name"), *remembered.values_list("project", "name")]


def unit_names() -> list[Named]:
    """Every name of every open unit, with its key: full, short, remembered."""
    units = Unit.objects.filter(is_active=True)
    remembered = Alias.objects.filter(unit__in=units).order_by()
    return [
        *units.values_list("pk", "name"),
        *units.values_list("pk", "short_name"),
        *remembered.values_list("unit", "name"),
    ]


@dataclass(frozen=True)
class Directory:
    """Names to keys; a name that several records bear means none of them for certain."""

    projects: Mapping[str, int]
    units: Mapping[str, int]

    def propose(self, finding: Finding) -> None:
        """Put the one record a finding names by its name into it; nothing is saved."""
        finding.project_id = self.projects.get(name_key(written_name(finding, NAMES_PROJECT)))
        finding.unit_id = self.units.get(name_key(written_name(finding, NAMES_UNIT)))


def directory_for(by: Person) -> Directory:
    """The city's names as this person sees them, read once for a whole text."""
    return Directory(_certain(project_names(by)), _certain(unit_names()))


def nearest_projects(finding: Finding, by: Person) -> list[Near]:
    """The projects a finding may mean, the nearest first."""
    return nearest(written_name(finding, NAMES_PROJECT), project_names(by))


def nearest_units(finding: Finding) -> list[Near]:
    """The units a finding may mean, the nearest first."""
    return nearest(written_name(finding, NAMES_UNIT), unit_names())


def unit_spoken_of(finding: Finding) -> Unit | None:
    """The unit of the city named nearest before a finding, else in its sentence, else the one the material is about."""
    material = finding.material
    before, after = around(material.text, finding.start, finding.end)
    dictionary = [Known("unit", str(pk), name) for pk, name in unit_names()]
    ahead = [one.readings[0].key for one in mentions_in(before + finding.quote, dictionary)]
    behind = [one.readings[0].key for one in mentions_in(after, dictionary)]
    about = [one.readings[0].key for one in mentions_in(material.place, dictionary)]
    keys = [*reversed(ahead), *behind, *about]
    return Unit.objects.get(pk=keys[0]) if keys else None


def written_name(finding: Finding, fields: Mapping[str, str]) -> str:
    """The name in a finding that stands for a record; of several units the first, which leads; empty for none."""
    written = finding.values.get(fields.get(finding.kind, ""), "")
    return str(written).split("、", 1)[0]


def _certain(names: Iterable[Named]) -> dict[str, int]:
    found: dict[str, set[int]] = defaultdict(set)
    for pk, name in names:
        found[name_key(name)].add(pk)
    found.pop("", None)
    return {key: pks.pop() for key, pks in found.items() if len(pks) == 1}
