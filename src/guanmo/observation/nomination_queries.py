"""Nominations as pages ask for them: beside what the rule of stops says of each project, and which units are missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from guanmo.accounts.models import Person, Unit
from guanmo.accounts.queries import ranked_units
from guanmo.engines.proposal import reasons_against
from guanmo.observation import opinion_queries, proposal_queries, queries, rules
from guanmo.observation.enums import TourState
from guanmo.observation.models import Stop, Tour
from guanmo.observation.nomination_models import Nomination, NominationCall, Opinion
from guanmo.projects.enums import Stage
from guanmo.projects.models import Project

Verdicts = Mapping[int, tuple[str, ...]]
"""By the key of a project: every reason the rule of stops has against it, none where it fits."""


@dataclass(frozen=True)
class NominationRow:
    """A nomination, what the rule has against it, what departments say, and whether it is a stop already."""

    nomination: Nomination
    against: tuple[str, ...]
    opinions: Sequence[Opinion]
    is_stop: bool = False


@dataclass(frozen=True)
class OwnNominations:
    """What a unit's person sees: the nominations, how many more may be made (None: no limit), the projects to choose from."""

    rows: list[NominationRow]
    left: int | None
    fit: list[Project]
    unfit: list[Project]


def call_of(tour: Tour) -> NominationCall | None:
    """The call of a tour, if its units were asked."""
    return NominationCall.objects.filter(tour=tour).select_related("called_by").first()


def calls(by: Person) -> QuerySet[NominationCall]:
    """The calls this person sees, with their tours."""
    found: QuerySet[NominationCall] = NominationCall.objects.visible_to(by)
    return found.select_related("tour")


def calls_to_answer(by: Person, today: date) -> list[tuple[NominationCall, int | None]]:
    """The open calls to which this person's unit may still nominate, and how many more; the first to close first."""
    if not rules.speaks_for_a_unit(by) or rules.may_manage_tours(by):
        return []
    found = list(calls(by).filter(due_on__gte=today, tour__state=TourState.PREPARING).order_by("due_on"))
    unit = queries.ranked_unit_of(by.unit) if found else None
    listed = [(call, places_left(call, unit)) for call in found] if unit else []
    return [(call, left) for call, left in listed if left != 0]


def is_open(call: NominationCall, today: date) -> bool:
    """Whether units may nominate on that day; the last day counts."""
    return today <= call.due_on and call.tour.state == TourState.PREPARING


def places_left(call: NominationCall, unit: Unit) -> int | None:
    """How many projects more a unit may nominate; None without a limit."""
    if not call.per_unit:
        return None
    return max(call.per_unit - Nomination.objects.filter(tour=call.tour_id, unit=unit).count(), 0)


def nominations(by: Person, tour: Tour) -> QuerySet[Nomination]:
    """The nominations this person sees, unit by unit in administrative order."""
    found: QuerySet[Nomination] = Nomination.objects.visible_to(by).filter(tour=tour)
    return found.select_related("tour", "project__unit", "unit", "nominated_by")


def rows(by: Person, call: NominationCall) -> list[NominationRow]:
    """The nominations this person sees, each with what the rule of the call says."""
    said = verdicts(by, call)
    stops = set(Stop.objects.filter(tour=call.tour_id).values_list("project", flat=True))
    opinions = opinion_queries.by_project(call.tour)
    return [
        NominationRow(
            one, said.get(one.project_id, ()), opinions.get(one.project_id, ()), one.project_id in stops
        )
        for one in nominations(by, call.tour)
    ]


def verdicts(by: Person, call: NominationCall) -> Verdicts:
    """What the rule of the call has against each project this person sees."""
    rule = proposal_queries.stop_pack(call.rule_id, proposal_queries.stop_packs()).stop_rule
    asked = proposal_queries.candidates(by, call.tour, list(ranked_units()))
    return {one.key: reasons_against(rule, one, call.tour.held_on) for one in asked}


def own_nominations(by: Person, call: NominationCall, unit: Unit) -> OwnNominations:
    """What a unit's person sees of a call, with the own projects not nominated yet: those that fit the rule, and the others."""
    said = verdicts(by, call)
    made = list(nominations(by, call.tour))
    taken = {one.project_id for one in made}
    opinions = opinion_queries.by_project(call.tour)
    projects = Project.objects.visible_to(by).exclude(stage=Stage.EXITED).order_by("unit__path", "name", "pk")
    free = [project for project in projects if project.pk not in taken]
    return OwnNominations(
        rows=[
            NominationRow(one, said.get(one.project_id, ()), opinions.get(one.project_id, ())) for one in made
        ],
        left=places_left(call, unit),
        fit=[project for project in free if not said[project.pk]],
        unfit=[project for project in free if said[project.pk]],
    )


def silent_units(nominated: Sequence[NominationRow]) -> list[Unit]:
    """The counties, districts and zones without a nomination, in administrative order."""
    heard = {row.nomination.unit_id for row in nominated}
    return [unit for unit in ranked_units() if unit.pk not in heard]
