"""The text forms of the literature's instances: team orienteering and travelling salesman, both with time windows."""

import math
from collections.abc import Sequence

from guanmo.engines.routing.model import Day, Place, Site, Tour, Travel, Window
from guanmo.engines.routing.tour_files import UnreadableTour

# Prizes first: no detour is ever worth a point.
PRIZE_FIRST = 10_000.0
_SLIVER = 1e-9


def read_toptw(text: str, *, days: int) -> Tour:
    """A team orienteering instance with so many days; point 0 is start and end of every day.

    Distances are cut, not rounded: after 2 decimals in Cordeau's files (pr), which one knows by coordinates of three
    decimals, after 1 in Solomon's (c, r, rc).
    """
    rows = [line.split() for line in text.splitlines() if line.strip()]
    try:
        count = int(rows[0][2])
        points = [[float(cell) for cell in row] for row in rows[2 : count + 3]]
        if len(points) != count + 1 or min(map(len, points)) < 7:
            raise UnreadableTour("点的数量与文件开头写的不一致。")
    except (IndexError, ValueError) as error:
        raise UnreadableTour("不是 TOPTW 文本格式的文件。") from error
    ids = [str(int(point[0])) for point in points]
    sites = [
        Site(name, "", point[3], (Window(point[-2], point[-1]),), prize=point[4])
        for name, point in zip(ids[1:], points[1:], strict=True)
    ]
    decimals = 2 if any(len(cell.partition(".")[2]) > 2 for row in rows[2:] for cell in row[1:3]) else 1
    table = [[_cut(math.dist(a[1:3], b[1:3]), decimals) for b in points] for a in points]
    line = [Day(number, ids[0], ids[0], points[0][-2], points[0][-1]) for number in range(1, days + 1)]
    return _tour("toptw", sites, line, _travel(ids, table), PRIZE_FIRST)


def _cut(amount: float, decimals: int) -> float:
    return float(math.floor(amount * 10.0**decimals + _SLIVER) / 10.0**decimals)


def read_tsptw(text: str) -> Tour:
    """A travelling salesman instance: every stop is obligatory, travel alone counts, waiting is free."""
    try:
        numbers = [float(cell) for cell in text.split()]
        count = int(numbers[0])
    except (IndexError, ValueError) as error:
        raise UnreadableTour("不是 TSPTW 文本格式的文件。") from error
    if len(numbers) != 1 + count * count + 2 * count:
        raise UnreadableTour("矩阵和时间窗的数量与文件开头写的不一致。")
    table = [numbers[1 + row * count : 1 + (row + 1) * count] for row in range(count)]
    windows = numbers[1 + count * count :]
    ids = [str(number) for number in range(count)]
    sites = [
        Site(
            name, "", 0.0, (Window(windows[2 * int(name)], windows[2 * int(name) + 1]),), prize=0.0, must=True
        )
        for name in ids[1:]
    ]
    day = Day(1, ids[0], ids[0], windows[0], windows[1])
    return _tour("tsptw", sites, [day], _travel(ids, table), 0.0)


def _travel(ids: Sequence[str], table: Sequence[Sequence[float]]) -> Travel:
    return Travel({name: number for number, name in enumerate(ids)}, table)


def _tour(name: str, sites: Sequence[Site], days: Sequence[Day], travel: Travel, weight: float) -> Tour:
    return Tour(name, tuple(sites), (), (Place(days[0].start),), tuple(days), travel, prize_weight=weight)
