"""One cell of a date or month as people type it.

A date is read as the span of days it allows, with how exactly it was written. A deadline takes `last`, a
start takes `first`. What could mean two things is asked: 3月底 without a year, 03/04/2026, and 2026.1, which is
what Excel leaves of a typed 2026.10.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from guanmo.engines.periods import Month
from guanmo.engines.sheets.amounts import Standing, is_not_applicable
from guanmo.engines.sheets.characters import clean, half_width

_EXCEL_DAY_ZERO = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)  # 1954 to 2119; smaller and larger numbers are not dates of projects
_YEARS = range(1949, 2100)
_LONGEST = 30
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_TENS = re.compile(r"(?<![\d十])([1-9]?)十([1-9]?)")
_PARTS = {
    "上旬": (1, 10),
    "初": (1, 10),
    "中旬": (11, 20),
    "中": (11, 20),
    "下旬": (21, 31),
    "底": (21, 31),
    "末": (21, 31),
}


class Precision(StrEnum):
    """How exactly a date was written."""

    DAY = "day"
    PART = "part"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """The days a text allows, from `first` to `last`, or the question it raises."""

    standing: Standing
    first: date | None = None
    last: date | None = None
    precision: Precision | None = None
    question: str = ""


@dataclass(frozen=True, slots=True)
class WrittenMonth:
    """The month a text names, or the question it raises."""

    standing: Standing
    month: Month | None = None
    question: str = ""


def parse_date(text: str, *, year: int | None = None) -> WrittenDate:
    """Read a date; `year` is used where the text names only a month or a day.

    >>> str(parse_date("2026年3月底").last), str(parse_date("46096").first)
    ('2026-03-31', '2026-03-15')
    >>> parse_date("3月底").question
    '“3月底”没有写年份，请写成 2026年3月 这样。'
    """
    shown = clean(text)
    if not shown:
        return WrittenDate(Standing.BLANK)
    if is_not_applicable(shown):
        return WrittenDate(Standing.NOT_APPLICABLE)
    if len(shown) > _LONGEST:
        return _unclear(f"“{shown[:20]}……”不是日期，请写成 2026-03-15 这样。")
    written = _digits(half_width(shown))
    try:
        return _read(written, shown, year)
    except ValueError:
        return _unclear(f"“{shown}”不是存在的日期，请写成 2026-03-15 这样。")


def parse_month(text: str, *, year: int | None = None) -> WrittenMonth:
    """Read a month; a day within it will do, a quarter or a year will not.

    >>> str(parse_month("2026.3").month), str(parse_month("3月", year=2026).month)
    ('2026-03', '2026-03')
    """
    found = parse_date(text, year=year)
    if found.standing is not Standing.VALUE or found.first is None:
        return WrittenMonth(found.standing, question=found.question)
    if found.precision in {Precision.DAY, Precision.PART, Precision.MONTH}:
        return WrittenMonth(Standing.VALUE, Month.of(found.first))
    return WrittenMonth(Standing.UNCLEAR, question=f"“{clean(text)}”没有写到月份，请写成 2026年3月 这样。")


def _digits(text: str) -> str:
    """二〇二六年十二月 and 2026年12月 are one."""
    translated = "".join(text.split()).translate(_DIGITS) if re.search("[年月日季]", text) else text.strip()
    return _TENS.sub(lambda found: str(int(found[1] or 1) * 10 + int(found[2] or 0)), translated)


def _read(written: str, shown: str, year: int | None) -> WrittenDate:
    for pattern, reader in _FORMS:
        found = pattern.fullmatch(written)
        if found is not None:
            return reader(found, shown, year)
    if re.search(r"\d[年月日]?\s*[-~—至到]+\s*\d", written):
        return _unclear(f"“{shown}”是一段时间，请只写一个日期。")
    return _unclear(f"“{shown}”不是日期，请写成 2026-03-15 或 2026年3月。")


def _day(found: re.Match[str], shown: str, year: int | None) -> WrittenDate:
    return _on(date(int(found[1]), int(found[2]), int(found[3])))


def _month(found: re.Match[str], shown: str, year: int | None) -> WrittenDate:
    return _days(Month(int(found[1]), int(found[2])), Precision.MONTH)


def _dotted_month(found: re.Match[str], shown: str, year: int | None) -> WrittenDate:
    if found[2] == "1":
        return _unclear(
            f"“{shown}”可能是1月，也可能是10月（Excel 会把 {found[1]}.10 存成 {found[1]}.1），请写成 {found[1]}年1月 这样。"
        )
    return _month(found, shown, year)


def _part(found: re.Match[str], shown: str, year: int | None) -> WrittenDate:
    own = int(found[1]) if found[1] else year
    if own is None:
        return _no_year(shown)
    month, words = Month(own, int(found[2])), found[3]
    if not words:
        return _days(month, Precision.MONTH)
    first, last = _PARTS[words.removesuffix("前")]
    end = month.next().first_day - timedelta(days=1)
    return WrittenDate(
        Standing.VALUE,
        month.first_day.replace(day=first),
        min(end, end.replace(day=min(last, end.day))),
        Precision.PART,
    )


def _day_without_year(found: re.Match[str], shown: str, year: int | None) -> WrittenDate:
    return _no_year(shown) if year is None else _on(date(year, int(found[1]), int(found[2])))


def _span(found: re.Match[str], shown: str, year: int | None) -> WrittenDate:
    """A quarter, half a year, the end of a year."""
    own = int(found[1]) if found[1] else year
    if own is None:
        return _no_year(shown)
    if found[2]:
        quarter = int(found[2])
        return _months(own, quarter * 3 - 2, quarter * 3, Precision.QUARTER)
    if found[3]:
        return _months(own, 1, 6, Precision.HALF) if found[3] == "上" else _months(own, 7, 12, Precision.HALF)
    return WrittenDate(Standing.VALUE, date(own, 12, 21), date(own, 12, 31), Precision.PART)


def _year(found: re.Match[str], shown: str, year: int | None) -> WrittenDate:
    own = int(found[1])
    if own not in _YEARS:
        return _unclear(f"“{shown}”不是年份，请写成 2026-03-15 这样。")
    return _months(own, 1, 12, Precision.YEAR)


def _serial(found: re.Match[str], shown: str, year: int | None) -> WrittenDate:
    days = int(found[1])
    if days not in _SERIALS:
        return _unclear(f"“{shown}”不是日期，请写成 2026-03-15 这样。")
    return _on(_EXCEL_DAY_ZERO + timedelta(days=days))


def _foreign(found: re.Match[str], shown: str, year: int | None) -> WrittenDate:
    """31/12/2010: clear where one of the two numbers cannot be a month, or both are the same."""
    left, right, own = int(found[1]), int(found[2]), int(found[3])
    if left <= 12 and right <= 12 and left != right:
        return _unclear(f"“{shown}”分不清月和日，请写成 {own}-{left:02d}-{right:02d} 这样。")
    return _on(date(own, right, left) if left > 12 else date(own, left, right))


def _short_year(found: re.Match[str], shown: str, year: int | None) -> WrittenDate:
    return _unclear(f"“{shown}”的年份只有两位，请写全，如 2026年3月。")


_YEAR = r"((?:19|20)\d\d)"
_TIME = r"(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?Z?)?"
_Reader = Callable[[re.Match[str], str, int | None], WrittenDate]
_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (re.compile(rf"{_YEAR}[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})[日号]?{_TIME}"), _day),
    (re.compile(rf"{_YEAR}(0[1-9]|1[0-2])([0-3]\d)"), _day),
    (re.compile(rf"{_YEAR}\.(\d{{1,2}})"), _dotted_month),
    (re.compile(rf"{_YEAR}[-/](\d{{1,2}})"), _month),
    (re.compile(rf"{_YEAR}(0[1-9]|1[0-2])"), _month),
    (re.compile(rf"(?:{_YEAR}年)?(\d{{1,2}})月份?((?:上旬|中旬|下旬|初|中|底|末)前?)?"), _part),
    (re.compile(r"(\d{1,2})月(\d{1,2})[日号]"), _day_without_year),
    (re.compile(rf"(?:{_YEAR}年)?第?(?:([1-4])季度|([上下])半年|年[底末]前?)"), _span),
    (re.compile(rf"{_YEAR}()()[年]?[底末]前?"), _span),
    (re.compile(r"(\d{4})年?"), _year),
    (re.compile(r"(\d{5})(?:\.\d+)?"), _serial),
    (re.compile(rf"(\d{{1,2}})[/.-](\d{{1,2}})[/.-]{_YEAR}"), _foreign),
    (re.compile(r"(\d\d)年(\d{1,2})月.*|(\d\d)[-/.](\d{1,2})[-/.](\d{1,2})"), _short_year),
)


def _on(day: date) -> WrittenDate:
    return WrittenDate(Standing.VALUE, day, day, Precision.DAY)


def _days(month: Month, precision: Precision) -> WrittenDate:
    return WrittenDate(Standing.VALUE, month.first_day, month.next().first_day - timedelta(days=1), precision)


def _months(year: int, first: int, last: int, precision: Precision) -> WrittenDate:
    end = Month(year, last).next().first_day - timedelta(days=1)
    return WrittenDate(Standing.VALUE, date(year, first, 1), end, precision)


def _no_year(shown: str) -> WrittenDate:
    return _unclear(f"“{shown}”没有写年份，请写成 2026年3月 这样。")


def _unclear(question: str) -> WrittenDate:
    return WrittenDate(Standing.UNCLEAR, question=question)
