"""Would the order change? Each unit whose place another method would move, and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from guanmo.engines.fairness import FairUnit, Method, RatedTour, TourResult
from guanmo.engines.scoring.fair_tally import FairTour

METHOD_LABELS: Mapping[Method, str] = {
    Method.PLAIN: "直接平均",
    Method.TRIMMED: "去掉最高最低分",
    Method.ADJUSTED: "校正松紧",
    Method.UNSHRUNK: "松紧足额校正",
    Method.ORDERS: "只看每位评委排出的先后",
    Method.WITH_OWN: "本单位打分也计入",
}


@dataclass(frozen=True, slots=True)
class OrderChange:
    unit: str
    method: str
    label: str
    rank: int
    """By this method."""
    adjusted_rank: int
    reason: str


def order_changes(tour: FairTour) -> tuple[OrderChange, ...]:
    """One entry for each unit and method with another rank than the fair one, in the order of the units."""
    return tuple(
        OrderChange(
            unit=unit.unit,
            method=method.value,
            label=METHOD_LABELS[method],
            rank=rank,
            adjusted_rank=unit.rank,
            reason=_reason(tour, unit, method),
        )
        for unit in tour.units
        for method, rank in unit.ranks.items()
        if rank != unit.rank
    )


def changes_from(
    tour: TourResult, ranks: Mapping[str, int], tied: Collection[str]
) -> tuple[OrderChange, ...]:
    """One entry for each unit that a result already made, its rank by unit in `ranks`, places elsewhere.

    `tied` are the units that share their rank in that result, most often since it compares rounded scores.
    """
    return tuple(
        OrderChange(
            unit=unit.unit,
            method="sealed",
            label="封存的结果",
            rank=ranks[unit.unit],
            adjusted_rank=unit.rank,
            reason="封存时取舍后得分相同，并列。" if unit.unit in tied else _who_came(tour, unit),
        )
        for unit in tour.units
        if ranks[unit.unit] != unit.rank
    )


def _reason(tour: FairTour, unit: FairUnit, method: Method) -> str:
    if method is Method.ORDERS:
        return "不看分差，只看先后。"
    gap = unit.values[method] - unit.value
    moved = f"得分相差{abs(gap):.2f}分"
    if method is Method.UNSHRUNK:
        return f"{moved}：打分少的评委，松紧只校正一部分。"
    if method is Method.WITH_OWN:
        return f"{moved}：本单位评委的分计入，松紧没有校正。"
    if isinstance(tour, RatedTour):
        return f"{moved}：到场评委宽严与全体不同，等级之间的距离也不一样。"
    return f"{moved}：{_who_came(tour, unit)}"


def _who_came(tour: TourResult, unit: FairUnit) -> str:
    """The lenience of the judges a unit had, and how many of its scores were weighed down."""
    lenience = float(np.mean([stop.lenience for stop in tour.stops if stop.unit == unit.unit]))
    weighed = sum(one.score.unit == unit.unit for one in tour.weighed_down)
    came = f"给它打分的评委平均偏{'松' if lenience > 0 else '严'}{abs(lenience):.2f}分"
    return came + (f"，另有{weighed}个反常的分降低了比重。" if weighed else "。")
