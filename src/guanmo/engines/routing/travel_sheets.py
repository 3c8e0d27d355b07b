"""Travel minutes measured or driven, as a sheet of from, to and minutes, laid over a tour's own."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from guanmo.engines.routing.model import Tour, Travel
from guanmo.engines.routing.soundness import InvalidTour
from guanmo.engines.routing.tour_files import UnreadableTour, smoothed
from guanmo.engines.sheets import Record, UnreadableFile, read_workbook

_START, _END, _MINUTES = ("从", "起点", "出发"), ("到", "终点", "到达"), ("分钟", "行车分钟", "行车时间")
_Pair = tuple[str, str]


def with_minutes(tour: Tour, data: bytes, *, file_name: str) -> Tour:
    """The tour with the minutes of a sheet (.xlsx, .xls, .csv) whose columns are 从, 到, 分钟.

    Places go by name or id. A way given in one direction only counts for both; pairs not given keep the tour's own
    minutes, and a way that is longer than a way round is shortened to it, both said in the notes. Raises UnreadableTour
    for a file that is no such sheet, InvalidTour with every row that cannot be read.

    A row 从 宾馆, 到 东湖车间, 分钟 35 sets both ways between the two to 35 minutes.
    """
    given = _given(tour, _records(data, file_name))
    minutes = [list(row) for row in tour.travel.minutes]
    for (start, end), amount in given.items():
        a, b = tour.travel.order[start], tour.travel.order[end]
        minutes[a][b] = amount
        if (end, start) not in given:
            minutes[b][a] = amount
    pairs = len({frozenset(pair) for pair in given})
    note = f"{pairs}对地点之间按行车时间表，其余按原来的行车时间。"
    return smoothed(replace(tour, travel=Travel(tour.travel.order, minutes), notes=(*tour.notes, note)))


def _records(data: bytes, file_name: str) -> Sequence[Record]:
    try:
        workbook = read_workbook(data, file_name=file_name)
    except UnreadableFile as error:
        raise UnreadableTour(f"行车时间表：{error}") from error
    records: Sequence[Record] = next((sheet.records for sheet in workbook.sheets if sheet.records), ())
    if not records:
        raise UnreadableTour("行车时间表里没有内容。第一行应是表头：从、到、分钟。")
    return records


def _given(tour: Tour, records: Sequence[Record]) -> Mapping[_Pair, float]:
    """The minutes by pair of ids; every row that cannot be read is named at once."""
    ids = {
        **{title: name for name, title in tour.titles.items()},
        **{name: name for name in tour.travel.order},
    }
    problems: list[str] = []
    given: dict[_Pair, float] = {}
    for record in records:
        start, end, typed = (_cell(record.values, titles) for titles in (_START, _END, _MINUTES))
        amount, pair = _amount(typed), (ids.get(start, ""), ids.get(end, ""))
        wrong = [f"没有叫“{name}”的地点" for name in (start, end) if name not in ids]
        if amount is None:
            wrong.append(f"分钟“{typed}”应是不小于0的数")
        elif not wrong and given.get(pair, amount) != amount:
            wrong.append(f"从“{start}”到“{end}”前面写过，分钟数不同")
        if wrong:
            problems.append(f"行车时间表第{record.row}行：{'；'.join(wrong)}。")
        else:
            given[pair] = amount or 0.0
    if problems:
        raise InvalidTour(problems)
    return given


def _cell(values: Mapping[str, str], titles: Sequence[str]) -> str:
    plain = {re.sub(r"[（(].*?[)）]|\s", "", title): value.strip() for title, value in values.items()}
    return next((plain[title] for title in titles if title in plain), "")


def _amount(typed: str) -> float | None:
    try:
        amount = float(typed)
    except ValueError:
        return None
    return amount if 0 <= amount < math.inf else None
