"""The checker finds each broken rule, and nothing in a plan that keeps them."""

import pytest

from guanmo.engines.routing.checking import check_plan
from guanmo.engines.routing.model import HourFactor, Rules, Sequences, Window
from tests.engines.routing.small_tours import line_tour, random_tour

GOOD: Sequences = (("甲", "乙", "丙", "食堂", "丁"),)


def test_a_good_plan_is_valid_and_worth_its_prizes_less_its_travel() -> None:
    verdict = check_plan(line_tour(), GOOD)

    # 0 → 10 → 20 → 30 → 20 → 40 → 0: 100 minutes on the road.
    assert verdict.violations == ()
    assert (verdict.objective, verdict.prize, verdict.travel_min, verdict.stops) == (3900, 40, 100, 4)


@pytest.mark.parametrize(
    ("rules", "sites", "plan", "messages"),
    [
        ({}, {}, (("甲", "戊", "食堂"),), ["第1天的“戊”不在点位和用餐地点名单里。"]),
        ({}, {}, (*GOOD, ("食堂",)), ["应排1天，方案有2天。"]),
        ({}, {}, (("甲", "甲", "食堂"),), ["“甲”去了2次，只能去一次。"]),
        ({}, {"甲": {"never": True}}, GOOD, ["“甲”规定不去，方案里有它。"]),
        ({}, {"丁": {"must": True}}, (("甲", "食堂"),), ["“丁”规定必去，方案里没有它。"]),
        ({}, {"甲": {"windows": (Window(500, 480 + 5),)}}, GOOD, ["第1天8:10才到“甲”，最晚8:05开始，晚5分钟。"]),
        ({}, {"甲": {"day_windows": {1: ()}}}, GOOD, ["第1天“甲”不开放。"]),
        ({}, {"丁": {"visit_min": 400}}, GOOD, ["第1天20:10才回到终点，要求18:00前，晚130分钟。"]),
        ({}, {"甲": {"visit_min": 130}, "乙": {"visit_min": 130}}, GOOD, ["第1天13:30才到“食堂”，用餐最晚12:30开始，晚60分钟。"]),
        (
            {},
            {"丁": {"visit_min": 700}},
            GOOD,
            ["第1天25:10才回到终点，要求18:00前，晚430分钟。", "第1天跨过了零点。"],
        ),
        ({}, {}, (("甲", "乙"),), ["第1天应安排1次午餐，方案有0次。"]),
        ({"county_min": {"西县": 2}}, {}, (("甲", "食堂", "丙"),), ["“西县”应至少看2个点位，方案只有1个。"]),
        ({"county_max": {"东县": 1}}, {}, GOOD, ["“东县”最多看1个点位，方案有2个。"]),
        ({"max_stops_a_day": 3}, {}, GOOD, ["第1天安排了4个点位，每天最多3个。"]),
        ({"county_order": (("西县", "东县"),)}, {}, GOOD, ["“西县”应全部排在“东县”之前。"]),
        ({"county_in_one_go": True}, {}, (("甲", "丙", "食堂", "乙"),), ["“东县”应一次看完，方案分了2次。"]),
    ],
)  # fmt: skip
def test_each_broken_rule_is_named(
    rules: dict[str, object], sites: dict[str, dict[str, object]], plan: Sequences, messages: list[str]
) -> None:
    tour = line_tour(rules=Rules(**rules), sites=sites)  # type: ignore[arg-type]  # fields of the table above

    assert [found.message for found in check_plan(tour, plan).violations] == messages


def test_company_is_checked_over_the_days() -> None:
    tour = line_tour(rules=Rules(same_day=(("甲", "丙"),)), days=2)

    verdict = check_plan(tour, (("甲", "食堂"), ("丙", "食堂")))

    assert [found.message for found in verdict.violations] == ["“甲”、“丙”应在同一天，方案分在第1、2天。"]
    assert check_plan(tour, (("甲", "丙", "食堂"), ("乙", "食堂"))).valid


def test_lunch_between_two_stops_of_a_county_does_not_part_them() -> None:
    tour = line_tour(rules=Rules(county_in_one_go=True))

    assert check_plan(tour, (("甲", "食堂", "乙", "丙"),)).valid


def test_a_day_without_a_meal_takes_no_lunch() -> None:
    tour = line_tour(days=1)
    day = tour.days[0].__class__(1, "宾馆", "宾馆", 480, 1080)
    without = tour.__class__(tour.name, tour.sites, tour.lunch_places, tour.places, (day,), tour.travel)

    assert check_plan(without, (("甲",),)).valid
    assert [one.code for one in check_plan(without, (("甲", "食堂"),)).violations] == ["lunch"]


def test_drives_are_slower_with_a_buffer_and_at_rush_hour() -> None:
    # 30 minutes of road from 8:00: with 10 % buffer 33; with factor 2 until 8:20, 10 of them by then, 20 (and 23) after.
    late = {"丙": {"windows": (Window(480, 481),)}}
    rush = (HourFactor(480, 500, 2.0),)
    cases = {(0.0, ()): "8:30", (0.1, ()): "8:33", (0.0, rush): "8:40", (0.1, rush): "8:43"}

    for (buffer, factors), arrival in cases.items():
        tour = line_tour(rules=Rules(buffer=buffer, hour_factors=factors), sites=late)
        told = check_plan(tour, (("丙", "食堂"),)).violations[0].message
        assert told.startswith(f"第1天{arrival}才到“丙”"), told


@pytest.mark.parametrize("seed", range(50))
def test_plans_drawn_with_their_rules_are_valid(seed: int) -> None:
    tour, plan = random_tour(seed)

    assert check_plan(tour, plan).violations == ()
