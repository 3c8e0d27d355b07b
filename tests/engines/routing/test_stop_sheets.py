"""A sheet of stops as a tour."""

import pytest

from guanmo.engines.routing.model import Meal, Rules, Tour, Window
from guanmo.engines.routing.soundness import InvalidTour
from guanmo.engines.routing.stop_sheets import Outline, read_stops
from guanmo.engines.routing.tour_files import UnreadableTour

HEAD = "名称,单位,经度,纬度,停留分钟,开放时间,权重,类型,要求"
ROWS = [
    "甲厂,东县,114.00,33.00,30,8:30-11:30，14:00-17:30,50,,必去",
    "乙园,西县,114.30,33.00,,,,点位,",
    "丙站,西县,114.40,33.10,20,,5,点位,不去",
    "市宾馆,,114.10,33.05,,,,宾馆,",
    "食堂,,114.10,33.00,,,,用餐,",
]


def read(rows: list[str], outline: Outline = Outline(), head: str = HEAD) -> Tour:  # noqa: B008 - immutable
    return read_stops("\n".join([head, *rows]).encode(), file_name="春季观摩.csv", outline=outline)


def test_a_sheet_becomes_a_tour() -> None:
    tour = read([row.replace("，", ";") for row in ROWS], Outline(days=2, depart=490, back_by=1100))

    assert tour.name == "春季观摩"
    assert [
        (site.id, site.county, site.visit_min, site.prize, site.must, site.never) for site in tour.sites
    ] == [
        ("甲厂", "东县", 30, 50, True, False),
        ("乙园", "西县", 30, 1, False, False),
        ("丙站", "西县", 20, 5, False, True),
    ]
    assert tour.sites[0].windows == (Window(510, 660), Window(840, 1020))
    assert tour.sites[1].windows == (Window(0, 1410),)
    assert [(day.start, day.end, day.depart, day.back_by) for day in tour.days] == [
        ("市宾馆", "市宾馆", 490, 1100)
    ] * 2
    assert tour.days[0].meal == Meal(60, 690, 750)
    assert tour.rules == Rules(county_min={"东县": 1, "西县": 1}, boarding_min=3, buffer=0.1)
    # 0.3° of longitude at 33° north are 27.98 km, × 1.3 ÷ 50 km/h.
    assert tour.travel.between("甲厂", "乙园") == 44


def test_several_hotels_are_slept_in_one_after_the_other_and_without_a_canteen_there_is_no_lunch() -> None:
    tour = read(
        ["甲厂,东县,114,33,,,,,", "一号宾馆,,114,33,,,,宾馆,", "二号宾馆,,114.2,33,,,,起点,"], Outline(days=2)
    )

    assert [(day.start, day.end) for day in tour.days] == [("一号宾馆", "二号宾馆"), ("二号宾馆", "一号宾馆")]
    assert tour.days[0].meal is None


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (",东县,114,33,,,,,", "没有名称。"),
        ("甲,东县,114,33,,,,码头,", "类型“码头”不认识，应是点位、宾馆或用餐。"),
        ("甲,东县,114,33,,,,,或许", "要求“或许”不认识，应是必去、不去或不填。"),
        ("甲,东县,,33,,,,,", "经度“”不是数字。"),
        ("甲,东县,114,三十三,,,,,", "纬度“三十三”不是数字。"),
        ("甲,东县,114,33,半小时,,高,,", "停留分钟“半小时”不是数字；权重“高”不是数字。"),
        ("甲,东县,114,33,,全天,,,", "开放时间“全天”看不懂，应像 8:30-17:30，且长于停留时间。"),
        ("甲,东县,114,33,,8:30-8:40,,,", "开放时间“8:30-8:40”看不懂，应像 8:30-17:30，且长于停留时间。"),
    ],
)
def test_rows_that_cannot_be_read_are_named(row: str, told: str) -> None:
    with pytest.raises(InvalidTour) as refused:
        read([*ROWS[3:], row])

    assert [problem.split("：", 1)[1] for problem in refused.value.problems] == [told]


def test_a_sheet_needs_a_place_to_start() -> None:
    with pytest.raises(InvalidTour) as refused:
        read(["甲厂,东县,114,33,,,,,"])

    assert refused.value.problems == ("没有起点：请加一行，类型写“宾馆”或“起点”。",)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00\x01", "名称,单位\n".encode()])
def test_what_is_no_sheet_of_stops_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableTour):
        read_stops(content, file_name="a.csv")
