"""A sheet of stops, as an office keeps it, as a tour."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guanmo.engines.routing.model import Day, Meal, Place, Rules, Site, Tour, Window
from guanmo.engines.routing.soundness import InvalidTour
from guanmo.engines.routing.tour_files import UnreadableTour
from guanmo.engines.routing.travel import from_coordinates
from guanmo.engines.sheets import Record, UnreadableFile, read_workbook

# What an office's sheet does not say: 40 people need three minutes on and off the bus, roads take a tenth longer.
BOARDING_MIN = 3.0
BUFFER = 0.1
LUNCH = Meal(60.0, 690.0, 750.0)
VISIT_MIN = 30.0

_COLUMNS = {
    "name": ("名称", "点位", "点位名称", "项目名称"),
    "county": ("单位", "县区", "责任单位"),
    "lon": ("经度",),
    "lat": ("纬度",),
    "stay": ("停留分钟", "停留时间", "停留"),
    "open": ("开放时间",),
    "prize": ("权重", "重要程度"),
    "kind": ("类型",),
    "wish": ("要求",),
}
_ENDS = ("起点", "终点", "宾馆", "起讫点")
_LUNCHES = ("午餐", "用餐", "用餐地点")
_SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-—–~～至到]+\s*(\d{1,2})[:：](\d{2})")


@dataclass(frozen=True)
class Outline:
    """The days of a tour whose sheet lists only stops; moments are minutes after midnight."""

    days: int = 1
    depart: float = 480.0
    back_by: float = 1080.0


def read_stops(data: bytes, *, file_name: str, outline: Outline = Outline()) -> Tour:
    """A tour from the first sheet with stops: 名称, 单位, 经度, 纬度, and if given 停留分钟, 开放时间, 权重, 类型, 要求.

    类型 is 点位 (or empty), 宾馆 or 起点 (at least one; of several the days take one after the other), or 用餐.
    要求 is 必去, 不去 or empty. 开放时间 like 8:30-11:30，14:00-17:30 holds arrival and departure. Raises
    UnreadableTour for a file that is no sheet, InvalidTour with every row that cannot be read.
    """
    try:
        workbook = read_workbook(data, file_name=file_name)
    except UnreadableFile as error:
        raise UnreadableTour(str(error)) from error
    records = next((sheet.records for sheet in workbook.sheets if sheet.records), ())
    if not records:
        raise UnreadableTour("表里没有点位。第一行应是表头：名称、单位、经度、纬度等。")
    problems: list[str] = []
    rows = [row for row in (_row(record, problems) for record in records) if row]
    hotels = [row for row in rows if row.kind in _ENDS]
    if not hotels:
        problems.append("没有起点：请加一行，类型写“宾馆”或“起点”。")
    if problems:
        raise InvalidTour(problems)
    return _tour(file_name, rows, hotels, outline)


@dataclass(frozen=True)
class _Row:
    name: str
    county: str
    point: tuple[float, float]
    stay: float
    windows: tuple[Window, ...]
    prize: float
    kind: str
    wish: str


def _row(record: Record, problems: list[str]) -> _Row | None:
    cells = {field: _cell(record.values, titles) for field, titles in _COLUMNS.items()}
    kind, wish = cells["kind"] or "点位", cells["wish"]
    wrong = []
    if not cells["name"]:
        wrong.append("没有名称")
    if kind not in ("点位", *_ENDS, *_LUNCHES):
        wrong.append(f"类型“{kind}”不认识，应是点位、宾馆或用餐")
    if wish not in ("", "必去", "不去"):
        wrong.append(f"要求“{wish}”不认识，应是必去、不去或不填")
    figures = {
        field: _figure(cells[field], usual)
        for field, usual in (("lon", None), ("lat", None), ("stay", VISIT_MIN), ("prize", 1.0))
    }
    names = {"lon": "经度", "lat": "纬度", "stay": "停留分钟", "prize": "权重"}
    wrong += [f"{names[field]}“{cells[field]}”不是数字" for field, value in figures.items() if value is None]
    stay = figures["stay"] or 0.0
    windows = _windows(cells["open"], stay)
    if windows is None:
        wrong.append(f"开放时间“{cells['open']}”看不懂，应像 8:30-17:30，且长于停留时间")
    if wrong:
        problems.append(f"第{record.row}行：{'；'.join(wrong)}。")
        return None
    point = (figures["lon"] or 0.0, figures["lat"] or 0.0)
    prize = figures["prize"] or 0.0
    return _Row(cells["name"], cells["county"], point, stay, windows or (), prize, kind, wish)


def _cell(values: Mapping[str, str], titles: Sequence[str]) -> str:
    plain = {re.sub(r"[（(].*?[)）]|\s", "", title): value.strip() for title, value in values.items()}
    return next((plain[title] for title in titles if title in plain), "")


def _figure(text: str, usual: float | None) -> float | None:
    if not text:
        return usual
    return float(text) if re.fullmatch(r"-?\d{1,6}(\.\d{1,12})?", text, re.ASCII) else None


def _windows(text: str, stay: float) -> tuple[Window, ...] | None:
    """Opening hours less the stay at their end; None if they cannot be read."""
    if not text:
        return (Window(0.0, 1440.0 - stay),)
    spans = [[int(part) for part in found] for found in _SPAN.findall(text)]
    windows = [Window(60.0 * a + b, 60.0 * c + d - stay) for a, b, c, d in spans]
    rest = re.sub(r"[,，、;；\s]", "", _SPAN.sub("", text))
    return (
        tuple(windows) if windows and not rest and all(w.opens <= w.latest_start for w in windows) else None
    )


def _tour(name: str, rows: Sequence[_Row], hotels: Sequence[_Row], outline: Outline) -> Tour:
    lunches = [row for row in rows if row.kind in _LUNCHES]
    stops = [row for row in rows if row.kind == "点位"]
    beds = [hotels[number % len(hotels)].name for number in range(outline.days)] + [hotels[0].name]
    meal = LUNCH if lunches else None
    days = [
        Day(number + 1, beds[number], beds[number + 1], outline.depart, outline.back_by, meal)
        for number in range(outline.days)
    ]
    sites = [
        Site(
            row.name,
            row.county,
            row.stay,
            row.windows,
            row.prize,
            must=row.wish == "必去",
            never=row.wish == "不去",
        )
        for row in stops
    ]
    return Tour(
        name=name.rsplit(".", 1)[0],
        sites=tuple(sites),
        lunch_places=tuple(Place(row.name) for row in lunches),
        places=tuple(Place(row.name) for row in hotels),
        days=tuple(days),
        travel=from_coordinates({row.name: row.point for row in rows}),
        rules=Rules(
            county_min={row.county: 1 for row in stops if row.county and row.wish != "不去"},
            boarding_min=BOARDING_MIN,
            buffer=BUFFER,
        ),
    )
