"""What a column holds, decided from its title and then checked against its values."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from guanmo.engines.sheets.amounts import Standing, is_not_applicable, parse_amount, plain_number
from guanmo.engines.sheets.characters import compact, is_formula_error
from guanmo.engines.sheets.dates import parse_date
from guanmo.engines.sheets.model import Column, Record
from guanmo.engines.sheets.units import is_money

_MONEY = re.compile(
    r"投资|金额|资金|概算|预算|造价|资本金|产值|税收|到位|支付|amount|investment|capital|cost|disbursement",
    re.IGNORECASE,
)
_DATE = re.compile(r"时间|日期|年月|date", re.IGNORECASE)
_SPAN = re.compile(r"起止|期限|年限|工期|周期")
_DATED = re.compile(r"\d.*[年月日季./-]|[上下]半年|季度|月")
_THREE_PARTS = re.compile(r"(?:19|20)\d\d\D\d{1,2}\D\d{1,2}\D?")
_RANGE = re.compile(r"\d\s*[-—~～至到]+\s*(?:19|20)?\d+\D*")
_NO_SUM = re.compile(
    r"率|占比|比重|比例|增幅|名次|排名|进度|系数|均|单价|代码|编码|编号|电话|邮编|年份|年度$|桩号|经度|纬度|"
    r"%|rate|(?<![a-z])id|id\d*$|code|year|number|term|latitude|longitude",
    re.IGNORECASE,
)
_FOREIGN = re.compile(r"usd|eur|美元|欧元|港元|港币|日元", re.IGNORECASE)
_MOST = 0.5
_NEARLY_ALL = 0.8


class Holds(StrEnum):
    """What a column holds."""

    TEXT = "text"
    SERIAL = "serial"
    MONEY = "money"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Holding:
    """A column, what it holds, and whether its numbers may be added up."""

    column: Column
    holds: Holds
    adds_up: bool


def holdings(
    columns: Sequence[Column], records: Sequence[Record], serial: Column | None
) -> tuple[Holding, ...]:
    """What each titled column holds."""
    return tuple(_holding(column, records, serial) for column in columns if column.titled)


def _holding(column: Column, records: Sequence[Record], serial: Column | None) -> Holding:
    if serial is not None and column.index == serial.index:
        return Holding(column, Holds.SERIAL, adds_up=False)
    texts = [text for record in records if (text := record.values[column.title]) and not _says_nothing(text)]
    title = compact(column.title)
    if _DATE.search(title) and not _SPAN.search(title) and _share(texts, _is_date) >= _MOST:
        return Holding(column, Holds.DATE, adds_up=False)
    numeric = _share(texts, _has_number) >= _NEARLY_ALL
    adds_up = numeric and not _NO_SUM.search(title)
    if is_money(column.unit) or (column.unit is None and _named_money(title)):
        holds = Holds.MONEY if _share(texts, _has_amount) >= _MOST else Holds.TEXT
        return Holding(column, holds, adds_up=holds is Holds.MONEY)
    return Holding(column, Holds.NUMBER if numeric and texts else Holds.TEXT, adds_up and bool(texts))


def _named_money(title: str) -> bool:
    return bool(_MONEY.search(title)) and not _NO_SUM.search(title) and not _FOREIGN.search(title)


def _says_nothing(text: str) -> bool:
    return is_formula_error(text) or is_not_applicable(text)


def _share(texts: Sequence[str], holds: Callable[[str], bool]) -> float:
    """The share of the texts for which it holds; of no texts, all."""
    return sum(map(holds, texts)) / len(texts) if texts else 1.0


def _is_date(text: str) -> bool:
    """A date, or what would be one were it not for a missing year, a thirteenth month or the like."""
    if parse_date(text).standing is Standing.VALUE or _THREE_PARTS.fullmatch(text):
        return True
    return len(text) <= 20 and _DATED.search(text) is not None and _RANGE.search(text) is None


def _has_number(text: str) -> bool:
    return plain_number(text) is not None


def _has_amount(text: str) -> bool:
    """An amount, or a number that would be one were it not for 约 or the like."""
    if parse_amount(text, unit="万元").standing is Standing.VALUE:
        return True
    return (
        len(text) <= 20
        and bool(re.search(r"\d", text))
        and bool(re.search(r"约|余|左右|[~-]|以上|以下", text))
    )
