"""The event's day and the page's day.

The year comes from the text, else from the page, else it stays unknown; 近日 and 日前 name no day.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from guanmo.engines.text.model import Basis

_FULL = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})(?:年|[-/.])([0-9]{1,2})(?:月|[-/.])([0-9]{1,2})(?:日|号|(?![0-9]))"
)
_FULL_DAY = re.compile(r"((?:19|20)[0-9]{2}|今|明)年([0-9]{1,2})月([0-9]{1,2})日前?")
_IN_ADDRESS = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12][0-9]|3[01])(?![0-9])|"
    r"(?<=[a-z])((?:19|20)[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(?=_)"
)
_SPOKEN = re.compile(
    r"(?:(?P<year>(?:19|20)[0-9]{2}|今|去|前|明|上)年)?(?:(?P<month>1[0-2]|[1-9])月份?)?(?<![0-9])(?P<day>3[01]|[12][0-9]|[1-9])[日号]"
    r"(?:(?:上午|下午|晚|中午)?(?:至|到|—|-|~)(?:(?P<month2>1[0-2]|[1-9])月)?(?P<day2>3[01]|[12][0-9]|[1-9])[日号])?"
)
_RELATIVE = re.compile(
    r"(?<![至到截止])(?:(?P<today>今天|今日|今晨|今早)|(?P<yesterday>昨天|昨日|昨晚)|(?P<before>前天|前日))(?![、”的起后开])"
)
_NOT_AN_EVENT = re.compile(
    r"(?:截至|截止|自|从|于|每月|原定|力争|预计|确保|计划|将在|将于|每年|拟于|争取)(?:今年|目前)?$"
)
_STILL_TO_COME = re.compile(r"(?:前|之前|以前|底|起|后|以来|以后|为止|将)")
_BACK = {"today": 0, "yesterday": 1, "before": 2}
_LEAD = 260
_TURN_OF_YEAR = 6  # 12月25日 on a page of January is last year's


@dataclass(frozen=True, slots=True)
class EventDay:
    """Days of an event by their place in the cleaned text; None where the year is unknown."""

    first: date | None
    last: date | None
    basis: Basis
    place: tuple[int, int] | None
    rule: str


def written_day(text: str) -> tuple[date, tuple[int, int]] | None:
    """The first complete date of a by-line.

    >>> str(written_day("发布时间：2011-04-19 发布人：")[0])
    '2011-04-19'
    """
    for found in _FULL.finditer(text):
        day = _date(found[1], found[2], found[3])
        if day is not None:
            return day, found.span()
    return None


def address_day(text: str) -> date | None:
    """The day that stands in the address of a page, as /2023/01/31/ or t20251119_."""
    parts = ([part for part in found.groups() if part] for found in _IN_ADDRESS.finditer(text))
    return next(filter(None, (_date(*one) for one in parts)), None)


def event_day(text: str, paragraphs: Iterable[tuple[int, int]], published: date | None) -> EventDay | None:
    """The day in the opening of the text, else the page's day.

    >>> str(event_day("4月15日上午，举行开工仪式。", [(0, 14)], date(2011, 4, 19)).first)
    '2011-04-15'
    """
    unknown: EventDay | None = None
    left = _LEAD
    for start, end in paragraphs:
        if left <= 0:
            break
        found = _first_day(text, start, min(end, start + left), published)
        if found is not None and found.first is not None:
            return found
        unknown = unknown or found
        left -= end - start
    if published is not None:
        return EventDay(published, published, Basis.PUBLISHED, None, "page date")
    return unknown


def iso_deadline(written: str | None, year: int | None) -> str | None:
    """A deadline that is a full day as ISO; any other as it is written.

    >>> iso_deadline("今年4月28日", 2011), iso_deadline("年底前", 2011)
    ('2011-04-28', '年底前')
    """
    found = _FULL_DAY.fullmatch(written or "")
    if found is None or (year is None and not found[1].isdigit()):
        return written
    own = int(found[1]) if found[1].isdigit() else (year or 0) + (found[1] == "明")
    day = _date(own, found[2], found[3])
    return day.isoformat() if day else written


def _first_day(text: str, start: int, end: int, published: date | None) -> EventDay | None:
    """The first day that is the event's own: not a deadline, not the start of a period, not still to come."""
    found = [*_SPOKEN.finditer(text, start, end), *_RELATIVE.finditer(text, start, end)]
    unknown = None
    for one in sorted(found, key=lambda match: match.start()):
        if _NOT_AN_EVENT.search(text, max(start, one.start() - 6), one.start()) or _STILL_TO_COME.match(
            text, one.end()
        ):
            continue
        day = _spoken(one, published) if one.re is _SPOKEN else _relative(one, published)
        if day is None or day.first is None:
            unknown = unknown or day
        elif published is None or day.first <= published:
            return day
    return unknown


def _relative(found: re.Match[str], published: date | None) -> EventDay | None:
    if published is None:
        return None
    back = next(days for name, days in _BACK.items() if found[name])
    day = published - timedelta(days=back)
    return EventDay(day, day, Basis.EVENT, found.span(), "day named from the page date")


def _spoken(found: re.Match[str], published: date | None) -> EventDay | None:
    if found["year"] in {"去", "前", "明", "上"}:
        return None
    written = found["year"] if found["year"] and found["year"].isdigit() else None
    if published is None:
        if written is None or found["month"] is None:
            return (
                EventDay(None, None, Basis.EVENT, found.span(), "day without a year")
                if found["month"]
                else None
            )
        year, month = int(written), int(found["month"])
    else:
        month = int(found["month"]) if found["month"] else _month_of(int(found["day"]), published)
        year = int(written) if written else published.year - (month > published.month + _TURN_OF_YEAR)
    first = _date(year, month, found["day"])
    if first is None:
        return None
    last = _date(year, found["month2"] or month, found["day2"]) if found["day2"] else first
    return EventDay(first, last or first, Basis.EVENT, found.span(), "day in the opening")


def _month_of(day: int, published: date) -> int:
    """18日 on a page of the 3rd is last month's."""
    if day <= published.day:
        return published.month
    return published.month - 1 or 12


def _date(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
