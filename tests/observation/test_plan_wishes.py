"""Opening hours, stops of one day and an order of units: typed, planned, told when wrong, kept for the next run."""

from collections.abc import Callable

import pytest
from django.test import Client

from guanmo.accounts.models import Person
from guanmo.observation import queries
from guanmo.observation.models import Tour
from guanmo.observation.plan_forms import PlanForm
from tests.cast import Cast
from tests.observation.plans import (
    form_of,
    names_of,
    planned,
    tour_on_a_road,
    typed,
)

ClientOf = Callable[[Person], Client]


def wishes(tour: Tour, **by_place: str) -> dict[str, str]:
    """Fields of stops by their place on the road: `first_open="9:00"`."""
    places = {
        word: stop.pk
        for word, stop in zip(("first", "second", "third", "last"), tour.stops.all(), strict=True)
    }
    return {
        f"stop-{places[name.partition('_')[0]]}-{name.partition('_')[2]}": value
        for name, value in by_place.items()
    }


def errors_of(form: PlanForm) -> list[str]:
    assert not form.is_valid()
    return [str(error) for errors in form.errors.values() for error in errors]


def test_order_of_units_is_obeyed(cast: Cast) -> None:
    tour = tour_on_a_road(cast)

    plain = planned(cast, tour)
    turned = planned(cast, tour, unit_order="高新功能区，云溪县 青屿县")

    asked = turned.request["rules"]["county_order"]
    seen = [name for name in names_of(turned)[0] if name != "食堂"]
    assert plain.request["rules"]["county_order"] == []
    assert asked == [["高新功能区", "云溪县", "青屿县"]]
    assert seen.index("高新算力") < seen.index("云溪电站") < seen.index("滨海产业园")


def test_hours_of_a_stop_are_obeyed(cast: Cast) -> None:
    tour = tour_on_a_road(cast)

    version = planned(cast, tour, **wishes(tour, first_open="15：00", last_until="9:30"))

    starts = {visit["name"]: visit["start"] for day in version.result["days"] for visit in day["stops"]}
    assert version.result["violations"] == []
    assert starts["滨海产业园"] >= 15 * 60
    assert starts["高新算力"] <= 9 * 60 + 30


def test_stops_of_one_group_are_seen_on_one_day(cast: Cast) -> None:
    tour = tour_on_a_road(cast)
    first, *_, last = tour.stops.all()

    two_days = {"day_max": "2", "day_2_depart": "08:00", "day_2_back": "18:00"}
    wish = wishes(tour, first_same="甲", last_same="甲", second_same="乙")
    version = planned(cast, tour, **two_days, **wish)

    days = names_of(version)
    assert version.request["rules"]["same_day"] == [[str(first.pk), str(last.pk)]]
    assert any({"滨海产业园", "高新算力"} <= set(day) for day in days)


@pytest.mark.parametrize(
    ("typed_order", "message"),
    [
        ("青屿县、松岭县", "“松岭县”没有观摩点，请照“参评单位”一栏的名称写，用顿号隔开。"),
        ("青屿县、云溪县、青屿县", "有单位写了两次，请删去一个。"),
    ],
)
def test_wrong_order_of_units_is_told(cast: Cast, typed_order: str, message: str) -> None:
    assert errors_of(form_of(tour_on_a_road(cast), unit_order=typed_order)) == [message]


def test_hours_the_wrong_way_round_are_told(cast: Cast) -> None:
    tour = tour_on_a_road(cast)

    form = form_of(tour, **wishes(tour, first_open="15:00", first_until="9:00"))

    assert errors_of(form) == ["“滨海产业园”最晚几点开始不能早于最早几点开始。"]


def test_impossible_order_names_the_rule_and_keeps_what_was_typed(cast: Cast, client_of: ClientOf) -> None:
    tour = tour_on_a_road(cast)
    wish = wishes(tour, first_until="8:10", last_open="17:30", last_until="17:40")
    sent = typed(tour, unit_order="高新功能区、青屿县", **wish)

    response = client_of(cast.office).post(f"/tours/{tour.pk}/plan/", sent)

    html = response.content.decode()
    assert response.status_code == 422
    assert 'value="高新功能区、青屿县"' in html
    assert not tour.plans.exists()


def test_wishes_are_where_the_next_run_starts(cast: Cast) -> None:
    tour = tour_on_a_road(cast)
    wish = wishes(tour, first_open="9:00", second_until="16:30", first_same="甲", second_same="甲")
    version = planned(cast, tour, unit_order="青屿县、云溪县", **wish)

    form = PlanForm(None, stops=list(queries.stops_of(tour)), last=version.request)

    shown = {name: str(form[name].value()) for name in wish}
    assert [value[:5] for value in shown.values()] == ["09:00", "16:30", "1", "1"]
    assert form["unit_order"].value() == "青屿县、云溪县"


def test_itinerary_of_an_earlier_version_still_opens(cast: Cast) -> None:
    tour = tour_on_a_road(cast)
    request = planned(cast, tour).request
    del request["rules"]["county_order"], request["rules"]["same_day"]

    form = PlanForm(None, stops=list(queries.stops_of(tour)), last=request)

    assert form["unit_order"].value() == ""
