"""Working days in China: weekends, public holidays, and the weekends worked in their place (调休).

Only the years whose arrangement was published are known; in any other year a working day is Monday to Friday.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One year's holidays as published: days off (first, last) and weekend days worked."""

    source: str
    off: tuple[tuple[date, date], ...]
    worked: tuple[date, ...]


def _spans(year: int, *spans: tuple[int, int, int, int]) -> tuple[tuple[date, date], ...]:
    return tuple((date(year, m, d), date(year, to_m, to_d)) for m, d, to_m, to_d in spans)


ARRANGEMENTS: Final[Mapping[int, Arrangement]] = {
    2025: Arrangement(
        "国务院办公厅关于2025年部分节假日安排的通知",
        _spans(2025, (1, 1, 1, 1), (1, 28, 2, 4), (4, 4, 4, 6), (5, 1, 5, 5), (5, 31, 6, 2), (10, 1, 10, 8)),
        (date(2025, 1, 26), date(2025, 2, 8), date(2025, 4, 27), date(2025, 9, 28), date(2025, 10, 11)),
    ),
    2026: Arrangement(
        "国务院办公厅关于2026年部分节假日安排的通知",
        _spans(
            2026,
            (1, 1, 1, 3),
            (2, 15, 2, 23),
            (4, 4, 4, 6),
            (5, 1, 5, 5),
            (6, 19, 6, 21),
            (9, 25, 9, 27),
            (10, 1, 10, 7),
        ),
        (
            date(2026, 1, 4),
            date(2026, 2, 14),
            date(2026, 2, 28),
            date(2026, 5, 9),
            date(2026, 9, 20),
            date(2026, 10, 10),
        ),
    ),
}


def is_working_day(day: date) -> bool:
    """Whether offices work on the day.

    >>> is_working_day(date(2026, 10, 10)), is_working_day(date(2026, 10, 7))
    (True, False)
    """
    arrangement = ARRANGEMENTS.get(day.year)
    if arrangement:
        if day in arrangement.worked:
            return True
        if any(first <= day <= last for first, last in arrangement.off):
            return False
    return day.weekday() < _SATURDAY


def working_days_after(day: date, count: int) -> date:
    """The last day of a limit of so many working days; the day itself is not counted.

    >>> working_days_after(date(2026, 9, 30), 3)
    datetime.date(2026, 10, 10)
    """
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
