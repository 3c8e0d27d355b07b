"""Reads one TOML table key by key and remembers everything that is wrong with it."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

Choice = TypeVar("Choice", bound=StrEnum)

# More would be a slip of the keyboard; and a number of a million digits would stop the machine.
_LARGEST = Decimal(10**9)
_FINEST_EXPONENT = -6
_LONGEST_TEXT = 2000


class Section:
    """A table of the pack; its getters never raise, they note a problem and go on.

    Call `close` at the end: keys nobody asked for are problems too.
    """

    def __init__(self, table: object, path: str, problems: list[str]) -> None:
        self._path = path
        self._problems = problems
        self._asked: set[str] = set()
        self._table: Mapping[str, object] = {}
        if isinstance(table, dict):
            self._table = table
        else:
            problems.append(f"{path}：应是一个表（[{path}]）。")

    def where(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def refuse(self, key: str, reason: str) -> None:
        self._problems.append(f"{self.where(key)}：{reason}")

    def has(self, key: str) -> bool:
        return key in self._table

    def text(self, key: str, *, default: str | None = None) -> str:
        value = self._value(key, missing_is_problem=default is None)
        if value is None:
            return default or ""
        if not isinstance(value, str) or not value.strip():
            self.refuse(key, "应是一段不为空的文字。")
            return ""
        if len(value) > _LONGEST_TEXT:
            self.refuse(key, f"文字太长，最多{_LONGEST_TEXT}字。")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of different texts; absent means empty."""
        value = self._value(key, missing_is_problem=False)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.refuse(key, "应是一列不为空的文字。")
            return ()
        stripped = tuple(item.strip() for item in value)
        if len(set(stripped)) != len(stripped):
            self.refuse(key, "有重复的项。")
        return stripped

    def number(self, key: str, *, default: Decimal | None = None) -> Decimal:
        value = self._value(key, missing_is_problem=default is None)
        if value is None:
            return Decimal(0) if default is None else default
        number = _as_number(value)
        if number is None:
            self.refuse(key, "应是一个数，小数最多6位。")
            return Decimal(0)
        return number

    def numbers(self, key: str) -> tuple[Decimal, ...]:
        """A list of numbers; absent means empty."""
        value = self._value(key, missing_is_problem=False)
        if value is None:
            return ()
        numbers = [_as_number(item) for item in value] if isinstance(value, list) else [None]
        found = tuple(number for number in numbers if number is not None)
        if len(found) != len(numbers):
            self.refuse(key, "应是一列数，小数最多6位。")
        return found

    def whole(self, key: str, *, default: int | None = None, least: int = 0, most: int = 1000) -> int:
        value = self._value(key, missing_is_problem=default is None)
        if value is None:
            return least if default is None else default
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.refuse(key, f"应是{least}至{most}的整数。")
            return least
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._value(key, missing_is_problem=False)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.refuse(key, "应是 true 或 false。")
            return default
        return value

    def day(self, key: str) -> date | None:
        """A date; absent means open."""
        value = self._value(key, missing_is_problem=False)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            self.refuse(key, "应是日期，写成 2026-01-31，不加引号。")
            return None
        return value

    def choice(self, key: str, choices: type[Choice], *, default: Choice | None = None) -> Choice:
        value = self._value(key, missing_is_problem=default is None)
        known = {choice.value: choice for choice in choices}
        if value is not None and (not isinstance(value, str) or value not in known):
            self.refuse(key, f"只能是 {'、'.join(known)} 之一。")
        fallback = default or next(iter(choices))
        return known.get(value, fallback) if isinstance(value, str) else fallback

    def section(self, key: str) -> "Section":
        """The table under the key; reads as empty when absent."""
        value = self._value(key, missing_is_problem=False)
        return Section({} if value is None else value, self.where(key), self._problems)

    def sections(self, key: str) -> list["Section"]:
        """The tables of `[[key]]`; absent means none."""
        value = self._value(key, missing_is_problem=False)
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse(key, f"应写成 [[{self.where(key)}]]。")
            return []
        return [
            Section(item, f"{self.where(key)}[{number}]", self._problems)
            for number, item in enumerate(value, start=1)
        ]

    def close(self) -> None:
        for key in sorted(set(self._table) - self._asked):
            self.refuse(key, "不认识的键，请删去或改正拼写。")

    def _value(self, key: str, *, missing_is_problem: bool) -> object:
        self._asked.add(key)
        if missing_is_problem and key not in self._table:
            self.refuse(key, "缺少这一项。")
        return self._table.get(key)


def _as_number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < _FINEST_EXPONENT or abs(number) > _LARGEST:
        return None
    return number
