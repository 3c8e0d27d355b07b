"""Which projects a tour in preparation should visit, by a rule of choosing stops, and what the page shows of them."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from guanmo.accounts.models import STEPS_PER_LEVEL, Person, Unit
from guanmo.accounts.queries import ranked_units
from guanmo.engines.packs import Kind, Pack
from guanmo.engines.packs.stop_rules import StopCategory, StopStage
from guanmo.engines.proposal import Candidate, LeftOut, Pick, Proposal, propose_stops
from guanmo.observation import opinion_queries
from guanmo.observation.enums import TourState
from guanmo.observation.models import Stop, Tour
from guanmo.observation.nomination_models import Nomination, Opinion
from guanmo.projects.enums import Stage
from guanmo.projects.invested_queries import done_by_year
from guanmo.projects.models import Project, YearPlan
from guanmo.projects.pack_queries import packs_of

USUAL_RULE = "guanlan-stops"


@dataclass(frozen=True)
class Said:
    """What was said of projects, by their key: the nomination, and the opinions of departments."""

    nominations: Mapping[int, Nomination]
    opinions: Mapping[int, Sequence[Opinion]]


@dataclass(frozen=True)
class ProposedRow:
    """A project of the proposal, the unit it would count for, what the rule, units and departments say of it."""

    project: Project
    unit: Unit | None
    prize: int
    reasons: tuple[str, ...]
    nomination: Nomination | None
    opinions: Sequence[Opinion]


@dataclass(frozen=True)
class ShownProposal:
    """The proposal with its projects; `refused` holds the engine's entries, since a page shows but some of them."""

    pack: Pack
    picks: list[ProposedRow]
    reserve: list[ProposedRow]
    refused: Sequence[LeftOut]
    shortages: Sequence[str]
    said: Said

    @property
    def offered(self) -> list[ProposedRow]:
        """What can be ticked."""
        return [*self.picks, *self.reserve]


def stop_packs() -> Sequence[Pack]:
    """The rules of choosing stops there are."""
    return packs_of(Kind.STOPS)


def stop_pack(wanted: str, packs: Sequence[Pack]) -> Pack:
    """The one of these rules with this id; the usual one for any other word."""
    by_id = {pack.id: pack for pack in packs}
    return by_id.get(wanted, by_id[USUAL_RULE])


def proposal_for(by: Person, tour: Tour, pack: Pack) -> ShownProposal:
    """What the rule proposes of the projects this person sees; those that left the library are not asked."""
    units = list(ranked_units())
    asked = candidates(by, tour, units)
    said = said_of(tour)
    found = propose_stops(pack.stop_rule, asked, units=[unit.name for unit in units], on=tour.held_on)
    return ShownProposal(
        pack=pack,
        picks=proposed_rows(by, found.picks, said),
        reserve=proposed_rows(by, found.reserve, said),
        refused=_most_telling(found, said.nominations),
        shortages=found.shortages,
        said=said,
    )


def candidates(by: Person, tour: Tour, units: Sequence[Unit]) -> list[Candidate]:
    """The projects of the library as the engine takes them, in administrative order, in six queries."""
    projects = Project.objects.visible_to(by).exclude(stage=Stage.EXITED)
    done, seen = done_by_year(projects), last_seen(tour)
    year = tour.held_on.year
    plans = {plan.project_id: plan for plan in YearPlan.objects.filter(year=year)}
    stops = set(Stop.objects.filter(tour=tour).values_list("project", flat=True))
    vetoed = opinion_queries.vetoed(tour)
    names = {unit.path: unit.name for unit in units}
    listed = []
    for row in projects.values_list("pk", "code", "unit__path", "industry", "stage", "total_investment"):
        pk, code, path, industry, stage, total = row
        plan, years, (seen_on, seen_at) = plans.get(pk), done.get(pk, {}), seen.get(pk, (None, ""))
        listed.append(
            Candidate(
                key=pk,
                code=code,
                unit=_ranked_name(path, names),
                industry=industry,
                stage=StopStage(stage),
                category=StopCategory(plan.category) if plan else None,
                total=total,
                invested=sum(years.values(), Decimal(0)) if years else None,
                plan=plan.amount if plan else None,
                done=years.get(year),
                seen_on=seen_on,
                seen_at=seen_at,
                is_stop=pk in stops,
                objection=vetoed.get(pk, ""),
            )
        )
    return listed


def last_seen(tour: Tour) -> Mapping[int, tuple[date, str]]:
    """By project key, day and name of the last tour before this one that visited it; one still prepared visited nothing."""
    earlier = Stop.objects.filter(tour__held_on__lt=tour.held_on).exclude(tour__state=TourState.PREPARING)
    listed = earlier.order_by("tour__held_on").values_list("project", "tour__held_on", "tour__name")
    return {project: (held_on, name) for project, held_on, name in listed}


def said_of(tour: Tour) -> Said:
    """What units and departments said of projects of a tour."""
    nominations = Nomination.objects.filter(tour=tour).select_related("unit")
    return Said({one.project_id: one for one in nominations}, opinion_queries.by_project(tour))


def proposed_rows(by: Person, found: Sequence[Pick] | Sequence[LeftOut], said: Said) -> list[ProposedRow]:
    """The projects of a part of the proposal, in its order."""
    keys = [one.key for one in found]
    projects = Project.objects.visible_to(by).select_related("unit").in_bulk(keys)
    units = {unit.path: unit for unit in ranked_units()}
    return [
        ProposedRow(
            project=projects[one.key],
            unit=units.get(_ranked_path(projects[one.key].unit.path, units)),
            prize=one.prize,
            reasons=(one.why,) if isinstance(one, Pick) else one.reasons,
            nomination=said.nominations.get(one.key),
            opinions=said.opinions.get(one.key, ()),
        )
        for one in found
    ]


def _most_telling(found: Proposal, nominated: Container[int]) -> list[LeftOut]:
    """The refused: those a unit nominated first, then those with a single reason, the nearest to being proposed."""
    return sorted(found.refused, key=lambda left: (left.key not in nominated, len(left.reasons)))


def _ranked_name(path: str, names: Mapping[str, str]) -> str:
    return names.get(_ranked_path(path, names), "")


def _ranked_path(path: str, ranked: Mapping[str, object]) -> str:
    """The path of the county, district or zone that the unit is or stands in; empty where there is none."""
    ends = range(len(path), 0, -STEPS_PER_LEVEL)
    return next((path[:end] for end in ends if path[:end] in ranked), "")
