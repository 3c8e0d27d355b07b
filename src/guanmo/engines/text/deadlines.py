"""The last day of a deadline as it is written, where its words name one."""

import re
from calendar import monthrange
from datetime import date

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DAY = re.compile(
    r"(?P<year>\d{4}年|今年|明年|本年)?(?P<month>\d{1,2})月(?P<day>\d{1,2}日|底|末)(?:之前|以前|前)?"
)
_YEAR_END = re.compile(r"(?P<year>\d{4}年|今年|明年|本年)?(?:年?[底末]|年内|年终|全年)(?:之前|以前|前)?")
_HALF = re.compile(r"(?P<year>\d{4}年|今年|明年|本年)?上半年(?:之前|以前|前)?")


def last_day(written: str, said_on: date | None) -> date | None:
    """The last day to keep a deadline; None where the words name none (尽快, 每季度, 春节前) or no year can be known.

    `said_on` is the day it was said, for its year; a day that had passed by then is next year's.

    >>> last_day("6月底前", date(2026, 5, 6)), last_day("3月10日前", date(2026, 5, 6)), last_day("按期", date(2026, 5, 6))
    (datetime.date(2026, 6, 30), datetime.date(2027, 3, 10), None)
    """
    iso = _ISO.fullmatch(written)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    day = _DAY.fullmatch(written)
    if day:
        month = int(day["month"])
        number = None if day["day"] in {"底", "末"} else int(day["day"].removesuffix("日"))
        return _in_year(day["year"], month, number, said_on)
    for pattern, month in ((_YEAR_END, 12), (_HALF, 6)):
        found = pattern.fullmatch(written)
        if found:
            return _in_year(found["year"], month, None, said_on)
    return None


def _in_year(written: str | None, month: int, number: int | None, said_on: date | None) -> date | None:
    """A day of a month, its last without a number, in the year that is written or was meant."""
    if written and written[0].isdigit():
        return _date(int(written[:4]), month, number)
    if said_on is None:
        return None
    year = said_on.year + (written == "明年")
    found = _date(year, month, number)
    return _date(year + 1, month, number) if found and not written and found < said_on else found


def _date(year: int, month: int, number: int | None) -> date | None:
    if not (1 <= month <= 12 and year):
        return None
    last = monthrange(year, month)[1]
    return date(year, month, number or last) if (number or last) <= last else None
