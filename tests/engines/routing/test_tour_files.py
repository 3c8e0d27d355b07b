"""Tours and plans as JSON; the literature's text files."""

import json
from typing import Any

import pytest

from guanmo.engines.routing.benchmark_files import read_toptw, read_tsptw
from guanmo.engines.routing.checking import check_plan
from guanmo.engines.routing.model import HourFactor, Meal, Window
from guanmo.engines.routing.soundness import InvalidTour
from guanmo.engines.routing.tour_files import UnreadableTour, read_plan, read_tour

JsonTour = dict[str, Any]  # a JSON file of the test

SITE = {"id": "甲", "county": "东县", "visit_min": 30, "open": 480, "latest_start": 1000, "prize": 5}
DAY = {"day": 1, "start": "馆", "end": "馆", "depart": 480, "back_by": 1080}


def content(**changes: object) -> JsonTour:
    tour = {
        "name": "小",
        "sites": [SITE],
        "hotels": [{"id": "馆"}],
        "days": [DAY],
        "order": ["甲", "馆"],
        "travel_min": [[0, 10], [10, 0]],
    }
    return {**tour, **changes}


def read(**changes: object) -> Any:  # a Tour; Any spares the tests a cast of its Sequence fields
    return read_tour(json.dumps(content(**changes)).encode())


def test_the_shared_form_is_read() -> None:
    tour = read(lunch={"minutes": 60, "earliest_start": 690, "latest_start": 740}, lunch_places=[])

    assert (tour.name, tour.sites[0].id, tour.sites[0].windows) == ("小", "甲", (Window(480, 1000),))
    assert tour.days[0].meal == Meal(60, 690, 740)
    assert tour.rules.county_min == {"东县": 1}
    assert tour.travel.between("甲", "馆") == 10


def test_every_rule_can_be_written() -> None:
    tour = read(
        rules={
            "county_min": {"东县": 2},
            "county_max": 3,
            "max_stops_a_day": 8,
            "county_in_one_go": True,
            "county_order": [["东县", "西县", "南县"]],
            "same_day": [["甲", "乙"]],
            "boarding_min": 3,
            "buffer": 0.1,
            "hour_factors": [{"since": 480, "until": 540, "factor": 1.5}],
        }
    )

    rules = tour.rules
    assert (rules.county_min, rules.county_max, rules.max_stops_a_day) == ({"东县": 2}, {"东县": 3}, 8)
    assert rules.county_order == (("东县", "西县"), ("西县", "南县"))
    assert (rules.county_in_one_go, rules.same_day) == (True, (("甲", "乙"),))
    assert (rules.boarding_min, rules.buffer) == (3, 0.1)
    assert rules.hour_factors == (HourFactor(480, 540, 1.5),)


def test_windows_may_be_several_and_differ_by_day_and_days_have_lunches_of_their_own() -> None:
    site = {
        "id": "甲",
        "visit_min": 5,
        "windows": [[480, 600], [800, 900]],
        "day_windows": {"2": []},
        "must": True,
    }
    own = {"minutes": 30, "earliest_start": 700, "latest_start": 720}
    tour = read(sites=[site], days=[{**DAY, "lunch": False}, {**DAY, "day": 2, "lunch": own}])

    assert tour.sites[0].windows_on(1) == (Window(480, 600), Window(800, 900))
    assert tour.sites[0].windows_on(2) == ()
    assert tour.sites[0].must
    assert [day.meal for day in tour.days] == [None, Meal(30, 700, 720)]


def test_travel_comes_from_coordinates_where_there_is_no_table() -> None:
    bare = content()
    del bare["travel_min"]
    round_earth = {
        **bare,
        "sites": [{**SITE, "lon": 114, "lat": 33}],
        "hotels": [{"id": "馆", "lon": 114, "lat": 34}],
    }
    plane = {**bare, "sites": [{**SITE, "x": 0, "y": 0}], "hotels": [{"id": "馆", "x": 30, "y": 40}]}

    assert read_tour(json.dumps(round_earth).encode()).travel.between("甲", "馆") == 174
    assert read_tour(json.dumps(plane).encode()).travel.between("甲", "馆") == 78


def test_a_table_with_ways_longer_than_ways_round_is_closed_and_says_so() -> None:
    sites = [SITE, {**SITE, "id": "乙"}]
    bent = {"order": ["甲", "乙", "馆"], "travel_min": [[0, 50, 10], [50, 0, 10], [10, 10, 0]]}
    rounded = {"order": ["甲", "乙", "馆"], "travel_min": [[0, 21, 10], [21, 0, 10], [10, 10, 0]]}

    tour = read(sites=sites, **bent)

    assert tour.travel.between("甲", "乙") == 20
    assert tour.notes == ("行车时间表里有2处直达比绕行还慢（最多慢30分钟），已按绕行的时间计算。",)
    assert read(sites=sites, **rounded).travel.between("甲", "乙") == 21


