"""Moves by hand and planning the rest of the day."""

import time
from collections.abc import Mapping
from dataclasses import replace

import pytest

from guanmo.engines.routing.budgets import Budget
from guanmo.engines.routing.changes import HERE, Progress, move_stop, remove_stop, replan
from guanmo.engines.routing.checking import check_plan
from guanmo.engines.routing.model import Plan, Rules, Sequences, Tour, Window
from guanmo.engines.routing.planning import plan_tour
from tests.engines.routing.small_tours import line_tour, random_tour

TWO_DAYS: Sequences = (("甲", "食堂", "乙"), ("丙", "食堂", "丁"))
FEW = Budget(rounds=60)


def rest(tour: Tour, progress: Progress, plan: Sequences = TWO_DAYS, *, may_add: bool = False) -> Plan:
    return replan(tour, plan, progress, budget=FEW, may_add=may_add)


def test_a_moved_stop_changes_the_moments_after_it() -> None:
    moved = move_stop(line_tour(), (("甲", "食堂", "丁"),), "丁", day=0, position=0)

    assert moved.plan.sequences == (("丁", "甲", "食堂"),)
    assert [visit.start for visit in moved.plan.days[0].visits] == [520, 580, 690]
    assert moved.verdict.valid


def test_a_left_out_stop_can_be_moved_in_and_broken_rules_are_told() -> None:
    tour = line_tour(rules=Rules(max_stops_a_day=1))

    moved = move_stop(tour, (("甲", "食堂"),), "丁", day=0, position=2)

    assert moved.plan.sequences == (("甲", "食堂", "丁"),)
    assert [one.code for one in moved.verdict.violations] == ["stops_a_day"]


def test_a_removed_stop_is_gone() -> None:
    removed = remove_stop(line_tour(), (("甲", "食堂", "丁"),), "丁")

    assert removed.plan.sequences == (("甲", "食堂"),)
    assert removed.plan.objective == 1000 - 40


def test_a_move_on_24_stops_and_3_days_is_checked_in_50_milliseconds() -> None:
    tour, _ = random_tour(1, sites=24, days=3)
    tour = replace(tour, days=tuple(replace(day, back_by=1080) for day in tour.days), rules=Rules())
    plan = plan_tour(tour, budget=FEW, use_pyvrp=False).sequences
    stop = plan[0][0]

    start = time.process_time()
    for _ in range(10):
        move_stop(tour, plan, stop, day=2, position=0)

    assert (time.process_time() - start) / 10 < 0.05


def test_the_rest_starts_where_and_when_the_convoy_is() -> None:
    plan = rest(line_tour(days=2), Progress(0, 600, "甲", ("甲",)))

    assert [day.number for day in plan.days] == [1, 2]
    assert (plan.days[0].start, plan.days[0].depart) == ("甲", 600)
    assert {visit.id for visit in plan.stops} == {"乙", "丙", "丁"}


def test_the_convoy_may_be_on_the_road() -> None:
    away = {"宾馆": 15, "食堂": 5, "甲": 5, "乙": 5, "丙": 15, "丁": 25}

    plan = rest(line_tour(days=2), Progress(0, 600, away, ("甲",)))

    assert plan.days[0].start == HERE
    first = plan.days[0].visits[0]
    assert first.drive == away[first.id]


def test_stops_that_were_not_planned_stay_out_unless_asked() -> None:
    tour, plan = line_tour(), (("甲", "食堂", "乙"),)
    progress = Progress(0, 540, "甲", ("甲",))

    assert {visit.id for visit in rest(tour, progress, plan).stops} == {"乙"}
    assert {visit.id for visit in rest(tour, progress, plan, may_add=True).stops} == {"乙", "丙", "丁"}


def test_lunch_at_yesterdays_place_counts_as_todays() -> None:
    """The same canteen on both days: on the second afternoon no second lunch is planned."""
    done = ("甲", "食堂", "乙", "丙", "食堂")

    plan = rest(line_tour(days=2), Progress(1, 760, "食堂", done))

    assert plan.sequences == (("丁",),)


def test_what_was_skipped_yesterday_is_not_taken_from_today() -> None:
    plan = rest(line_tour(days=2), Progress(1, 560, "丙", ("甲", "丙")))

    assert set(plan.sequences[0]) == {"食堂", "丁"}


