"""Itineraries: planned, moved by hand, made the order of the stops; each version kept."""

import json
from typing import Any

import pytest

from guanmo.accounts.services import NotAllowed
from guanmo.engines.routing import Infeasible, check_plan, read_plan, read_tour
from guanmo.observation import plan_services
from guanmo.observation.models import Tour, TourPlan
from guanmo.observation.services import NotPreparing, WrongOrder, open_tour, remove_stop
from tests.cast import NOON, Cast
from tests.observation.plans import (
    SECONDS,
    form_of,
    names_of,
    planned,
    planned_on_two_days,
    stop_of_the_first_day,
    tour_on_a_road,
    turn_round,
)
from tests.observation.tours import seat, visit

ALONG_THE_ROAD = {"滨海产业园", "云溪电站", "城北枢纽", "高新算力"}


def order_of(tour: Tour) -> list[str]:
    return [stop.project.name for stop in tour.stops.order_by("order")]


def moved(cast: Cast, version: TourPlan, stop: str, day: int, position: int) -> TourPlan:
    return plan_services.move_in_plan(
        plan=version, stop=stop, day=day, position=position, by=cast.office, at=NOON
    )


def test_plan_is_kept_as_files_anybody_can_check(cast: Cast) -> None:
    version = planned(cast)

    problem = read_tour(json.dumps(version.request).encode())
    verdict = check_plan(problem, read_plan(json.dumps(version.result).encode()))
    assert (version.number, version.seed, version.made_by, version.made_at) == (1, 1, cast.office, NOON)
    assert verdict.valid
    assert {name for day in names_of(version) for name in day} == {*ALONG_THE_ROAD, "食堂"}
    assert version.result["left_out"] == []


def test_versions_are_numbered(cast: Cast) -> None:
    tour = tour_on_a_road(cast)

    numbers = [planned(cast, tour).number, planned(cast, tour).number]

    assert numbers == [1, 2]


def test_what_cannot_be_done_is_told_and_leaves_nothing(cast: Cast) -> None:
    tour = tour_on_a_road(cast)

    with pytest.raises(Infeasible) as refused:
        planned(cast, tour, day_1_back="08:30")

    assert refused.value.problems
    assert TourPlan.objects.count() == 0


def test_tour_being_scored_is_planned_no_more(cast: Cast) -> None:
    tour = tour_on_a_road(cast)
    version = planned(cast, tour)
    seat(cast, tour, "甲")
    open_tour(tour=tour, by=cast.office, at=NOON)

    with pytest.raises(NotPreparing):
        planned(cast, tour)
    with pytest.raises(NotPreparing):
        moved(cast, version, version.result["plan"][0][0], 0, 1)
    with pytest.raises(NotPreparing):
        plan_services.apply_plan(plan=version, by=cast.office, at=NOON)


def test_moved_stop_makes_the_next_version(cast: Cast) -> None:
    first = planned(cast)
    [before] = names_of(first)
    stop = first.result["plan"][0][0]

    second = moved(cast, first, stop, 0, 1)

    [after] = names_of(second)
    assert (second.number, second.engine) == (2, "hand")
    assert after == [before[1], before[0], *before[2:]]
    assert names_of(TourPlan.objects.get(number=1)) == [before]


def test_rule_broken_by_hand_is_reported_and_not_applied(cast: Cast) -> None:
    first = planned_on_two_days(cast)

    second = moved(cast, first, stop_of_the_first_day(first), 1, 0)

    assert not second.result["valid"]
    with pytest.raises(plan_services.BrokenPlan, match="这个版本不合规则，没有用作观摩顺序"):
        plan_services.apply_plan(plan=second, by=cast.office, at=NOON)


@pytest.mark.parametrize(("day", "position"), [(1, 0), (-1, 0), (0, 9), (0, -1)])
def test_move_to_nowhere_is_refused(cast: Cast, day: int, position: int) -> None:
    version = planned(cast)

    with pytest.raises(plan_services.WrongMove):
        moved(cast, version, version.result["plan"][0][0], day, position)


def test_move_of_a_stranger_is_refused(cast: Cast) -> None:
    with pytest.raises(plan_services.WrongMove):
        moved(cast, planned(cast), "H1", 0, 0)


def test_plan_becomes_the_order_of_the_stops(cast: Cast) -> None:
    version = planned(cast)
    turn_round(cast, version)

    rest = plan_services.apply_plan(plan=version, by=cast.office, at=NOON)

    [day] = names_of(version)
    assert rest == 0
    assert order_of(version.tour) == [name for name in day if name != "食堂"]


def test_stops_left_out_stand_behind(cast: Cast) -> None:
    tour = tour_on_a_road(cast)
    first = tour.stops.get(order=1)
    version = planned(cast, tour, unit_min="0", **{f"stop-{first.pk}-wish": "never"})

    rest = plan_services.apply_plan(plan=version, by=cast.office, at=NOON)

    assert rest == 1
    assert order_of(tour)[-1] == "滨海产业园"


def test_order_of_stops_since_removed_is_refused(cast: Cast) -> None:
    version = planned(cast)
    remove_stop(stop=version.tour.stops.get(order=1), by=cast.office, at=NOON)
    visit(cast, version.tour, "新点")

    with pytest.raises(WrongOrder):
        plan_services.apply_plan(plan=version, by=cast.office, at=NOON)


def test_only_the_office_plans(cast: Cast) -> None:
    tour = tour_on_a_road(cast)
    version = planned(cast, tour)
    form = form_of(tour)
    assert form.is_valid()
    common: dict[str, Any] = {"by": cast.clerk, "at": NOON}

    with pytest.raises(NotAllowed):
        plan_services.make_plan(tour=tour, request=form.tour_file("甲"), seconds=SECONDS, **common)
    with pytest.raises(NotAllowed):
        plan_services.move_in_plan(plan=version, stop="1", day=0, position=0, **common)
    with pytest.raises(NotAllowed):
        plan_services.apply_plan(plan=version, **common)