def test_a_table_that_is_not_square_is_left_to_the_soundness_check() -> None:
    assert read(travel_min=[[0, 10], [10]]).travel.minutes == [[0, 10], [10]]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"sites": None}, "点位：缺少这一项，或不是列表。"),
        ({"sites": [{**SITE, "id": ""}]}, "点位第1项：缺少“id”，或不是文字。"),
        ({"sites": [{**SITE, "visit_min": "半小时"}]}, "点位第1项：“visit_min”缺少，或不是数字。"),
        ({"sites": [{**SITE, "prize": True}]}, "点位第1项：“prize”缺少，或不是数字。"),
        ({"sites": [{**SITE, "windows": [[480]]}]}, "点位第1项：开放时间应写成 [[最早, 最晚], …]。"),
        ({"sites": [{**SITE, "windows": 480}]}, "点位第1项：“开放时间”应是列表。"),
        ({"sites": [{**SITE, "day_windows": {"周一": []}}]}, "点位第1项：“day_windows”的键应是第几天。"),
        ({"hotels": ["馆"]}, "起讫地点第1项：应是一个 JSON 对象。"),
        ({"lunch": {"minutes": 60}}, "午餐：“earliest_start”缺少，或不是数字。"),
        ({"rules": {"same_day": 1}}, "规则：“same_day”应是列表。"),
        ({"travel_min": [[0, "x"], [1, 0]]}, "行车时间：“travel_min”缺少，或不是数字。"),
    ],
)
def test_malformed_entries_are_named(changes: dict[str, object], told: str) -> None:
    with pytest.raises(InvalidTour) as refused:
        read(**changes)

    assert refused.value.problems == (told,)


@pytest.mark.parametrize("data", [b"\xff", b"{", b"[]", b"[" * 100_000])
def test_what_is_no_tour_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableTour):
        read_tour(data)


@pytest.mark.parametrize(
    "plan", [[["甲"], []], {"plan": [["甲"], []]}, {"best_known": {"plan": [["甲"], []]}, "name": "小"}]
)
def test_plans_are_read_in_three_forms(plan: object) -> None:
    assert read_plan(json.dumps(plan).encode()) == (("甲",), ())


@pytest.mark.parametrize("plan", [{}, 3, ["甲"], {"plan": None}])
def test_what_is_no_plan_is_refused(plan: object) -> None:
    with pytest.raises(UnreadableTour, match="按天分组"):
        read_plan(json.dumps(plan).encode())


SOLOMON = (
    "3 2 2 1\n0 200\n0 0.00 0.00 0 0 0 0 0 100\n1 1.00 1.00 10 30 1 1 1 0 50\n2 2.00 1.00 10 20 1 1 1 0 60\n"
)


def test_solomon_files_cut_distances_after_one_decimal() -> None:
    tour = read_toptw(SOLOMON, days=2)

    assert tour.travel.between("0", "1") == 1.4
    assert check_plan(tour, (("1",), ("2",))).prize == 50
    assert check_plan(tour, (("1",), ("2",))).travel_min == pytest.approx(2 * 1.4 + 2 * 2.2)


def test_cordeau_files_cut_after_two() -> None:
    tour = read_toptw(SOLOMON.replace("1.00 1.00", "1.000 1.000"), days=1)

    assert tour.travel.between("0", "1") == 1.41


def test_a_travelling_salesman_must_go_everywhere() -> None:
    tour = read_tsptw("3\n0 2 9\n2 0 3\n9 3 0\n0 100\n0 50\n10 60\n")

    verdict = check_plan(tour, (("1", "2"),))
    assert verdict.valid
    assert verdict.travel_min == 14
    assert [one.code for one in check_plan(tour, (("1",),)).violations] == ["must"]


@pytest.mark.parametrize("text", ["", "a b c", "3 2 5 1\n0 200\n0 0 0 0 0 0 0 0 100\n"])
def test_other_texts_are_no_orienteering(text: str) -> None:
    with pytest.raises(UnreadableTour):
        read_toptw(text, days=1)


@pytest.mark.parametrize("text", ["", "x", "2\n0 1\n1 0\n0 10\n"])
def test_other_texts_are_no_travelling_salesman(text: str) -> None:
    with pytest.raises(UnreadableTour):
        read_tsptw(text)
