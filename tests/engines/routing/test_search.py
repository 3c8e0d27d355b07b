"""The corners of the search that whole plans rarely reach."""

import importlib.util
import sys
from dataclasses import replace

import pytest

from guanmo.engines.routing import building
from guanmo.engines.routing.budgets import Budget
from guanmo.engines.routing.building import Builder, can_build
from guanmo.engines.routing.checking import check_plan
from guanmo.engines.routing.instances import instance_of, to_minutes
from guanmo.engines.routing.model import HourFactor, Meal, Rules, Tour, Window
from guanmo.engines.routing.planning import plan_tour
from guanmo.engines.routing.search import Search
from tests.engines.routing.small_tours import RUSH, line_tour, random_tour


def test_a_budget_without_seconds_is_over_at_once() -> None:
    assert Budget(seconds=0).part(1.0).done(0) == 1.0


def test_seconds_are_counted_by_the_stopwatch() -> None:
    moments = iter([100.0, 101.0, 104.0])
    spending = Budget(seconds=8, stopwatch=lambda: next(moments)).part(0.5)

    assert [spending.done(1), spending.done(2)] == [0.25, 1.0]


def test_what_is_spent_is_taken_from_the_seconds_and_not_from_the_rounds() -> None:
    moments = iter([0.0, 2.0, 0.0])
    by_time = Budget(seconds=8, stopwatch=lambda: next(moments))
    by_rounds = Budget(rounds=9)

    assert by_time.without(by_time.part(1.0)).seconds == 6
    assert by_rounds.without(by_rounds.part(1.0)) == by_rounds


@pytest.mark.parametrize(("minutes", "unit"), [(10.0, 1), (10.5, 10), (10.25, 100), (10.12345, 10_000)])
def test_the_unit_makes_the_tours_figures_whole(minutes: float, unit: int) -> None:
    instance = instance_of(line_tour(sites={"甲": {"visit_min": minutes}}))

    assert instance.unit == unit
    assert to_minutes(int(instance.service[0]), unit) >= minutes


def test_a_tour_nobody_may_visit_is_a_drive_with_lunch() -> None:
    tour = line_tour(sites={name: {"never": True} for name in "甲乙丙丁"})

    plan = plan_tour(tour, budget=Budget(rounds=20))

    assert plan.sequences == (("食堂",),)


def test_a_day_without_a_meal_can_be_empty() -> None:
    tour = line_tour(sites={name: {"windows": ()} for name in "甲乙丙丁"})
    tour = replace(tour, days=(replace(tour.days[0], meal=None),))

    plan = plan_tour(tour, budget=Budget(rounds=20), use_pyvrp=False)

    assert plan.sequences == ((),)
    assert {one.reason for one in plan.left_out} == {"这几天都不开放。"}


@pytest.mark.parametrize(
    ("rules", "buildable"),
    [
        (Rules(county_min={"东县": 1}, max_stops_a_day=2, buffer=0.1), True),
        (Rules(county_in_one_go=True), False),
        (Rules(county_order=(("东县", "西县"),)), False),
        (Rules(same_day=(("甲", "丁"),)), False),
        (Rules(hour_factors=RUSH), False),
        (Rules(county_max={"东县": 1}), False),
    ],
)
def test_pyvrp_is_asked_only_what_it_can_answer(rules: Rules, *, buildable: bool) -> None:
    assert can_build(rules) is buildable


def two_way_tour() -> Tour:
    """甲 is open twice a day, 乙 only on the second day, 丙 at other hours each day."""
    sites = {
        "甲": {"windows": (Window(480, 500), Window(900, 960)), "must": True},
        "乙": {"day_windows": {1: ()}},
        "丙": {"day_windows": {1: (Window(840, 900),), 2: (Window(540, 600),)}},
    }
    return line_tour(rules=Rules(max_stops_a_day=3, county_min={"西县": 1}), sites=sites, days=2)


@pytest.mark.parametrize("use_pyvrp", [False, True])
def test_windows_by_day_and_twice_a_day_are_used(*, use_pyvrp: bool) -> None:
    tour = two_way_tour()

    plan = plan_tour(tour, budget=Budget(rounds=80), use_pyvrp=use_pyvrp)

    assert check_plan(tour, plan.sequences).valid
    assert {visit.id for visit in plan.stops} == {"甲", "乙", "丙", "丁"}


def test_pyvrp_keeps_lunch_and_obligations_by_itself() -> None:
    tour = two_way_tour()
    instance = instance_of(tour)

    routes = Builder(instance).build({0, 1}, spending=Budget(rounds=200).part(1.0), seed=1)

    sequences = instance.sequences(routes)
    assert check_plan(tour, sequences).violations == ()
    assert {"甲", "乙"} <= {name for day in sequences for name in day}


def test_pyvrp_plans_a_day_without_lunch() -> None:
    tour = line_tour(days=2)
    tour = replace(tour, days=(tour.days[0], replace(tour.days[1], meal=None)))

    plan = plan_tour(tour, budget=Budget(rounds=60))

    assert plan.objective == 4000 - 80
    assert "食堂" not in plan.sequences[1]


def test_without_pyvrp_installed_nothing_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyvrp", None)
    spec = importlib.util.spec_from_file_location("building_without_pyvrp", building.__file__)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)

    spec.loader.exec_module(module)

    assert module.AVAILABLE is False
    assert module.can_build(Rules()) is False


def test_a_stop_that_fits_only_at_the_kindest_hour_is_left() -> None:
    # At 8:00 the 40 minutes of road to 丁 take 80; in the search's first look, at factor 1, it is in time.
    rules = Rules(hour_factors=(HourFactor(480, 700, 2.0),))
    tour = line_tour(rules=rules, sites={"丁": {"windows": (Window(480, 550),)}})

    plan = plan_tour(tour, budget=Budget(rounds=40), use_pyvrp=False)

    assert "丁" not in {visit.id for visit in plan.stops}
    assert check_plan(tour, plan.sequences).valid


def test_lunch_that_fits_only_at_the_kindest_hour_is_put_elsewhere_or_not_at_all() -> None:
    rules = Rules(hour_factors=(HourFactor(480, 1080, 3.0),))
    tour = line_tour(rules=rules)
    late = replace(tour, days=(replace(tour.days[0], depart=690, meal=Meal(60, 690, 720)),))

    search = Search(instance_of(late), seed=1)

    assert not search.complete
    assert search.instance.sequences(search.best.nodes) == ((),)


def test_days_with_equal_ends_are_not_dealt_out_anew() -> None:
    tour, _ = random_tour(5, sites=10, days=2)
    day = tour.days[0]
    tour = replace(tour, days=(day, replace(day, number=2)))
    search = Search(instance_of(tour), seed=1)
    before = search.best.nodes

    search.begin_again()

    assert [sorted(route) for route in search.current.nodes] == [sorted(route) for route in before]


def test_removal_gives_up_where_the_rest_would_be_late() -> None:
    # A table with rounding: straight from 甲 to 丙 takes a minute more than through 乙.
    tour = line_tour(sites={"乙": {"visit_min": 0}, "丙": {"windows": (Window(540, 540),)}})
    order = tour.travel.order
    minutes = [list(row) for row in tour.travel.minutes]
    minutes[order["甲"]][order["丙"]] += 1
    tour = replace(tour, travel=replace(tour.travel, minutes=minutes))
    search = Search(instance_of(tour), seed=3)
    search.adopt((("甲", "乙", "丙", "食堂", "丁"),))

    for _ in range(200):
        search.step(0.5)
        assert check_plan(tour, search.instance.sequences(search.current.nodes)).valid
