"""Travel minutes: from a table, from coordinates, from the answer of a map service."""

import csv
import io
import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from guanmo.engines.coordinates import kilometres_between
from guanmo.engines.routing.model import Travel

# Roads are longer than the line on the map; 1.3 is the usual detour of county roads in the plain.
DETOUR = 1.3
BUS_KM_H = 50.0


class UnreadableTravel(ValueError):
    """The travel times cannot be read; the message is for the user."""


def closed(travel: Travel) -> Travel:
    """No way longer than a way round: every entry is lowered to the shortest path through other places.

    Without this a stop could lie "on the way" and save time by being visited.
    """
    shortest = np.array(travel.minutes, dtype=float)
    for middle in range(len(shortest)):
        np.minimum(shortest, shortest[:, middle : middle + 1] + shortest[middle], out=shortest)
    return Travel(travel.order, shortest.tolist())


def worst_detour(travel: Travel) -> tuple[int, float]:
    """(entries longer than a way round, the most minutes by which one is)."""
    excess = np.array(travel.minutes, dtype=float) - np.array(closed(travel).minutes)
    return int((excess > 1e-9).sum()), float(excess.max(initial=0.0))


def from_coordinates(
    points: Mapping[str, tuple[float, float]], *, km_h: float = BUS_KM_H, detour: float = DETOUR
) -> Travel:
    """Whole minutes between points given as (longitude, latitude) in degrees: great circle × detour ÷ speed."""
    return _table(points, kilometres_between, km_h / detour)


def from_plane(
    points: Mapping[str, tuple[float, float]], *, km_h: float = BUS_KM_H, detour: float = DETOUR
) -> Travel:
    """The same for points on a plane in kilometres."""
    return _table(points, math.dist, km_h / detour)


def _table(
    points: Mapping[str, tuple[float, float]],
    kilometres: Callable[[tuple[float, float], tuple[float, float]], float],
    km_h: float,
) -> Travel:
    names = list(points)
    table = [
        [float(math.ceil(kilometres(points[a], points[b]) / km_h * 60 - 1e-9)) for b in names] for a in names
    ]
    return closed(Travel({name: number for number, name in enumerate(names)}, table))


def from_csv(text: str) -> Travel:
    """A square table: ids in the first row and first column (in the same order), minutes in the cells."""
    rows = [
        [cell.strip() for cell in row] for row in csv.reader(io.StringIO(text)) if any(map(str.strip, row))
    ]
    names = rows[0][1:] if rows else []
    if not names or [row[0] for row in rows[1:]] != names:
        raise UnreadableTravel("行车时间表的第一行和第一列应是同样次序的地点名称。")
    if any(len(row) != len(names) + 1 for row in rows):
        raise UnreadableTravel("行车时间表每行的格数应相同。")
    try:
        table = [[float(cell) for cell in row[1:]] for row in rows[1:]]
    except ValueError as error:
        raise UnreadableTravel(f"行车时间表里有不是数字的格：{error.args[0].rsplit(' ', 1)[-1]}。") from error
    return Travel({name: number for number, name in enumerate(names)}, table)


def from_service(names: Sequence[str], answer: object) -> Travel:
    """The JSON answer of an OSRM table request (`durations`, seconds) or a list of 高德 distance answers.

    高德 answers one request per destination: `answer` is then the list of answers in the order of `names`, each
    with `results` holding origin_id (from 1) and duration in seconds. Pairs without a road are an error.
    """
    seconds = _osrm(answer) if isinstance(answer, dict) else _amap(names, answer)
    if len(seconds) != len(names) or any(len(row) != len(names) for row in seconds):
        raise UnreadableTravel(f"地图服务返回的矩阵不是{len(names)}×{len(names)}。")
    lost = [(a, b) for a, row in enumerate(seconds) for b, cell in enumerate(row) if cell is None]
    if lost:
        start, end = lost[0]
        raise UnreadableTravel(f"地图服务找不到从“{names[start]}”到“{names[end]}”的路。")
    table = [[math.ceil(float(cell or 0) / 60 - 1e-9) for cell in row] for row in seconds]
    return closed(Travel({name: number for number, name in enumerate(names)}, table))


_Seconds = Sequence[Sequence[float | None]]


def _osrm(answer: Mapping[str, object]) -> _Seconds:
    durations = answer.get("durations")
    if answer.get("code") != "Ok" or not isinstance(durations, list):
        raise UnreadableTravel("地图服务没有返回行车时间（code 不是 Ok）。")
    return [[None if cell is None else float(cell) for cell in row] for row in durations]


def _amap(names: Sequence[str], answer: object) -> _Seconds:
    if not isinstance(answer, list) or len(answer) != len(names):
        raise UnreadableTravel("地图服务应对每个终点返回一份结果。")
    seconds: list[list[float | None]] = [[None] * len(names) for _ in names]
    for end, each in enumerate(answer):
        if str(each.get("status")) != "1":
            raise UnreadableTravel(f"地图服务报错：{each.get('info', '未说明')}。")
        for result in each["results"]:
            seconds[int(result["origin_id"]) - 1][end] = float(result["duration"])
    for number, row in enumerate(seconds):
        row[number] = 0.0
    return seconds