def test_lunch_had_today_is_had_tomorrow_again() -> None:
    plan = rest(line_tour(days=2), Progress(0, 760, "食堂", ("甲", "食堂")))

    assert ["食堂" in day for day in plan.sequences] == [False, True]


def test_lunch_is_had_once_and_given_up_after_its_hours() -> None:
    eaten = rest(line_tour(days=2), Progress(0, 800, "食堂", ("甲", "食堂")))
    late = rest(line_tour(days=2), Progress(0, 800, "甲", ("甲",)))

    assert "食堂" not in eaten.sequences[0]
    assert eaten.notes == ()
    assert "食堂" not in late.sequences[0]
    assert late.notes == ("现在是13:20，午餐时段已过，不再安排午餐。",)
    assert "食堂" in late.sequences[1]


def test_what_can_no_longer_be_kept_is_given_up_and_said() -> None:
    closing: Mapping[str, Mapping[str, object]] = {"丁": {"must": True, "windows": (Window(480, 540),)}}
    tour = line_tour(rules=Rules(county_min={"东县": 1, "西县": 1}), sites=closing)

    plan = rest(tour, Progress(0, 780, "甲", ("甲", "食堂")), (("甲", "食堂", "丁"),))

    assert plan.stops == ()
    assert plan.notes == (
        "已做不到：必去点位“丁”任何一天都去不成：开放时间、停留时间、用餐和返回时间不能同时满足。",
        "已做不到：“西县”应至少看1个点位，名单里2个，去得成的只有0个。",
    )


@pytest.mark.parametrize(
    ("rules", "day", "done", "stops"),
    [
        # One stop of the day is already made, so only one more fits the limit.
        (Rules(max_stops_a_day=2), 0, ("甲",), ({"乙", "丙", "丁"}, 1, 2)),
        # 西县 has been seen once, its limit; 丁 stays out.
        (Rules(county_max={"西县": 1}), 1, ("甲", "食堂", "乙", "丙"), (set(), 0, 0)),
        # 西县 before 东县 and 东县 has begun: 西县 is over.
        (Rules(county_order=(("西县", "东县"),)), 0, ("甲",), ({"乙"}, 1, 1)),
        # 东县 has been left for 西县, so what is left of it is over; what is left of 西县 comes first.
        (Rules(county_in_one_go=True), 0, ("甲", "丙"), ({"丁"}, 1, 1)),
        # 丁 goes with 甲, which was yesterday.
        (Rules(same_day=(("甲", "丁"),)), 1, ("甲", "食堂", "乙", "丙"), (set(), 0, 0)),
    ],
)
def test_rules_count_what_is_done(
    rules: Rules, day: int, done: tuple[str, ...], stops: tuple[set[str], int, int]
) -> None:
    allowed, least, most = stops

    plan = rest(line_tour(rules=rules, days=2), Progress(day, 560, done[-1], done))

    first = [visit.id for visit in plan.days[0].visits if visit.id != "食堂"]
    assert {visit.id for visit in plan.stops} <= allowed
    assert least <= len(first) <= most or "丁" in plan.sequences[-1]


def test_company_begun_today_is_finished_today() -> None:
    tour = line_tour(rules=Rules(same_day=(("甲", "丁"),)), days=2)

    plan = rest(tour, Progress(0, 540, "甲", ("甲",)))

    assert "丁" in plan.sequences[0]


def test_a_county_begun_is_finished_first() -> None:
    tour = line_tour(rules=Rules(county_in_one_go=True), days=2)

    plan = rest(tour, Progress(0, 520, "丙", ("丙",)), (("丙", "食堂", "甲"), ("丁", "食堂", "乙")))

    shown = [visit.county for visit in plan.stops]
    assert shown == sorted(shown, key=["西县", "东县"].index)


@pytest.mark.parametrize("seed", range(30))
def test_the_rest_of_random_tours_keeps_its_rules(seed: int) -> None:
    tour, plan = random_tour(seed)
    starts = {
        visit.id: visit.leave
        for visit in move_stop(tour, plan, plan[0][0], day=0, position=0).plan.days[0].visits
    }
    first = plan[0][0]

    again = replan(tour, plan, Progress(0, starts[first], first, (first,)), budget=FEW)

    assert check_plan(tour, ((first, *again.sequences[0]), *again.sequences[1:])).violations == ()
