"""Rules that no plan can keep are named without searching."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from guanmo.engines.routing.model import Day, Meal, Rules, Window
from guanmo.engines.routing.proofs import impossibilities
from tests.engines.routing.small_tours import line_tour, random_tour

NINE = (Window(540, 540),)
MUST = {"must": True}


@pytest.mark.parametrize(
    ("rules", "sites", "told"),
    [
        ({}, {"丁": {"must": True, "windows": (Window(480, 500),)}}, ["必去点位“丁”任何一天都去不成：开放时间、停留时间、用餐和返回时间不能同时满足。"]),
        ({"county_min": {"东县": 2}, "county_max": {"东县": 1}}, {}, ["“东县”至少看2个、最多看1个，两条规则矛盾。"]),
        ({"county_min": {"东县": 2}}, {"甲": {"never": True}}, ["“东县”应至少看2个点位，名单里2个，去得成的只有1个。"]),
        ({"county_max": {"东县": 1}}, {"甲": MUST, "乙": MUST}, ["“东县”最多看1个点位，必去的就有2个。"]),
        ({"county_order": (("东县", "西县"), ("西县", "东县"))}, {}, ["先后次序规则自相矛盾：“东县”要排在自己之前。"]),
        ({"max_stops_a_day": 1}, {"甲": MUST, "丁": MUST}, ["必去点位和各单位最低数合计2个，每天最多1个，1天只排得下1个。"]),
        (
            {"county_min": {"东县": 1}},
            {"甲": {"visit_min": 300}, "乙": {"visit_min": 290}, "丙": {"must": True, "visit_min": 260}},
            ["必去点位、各单位最低数和午餐光停留就要610分钟，1天总共只有600分钟。"],
        ),
        ({}, {"甲": {"must": True, "windows": NINE}, "乙": {"must": True, "windows": NINE}}, ["必去点位“甲”和“乙”都只能排在第1天，而一天里排不下这两个。"]),
        ({"county_order": (("东县", "西县"),), "county_min": {"东县": 1}}, {"甲": MUST}, []),
    ],
)  # fmt: skip
def test_each_impossible_rule_is_named(
    rules: Mapping[str, object], sites: Mapping[str, Mapping[str, object]], told: list[str]
) -> None:
    assert list(impossibilities(line_tour(rules=Rules(**rules), sites=sites))) == told  # type: ignore[arg-type]  # fields of the table


def test_company_that_never_meets_is_named() -> None:
    sites = {"甲": {"must": True, "day_windows": {2: ()}}, "丙": {"must": True, "day_windows": {1: ()}}}
    tour = line_tour(rules=Rules(same_day=(("甲", "丙"), ("乙", "丁"))), sites=sites, days=2)

    assert impossibilities(tour) == ("“甲”、“丙”规定在同一天，但没有一天都去得成。",)


def test_days_that_cannot_be_done_at_all_are_named() -> None:
    tour = line_tour()
    hurried = replace(
        tour,
        days=(Day(1, "宾馆", "丁", 480, 500, None), Day(2, "宾馆", "宾馆", 480, 700, Meal(60, 690, 750))),
    )

    assert impossibilities(hurried) == (
        "第1天从起点直接去终点，也赶不上8:20前返回。",
        "第2天没有一个用餐地点能在用餐时段内赶到并按时返回。",
    )


def test_a_day_without_lunch_is_judged_without_lunch() -> None:
    tour = line_tour()

    assert impossibilities(replace(tour, days=(replace(tour.days[0], meal=None),))) == ()


@pytest.mark.parametrize("seed", range(60))
def test_nothing_is_proved_against_a_tour_that_has_a_plan(seed: int) -> None:
    tour, _ = random_tour(seed)

    assert impossibilities(tour) == ()
