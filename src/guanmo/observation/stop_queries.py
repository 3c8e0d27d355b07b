"""Choosing stops: the projects that can still be added, and the order people type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guanmo.accounts.models import Person, Unit
from guanmo.accounts.queries import ranked_units
from guanmo.observation import queries
from guanmo.observation.models import Stop, Tour
from guanmo.projects.models import Project


@dataclass(frozen=True)
class AddableProject:
    """A project found in the library, and the unit it would count for; None where somebody has to say."""

    project: Project
    ranked: Unit | None


def addable_rows(by: Person, tour: Tour, query: str, most: int) -> tuple[list[AddableProject], int]:
    """The first `most` projects that match, and how many match; nothing for an empty query."""
    if not query.strip():
        return [], 0
    found = queries.addable_projects(by, tour, query)
    ranked = list(ranked_units())
    rows = [
        AddableProject(project, next((unit for unit in ranked if unit.contains(project.unit)), None))
        for project in found[:most]
    ]
    return rows, found.count()


def ordered_as_typed(stops: Sequence[Stop], places: Mapping[int, int]) -> list[int]:
    """The keys of the stops in the order of the typed places.

    A stop that was given another place goes before the one that stands there when it moves up, and
    behind it when it moves down: whoever types 1 beside the last stop means it to be the first.
    """

    def sort_key(stop: Stop) -> tuple[float, int]:
        place = places.get(stop.pk, stop.order)
        moved = (place > stop.order) - (place < stop.order)
        return place + moved / 2, stop.order

    return [stop.pk for stop in sorted(stops, key=sort_key)]
