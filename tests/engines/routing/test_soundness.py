"""Tours that contradict themselves are refused with every reason."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from guanmo.engines.routing.model import Day, HourFactor, Meal, Place, Rules, Tour, Travel, Window
from guanmo.engines.routing.soundness import check_tour
from tests.engines.routing.small_tours import line_tour


def with_day(**fields: object) -> Tour:
    tour = line_tour()
    return replace(tour, days=(replace(tour.days[0], **fields),))  # type: ignore[arg-type]  # fields of the cases


def with_travel(order: Mapping[str, int] | None = None, minutes: list[list[float]] | None = None) -> Tour:
    travel = line_tour().travel
    return replace(line_tour(), travel=Travel(order or travel.order, minutes or travel.minutes))


SHORT = [[0.0] * 6] * 5
CASES: list[tuple[Callable[[], Tour], list[str]]] = [
    (line_tour, []),
    (lambda: replace(line_tour(), sites=()), ["没有点位，请至少给出一个点位。"]),
    (lambda: replace(line_tour(), days=()), ["没有日程，请至少给出一天的出发和返回安排。"]),
    (
        lambda: replace(line_tour(), places=(Place("宾馆"), Place("甲"))),
        ["“甲”重复了2次，每个地点只能出现一次。"],
    ),
    (lambda: with_day(end="车站"), ["没有“车站”的行车时间。"]),
    (lambda: with_travel(minutes=[*SHORT, [0.0] * 5]), ["行车时间表的行数、列数和地点数不一致。"]),
    (
        lambda: with_travel({"宾馆": 0, "食堂": 1, "甲": 2, "乙": 3, "丙": 4, "丁": 9}),
        ["行车时间表的行数、列数和地点数不一致。"],
    ),
    (lambda: with_travel(minutes=[*SHORT, [-1.0] * 6]), ["行车时间不能是负数或空。"]),
    (
        lambda: with_day(depart=900, back_by=800),
        ["第1天15:00出发、13:20前返回不成立：返回不能早于出发，也不能跨过零点。"],
    ),
    (lambda: replace(line_tour(), lunch_places=()), ["第1天要安排午餐，但没有给出用餐地点。"]),
    (lambda: with_day(meal=Meal(60, 750, 690)), ["第1天午餐最早开始时间晚于最晚开始时间。"]),
    (lambda: with_day(meal=Meal(-1, 690, 750)), ["第1天午餐时长不能是负数。"]),
    (
        lambda: replace(
            line_tour(), days=(*line_tour().days, Day(2, "宾馆", "宾馆", 480, 900, Meal(30, 690, 700)))
        ),
        ["各天的午餐时长应相同。"],
    ),
    (lambda: line_tour(sites={"甲": {"prize": -1}}), ["“甲”的权重不能是负数。"]),
    (lambda: line_tour(sites={"甲": {"must": True, "never": True}}), ["“甲”既规定必去又规定不去。"]),
    (
        lambda: line_tour(sites={"甲": {"day_windows": {1: (Window(600, 540),)}}}),
        ["“甲”最早10:00、最晚9:00开始，前后颠倒。"],
    ),
    (
        lambda: line_tour(rules=Rules(county_max={"北县": 1}, county_order=(("北县", "东县"),))),
        ["规则里的“北县”没有任何点位。"],
    ),
    (lambda: line_tour(rules=Rules(same_day=(("甲", "戊"),))), ["同日规则里的“戊”不是点位。"]),
    (lambda: line_tour(rules=Rules(buffer=-0.1)), ["缓冲比例和上下车时间不能是负数。"]),
    (
        lambda: line_tour(rules=Rules(hour_factors=(HourFactor(480, 600, 2), HourFactor(540, 700, 2)))),
        ["分时段系数在9:00处重叠。"],
    ),
    (
        lambda: line_tour(rules=Rules(hour_factors=(HourFactor(480, 600, 0),))),
        ["分时段系数应为正数，时段的起点应早于终点。"],
    ),
]


@pytest.mark.parametrize(("make", "problems"), CASES)
def test_every_contradiction_is_named(make: Callable[[], Tour], problems: list[str]) -> None:
    assert list(check_tour(make())) == problems
