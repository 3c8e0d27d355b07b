"""The tour of the demonstration city that is about to start: stops by the city's own rule, an itinerary of three days."""

from datetime import datetime, timedelta
from typing import Any

from guanmo.accounts.models import Person
from guanmo.demo.city import WHY, City
from guanmo.demo.names import CENTRES
from guanmo.demo.nominations import make_nominations
from guanmo.demo.opinions import make_opinions
from guanmo.engines.packs import shipped_pack
from guanmo.foundation.clock import day_of
from guanmo.observation.models import Stop, Tour
from guanmo.observation.plan_queries import site_of
from guanmo.observation.plan_services import apply_plan, make_plan
from guanmo.observation.proposal_queries import USUAL_RULE, proposal_for
from guanmo.observation.proposal_services import add_proposed
from guanmo.observation.services import create_tour

SCORED_BY = "guanlan-tour"
DAYS_AHEAD, DAYS = 20, 3
# How long ago its preparation began, and the departments were asked; some of them are late.
DAYS_PREPARED, DAYS_ASKED = 10, 7
STAY = 25
# The convoy starts from a guest house in the middle of the city and has lunch there or in one of two counties.
PLACES = {
    "观澜宾馆（演示）": (115.0, 34.04),
    "青屿县机关食堂（演示）": CENTRES[0],
    "松岭县机关食堂（演示）": CENTRES[2],
}
# Enough for a good itinerary; loading the city must stay quick.
SECONDS = 0.5
Json = dict[str, Any]  # Any: a tour file


def prepare_next_tour(city: City, at: datetime) -> Tour:
    """A tour in preparation, nominated for and advised on, its stops proposed and planned; nobody sits on its jury yet."""
    office = city.people["zhongdian"]
    held_on = day_of(at) + timedelta(days=DAYS_AHEAD)
    pack = shipped_pack(SCORED_BY)
    name = f"{held_on.year}年{held_on.month}月观摩"
    begun = at - timedelta(days=DAYS_PREPARED)
    tour = create_tour(name=name, held_on=held_on, pack=pack, by=office, at=begun, why=WHY)
    make_nominations(city, tour, begun)
    make_opinions(city, tour, at - timedelta(days=DAYS_ASKED))
    _choose(tour, office, at)
    request = tour_file(tour)
    version = make_plan(tour=tour, request=request, seconds=SECONDS, by=office, at=at)
    apply_plan(plan=version, by=office, at=at)
    return tour


def _choose(tour: Tour, office: Person, at: datetime) -> None:
    rule = shipped_pack(USUAL_RULE)
    picks = [row.project.pk for row in proposal_for(office, tour, rule).picks]
    add_proposed(tour=tour, pack=rule, projects=picks, by=office, at=at)


def tour_file(tour: Tour) -> Json:
    """What the planner is asked, as the page of the itinerary would write it."""
    places = [{"name": name, "lon": east, "lat": north} for name, (east, north) in PLACES.items()]
    days = [
        {"day": n, "start": "H1", "end": "H1", "depart": 480, "back_by": 1110} for n in range(1, DAYS + 1)
    ]
    return {
        "name": tour.name,
        "sites": [_site(stop) for stop in Stop.objects.filter(tour=tour).select_related("project", "unit")],
        "without_place": [],
        "lunch_places": [{"id": f"L{n}", **place} for n, place in enumerate(places, 1)],
        "hotels": [{"id": f"H{n}", **place} for n, place in enumerate(places, 1)],
        "days": days,
        "lunch": {"minutes": 60, "earliest_start": 690, "latest_start": 780},
        "rules": {"county_min": 1, "boarding_min": 3, "buffer": 0.1, "county_in_one_go": False},
    }


def _site(stop: Stop) -> Json:
    return {
        **site_of(stop),
        "visit_min": STAY,
        "prize": stop.prize,
        "must": False,
        "never": False,
        "open": 0,
        "latest_start": 1440,
    }
