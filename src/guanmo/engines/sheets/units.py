"""Units of money and measure as headers, unit lines and cells name them."""

import re
from decimal import Decimal

from guanmo.engines.sheets.characters import half_width

# Powers of ten over 万元, so that scaling is exact.
WAN_EXPONENTS = {
    "元": -4,
    "千元": -1,
    "万": 0,
    "万元": 0,
    "百万": 2,
    "百万元": 2,
    "千万": 3,
    "千万元": 3,
    "亿": 4,
    "亿元": 4,
    "万亿": 8,
    "万亿元": 8,
}
_MONEY = r"(?:人民币)?(万亿元?|千万元?|百万元?|亿元?|万元?|千元|元)"
_MEASURE = (
    r"(%|‰|百分点|公里|千米|米|km|m|平方公里|平方千米|万平方米|平方米|㎡|m2|立方米|万立方米|亩|公顷|万吨|吨|个|项|台|套|"
    r"人|户|天|日|月|年|小时|兆瓦|千瓦|mw|kw|万千瓦|美元|万美元|亿美元|百万美元|欧元)"
)
_BRACKETED = re.compile(rf"[(\[](?:单位:?)?(?:{_MONEY}|{_MEASURE})[)\]]", re.IGNORECASE)
_TRAILING = re.compile(r"(?:[/_:]|单位:?)" + _MONEY + "$|(?<=[资额金算价值入])(亿元|万元|千元)$")
_UNIT_LINE = re.compile(rf"单位:?{_MONEY}(?![\u4e00-\u9fff])")
_MEASURE_LINE = re.compile(rf"[(]?(?:计量)?单位:(?:{_MEASURE})[)]?", re.IGNORECASE)


def is_money(unit: str | None) -> bool:
    return unit in WAN_EXPONENTS


def in_wan(amount: Decimal, unit: str) -> Decimal:
    """An amount of that unit in 万元, exactly."""
    return amount.scaleb(WAN_EXPONENTS[unit])


def from_wan(amount: Decimal, unit: str) -> Decimal:
    """An amount in 万元 in that unit, exactly."""
    return amount.scaleb(-WAN_EXPONENTS[unit])


def header_unit(label: str) -> str | None:
    """The unit a header names, None when it names none.

    >>> header_unit("总投资（万元）"), header_unit("总投资/亿"), header_unit("使用单位")
    ('万元', '亿元', None)
    """
    text = _squeezed(label)
    found = _BRACKETED.search(text) or _TRAILING.search(text)
    return _named(next(part for part in found.groups() if part)) if found else None


def without_unit(label: str) -> str:
    """A header without the unit it names; levels stay joined by '/'.

    >>> without_unit("分年度金额（千元）/2018年")
    '分年度金额/2018年'
    """
    parts = [_without_unit(part) for part in label.split("/")]
    return "/".join(part for part in parts if part)


def line_unit(text: str) -> str | None:
    """The unit a title row or unit line declares, None when it declares none.

    >>> line_unit("单位：万元"), line_unit("编制单位：重大项目办"), line_unit("投资计划表（亿元）")
    ('万元', None, '亿元')
    """
    squeezed = _squeezed(text)
    found = _UNIT_LINE.search(squeezed) or _MEASURE_LINE.fullmatch(squeezed) or _BRACKETED.search(squeezed)
    return _named(next(part for part in found.groups() if part)) if found else None


def _without_unit(label: str) -> str:
    text = _squeezed(label)
    if header_unit(text) is None:
        return label
    return _TRAILING.sub("", _BRACKETED.sub("", text)) or ""


def _squeezed(text: str) -> str:
    return "".join(half_width(text).split()).replace("【", "[").replace("】", "]")


def _named(unit: str) -> str:
    """亿 and 亿元 are one unit."""
    return f"{unit}元" if unit in WAN_EXPONENTS and not unit.endswith("元") else unit
