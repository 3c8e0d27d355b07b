"""The tour book: itinerary and a card a stop, only with moments that can be kept."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from django.test import Client

from guanmo.accounts.models import Person
from guanmo.observation import queries
from guanmo.observation.book_queries import briefings, itinerary
from guanmo.observation.models import Tour
from guanmo.observation.plan_services import move_in_plan
from guanmo.projects.services import submit_return
from tests.cast import NOON, OCTOBER, Cast
from tests.observation.plans import planned, planned_on_two_days, stop_of_the_first_day, tour_on_a_road
from tests.observation.tours import make_tour, visit

ClientOf = Callable[[Person], Client]
TODAY = date(2026, 11, 24)


def book_of(cast: Cast, client_of: ClientOf, tour: Tour) -> str:
    return client_of(cast.office).get(f"/tours/{tour.pk}/book/").content.decode()


def test_card_says_where_the_project_stands_and_when_the_tour_is_there(
    cast: Cast, client_of: ClientOf
) -> None:
    tour = tour_on_a_road(cast)
    project = tour.stops.get(order=1).project
    submit_return(
        project=project, month=OCTOBER.previous(), done=Decimal(8000), progress="打桩", by=cast.clerk, at=NOON
    )
    submit_return(
        project=project, month=OCTOBER, done=Decimal(9000), progress="主体封顶", problems="用地未批",
        by=cast.clerk, at=NOON + timedelta(days=1),
    )  # fmt: skip
    planned(cast, tour)

    html = book_of(cast, client_of, tour)

    assert "8:00从宾馆出发" in html
    assert "青屿县，第1天" in html
    assert "主体封顶（10月）" in html
    assert "打桩" not in html
    assert "用地未批" in html
    assert html.count('class="book-code" src="data:image/svg+xml') == 4


def test_stop_left_out_is_said_to_be(cast: Cast, client_of: ClientOf) -> None:
    tour = tour_on_a_road(cast)
    first = tour.stops.get(order=1)
    planned(cast, tour, unit_min="0", **{f"stop-{first.pk}-wish": "never"})

    assert "青屿县，没有排进线路" in book_of(cast, client_of, tour)


def test_book_without_an_itinerary_has_no_moments(cast: Cast, client_of: ClientOf) -> None:
    tour = tour_on_a_road(cast)

    html = book_of(cast, client_of, tour)

    assert "还没有可用的线路" in html
    assert "第1天" not in html


def test_itinerary_that_cannot_be_kept_is_not_printed(cast: Cast) -> None:
    version = planned_on_two_days(cast)
    stops = list(queries.stops_of(version.tour))
    assert itinerary(version.tour, stops) is not None

    stop = stop_of_the_first_day(version)
    move_in_plan(plan=version, stop=stop, day=1, position=0, by=cast.office, at=NOON)

    assert itinerary(version.tour, stops) is None


def test_itinerary_of_other_stops_is_not_printed(cast: Cast) -> None:
    version = planned(cast)
    visit(cast, version.tour, "新点")

    assert itinerary(version.tour, list(queries.stops_of(version.tour))) is None


def test_card_of_a_project_not_seen_is_left_out(cast: Cast) -> None:
    stops = list(queries.stops_of(tour_on_a_road(cast)))

    cards = briefings(stops, None, cast.clerk, OCTOBER, TODAY)

    assert [card.stop.project.name for card in cards] == ["滨海产业园"]


def test_book_of_a_tour_without_stops_leads_to_them(cast: Cast, client_of: ClientOf) -> None:
    assert "选观摩点" in book_of(cast, client_of, make_tour(cast))
