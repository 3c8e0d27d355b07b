"""Drives with a buffer and at slow hours."""

import pytest

from guanmo.engines.routing.hours import drive_at, drive_minutes, least_factor
from guanmo.engines.routing.model import HourFactor, Rules

RULES = Rules(hour_factors=(HourFactor(1020, 1080, 2.0), HourFactor(420, 540, 1.5)))


@pytest.mark.parametrize(
    ("leave", "minutes"),
    [
        (600, 30),  # between the rushes
        (450, 45),  # 30 × 1.5
        (530, 34),  # 10 minutes at 1.5 cover 6.67 of the road, the other 23.33 take 23.33
        (410, 40),  # 10 minutes cover 10, the other 20 take 30
        (1010, 50),  # 10, then 20 × 2
        (1075, 33),  # 5 minutes at 2 cover 2.5, the other 27.5 take 27.5
        (1100, 30),  # after both
    ],
)
def test_the_road_is_driven_at_the_speed_of_the_hour(leave: float, minutes: float) -> None:
    assert drive_at(30, leave, RULES) == minutes


def test_leaving_later_never_arrives_earlier() -> None:
    arrivals = [leave + drive_at(37, leave, RULES) for leave in range(360, 1200)]

    assert arrivals == sorted(arrivals)


def test_without_hours_only_the_buffer_counts() -> None:
    assert drive_at(12.5, 480, Rules()) == 12.5
    assert drive_at(12.5, 480, Rules(buffer=0.1)) == 14
    assert drive_minutes(30, 0.1, 1.0) == 33


def test_the_kindest_hour() -> None:
    assert least_factor(()) == 1
    assert least_factor((HourFactor(0, 60, 0.8), HourFactor(60, 90, 2))) == 0.8
