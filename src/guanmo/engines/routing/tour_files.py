"""Tours and plans as JSON."""

import itertools
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from guanmo.engines.routing.model import (
    Day,
    HourFactor,
    Meal,
    Place,
    Rules,
    Sequences,
    Site,
    Tour,
    Travel,
    Window,
)
from guanmo.engines.routing.soundness import InvalidTour
from guanmo.engines.routing.travel import UnreadableTravel, closed, from_coordinates, from_plane, worst_detour

# Rounding alone makes a way up to a minute longer than a way round; only more than that is closed.
ROUNDING = 1.0
_Entry = Mapping[str, object]
_T = TypeVar("_T")


class UnreadableTour(ValueError):
    """The bytes are no JSON tour or plan; the message is for the user."""


class _Malformed(ValueError):
    """One entry of the file is not as it should be."""


def read_tour(data: bytes) -> Tour:
    """A tour in the form docs/algorithms/routing.md describes.

    Raises UnreadableTour for bytes that are no JSON object, InvalidTour with every malformed entry otherwise.
    """
    content = _parsed(data)
    if not isinstance(content, dict):
        raise UnreadableTour("观摩文件应是一个 JSON 对象，含 sites、days、hotels 等。")
    problems: list[str] = []
    meal = _tried(problems, "午餐", lambda: _meal(_entry(content["lunch"])) if content.get("lunch") else None)
    sites = _each(problems, "点位", content.get("sites"), _site)
    lunches = _each(problems, "用餐地点", content.get("lunch_places", []), _place)
    places = _each(problems, "起讫地点", content.get("hotels"), _place)
    days = _each(problems, "日程", content.get("days"), lambda entry: _day(entry, meal))
    rules = _tried(problems, "规则", lambda: _rules(_entry(content.get("rules", {})), sites))
    travel = _tried(problems, "行车时间", lambda: _travel(content))
    if problems or rules is None or travel is None:
        raise InvalidTour(problems)
    name = str(content.get("name", ""))
    return smoothed(Tour(name, tuple(sites), tuple(lunches), tuple(places), tuple(days), travel, rules))


def smoothed(tour: Tour) -> Tour:
    """The tour with its travel table closed, if some way in it is clearly longer than a way round."""
    rows = len(tour.travel.minutes)
    if any(len(row) != rows for row in tour.travel.minutes):
        return tour
    count, worst = worst_detour(tour.travel)
    if worst <= ROUNDING:
        return tour
    note = f"行车时间表里有{count}处直达比绕行还慢（最多慢{worst:g}分钟），已按绕行的时间计算。"
    return replace(tour, travel=closed(tour.travel), notes=(*tour.notes, note))


def read_plan(data: bytes) -> Sequences:
    """Ids day by day: a bare list of lists, or an object with `plan` or `best_known.plan`."""
    content = _parsed(data)
    if isinstance(content, dict) and isinstance(content.get("best_known"), dict):
        content = content["best_known"]
    days = content.get("plan") if isinstance(content, dict) else content
    if not isinstance(days, list) or not all(isinstance(day, list) for day in days):
        raise UnreadableTour('方案应是按天分组的地点编号，例如 [["S01", "L01", "S02"]]。')
    return tuple(tuple(str(name) for name in day) for day in days)


def _parsed(data: bytes) -> object:
    try:
        content: object = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise UnreadableTour("不是有效的 JSON 文件（应为 UTF-8 编码）。") from error
    return content


def _tried(problems: list[str], what: str, read: Callable[[], _T]) -> _T | None:
    try:
        return read()
    except (_Malformed, UnreadableTravel) as error:
        problems.append(f"{what}：{error}")
        return None


def _each(problems: list[str], what: str, entries: object, read: Callable[[_Entry], _T]) -> list[_T]:
    if not isinstance(entries, list):
        problems.append(f"{what}：缺少这一项，或不是列表。")
        return []
    found = [
        _tried(problems, f"{what}第{number}项", partial(_read_entry, read, entry))
        for number, entry in enumerate(entries, 1)
    ]
    return [one for one in found if one is not None]


def _read_entry(read: Callable[[_Entry], _T], value: object) -> _T:
    return read(_entry(value))


def _entry(value: object) -> _Entry:
    if not isinstance(value, dict):
        raise _Malformed("应是一个 JSON 对象。")
    return value


