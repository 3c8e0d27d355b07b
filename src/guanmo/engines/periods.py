"""Reporting months."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

_WRITTEN = re.compile(r"(\d{4})-(\d{1,2})|(\d{4})年(\d{1,2})月")
_EARLIEST_YEAR = 1949
_LATEST_YEAR = 2999


class InvalidMonth(ValueError):
    """The text or number is not a reporting month."""


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month; months compare in time order.

    >>> Month.parse("2026-10").next().label
    '2026年11月'
    """

    year: int
    month: int

    def __post_init__(self) -> None:
        if not _EARLIEST_YEAR <= self.year <= _LATEST_YEAR:
            raise InvalidMonth(f"年份应在{_EARLIEST_YEAR}至{_LATEST_YEAR}之间，写的是{self.year}。")
        if not 1 <= self.month <= 12:
            raise InvalidMonth(f"月份应为1至12，写的是{self.month}。")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2026-10`, `2026-3` or `2026年10月`."""
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise InvalidMonth(f"看不懂的月份“{text}”，请写成 2026-10 或 2026年10月。")
        year, month = (part for part in found.groups() if part is not None)
        return cls(int(year), int(month))

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def label(self) -> str:
        return f"{self.year}年{self.month}月"

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    def shifted(self, months: int) -> "Month":
        """The month so many months later; a negative number goes back."""
        year, index = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, index + 1)

    def next(self) -> "Month":
        return self.shifted(1)

    def previous(self) -> "Month":
        return self.shifted(-1)

    def months_until(self, last: "Month") -> Iterator["Month"]:
        """This month, the following ones and `last`; nothing when `last` is earlier."""
        month = self
        while month <= last:
            yield month
            month = month.next()
