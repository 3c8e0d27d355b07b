"""Travel minutes from tables, coordinates and the answers of map services."""

import pytest

from guanmo.engines.routing.model import Travel
from guanmo.engines.routing.travel import (
    UnreadableTravel,
    closed,
    from_coordinates,
    from_csv,
    from_plane,
    from_service,
    worst_detour,
)

NAMES = ("甲", "乙", "丙")


def test_a_way_longer_than_a_way_round_is_lowered() -> None:
    travel = Travel({"甲": 0, "乙": 1, "丙": 2}, [[0, 10, 50], [10, 0, 10], [20, 10, 0]])

    assert closed(travel).minutes == [[0, 10, 20], [10, 0, 10], [20, 10, 0]]
    assert worst_detour(travel) == (1, 30)
    assert worst_detour(closed(travel)) == (0, 0)


def test_one_degree_of_latitude_takes_174_minutes() -> None:
    # 111.195 km of great circle × 1.3 ÷ 50 km/h = 173.5 minutes.
    travel = from_coordinates({"甲": (114.0, 33.0), "乙": (114.0, 34.0)})

    assert travel.minutes == [[0, 174], [174, 0]]
    assert travel.between("甲", "乙") == 174


def test_a_plane_in_kilometres() -> None:
    travel = from_plane({"甲": (0, 0), "乙": (3, 4)}, km_h=60, detour=1.0)

    assert travel.minutes == [[0, 5], [5, 0]]


def test_a_square_table_is_read() -> None:
    travel = from_csv(",甲,乙\n甲,0,12\n\n乙,15,0\n")

    assert travel == Travel({"甲": 0, "乙": 1}, [[0, 12], [15, 0]])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "行车时间表的第一行和第一列应是同样次序的地点名称。"),
        (",甲,乙\n乙,0,1\n甲,1,0", "行车时间表的第一行和第一列应是同样次序的地点名称。"),
        (",甲,乙\n甲,0\n乙,1,0", "行车时间表每行的格数应相同。"),
        (",甲,乙\n甲,0,十\n乙,1,0", "行车时间表里有不是数字的格：'十'。"),
    ],
)
def test_tables_that_cannot_be_read_are_refused(text: str, told: str) -> None:
    with pytest.raises(UnreadableTravel, match=told):
        from_csv(text)


def test_an_osrm_table_in_seconds_becomes_started_minutes() -> None:
    answer = {"code": "Ok", "durations": [[0, 61, 600], [59.5, 0, 60], [600, 60, 0]]}

    assert from_service(NAMES, answer).minutes == [[0, 2, 3], [1, 0, 1], [2, 1, 0]]


def amap(rows: list[list[int]]) -> list[dict[str, object]]:
    """One answer per destination, as 高德 gives them."""
    return [
        {
            "status": "1",
            "results": [
                {"origin_id": str(a + 1), "duration": str(row[b])} for a, row in enumerate(rows) if a != b
            ],
        }
        for b in range(len(rows))
    ]


def test_answers_per_destination_are_put_together() -> None:
    travel = from_service(NAMES, amap([[0, 60, 120], [180, 0, 60], [120, 90, 0]]))

    assert travel.minutes == [[0, 1, 2], [3, 0, 1], [2, 2, 0]]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"code": "InvalidQuery"}, "code 不是 Ok"),
        ({"code": "Ok", "durations": [[0]]}, "不是3×3"),
        ({"code": "Ok", "durations": [[0, None, 1], [1, 0, 1], [1, 1, 0]]}, "找不到从“甲”到“乙”的路"),
        ([], "对每个终点返回一份结果"),
        ([{"status": "0", "info": "INVALID_USER_KEY"}] * 3, "INVALID_USER_KEY"),
    ],
)
def test_answers_that_are_no_matrix_are_refused(answer: object, told: str) -> None:
    with pytest.raises(UnreadableTravel, match=told):
        from_service(NAMES, answer)