def _text(entry: _Entry, key: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
        raise _Malformed(f"缺少“{key}”，或不是文字。")
    return str(value)


def _number(entry: _Entry, key: str, usual: float | None = None) -> float:
    value = entry.get(key, usual)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _Malformed(f"“{key}”缺少，或不是数字。")
    return value


def _meal(entry: _Entry) -> Meal:
    return Meal(_number(entry, "minutes"), _number(entry, "earliest_start"), _number(entry, "latest_start"))


def _site(entry: _Entry) -> Site:
    if "windows" in entry:
        windows = _windows(entry["windows"])
    else:
        windows = (Window(_number(entry, "open"), _number(entry, "latest_start")),)
    by_day = _entry(entry.get("day_windows", {}))
    if not all(day.isdigit() for day in by_day):
        raise _Malformed("“day_windows”的键应是第几天。")
    return Site(
        id=_text(entry, "id"),
        county=str(entry.get("county", "")),
        visit_min=_number(entry, "visit_min"),
        windows=windows,
        prize=_number(entry, "prize", 1),
        name=str(entry.get("name", "")),
        day_windows={int(day): _windows(each) for day, each in by_day.items()},
        must=bool(entry.get("must", False)),
        never=bool(entry.get("never", False)),
    )


def _windows(value: object) -> tuple[Window, ...]:
    pairs = [_list(pair, "开放时间") for pair in _list(value, "开放时间")]
    if any(len(pair) != 2 for pair in pairs):
        raise _Malformed("开放时间应写成 [[最早, 最晚], …]。")
    ends = [{"最早": opens, "最晚": latest} for opens, latest in pairs]
    return tuple(Window(_number(one, "最早"), _number(one, "最晚")) for one in ends)


def _place(entry: _Entry) -> Place:
    return Place(_text(entry, "id"), str(entry.get("name", "")))


def _day(entry: _Entry, meal: Meal | None) -> Day:
    """A day; `"lunch": false` frees it from lunch, an object of its own replaces the tour's."""
    own = entry.get("lunch", True)
    return Day(
        number=int(_number(entry, "day")),
        start=_text(entry, "start"),
        end=_text(entry, "end"),
        depart=_number(entry, "depart"),
        back_by=_number(entry, "back_by"),
        meal=_meal(own) if isinstance(own, dict) else meal if own else None,
    )


def _rules(entry: _Entry, sites: Sequence[Site]) -> Rules:
    """Without a word about it every county is seen at least once."""
    counties = list(dict.fromkeys(site.county for site in sites))
    most = entry.get("max_stops_a_day")
    return Rules(
        county_min=_limits(entry.get("county_min", 1), counties, "county_min"),
        county_max=_limits(entry.get("county_max", {}), counties, "county_max"),
        max_stops_a_day=None if most is None else int(_number(entry, "max_stops_a_day")),
        county_in_one_go=bool(entry.get("county_in_one_go", False)),
        county_order=_chains(entry.get("county_order", [])),
        same_day=tuple(_names(group) for group in _list(entry.get("same_day", []), "same_day")),
        boarding_min=_number(entry, "boarding_min", 0),
        buffer=_number(entry, "buffer", 0),
        hour_factors=tuple(
            _factor(_entry(one)) for one in _list(entry.get("hour_factors", []), "hour_factors")
        ),
    )


def _limits(value: object, counties: Sequence[str], key: str) -> dict[str, int]:
    """One number for every county, or an object that names some."""
    if isinstance(value, dict):
        return {str(county): int(_number(value, county)) for county in value}
    return dict.fromkeys(counties, int(_number({key: value}, key)))


def _chains(value: object) -> tuple[tuple[str, str], ...]:
    """Each list orders its counties one after the other."""
    chains = [_names(chain) for chain in _list(value, "county_order")]
    return tuple(pair for chain in chains for pair in itertools.pairwise(chain))


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(name) for name in _list(value, "名单"))


def _list(value: object, key: str) -> list[object]:
    if not isinstance(value, list):
        raise _Malformed(f"“{key}”应是列表。")
    return value


def _factor(entry: _Entry) -> HourFactor:
    return HourFactor(_number(entry, "since"), _number(entry, "until"), _number(entry, "factor"))


def _travel(content: _Entry) -> Travel:
    """The table `travel_min` in the order `order`; without it from lon and lat, or from x and y in kilometres."""
    if "travel_min" in content:
        order = _names(content.get("order"))
        rows = [_list(row, "travel_min") for row in _list(content["travel_min"], "travel_min")]
        table = [[_number({"travel_min": cell}, "travel_min") for cell in row] for row in rows]
        return Travel({name: number for number, name in enumerate(order)}, table)
    entries = [
        _entry(one) for key in ("sites", "lunch_places", "hotels") for one in _list(content.get(key, []), key)
    ]
    if all("lon" in one and "lat" in one for one in entries):
        return from_coordinates(
            {_text(one, "id"): (_number(one, "lon"), _number(one, "lat")) for one in entries}
        )
    return from_plane({_text(one, "id"): (_number(one, "x"), _number(one, "y")) for one in entries})
