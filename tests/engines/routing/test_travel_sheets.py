"""Minutes of a sheet laid over a tour's own."""

import pytest

from guanmo.engines.routing import InvalidTour, Outline, Tour, UnreadableTour, read_stops, with_minutes

STOPS = "名称,单位,经度,纬度,类型\n甲厂,东县,115.0,34.0,\n乙园,西县,115.2,34.0,\n宾馆,,115.1,34.0,宾馆\n"


@pytest.fixture(scope="module")
def tour() -> Tour:
    return read_stops(STOPS.encode(), file_name="点位.csv", outline=Outline(1, 480, 1080))


def laid(tour: Tour, text: str, name: str = "行车.csv") -> Tour:
    return with_minutes(tour, text.encode(), file_name=name)


def test_a_way_counts_for_both_directions_unless_both_are_given(tour: Tour) -> None:
    before = tour.travel.between("乙园", "宾馆")

    found = laid(tour, "从,到,分钟\n宾馆,甲厂,18\n甲厂,乙园,30\n乙园,甲厂,31.5\n")

    travel = found.travel
    assert (travel.between("宾馆", "甲厂"), travel.between("甲厂", "宾馆")) == (18, 18)
    assert (travel.between("甲厂", "乙园"), travel.between("乙园", "甲厂")) == (30, 31.5)
    assert travel.between("乙园", "宾馆") == before
    assert found.notes[-1] == "2对地点之间按行车时间表，其余按原来的行车时间。"


def test_a_way_slower_than_a_way_round_is_shortened_and_said(tour: Tour) -> None:
    found = laid(tour, "起点,终点,行车分钟\n甲厂,乙园,300\n")

    assert found.travel.between("甲厂", "乙园") < 300
    assert "直达比绕行还慢" in found.notes[-1]


def test_every_wrong_row_is_named(tour: Tour) -> None:
    text = (
        "从,到,分钟\n甲厂,丙站,20\n甲厂,乙园,很久\n甲厂,宾馆,-1\n甲厂,宾馆,20\n甲厂,宾馆,21\n甲厂,宾馆,20\n"
    )

    with pytest.raises(InvalidTour) as caught:
        laid(tour, text)

    assert list(caught.value.problems) == [
        "行车时间表第2行：没有叫“丙站”的地点。",
        "行车时间表第3行：分钟“很久”应是不小于0的数。",
        "行车时间表第4行：分钟“-1”应是不小于0的数。",
        "行车时间表第6行：从“甲厂”到“宾馆”前面写过，分钟数不同。",
    ]


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("", "行车.csv", "行车时间表"),
        ("从,到,分钟\n", "行车.csv", "行车时间表"),
        ("PK\x03\x04", "行车.xlsx", "行车时间表："),
    ],
)
def test_what_is_no_sheet_of_minutes_is_refused(tour: Tour, text: str, name: str, told: str) -> None:
    with pytest.raises(UnreadableTour, match=told):
        laid(tour, text, name)
