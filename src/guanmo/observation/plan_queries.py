"""A tour's itinerary as the page shows it: each day with its moments, what is left out, what the checker says."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from guanmo.engines.routing import TIGHT_SLACK, Sequences, read_tour
from guanmo.engines.routing import Tour as Problem
from guanmo.engines.routing.wording import clock, minutes
from guanmo.observation.models import Stop, Tour, TourPlan

Json = Mapping[str, Any]  # Any: whatever a tour or plan file holds
ENGINES = {"pyvrp+own": "自动排出", "own": "自动排出", "hand": "手工调整", "road": "途中调整"}
AN_HOUR = 60


@dataclass(frozen=True)
class Move:
    """A place a stop can be moved to: before the `position`-th stop of the `day`-th day, both from 0."""

    label: str
    day: int
    position: int


@dataclass(frozen=True)
class PlannedVisit:
    """One stop or lunch; moments as clock texts, durations as texts in minutes. `number` counts the stops of all days."""

    id: str
    number: int | None
    name: str
    unit: str
    project: int | None
    drive: str
    wait: str
    arrive: str
    start: str
    leave: str
    slack: str
    is_tight: bool
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class PlannedDay:
    """One day from its start to its end."""

    number: int
    start: str
    end: str
    depart: str
    drive_back: str
    back_at: str
    slack: str
    is_tight: bool
    visits: tuple[PlannedVisit, ...]


@dataclass(frozen=True)
class Absent:
    """A stop the plan leaves out, with the reason and the days it can be put at the end of."""

    id: str
    name: str
    reason: str
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class ShownPlan:
    """One version of the itinerary. `is_stale`: stops came or went since it was planned."""

    plan: TourPlan
    days: tuple[PlannedDay, ...]
    absent: tuple[Absent, ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    stops: int
    travel: str
    made: str
    is_stale: bool


def plans_of(tour: Tour) -> QuerySet[TourPlan]:
    """The versions, the latest first."""
    return TourPlan.objects.filter(tour=tour).select_related("tour", "made_by")


def site_of(stop: Stop) -> Json:
    """A stop as a site of a tour file: what it is called and where it lies; how it is visited comes from who plans."""
    return {
        "id": str(stop.pk),
        "name": stop.project.name,
        "county": stop.unit.name,
        "lon": float(stop.project.longitude or 0),
        "lat": float(stop.project.latitude or 0),
    }


def problem_of(request: Json) -> Problem:
    """What the planner is asked, from a tour file as stored."""
    return read_tour(json.dumps(request).encode())


def sequences_of(plan: TourPlan) -> Sequences:
    """The ids of the plan's stops day by day, lunch places among them."""
    return tuple(tuple(day) for day in plan.result["plan"])


def planned_stops(plan: TourPlan) -> list[int]:
    """The keys of the stops in the order they are visited."""
    return [int(name) for day in sequences_of(plan) for name in day if name.isdigit()]


def shown_plan(plan: TourPlan, stops: Sequence[Stop]) -> ShownPlan:
    """A version as the page shows it, beside the stops the tour has now."""
    result: Json = plan.result
    projects = {str(stop.pk): stop.project_id for stop in stops}
    lengths = [len(day["stops"]) for day in result["days"]]
    places = {one["id"]: one["name"] for one in plan.request["hotels"]}
    days, seen = [], 0
    for index, day in enumerate(result["days"]):
        days.append(_day(day, index, lengths, projects, places, seen))
        seen += sum(visit["kind"] == "site" for visit in day["stops"])
    asked = {one["id"] for one in plan.request["sites"]} | set(plan.request["without_place"])
    return ShownPlan(
        plan=plan,
        days=tuple(days),
        absent=tuple(_absent(one, lengths) for one in result["left_out"]),
        problems=tuple(one["message"] for one in result["violations"]),
        notes=tuple(result["notes"]),
        stops=result["sites"],
        travel=duration(result["travel_min"]),
        made=ENGINES[plan.engine],
        is_stale=asked != set(projects),
    )


def duration(amount: float) -> str:
    """Minutes as hours and minutes.

    >>> duration(200), duration(45), duration(120)
    ('3小时20分钟', '45分钟', '2小时')
    """
    hours, rest = divmod(round(amount), AN_HOUR)
    parts = ([f"{hours}小时"] if hours else []) + ([f"{rest}分钟"] if rest or not hours else [])
    return "".join(parts)


def _day(
    day: Json,
    index: int,
    lengths: Sequence[int],
    projects: Mapping[str, int],
    places: Mapping[str, str],
    seen: int,
) -> PlannedDay:
    visits = []
    for position, visit in enumerate(day["stops"]):
        is_site = visit["kind"] == "site"
        seen += is_site
        number = seen if is_site else None
        moves = _moves(index, position, lengths)
        visits.append(_visit(visit, number, projects.get(visit["id"]), moves))
    return PlannedDay(
        number=day["day"],
        start=places[day["start"]],
        end=places[day["end"]],
        depart=clock(day["depart"]),
        drive_back=minutes(day["drive_back"]),
        back_at=clock(day["back_at"]),
        slack=minutes(day["slack"]),
        is_tight=day["slack"] < TIGHT_SLACK,
        visits=tuple(visits),
    )


def _visit(visit: Json, number: int | None, project: int | None, moves: tuple[Move, ...]) -> PlannedVisit:
    return PlannedVisit(
        id=visit["id"],
        number=number,
        name=visit["name"],
        unit=visit["county"],
        project=project,
        drive=minutes(visit["drive"]),
        wait=minutes(visit["wait"]) if visit["wait"] else "",
        arrive=clock(visit["arrive"]),
        start=clock(visit["start"]),
        leave=clock(visit["leave"]),
        slack=minutes(visit["slack"]),
        is_tight=visit["slack"] < TIGHT_SLACK,
        moves=moves,
    )


def _moves(day: int, position: int, lengths: Sequence[int]) -> tuple[Move, ...]:
    """Earlier, later, or to the end of another day; places are counted without the stop itself."""
    moves = [Move("提前", day, position - 1)] if position else []
    moves += [Move("推后", day, position + 1)] if position + 1 < lengths[day] else []
    return (*moves, *_other_days(lengths, but=day))


def _other_days(lengths: Sequence[int], but: int | None = None) -> tuple[Move, ...]:
    return tuple(Move(f"第{day + 1}天", day, count) for day, count in enumerate(lengths) if day != but)


def _absent(one: Json, lengths: Sequence[int]) -> Absent:
    return Absent(one["id"], one["name"], one["reason"], _other_days(lengths))
