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
_MONEY = r"(?:人民币)?(万亿元?|千万元?|百万元?|亿元?|万元?|千元|元)(?:人民币)?"
_MEASURE = (
    r"(%|‰|百分点|公里|千米|米|km|m|平方公里|平方千米|万平方米|平方米|㎡|m2|立方米|万立方米|亩|公顷|万吨|吨|个|项|台|套|"
    r"人|户|天|日|月|年|小时|兆瓦|千瓦|mw|kw|万千瓦|美元|万美元|亿美元|百万美元|欧元)"
)
_BRACKETED = re.compile(rf"[(\[](?:单位:?)?(?:{_MONEY}|{_MEASURE})[)\]]", re.IGNORECASE)
_AMONG_OTHERS = re.compile(rf"[(\[](?:[^()\[\]]*[,、;:])?{_MONEY}(?:[,、;][^()\[\]]*)?[)\]]")
_TRAILING = re.compile(
    r"(?:[/_:]|单位:?)" + _MONEY + "$|(?<=[资额金算价值入])(亿元|万元|千元)$|_(wan|yi|yuan)$"
)
_ROMANISED = {
    "wan": "万元",
    "yi": "亿元",
    "yuan": "元",
}  # total_investment_wan, as exports of databases write it
_ALONE = re.compile(rf"[(\[]?(?:单位:?)?(?:{_MONEY}|{_MEASURE})[)\]]?", re.IGNORECASE)
# One space may stand between any two characters; behind the unit stands a space or a sign, else it is a word: 元件厂.
_UNIT_LINE = re.compile(
    r"单 ?位 ?[:=]? ?(?:均?[为是])? ?[(]?(?:[^\s\d:,、/;()]{1,4} ?[、,/;] ?)*(?:人民币 ?)?"
    r"(万亿 ?元?|千万 ?元?|百万 ?元?|亿 ?元?|万 ?元?|千 ?元|元)(?:人民币)?(?![\u4e00-\u9fff/])"
)
_MEASURE_LINE = re.compile(rf"[(]?(?:计量)?单位:(?:{_MEASURE})[)]?", re.IGNORECASE)
_ONLY_UNIT_LINE = re.compile(
    rf"[(]?(?:金额|计量|货币|投资)?单位:?(?:(?:{_MONEY}|{_MEASURE})[,、;]?)+[)]?", re.IGNORECASE
)


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
    found = _BRACKETED.search(text) or _AMONG_OTHERS.search(text) or _TRAILING.search(text)
    return _named(found) if found else None


def unit_alone(label: str) -> str | None:
    """The unit a label consists of, as in a header row of units beneath the names.

    >>> unit_alone("（万元）"), unit_alone("公里"), unit_alone("总投资（万元）")
    ('万元', '公里', None)
    """
    found = _ALONE.fullmatch(_squeezed(label))
    return _named(found) if found else None


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
    >>> line_unit("单位：个、万元　截至10月底"), line_unit("单位：元/平方米")
    ('万元', None)
    """
    squeezed = _squeezed(text)
    found = (
        _UNIT_LINE.search(" ".join(half_width(text).split()))
        or _MEASURE_LINE.fullmatch(squeezed)
        or _BRACKETED.search(squeezed)
    )
    return _named(found) if found else None


def is_unit_line(text: str) -> bool:
    """Whether a row says its unit and nothing else: 单位：万元, （金额单位：亿元）."""
    return _ONLY_UNIT_LINE.fullmatch(_squeezed(text)) is not None


def _without_unit(label: str) -> str:
    text = _squeezed(label)
    if text in WAN_EXPONENTS:
        return ""
    rest = _TRAILING.sub("", _BRACKETED.sub("", text))
    return label if rest == text else rest


def _squeezed(text: str) -> str:
    return "".join(half_width(text).split()).replace("【", "[").replace("】", "]")


def _named(found: re.Match[str]) -> str:
    """The unit that was found; 亿 and 亿元 are one unit."""
    unit = next(part for part in found.groups() if part).replace(" ", "").lower()
    unit = _ROMANISED.get(unit, unit)
    return f"{unit}元" if unit in WAN_EXPONENTS and not unit.endswith("元") else unit
