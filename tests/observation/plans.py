"""Short ways to itineraries: a tour of four stops on a straight road, the form as typed, a first version."""

import re
from decimal import Decimal

from django.http import QueryDict

from guanmo.observation import queries
from guanmo.observation.models import Stop, Tour, TourPlan
from guanmo.observation.plan_forms import PlanForm
from guanmo.observation.plan_services import make_plan
from guanmo.observation.services import reorder_stops
from guanmo.projects.models import Project
from guanmo.projects.services import update_project
from tests.cast import NOON, Cast
from tests.observation.tours import make_tour, visit_all

# Enough for four stops: the search has their best order at once.
SECONDS = 0.05
NORTH = Decimal("34.00")


def locate(cast: Cast, project: Project, east: str) -> None:
    """Put a project on the road, which runs east."""
    values = {"longitude": Decimal(east), "latitude": NORTH}
    update_project(project=project, values=values, by=cast.office, at=NOON)


def tour_on_a_road(cast: Cast) -> Tour:
    """Four stops a tenth of a degree apart: 滨海产业园, 云溪电站, 城北枢纽, 高新算力 from west to east."""
    tour = make_tour(cast, name="2027年第一季度观摩")
    for step, stop in enumerate(visit_all(cast, tour), 1):
        locate(cast, stop.project, f"115.{step}0")
    return tour


def typed(tour: Tour, **other: str) -> dict[str, str]:
    """One day from the hotel at the western end of the road, lunch half way; `other` by the field's name."""
    stops = {
        f"stop-{stop.pk}-{part}": value
        for stop in tour.stops.all()
        for part, value in (("stay", "30"), ("prize", "10"), ("wish", ""))
    }
    return {
        "place-1-name": "宾馆", "place-1-longitude": "115.00", "place-1-latitude": "34.00",
        "place-2-name": "食堂", "place-2-longitude": "115.25", "place-2-latitude": "34.00", "place-2-lunch": "on",
        "day-1-depart": "8：00", "day-1-back": "18:00",
        "lunch_from": "11:30", "lunch_until": "12:30", "lunch_minutes": "60",
        "unit_min": "1", "boarding": "3", "buffer": "10", "seconds": "1",
        **stops,
        **{name.replace("_", "-") if re.match(r"(place|day)_\d", name) else name: value for name, value in other.items()},
    }  # fmt: skip


def form_of(tour: Tour, **other: str) -> PlanForm:
    """The form as posted."""
    data = QueryDict(mutable=True)
    data.update(typed(tour, **other))
    return PlanForm(data, stops=list(queries.stops_of(tour)), last=None)


def planned(cast: Cast, tour: Tour | None = None, **other: str) -> TourPlan:
    """The next version of an itinerary."""
    tour = tour or tour_on_a_road(cast)
    form = form_of(tour, **other)
    assert form.is_valid(), form.errors
    return make_plan(tour=tour, request=form.tour_file(tour.name), seconds=SECONDS, by=cast.office, at=NOON)


def planned_on_two_days(cast: Cast, **other: str) -> TourPlan:
    """Two stops a day and no more: moving one to the other day breaks a rule."""
    return planned(cast, day_max="2", day_2_depart="08:00", day_2_back="18:00", **other)


def stop_of_the_first_day(version: TourPlan) -> str:
    """The id of a stop, not of a lunch, that the first day visits."""
    return next(name for name in version.result["plan"][0] if name.isdigit())


def turn_round(cast: Cast, version: TourPlan) -> None:
    """Put the stops into the opposite of a version's order."""
    order = [int(name) for day in version.result["plan"] for name in day if name.isdigit()]
    reorder_stops(tour=version.tour, order=order[::-1], by=cast.office, at=NOON)


def names_of(version: TourPlan) -> list[list[str]]:
    """What a version visits, day by day."""
    names = {str(stop.pk): stop.project.name for stop in Stop.objects.filter(tour=version.tour)}
    places = {place["id"]: place["name"] for place in version.request["lunch_places"]}
    return [[(names | places)[name] for name in day] for day in version.result["plan"]]
