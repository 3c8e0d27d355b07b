"""Points in China, half a point, a swapped point, points elsewhere."""

from decimal import Decimal

import pytest

from guanmo.engines.coordinates import coordinate_problem

SWAPPED = "经度和纬度填反了：经度应是113.62，纬度应是34.75，请对调。"
HALF = "经度和纬度要一起填写，或都留空。"
ELSEWHERE = "这个位置不在国内：经度应在73至136之间，纬度应在3至54之间，请核对。"


@pytest.mark.parametrize(
    ("longitude", "latitude", "problem"),
    [
        (None, None, ""),
        ("113.62", "34.75", ""),
        ("73", "3", ""),
        ("136", "54", ""),
        ("34.75", "113.620", SWAPPED),
        ("113.62", None, HALF),
        (None, "34.75", HALF),
        ("72.9", "34.75", ELSEWHERE),
        ("113.62", "54.1", ELSEWHERE),
        ("-113.62", "34.75", ELSEWHERE),
        ("0", "0", ELSEWHERE),
    ],
)
def test_point_is_checked(longitude: str | None, latitude: str | None, problem: str) -> None:
    degrees = [None if text is None else Decimal(text) for text in (longitude, latitude)]

    assert coordinate_problem(*degrees) == problem
